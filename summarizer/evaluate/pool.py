"""Tasks over processes: a worker that dies costs the one job it was at, and the rest goes on."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait

from summarizer.errors import ConsensusError
from summarizer.evaluate.types import Failure
from summarizer.evaluate.work import Done, Task, Worker

READY = "ready"


def results(tasks: Iterable[Task], worker: Worker, workers: int) -> Generator[Done, None, None]:
    """What each job of each task came to, in any order: in this process for one worker.

    Several are spawned, with an environment that must say already how many threads they may
    use; they end when this process does, even by `kill -9`, and cannot start others through
    multiprocessing.  Raises ConsensusError when one cannot be started.
    """
    if workers == 1:
        for task in tasks:
            yield from worker.work(task)
    else:
        yield from _Pool(tasks, worker, workers).results()


class _Pool:
    """Processes, each with a pipe, of which everyone has one task at a time."""

    def __init__(self, tasks: Iterable[Task], worker: Worker, workers: int) -> None:
        self._tasks = iter(tasks)
        self._left: deque[Task] = deque()  # by those who died
        self._worker = worker
        self._size = workers
        self._hands: dict[Connection, _Hand] = {}

    def results(self) -> Iterator[Done]:
        """What the jobs come to, as they are done."""
        try:
            for _ in range(self._size):
                self._hire()
            while self._hands:
                for connection in wait(list(self._hands)):
                    assert isinstance(connection, Connection)
                    yield from self._hear(self._hands[connection])
        finally:
            for hand in self._hands.values():
                hand.stop()

    def _hire(self) -> None:
        hand = _Hand(self._worker)
        self._hands[hand.connection] = hand

    def _hear(self, hand: _Hand) -> Iterator[Done]:
        """A message of a process, or its death; then its next task, or its end."""
        result = hand.result()
        if result is not None:
            yield result
        if hand.dead:
            del self._hands[hand.connection]
            self._left.extend(hand.rest())
            self._hire()
        elif hand.idle:
            task = self._left.popleft() if self._left else next(self._tasks, None)
            if task is None:
                del self._hands[hand.connection]
                hand.stop()
            else:
                hand.give(task)


class _Hand:
    """A process and what it is at."""

    def __init__(self, worker: Worker) -> None:
        context = get_context("spawn")
        self.connection, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, worker), daemon=True)
        with _deaf():
            self._process.start()
        other.close()
        self._ready = self.dead = False
        self._task: Task | None = None

    @property
    def idle(self) -> bool:
        """Whether it has nothing to do."""
        return self._task is None

    def give(self, task: Task) -> None:
        """Hand it a task; that it died meanwhile shows when its result is asked for."""
        self._task = task
        with suppress(OSError):
            self.connection.send(task)

    def result(self) -> Done | None:
        """What its job came to; None for no more than that it is ready."""
        try:
            received = self.connection.recv()
        except (EOFError, OSError):
            return self._died()
        if not isinstance(received, Done):
            self._ready = True
            return None
        return self._finished(received)

    def rest(self) -> list[Task]:
        """What a dead one has left undone."""
        return [self._task] if self._task else []

    def stop(self) -> None:
        """End it, whatever it is at."""
        self.connection.close()
        self._process.terminate()
        self._process.join()

    def _died(self) -> Done:
        self._process.join()
        self.dead = True
        how = _told(self._process.exitcode or 0)
        if not self._ready:
            raise ConsensusError(f"a worker process could not be started: it {how}")
        assert self._task
        failure = Failure(self._task.cluster.id, self._task.jobs[0].system, f"its process {how}")
        return self._finished(Done((), failure))

    def _finished(self, received: Done) -> Done:
        """Take the first job off the task."""
        assert self._task
        rest = self._task.jobs[1:]
        self._task = replace(self._task, jobs=rest) if rest else None
        return received


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started here never get the terminal's Ctrl-C: this one does, and ends them."""
    resource_tracker.ensure_running()  # which unblocks the signal when it starts
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _told(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    name = {s.value: s.name for s in signal.Signals}.get(-code, f"signal {-code}")
    hint = ": out of memory?" if -code == signal.SIGKILL else ""
    return f"was killed by {name}{hint}"


def _serve(connection: Connection, worker: Worker) -> None:
    """The life of a process: tasks in, results out, until the other end is gone."""
    with suppress(EOFError, OSError):
        connection.send(READY)
        while True:
            for result in worker.work(connection.recv()):
                connection.send(result)

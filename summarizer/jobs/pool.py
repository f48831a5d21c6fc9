"""Items over worker processes: one that dies, hangs or runs out of memory costs its item two tries.

A task is a sequence of items, for which a worker yields one result each, in order.  When its
process ends before the last, or takes too long, the items at fault are tried once more, each alone
in a fresh process, and then given up; the rest goes on.
"""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Generic, Protocol, TypeVar

from summarizer.errors import ConsensusError
from summarizer.jobs.reasons import ending, reason

TRIES = 2
# What the usual builds of BLAS and LAPACK read when they are loaded.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_SECONDS_TO_EXIT = 5  # that a process has which closed its pipe
_OUT_OF_MEMORY = 97  # an exit code that nothing else here uses

Item = TypeVar("Item")
Result = TypeVar("Result")
Given = TypeVar("Given", contravariant=True)
Made = TypeVar("Made", covariant=True)


class Worker(Protocol[Given, Made]):
    """What does the work; picklable."""

    def start(self) -> int:
        """Load what the work needs; called once in every process.

        Returns how many items it works on at a time: 1 if it yields each result before it begins
        with the next item.
        """

    def work(self, items: Sequence[Given]) -> Iterator[Made]:
        """The result of each item, in order."""

    def failed(self, item: Given, reason: str) -> Made:
        """The result of an item that is given up."""


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """Seconds that an item may take, and bytes of memory that a process may use."""

    seconds: float = math.inf
    memory: int | None = None


def one_thread() -> None:
    """Keep BLAS at one thread, here and in every process started from here.

    Must come before numpy is imported, which reads it once.
    """
    os.environ.update(dict.fromkeys(THREADS, "1"))


def results(
    tasks: Iterable[Sequence[Item]],
    worker: Worker[Item, Result],
    workers: int,
    limits: ResourceLimits | None = None,
) -> Generator[Result, None, None]:
    """The result of each item of each task, in any order.

    One worker without limits is this process itself.  Others are spawned, with an environment that
    must say already how many threads they may use; they end when this process does, even by
    `kill -9`, and cannot start others through multiprocessing.  Raises ConsensusError when one
    cannot be started, or when a worker does.
    """
    if workers == 1 and limits is None:
        worker.start()
        for task in tasks:
            yield from worker.work(task)
    else:
        yield from _Pool(tasks, worker, workers, limits or ResourceLimits()).results()


class _Pool(Generic[Item, Result]):
    """Worker processes, each with a pipe and one task at a time."""

    def __init__(
        self,
        tasks: Iterable[Sequence[Item]],
        worker: Worker[Item, Result],
        size: int,
        limits: ResourceLimits,
    ) -> None:
        self._tasks = iter(tasks)
        self._retries: deque[tuple[Sequence[Item], int]] = deque()  # tasks with tries so far
        self._worker = worker
        self._size = size
        self._limits = limits
        self._processes: dict[Connection, WorkerProcess[Item, Result]] = {}

    def results(self) -> Iterator[Result]:
        try:
            while len(self._processes) < self._size and self._start_process():
                pass
            while self._processes:
                for connection in wait(list(self._processes), self._seconds_left()):
                    assert isinstance(connection, Connection)
                    yield from self._receive(self._processes[connection])
                for process in [p for p in self._processes.values() if p.overdue]:
                    allowed = f"{self._limits.seconds:,.10g} s: allow more with --timeout"
                    yield from self._replace(process, f"took longer than {allowed}")
        finally:
            for process in self._processes.values():
                process.stop()

    def _seconds_left(self) -> float | None:
        """Seconds until the first process is overdue."""
        first = min(process.deadline for process in self._processes.values())
        return None if math.isinf(first) else max(0.0, first - time.monotonic())

    def _start_process(self) -> bool:
        """Start another process, unless there is nothing for it to do."""
        starting = sum(not process.ready for process in self._processes.values())
        if len(self._retries) <= starting and (task := next(self._tasks, ())):
            self._retries.append((task, 0))
        if len(self._retries) <= starting:
            return False
        process = WorkerProcess(self._worker, self._limits)
        self._processes[process.connection] = process
        return True

    def _receive(self, process: WorkerProcess[Item, Result]) -> Iterator[Result]:
        """Take a message of a process, or note its death; then give it its next task, or end it."""
        try:
            received = process.receive()
        except (EOFError, OSError):
            yield from self._replace(process, process.wait_and_explain())
            return
        yield from received
        if not process.items:
            task, tries = self._retries.popleft() if self._retries else (next(self._tasks, ()), 0)
            if task:
                process.send(task, tries)
            else:
                del self._processes[process.connection]
                process.stop()

    def _replace(self, process: WorkerProcess[Item, Result], why: str) -> Iterator[Result]:
        """Stop a process that failed, queue what it has left, and start another."""
        del self._processes[process.connection]
        process.stop()
        if not process.ready:
            hint = "; is --memory enough?" if self._limits.memory else ""
            raise ConsensusError(f"a worker process could not be started: it {why}{hint}")
        at_fault, rest = process.items[: process.at_once], process.items[process.at_once :]
        for item in at_fault:
            if process.tries + 1 >= TRIES:
                yield self._worker.failed(item, f"its process {why}")
            else:
                self._retries.append(((item,), process.tries + 1))
        if rest:
            self._retries.append((rest, 0))
        self._start_process()


class WorkerProcess(Generic[Item, Result]):
    """A process, the items of its task that are not done, and how often they were tried."""

    def __init__(self, worker: Worker[Item, Result], limits: ResourceLimits) -> None:
        context = get_context("spawn")
        self.connection, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, worker, limits), daemon=True)
        with _sigint_blocked():
            self._process.start()
        other.close()
        self._limits = limits
        self.at_once = 0  # how many items it works on at a time; 0 until it is ready
        self.items: Sequence[Item] = ()
        self.tries = 0
        self.deadline = math.inf

    @property
    def ready(self) -> bool:
        """Whether it has loaded what it needs."""
        return self.at_once > 0

    @property
    def overdue(self) -> bool:
        """Whether its time is up, and no message of it waits to be received."""
        return self.deadline <= time.monotonic() and not self.connection.poll()

    def send(self, items: Sequence[Item], tries: int) -> None:
        """Give it a task; that it died meanwhile shows when its result is received."""
        self.items, self.tries = items, tries
        self._set_deadline()
        with suppress(OSError):
            self.connection.send(items)

    def receive(self) -> list[Result]:
        """The result of its first item, or none where it only says that it is ready.

        Raises EOFError or OSError when it is dead, and the ConsensusError that it sent.
        """
        received = self.connection.recv()
        if isinstance(received, ConsensusError):
            raise received
        if not self.ready:
            self.at_once = received
            return []
        self.items = self.items[1:]
        self._set_deadline()
        return [received]

    def wait_and_explain(self) -> str:
        """How it ended."""
        self._process.join(_SECONDS_TO_EXIT)
        code = self._process.exitcode or 0
        if code != _OUT_OF_MEMORY:
            return ending(code)
        if not self._limits.memory:
            return "ran out of memory"
        megabytes = self._limits.memory / 1e6
        return f"needed more than {megabytes:,.0f} MB: allow more with --memory"

    def stop(self) -> None:
        """Kill it, whatever it is doing."""
        self.connection.close()
        self._process.kill()
        self._process.join()

    def _set_deadline(self) -> None:
        count = min(len(self.items), self.at_once)
        seconds = self._limits.seconds * count if count else math.inf
        self.deadline = time.monotonic() + seconds


@contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Processes started here never get the terminal's Ctrl-C: this one does, and ends them."""
    resource_tracker.ensure_running()  # which unblocks the signal when it starts
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _serve(connection: Connection, worker: Worker[Item, Result], limits: ResourceLimits) -> None:
    """The life of a process: tasks in, results out, until the other end is gone."""
    with suppress(EOFError, OSError):
        try:
            _serve_tasks(connection, worker, limits)
        except ConsensusError as error:  # with all the work, not with an item
            connection.send(error)
        except MemoryError:  # what is left of the process cannot be relied on
            os._exit(_OUT_OF_MEMORY)


def _serve_tasks(
    connection: Connection, worker: Worker[Item, Result], limits: ResourceLimits
) -> None:
    if limits.memory:
        _limit_memory(limits.memory)
    try:
        at_once = worker.start()
    except (ConsensusError, MemoryError):
        raise
    except Exception as error:
        raise ConsensusError(f"a worker process could not be started: {reason(error)}") from error
    # What hangs is ended by the system in the end, when nobody is left who would.
    alarm = 0 if math.isinf(limits.seconds) else 2 * limits.seconds * at_once
    connection.send(at_once)
    while True:
        items = connection.recv()
        signal.setitimer(signal.ITIMER_REAL, alarm)
        for result in worker.work(items):
            connection.send(result)
            signal.setitimer(signal.ITIMER_REAL, alarm)
        signal.setitimer(signal.ITIMER_REAL, 0)  # it may wait for the next as long as it takes


def _limit_memory(most: int) -> None:
    """Cap the memory of this process, so that it is refused some before the machine has none.

    Linux counts private memory that can be written, which leaves out what a library only
    reserves; elsewhere it is the address space.
    """
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))

"""Items over processes: what dies, hangs or runs out of memory costs its own item two tries.

A task is some items, for which a worker gives one result each, in order.  When its process ends
before the last, or takes too long, the items at fault are tried once more, each alone in a fresh
process, and then given up; the rest goes on.
"""

from __future__ import annotations

import math
import os
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Generic

from summarizer.errors import ConsensusError
from summarizer.jobs.process import Allowance, Hand, Item, Result, Worker

TRIES = 2
# What the usual builds of BLAS and LAPACK read when they are loaded.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def one_thread() -> None:
    """Keep BLAS at one thread, here and in every process started from here.

    Must come before numpy is imported, which reads it once.
    """
    os.environ.update(dict.fromkeys(THREADS, "1"))


def results(
    tasks: Iterable[Sequence[Item]],
    worker: Worker[Item, Result],
    workers: int,
    allowance: Allowance | None = None,
) -> Generator[Result, None, None]:
    """What each item of each task came to, in any order.

    One worker without an allowance is this process itself.  Others are spawned, with an
    environment that must say already how many threads they may use; they end when this process
    does, even by `kill -9`, and cannot start others through multiprocessing.  Raises
    ConsensusError when one cannot be started.
    """
    if workers == 1 and allowance is None:
        worker.start()
        for task in tasks:
            yield from worker.work(task)
    else:
        yield from _Pool(tasks, worker, workers, allowance).results()


class _Pool(Generic[Item, Result]):
    """Processes, each with a pipe, of which everyone has one task at a time."""

    def __init__(
        self,
        tasks: Iterable[Sequence[Item]],
        worker: Worker[Item, Result],
        workers: int,
        allowance: Allowance | None,
    ) -> None:
        self._tasks = iter(tasks)
        self._left: deque[tuple[Sequence[Item], int]] = deque()  # by those who died, with tries
        self._worker = worker
        self._size = workers
        self._allowance = allowance
        self._hands: dict[Connection, Hand[Item, Result]] = {}

    def results(self) -> Iterator[Result]:
        """What the items come to, as they are done."""
        try:
            while len(self._hands) < self._size and self._hire():
                pass
            while self._hands:
                for connection in wait(list(self._hands), self._patience()):
                    assert isinstance(connection, Connection)
                    yield from self._hear(self._hands[connection])
                for hand in [hand for hand in self._hands.values() if hand.late]:
                    yield from self._lost(hand, hand.overdue())
        finally:
            for hand in self._hands.values():
                hand.stop()

    def _patience(self) -> float | None:
        """Seconds until the first process is overdue."""
        first = min(hand.deadline for hand in self._hands.values())
        return None if math.isinf(first) else max(0.0, first - time.monotonic())

    def _hire(self) -> bool:
        """Start another process, unless there is nothing for it to do."""
        starting = sum(not hand.ready for hand in self._hands.values())
        if len(self._left) <= starting and (task := next(self._tasks, ())):
            self._left.append((task, 0))
        if len(self._left) <= starting:
            return False
        hand = Hand(self._worker, self._allowance)
        self._hands[hand.connection] = hand
        return True

    def _hear(self, hand: Hand[Item, Result]) -> Iterator[Result]:
        """A message of a process, or its death; then its next task, or its end."""
        try:
            received = hand.received()
        except (EOFError, OSError):
            yield from self._lost(hand, hand.died())
            return
        yield from received
        if not hand.items:
            task = self._left.popleft() if self._left else (next(self._tasks, ()), 0)
            if task[0]:
                hand.give(*task)
            else:
                del self._hands[hand.connection]
                hand.stop()

    def _lost(self, hand: Hand[Item, Result], why: str) -> Iterator[Result]:
        """Put a fresh process in the place of a dead one, and what it has left on the list."""
        del self._hands[hand.connection]
        hand.stop()
        if not hand.ready:
            hint = "; is --memory enough?" if self._allowance and self._allowance.memory else ""
            raise ConsensusError(f"a worker process could not be started: it {why}{hint}")
        count, tries = hand.together, hand.tries + 1
        for item in hand.items[:count]:
            if tries >= TRIES:
                yield self._worker.failed(item, f"its process {why}")
            else:
                self._left.append(((item,), tries))
        if hand.items[count:]:
            self._left.append((hand.items[count:], 0))
        self._hire()

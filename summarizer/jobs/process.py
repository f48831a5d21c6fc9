"""A worker process: what it may use, what it is at, and how it ended."""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import Generic, Protocol, TypeVar

from summarizer.errors import ConsensusError
from summarizer.jobs.reasons import ending, reason

Item = TypeVar("Item")
Result = TypeVar("Result")
Given = TypeVar("Given", contravariant=True)
Made = TypeVar("Made", covariant=True)

_PATIENCE = 5  # seconds that a process which closed its pipe has to end
_OUT_OF_MEMORY = 97  # an exit code that nothing else here uses


class Worker(Protocol[Given, Made]):
    """What does the work; picklable."""

    def start(self) -> int:
        """Load what the work needs; called once in every process.

        Returns how many items it is at when it is at work: 1 if it gives each result before it
        begins with the next item.
        """

    def work(self, items: Sequence[Given]) -> Iterator[Made]:
        """What each item came to, in order."""

    def failed(self, item: Given, reason: str) -> Made:
        """What an item came to that is given up."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Seconds that an item may take, and bytes of memory that a process may use."""

    seconds: float
    memory: int | None = None


class Hand(Generic[Item, Result]):
    """A process and what it is at: the items of its task that are not done, and their tries."""

    def __init__(self, worker: Worker[Item, Result], allowance: Allowance | None) -> None:
        context = get_context("spawn")
        self.connection, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, worker, allowance), daemon=True)
        with _deaf():
            self._process.start()
        other.close()
        self._allowance = allowance
        self.together = 0  # until it is ready
        self.items: Sequence[Item] = ()
        self.tries = 0
        self.deadline = math.inf

    def give(self, items: Sequence[Item], tries: int) -> None:
        """Hand it a task; that it died meanwhile shows when its result is asked for."""
        self.items, self.tries = items, tries
        self._wind()
        with suppress(OSError):
            self.connection.send(items)

    @property
    def ready(self) -> bool:
        """Whether it has loaded what it needs."""
        return self.together > 0

    @property
    def late(self) -> bool:
        """Whether it has had its time, and nothing of it waits to be heard."""
        return self.deadline <= time.monotonic() and not self.connection.poll()

    def received(self) -> list[Result]:
        """What its first item came to; nothing for no more than that it is ready.

        Raises EOFError or OSError when it is dead, and what is wrong with all the work.
        """
        received = self.connection.recv()
        if isinstance(received, ConsensusError):
            raise received
        if self.ready:
            self.items = self.items[1:]
            self._wind()
            return [received]
        self.together = received
        return []

    def died(self) -> str:
        """How it ended."""
        self._process.join(_PATIENCE)
        code = self._process.exitcode or 0
        if code == _OUT_OF_MEMORY and self._allowance and self._allowance.memory:
            megabytes = self._allowance.memory / 1e6
            return f"needed more than {megabytes:,.0f} MB: allow more with --memory"
        return "ran out of memory" if code == _OUT_OF_MEMORY else ending(code)

    def overdue(self) -> str:
        """What it is stopped for."""
        assert self._allowance
        return f"took longer than {self._allowance.seconds:,.10g} s: allow more with --timeout"

    def stop(self) -> None:
        """End it, whatever it is at."""
        self.connection.close()
        self._process.kill()
        self._process.join()

    def _wind(self) -> None:
        """Set the clock for the items that it is at now."""
        count = min(len(self.items), self.together)
        limit = self._allowance.seconds * count if self._allowance and count else math.inf
        self.deadline = time.monotonic() + limit


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started here never get the terminal's Ctrl-C: this one does, and ends them."""
    resource_tracker.ensure_running()  # which unblocks the signal when it starts
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _serve(
    connection: Connection, worker: Worker[Item, Result], allowance: Allowance | None
) -> None:
    """The life of a process: tasks in, results out, until the other end is gone."""
    with suppress(EOFError, OSError):
        try:
            _serve_tasks(connection, worker, allowance)
        except ConsensusError as error:  # with all the work, not with an item
            connection.send(error)
        except MemoryError:  # what is left of the process cannot be relied on
            os._exit(_OUT_OF_MEMORY)


def _serve_tasks(
    connection: Connection, worker: Worker[Item, Result], allowance: Allowance | None
) -> None:
    _limit(allowance)
    together = _started(worker)
    connection.send(together)
    while True:
        items = connection.recv()
        _set_alarm(allowance, together)
        for result in worker.work(items):
            connection.send(result)
            _set_alarm(allowance, together)
        signal.setitimer(signal.ITIMER_REAL, 0)  # it may wait for the next as long as it takes


def _started(worker: Worker[Item, Result]) -> int:
    try:
        return worker.start()
    except (ConsensusError, MemoryError):
        raise
    except Exception as error:
        raise ConsensusError(f"a worker process could not be started: {reason(error)}") from error


def _limit(allowance: Allowance | None) -> None:
    """Cap the memory of this process, so that it is refused some before the machine has none.

    Linux counts private memory that can be written, which leaves out what a library only
    reserves; elsewhere it is the address space.
    """
    if allowance and allowance.memory:
        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        hard = resource.getrlimit(kind)[1]
        most = allowance.memory if hard == resource.RLIM_INFINITY else min(allowance.memory, hard)
        resource.setrlimit(kind, (most, hard))


def _set_alarm(allowance: Allowance | None, together: int) -> None:
    """What hangs is ended by the system in the end, when nobody is left who would."""
    if allowance:
        signal.setitimer(signal.ITIMER_REAL, 2 * allowance.seconds * together)

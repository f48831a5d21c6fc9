"""A queue of jobs, and processes that do them one at a time, each within time and memory.

Reading has a process of its own, so that it need not wait for what takes long.  A process is
kept for the next job, unless it fell or was stopped.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from queue import SimpleQueue
from shutil import rmtree
from tempfile import mkdtemp
from threading import Event, Lock, Thread

from summarizer.cli.console import say
from summarizer.errors import ConsensusError
from summarizer.jobs.pool import ResourceLimits, WorkerProcess
from summarizer.jobs.reasons import reason
from summarizer.limits import MAX_JOB_BYTES, MAX_JOB_SECONDS, MAX_QUEUE
from summarizer.serve.requests import Order
from summarizer.serve.store import Store
from summarizer.serve.work import FILES, PROGRESS, Outcome, Task, Worker
from summarizer.types import Article

_LOOK = 0.1  # seconds between two looks at what a process does
_START_SECONDS = 120.0
LIMITS = ResourceLimits(MAX_JOB_SECONDS, MAX_JOB_BYTES)


class Full(ConsensusError):
    """Too many jobs wait."""


class Jobs:
    """Takes jobs, has them done, and tells how far they are."""

    def __init__(
        self, store: Store, workers: int, limits: ResourceLimits = LIMITS, *, reading: bool = True
    ) -> None:
        """So many processes for what takes long, and one for `reading`."""
        self.store = store
        self._open: dict[str, _Running] = {}
        self._lock = Lock()
        heavy: _Queue = SimpleQueue()
        light: _Queue = SimpleQueue() if reading else heavy
        self._queues = {"summarize": heavy, "verify": heavy, "compare": heavy, "read": light}
        queues = [heavy] * workers + [light] * reading
        self._lanes = [_Lane(self, queue, Worker(), limits) for queue in queues]
        for lane in self._lanes:
            lane.thread.start()

    def submit(self, order: Order) -> str:
        """Put a job in the queue; returns its id.  Raises Full, or OutputError."""
        with self._lock:
            queue = self._queues[order.kind]
            if sum(job.queue is queue and job.waits for job in self._open.values()) >= MAX_QUEUE:
                raise Full(f"{MAX_QUEUE} jobs wait already: try again in a while")
            job = _Running(self.store.add(order), queue)
            self._open[job.id] = job
            queue.put(job)
        return job.id

    def progress(self, id: str) -> str:
        """What is being done for a job, in a line; empty once it is finished."""
        job = self._open.get(id)
        if job is None:
            return ""
        if folder := job.folder:
            with suppress(OSError):  # it has said nothing yet, or is finished
                return (folder / PROGRESS).read_text("utf-8")
            return "Starting"
        before = [*takewhile(lambda other: other is not job, [*self._open.values()])]
        ahead = sum(other.queue is job.queue for other in before)
        return f"Waiting, with {ahead:,} other{'' if ahead == 1 else 's'} before"

    async def wait(self, id: str, seconds: float) -> None:
        """Wait until a job is finished, at most so long."""
        end = time.monotonic() + seconds
        while id in self._open and time.monotonic() < end:
            await asyncio.sleep(_LOOK / 2)

    def delete(self, id: str) -> bool:
        """Stop a job and forget it; whether there was one."""
        if job := self._open.pop(id, None):
            job.stopped.set()
        return self.store.delete(id)

    def close(self) -> None:
        """End all processes; what was not finished will be found interrupted."""
        for lane in self._lanes:
            lane.ended.set()
            lane.queue.put(None)
        for lane in self._lanes:
            lane.thread.join()

    def forget(self, job: _Running) -> None:
        """A job is finished."""
        self._open.pop(job.id, None)


class _Running:
    """A job that is not finished, and the folder in which it is done once it has begun."""

    def __init__(self, id: str, queue: _Queue) -> None:
        self.id = id
        self.queue = queue
        self.folder: Path | None = None
        self.stopped = Event()

    @property
    def waits(self) -> bool:
        """Whether nobody has begun with it."""
        return self.folder is None


_Queue = SimpleQueue[_Running | None]


class _Lane:
    """Takes jobs from a queue and has a process do them."""

    def __init__(
        self, jobs: Jobs, queue: _Queue, worker: Worker,
        limits: ResourceLimits,
    ) -> None:  # fmt: skip
        self.thread = Thread(target=self._run, daemon=True)
        self.ended = Event()
        self._jobs = jobs
        self.queue = queue
        self._worker = worker
        self._limits = limits
        self._process: WorkerProcess[Task, Outcome] | None = None

    def _run(self) -> None:
        with suppress(ConsensusError):  # which the first job is told
            self._started()
        while (job := self.queue.get()) is not None and not self.ended.is_set():
            try:
                self._do(job)
            except Exception as error:  # a full disk, or an answer that is none
                say("error", f"job {job.id}: {reason(error)}")
                self._stop()
                with suppress(ConsensusError):  # then it is found interrupted at the next start
                    self._jobs.store.finish(job.id, Outcome("GivenUp", reason(error)))
            finally:
                self._jobs.forget(job)
        self._stop()

    def _do(self, job: _Running) -> None:
        store = self._jobs.store
        if job.stopped.is_set() or (order := store.order(job.id)) is None:
            return
        store.begin(job.id)
        job.folder = Path(mkdtemp(dir=store.work))
        try:
            outcome = self._outcome(job, laid_out(order, job.folder))
            if outcome:
                store.finish(job.id, outcome)
        finally:
            rmtree(job.folder, ignore_errors=True)

    def _outcome(self, job: _Running, task: Task) -> Outcome | None:
        """What becomes of a task; nothing when it is stopped."""
        try:
            process = self._started()
        except ConsensusError as error:
            return self._worker.failed(task, str(error))
        process.send([task], 0)
        while not process.connection.poll(_LOOK):
            if job.stopped.is_set() or self.ended.is_set():
                self._stop()
                return None
            if process.overdue:
                self._stop()
                return self._worker.failed(task, f"it took over {self._limits.seconds:,g} seconds")
        try:
            return process.receive()[0]
        except (EOFError, OSError):
            told = process.wait_and_explain().partition(": allow")[0]
            self._stop()
            return self._worker.failed(task, f"the process that did it {told}")

    def _started(self) -> WorkerProcess[Task, Outcome]:
        """The process, started where there is none.  Raises ConsensusError."""
        if self._process is None:
            self._process = WorkerProcess(self._worker, self._limits)
            end = time.monotonic() + _START_SECONDS
            try:
                while not self._process.connection.poll(_LOOK):
                    if self.ended.is_set() or time.monotonic() > end:
                        raise EOFError
                self._process.receive()
            except (EOFError, OSError):
                self._stop()
                raise ConsensusError("the process that is to do it does not start") from None
            except ConsensusError:
                self._stop()
                raise
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None


def laid_out(order: Order, folder: Path) -> Task:
    """The task of an order, with its files written into the folder."""
    for name, data in order.files:
        path = folder / FILES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / FILES).mkdir(exist_ok=True)
    kept = (Article(**{**one, "warnings": tuple(one["warnings"])}) for one in order.articles)
    names = tuple(name for name, _ in order.files)
    return Task(order.kind, folder, names, order.addresses, tuple(kept), order.options)

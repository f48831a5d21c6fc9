"""A batch over the machines of a Ray cluster: the same function on the same bytes.

    records → blocks, a file each → Ray Data: an actor for each processor → a file each → outcomes

The files lie in a folder beside the output, which all machines must see.  A block that Ray does
again, because a machine was lost, writes the same file of outcomes, whole or not at all.  Inside an
actor the records go through the same worker process as on one machine, so that one that dies, hangs
or is out of memory costs itself alone, two tries.
"""

from __future__ import annotations

import logging
import os
import pickle
import re
import stat
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

from summarizer.batch.types import Outcome, Record
from summarizer.batch.work import Worker
from summarizer.errors import ConsensusError, MissingExtra, OutputError
from summarizer.jobs import files, pool
from summarizer.jobs.pool import ResourceLimits
from summarizer.jobs.reasons import reason

BLOCK = 64  # records: some seconds of work, and a few MB
PARTS = 1_000  # of the list of blocks, for Ray to hand out


@dataclass(frozen=True, slots=True)
class Actors:
    """How many actors, one for each processor or GPU if it is None, and what their workers get.

    `block` is how many records a worker gets at a time: several if it makes use of a GPU.
    """

    number: int | None
    block: int
    limits: ResourceLimits


def results(
    records: Iterable[Record], worker: Worker, actors: Actors, folder: Path, address: str | None
) -> Generator[Outcome, None, None]:
    """The outcome of each record, in any order.

    `address` is that of a cluster; without it one is started here.  Raises MissingExtra,
    OutputError, and ConsensusError for what ends it.
    """
    ray = _imported()
    with _private(folder):
        paths = [str(path) for path in _blocks(records, folder)]
        if not paths:
            return
        with _connected(ray, address, actors.number):
            for path in _finished(ray, paths, worker, actors):
                yield from pickle.loads(Path(path).read_bytes())


def _imported() -> Any:
    """Ray, with its log messages and usage reports switched off."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise MissingExtra.of("ray", "--engine ray needs ray") from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False
    return ray


@contextmanager
def _private(folder: Path) -> Iterator[None]:
    """Create and empty a folder that nobody else may use, since its pickles are trusted.

    At the end it is removed.  Raises OutputError where it is somebody else's.
    """
    with files.writing(folder):
        folder.mkdir(exist_ok=True)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            raise OutputError(f"{folder} is not yours: choose another output, or delete it")
        folder.chmod(0o700)
        _empty(folder)
    try:
        yield
    finally:
        with suppress(OSError):
            _empty(folder)
            folder.rmdir()


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if re.fullmatch(r"\.?[0-9a-f]+\.(in|out)(\.tmp)?", path.name):
            path.unlink()


def _blocks(records: Iterable[Record], folder: Path) -> Iterator[Path]:
    """Write the blocks to files."""
    rest, numbers = iter(records), count()
    while block := list(islice(rest, BLOCK)):
        yield files.write(folder / f"{next(numbers)}.in", [pickle.dumps(block)])


@contextmanager
def _connected(ray: Any, address: str | None, workers: int | None) -> Iterator[None]:
    own = {} if address else {"num_cpus": workers, "include_dashboard": False}
    try:
        ray.init(address=address or "local", logging_level="ERROR", log_to_driver=False, **own)
    except (ConnectionError, ValueError, RuntimeError) as error:
        hint = "is it there, and RAY_AUTH_MODE and its token set, if it wants one?"
        raise ConsensusError(
            f"no Ray at {address or 'this machine'}: {reason(error)}; {hint}"
        ) from error
    try:
        yield
    finally:
        ray.shutdown()


def _finished(ray: Any, paths: Sequence[str], worker: Worker, actors: Actors) -> Iterator[str]:
    """The files of outcomes, as they are written."""
    has = ray.cluster_resources()
    gpus = int(has.get("GPU", 0)) if actors.block > 1 else 0
    number = actors.number or gpus or max(1, int(has.get("CPU", 1)))
    parts = min(len(paths), PARTS)
    blocks = ray.data.from_items([{"path": path} for path in paths], override_num_blocks=parts)
    done = blocks.map_batches(
        Actor, fn_constructor_args=(worker, actors), batch_size=1,
        compute=ray.data.ActorPoolStrategy(size=number), num_gpus=1 if gpus else None,
    )  # fmt: skip
    try:
        for row in done.iter_rows():
            if row["error"]:
                raise ConsensusError(row["error"])
            yield row["path"]
    except ray.exceptions.RayError as error:
        raise ConsensusError(f"Ray: {reason(error)}") from error


class Actor:
    """Files of records to files of outcomes, through a worker process of its own."""

    def __init__(self, worker: Worker, actors: Actors) -> None:
        pool.one_thread()
        self._block = actors.block
        self._tasks: deque[list[Record]] = deque()
        tasks = iter(self._tasks.popleft, None)  # it asks for one when it has done the last
        self._outcomes = pool.results(tasks, worker, 1, actors.limits)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """The file of each block's outcomes, and what ended it, or an empty string."""
        paths = [Path(path) for path in batch["path"]]
        errors = [self._error(path) for path in paths]
        return {"path": [str(path.with_suffix(".out")) for path in paths], "error": errors}

    def _error(self, path: Path) -> str:
        """Do a block."""
        try:
            records: list[Record] = pickle.loads(path.read_bytes())
            starts = range(0, len(records), self._block)
            self._tasks.extend(records[i : i + self._block] for i in starts)
            outcomes = [next(self._outcomes) for _ in records]
            files.write(path.with_suffix(".out"), [pickle.dumps(outcomes)])
        except (ConsensusError, OSError) as error:
            return reason(error)
        return ""

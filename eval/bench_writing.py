"""The speed of `transformer`, for `bench.py`: a cluster's sentences in one batch or singly.

The bundled checkpoint or another; where there is none (or no extra), a line says so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain, islice, repeat
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench_texts import bundled

if TYPE_CHECKING:
    from summarizer.write import Candidate, Writer

WORDS = 100


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds a cluster, whether there is a model to wait for, and the peak memory in MB."""

    seconds: Sequence[float]
    peak: float


class Singly:
    """A writer that is given one group at a time."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """As the writer does, in as many calls as there are groups."""
        return [found for group in groups for found in self._writer.write([group], words)]


def paced(how: str, checkpoint: str, count: int) -> Pace:
    """Time `count` events; meant for a fresh process."""
    from bench import peak

    from summarizer.methods import create
    from summarizer.pipeline import summarize_clusters
    from summarizer.types import Budget

    method: Any = (
        create("consensus") if how == "consensus" else create("transformer", checkpoint=checkpoint)
    )
    if how == "singly":
        writer, device = method._loaded
        method.__dict__["_loaded"] = (Singly(writer), device)
    spent: list[float] = []
    events = islice(chain.from_iterable(repeat(tuple(bundled()))), count + 1)
    for event in events:
        began = perf_counter()
        list(summarize_clusters([event], method, Budget(words=WORDS)))
        spent.append(perf_counter() - began)
    return Pace(spent[1:], peak())  # the first loads the model


def writing(pool: Executor, checkpoint: str, quick: bool) -> Iterator[str]:
    """Clusters a minute, in one process, and what it needs."""
    from summarizer.errors import ConsensusError
    from summarizer.write.checkpoints import find

    try:
        found = find(checkpoint)
    except ConsensusError as error:
        yield f"Not measured: {error}."
        return
    count = 2 if quick else 24
    yield f"Bundled events, {count} of them, {WORDS} words; {found.name}, one process."
    yield ""
    yield "| | clusters a minute | median s | peak MB |"
    yield "|---|--:|--:|--:|"
    for how in ("consensus", "batched", "singly"):
        pace = pool.submit(paced, how, checkpoint, count).result()
        print(f"{how}: {sum(pace.seconds):.1f} s", file=sys.stderr, flush=True)
        rate = 60 * count / sum(pace.seconds)
        yield f"| {how} | {rate:.0f} | {median(pace.seconds):.2f} | {pace.peak:.0f} |"

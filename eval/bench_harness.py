"""The speed of the harness, for `bench.py`: scoring against rouge-score, and what workers bring."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import astuple
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, NamedTuple

from bench_texts import Events, sentences
from common import row

SHAPES = {  # references, words of each, words of the candidate
    "NeuS": (1, 47, 50),
    "Multi-News": (1, 230, 220),
    "bundled events": (2, 106, 100),
}
SYSTEMS = ("consensus", "lead-interleave", "lead", "random")
WORDS = 100
WORKERS = (1, 2)
SAME = ("predictions.jsonl", "scores.jsonl")


# Scoring


class Round(NamedTuple):
    """Seconds that a few pairs took; `first` also splits the references into sentences."""

    theirs: float
    first: float
    again: float


def score(rounds: int, pairs: int) -> dict[str, list[Round]]:
    """Score other pairs in each round, by both in turn; meant for a fresh process."""
    events = Events()
    scored(list(events.pairs(1, 1, 50, 50)))  # loads what is loaded once
    return {
        shape: [scored(list(events.pairs(pairs, *sizes))) for _ in range(rounds)]
        for shape, sizes in SHAPES.items()
    }


def scored(pairs: Sequence[tuple[list[str], str]]) -> Round:
    """Time all pairs; both get the sentences of the candidates, rouge-score the references', too.

    The references must be new: the harness keeps those that it has split.
    """
    from rouge_score.rouge_scorer import RougeScorer

    from summarizer.evaluate.rouge import Rouge
    from summarizer.evaluate.types import METRICS, RougeSettings

    theirs, ours = RougeScorer(list(METRICS), use_stemmer=True), Rouge(RougeSettings())
    given = [(references, lines(candidate)) for references, candidate in pairs]
    split = [(["\n".join(lines(r)) for r in some], "\n".join(summary)) for some, summary in given]

    seconds, expected = timed(lambda: [theirs.score_multi(*pair) for pair in split])
    first, found = timed(lambda: [ours.score(*pair) for pair in given])
    again, same = timed(lambda: [ours.score(*pair) for pair in given])
    wanted = [{metric: tuple(score[metric]) for metric in METRICS} for score in expected]
    for got in (found, same):
        if [{metric: astuple(prf) for metric, prf in score.items()} for score in got] != wanted:
            raise SystemExit("scores differ from those of rouge-score")
    return Round(seconds, first, again)


def lines(text: str) -> list[str]:
    """The sentences of a text, as the harness gives them to ROUGE."""
    return [" ".join(text[start:end].split()) for start, end in sentences(text)]


def timed(work: Callable[[], list[Any]]) -> tuple[float, list[Any]]:
    """Seconds of the processor, and what came out."""
    began = process_time()
    done = work()
    return process_time() - began, done


def scoring(pool: Executor, quick: bool) -> Iterator[str]:
    """The table of scoring: milliseconds a pair, from texts to P, R and F1 of four metrics."""
    rounds, pairs = (2, 3) if quick else (9, 40)
    yield f"ROUGE-1, -2, -L, -Lsum, stemmed: ms a pair, median of {rounds} rounds of {pairs} pairs"
    yield "(fastest).  All values are identical.  rouge-score gets one sentence a line; ours splits"
    yield "a reference when it first meets it, and keeps that for the other systems."
    yield ""
    columns = ("like", "references", "words", "candidate", "rouge-score ms", "ours ms", "ratio")
    yield row(*columns, "and splits ms", "ratio")
    yield "|---|" + "--:|" * (len(columns) + 1)
    for shape, done in pool.submit(score, rounds, pairs).result().items():
        theirs, first, again = zip(*done, strict=True)
        cells = [shape, *SHAPES[shape], per_pair(theirs, pairs)]
        for ours in (again, first):
            cells += [per_pair(ours, pairs), f"{median(theirs) / median(ours):.0f}×"]
        yield row(*cells)
        print(f"scoring {shape}: {median(theirs) / median(again):.0f}×", file=sys.stderr)


def per_pair(seconds: Sequence[float], pairs: int) -> str:
    """Milliseconds a pair."""
    return f"{1e3 * median(seconds) / pairs:.3f} ({1e3 * min(seconds) / pairs:.3f})"


# Evaluation


class Evaluated(NamedTuple):
    """Seconds on the clock by what was done, and seconds of the processor of all processes."""

    read: float
    made: float
    compared: float
    processor: float

    @property
    def clock(self) -> float:
        """Seconds from beginning to end."""
        return self.read + self.made + self.compared


def evaluate(data: Path, folder: Path, workers: int) -> Evaluated:
    """Time one evaluation with everything it loads; meant for a fresh process.

    Raises ConsensusError where a system fails on a cluster.
    """
    began, before = perf_counter(), sum(os.times()[:4])
    from summarizer.evaluate import dataset, harness, systems
    from summarizer.types import Budget

    reached: list[float] = []
    benchmark = dataset.of_files([str(data)], Budget(words=WORDS, truncate=True))
    plan = harness.Plan(
        benchmark, systems.parse_all(SYSTEMS, benchmark.budget), folder,
        workers=workers, strict=True,
    )  # fmt: skip
    harness.evaluate(plan, lambda done, total: reached.append(perf_counter()))
    end, processor = perf_counter(), sum(os.times()[:4]) - before
    return Evaluated(reached[0] - began, reached[-1] - reached[0], end - reached[-1], processor)


def evaluation(pool: Executor, quick: bool) -> Iterator[str]:
    """The table of evaluations with one and two workers, which must leave the same bytes."""
    clusters = 4 if quick else 1_000
    done: dict[int, Evaluated] = {}
    with TemporaryDirectory() as place:
        data = Path(place, "made.jsonl")
        pool.submit(write, data, clusters).result()
        for workers in WORKERS:
            task = pool.submit(evaluate, data, Path(place, str(workers)), workers)
            done[workers] = task.result()
            print(f"{workers} workers: {done[workers].clock:.1f} s", file=sys.stderr, flush=True)
        for name in SAME:
            if len({Path(place, str(workers), name).read_bytes() for workers in WORKERS}) > 1:
                raise SystemExit(f"{name} differs between one and two workers")
    yield f"{clusters:,} clusters of three or four articles; {', '.join(SYSTEMS)}; {WORDS} words."
    yield f"{' and '.join(SAME)} are the same bytes.  Seconds on the clock, and of"
    yield "the processor over all processes, which over the clock's are the cores that were free:"
    yield "where others use the machine, two workers get less than two."
    yield ""
    columns = ("workers", "start and read", "summaries and scores", "compare and report", "all")
    yield row(*columns, "processor", "ratio")
    yield "|" + "--:|" * (len(columns) + 2)
    for workers, took in done.items():
        shown = [took.read, took.made, took.compared, took.clock, took.processor]
        yield row(workers, *(f"{s:.1f}" for s in shown), f"{done[1].clock / took.clock:.2f}×")


def write(path: Path, clusters: int) -> None:
    """Make the clusters; meant for a process of its own."""
    Events().write(path, clusters)

"""The speed of the pair model, for `bench.py`: milliseconds a pair, on one core and on two."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from bench_texts import bundled, sentences

SHOWN = (1, 2, 5)  # sentences of a premise
THREADS = (1, 2)


@dataclass(frozen=True, slots=True)
class Judged:
    """Seconds until the first answer and of the pairs by the sentences shown, their tokens, and
    the memory in MB that the model takes.
    """

    first: float
    memory: float
    seconds: dict[int, list[float]] = field(default_factory=dict)
    tokens: dict[int, list[int]] = field(default_factory=dict)


def judged(threads: int, count: int) -> Judged:
    """Time `count` pairs of bundled sentences of each size; meant for a fresh process."""
    from bench import peak

    from summarizer.entailment.model import OnnxPairModel
    from summarizer.entailment.types import Pair

    articles = [a.text for event in bundled() for a in event.articles]
    texts = [text[start:end] for text in articles for start, end in sentences(text)]
    model, before, began = OnnxPairModel(threads=threads), peak(), perf_counter()
    model.judge([Pair((texts[0],), texts[1])])
    done = Judged(perf_counter() - began, peak() - before)
    for shown in SHOWN:
        for n in range(count):
            pair = Pair(tuple(texts[n : n + shown]), texts[n + shown])
            done.tokens.setdefault(shown, []).append(len(model.encode([pair])[0].ids))
            began = perf_counter()
            model.judge([pair])
            done.seconds.setdefault(shown, []).append(perf_counter() - began)
    return done


def entailment(pool: Executor, quick: bool) -> Iterator[str]:
    """The table of pairs, and what loading takes."""
    count = 3 if quick else 200
    done = [pool.submit(judged, threads, count).result() for threads in THREADS]
    yield f"Pairs of neighbouring sentences of the bundled events, {count} of each size, one at a"
    yield "time; medians, of seconds on the clock."
    yield ""
    yield "| sentences shown | tokens | ms with 1 thread | ms with 2 threads | ratio |"
    yield "|" + "--:|" * 5
    for shown in SHOWN:
        one, two = (1e3 * median(found.seconds[shown]) for found in done)
        tokens = median(done[0].tokens[shown])
        yield f"| {shown} | {tokens:.0f} | {one:.1f} | {two:.1f} | {one / two:.2f}× |"
        print(f"entailment {shown}: {one:.1f} ms", file=sys.stderr, flush=True)
    first, memory = done[0].first, done[0].memory
    yield ""
    yield f"Until the first answer {first:.1f} s and {memory:.0f} MB."

"""The speed of the pair model, for `bench.py`: milliseconds a pair, on one core and on two."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from importlib.util import find_spec
from statistics import median
from time import perf_counter

from bench_texts import bundled, sentences

SHOWN = (1, 2, 5)  # sentences of a premise
THREADS = (1, 2)
BATCHES = (1, 16)  # pairs of a call of torch


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


def in_torch(lengths: dict[int, list[int]], batch: int) -> dict[int, float]:
    """Seconds a pair of a torch cross-encoder of the same shape on one core; empty without torch.

    This is what sentence-transformers' CrossEncoder runs; weights are random, which costs the same.
    """
    if find_spec("torch") is None or find_spec("transformers") is None:
        return {}
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.set_num_threads(1)
    config = BertConfig(hidden_size=384, num_hidden_layers=6, intermediate_size=1536)
    config.num_labels = 4
    model = BertForSequenceClassification(config).train(False)
    seconds: dict[int, list[float]] = {}
    for shown, tokens in lengths.items():
        ordered = sorted(tokens)
        for first in range(0, len(ordered), batch):
            some = ordered[first : first + batch]
            ids = torch.ones((len(some), some[-1]), dtype=torch.int64)
            mask = (torch.arange(some[-1]) < torch.tensor(some)[:, None]).long()
            began = perf_counter()
            with torch.inference_mode():
                model(input_ids=ids, attention_mask=mask)
            seconds.setdefault(shown, []).append((perf_counter() - began) / len(some))
    return {shown: median(taken) for shown, taken in seconds.items()}


def entailment(pool: Executor, quick: bool) -> Iterator[str]:
    """The table of pairs, and what loading takes."""
    count = 3 if quick else 200
    done = [pool.submit(judged, threads, count).result() for threads in THREADS]
    torches = [pool.submit(in_torch, done[0].tokens, batch).result() for batch in BATCHES]
    yield f"Pairs of neighbouring sentences of the bundled events, {count} of each size, one at a"
    yield "time; medians, of seconds on the clock."
    yield ""
    named = "sentences shown", "tokens", "ms, 1 thread", "ms, 2 threads", "ratio"
    yield f"| {' | '.join(named)} | torch, 1 thread | … 16 at a time |"
    yield "|" + "--:|" * 7
    for shown in SHOWN:
        one, two = (1e3 * median(found.seconds[shown]) for found in done)
        tokens = median(done[0].tokens[shown])
        others = [f"{1e3 * t[shown] / one:.1f}×" if t else "–" for t in torches]
        row = [shown, f"{tokens:.0f}", f"{one:.1f}", f"{two:.1f}", f"{one / two:.2f}×", *others]
        yield f"| {' | '.join(map(str, row))} |"
        print(f"entailment {shown}: {one:.1f} ms", file=sys.stderr, flush=True)
    first, memory = done[0].first, done[0].memory
    yield ""
    yield f"Until the first answer {first:.1f} s and {memory:.0f} MB."

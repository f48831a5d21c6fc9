"""The speed of the models, for `bench.py`: of the pair model, and of the one that writes.

The pair model: milliseconds a pair, on one core and on two.  Writing: a cluster's sentences in one
batch or singly, by the bundled checkpoint or another; where there is none (or no extra), a line
says so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain, islice, repeat
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench_texts import bundled, sentences
from common import peak, row

if TYPE_CHECKING:
    from summarizer.write import Candidate, Writer

SHOWN = (1, 2, 5)  # sentences of a premise
THREADS = (1, 2)
BATCHES = (1, 16)  # pairs of a call of torch
WORDS = 100


# The pair model


@dataclass(frozen=True, slots=True)
class Judged:
    """Seconds until the first answer, MB of memory that the model takes, and by the number of
    sentences shown the seconds and tokens of each pair.
    """

    first: float
    memory: float
    seconds: dict[int, list[float]] = field(default_factory=dict)
    tokens: dict[int, list[int]] = field(default_factory=dict)


def judged(threads: int, count: int) -> Judged:
    """Time `count` pairs of bundled sentences of each size; meant for a fresh process."""
    from summarizer.entailment.model import OnnxPairModel
    from summarizer.entailment.types import Pair

    articles = [a.text for event in bundled() for a in event.articles]
    texts = [text[start:end] for text in articles for start, end in sentences(text)]
    model, before, began = OnnxPairModel(threads=threads), peak(), perf_counter()
    model.judge([Pair((texts[0],), texts[1])])
    done = Judged(perf_counter() - began, peak() - before)
    for shown in SHOWN:
        pairs = [Pair(tuple(texts[n : n + shown]), texts[n + shown]) for n in range(count)]
        done.tokens[shown] = [len(model.encode([pair])[0].ids) for pair in pairs]
        done.seconds[shown] = []
        for pair in pairs:
            began = perf_counter()
            model.judge([pair])
            done.seconds[shown].append(perf_counter() - began)
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
    yield row(*named, "torch, 1 thread", "… 16 at a time")
    yield "|" + "--:|" * 7
    for shown in SHOWN:
        one, two = (1e3 * median(found.seconds[shown]) for found in done)
        tokens = f"{median(done[0].tokens[shown]):.0f}"
        others = [f"{1e3 * t[shown] / one:.1f}×" if t else "–" for t in torches]
        yield row(shown, tokens, f"{one:.1f}", f"{two:.1f}", f"{one / two:.2f}×", *others)
        print(f"entailment {shown}: {one:.1f} ms", file=sys.stderr, flush=True)
    yield ""
    yield f"Until the first answer {done[0].first:.1f} s and {done[0].memory:.0f} MB."


# Writing


class Singly:
    """A writer that is given one group at a time."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """As the writer does, in as many calls as there are groups."""
        return [found for group in groups for found in self._writer.write([group], words)]


def paced(how: str, checkpoint: str, count: int) -> tuple[list[float], float]:
    """Seconds of each of `count` events, and peak memory in MB; meant for a fresh process."""
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
    for event in islice(chain.from_iterable(repeat(tuple(bundled()))), count + 1):
        began = perf_counter()
        list(summarize_clusters([event], method, Budget(words=WORDS)))
        spent.append(perf_counter() - began)
    return spent[1:], peak()  # the first loads the model


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
        seconds, memory = pool.submit(paced, how, checkpoint, count).result()
        print(f"{how}: {sum(seconds):.1f} s", file=sys.stderr, flush=True)
        rate = 60 * count / sum(seconds)
        yield row(how, f"{rate:.0f}", f"{median(seconds):.2f}", f"{memory:.0f}")

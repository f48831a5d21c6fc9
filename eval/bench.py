"""Speed: against sumy's LexRank and rouge-score, with two workers, and of the model that writes.

    python eval/bench.py [--only summaries|entailment|scoring|evaluation|writing] [--quick]
                         [--runs N] [--shared DIR | --made] [--checkpoint DIR] [--output FILE]

The pair model and writing are in `bench_models`, scoring and evaluation in `bench_harness`.

For summaries, both systems are library calls that start from the same raw texts, the pooled
articles of a cluster of 100, 300 and 1,000 sentences; `consensus` goes on alone to 10,000.
LexRank is set up as its users do: parser, English stemmer and stop words are sumy's own, only its
splitter is ours (its own needs a download), so both see the same sentences.  The texts are the
articles of neus_full/train where DIR has them, else made up from invented words: outlets that
retell the same facts in other words.

Every run has a process of its own.  It imports what it needs and makes one small call; the clock
and the memory above that start behind it.  Figures are medians over the runs.  Seconds are those
of the processor: neither system waits for anything or uses a second core (the pair model would,
and is kept from it), and what else the machine is doing shows less in them.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import linear_regression, median
from time import process_time
from typing import Any

import bench_harness
import bench_models
from bench_texts import pooled, sentences
from common import SHARED, parser, peak, row

WORDS = 100
SENTENCES = 5  # what LexRank is asked for: about as long
# Names in `summarizer.pipeline`, and what their cost is proportional to.  The pair model is asked
# each question once, by the first stage that has it.
STAGES = {
    "clean": "characters",
    "split": "characters",
    "near_duplicates": "words, and pairs of articles that share a five-gram",
    "relatedness": "words, and pairs of articles that share a word",
    "extract_concepts": "words",
    "as_candidates": "characters",
    "concept_weights": "(origin, concept) entries",
    "contradictions": "pairs of sentences of different origins that share a stem",
    "single_source": "sentences; at most 24 are read and 8 put to the model",
    "select": "words, times sentences chosen; a bounded number is put to the model",
    "pack": "sentences chosen",
    "Attribution.cite": "words, times sentences chosen; at most 12 pairs for each",
}
WARM = [
    "Rain closed the port of Aldmere on Monday.\nTwo ships waited outside, officials said.",
    "The port of Aldmere was closed by rain.\nOfficials said on Monday that two ships waited.",
]


@dataclass(frozen=True)
class Sizes:
    """Sentences that the systems are given."""

    against: Sequence[int] = (100, 300, 1_000)  # both
    alone: Sequence[int] = (3_000, 10_000)  # consensus only
    growth: Sequence[int] = (1_000, 3_000, 10_000)


QUICK = Sizes((20,), (40,), (20, 40))


@dataclass(frozen=True)
class Run:
    """One call in a process of its own; memory in MB."""

    startup: float
    seconds: float
    imports: float
    peak: float
    stages: dict[str, float] = field(default_factory=dict)


# The two systems


def consensus(texts: Sequence[str]) -> None:
    from summarizer import summarize

    summarize(texts, words=WORDS)


def words(texts: Sequence[str]) -> None:
    """The same without the model (`--evidence words`)."""
    from summarizer import summarize

    summarize(texts, words=WORDS, evidence="words")


def lexrank(texts: Sequence[str]) -> None:
    import re

    from sumy.nlp.stemmers import Stemmer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.utils import get_stop_words

    class Tokenizer:
        def to_sentences(self, text: str) -> list[str]:
            return [text[start:end] for start, end in sentences(text)]

        def to_words(self, text: str) -> list[str]:
            return re.findall(r"[^\W\d_](?:[^\W\d_]|['-])*", text)

    # An empty line ends a paragraph for the parser, as every line break does in the texts.
    document = PlaintextParser.from_string("\n".join(texts).replace("\n", "\n\n"), Tokenizer())
    summarizer = LexRankSummarizer(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    summarizer(document.document, SENTENCES)


SYSTEMS = {"consensus": consensus, "evidence words": words, "LexRank": lexrank}


def run(system: Callable[[Sequence[str]], None], texts: Sequence[str]) -> Run:
    """Time one call; meant for a fresh process."""
    os.environ["OMP_NUM_THREADS"] = "1"
    began = process_time()
    system(WARM)
    startup, imports = process_time() - began, peak()
    stages = timed_stages() if system is consensus else {}
    began = process_time()
    system(texts)
    return Run(startup, process_time() - began, imports, peak(), stages)


def timed_stages() -> dict[str, float]:
    """Seconds by stage, filled in while the pipeline runs."""
    from summarizer import pipeline
    from summarizer.methods import consensus

    spent = dict.fromkeys(STAGES, 0.0)

    def timed(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            began = process_time()
            try:
                return stage(*args)
            finally:
                spent[name] += process_time() - began

        return call

    for name in STAGES:
        *home, own = name.split(".")
        place = getattr(pipeline, home[0]) if home else consensus if own == "pack" else pipeline
        setattr(place, own, timed(name, getattr(place, own)))
    return spent


# The tables


def cells(runs: Sequence[Run]) -> tuple[float, str, str]:
    """Median seconds, and how seconds and memory are shown."""
    seconds = median(r.seconds for r in runs)
    top, above = median(r.peak for r in runs), median(r.peak - r.imports for r in runs)
    return seconds, f"{seconds:.3f}", f"{top:.0f} ({above:.0f})"


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The slope of a straight line through the logarithms: 1 is linear, 2 quadratic."""
    return linear_regression([math.log(n) for n in sizes], [math.log(v) for v in values]).slope


def versus(texts: dict[int, list[str]], runs: dict[str, dict[int, list[Run]]]) -> Iterator[str]:
    """The table of all systems, by size."""
    columns = ["sentences", "articles", "words", *(f"{n} s" for n in runs), "ratio", "words ratio"]
    yield row(*columns, *(f"{n} MB" for n in runs))
    yield "|" + "--:|" * (len(columns) + len(runs))
    for size, articles in texts.items():
        measured = [cells(some[size]) if size in some else (0.0, "", "") for some in runs.values()]
        seconds, shown, memory = zip(*measured, strict=True)
        ratios = [f"{seconds[2] / s:.0f}×" if seconds[2] else "" for s in seconds[:2]]
        total = sum(len(text.split()) for text in articles)
        yield row(f"{size:,}", len(articles), f"{total:,}", *shown, *ratios, *memory)
    yield ""
    yield "Peak memory is that of the process, in brackets what the call added.  Before the clock"
    yield "starts, imports and a first small call take"
    for (name, by_size), end in zip(runs.items(), (",", " and", "."), strict=True):
        every = [r for some in by_size.values() for r in some]
        start, imports = median(r.startup for r in every), median(r.imports for r in every)
        yield f"{start:.1f} s and {imports:.0f} MB ({name}){end}"


def by_stage(ours: dict[int, list[Run]], sizes: Sequence[int]) -> Iterator[str]:
    yield row("stage", *(f"{n:,}" for n in sizes), "exponent", "cost grows with")
    yield "|---|" + "--:|" * (len(sizes) + 1) + "---|"
    for name, cost in STAGES.items():
        spent = [median(r.stages[name] for r in ours[n]) for n in sizes]
        yield _growth(sizes, name, spent, cost)
    rest = [median(r.seconds - sum(r.stages.values()) for r in ours[n]) for n in sizes]
    yield _growth(sizes, "the rest", rest, "characters")
    yield _growth(sizes, "all", [median(r.seconds for r in ours[n]) for n in sizes], "")
    added = [median(r.peak - r.imports for r in ours[n]) for n in sizes]
    yield _growth(sizes, "memory, MB", added, "words", ".1f")


def _growth(
    sizes: Sequence[int], name: str, values: Sequence[float], cost: str, form: str = ".3f"
) -> str:
    slope = f"{exponent(sizes, values):.2f}" if min(values) >= 0.001 else "–"
    return row(name, *(f"{v:{form}}" for v in values), slope, cost)


# The parts


def summaries(pool: Executor, options: argparse.Namespace) -> Iterator[str]:
    """Both systems on the same texts, and what each stage of ours costs."""
    train = options.shared / "data" / "neus_full" / "train.jsonl"
    if options.made or not train.exists():
        train = None
    sizes, count = (QUICK, 1) if options.quick else (Sizes(), options.runs)
    largest = max(sizes.against)
    texts: dict[int, list[str]] = {}
    done: dict[str, dict[int, list[Run]]] = {}
    for size in (*sizes.against, *sizes.alone):
        texts[size] = pool.submit(pooled, size, train).result()
        for name, system in SYSTEMS.items():
            slow = system is lexrank
            if slow and size not in sizes.against:
                continue
            times = min(count, 3 if size < largest else 2) if slow else count
            runs = [pool.submit(run, system, texts[size]).result() for _ in range(times)]
            done.setdefault(name, {})[size] = runs
            seconds = ", ".join(f"{r.seconds:.3f}" for r in runs)
            print(f"{system.__name__} {size:,}: {seconds} s", file=sys.stderr, flush=True)
    yield (
        f"Articles: {'made up' if train is None else 'neus_full/train'}; {WORDS} words; "
        f"medians of {count} runs (LexRank: at most 3, at {largest:,} 2)."
    )
    yield ""
    yield from versus(texts, done)
    yield ""
    yield "Seconds by stage:"
    yield ""
    yield from by_stage(done["consensus"], sizes.growth)


PARTS: dict[str, Callable[[Executor, argparse.Namespace], Iterator[str]]] = {
    "summaries": summaries,
    "entailment": lambda pool, options: bench_models.entailment(pool, options.quick),
    "scoring": lambda pool, options: bench_harness.scoring(pool, options.quick),
    "evaluation": lambda pool, options: bench_harness.evaluation(pool, options.quick),
    "writing": lambda pool, options: bench_models.writing(pool, options.checkpoint, options.quick),
}


def main() -> int:
    given = parser(__doc__)
    given.add_argument("--only", choices=PARTS, help="one part instead of all")
    given.add_argument("--shared", type=Path, default=SHARED)
    given.add_argument("--made", action="store_true", help="use made-up articles only")
    given.add_argument("--runs", type=int, default=5, help="of consensus at each size")
    given.add_argument("--checkpoint", default="", help="for writing; the bundled one by default")
    given.add_argument("--quick", action="store_true", help="tiny sizes: does it still run?")
    given.add_argument("--output", type=Path, help="also write the tables to this file")
    options = given.parse_args()
    written: list[str] = []
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for name in [options.only] if options.only else PARTS:
            written += [f"## {name.capitalize()}", "", *PARTS[name](pool, options), ""]
    text = "\n".join(written)
    print(text, end="")
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

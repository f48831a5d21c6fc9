"""Seconds and peak memory of `consensus` against sumy's LexRank, and the cost of each stage.

    python eval/bench.py [--shared DIR | --made] [--runs N] [--output FILE]

Both systems are library calls that start from the same raw texts, the pooled articles of a
cluster of 100, 300 and 1,000 sentences; `consensus` goes on alone to 10,000.  LexRank is set up
as its users do: parser, English stemmer and stop words are sumy's own, only its splitter is ours
(its own needs a download), so both see the same sentences.  The texts are the articles of
neus_full/train where DIR has them, else made up from invented words: outlets that retell the
same facts in other words.

Every run has a process of its own.  It imports what it needs and makes one small call; the clock
and the memory above that start behind it.  Figures are medians over the runs.  Seconds are those
of the processor: neither system waits for anything or uses a second core, and what else the
machine is doing shows less in them.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import linear_regression, median
from time import process_time
from typing import Any

AGAINST = (100, 300, 1_000)  # sentences, both systems
ALONE = (3_000, 10_000)  # consensus only
GROWTH = (1_000, 3_000, 10_000)
WORDS = 100
SENTENCES = 5  # what LexRank is asked for: about as long
SEED = 12345
STAGES = {  # names in `summarizer.pipeline`, and what their cost is proportional to
    "clean": "characters",
    "split": "characters",
    "origins": "words, and pairs of articles that share a five-gram",
    "relatedness": "words, and pairs of articles that share a word",
    "group": "words",
    "judge": "characters",
    "weigh": "(origin, concept) entries",
    "select": "words, times sentences chosen",
    "fill": "sentences chosen",
    "cite": "words; sentences chosen, times source sentences",
}
WARM = [
    "Rain closed the port of Aldmere on Monday.\nTwo ships waited outside, officials said.",
    "The port of Aldmere was closed by rain.\nOfficials said on Monday that two ships waited.",
]


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


def run(system: Callable[[Sequence[str]], None], texts: Sequence[str]) -> Run:
    """Time one call; meant for a fresh process."""
    began = process_time()
    system(WARM)
    startup, imports = process_time() - began, peak()
    stages = timed_stages() if system is consensus else {}
    began = process_time()
    system(texts)
    return Run(startup, process_time() - began, imports, peak(), stages)


def peak() -> float:
    """The most memory this process has had, in MB."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def timed_stages() -> dict[str, float]:
    """Seconds by stage, filled in while the pipeline runs."""
    from summarizer import pipeline

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
        setattr(pipeline, name, timed(name, getattr(pipeline, name)))
    return spent


# The texts


def sentences(text: str) -> list[tuple[int, int]]:
    from summarizer.split import split

    return split(text, [(0, len(text))])


def pooled(size: int, train: Path | None) -> list[str]:
    """Articles that hold `size` sentences together; the last one is cut."""
    texts: list[str] = []
    left = size
    for text in made(size) if train is None else real(train):
        spans = sentences(text)[:left]
        texts.append(text[: spans[-1][1]])
        left -= len(spans)
        if not left:
            return texts
    raise SystemExit(f"{train}: fewer than {size:,} sentences")


def real(train: Path) -> Iterator[str]:
    """Titles and texts of a cluster file."""
    with train.open(encoding="utf-8") as lines:
        for line in lines:
            for document in json.loads(line)["documents"]:
                yield f"{document['title']}\n{document['text']}"


_HEADS = (
    "{who}, the {kind} {office} of {place}, {did} {count} {things} {day}",
    "{count} {things} in {place} were {did} by {who} {day}",
    "The {things} of {place} have {did} {who}, and {count} more may follow",
    "{day} in {place}, {who} {did} the {kind} {thing} with {count} others",
    "Officials said the {kind} {thing} near {place} {did} {count} {things}",
)
_TAILS = (
    ", because the {t1} of its {t2} had not been {d1} since {year}.",
    " after a {k1} {t1} {d1} the {t2} for {small} days, the {office} said.",
    ", according to a {t1} that {who2} {d1} in {year}.",
    ". “We have {d1} every {t1},” said {who2}, who leads the {k1} {t2}.",
    ", although {who2} {d1} that the {t1} would be {k1} without a {t2}.",
)


def made(size: int) -> Iterator[str]:
    """Articles about one event: half of each retells facts that other outlets tell too."""
    random = Random(SEED)
    words = Words(random)
    facts = [words.slots() for _ in range(max(20, size // 12))]
    while True:
        own = [words.slots() for _ in range(20)]
        shared = [facts[int(len(facts) * random.random() ** 2)] for _ in range(20)]
        told = random.sample(own + shared, 40)
        lines = [f"{random.choice(_HEADS).format(**told[0])}".capitalize()]
        while told:
            paragraph = [told.pop() for _ in range(min(len(told), random.randint(1, 3)))]
            lines.append(" ".join(words.sentence(slots) for slots in paragraph))
        yield "\n".join(lines)


class Words:
    """A few thousand invented words and what is told with them."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()
        self._things = self._invent(2_000, "")
        self._kinds = self._invent(600, "al")
        self._did = self._invent(400, "ed")
        self._names = [word.capitalize() for word in self._invent(900, "")]

    def _invent(self, count: int, ending: str) -> list[str]:
        onsets = "b br c cl d dr f g gr h j k l m n p pl qu r s st t tr v w".split()
        rhymes = "a an ar e el en er i in o on or ou u um".split()
        found: list[str] = []
        while len(found) < count:
            parts = [
                self._random.choice(x) for _ in range(self._random.choice((2, 2, 3))) for x in
                (onsets, rhymes)
            ]  # fmt: skip
            word = "".join(parts) + ending
            if word not in self._taken:
                self._taken.add(word)
                found.append(word)
        return found

    def _pick(self, words: Sequence[str]) -> str:
        """A few words are common and most are rare, as in any language."""
        return words[int(len(words) * self._random.random() ** 3)]

    def _name(self) -> str:
        return f"{self._pick(self._names)} {self._pick(self._names)}"

    def slots(self) -> dict[str, str]:
        """One fact."""
        thing = self._pick(self._things)
        days = ("on Monday", "on Tuesday", "last Friday", "in March", "this week")
        return {
            "who": self._name(), "place": self._pick(self._names), "thing": thing,
            "things": thing + "s", "kind": self._pick(self._kinds), "did": self._pick(self._did),
            "office": self._random.choice(("mayor", "minister", "director", "governor", "judge")),
            "count": f"{self._random.randint(2, 9_999):,}", "day": self._random.choice(days),
        }  # fmt: skip

    def sentence(self, fact: dict[str, str]) -> str:
        """The fact in one of several wordings, with details that this outlet alone has."""
        text = (self._random.choice(_HEADS) + self._random.choice(_TAILS)).format(
            **fact, t1=self._pick(self._things), t2=self._pick(self._things),
            k1=self._pick(self._kinds), d1=self._pick(self._did), who2=self._name(),
            year=self._random.randint(1950, 2024), small=self._random.randint(2, 30),
        )  # fmt: skip
        return text[0].upper() + text[1:]


# The tables


def cells(runs: Sequence[Run]) -> tuple[float, str, str]:
    """Median seconds, and how seconds and memory are shown."""
    seconds = median(r.seconds for r in runs)
    top, above = median(r.peak for r in runs), median(r.peak - r.imports for r in runs)
    return seconds, f"{seconds:.3f}", f"{top:.0f} ({above:.0f})"


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The slope of a straight line through the logarithms: 1 is linear, 2 quadratic."""
    return linear_regression([math.log(n) for n in sizes], [math.log(v) for v in values]).slope


def versus(
    texts: dict[int, list[str]], ours: dict[int, list[Run]], theirs: dict[int, list[Run]]
) -> Iterator[str]:
    names = ("consensus", "LexRank")
    columns = ["sentences", "articles", "words", *(f"{n} s" for n in names), "ratio"]
    yield f"| {' | '.join([*columns, *(f'{n} MB' for n in names)])} |"
    yield "|" + "--:|" * (len(columns) + len(names))
    for size, runs in ours.items():
        seconds, shown, memory = cells(runs)
        other, other_shown, other_memory = cells(theirs[size]) if size in theirs else (0.0, "", "")
        ratio = f"{other / seconds:.0f}×" if other else ""
        words = sum(len(text.split()) for text in texts[size])
        yield (
            f"| {size:,} | {len(texts[size])} | {words:,} | {shown} | {other_shown} | {ratio} "
            f"| {memory} | {other_memory} |"
        )
    yield ""
    yield "Peak memory is that of the process, in brackets what the call added.  Before the clock"
    yield "starts, imports and a first small call take"
    for name, by_size, end in zip(names, (ours, theirs), (" and", "."), strict=True):
        runs = [r for some in by_size.values() for r in some]
        start, imports = median(r.startup for r in runs), median(r.imports for r in runs)
        yield f"{start:.1f} s and {imports:.0f} MB ({name}){end}"


def by_stage(ours: dict[int, list[Run]]) -> Iterator[str]:
    yield "| stage | " + " | ".join(f"{n:,}" for n in GROWTH) + " | exponent | cost grows with |"
    yield "|---|" + "--:|" * (len(GROWTH) + 1) + "---|"
    for name, cost in STAGES.items():
        spent = [median(r.stages[name] for r in ours[n]) for n in GROWTH]
        yield _growth(name, spent, cost)
    rest = [median(r.seconds - sum(r.stages.values()) for r in ours[n]) for n in GROWTH]
    yield _growth("the rest", rest, "characters")
    yield _growth("all", [median(r.seconds for r in ours[n]) for n in GROWTH], "")
    added = [median(r.peak - r.imports for r in ours[n]) for n in GROWTH]
    yield _growth("memory, MB", added, "words", ".1f")


def _growth(name: str, values: Sequence[float], cost: str, form: str = ".3f") -> str:
    shown = " | ".join(f"{v:{form}}" for v in values)
    slope = f"{exponent(GROWTH, values):.2f}" if min(values) >= 0.001 else "–"
    return f"| {name} | {shown} | {slope} | {cost} |"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--made", action="store_true", help="use made-up articles only")
    parser.add_argument("--runs", type=int, default=5, help="of consensus at each size")
    parser.add_argument("--output", type=Path, help="also write the tables to this file")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    train = options.shared / "data" / "neus_full" / "train.jsonl"
    if options.made or not train.exists():
        train = None
    ours: dict[int, list[Run]] = {}
    theirs: dict[int, list[Run]] = {}
    texts: dict[int, list[str]] = {}
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:

        def runs(system: Callable[[Sequence[str]], None], size: int, count: int) -> list[Run]:
            done = [pool.submit(run, system, texts[size]).result() for _ in range(count)]
            seconds = ", ".join(f"{r.seconds:.3f}" for r in done)
            print(f"{system.__name__} {size:,}: {seconds} s", file=sys.stderr, flush=True)
            return done

        for size in (*AGAINST, *ALONE):
            texts[size] = pool.submit(pooled, size, train).result()
            ours[size] = runs(consensus, size, options.runs)
            if size in AGAINST:
                theirs[size] = runs(lexrank, size, 3 if size < max(AGAINST) else 2)
    written = [
        f"Articles: {'made up' if train is None else 'neus_full/train'}; {WORDS} words; "
        f"medians of {options.runs} runs (LexRank: 3, at {max(AGAINST):,} 2).",
        "",
        *versus(texts, ours, theirs),
        "",
        "Seconds by stage:",
        "",
        *by_stage(ours),
    ]
    print("\n".join(written))
    if options.output:
        options.output.write_text("\n".join(written) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

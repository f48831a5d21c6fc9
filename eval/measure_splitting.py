"""Compare sentence splitters with the boundaries marked by hand.

    python eval/measure_splitting.py [--shared ../shared] [--part dev|heldout|both] [--errors]

Prints one line per splitter and part: boundary precision, recall and F1, the number of wrong
and missed boundaries, and the speed.  The marks hold offsets only; the articles are read from
the shared data.  A boundary is compared by the number of visible characters before it, so that
white space at a boundary does not count, and splitters that return strings can be scored too.
The end of a passage is not counted.
"""

from __future__ import annotations

import importlib
import re
import sys
import time
from collections.abc import Callable, Iterable
from itertools import accumulate, pairwise
from typing import Any

from common import HERE, Row, documents, lines, parser, visible

Splitter = Callable[[str], Iterable[str]]
Texts = dict[tuple[str, str], str]
SPEED_CHARACTERS = 1_000_000

_PLAIN = re.compile(r"(?<=[.?!])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")


def plain(text: str) -> list[str]:
    """A stop, closing marks, white space, then a capital or a digit."""
    cuts = [0, *(m.end() for m in _PLAIN.finditer(text)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts)]


def by_line(splitter: Splitter) -> Splitter:
    """The same splitter run on each line alone."""
    return lambda text: [s for line in text.splitlines() for s in splitter(line)]


def splitters() -> dict[str, Splitter]:
    """Every splitter that is installed, by name."""
    found: dict[str, Splitter] = {"plain regex": plain}
    for name, make in (("nupunkt", _nupunkt), ("sentencex", _sentencex), ("syntok", _syntok)):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name}: not installed, left out", file=sys.stderr)
    found |= {f"{name}, by line": by_line(splitter) for name, splitter in list(found.items())}
    from summarizer.text.sentences import split

    found["ours"] = lambda text: [text[a:b] for a, b in split(text, [(0, len(text))])]
    return found


def _nupunkt() -> Splitter:
    spans: Callable[[str], list[tuple[int, int]]] = importlib.import_module("nupunkt").sent_spans
    return lambda text: [text[a:b] for a, b in spans(text)]


def _sentencex() -> Splitter:
    segment: Callable[[str, str], list[str]] = importlib.import_module("sentencex").segment
    return lambda text: segment("en", text)


def _syntok() -> Splitter:
    analyze: Any = importlib.import_module("syntok.segmenter").analyze

    def run(text: str) -> list[str]:
        sentences = (s for paragraph in analyze(text) for s in paragraph)
        return [text[s[0].offset : s[-1].offset + len(s[-1].value)] for s in sentences if s]

    return run


def boundaries(pieces: Iterable[str]) -> set[int]:
    """Where each piece ends, in visible characters; the last end is left out."""
    ends = [0, *accumulate(map(visible, pieces))]
    return set(ends) - {0, ends[-1]}


def score(splitter: Splitter, marks: list[Row], texts: Texts, show: bool) -> tuple[int, int, int]:
    """How many boundaries are right, wrong and missed over the passages."""
    right = wrong = missed = 0
    for mark in marks:
        text = texts[mark["cluster"], mark["document"]]
        passage = text[mark["start"] : mark["end"]]
        gold = boundaries(text[a:b] for a, b in mark["sentences"])
        ours = boundaries(splitter(passage))
        right += len(gold & ours)
        wrong += len(ours - gold)
        missed += len(gold - ours)
        if show:
            place = [i for i, c in enumerate(passage) if not c.isspace()]
            for label, points in (("wrong", ours - gold), ("missed", gold - ours)):
                for at in (place[point] for point in sorted(points)):
                    before, after = passage[max(0, at - 50) : at], passage[at : at + 40]
                    print(f"  {label}: {before!r} | {after!r}")
    return right, wrong, missed


def speed(splitter: Splitter, articles: list[str]) -> float:
    """Megabytes of UTF-8 per second over whole articles."""
    splitter(articles[0])
    if "nupunkt" in sys.modules:  # its memory of earlier decisions would flatter later runs
        sys.modules["nupunkt"].load("default").clear_decision_cache()
        importlib.import_module("summarizer.text.sentences")._library.cache_clear()
    start = time.perf_counter()
    for article in articles:
        splitter(article)
    return sum(len(a.encode()) for a in articles) / 1e6 / (time.perf_counter() - start)


def main() -> int:
    """Print the table; 0 also when the data is not there."""
    options = parser(__doc__, shared=True)
    options.add_argument("--part", choices=("dev", "heldout", "both"), default="both")
    options.add_argument("--errors", action="store_true", help="print every error of ours on dev")
    given = options.parse_args()
    if not (given.shared / "data").is_dir():
        print(f"no data at {given.shared}: nothing measured (give its place with --shared)")
        return 0
    parts = ("dev", "heldout") if given.part == "both" else (given.part,)
    marks = {p: lines(HERE / "labels" / f"boundaries_{p}.jsonl") for p in parts}
    found = documents(given.shared, [m for some in marks.values() for m in some])
    texts = {(cluster, d["id"]): d["text"] for (_, cluster), ds in found.items() for d in ds}
    articles: list[str] = []
    for key in sorted(texts):
        if sum(map(len, articles)) < SPEED_CHARACTERS:
            articles.append(texts[key])
    print("splitter             part          P      R     F1  wrong missed  MB/s")
    for name, splitter in splitters().items():
        rate = speed(splitter, articles)
        for part in parts:
            show = given.errors and part == "dev" and name == "ours"
            right, wrong, missed = score(splitter, marks[part], texts, show)
            precision = right / max(1, right + wrong)
            recall = right / max(1, right + missed)
            f1 = 2 * right / max(1, 2 * right + wrong + missed)
            print(
                f"{name:20} {part:8} {precision:6.3f} {recall:6.3f} {f1:6.3f}"
                f" {wrong:6} {missed:6}  {rate:.1f}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())

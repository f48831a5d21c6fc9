"""Compare sentence splitters with the boundaries marked by hand.

    python eval/measure_splitting.py [--shared ../shared] [--part dev|heldout|both] [--errors]

Prints one line per splitter and part: boundary precision, recall and F1, the number of wrong
and missed boundaries, and the speed.  The marks hold offsets only; the articles are read from
the shared data.  A boundary is compared by the number of visible characters before it, so that
white space at a boundary does not count, and splitters that return strings can be scored too.
The end of a passage is not counted.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

Splitter = Callable[[str], Iterable[str]]
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
    for name, make in (
        ("nupunkt", _nupunkt),
        ("sentencex", _sentencex),
        ("syntok", _syntok),
    ):
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


def visible(text: str) -> int:
    """How many characters of `text` are not white space."""
    return sum(not c.isspace() for c in text)


def boundaries(pieces: Iterable[str]) -> set[int]:
    """Where each piece ends, in visible characters; the last end is left out."""
    ends: set[int] = set()
    total = 0
    for piece in pieces:
        total += visible(piece)
        ends.add(total)
    return ends - {0, total}


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def load_texts(shared: Path, marks: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """The text of every article of the files that the marks name."""
    texts: dict[tuple[str, str], str] = {}
    for name in sorted({m["id"] for m in marks}):
        for cluster in read_jsonl(shared / "data" / f"{name}.jsonl"):
            for document in cluster["documents"]:
                texts[cluster["id"], document["id"]] = document["text"]
    return texts


def score(
    splitter: Splitter, marks: list[dict[str, Any]], texts: dict[tuple[str, str], str], show: bool
) -> tuple[int, int, int]:
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
                for point in sorted(points):
                    at = place[point]
                    around = (passage[max(0, at - 50) : at], passage[at : at + 40])
                    print(f"  {label}: {around[0]!r} | {around[1]!r}")
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
    parser = argparse.ArgumentParser(description="Compare sentence splitters with hand marks.")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--part", choices=("dev", "heldout", "both"), default="both")
    parser.add_argument("--errors", action="store_true", help="print every error of ours on dev")
    options = parser.parse_args()
    if not (options.shared / "data").is_dir():
        print(f"no data at {options.shared}: nothing measured (give its place with --shared)")
        return 0
    parts = ("dev", "heldout") if options.part == "both" else (options.part,)
    marks = {p: read_jsonl(HERE / "labels" / f"boundaries_{p}.jsonl") for p in parts}
    texts = load_texts(options.shared, [m for some in marks.values() for m in some])
    articles: list[str] = []
    size = 0
    for key in sorted(texts):
        if size < SPEED_CHARACTERS:
            articles.append(texts[key])
            size += len(texts[key])
    print("splitter             part          P      R     F1  wrong missed  MB/s")
    for name, splitter in splitters().items():
        rate = speed(splitter, articles)
        for part in parts:
            show = options.errors and part == "dev" and name == "ours"
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
    raise SystemExit(main())

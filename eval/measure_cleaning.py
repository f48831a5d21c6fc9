"""Precision and recall of cleaning on lines marked by readers.

    python eval/measure_cleaning.py [units|written|dev|heldout] [--shared ../shared] [--errors]

`units`: sentences and lines of the articles in `labels/lines.jsonl` that the classifier was not
trained on; `written`: the same of invented pages.  `dev` and `heldout` are spans of 340 lines
marked when rules did the cleaning (`labels/cleaning_*.jsonl`).  Characters are visible ones.  A
span counts as removed when at least half of its characters are.  `--errors` prints those that
went wrong, but for `heldout`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from common import HERE, Row, documents, lines, parser, visible

from summarizer.clean import Cleaned, clean
from summarizer.clean.classifier import NAMES
from summarizer.types import Article


@dataclass(frozen=True)
class Mark:
    """A marked span, how many characters it has, and how many of them were removed."""

    kind: str
    text: str
    size: int
    gone: int
    rules: tuple[str, ...]

    @property
    def removed(self) -> bool:
        """Whether at least half of it is gone."""
        return 2 * self.gone >= self.size


def marks(labels: Path, shared: Path) -> list[Mark]:
    """Every marked span with what the cleaner did to it."""
    records = lines(labels)
    every = documents(shared, records)
    pages: dict[tuple[str, str, str], tuple[str, Cleaned]] = {}
    for place in {(r["id"], r["cluster"]) for r in records}:
        found = every[place]
        articles = [Article(d["text"], d.get("title") or "") for d in found]
        for d, a, c in zip(found, articles, clean(articles), strict=True):
            pages[*place, d["id"]] = (a.text, c)
    return [_span(r, *pages[r["id"], r["cluster"], r["document"]]) for r in records]


def units(shared: Path, which: str) -> list[Mark]:
    """Every unit of the articles that were kept out of training, with what the cleaner did."""
    folder = HERE.parent / "models" / "clean-lines"
    sys.path.insert(0, str(folder))
    data: Any = import_module("data")
    if which == "written":
        read = data.written(folder / "pages.jsonl")
    else:
        read = data.labelled(shared, data.LABELS / "lines.jsonl", 1.0)
    found = []
    for article in read:
        if not data.part(article.id, data.HELD_OUT):
            cleaned = clean([Article(article.text, article.title)])[0]
            for unit, kind in zip(article.units, article.classes, strict=True):
                if kind != data.UNREAD:
                    found.append(_mark(unit.start, unit.end, NAMES[kind], article.text, cleaned))
    return found


def _span(record: Row, text: str, cleaned: Cleaned) -> Mark:
    kind = record["kind"] if record["label"] == "junk" else "story"
    return _mark(record["start"], record["end"], kind, text, cleaned)


def _mark(start: int, end: int, kind: str, text: str, cleaned: Cleaned) -> Mark:
    inside = [r for r in cleaned.removed if r.start < end and start < r.end]
    gone = sum(visible(text[max(start, r.start) : min(end, r.end)]) for r in inside)
    rules = tuple(dict.fromkeys(r.rule for r in inside))
    return Mark(kind, text[start:end], visible(text[start:end]), gone, rules)


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "- (0/0)"


def report(found: list[Mark]) -> None:
    """Print totals, then one line per kind."""
    story = [m for m in found if m.kind == "story"]
    junk = [m for m in found if m.kind != "story"]
    hit, lost = sum(m.gone for m in junk), sum(m.gone for m in story)
    print(f"characters  precision {_ratio(hit, hit + lost)}", end="  ")
    print(f"recall {_ratio(hit, sum(m.size for m in junk))}")
    hits, losses = sum(m.removed for m in junk), sum(m.removed for m in story)
    print(f"spans       precision {_ratio(hits, hits + losses)}  recall {_ratio(hits, len(junk))}")
    print(f"story kept  {_ratio(len(story) - losses, len(story))} of spans")
    kinds: dict[str, list[Mark]] = defaultdict(list)
    for m in junk:
        kinds[m.kind].append(m)
    for kind, ms in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"  {kind:<12} removed {sum(m.removed for m in ms)} of {len(ms)}")


def errors(found: list[Mark]) -> None:
    """Print the spans where the marks and the cleaner differ."""
    for m in found:
        if m.gone != (0 if m.kind == "story" else m.size):
            print(f"{m.kind} {m.gone}/{m.size} {','.join(m.rules) or '-'}: {m.text[:300]!r}")


def main() -> int:
    options = parser(__doc__, shared=True)
    choices = ("units", "written", "dev", "heldout")
    options.add_argument("which", nargs="?", choices=choices, default="units")
    options.add_argument("--errors", action="store_true")
    given = options.parse_args()
    if not (given.shared / "data").is_dir():
        print(f"no data in {given.shared}: give the folder that holds data/ with --shared")
        return 2
    if given.which in choices[:2]:
        found = units(given.shared, given.which)
    else:
        found = marks(HERE / "labels" / f"cleaning_{given.which}.jsonl", given.shared)
    report(found)
    if given.errors and given.which != "heldout":
        errors(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())

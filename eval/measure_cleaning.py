"""Precision and recall of cleaning on lines marked by hand.

    python eval/measure_cleaning.py [--shared ../shared] [--half dev|heldout] [--errors]

The marks (`labels/cleaning_*.jsonl`) hold offsets only; the articles are read from the shared
data and cleaned with their whole cluster.  Characters are visible ones.  A span counts as
removed when at least half of its characters are.  `--errors` prints the spans that went
wrong, for the dev half only: the held-out half gives numbers and nothing else.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from common import HERE, Row, documents, lines, parser, visible

from summarizer.clean import Cleaned, clean
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
    return [_mark(r, *pages[r["id"], r["cluster"], r["document"]]) for r in records]


def _mark(record: Row, text: str, cleaned: Cleaned) -> Mark:
    start, end = record["start"], record["end"]
    inside = [r for r in cleaned.removed if r.start < end and start < r.end]
    gone = sum(visible(text[max(start, r.start) : min(end, r.end)]) for r in inside)
    kind = record["kind"] if record["label"] == "junk" else "story"
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
    options.add_argument("--half", choices=("dev", "heldout"), default="dev")
    options.add_argument("--errors", action="store_true")
    given = options.parse_args()
    if not (given.shared / "data").is_dir():
        print(f"no data in {given.shared}: give the folder that holds data/ with --shared")
        return 2
    found = marks(HERE / "labels" / f"cleaning_{given.half}.jsonl", given.shared)
    report(found)
    if given.errors and given.half == "dev":
        errors(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())

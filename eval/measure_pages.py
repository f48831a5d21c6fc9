"""How much of a page's story is read, and how much else.

    python eval/measure_pages.py [--shared ../shared] [--half dev|heldout|all] [--worst 10]

The pages and their gold text are those of scrapinghub/article-extraction-benchmark, and so is the
measure: shingles of four tokens, precision and recall averaged over the pages, F1 of the two
averages, 95 % interval from a bootstrap over pages.  "read" is what `read/html.py` makes of a
page, "cleaned" the same after `clean`, "trafilatura" the library alone.  A page counts as lost
without a warning when over a tenth of the characters of its gold text are not in "read".
`--worst` names the pages that are furthest off: of the dev half only.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import statistics
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import trafilatura
from common import parser

from summarizer.clean import clean
from summarizer.errors import InputError
from summarizer.read import html
from summarizer.types import Article

SYSTEMS = ("read", "cleaned", "trafilatura")
_PAGES = "data/pages/article_extraction_benchmark"
_LOST = 0.1
_DRAWS = 1_000

Counts = tuple[float, float, float]  # shares of true positives, false positives, false negatives


@dataclass(frozen=True)
class Measured:
    """What became of one page: counts by system, the share of the gold that is not in what was
    read, warnings, and seconds in the first and last system."""

    id: str
    counts: dict[str, Counts]
    lost: float
    warnings: tuple[str, ...]
    seconds: tuple[float, float]


def pages(shared: Path, half: str) -> Iterator[tuple[str, bytes, str]]:
    """Id, bytes and gold text of the pages of one half: even places of the sorted ids are dev."""
    truth = json.loads(gzip.decompress((shared / f"{_PAGES}.truth.json.gz").read_bytes()))
    with tarfile.open(shared / f"{_PAGES}.tar.xz") as archive:
        files = {Path(m.name).stem: m for m in archive.getmembers() if m.isfile()}
        kept = {name: n % 2 for n, name in enumerate(sorted(truth))}
        for name, member in files.items():  # as they lie: seeking in xz is slow
            if half == "all" or (half == "dev") == (kept[name] == 0):
                file = archive.extractfile(member)
                assert file is not None
                yield name, file.read(), truth[name]


def measure(name: str, data: bytes, gold: str) -> Measured:
    """One page through all systems."""
    start = time.perf_counter()
    try:
        article = html.extract(data)
    except InputError as error:
        article = Article("", warnings=(str(error),))
    read = time.perf_counter()
    alone = trafilatura.extract(data, include_comments=False, include_tables=False) or ""
    end = time.perf_counter()
    (found,) = clean([article]) if article.text else (None,)
    story = "\n".join(article.text[a:b] for a, b in found.blocks) if found else ""
    counts = {
        s: compared(t, gold) for s, t in zip(SYSTEMS, (article.text, story, alone), strict=True)
    }
    seconds = read - start, end - read
    return Measured(name, counts, lost(article.text, gold), article.warnings, seconds)


def compared(text: str, gold: str) -> Counts:
    """Shares of the shingles that are in both, in the text alone and in the gold alone."""
    ours, theirs = shingles(text), shingles(gold)
    found = (ours & theirs).total(), (ours - theirs).total(), (theirs - ours).total()
    whole = sum(found) or 1
    return found[0] / whole, found[1] / whole, found[2] / whole


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Every run of `size` tokens; a shorter text is one shingle."""
    tokens = re.findall(r"\w+", text)
    runs = (tuple(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)))
    return Counter(run for run in runs if run)


def lost(text: str, gold: str, size: int = 16) -> float:
    """The share of the gold's characters, white space aside, that are not in a text."""
    packed, lines = "".join(text.split()), ["".join(line.split()) for line in gold.split("\n")]
    runs = [line[i : i + size] for line in lines for i in range(0, len(line), size)]
    return sum(len(run) for run in runs if run not in packed) / (sum(map(len, runs)) or 1)


def recall(counts: Counts) -> float:
    """The share of the gold that was found."""
    return counts[0] / (counts[0] + counts[2]) if counts[0] + counts[2] else 1.0


def scores(counts: Sequence[Counts]) -> tuple[float, float, float]:
    """F1, precision and recall of some pages."""
    precision = statistics.mean(tp / (tp + fp) for tp, fp, _ in counts if tp + fp)
    found = statistics.mean(map(recall, counts))
    return 2 * precision * found / (precision + found), precision, found


def report(measured: Sequence[Measured]) -> None:
    """Print the scores with their intervals, what was lost without a word, and the time."""
    draw = random.Random(12345)
    picks = [[draw.randrange(len(measured)) for _ in measured] for _ in range(_DRAWS)]
    for system in SYSTEMS:
        counts = [m.counts[system] for m in measured]
        drawn = zip(*(scores([counts[i] for i in pick]) for pick in picks), strict=True)
        shown = (f"{v:.3f} ± {1.96 * statistics.stdev(d):.3f}"
                 for v, d in zip(scores(counts), drawn, strict=True))  # fmt: skip
        print(
            f"{system:<12} " + "  ".join(map(" ".join, zip(("F1", "P", "R"), shown, strict=True)))
        )
    warned = sum(bool(m.warnings) for m in measured)
    short = [m for m in measured if m.lost > _LOST]
    silent = [m.id[:8] for m in short if not m.warnings]
    print(f"{len(measured)} pages, {warned} with a warning; {len(short)} lost over a tenth", end="")
    print(f", {len(silent)} of them without a warning", *silent)
    spent = [
        1_000 * statistics.mean(times) for times in zip(*(m.seconds for m in measured), strict=True)
    ]
    print("milliseconds a page: read {:.0f}, trafilatura alone {:.0f}".format(*spent))


def worst(measured: Sequence[Measured], most: int) -> None:
    """Print the pages furthest off, with what is missing or too much as shares of the page."""
    for m in sorted(measured, key=lambda m: m.counts["cleaned"][0])[:most]:
        parts = "  ".join(f"{s} -{c[2]:.2f} +{c[1]:.2f}" for s, c in m.counts.items())
        print(f"{m.id[:8]}  {parts}  {'; '.join(m.warnings)}")


def main() -> int:
    options = parser(__doc__, shared=True)
    options.add_argument("--half", choices=("dev", "heldout", "all"), default="dev")
    options.add_argument("--worst", type=int, default=0, metavar="N")
    given = options.parse_args()
    if not (given.shared / f"{_PAGES}.tar.xz").is_file():
        print(f"no pages in {given.shared}: give the folder that holds data/ with --shared")
        return 2
    measured = [measure(*page) for page in pages(given.shared, given.half)]
    report(measured)
    if given.half == "dev":
        worst(measured, given.worst)
    return 0


if __name__ == "__main__":
    sys.exit(main())

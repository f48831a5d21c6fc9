"""Events found among articles, against those that people put together (B³).

    python eval/measure_events.py [--split train|dev|val] [--clusters N] [--seed S] [--data DIR]
    python eval/measure_events.py --archive FILE [--undated] [--show N] [--seed S]
    python eval/measure_events.py --pages ARCHIVE.tar.xz

A split is every article of its cluster files, or of N clusters drawn by the seed, shuffled.  B³
(Bagga & Baldwin 1998): for each article, how many of those in its event belong there and how many
of those that belong there are in it.  Baselines: every article alone, and single linkage over the
cosine of TF-IDF (`summarizer.text.tfidf`), cut where it is best on train.

An archive is a file of one article a line, plain or packed with xz; half of it, a quarter, an
eighth and all of it, drawn at random, are timed in processor seconds, `--undated` without their
dates.  `--show` prints N of its events of several articles to be read, by title and first words.
DIR, or `$CONSENSUS_DATA`, is the data folder (../shared/data).

Pages are what the labels in `eval/labels/events_pages.jsonl` are of (the 181 saved pages of
`pages/article_extraction_benchmark.tar.xz`), most of them of an event of their own: of the events
of several pages, how many are one event, or at least one running story, by halves; the others are
shown.
"""

from __future__ import annotations

import json
import lzma
import os
import random
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import linear_regression
from time import process_time
from typing import NamedTuple

import numpy as np
from common import SHARED, parser, peak, row
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from summarizer.errors import ConsensusError, InputError
from summarizer.evaluate.dataset import DATA
from summarizer.limits import DEFAULTS
from summarizer.read import read
from summarizer.read.html import Pages
from summarizer.read.layouts import article
from summarizer.sources.events import events
from summarizer.text.tfidf import tfidf
from summarizer.types import Article, Cluster, displayed

SPLITS = {
    "train": ("neus_full/train.jsonl", "multi_news/train.jsonl"),
    "dev": ("neus_full/dev.jsonl",),
    "val": ("neus_full/val.jsonl", "multi_news/val.jsonl"),
}
STEPS = [step / 100 for step in range(14, 49, 2)]
SINGLE = 0.22  # the best of these on train, as `--split train` says
PARTS = (8, 4, 2, 1)
SIZES = (1, 2, 3, 5, 10, 20, 50)
FIRST = 240  # characters of an article that are shown
LABELS = Path(__file__).parent / "labels" / "events_pages.jsonl"

Key = tuple[str, str]
Groups = Sequence[Sequence[Key]]


class Score(NamedTuple):
    """Precision and recall in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def main() -> int:
    """Measure a split, or go through an archive."""
    given = parser(__doc__)
    given.add_argument("--split", choices=SPLITS, default="train")
    given.add_argument("--data", type=Path, default=os.environ.get(DATA))
    given.add_argument("--clusters", type=int)
    given.add_argument("--archive", type=Path)
    given.add_argument("--pages", type=Path)
    given.add_argument("--undated", action="store_true")
    given.add_argument("--show", type=int, default=0)
    given.add_argument("--seed", type=int, default=1)
    options = given.parse_args()
    try:
        if options.archive:
            archive(options.archive, options.undated, options.show, options.seed)
        elif options.pages:
            print(bag(list(_pages(options.pages)), LABELS))
        else:
            data = Path(options.data or SHARED / "data")
            print(split(options.split, data, options.seed, options.clusters))
    except (ConsensusError, OSError, lzma.LZMAError, tarfile.TarError) as error:
        print(f"measure_events: {error}", file=sys.stderr)
        return 2
    return 0


def split(name: str, data: Path, seed: int, drawn: int | None = None) -> str:
    """The table of one split, or of clusters drawn from it."""
    generator = random.Random(seed)
    clusters = [c for file in SPLITS[name] for c in _clusters(data / file)]
    if drawn is not None:
        clusters = generator.sample(clusters, min(drawn, len(clusters)))
    articles = [replace(a, location=c.id) for c in clusters for a in c.articles]
    generator.shuffle(articles)
    gold = _groups(articles, [a.location for a in articles])
    links = _links(articles)
    thresholds = STEPS if name == "train" else [SINGLE]
    linked = {step: _groups(articles, _single(len(articles), links, step)) for step in thresholds}
    best = max(linked, key=lambda step: b_cubed(linked[step], gold).f1)
    rows = {
        "events": [[_key(a) for a in event.articles] for event in events(articles)],
        f"single linkage at {best}": linked[best],
        "every article alone": [[_key(a)] for a in articles],
    }
    found = f"{len(articles):,} articles of {len(clusters):,} clusters"
    lines = [
        f"{name}: {found}, {', '.join(SPLITS[name])}", "",
        "| | precision | recall | B³ F1 | events |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for title, groups in rows.items():
        score = b_cubed(groups, gold)
        figures = (f"{x:.3f}" for x in (*score, score.f1))
        lines.append(row(title, *figures, f"{len(groups):,}"))
    return "\n".join(lines)


def b_cubed(found: Groups, gold: Groups) -> Score:
    """B³ of groups that were found against groups that people made, averaged over articles."""
    label = {key: number for number, group in enumerate(gold) for key in group}
    shared = [Counter(label[key] for key in group) for group in found]
    precision = sum(n * n / c.total() for c in shared for n in c.values()) / len(label)
    recall = sum(n * n / len(gold[i]) for c in shared for i, n in c.items()) / len(label)
    return Score(precision, recall)


def _clusters(path: Path) -> Iterator[Cluster]:
    if not path.is_file():
        raise InputError(f"there is no {path} (set --data or ${DATA})")
    for item in read([path]):
        if isinstance(item, Cluster):
            yield item
        else:
            print(item, file=sys.stderr)


def _key(given: Article) -> Key:
    """An article of a split, whose location is its cluster."""
    return given.location, given.id


def _groups(articles: Sequence[Article], labels: Iterable[object]) -> Groups:
    found: dict[object, list[Key]] = {}
    for given, label in zip(articles, labels, strict=True):
        found.setdefault(label, []).append(_key(given))
    return list(found.values())


def _links(articles: Sequence[Article]) -> coo_array:
    """The pairs whose cosine reaches the lowest threshold."""
    vectors = tfidf([f"{a.title} {a.text}" for a in articles])
    cosines = (vectors @ vectors.T).tocoo()
    near = cosines.data >= STEPS[0]
    pairs = (cosines.row[near], cosines.col[near])
    return coo_array((cosines.data[near], pairs), shape=cosines.shape)


def _single(n: int, links: coo_array, step: float) -> list[int]:
    """The label of each article when all pairs that reach a threshold are joined."""
    near = links.data >= step
    ones = (np.ones(int(near.sum())), (links.row[near], links.col[near]))
    labels = connected_components(coo_array(ones, shape=(n, n)), directed=False)[1]
    return [int(label) for label in labels]


def archive(path: Path, undated: bool, show: int, seed: int) -> None:
    """Print what an archive takes, how large its events are, and some of them."""
    articles = list(_articles(path))
    if undated:
        articles = [replace(a, date="") for a in articles]
    generator = random.Random(seed)
    generator.shuffle(articles)
    dated = f"{len(articles):,} articles, {sum(bool(a.date) for a in articles):,} with a date"
    print(f"{dated}; {peak():,.0f} MB with them in memory")
    points = []
    for part in PARTS:
        size = len(articles) // part
        start = process_time()
        found = events(articles[:size])
        points.append((size, process_time() - start))
        print(f"{size:,} articles: {points[-1][1]:.1f} s, {len(found):,} events", flush=True)
    logs = np.log(points)
    slope = linear_regression(logs[:, 0].tolist(), logs[:, 1].tolist()).slope
    print(f"exponent {slope:.2f}; peak {peak():,.0f} MB")
    print(_distribution(found))
    several = [c for c in found if len(c.articles) > 1]
    for number, event in enumerate(generator.sample(several, min(show, len(several))), 1):
        print(f"\n{number}. {event.id}, {len(event.articles)} articles")
        for a in event.articles:
            print(f"  {a.date or '-':10} {a.outlet}: {a.title} | {displayed(a.text)[:FIRST]}")


def bag(articles: Sequence[Article], labels: Path) -> str:
    """How many of the events of several pages are one event, and those that are not."""
    rows = [json.loads(line) for line in labels.read_text("utf-8").splitlines()]
    label = {r["id"]: (r["event"] or r["id"], r["story"]) for r in rows}
    counts: dict[str, Counter[str]] = {
        "all": Counter(),
        "even ids": Counter(),
        "odd ids": Counter(),
    }
    shown = []
    for event in events(articles):
        ids = sorted(a.id for a in event.articles)
        if len(ids) == 1:
            continue
        one, story = (len({label.get(i, (i, i))[k] for i in ids}) == 1 for k in (0, 1))
        for half in ("all", "odd ids" if int(ids[0], 16) % 2 else "even ids"):
            counts[half].update(found=1, event=one, story=story)
        if not story:
            shown.append(" / ".join(f"{a.id[:8]} {a.title[:40]}" for a in event.articles))
    head = ["| | of several pages | one event | one story |", "|---|---|---|---|"]
    table = [row(h, *(str(c[k]) for k in ("found", "event", "story"))) for h, c in counts.items()]
    return "\n".join([f"{len(articles):,} pages", "", *head, *table, "", *shown])


def _pages(path: Path) -> Iterator[Article]:
    """The articles of the pages in a packed folder, each called as its file."""
    with tarfile.open(path) as packed, Pages(DEFAULTS) as pages:
        for member in sorted(packed.getmembers(), key=lambda m: m.name):
            file = packed.extractfile(member) if member.name.endswith(".html") else None
            if file:
                yield replace(pages.extract(file.read()), id=Path(member.name).stem)


def _articles(path: Path) -> Iterator[Article]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield article(json.loads(line), f"{path.name}:{number}", str(number))
            except (InputError, ValueError) as error:
                print(f"{path}:{number}: left out: {error}", file=sys.stderr)


def _distribution(found: Sequence[Cluster]) -> str:
    """How many events have how many articles."""
    counts = Counter(max(s for s in SIZES if s <= len(c.articles)) for c in found)
    shown = [
        f"{s}{'' if s < 3 else f'-{t - 1}' if t else '+'}: {counts[s]:,}"
        for s, t in zip(SIZES, (*SIZES[1:], 0), strict=True)
    ]
    largest = max((len(c.articles) for c in found), default=0)
    return f"events by number of articles: {', '.join(shown)}; largest {largest}"


if __name__ == "__main__":
    sys.exit(main())

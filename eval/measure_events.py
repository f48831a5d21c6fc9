"""Events found in a pile of articles, against those that people put together (B³).

    python eval/measure_events.py [--split train|dev|val] [--clusters N] [--seed S] [--data DIR]
    python eval/measure_events.py --archive FILE [--undated] [--show N] [--seed S]

The pile of a split is every article of its cluster files, or of N clusters drawn by the seed,
shuffled.  B³ (Bagga & Baldwin 1998): for each article, how many of those in its event belong
there and how many of those that belong there are in it.  Baselines: every article alone, and
single linkage over the cosine of TF-IDF (`summarizer.text.tfidf`), cut where it is best on train.

An archive is a file of one article a line, plain or packed with xz; half of it, a quarter, an
eighth and all of it, drawn at random, are timed in processor seconds, `--undated` without their
dates.  `--show` prints N of its events of several articles to be read, by title and first words.
DIR, or `$CONSENSUS_DATA`, is the data folder (../shared/data).
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import resource
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean, linear_regression
from time import process_time

import numpy as np
from b_cubed import Groups, Score, b_cubed
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from summarizer.errors import ConsensusError, InputError
from summarizer.evaluate.dataset import DATA
from summarizer.read import read
from summarizer.read.layouts import article
from summarizer.sources.events import events
from summarizer.text.tfidf import tfidf
from summarizer.types import Article, Cluster, displayed

HERE = Path(__file__).resolve().parent
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


def main() -> int:
    """Measure a split, or go through an archive."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--data", type=Path, default=os.environ.get(DATA))
    parser.add_argument("--clusters", type=int)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--undated", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        if options.archive:
            archive(options.archive, options.undated, options.show, options.seed)
        else:
            data = Path(options.data or HERE.parent.parent / "shared" / "data")
            print(split(options.split, data, options.seed, options.clusters))
    except (ConsensusError, OSError, lzma.LZMAError) as error:
        print(f"measure_events: {error}", file=sys.stderr)
        return 2
    return 0


def split(name: str, data: Path, seed: int, drawn: int | None = None) -> str:
    """The table of one split, or of clusters drawn from it."""
    generator = random.Random(seed)
    clusters = [c for file in SPLITS[name] for c in _clusters(data / file)]
    if drawn is not None:
        clusters = generator.sample(clusters, min(drawn, len(clusters)))
    pile = [replace(a, location=c.id) for c in clusters for a in c.articles]
    generator.shuffle(pile)
    wanted = _groups(pile, [a.location for a in pile])
    links = _links(pile)
    thresholds = STEPS if name == "train" else [SINGLE]
    linked = {step: _groups(pile, _single(len(pile), links, step)) for step in thresholds}
    best = max(linked, key=lambda step: score(pile, linked[step], wanted).f1)
    rows = {
        "events": [[_key(a) for a in event.articles] for event in events(pile)],
        f"single linkage at {best}": linked[best],
        "every article alone": [[_key(a)] for a in pile],
    }
    lines = [
        f"{name}: {len(pile):,} articles of {len(clusters):,} clusters, {', '.join(SPLITS[name])}",
        "",
        "| | precision | recall | B³ F1 | events |",
        "|---|---|---|---|---|",
    ]
    for title, groups in rows.items():
        told = score(pile, groups, wanted)
        figures = f"{told.precision:.3f} | {told.recall:.3f} | {told.f1:.3f} | {len(groups):,}"
        lines.append(f"| {title} | {figures} |")
    return "\n".join(lines)


def score(pile: Sequence[Article], found: Groups, wanted: Groups) -> Score:
    """B³ of the groups of a pile."""
    return Score(*map(fmean, b_cubed([_key(a) for a in pile], found, wanted)))


def _clusters(path: Path) -> Iterator[Cluster]:
    if not path.is_file():
        raise InputError(f"there is no {path} (set --data or ${DATA})")
    for item in read([path]):
        if isinstance(item, Cluster):
            yield item
        else:
            print(item, file=sys.stderr)


def _key(given: Article) -> tuple[str, str]:
    """An article of a pile, whose location is its cluster."""
    return given.location, given.id


def _groups(pile: Sequence[Article], labels: Iterable[object]) -> Groups:
    found: dict[object, list[tuple[str, str]]] = {}
    for given, label in zip(pile, labels, strict=True):
        found.setdefault(label, []).append(_key(given))
    return list(found.values())


def _links(pile: Sequence[Article]) -> coo_array:
    """The pairs whose cosine reaches the lowest threshold."""
    vectors = tfidf([f"{a.title} {a.text}" for a in pile])
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
    pile = list(_articles(path))
    if undated:
        pile = [replace(a, date="") for a in pile]
    generator = random.Random(seed)
    generator.shuffle(pile)
    dated = sum(bool(a.date) for a in pile)
    print(f"{len(pile):,} articles, {dated:,} with a date; {_megabytes():,} MB with them in memory")
    points = []
    for part in PARTS:
        size = len(pile) // part
        start = process_time()
        found = events(pile[:size])
        points.append((size, process_time() - start))
        print(f"{size:,} articles: {points[-1][1]:.1f} s, {len(found):,} events", flush=True)
    logs = np.log(points)
    slope = linear_regression(logs[:, 0].tolist(), logs[:, 1].tolist()).slope
    print(f"exponent {slope:.2f}; peak {_megabytes():,} MB")
    print(_distribution(found))
    several = [c for c in found if len(c.articles) > 1]
    for number, event in enumerate(generator.sample(several, min(show, len(several))), 1):
        print(f"\n{number}. {event.id}, {len(event.articles)} articles")
        for a in event.articles:
            print(f"  {a.date or '-':10} {a.outlet}: {a.title} | {displayed(a.text)[:FIRST]}")


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
    told = [
        f"{s}{'' if s < 3 else f'-{t - 1}' if t else '+'}: {counts[s]:,}"
        for s, t in zip(SIZES, (*SIZES[1:], 0), strict=True)
    ]
    largest = max((len(c.articles) for c in found), default=0)
    return f"events by number of articles: {', '.join(told)}; largest {largest}"


def _megabytes() -> int:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


if __name__ == "__main__":
    sys.exit(main())

"""Unlabelled pairs of real news for the teacher: a sentence and another outlet's article.

    python models/agreement-small/pool.py --out DIR

Writes DIR/pool.jsonl: sentences of the articles' first paragraphs, central and random ones and
those with figures, each with the closest sentences of one or two other origins.  Events that are
set aside, kept for choosing thresholds, held out or in the benchmark give none.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from data import BENCHMARK, ROOT, tunes
from pairs import RANKED, read_lines

from summarizer.entailment.premise import closest, cosines, coverage
from summarizer.events import events
from summarizer.pipeline import prepare
from summarizer.types import Article, Cluster
from summarizer.vectors import Vectors

SEED = 77
DEPTH, WORDS = 16, (9, 60)  # sentences into an article; words of a sentence that is asked about
LEAST = 0.25  # share of its words that the premise has: the rest would not be asked in use
EVENT = (2, 12)  # articles of one


def set_aside(event: str) -> bool:
    """Whether an event of `us_news` is kept for reading what is reported on fresh news."""
    return int(hashlib.sha256(f"half{event}".encode()).hexdigest(), 16) % 5 < 2


def us_news(path: Path) -> Iterator[Cluster]:
    """The events among the articles of `us_news`, but for those set aside."""
    articles = [_article(row) for row in read_lines(path)]
    for event in events(articles):
        ids = sorted(a.id for a in event.articles)
        name = "us-" + hashlib.sha256(" ".join(ids).encode()).hexdigest()[:12]
        if EVENT[0] <= len(ids) <= EVENT[1] and not set_aside(name):
            yield Cluster(name, event.articles)


def clusters(shared: Path, one_in: int) -> list[tuple[str, Cluster]]:
    """All clusters that pairs may come from, with their data set, in a shuffled order."""
    labels = list(read_lines(shared / "data/pairs/agreement.jsonl"))
    held = [r for r in labels if r["half"] == "heldout"] + list(read_lines(BENCHMARK))
    barred = {r[key] for r in held for key in ("document", "source")}
    barred_clusters = {r["cluster"] for r in labels if r["half"] == "heldout"}
    found = [("articles/us_news", c) for c in us_news(shared / "data/articles/us_news.jsonl.xz")]
    for name in ("neus_full/train", "multi_news/train"):
        for row in read_lines(shared / f"data/{name}.jsonl"):
            found.append((name, Cluster(row["id"], tuple(map(_article, row["documents"])))))
    found = [
        (name, c)
        for name, c in found
        if not {a.id for a in c.articles} & barred
        and c.id not in barred_clusters
        and not tunes(c.id, one_in)
        and len(c.articles) > 1
    ]
    random.Random(SEED).shuffle(found)
    return found


def _article(row: dict[str, Any]) -> Article:
    return Article(
        row["text"], row.get("title") or "", row.get("source") or "", row.get("date") or "",
        id=row["id"], location=row["id"],
    )  # fmt: skip


def asked(cluster: Cluster, dice: random.Random) -> Iterator[dict[str, Any]]:
    """Sentences of a prepared cluster, each with the closest ones of another origin."""
    texts = [cluster.text(s) for s in cluster.sentences]
    rows = Vectors(texts).rows
    by_article: dict[int, list[int]] = {}
    for i, s in enumerate(cluster.sentences):
        by_article.setdefault(s.article, []).append(i)
    originals = sorted(set(cluster.origins) & set(by_article))
    for i in _sentences(texts, rows, [by_article[a] for a in originals], dice):
        others = [a for a in originals if a != cluster.origins[cluster.sentences[i].article]]
        for a in dice.sample(others, min(len(others), 2)):
            order = closest(cosines(rows, rows[[i]]), by_article[a], RANKED)
            if coverage(rows[order[:5]], rows[[i]]) >= LEAST:
                yield {
                    "hypothesis": texts[i],
                    "ranked": [[texts[k], k, False] for k in order],
                }


def _sentences(
    texts: Sequence[str], rows: Any, articles: Sequence[Sequence[int]], dice: random.Random
) -> list[int]:
    """The places of some central sentences, some of the first and some others."""
    fit = [
        (n, i)
        for article in articles
        for n, i in enumerate(article[:DEPTH])
        if WORDS[0] <= len(texts[i].split()) <= WORDS[1]
    ]
    total = np.asarray(rows.sum(axis=0)).ravel()
    central = sorted(fit, key=lambda found: -float((rows[[found[1]]] @ total)[0]))[:2]
    dice.shuffle(fit)
    first = [f for f in fit if f[0] < 3][:2]
    rest = [f for f in fit if f[0] >= 3][:3]
    return list(dict.fromkeys(i for _, i in (*central, *first, *rest)))


def main() -> None:
    """Write the pool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--pairs", type=int, default=12_000)
    parser.add_argument("--tune", type=int, default=8, help="one cluster in so many is left out")
    args = parser.parse_args()
    dice, made = random.Random(SEED), 0
    part = args.out / "pool.part"
    with part.open("w", encoding="utf-8") as file:
        for name, cluster in clusters(args.shared, args.tune):
            prepared = prepare(cluster)
            if made >= args.pairs:
                break
            for row in asked(prepared, dice) if len(prepared.sentences) >= 8 else ():
                file.write(json.dumps({"dataset": name, "cluster": cluster.id, **row}) + "\n")
                made += 1
    part.replace(args.out / "pool.jsonl")
    print(f"{made} pairs")


if __name__ == "__main__":
    main()

"""Groups of sentences of different outlets that state one fact, and a sentence to write of them.

    python models/writer-experiments/groups.py CLUSTERS… --output EXAMPLES

A target is a sentence of a reference, or of a further outlet.  Its group are the closest sentences
of the (other) articles, one each.  A pair is kept where the pair model says that the group states
the target and the target the first of the group, where the group has all its names and values,
and where it is no copy: of its bigrams a quarter is new to each single sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from summarizer.entailment.model import OnnxPairModel
from summarizer.entailment.types import Pair
from summarizer.errors import InputError
from summarizer.pipeline import prepare
from summarizer.read import layouts
from summarizer.text.overlap import coverage, kind
from summarizer.text.placement import Placement, placements
from summarizer.text.tfidf import tfidf
from summarizer.text.tokens import tokens
from summarizer.types import Article, Cluster
from summarizer.values.names import missing_names
from summarizer.values.typed import unmatched, values

LEAD = 60  # sentences of an article that may be targets: what others report, too
WORDS = range(8, 46)  # of a target
LONGEST = 80  # words of a sentence of a group
GROUP = 3
CLOSE = (0.25, 0.9)  # cosine of a target and a sentence of its group: another fact, a copy
COVERED = 0.5  # of the target's content words
NOVEL = 0.25  # of its bigrams, against each single sentence
STATED, STATES = 0.8, 0.5  # probability that the group states it, and it the first of the group
SET_ASIDE = 20  # one cluster in so many is for comparing

_model = OnnxPairModel(threads=1)


def set_aside(cluster: str) -> bool:
    """Whether a cluster is kept for comparing, by its id alone."""
    digest = hashlib.sha256(f"writers {cluster}".encode()).hexdigest()
    return int(digest, 16) % SET_ASIDE == 0


def novelty(text: str, source: str) -> float:
    """The share of the bigrams of a text that the source lacks."""
    mine, theirs = (set(pairwise(tokens(t))) for t in (text, source))
    return len(mine - theirs) / max(1, len(mine))


def candidates(cluster: Cluster) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The pairs of a prepared cluster that words alone allow: target, group, where it is from."""
    own: list[list[str]] = [[] for _ in cluster.articles]
    for s in cluster.sentences:
        if s not in cluster.excerpts and cluster.origins[s.article] == s.article:
            own[s.article].append(cluster.text(s))
    pool = [(i, t) for i, some in enumerate(own) for t in dict.fromkeys(some)]
    pool = [(i, t) for i, t in pool if len(t.split()) <= LONGEST]
    wanted = [(i, t, "outlet") for i, some in enumerate(own) for t in some[:LEAD]]
    wanted += [(-1, t, "reference") for t in _sentences(cluster.references)]
    wanted = [row for row in wanted if _is_target(row[1])]
    if not pool or not wanted:
        return
    vectors = tfidf([*(t for _, t in pool), *(t for _, t, _ in wanted)])
    cosines = (vectors[len(pool) :] @ vectors[: len(pool)].T).toarray()  # (wanted, pool)
    articles = np.array([i for i, _ in pool])
    for (article, target, kept), row in zip(wanted, cosines, strict=True):
        group: dict[int, str] = {}
        for place in np.argsort(-row, kind="stable"):
            if row[place] < CLOSE[0] or len(group) == GROUP:
                break
            if articles[place] != article and row[place] <= CLOSE[1]:
                group.setdefault(int(articles[place]), pool[place][1])
        texts = tuple(group.values())
        if texts and _may_follow(target, texts):
            yield target, texts, kept


def _is_target(text: str) -> bool:
    ends = text.endswith((".", ".”", '."'))
    fits = text.lstrip('“"')[:1].isupper() and ends and len(text.split()) in WORDS
    paired = text.count("“") == text.count("”") and text.count('"') % 2 == 0
    return fits and paired and bool(placements([text])[0] > Placement.AFTER_PREVIOUS)


def _may_follow(target: str, group: Sequence[str]) -> bool:
    together = " ".join(group)
    return (
        coverage(target, group) >= COVERED
        and all(novelty(target, text) >= NOVEL for text in group)
        and not missing_names(target, together)
        and not unmatched(values(target), values(together))
    )


def _sentences(references: Iterable[str]) -> Iterator[str]:
    for text in references:
        cluster = prepare(Cluster("reference", (Article(text),)))
        yield from map(cluster.text, cluster.sentences)


def examples(task: tuple[str, str]) -> list[dict[str, Any]]:
    """The examples of one line of a cluster file."""
    location, line = task
    record = json.loads(line)
    try:
        cluster = prepare(layouts.cluster(record, location, location, "en"))
    except InputError:
        return []
    found = []
    for target, group, kept in candidates(cluster):
        there = _model.judge([Pair(group, target)])[0].supports
        back = _model.judge([Pair((target,), group[0])])[0].supports if there >= STATED else 0.0
        if back >= STATES:
            made = {"cluster": cluster.id, "from": kept, "kind": kind(target, group)}
            ids = [a.id for a in cluster.articles]
            chances = {"stated": there, "states": back, "set_aside": set_aside(cluster.id)}
            found.append({**made, **chances, "articles": ids, "sources": group, "target": target})
    return found


def main() -> None:
    """Write the examples of cluster files, one a line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("clusters", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    tasks = ((str(path), line) for path in given.clusters for line in path.open(encoding="utf-8"))
    with given.output.open("w", encoding="utf-8") as out, get_context("spawn").Pool(2) as pool:
        for found in pool.imap(examples, tasks, chunksize=4):
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in found)


if __name__ == "__main__":
    main()

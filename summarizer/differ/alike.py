"""Alike: pairs of sentences of different origins that may state one fact.

They share words, or give values of one topic, which news tells in ever other words: "nine people
were confirmed dead", "the toll stands at fourteen".

Cost: linear in the pairs of sentences that share a stem; each sentence keeps its `_MOST` closest
of every other origin and `_ALL` in all, and an article `_MOST` sentences a topic, so that what
follows is linear in the sentences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from summarizer.differ.known import known
from summarizer.differ.types import Pair
from summarizer.meaning.cluster import Readings
from summarizer.types import Cluster
from summarizer.vectors import tfidf

_CLOSE = 0.12  # cosine; below it two sentences of one event share no more than the event
_MOST = 3
_ALL = 30
# Of a topic that more articles tell of, those sentences that share words are enough: all pairs of
# articles would cost the square of their number.
CROWD = 20


def alike(cluster: Cluster, told: Readings) -> list[Pair]:
    """The pairs, in order; only originals take part, since a copy tells nothing else."""
    rows = [i for i, s in enumerate(told.sentences) if cluster.origins[s.article] == s.article]
    vectors = tfidf([told.texts[i] for i in rows], told.language)  # (rows, m)
    cosines = (vectors @ vectors.T).tocoo()  # (rows, rows)
    values = cosines.data.round(9)
    near: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for at in np.flatnonzero(values >= _CLOSE):
        near[rows[cosines.row[at]]].append((-float(values[at]), rows[cosines.col[at]]))
    found: set[Pair] = set()
    for i, close in near.items():
        found |= {Pair(min(i, j), max(i, j), -value) for value, j in _closest(told, i, close)}
    paired = {(p.one, p.two) for p in found}
    found |= {Pair(i, j, 0.0) for i, j in _topical(cluster, told, rows) if (i, j) not in paired}
    return sorted(found)


def _topical(cluster: Cluster, told: Readings, rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs that give a value of one kind for one topic, in whatever words."""
    figures = known(told)
    about: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i in rows:
        topics = {(f.measure, t) for f in figures[i] if f.told for t in {*f.topics, *f.digits}}
        for topic in sorted(topics):
            places = about[topic][told.sentences[i].article]
            if len(places) < _MOST:
                places.append(i)
    for by_article in about.values():
        if len(by_article) > CROWD:
            continue
        for one, two in combinations(sorted(by_article), 2):
            yield from ((i, j) for i in by_article[one] for j in by_article[two])


def _closest(told: Readings, i: int, close: list[tuple[float, int]]) -> Iterator[tuple[float, int]]:
    """The closest of each other article, in all no more than `_ALL`."""
    heard = Counter({told.sentences[i].article: _MOST})
    kept = 0
    for value, j in sorted(close, key=lambda near: (near[0], told.texts[near[1]], near[1])):
        article = told.sentences[j].article
        if heard[article] < _MOST:
            heard[article] += 1
            yield value, j
            kept += 1
            if kept == _ALL:
                return

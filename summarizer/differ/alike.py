"""Alike: pairs of sentences of different origins that may state one fact.

They share words, or give values of one topic, which news tells in ever other words: "nine people
were confirmed dead", "the toll stands at fourteen".

Cost: linear in the pairs of sentences that share a telling stem; each sentence keeps its `_MOST`
closest of every other origin and `_ALL` in all, and an article `_MOST` sentences a topic, so that
what follows is linear in the sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from scipy.sparse import csr_array, diags_array

from summarizer.concepts import Flags, Ints
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
# A stem in more sentences pairs none: it would take all of them, and weighs little by then.
_FREQUENT = 500
_BLOCK = 256  # sentences whose cosines are in memory at once


def alike(cluster: Cluster, told: Readings) -> list[Pair]:
    """The pairs, in order; only originals take part, since a copy tells nothing else."""
    rows = [i for i, s in enumerate(told.sentences) if cluster.origins[s.article] == s.article]
    found = {Pair(min(i, j), max(i, j), value) for i, j, value in _close(told, rows)}
    paired = {(p.one, p.two) for p in found}
    found |= {Pair(i, j, 0.0) for i, j in _topical(told, rows) if (i, j) not in paired}
    return sorted(found)


def _close(told: Readings, rows: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """Each sentence with those of every other article that are closest to it, and the cosine."""
    vectors = _telling(tfidf([told.texts[i] for i in rows], told.language))  # (rows, m)
    alphabet = {text: n for n, text in enumerate(sorted({told.texts[i] for i in rows}))}
    order = np.array([alphabet[told.texts[i]] for i in rows])
    articles = np.array([told.sentences[i].article for i in rows])
    for start in range(0, len(rows), _BLOCK):
        near = (vectors[start : start + _BLOCK] @ vectors.T).tocoo()
        value, one, two = near.data.round(9), near.row + start, near.col
        kept = (value >= _CLOSE) & (articles[one] != articles[two])
        value, one, two = value[kept], one[kept], two[kept]
        ranked = np.lexsort((two, order[two], -value, articles[two], one))
        ranked = ranked[_first(_MOST, one[ranked], articles[two[ranked]])]
        ranked = ranked[np.lexsort((two[ranked], order[two[ranked]], -value[ranked], one[ranked]))]
        for n in ranked[_first(_ALL, one[ranked])]:
            yield rows[one[n]], rows[two[n]], float(value[n])


def _telling(vectors: csr_array) -> csr_array:
    """The vectors without the stems that too many sentences share to tell which are close."""
    shared = np.bincount(vectors.indices, minlength=vectors.shape[1])
    return csr_array(vectors @ diags_array((shared <= _FREQUENT).astype(float)))


def _first(most: int, *keys: Ints) -> Flags:
    """Where the first `most` stand of each run of equal keys."""
    places = np.arange(len(keys[0]))
    begins = np.ones(len(places), dtype=bool)
    begins[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return places - np.maximum.accumulate(np.where(begins, places, 0)) < most


def _topical(told: Readings, rows: Sequence[int]) -> Iterator[tuple[int, int]]:
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

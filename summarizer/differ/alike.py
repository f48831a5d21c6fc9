"""Alike: pairs of sentences of different origins that may state one fact.

Cost: linear in the pairs of sentences that share a stem; each sentence keeps its `_MOST` closest
of every other origin, so that what follows is linear in the sentences.
"""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.differ.types import Pair
from summarizer.meaning.cluster import Readings
from summarizer.types import Cluster
from summarizer.vectors import tfidf

_CLOSE = 0.12  # cosine; below it two sentences of one event share no more than the event
_MOST = 3


def alike(cluster: Cluster, told: Readings) -> list[Pair]:
    """The pairs, in order; only originals take part, since a copy tells nothing else."""
    rows = [i for i, s in enumerate(told.sentences) if cluster.origins[s.article] == s.article]
    vectors = tfidf([told.texts[i] for i in rows], told.language)  # (rows, m)
    cosines = (vectors @ vectors.T).tocsr()  # (rows, rows)
    found: set[Pair] = set()
    for row, i in enumerate(rows):
        entries = slice(cosines.indptr[row], cosines.indptr[row + 1])
        near = zip(cosines.data[entries].round(9), cosines.indices[entries], strict=True)
        close = [(-float(v), rows[int(j)]) for v, j in near if v >= _CLOSE]
        found |= {Pair(min(i, j), max(i, j), -value) for value, j in _closest(told, i, close)}
    return sorted(found)


def _closest(told: Readings, i: int, close: list[tuple[float, int]]) -> Iterator[tuple[float, int]]:
    """The closest of each other article."""
    heard = dict.fromkeys((s.article for s in told.sentences), 0)
    heard[told.sentences[i].article] = _MOST
    for value, j in sorted(close, key=lambda near: (near[0], told.texts[near[1]], near[1])):
        article = told.sentences[j].article
        if heard[article] < _MOST:
            heard[article] += 1
            yield value, j

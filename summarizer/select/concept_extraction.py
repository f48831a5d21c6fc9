"""Group: which sentences say the same things, as shared concepts.

Only the original of each origin takes part: a copy is no second witness, and its sentences
stand in the original.  Cost: linear in the words of the cluster.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from scipy.sparse import csr_array

from summarizer.arrays import Floats, Ints
from summarizer.select.concepts import Concepts
from summarizer.text.tokens import is_stop, stemmer, tokens
from summarizer.types import Cluster


def extract_concepts(cluster: Cluster) -> Concepts:
    """The concepts of a prepared cluster."""
    originals = sorted(
        set(cluster.origins),
        key=lambda i: (cluster.articles[i].text, cluster.articles[i].title, i),
    )
    number = {article: row for row, article in enumerate(originals)}
    sentences = sorted(
        (s for s in cluster.sentences if s.article in number),
        key=lambda s: (number[s.article], s.start),
    )
    texts = [cluster.text(s) for s in sentences]
    titles = [cluster.articles[i].title for i in originals]
    # Titles ride along as rows after the sentences, so that they share the vocabulary.
    rows, columns, ends, stems, codes = _occurrences([*texts, *titles], cluster.language)

    n, m = len(sentences), len(codes)
    shape = (n + len(titles), m)
    incidence = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    origin = np.array([number[s.article] for s in sentences], dtype=np.int64)
    position = _positions(origin)
    held_by, held, first = _first_positions(incidence[:n], origin, position)
    return Concepts(
        sentences=tuple(sentences),
        incidence=incidence[:n],
        ends=csr_array((ends, (rows, columns)), shape=shape)[:n],
        pair=codes >= len(stems),
        stems=stems,
        codes=codes,
        titles=np.asarray(incidence[n:].sum(axis=0), dtype=np.int64).ravel(),
        origin=origin,
        position=position,
        words=np.array([len(t.split()) for t in texts], dtype=np.int64),
        held_by=held_by,
        held=held,
        first=first,
    )


def _occurrences(
    texts: Sequence[str], language: str
) -> tuple[Ints, Ints, Floats, tuple[str, ...], Ints]:
    """Distinct (row, concept) pairs, where each first ends, the stems and the concepts' codes.

    Concepts are numbered in the order of their stems, words before pairs.  An end is the share
    of the row's tokens up to it, in (0, 1].
    """
    found = [tokens(text) for text in texts]
    surface = sorted(set(chain.from_iterable(found)))
    stems = stemmer(language)(surface)
    vocabulary = {stem: i for i, stem in enumerate(sorted(set(stems)))}
    number = {word: i for i, word in enumerate(surface)}

    lengths = np.array([len(f) for f in found], dtype=np.int64)
    row = np.repeat(np.arange(len(found)), lengths)  # (tokens,)
    place = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    end = (place + 1) / lengths[row]
    word = np.fromiter(map(number.__getitem__, chain.from_iterable(found)), np.int64, len(row))
    stem = np.array([vocabulary[s] for s in stems], dtype=np.int64)[word]
    stop = np.array([is_stop(w, language) for w in surface], dtype=np.bool_)[word]

    size = len(vocabulary)
    joined = (row[:-1] == row[1:]) & ~(stop[:-1] & stop[1:])  # (tokens - 1,)
    # A word is numbered by its stem, a pair (a, b) by size + a · size + b.
    code = np.concatenate([stem[~stop], (size + stem[:-1] * size + stem[1:])[joined]])
    where = np.concatenate([row[~stop], row[:-1][joined]])
    until = np.concatenate([end[~stop], end[1:][joined]])
    codes, columns = np.unique(code, return_inverse=True)
    # Within a row occurrences stand in order, so the first of equal keys ends first.
    seen, at = np.unique(where * max(1, len(codes)) + columns, return_index=True)
    rows, columns = np.divmod(seen, max(1, len(codes)))
    return rows, columns, until[at], tuple(vocabulary), codes


def _positions(origin: Ints) -> Ints:
    """The index of each row within its run of equal origins."""
    starts = np.searchsorted(origin, origin, side="left")
    return np.arange(len(origin), dtype=np.int64) - starts


def _first_positions(incidence: csr_array, origin: Ints, position: Ints) -> tuple[Ints, Ints, Ints]:
    """For each (origin, concept) that occurs: the first position, sorted by origin, concept."""
    entries = incidence.tocoo()  # row by row, so the first entry of a key is the earliest
    key = origin[entries.row] * incidence.shape[1] + entries.col
    keys, at = np.unique(key, return_index=True)
    held_by, held = np.divmod(keys, max(1, incidence.shape[1]))
    return held_by, held, position[entries.row[at]]

"""Group: which sentences say the same things, as shared concepts.

Only the original of each origin takes part: a copy is no second witness, and its sentences
stand in the original.  Cost: linear in the words of the cluster.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from scipy.sparse import csr_array

from summarizer.concepts import Concepts, Flags, Ints
from summarizer.terms import is_stop, stemmer, tokens
from summarizer.types import Cluster


def group(cluster: Cluster) -> Concepts:
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
    rows, columns, pair = _occurrences([*texts, *titles], cluster.language)

    n, m = len(sentences), len(pair)
    incidence = csr_array((np.ones(len(rows)), (rows, columns)), shape=(n + len(titles), m))
    origin = np.array([number[s.article] for s in sentences], dtype=np.int64)
    position = _positions(origin)
    held_by, held, first = _first_positions(incidence[:n], origin, position)
    return Concepts(
        sentences=tuple(sentences),
        incidence=incidence[:n],
        pair=pair,
        titles=np.asarray(incidence[n:].sum(axis=0), dtype=np.int64).ravel(),
        origin=origin,
        position=position,
        words=np.array([len(t.split()) for t in texts], dtype=np.int64),
        held_by=held_by,
        held=held,
        first=first,
    )


def _occurrences(texts: Sequence[str], language: str) -> tuple[Ints, Ints, Flags]:
    """Distinct (row, concept) pairs, and which concepts are pairs of words.

    Concepts are numbered in the order of their stems, words before pairs.
    """
    found = [tokens(text) for text in texts]
    surface = sorted(set(chain.from_iterable(found)))
    stems = stemmer(language)(surface)
    vocabulary = {stem: i for i, stem in enumerate(sorted(set(stems)))}
    stem_of = {word: vocabulary[stem] for word, stem in zip(surface, stems, strict=True)}
    stop_of = {word: is_stop(word, language) for word in surface}

    words = list(chain.from_iterable(found))
    row = np.repeat(np.arange(len(found)), [len(f) for f in found])  # (tokens,)
    stem = np.fromiter((stem_of[w] for w in words), dtype=np.int64, count=len(words))
    stop = np.fromiter((stop_of[w] for w in words), dtype=np.bool_, count=len(words))

    size = len(vocabulary)
    joined = (row[:-1] == row[1:]) & ~(stop[:-1] & stop[1:])  # (tokens - 1,)
    # A word is numbered by its stem, a pair (a, b) by size + a · size + b.
    code = np.concatenate([stem[~stop], (size + stem[:-1] * size + stem[1:])[joined]])
    where = np.concatenate([row[~stop], row[:-1][joined]])
    codes, columns = np.unique(code, return_inverse=True)
    seen = np.unique(where * max(1, len(codes)) + columns)
    rows, columns = np.divmod(seen, max(1, len(codes)))
    return rows, columns, codes >= size


def _positions(origin: Ints) -> Ints:
    """The index of each row within its run of equal origins."""
    starts = np.searchsorted(origin, origin, side="left")
    return np.arange(len(origin), dtype=np.int64) - starts


def _first_positions(incidence: csr_array, origin: Ints, position: Ints) -> tuple[Ints, Ints, Ints]:
    """For each (origin, concept) that occurs: the first position, sorted by origin, concept."""
    entries = incidence.tocoo()
    key = origin[entries.row] * incidence.shape[1] + entries.col
    order = np.lexsort((position[entries.row], key))
    keys, at = np.unique(key[order], return_index=True)
    held_by, held = np.divmod(keys, max(1, incidence.shape[1]))
    return held_by, held, position[entries.row][order][at]


def overlap(concepts: Concepts) -> float:
    """How much the closest two origins share: cosine of their word sets, 0 for one origin."""
    words = ~concepts.pair[concepts.held]
    d, m = concepts.origins, len(concepts.pair)
    if d < 2:
        return 0.0
    holds = csr_array(
        (np.ones(int(words.sum())), (concepts.held_by[words], concepts.held[words])), shape=(d, m)
    )
    norms = np.sqrt(np.maximum(1.0, np.asarray(holds.sum(axis=1)).ravel()))
    shared = (holds @ holds.T).tocoo()
    apart = shared.row != shared.col
    cosine = shared.data / (norms[shared.row] * norms[shared.col])
    return float(np.max(cosine[apart], initial=0.0))

"""Partners: the sentences of other origins that state what a sentence states.

Planning and training both make their groups here, so that a model is given what it learned from.
Closeness is the cosine of TF-IDF vectors of stems (tf 0 or 1, idf over the given sentences,
ln(1 + n / df)), which discounts what the whole event shares.  Cost: linear in the number of
sentence pairs that share a stem.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from scipy.sparse import csr_array

from summarizer.terms import is_stop, stemmer, tokens

CLOSE = 0.3  # below it two sentences of one event mostly state different facts
MOST = 2  # partners of a sentence: a third adds length and little else


def partners(
    texts: Sequence[str],
    origins: Sequence[int],
    anchors: Sequence[int],
    *,
    close: float = CLOSE,
    most: int = MOST,
    language: str = "en",
) -> list[tuple[int, ...]]:
    """For each anchor the closest sentence of each other origin, closest first.

    `texts` are the sentences of an event, `origins[i]` says who tells sentence i, `anchors` and
    the result are indices into both.  Partners that read the same count once; ties go to the
    sentence that comes first.
    """
    vectors = tfidf(texts, language)  # (n, m)
    cosines = (vectors[list(anchors)] @ vectors.T).tocsr()  # (anchors, n)
    found = []
    for row, anchor in enumerate(anchors):
        entries = slice(cosines.indptr[row], cosines.indptr[row + 1])
        near = zip(cosines.data[entries].round(9), cosines.indices[entries], strict=True)
        ranked = sorted((-value, int(i)) for value, i in near if value >= close)
        found.append(_one_an_origin([i for _, i in ranked], texts, origins, anchor)[:most])
    return found


def _one_an_origin(
    ranked: Sequence[int], texts: Sequence[str], origins: Sequence[int], anchor: int
) -> tuple[int, ...]:
    heard, told = {origins[anchor]}, {texts[anchor]}
    chosen = []
    for i in ranked:
        if origins[i] not in heard and texts[i] not in told:
            heard.add(origins[i])
            told.add(texts[i])
            chosen.append(i)
    return tuple(chosen)


def tfidf(texts: Sequence[str], language: str = "en") -> csr_array:
    """The TF-IDF vectors of `texts`, shape (texts, stems), of length 1 or 0."""
    words = [{t for t in tokens(text) if not is_stop(t, language)} for text in texts]
    surface = sorted(set(chain.from_iterable(words)))
    stem = dict(zip(surface, stemmer(language)(surface), strict=True))
    vocabulary: dict[str, int] = {}
    rows = [sorted({vocabulary.setdefault(stem[w], len(vocabulary)) for w in sorted(some)})
            for some in words]  # fmt: skip
    indptr = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(chain.from_iterable(rows), np.int64, int(indptr[-1]))
    frequency = np.bincount(indices, minlength=len(vocabulary))
    idf = np.log1p(len(texts) / np.maximum(frequency, 1))[indices]
    row = np.repeat(np.arange(len(texts)), np.diff(indptr))
    norms = np.sqrt(np.bincount(row, weights=idf**2, minlength=len(texts)))
    shape = (len(texts), max(1, len(vocabulary)))
    return csr_array((idf / norms[row], indices, indptr), shape=shape)

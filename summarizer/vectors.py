"""Sentences as vectors of their stems, shared by the stages that look for what is alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from scipy.sparse import csr_array

from summarizer.terms import is_stop, stemmer, tokens


def tfidf(texts: Sequence[str], language: str = "en") -> csr_array:
    """The TF-IDF vectors of `texts`, shape (texts, stems), of length 1 or 0.

    tf is 0 or 1, idf ln(1 + n / df) over the given texts, which discounts what they all share.
    Cost: linear in the words.
    """
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

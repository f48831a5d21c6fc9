"""Texts as sparse vectors of their stems, shared by the stages that look for what is alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np
from scipy.sparse import csr_array

from summarizer.text.tokens import is_stop, stemmer, tokens


def incidence(rows: Sequence[Collection[int]], columns: int) -> csr_array:
    """The 0/1 matrix of shape (rows, max(1, columns)) whose row i has ones at `rows[i]`."""
    indptr = np.cumsum([0, *map(len, rows)])
    ordered = chain.from_iterable(map(sorted, rows))
    indices = np.fromiter(ordered, np.int64, int(indptr[-1]))
    return csr_array((np.ones(len(indices)), indices, indptr), shape=(len(rows), max(1, columns)))


class Vectors:
    """TF-IDF vectors of some texts, and of any other text in the same space.

    tf is 0 or 1, idf ln(1 + n / df) over the n texts, which discounts what they all share; every
    vector has length 1, or 0 where a text has no known stem.  Cost: linear in the words.
    """

    def __init__(self, texts: Sequence[str], language: str = "en") -> None:
        self._language = language
        stems = self._stems(texts)
        self._column = {s: i for i, s in enumerate(dict.fromkeys(chain.from_iterable(stems)))}
        counted = [[self._column[s] for s in some] for some in stems]
        frequency = np.bincount(
            np.fromiter(chain.from_iterable(counted), np.int64), minlength=len(self._column)
        )
        self._idf = np.log1p(len(texts) / np.maximum(frequency, 1))  # (stems,)
        self.rows: csr_array = self._matrix(counted)  # (n, stems)

    def of(self, texts: Sequence[str]) -> csr_array:
        """The vectors of other texts, shape (texts, stems); stems not seen before count nothing."""
        stems = self._stems(texts)
        return self._matrix([[self._column[s] for s in x if s in self._column] for x in stems])

    def _stems(self, texts: Sequence[str]) -> list[list[str]]:
        """The distinct stems of each text, in the order of their words' spelling."""
        words = [{t for t in tokens(x) if not is_stop(t, self._language)} for x in texts]
        surface = sorted(set(chain.from_iterable(words)))
        stem = dict(zip(surface, stemmer(self._language)(surface), strict=True))
        return [list(dict.fromkeys(stem[w] for w in sorted(some))) for some in words]

    def _matrix(self, columns: Sequence[Sequence[int]]) -> csr_array:
        matrix = incidence(columns, len(self._idf))
        values = self._idf[matrix.indices]
        row = np.repeat(np.arange(len(columns)), np.diff(matrix.indptr))
        norms = np.sqrt(np.bincount(row, weights=values**2, minlength=len(columns)))
        matrix.data = values / norms[row]
        return matrix


def tfidf(texts: Sequence[str], language: str = "en") -> csr_array:
    """The TF-IDF vectors of `texts`, shape (texts, stems)."""
    return Vectors(texts, language).rows

"""The sentences of a cluster, indexed by meaning, and the windows worth a careful look.

For a sentence of m meanings and a cluster of n sentences the search is a few numpy passes over
an n x m table of bits; Python sees only the windows that share enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from summarizer.meaning.words import Word
from summarizer.types import Sentence

# Windows of one article that get the careful test.
PER_ARTICLE = 8
# What each further sentence of a window costs in rank: the shorter quotation is the better one.
LONGER_COSTS = 0.1
# Characters between two sentences that still count as adjacent: a caption or prompt may stand
# between them, not a page of other matter.
_GAP = 600

Window = tuple[int, int]  # index of the first sentence, number of sentences


class Index:
    """Postings of meanings, and which sentences are adjacent."""

    def __init__(self, sentences: Sequence[Sentence], words: Sequence[Sequence[Word]]) -> None:
        self._size = len(sentences)
        self._postings: dict[str, list[int]] = {}
        for index, sentence in enumerate(words):
            for key in {word.key for word in sentence}:
                self._postings.setdefault(key, []).append(index)
        self._weights: dict[str, float] = {}
        self._article = np.array([s.article for s in sentences], dtype=np.int64)
        follows = [False] * len(sentences)
        for i, (before, here) in enumerate(pairwise(sentences), 1):
            follows[i] = before.article == here.article and 0 <= here.start - before.end <= _GAP
        self.follows = np.array(follows, dtype=bool)

    def weight(self, key: str) -> float:
        """Rare words of the cluster weigh more: its topic is no evidence."""
        if key not in self._weights:
            count = len(self._postings.get(key, ()))
            self._weights[key] = math.log(1 + (self._size + 20) / (count + 1))
        return self._weights[key]

    def windows(self, keys: Sequence[str], free: set[str], needed: Sequence[float]) -> list[Window]:
        """Windows that hold the `needed` share (by length) of the weight of `keys`.

        `free` keys may be held by other means and count as held.  The best of each article.
        """
        rows: list[tuple[int, float, int, int]] = []
        for length, shares in enumerate(self._shares(keys, free, len(needed)), 1):
            for start in np.flatnonzero(shares >= needed[length - 1] - 1e-9).tolist():
                rank = -round(float(shares[start]) - LONGER_COSTS * (length - 1), 9)
                rows.append((int(self._article[start]), rank, length, start))
        rows.sort()
        kept: list[Window] = []
        seen: dict[int, int] = {}
        for article, _, length, start in rows:
            seen[article] = seen.get(article, 0) + 1
            if seen[article] <= PER_ARTICLE:
                kept.append((start, length))
        return kept

    def _shares(
        self, keys: Sequence[str], free: set[str], longest: int
    ) -> list[npt.NDArray[np.float64]]:
        """For each length, the share of the weight that the window from each start holds."""
        keys = sorted(keys)
        has = np.zeros((self._size, len(keys)), dtype=bool)
        for column, key in enumerate(keys):
            has[slice(None) if key in free else self._postings.get(key, []), column] = True
        weights = np.array([self.weight(key) for key in keys])
        total = float(weights.sum()) or 1.0
        window, whole, shares = has.copy(), np.ones(self._size, dtype=bool), []
        for shift in range(min(longest, self._size)):
            if shift:
                window[:-shift] |= has[shift:]
                whole[:-shift] &= self.follows[shift:]
                whole[-shift:] = False
            share = window @ weights / total if keys else np.ones(self._size)
            shares.append(np.where(whole, share, -1.0))
        return shares

"""Pairs of texts that are close in content and in time, and groups of them by average linkage.

Average linkage, so that a chain of similar texts joins nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from summarizer.arrays import Flags, Floats, Ints
from summarizer.limits import MAX_ARTICLES

# Days between two texts of one event: 485 of the 490 dated events of neus_full/train, whose
# articles people put together, span no more.
WINDOW = 3
# What a day between them takes off the closeness of two texts.
_DAY = 0.04
# What the number of texts that one is compared with takes off, times its logarithm: the more
# there are, the closer is the closest by chance.  A text of no date is compared with all.
_CHANCE = 0.018
_CROWD = 20  # texts; among fewer chance brings none close
# What it takes off that both are of one publisher, who rarely tells one event twice, but often in
# the same words.
_ONE_PUBLISHER = 0.2
# Closeness below which a pair counts as nothing; half of what joins two texts.
_FLOOR = 0.08
# Pairs that are kept, of each text the closest: 100 MB each half million.  Real archives have
# eight a text; thousands of copies with a word changed would fill the memory.
_PAIRS = 2_000_000
_LEAST = 32  # of one text
# What the stems that few enough texts have must give a pair for its cosine to be looked at.
_PARTLY = 0.05
_CELLS = 10_000_000  # of the product of two blocks that is held at a time
_AT_ONCE = 100_000  # pairs whose cosines are completed at a time
# Closeness of two groups that are joined, on average over their pairs.
JOINED = 0.16


class Pairs(NamedTuple):
    """Pairs of texts, one < two, and their closeness; sorted by both."""

    one: Ints
    two: Ints
    closeness: Floats


def close(vectors: csr_array, days: Sequence[int], publishers: csr_array | None = None) -> Pairs:
    """The pairs of rows of `vectors` (n, stems) that may report one event.

    `days` (n,) are ordinals, 0 for unknown.  Closeness is the cosine less what the days between two
    texts, mere chance and a common publisher (n, names) account for.
    """
    n = len(days)
    most = max(_LEAST, _PAIRS // max(1, n))
    day = np.array(days, np.int64)
    chance = _chance(day)
    keys, values = [np.zeros(0, np.int64)], [np.zeros(0)]
    for rows, columns in _blocks(day):
        at_rows, at_columns, cosines = _cosines(vectors[rows], vectors[columns])
        one, two = rows[at_rows], columns[at_columns]
        apart = np.where((day[one] > 0) & (day[two] > 0), np.abs(day[one] - day[two]), 0)
        value = np.round(cosines - _DAY * apart - np.maximum(chance[one], chance[two]), 9)
        kept = np.flatnonzero((value >= _FLOOR) & (apart <= WINDOW) & (one != two))
        one, two, value = one[kept], two[kept], value[kept]
        if publishers is not None:
            value -= _ONE_PUBLISHER * _meet(publishers, one, two)
        kept = np.flatnonzero(value >= _FLOOR)
        kept = kept[_nearest(one[kept], two[kept], value[kept], most)]
        keys.append(np.minimum(one[kept], two[kept]) * n + np.maximum(one[kept], two[kept]))
        values.append(value[kept])
    key, first = np.unique(np.concatenate(keys), return_index=True)
    return Pairs(*np.divmod(key, max(1, n)), np.concatenate(values)[first])


def _blocks(day: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Rows, a block at a time, and all rows whose days are near theirs or not known."""
    dated = np.argsort(day, kind="stable")
    undated, dated = np.split(dated, [int((day == 0).sum())])
    step = max(1, _CELLS // max(1, len(day)))
    for start in range(0, len(dated), step):
        rows = dated[start : start + step]
        first = np.searchsorted(day[dated], day[rows[0]] - WINDOW)
        last = np.searchsorted(day[dated], day[rows[-1]] + WINDOW, side="right")
        yield rows, np.concatenate([dated[first:last], undated])
    for start in range(0, len(undated), step):
        yield undated[start : start + step], np.arange(len(day))


def _chance(day: Ints) -> Floats:
    """How much of a closeness each text owes to the number of those it is compared with."""
    dated = np.sort(day[day > 0])
    until = np.searchsorted(dated, day + WINDOW, side="right")
    others = np.where(day > 0, until - np.searchsorted(dated, day - WINDOW), len(day))
    return _CHANCE * np.log(np.maximum(others, _CROWD) / _CROWD)


def _cosines(left: csr_array, right: csr_array) -> tuple[Ints, Ints, Floats]:
    """Rows of `left`, rows of `right` and their cosine, of pairs that share rarer stems.

    A stem of more texts than an event may have finds no pairs, which keeps the cost linear.
    """
    common = (np.bincount(right.indices, minlength=right.shape[1]) > MAX_ARTICLES)[right.indices]
    shared = (left @ _only(right, ~common).T).tocoo()
    kept = shared.data >= _PARTLY
    rows, columns, cosines = shared.row[kept], shared.col[kept], shared.data[kept]
    rest = _only(right, common)
    for start in range(0, len(cosines), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        cosines[part] += left[rows[part]].multiply(rest[columns[part]]).sum(axis=1)
    return rows, columns, cosines


def _only(matrix: csr_array, kept: Flags) -> csr_array:
    """The matrix without the entries that are not kept."""
    ends = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
    return csr_array((matrix.data[kept], matrix.indices[kept], ends), shape=matrix.shape)


def _meet(matrix: csr_array, one: Ints, two: Ints) -> Flags:
    """Whether two rows have a column in common, for each pair of them."""
    met = np.zeros(len(one), np.bool_)
    for start in range(0, len(one), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        met[part] = matrix[one[part]].multiply(matrix[two[part]]).sum(axis=1) > 0
    return met


def _nearest(rows: Ints, columns: Ints, values: Floats, most: int) -> Ints:
    """Which entries are among the `most` highest of their row."""
    order = np.lexsort((columns, -values, rows))
    ordered = rows[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return order[rank < most]


def linked(pairs: Pairs, days: Sequence[int], sizes: Sequence[int], most: int) -> list[list[int]]:
    """The groups of all n texts, as lists of their indices.

    `days` (n,) are ordinals (0 for unknown), `sizes` (n,) the number of articles of each.  The
    closest two groups are joined first, of equals those of the lowest numbers, while they
    span no more days than `WINDOW` and hold no more than `most` articles.  A pair that
    is not given counts 0.  Cost: linear in the pairs, times the square of the logarithm of
    their number.
    """
    groups = _Groups(pairs, days, sizes, most)
    heap = groups.joinable()
    heapify(heap)
    while heap:
        distance, one, two = heappop(heap)
        if groups.distance(one, two) == distance and groups.may_join(one, two):
            for item in groups.join(one, two):
                heappush(heap, item)
    return groups.members()


class _Groups:
    """Groups under one of their texts' numbers, and the summed closeness of neighbours."""

    def __init__(self, pairs: Pairs, days: Sequence[int], sizes: Sequence[int], most: int) -> None:
        self._members = {i: [i] for i in range(len(days))}
        self._between: dict[int, dict[int, float]] = {i: {} for i in range(len(days))}
        self._span = {i: (day, day) for i, day in enumerate(days) if day}
        self._articles = dict(enumerate(sizes))
        self._most = most
        for one, two, closeness in zip(*(part.tolist() for part in pairs), strict=True):
            self._between[one][two] = self._between[two][one] = closeness

    def joinable(self) -> list[tuple[float, int, int]]:
        """The pairs of groups that are close enough: distance and both numbers."""
        return [item for one in self._between for item in self._near(one) if item[1] == one]

    def distance(self, one: int, two: int) -> float | None:
        """Minus the average closeness of two groups; None when they are no neighbours."""
        total = self._between.get(one, {}).get(two)
        if total is None:
            return None
        return -round(total / (len(self._members[one]) * len(self._members[two])), 9)

    def may_join(self, one: int, two: int) -> bool:
        """Whether the two together stay within the window and the size of a cluster."""
        days = [*self._span.get(one, ()), *self._span.get(two, ())]
        short = not days or max(days) - min(days) <= WINDOW
        return short and self._articles[one] + self._articles[two] <= self._most

    def join(self, one: int, two: int) -> list[tuple[float, int, int]]:
        """Join two groups under the number of the one of more neighbours; what is near it now."""
        small, large = sorted((one, two), key=lambda g: (len(self._between[g]), g))
        self._members[large] += self._members.pop(small)
        self._articles[large] += self._articles.pop(small)
        days = [*self._span.pop(small, ()), *self._span.get(large, ())]
        if days:
            self._span[large] = min(days), max(days)
        for other, total in self._between.pop(small).items():
            del self._between[other][small]
            if other != large:
                total += self._between[large].get(other, 0.0)
                self._between[large][other] = self._between[other][large] = total
        return self._near(large)

    def members(self) -> list[list[int]]:
        """The texts of each group."""
        return [sorted(group) for group in self._members.values()]

    def _near(self, one: int) -> list[tuple[float, int, int]]:
        found = []
        for two in self._between[one]:
            distance = self.distance(one, two)
            if distance is not None and distance <= -JOINED:
                found.append((distance, min(one, two), max(one, two)))
        return found

"""Pairs of texts that are close in content and in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


class Pairs(NamedTuple):
    """Pairs of texts, one < two, and their closeness; sorted by both."""

    one: Ints
    two: Ints
    closeness: Floats


def close(vectors: csr_array, days: Sequence[int]) -> Pairs:
    """The pairs of rows that may tell one event, given their days, 0 for unknown.

    Closeness is the cosine less what the days between two texts and mere chance are good for.
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


def _nearest(rows: Ints, columns: Ints, values: Floats, most: int) -> Ints:
    """Which entries are among the `most` highest of their row."""
    order = np.lexsort((columns, -values, rows))
    ordered = rows[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return order[rank < most]

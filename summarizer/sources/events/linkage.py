"""Groups of texts by average linkage, so that a chain of likenesses joins nothing."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from summarizer.sources.events.pairs import WINDOW, Pairs

# Closeness of two groups that are joined, on average over their pairs.
JOINED = 0.16


def linked(pairs: Pairs, days: Sequence[int], sizes: Sequence[int], most: int) -> list[list[int]]:
    """The groups of all texts, given their days (0 for unknown) and numbers of articles.

    The closest two groups are joined first, of equals those of the lowest numbers, while they
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

"""B³: how well groups that were found agree with groups that people made.

Groups may overlap, so it is the extended one: a pair counts as right for as many groups as it
shares on both sides (Amigó, Gonzalo, Artiles & Verdejo 2009).  An item in no group stands alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple

Groups = Sequence[Collection[Hashable]]


class Score(NamedTuple):
    """Precision and recall in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def b_cubed(items: Collection[Hashable], found: Groups, planted: Groups) -> tuple[list[float], ...]:
    """Precision and recall of each item, to be averaged over items of several events."""
    said, meant = _neighbours(items, found), _neighbours(items, planted)
    precision = [_agreement(said[i], meant[i]) for i in items]
    recall = [_agreement(meant[i], said[i]) for i in items]
    return precision, recall


def _neighbours(items: Collection[Hashable], groups: Groups) -> dict[Hashable, dict[Hashable, int]]:
    """For each item: whom it shares how many groups with, itself among them."""
    shared: dict[Hashable, dict[Hashable, int]] = {i: defaultdict(int) for i in items}
    for group in groups:
        for one in set(group):
            for two in set(group):
                shared[one][two] += 1
    for item in items:
        shared[item][item] = max(1, shared[item][item])
    return shared


def _agreement(mine: dict[Hashable, int], theirs: dict[Hashable, int]) -> float:
    """The mean, over whom I share a group with, of how many of those groups are shared there."""
    kept = [min(count, theirs.get(item, 0)) / count for item, count in mine.items()]
    return sum(kept) / len(kept)

"""Facts found against facts planted, with two baselines; for `measure_conflicts`.

A sentence in no group stands alone.  Planted groups may overlap (a sentence tells two facts), so
B³ is the extended one: a pair counts as right for as many groups as it shares on both sides
(Amigó, Gonzalo, Artiles & Verdejo 2009).  With nothing to find, or nothing said, a share is 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean
from typing import NamedTuple

from scipy.sparse.csgraph import connected_components

from summarizer.types import Cluster, Fact
from summarizer.vectors import tfidf

Groups = Sequence[Collection[Hashable]]
STEPS = [step / 100 for step in range(10, 61, 5)]


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


def pairs(groups: Groups) -> set[frozenset[Hashable]]:
    """The pairs of items that share a group."""
    return {frozenset(pair) for group in groups for pair in combinations(set(group), 2)}


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


@dataclass
class Grouped:
    """The sentences of an event, and their groups: planted, found, and by each threshold."""

    items: Sequence[Hashable] = field(default_factory=list)
    planted: Groups = ()
    found: Groups = ()
    linked: dict[float, Groups] = field(default_factory=dict)


def grouped(cluster: Cluster, found: Sequence[Fact], planted: Groups) -> Grouped:
    """The groups of one event."""
    items = [(s.article, s.start) for s in sorted(cluster.sentences)]
    groups = [[(s.article, s.start) for s in fact.sentences] for fact in found]
    return Grouped(items, planted, groups, dict(_linked(cluster, items)))


def _linked(cluster: Cluster, items: Sequence[Hashable]) -> Iterator[tuple[float, Groups]]:
    """What one threshold on the cosine of TF-IDF joins, directly or through others."""
    vectors = tfidf([cluster.text(s) for s in sorted(cluster.sentences)])
    cosines = (vectors @ vectors.T).toarray()  # (n, n)
    for step in STEPS:
        count, label = connected_components(cosines >= step, directed=False)
        yield step, [[p for p, own in zip(items, label, strict=True) if own == i]
                     for i in range(count)]  # fmt: skip


def scores(events: Sequence[Grouped], groups: Sequence[Groups]) -> tuple[Score, Score]:
    """B³ over the sentences and pairwise agreement over the pairs of all events."""
    each = [b_cubed(e.items, g, e.planted) for e, g in zip(events, groups, strict=True)]
    cubed = Score(*(fmean(v for one in each for v in one[side]) for side in (0, 1)))
    right = said = meant = 0
    for event, found in zip(events, groups, strict=True):
        mine, theirs = pairs(found), pairs(event.planted)
        right, said, meant = right + len(mine & theirs), said + len(mine), meant + len(theirs)
    return cubed, Score(right / said if said else 1.0, right / meant if meant else 1.0)


def report(events: Sequence[Grouped]) -> str:
    """A row for what was found and one for each baseline."""
    alone: list[Groups] = [() for _ in events]
    best = max(STEPS, key=lambda s: scores(events, [e.linked[s] for e in events])[0].f1)
    rows = {
        "found": [e.found for e in events],
        "every sentence alone": alone,
        f"cosine of {best} or more": [e.linked[best] for e in events],
    }
    lines = [f"facts: planted {sum(len(e.planted) for e in events)}, "
             f"found {sum(len(e.found) for e in events)}"]  # fmt: skip
    for name, groups in rows.items():
        told = [
            f"{title} {s.precision:.3f} / {s.recall:.3f} / {s.f1:.3f}"
            for title, s in zip(("B³", "pairs"), scores(events, groups), strict=True)
        ]
        lines.append(f"  {name:24} {'   '.join(told)}")
    return "\n".join([*lines, "  (precision / recall / F1)"])

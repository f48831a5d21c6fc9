"""The groups of clusters that a comparison also looks at one by one.

A group is a label and the rows of its clusters, from 0; every cluster is in one group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from summarizer.types import Cluster

SMALL = 0.05  # share of the clusters below which a number of sources gets no group of its own

Groups = list[tuple[str, list[int]]]


def by_sources(clusters: Sequence[Cluster]) -> Groups:
    """Clusters by their number of articles.

    From the lowest number on, neighbours are put together until they are not `SMALL`.
    """
    numbers = [len(cluster.articles) for cluster in clusters]
    tally = Counter(numbers)
    groups: list[list[int]] = [[]]
    for number in sorted(tally):
        if sum(tally[n] for n in groups[-1]) >= SMALL * len(clusters):
            groups.append([])
        groups[-1].append(number)
    if len(groups) > 1 and sum(tally[n] for n in groups[-1]) < SMALL * len(clusters):
        last = groups.pop()
        groups[-1] += last
    return [
        (_label(group[0], group[-1], "source"), [i for i, n in enumerate(numbers) if n in group])
        for group in groups
    ]


def by_length(clusters: Sequence[Cluster]) -> Groups:
    """Clusters by the words (`str.split`) of all their articles: the lower, middle, upper third.

    Clusters as long as a bound of the middle third belong to it; a third may have none.
    """
    words = [sum(len(a.text.split()) for a in cluster.articles) for cluster in clusters]
    ranked, third = sorted(words), len(words) // 3
    low, high = ranked[third], ranked[-1 - third]
    groups = [
        (f"under {low:,} words", [i for i, n in enumerate(words) if n < low]),
        (_label(low, high, "word"), [i for i, n in enumerate(words) if low <= n <= high]),
        (f"over {high:,} words", [i for i, n in enumerate(words) if n > high]),
    ]
    return [(label, rows) for label, rows in groups if rows]


def _label(low: int, high: int, noun: str) -> str:
    numbers = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    return f"{numbers} {noun}" if high == 1 else f"{numbers} {noun}s"

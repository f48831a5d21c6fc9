"""Roles: names, places and outcomes of two sentences that cannot both hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from summarizer.differ import outcomes, people, places, wholes
from summarizer.differ.alike import CROWD
from summarizer.differ.bar import at_once
from summarizer.differ.scene import remembered
from summarizer.differ.types import Clash, Pair
from summarizer.meaning.cluster import Readings
from summarizer.types import Cluster

_MOST = 4  # sentences of one article on one matter that are held against those of another
Matter = tuple[str, ...]


def roles(cluster: Cluster, told: Readings, pair: Pair) -> Iterator[Clash]:
    """The clashes of names, places and outcomes in a pair of sentences."""
    if cluster.language != "en" or not at_once(told, pair):
        return
    if _tells(told, pair.one) and _tells(told, pair.two):
        yield from people.clashes(told, pair)
        yield from places.clashes(told, pair)
        yield from outcomes.clashes(told, pair)
        yield from wholes.clashes(told, pair)


def shared(cluster: Cluster, told: Readings) -> Iterator[Pair]:
    """Pairs of sentences of two originals on one matter, which may share no other word.

    Cost: linear in the sentences; a matter that more than `CROWD` articles tell of is left to the
    pairs that share words.
    """
    if cluster.language != "en":
        return
    about: dict[Matter, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, sentence in enumerate(told.sentences):
        if cluster.origins[sentence.article] == sentence.article:
            for matter in sorted(_matters(told, i)):
                about[matter][sentence.article].append(i)
    found = set()
    for by_article in about.values():
        if len(by_article) > CROWD:
            continue
        for one, two in combinations(sorted(by_article), 2):
            found |= {(i, j) for i in by_article[one][:_MOST] for j in by_article[two][:_MOST]}
    yield from (Pair(min(p), max(p), 0.0) for p in sorted(found))


@remembered
def _tells(told: Readings, i: int) -> bool:
    """Whether sentence i says anything that another may contradict here."""
    tellers = (people.holders, places.spots, outcomes.said, wholes.said)
    return any(found(told, i) for found in tellers)


def _matters(told: Readings, i: int) -> set[Matter]:
    """What sentence i speaks of: roles, and outcomes and places with what they are said of."""
    found: set[Matter] = {("name", holder.role) for holder in people.holders(told, i)}
    found |= {("whole", whole.scale) for whole in wholes.said(told, i)}
    for outcome in outcomes.said(told, i):
        found |= {(outcome.scale, key) for key in outcome.of.keys}
        found |= {(outcome.scale, *name) for name in outcome.of.names}
    for spot in places.spots(told, i):
        found |= {(spot.way, key) for key in spot.of.keys}
        found |= {(spot.way, *name) for name in spot.of.names}
    return found

"""Roles: names, places and outcomes of two sentences that cannot both hold."""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.differ.types import Clash, Pair
from summarizer.meaning.cluster import Readings
from summarizer.types import Cluster


def roles(cluster: Cluster, told: Readings, pair: Pair) -> Iterator[Clash]:
    """The clashes of names, places and outcomes in a pair of sentences."""
    yield from ()

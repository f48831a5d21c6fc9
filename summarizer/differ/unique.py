"""Unique: what one origin alone tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summarizer.differ.types import Pair
from summarizer.meaning.cluster import Readings
from summarizer.types import Cluster, Sentence, Unique


def unique(
    cluster: Cluster, told: Readings, pairs: Sequence[Pair], salience: Mapping[Sentence, float]
) -> tuple[Unique, ...]:
    """The most salient sentences that no other origin tells, best first."""
    return ()

"""Facts: sentences of several origins that state one fact."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.differ.types import Pair
from summarizer.meaning.cluster import Readings
from summarizer.types import Cluster, Fact


def facts(cluster: Cluster, told: Readings, pairs: Sequence[Pair]) -> tuple[Fact, ...]:
    """The facts that at least two origins state."""
    return ()

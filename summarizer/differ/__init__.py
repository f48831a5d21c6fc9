"""Differ: what origins agree on, contradict each other on, and tell alone.

alike      pairs of sentences of different origins worth a look
facts      sentences that state one fact               unique  what one origin alone tells
quantities counts, amounts, dates and times that cannot both hold
roles      names, places and outcomes that cannot both hold
sides      clashes of two sentences → conflicts with their sides
"""

from __future__ import annotations

from collections.abc import Mapping

from summarizer.differ.alike import alike
from summarizer.differ.facts import facts
from summarizer.differ.quantities import quantities
from summarizer.differ.roles import roles
from summarizer.differ.sides import sides
from summarizer.differ.unique import unique
from summarizer.meaning.cluster import readings
from summarizer.types import Cluster, Differences, Sentence


def differ(cluster: Cluster, salience: Mapping[Sentence, float]) -> Differences:
    """What the origins of a prepared cluster differ on; `salience` is its sentences' weight."""
    told = readings(cluster)
    pairs = alike(cluster, told)
    clashes = [
        c for pair in pairs for find in (quantities, roles) for c in find(cluster, told, pair)
    ]
    found = facts(cluster, told, pairs)
    return Differences(found, sides(cluster, told, clashes), unique(cluster, told, pairs, salience))

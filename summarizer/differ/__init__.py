"""Differ: what origins agree on, contradict each other on, and tell alone.

alike       pairs of sentences of different origins worth a look
facts       sentences that state one fact              unique    what one origin alone tells
manner      report, quotation or opinion               types     pairs, values, clashes
bar         how far down and how far apart two sides may be
quantities  counts, amounts, dates and times that cannot both hold
  figures   the values of a sentence (shown)           known     … of a cluster
  amounts   numbers with units (units, nouns)          moments   dates and times (clocks)
  tallies   votes for and against                      ages      of one person
  clauses   what is stated as a fact                   scope, topics  of what, and how far
  evidence  whether two values are of one thing
roles       names, places and outcomes that cannot both hold
  people    one role, two holders (bearers, offices, leads)
  places    one happening, two places                  outcomes  opposite ends of a scale
  scales    … and how they are said (phrases, verbs, charges)
  wholes    all against some                           parts     subject, object and agent
  asserted  what is told firmly                        scene, likeness  of one thing
sides       clashes of two sentences → conflicts with their sides
"""

from __future__ import annotations

from summarizer.differ.alike import alike
from summarizer.differ.facts import closeness, facts
from summarizer.differ.quantities import quantities
from summarizer.differ.roles import roles, shared
from summarizer.differ.sides import sides
from summarizer.differ.types import Weighed
from summarizer.differ.unique import unique
from summarizer.meaning.cluster import readings
from summarizer.types import Cluster, Differences


def differ(cluster: Cluster, weighed: Weighed) -> Differences:
    """What the origins of a prepared cluster differ on."""
    told = readings(cluster)
    pairs = alike(cluster, told)
    near = {(pair.one, pair.two) for pair in pairs}
    matters = [pair for pair in shared(cluster, told) if (pair.one, pair.two) not in near]
    clashes = [clash for pair in pairs for clash in quantities(told, pair)]
    clashes += [clash for pair in (*pairs, *matters) for clash in roles(cluster, told, pair)]
    close = closeness(told, pairs)
    alone = unique(cluster, told, pairs, close, weighed)
    return Differences(facts(cluster, told, close), sides(cluster, told, clashes), alone)

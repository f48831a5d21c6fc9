"""The planted pairs of one invented event of `eval/conflicts`, as sentences."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "eval"))
from conflict_bed import Bed


def quotes(event: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Two sentences and what they are to each other: `conflict`, `near` or `fact`."""
    bed = Bed(event)
    text = {(s.article, s.start): bed.cluster.text(s) for s in bed.cluster.sentences}
    for planted in bed.conflicts:
        for one, two in combinations(planted.sides, 2):
            yield from ((text[a], text[b], "conflict") for a in one.places for b in two.places)
    for planted in bed.near_misses:
        for one, two in combinations(planted.sides, 2):
            yield from ((text[a], text[b], "near") for a in one.places for b in two.places)
    for fact in bed.facts:
        for a, b in combinations(sorted(fact), 2):
            yield text[a], text[b], "fact"

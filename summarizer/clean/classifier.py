"""Which units of an article are its story, and what the others are.

A linear model over hashed features, in two passes: the second sees what the first says of a
unit's neighbours and of the rest of the page (stacked sequential learning, Cohen & Carvalho
2005).  Weights are whole numbers, so that sums are exact and the same on every machine.
`models/clean-lines` trains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from summarizer.arrays import Floats
from summarizer.clean.features import context, features
from summarizer.clean.units import Unit

WEIGHTS = Path(__file__).resolve().with_name("weights.npz")
# What a unit that is not the story can be, and why it goes; `story` comes first in the model.
KINDS = {
    "head": "The headline again, a byline, a date or a label above the story.",
    "caption": "A caption or the credit of a picture.",
    "promotion": "A newsletter, an advertisement, a sign-in wall or another appeal to the reader.",
    "link": "The headline or teaser of another story, or a pointer to it.",
    "author": "Who wrote it, who else worked on it, and how to reach them.",
    "note": "A correction, an editor's note, a copyright or reprint line.",
    "furniture": "Buttons, menus, counts, tags, and what players and forms say.",
    "post": "An embedded post, its address or its signature.",
    "comment": "What readers wrote under the story.",
}
NAMES = ("story", *KINDS)
ASKS = (NAMES.index("furniture"), NAMES.index("comment"))


def passes(units: Sequence[Unit], title: str) -> tuple[Floats, Floats]:
    """The probabilities (n units, 10 classes in the order of `NAMES`) of both passes."""
    if not units:
        empty = np.zeros((0, len(NAMES)))
        return empty, empty
    own, (first, second) = features(units, title), _weights()
    before = _probabilities(own, first)
    asks = before[:, ASKS].sum(axis=1)
    added = context((1 - before[:, 0]).tolist(), before.argmax(axis=1).tolist(), asks.tolist())
    return before, _probabilities([a + b for a, b in zip(own, added, strict=True)], second)


def _probabilities(rows: Sequence[Sequence[int]], weights: tuple[Floats, float]) -> Floats:
    table, scale = weights
    starts = np.cumsum([0, *map(len, rows[:-1])])
    sums = np.add.reduceat(table[[f for row in rows for f in row]], starts, axis=0, dtype=np.int32)
    raised = np.exp(scale * (sums - sums.max(axis=1, keepdims=True)))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


@cache
def _weights() -> tuple[tuple[Floats, float], tuple[Floats, float]]:
    """Of each pass the weights (2^BITS features, 10 classes) and what they are multiplied by."""
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        return (kept["first"], float(kept["scales"][0])), (kept["second"], float(kept["scales"][1]))

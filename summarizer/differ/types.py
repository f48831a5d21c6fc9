"""What the parts of this stage share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from summarizer.concepts import Candidates, Floats
from summarizer.types import ConflictKind, Sentence


class Pair(NamedTuple):
    """Two sentences of different origins, as places in `Readings.sentences`, one < two."""

    one: int
    two: int
    cosine: float


class Value(NamedTuple):
    """A value that a sentence states: `words[start:end]` of its reading say it, with its noun.

    Two values with the same `key` are the same ("12", "twelve", "a dozen").
    """

    sentence: int
    start: int
    end: int
    key: str


class Weighed(NamedTuple):
    """The sentences of the originals, what each weighs, and how a reader would meet it."""

    sentences: Sequence[Sentence]
    salience: Floats  # (n,)
    candidates: Candidates  # n


class Clash(NamedTuple):
    """Values of two sentences for one fact that cannot both hold."""

    kind: ConflictKind
    one: Value
    two: Value

"""What a pair model is asked and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Pair(NamedTuple):
    """Premise sentences of one source, in the order of its article, and a hypothesis sentence."""

    premise: tuple[str, ...]
    hypothesis: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a premise is to a hypothesis, as calibrated probabilities that sum to 1.

    `supports`: it states the whole main fact; `partial`: an important part of the fact is
    missing; `neither`: it does not state it; `contradicts`: both cannot be true of the same
    thing.  `evidence[i]` is the probability that premise sentence i carries the answer.
    """

    supports: float
    partial: float
    neither: float
    contradicts: float
    evidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence is by itself, as two sets of probabilities that each sum to 1.

    Whether it can be understood: it `stands` alone; it needs the `event` told; or it `dangles`,
    leaning on one sentence that is not there.  Whose voice it is: a neutral `report`, somebody's
    attributed words (`quote`), its writer's `judgement`, or `junk`, no sentence of a story.
    """

    stands: float
    event: float
    dangles: float
    report: float
    quote: float
    judgement: float
    junk: float


class Bars(NamedTuple):
    """The probabilities from which an answer is shown, chosen on training data.

    `partial` is for the sum of `supports` and `partial`: at least a part is stated.  `typed` and
    `untyped` are for the mean of both directions of two sentences, with and without a typed value
    that differs.  From `dangles` on a sentence leans on another; from `unfit` on, the sum of
    `judgement` and `junk`, it is no part of an account; from `unclear` on, behind others, it leans
    on what they do not tell.
    """

    supports: float
    partial: float
    contradicts: float
    typed: float
    untyped: float
    dangles: float
    unfit: float
    unclear: float


class PairModel(Protocol):
    """Anything that judges pairs, one at a time: a judgement never depends on other pairs."""

    @property
    def bars(self) -> Bars:
        """The probabilities from which its answers are shown."""

    @property
    def signature(self) -> str:
        """The model in one word, with the start of its digest."""

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """A judgement for each pair, in order."""

    def read(self, texts: Sequence[str], before: tuple[str, ...] = ()) -> list[Reading]:
        """A reading of each sentence by itself, or each behind the sentences `before`, in order."""

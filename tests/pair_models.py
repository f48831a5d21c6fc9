"""Pair models for tests: what they answer is told by a table, by common words, or by a hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from summarizer import pipeline
from summarizer.entailment import Bars, Judgement, Pair, PairModel, Reading
from summarizer.text.placement import Placement, placements
from summarizer.text.tokens import is_stop, tokens
from summarizer.types import Relation

BARS = Bars(
    supports=0.5,
    partial=0.5,
    contradicts=0.5,
    typed=0.5,
    untyped=0.7,
    dangles=0.5,
    unfit=0.5,
    unclear=0.5,
)
SURE = 0.9

READINGS = {
    Placement.NOWHERE: Reading(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    Placement.AFTER_PREVIOUS: Reading(0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0),
    Placement.NOT_FIRST: Reading(0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0),
    Placement.ANYWHERE: Reading(1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0),
}

Answer = Relation | tuple[Relation, float]
_FIRST: tuple[Relation, ...] = ("partial", "contradicts", "supports")


def judgement(
    relation: Relation | None = None, chance: float = SURE, evidence: Sequence[float] = ()
) -> Judgement:
    """So much for one relation, and the rest for none."""
    chances = {"supports": 0.0, "partial": 0.0, "contradicts": 0.0}
    if relation is not None:
        chances[relation] = chance
    return Judgement(
        **chances, neither=1.0 - (chance if relation else 0.0), evidence=tuple(evidence)
    )


class Fake:
    """A model that finds nothing in anything, and keeps what it was asked."""

    bars = BARS
    signature = "fake:00000000"

    def __init__(self) -> None:
        self.asked: list[Pair] = []

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        self.asked += pairs
        return [self.one(pair) for pair in pairs]

    def one(self, pair: Pair) -> Judgement:
        return judgement(evidence=[0.0] * len(pair.premise))

    def read(self, texts: Sequence[str], before: tuple[str, ...] = ()) -> list[Reading]:
        """By the rules that are used where no model reads; behind others everything is clear."""
        return [READINGS[Placement.ANYWHERE if before else placements([text])[0]] for text in texts]


class Told(Fake):
    """By a table of premise sentence and hypothesis, with what the one is to the other."""

    def __init__(self, answers: Mapping[tuple[str, str], Answer]) -> None:
        super().__init__()
        self._answers = answers

    def one(self, pair: Pair) -> Judgement:
        found = [self._answers.get((sentence, pair.hypothesis)) for sentence in pair.premise]
        sure = [(a, SURE) if isinstance(a, str) else a for a in found if a is not None]
        # One sentence is enough to state or to contradict something.
        relation, chance = max(sure, key=lambda a: _FIRST.index(a[0]), default=(None, 0.0))
        evidence = [0.0 if answer is None else SURE for answer in found]
        return judgement(relation, chance, evidence)


class Always(Fake):
    """The same answer to everything; the first sentence says it."""

    def __init__(self, relation: Relation, chance: float = SURE) -> None:
        super().__init__()
        self._answer = relation, chance

    def one(self, pair: Pair) -> Judgement:
        return judgement(*self._answer, [SURE, *[0.0] * (len(pair.premise) - 1)])


class Words(Fake):
    """Support where a premise has most content words of a hypothesis, a part where it has many."""

    def one(self, pair: Pair) -> Judgement:
        wanted = _content(pair.hypothesis)
        held = [_content(sentence) & wanted for sentence in pair.premise]
        evidence = [min(1.0, 2 * len(words) / max(1, len(wanted))) for words in held]
        share = len(frozenset().union(*held)) / max(1, len(wanted))
        if share < 0.4:
            return judgement(evidence=evidence)
        return judgement("supports" if share >= 0.65 else "partial", SURE, evidence)


class Scattered(Fake):
    """Anything at all, the same for the same pair: a model may be as wrong as it likes."""

    def one(self, pair: Pair) -> Judgement:
        drawn = hashlib.sha256(repr(pair).encode("utf-8", "surrogatepass")).digest()
        parts = [(byte + 1) ** 2 for byte in drawn[:4]]
        supports, partial, neither, contradicts = (round(p / sum(parts), 6) for p in parts)
        evidence = tuple(drawn[4 + i % 28] / 255 for i in range(len(pair.premise)))
        return Judgement(supports, partial, neither, contradicts, evidence)


def _content(text: str) -> frozenset[str]:
    return frozenset(word for word in tokens(text) if not is_stop(word))


@contextmanager
def installed(model: PairModel) -> Iterator[None]:
    """The pipeline with this model in the place of the bundled one."""
    with patch.object(pipeline, "pair_model", lambda: model):
        yield

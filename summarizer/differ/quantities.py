"""Quantities: counts, amounts, dates and times of two sentences that cannot both hold.

Two values clash when they exclude each other and are values of one thing.  That they are must
be shown (`evidence`).  Where either article also gives the other's value it is of another thing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from summarizer.differ.amounts import TALLY, Amount, key
from summarizer.differ.bar import leading
from summarizer.differ.evidence import enough
from summarizer.differ.figures import Figure
from summarizer.differ.known import known
from summarizer.differ.moments import Moment
from summarizer.differ.scope import alike
from summarizer.differ.tallies import one_vote
from summarizer.differ.types import Clash, Pair, Value
from summarizer.meaning.cluster import Readings

# Reports of one thing differ by a digit or by what came later; ten times as much is another thing.
_RATIO = 2.6
_DAY = 24 * 60


def quantities(told: Readings, pair: Pair) -> Iterator[Clash]:
    """The clashes of counts, amounts, dates and times in a pair of sentences."""
    of = known(told)
    if not leading(told, pair):
        return
    for one in of[pair.one]:
        for two in of[pair.two]:
            if (
                _comparable(one, two)
                and apart(one.value, two.value)
                and _rivals(one, two)
                and _one_day(told, pair, one)
                and enough(of, one, two)
                and not of.gives(two.sentence, one)
                and not of.gives(one.sentence, two)
            ):
                yield Clash(one.value.kind, _shown(one), _shown(two))


def _one_day(told: Readings, pair: Pair, figure: Figure) -> bool:
    """Whether hours may be of one day: the sentences name no two."""
    days = told[pair.one].days, told[pair.two].days
    return figure.measure != "time" or not all(days) or not days[0].isdisjoint(days[1])


def _shown(figure: Figure) -> Value:
    value = figure.value
    if isinstance(value, Amount):
        return Value(figure.sentence, *figure.shown, key(value))
    moment = sorted(value.days) or value.minutes
    return Value(figure.sentence, *figure.shown, f"{value.kind} {moment}")


def _comparable(one: Figure, two: Figure) -> bool:
    """Whether both are told as facts, of one kind, with one scope, both plans or both deeds."""
    if not (one.told and two.told and one.measure == two.measure):
        return False
    if not alike(one.scope, two.scope):
        return False
    return {one.tense, two.tense} != {"past", "future"} or bool(one.topics & two.topics & _IMPOSED)


# What a court or league has given somebody is still to come.
_IMPOSED = frozenset({"jailed", "barred", "fine", "penalty"})


def apart(one: Amount | Moment, two: Amount | Moment) -> bool:
    """Whether two values of one kind exclude each other, and are near enough to be rivals."""
    if isinstance(one, Amount) and isinstance(two, Amount):
        return one.high < two.low or two.high < one.low
    if isinstance(one, Moment) and isinstance(two, Moment):
        if one.kind == "date":
            return one.days.isdisjoint(two.days)
        meeting = (_meet(a, b) for a in one.minutes for b in two.minutes)
        return one.zone == two.zone and not any(meeting)
    return False


def _rivals(one: Figure, two: Figure) -> bool:
    """Whether two amounts are near enough to be of one thing."""
    if not isinstance(one.value, Amount) or not isinstance(two.value, Amount):
        return True
    if one.measure == TALLY:
        return one_vote(one.value.low, two.value.low)
    low, high = sorted([_middle(one.value), _middle(two.value)])
    return low > 0 and high <= _RATIO * low


def _middle(value: Amount) -> float:
    return value.low if math.isinf(value.high) else (value.low + value.high) / 2


def _meet(one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Whether two spans of minutes meet, midnight or not."""
    return any(one[0] + d <= two[1] and two[0] <= one[1] + d for d in (-_DAY, 0, _DAY))

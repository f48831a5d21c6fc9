"""Quantities: counts, amounts, dates and times of two sentences that cannot both hold.

Two values clash when they exclude each other and are values of one thing.  That they are must
be shown (`_evidence`): by what was counted and what happened to it (`topics`), by the words
beside both, by names.  Where either article also gives the other's value it is of another thing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from summarizer.differ.amounts import Amount, key, transposed
from summarizer.differ.figures import Figure
from summarizer.differ.known import Known, known
from summarizer.differ.moments import Moment
from summarizer.differ.nouns import PEOPLE, plainest, same_noun
from summarizer.differ.topics import GROWING, ONCE, telling
from summarizer.differ.types import Clash, Pair, Value
from summarizer.meaning.cluster import Readings
from summarizer.types import Cluster

# Reports of one thing differ by a digit or by what came later; ten times as much is another thing.
_RATIO = 2.6
_GROWN = 4.0
# Two or three of something are mentioned for many reasons.
_FEW = 6
_DAY = 24 * 60
_ENOUGH = 1.5
_UNSAID = 1.0  # how much more is asked where nothing says what happened


def quantities(cluster: Cluster, told: Readings, pair: Pair) -> Iterator[Clash]:
    """The clashes of counts, amounts, dates and times in a pair of sentences."""
    of = known(cluster, told)
    for one in of[pair.one]:
        for two in of[pair.two]:
            if (
                _comparable(one, two)
                and apart(one.value, two.value)
                and _rivals(one, two)
                and _evidence(of, one, two) >= _ENOUGH
                and not of.gives(two.sentence, one)
                and not of.gives(one.sentence, two)
            ):
                yield Clash(one.value.kind, _shown(one), _shown(two))


def _shown(figure: Figure) -> Value:
    value = figure.value
    if isinstance(value, Amount):
        return Value(figure.sentence, *figure.shown, key(value))
    moment = sorted(value.days) or value.minutes
    return Value(figure.sentence, *figure.shown, f"{value.kind} {moment}")


def _comparable(one: Figure, two: Figure) -> bool:
    """Whether both are told as facts, of one kind, with one scope, both plans or both deeds."""
    if not (one.told and two.told and one.measure == two.measure and one.scope == two.scope):
        return False
    return {one.tense, two.tense} != {"past", "future"}


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
    """Whether two amounts are near enough to be of one thing; what grows may grow more."""
    if not isinstance(one.value, Amount) or not isinstance(two.value, Amount):
        return True
    low, high = sorted([_middle(one.value), _middle(two.value)])
    most = _GROWN if one.topics & two.topics & GROWING else _RATIO
    return low > 0 and high <= most * low


def _middle(value: Amount) -> float:
    return value.low if math.isinf(value.high) else (value.low + value.high) / 2


def _meet(one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Whether two spans of minutes meet, midnight or not."""
    return any(one[0] + d <= two[1] and two[0] <= one[1] + d for d in (-_DAY, 0, _DAY))


def _evidence(told: Known, one: Figure, two: Figure) -> float:
    """How much says that two values are of one thing; nothing where something speaks against."""
    topics = one.topics & two.topics
    if any(told.repeated(f) for f in (one, two)):
        return 0.0
    turned = _turned(one, two)
    if not (_nouns_agree(one, two, turned) and told.places_agree(one, two)):
        return 0.0
    if not topics and not turned and not _typed(one, two):
        return 0.0
    shared = told.shared(one.sentence, two.sentence)
    told_apart = telling(topics) | _nouns(one)
    beside = (plainest(one.deed) & plainest(two.deed) & shared.rare) - told_apart
    further = shared.rare - beside - told_apart
    weight = len(beside) + 0.5 * len(further) + 0.5 * shared.names
    weight += 0.5 * _specific(one, two)
    weight += 1.0 if topics & ONCE else 0.5 * bool(topics)
    weight += turned + 0.5 * told.near(one, two)
    if not topics and not turned:
        weight -= _UNSAID
    if isinstance(one.value, Moment):
        if not topics & ONCE:
            weight -= 0.5 if beside else _ENOUGH  # things begin, meet and vote on many days
        weight -= 0.5 * (bool(one.names) != bool(two.names))
    return weight


def _typed(one: Figure, two: Figure) -> bool:
    """Whether values without a topic are of one kind of thing: a noun of their own, a rate."""
    if not isinstance(one.value, Amount) or not isinstance(two.value, Amount):
        return False
    if any(limit.startswith("per ") for limit in one.scope):
        return True
    few = min(one.value.low, two.value.low) < _FEW
    return not few and _specific(one, two)


def _specific(one: Figure, two: Figure) -> bool:
    """Whether both count the same and say what: more than people."""
    if not isinstance(one.value, Amount) or not isinstance(two.value, Amount):
        return False
    nouns = one.value.noun, two.value.noun
    return one.value.kind == "count" and same_noun(*nouns) and not same_noun(nouns[0], "")


def _nouns(figure: Figure) -> frozenset[str]:
    return plainest([figure.value.noun] if isinstance(figure.value, Amount) else [])


def _turned(one: Figure, two: Figure) -> bool:
    """Whether both numbers have the same digits in another order: 212 and 122."""
    if not isinstance(one.value, Amount) or not isinstance(two.value, Amount):
        return False
    return transposed(one.value, two.value)


def _nouns_agree(one: Figure, two: Figure, turned: bool) -> bool:
    if not isinstance(one.value, Amount) or not isinstance(two.value, Amount):
        return True
    if one.value.kind == "amount":
        return True
    nouns = one.value.noun, two.value.noun
    return same_noun(*nouns) or (turned and PEOPLE.issuperset(nouns))

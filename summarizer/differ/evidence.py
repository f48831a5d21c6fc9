"""Evidence: how much says that two values are of one thing.

That they are must be shown: by what was counted and what happened to it (`topics`), by the words
beside both, by the names of their clauses, by the hour that both sentences tell.
"""

from __future__ import annotations

from typing import NamedTuple

from summarizer.differ.ages import AGE
from summarizer.differ.amounts import TALLY, Amount, transposed
from summarizer.differ.figures import Figure
from summarizer.differ.known import Known
from summarizer.differ.moments import Moment
from summarizer.differ.nouns import PEOPLE, plainest, same_noun
from summarizer.differ.topics import ONCE, telling

_ENOUGH = 1.5
_PLENTY = 4.0  # for one of several such things
_SEVERAL = 2
_UNSAID = 1.0  # how much more is asked where nothing says what happened
# Two or three of something are mentioned for many reasons.
_FEW = 6


class _Ties(NamedTuple):
    """What two figures share.

    `topics`, the rare meanings `beside` both and `further` off in their sentences, whether the
    numbers have the same digits (`turned`), the sentences a name, and both clauses one that few
    sentences name (`tied`).
    """

    topics: frozenset[str]
    beside: frozenset[str]
    further: frozenset[str]
    turned: bool
    names: bool
    tied: bool

    @property
    def unsaid(self) -> bool:
        """Whether nothing says that the same happened."""
        return not self.topics and not self.turned


def enough(told: Known, one: Figure, two: Figure) -> bool:
    """Whether two values are of one thing; more is asked where the articles tell of several."""
    weight = evidence(told, one, two)
    if weight < _ENOUGH:
        return False
    return told.rivals(one) + told.rivals(two) < _SEVERAL or weight >= _PLENTY


def evidence(told: Known, one: Figure, two: Figure) -> float:
    """How much says that two values are of one thing; nothing where something speaks against."""
    if told.repeated(one) or told.repeated(two):
        return 0.0
    if one.measure == AGE:
        return _ENOUGH * _one_person(one, two)
    if not (_nouns_agree(one, two) and told.places_agree(one, two)):
        return 0.0
    ties = _ties(told, one, two)
    if not _of_one_kind(told, one, two, ties):
        return 0.0
    weight = len(ties.beside) + 0.5 * len(ties.further) + 0.5 * ties.names + 0.5 * ties.tied
    weight += 0.5 * _specific(one, two) + ties.turned
    weight += 1.0 if ties.topics & ONCE else 0.5 * bool(ties.topics)
    weight += 0.5 * told.near(one, two) + told.timed_alike(one, two)
    return weight - _doubt(one, two, ties)


def _ties(told: Known, one: Figure, two: Figure) -> _Ties:
    topics = one.topics & two.topics
    shared = told.shared(one.sentence, two.sentence)
    apart = telling(topics) | _nouns(one) | _nouns(two)
    beside = (plainest(one.deed) & plainest(two.deed) & shared.rare) - apart
    further = shared.rare - beside - apart
    tied = told.named_alike(one, two)
    return _Ties(topics, beside, further, _turned(one, two), shared.names, tied)


def _of_one_kind(told: Known, one: Figure, two: Figure, ties: _Ties) -> bool:
    """Whether values of this kind, tied so, can be of one thing at all."""
    if one.measure == TALLY:
        return told.alone(one) and told.alone(two)
    if one.measure == "year":
        return bool(ties.topics) and ties.names
    if isinstance(one.value, Moment) and not ties.topics & ONCE:
        return False  # things begin, meet and vote on many days
    if one.measure == "duration" and not ties.names:
        return False  # whose term or ban it is must be said
    if not ties.unsaid or _typed(one, two):
        return True
    near = ties.tied and bool(ties.beside or len(ties.further) > 1)
    return (near or len(ties.beside) > 1) and _bound(one, two)


def _doubt(one: Figure, two: Figure, ties: _Ties) -> float:
    """How much more is asked of values of which one thing has many."""
    doubt, once = _UNSAID * ties.unsaid, bool(ties.topics & ONCE)
    if one.value.kind == "amount" and ties.topics and not (once or ties.turned):
        doubt += _UNSAID  # much is paid, lost and barred in one event
    if one.measure == TALLY or (one.measure == "percent" and not once):
        doubt += 0.5  # of one body there are many votes, of one thing many shares
    if isinstance(one.value, Moment):
        doubt += 0.5 * (bool(one.names) != bool(two.names))
    return doubt


def _one_person(one: Figure, two: Figure) -> bool:
    """Whether the ages may be of one person: who is named in full on both sides is known."""
    full = [{key for key in f.names if len(key) > 1} for f in (one, two)]
    if all(full):
        return not full[0].isdisjoint(full[1])
    return not one.names.isdisjoint(two.names)


def _bound(one: Figure, two: Figure) -> bool:
    """Whether values of this kind are of one thing where the same names and words are by them.

    A speed or a depth is; of one name there are many counts, sums, days and ages.
    """
    told = one.topics and two.topics  # of two things
    return not told and one.measure.partition(" ")[0] in _PHYSICAL


_PHYSICAL = frozenset({"speed", "length", "area", "mass", "volume", "temperature"})


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


# What counts one thing only, so that a number may stand alone: `the gap has shrunk to 389`.
_OWN_NOUN = frozenset({"margin", "powerless", "called off"})
# Whoever did it is called after it: 5,000 marchers, 3,000 people marched.
_TAKING_PART = frozenset({"took part", "visited"})


def _nouns_agree(one: Figure, two: Figure) -> bool:
    """Whether both count the same; of turned digits the people may be called otherwise."""
    if not isinstance(one.value, Amount) or not isinstance(two.value, Amount):
        return True
    if one.value.kind == "amount":
        return True
    nouns = one.value.noun, two.value.noun
    few = min(one.value.low, two.value.low) < _FEW
    if not (few or all(nouns)) and one.topics & two.topics & _OWN_NOUN:
        return True
    if one.topics & two.topics & _TAKING_PART and not PEOPLE.isdisjoint(nouns):
        return all(noun in PEOPLE or same_noun(noun, "") for noun in nouns)
    return same_noun(*nouns) or (_turned(one, two) and PEOPLE.issuperset(nouns))

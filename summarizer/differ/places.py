"""Places: where one thing happened, and two places for it that cannot both hold.

Two places clash only where neither can lie in the other: opposite sides of one thing, or two
names of one sort that no article brings together, both of the same happening.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from summarizer.differ.parts import NOTHING, Part, subject
from summarizer.differ.scene import Named, named, remembered, scene
from summarizer.differ.types import Clash, Pair, Value
from summarizer.differ.verbs import quoted, verb
from summarizer.meaning.cluster import Readings
from summarizer.meaning.names import Name
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word, functional

_AGAINST = {
    "north": "south", "northern": "south", "south": "north", "southern": "north", "east": "west",
    "eastern": "west", "west": "east", "western": "east", "left": "right", "right": "left",
}  # fmt: skip
_SIDES = vocabulary("side flank bank slope shore face edge end wing portal carriageway")
# What happens in one place, and the verbs that say so.
_EVENTS = vocabulary("""
    accident crash collision derailment explosion blast shooting stabbing attack fire blaze meeting
    talks summit ceremony funeral wedding trial hearing congress concert match final interview
    championship championships race regatta festival exhibition launch robbery murder wreck
    landslide landslip mudslide avalanche sinking eruption heist raid hijacking kidnapping premiere
    burial auction inquest inauguration coronation shipwreck ambush
    """)
_HAPPENED = vocabulary("happened occurred held place staged began started lies lay convened met")
_FOUND = vocabulary("""
    arrested died killed born buried detained captured landed crashed sank married found discovered
    hit struck collapsed derailed exploded stopped caught drowned sighted moored anchored
    rescued recovered baptised unveiled ambushed kidnapped abducted sunk grounded
    """)
_MOVED = vocabulary("""
    moved move relocated relocate transferred diverted towed flown airlifted fled heading headed
    bound sailed sent taken moving traced
    """)
_VERBS = _HAPPENED | _FOUND | _MOVED
_IN = vocabulary("in at near off on outside")
_TO = vocabulary("to for towards")
_THE = vocabulary("the its his her their this that monday's")
# Sorts of places: a street is set against a street.
_SORTS = vocabulary("""
    street road avenue lane county province state district region valley island river lake ocean
    sea coast highway airport university hospital hotel square park house building centre center
    stadium court prison station palace castle school church canal mountain bay hall
    """)
# States of the USA by their last word: a town may lie in each.
_STATES = vocabulary("""
    alabama alaska arizona arkansas california carolina colorado columbia connecticut dakota
    delaware florida georgia hampshire hawaii idaho illinois indiana iowa jersey kansas kentucky
    louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska
    nevada mexico ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia
    washington wisconsin wyoming york rico
    """)
_ALONG = 4  # words between a happening and its place


class Spot(NamedTuple):
    """What happened (`of`) in what `way`, and where: a `side` of it or a named place."""

    of: Part
    way: str
    side: str
    where: Named | None
    start: int
    end: int


def clashes(told: Readings, pair: Pair) -> Iterator[Clash]:
    """Two places of one happening."""
    days = told[pair.one].days, told[pair.two].days
    if days[0] and days[1] and not days[0] & days[1]:
        return
    for one in spots(told, pair.one):
        for two in spots(told, pair.two):
            if one.way == two.way and _same(one.of, two.of) and _elsewhere(told, one, two):
                yield Clash("place", _value(pair.one, one), _value(pair.two, two))


def _value(sentence: int, spot: Spot) -> Value:
    return Value(sentence, spot.start, spot.end, spot.where.key if spot.where else spot.side)


def _same(one: Part, two: Part) -> bool:
    if one.names or two.names:
        return bool(one.names & two.names)
    return one.head == two.head


def _elsewhere(told: Readings, one: Spot, two: Spot) -> bool:
    """Whether the places are opposite, or of one sort and named apart."""
    if one.where is None or two.where is None:
        return bool(one.side) and _AGAINST.get(one.side) == two.side
    sorts = [_SORTS & set(w.words) for w in (one.where, two.where)]
    return sorts[0] == sorts[1] and scene(told).apart(_proper(one.where), _proper(two.where))


def _proper(where: Named) -> Named:
    """A place without its sort: two lakes are two."""
    return where._replace(words=tuple(w for w in where.words if w not in _SORTS) or where.words)


@remembered
def spots(told: Readings, i: int) -> tuple[Spot, ...]:
    """The places of happenings that sentence i tells."""
    reading = told[i]
    words = reading.words
    if reading.question:
        return ()
    article = told.sentences[i].article
    found = []
    for at, word in enumerate(words):
        if word.lower in _AGAINST and not quoted(words, at):
            found += [_side(reading, at)]
        elif word.lower in _VERBS and not quoted(words, at):
            found += [_happening(reading, at, article)]
        elif word.lower in _EVENTS and not quoted(words, at):
            found += [_event_at(reading, at, article)]
    return tuple(spot for spot in found if spot is not None)


def _side(reading: Reading, at: int) -> Spot | None:
    """`the northern side of the pass`, `the pass's southern flank`, where something happened."""
    words = reading.words
    if at + 1 >= len(words) or words[at + 1].lower not in _SIDES or not words[at + 1].joined:
        return None
    if not any(w.lower in _HAPPENED | _FOUND for w in words):
        return None
    side = next(s for s, other in _AGAINST.items() if other == _AGAINST[words[at].lower])
    if words[at - 1].owner and at > 0:
        of, start, end = words[at - 1].key, at - 1, at + 2
    elif [w.lower for w in words[at + 2 : at + 4]] == ["of", "the"] and at + 4 < len(words):
        of, start, end = words[at + 4].key, at, at + 5
    else:
        return None
    return Spot(Part(of, frozenset({of}), frozenset(), 0, 0), "side", side, None, start, end)


def _happening(reading: Reading, at: int, article: int) -> Spot | None:
    """`The meeting took place in Torsby`, `Abel Roe was arrested in Torsby`."""
    words = reading.words
    low = words[at].lower
    start = at - 1 if low == "place" and at else at
    before = verb(words, start)
    if before.negated:
        return None
    of = subject(reading, before.start)
    one = low not in _HAPPENED and (of.names or _definite(words, of.start))
    if of == NOTHING or not (one or _event(words, of)):
        return None
    place = _place_after(reading, at + 1, _TO if low in _MOVED else _IN)
    if place is None:
        return None
    way = "happened" if low in _HAPPENED else words[at].key
    return Spot(of, way, "", named(reading, place, article), place.start - 1, place.end)


def _event_at(reading: Reading, at: int, article: int) -> Spot | None:
    """`the meeting in Torsby`, `Monday's blast near Torsby`."""
    words = reading.words
    start = at
    while start > 0 and words[start].joined and at - start < 3 and not functional(words[start - 1]):
        start -= 1
    if not (_definite(words, start - 1) or words[start].owner) or at + 2 >= len(words):
        return None
    names = [n for n in reading.names if n.start == at + 2 and not n.weak and not n.role]
    if not names or words[at + 1].lower not in _IN or not words[at + 2].joined:
        return None
    if words[names[0].end - 1].lower in _STATES:
        return None
    of = Part(words[at].key, frozenset({words[at].key}), frozenset(), start, at + 1)
    return Spot(of, "happened", "", named(reading, names[0], article), start, names[0].end)


def _definite(words: Sequence[Word], at: int) -> bool:
    return at >= 0 and words[at].lower in _THE


def _event(words: Sequence[Word], of: Part) -> bool:
    """Whether the words name one event."""
    return any(w.lower in _EVENTS and w.key == of.head for w in words[of.start : of.end])


def _place_after(reading: Reading, at: int, ways: frozenset[str]) -> Name | None:
    """The place that follows: a name after `in`, in the same clause."""
    words = reading.words
    for name in reading.names:
        if not at < name.start <= at + _ALONG or name.role or name.weak:
            continue
        plain = all(w.joined for w in words[at : name.start + 1])
        if (
            plain
            and words[name.start - 1].lower in ways
            and words[name.end - 1].lower not in _STATES
        ):
            between = words[at : name.start - 1]
            return name if all(functional(w) or w.capital for w in between) else None
    return None

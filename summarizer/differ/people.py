"""People: who holds a role in a sentence, and two names for one role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from summarizer.differ.bearers import roles_of
from summarizer.differ.leads import one_body
from summarizer.differ.offices import BODIES, IN_DOUBT, LOCAL, OF_COMPANY, OF_EVENT, SEVERAL, VAGUE
from summarizer.differ.scene import Named, named, remembered, scene
from summarizer.differ.types import Clash, Pair, Value
from summarizer.meaning.cluster import Readings
from summarizer.meaning.reading import Reading
from summarizer.meaning.words import Word, functional

_PARTY = frozenset({"chief negotiator"})  # of one side: "for the union" says which
_DOUBT = 4  # words on either side of a role that may take it back
_MARKS = frozenset('"“”')
_SHARED = 2  # words that two sentences on a judge must share: a country has many


class Holder(NamedTuple):
    """A role, what it is the role of (keys), and who holds it; `start` to `end` say it."""

    role: str
    of: frozenset[str]
    who: Named
    start: int
    end: int


def clashes(told: Readings, pair: Pair) -> Iterator[Clash]:
    """Two people in one role that has one bearer."""
    for one in holders(told, pair.one):
        for two in holders(told, pair.two):
            same = one.role == two.role and _same_thing(told, pair, one, two)
            if same and not _several(told, one.role) and scene(told).apart(one.who, two.who):
                yield Clash("name", _value(pair.one, one), _value(pair.two, two))


def _value(sentence: int, holder: Holder) -> Value:
    return Value(sentence, holder.start, holder.end, holder.who.key)


def _same_thing(told: Readings, pair: Pair, one: Holder, two: Holder) -> bool:
    """Whether both are roles of one thing, as far as the sentences tell."""
    role, nobody = one.role, BODIES if one.role in OF_COMPANY else frozenset[str]()
    shared = len(_matter(told, pair.one, one) & _matter(told, pair.two, two))
    if one.of - nobody and two.of - nobody:
        same = one.of == two.of or (role in OF_EVENT and bool(one.of & two.of))
        return same and (role in OF_EVENT or not one.of <= VAGUE or shared >= _SHARED)
    if role in OF_COMPANY and not (one.of | two.of) - nobody:
        return one_body(told, pair.one, pair.two, (one.who, two.who))
    if role in OF_EVENT:
        return role not in _of_several_things(told) and (role != "judge" or shared >= _SHARED)
    return role in LOCAL and one.of == two.of and shared >= _SHARED


def _matter(told: Readings, i: int, holder: Holder) -> set[str]:
    """What else sentence i speaks of than the role."""
    return {x.key for x in told[i].items if not holder.start <= x.at < holder.end}


@lru_cache(maxsize=1)
def _of_several_things(told: Readings) -> frozenset[str]:
    """The roles that the cluster has on two things: the captain of a tug, and of a ferry."""
    things: dict[str, list[frozenset[str]]] = defaultdict(list)
    for i in range(len(told.sentences)):
        for holder in holders(told, i):
            things[holder.role] += [holder.of] if holder.of else []
    every = {role: frozenset.intersection(*named) for role, named in things.items() if named}
    return frozenset(role for role, common in every.items() if not common)


def _several(told: Readings, role: str) -> bool:
    """Whether the cluster speaks of several in this role."""
    return role in SEVERAL and SEVERAL[role] in _vocabulary(told)


@lru_cache(maxsize=1)
def _vocabulary(told: Readings) -> frozenset[str]:
    return frozenset(w.lower for words in told.words for w in words)


@remembered
def holders(told: Readings, i: int) -> tuple[Holder, ...]:
    """The people of sentence i with their roles."""
    reading = told[i]
    if reading.question:
        return ()
    article = told.sentences[i].article
    found = []
    for name in reading.names:
        if name.role or name.weak or not 2 <= name.end - name.start <= 4:
            continue
        for role in roles_of(reading, name):
            start, end = min(role.start, name.start), max(role.end, name.end)
            if not _doubted(reading.words, start, end):
                of = role.of | (_party(reading) if role.role in _PARTY else frozenset())
                found.append(Holder(role.role, of, named(reading, name, article), start, end))
    return tuple(found)


def _doubted(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether words near a role, on this side of any quotation mark, may take it back."""
    low, high = start, end
    while low > max(0, start - _DOUBT) and not _MARKS & set(words[low].gap):
        low -= 1
    while high < min(len(words), end + _DOUBT) and not _MARKS & set(words[high].gap):
        high += 1
    return not IN_DOUBT.isdisjoint(w.lower for w in words[low:high])


def _party(reading: Reading) -> frozenset[str]:
    """`for the union`: whose side somebody is on."""
    words = reading.words
    return frozenset(
        words[at + 2].key
        for at in range(len(words) - 2)
        if words[at].lower == "for" and words[at + 1].lower == "the"
        if not functional(words[at + 2])
    )

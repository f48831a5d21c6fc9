"""People: who holds a role in a sentence, and two names for one role."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from summarizer.differ.bearers import role_of
from summarizer.differ.offices import IN_DOUBT, LOCAL, OF_EVENT, SEVERAL
from summarizer.differ.scene import Named, named, remembered, scene
from summarizer.differ.types import Clash, Pair, Value
from summarizer.meaning.cluster import Readings
from summarizer.meaning.reading import Reading
from summarizer.meaning.words import functional

_PARTY = frozenset({"chief negotiator"})  # of one side: "for the union" says which
_DOUBT = 4  # words on either side of a role that may take it back
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
    if one.of and two.of:
        return one.of == two.of or (one.role in OF_EVENT and bool(one.of & two.of))
    local = one.role in LOCAL and one.of == two.of
    if one.role not in OF_EVENT and not local:
        return False
    mine, theirs = ({i.key for i in told[n].items} for n in (pair.one, pair.two))
    return (one.role != "judge" and not local) or len(mine & theirs) >= _SHARED


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
        role = role_of(reading, name)
        if role is None:
            continue
        start, end = min(role.start, name.start), max(role.end, name.end)
        around = reading.words[max(0, start - _DOUBT) : end + _DOUBT]
        if IN_DOUBT.isdisjoint(w.lower for w in around):
            of = role.of | (_party(reading) if role.role in _PARTY else frozenset())
            found.append(Holder(role.role, of, named(reading, name, article), start, end))
    return tuple(found)


def _party(reading: Reading) -> frozenset[str]:
    """`for the union`: whose side somebody is on."""
    words = reading.words
    return frozenset(
        words[at + 2].key
        for at in range(len(words) - 2)
        if words[at].lower == "for" and words[at + 1].lower == "the"
        if not functional(words[at + 2])
    )

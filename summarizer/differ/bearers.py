"""Bearers: how a sentence says what role somebody has."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.differ.offices import COURTS, LEADS, MADE, WON
from summarizer.differ.parts import PREPOSITIONS, Part, subject, theme
from summarizer.differ.phrases import Role, closed, complement, phrase
from summarizer.differ.verbs import verb
from summarizer.meaning.names import Name
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import TITLES, vocabulary
from summarizer.meaning.words import Word, functional, meaning

_NAMING = vocabulary("named identified")
_WITHDRAWN = vocabulary("first initially wrongly not")
_RANKS = frozenset({"captain", "conductor"})  # before a name, with a capital, a mere title
_WON = frozenset(meaning(word, word, "en") for word in WON)
_COURTESY = vocabulary("dr mr mrs ms miss sir dame lord lady prof professor rev reverend")
_WINS = vocabulary("won wins claimed clinched captured secured")
_WON_BY = {("won", "by"), ("went", "to"), ("awarded", "to"), ("claimed", "by")}
_FAR = 9  # words between a role and its name


def roles_of(reading: Reading, name: Name) -> list[Role]:
    """The roles that the sentence gives the bearer of a name, one of each sort."""
    words = reading.words
    found = (
        _titled(words, _front(words, name.start)),
        _apposed_before(words, name),
        _apposed_after(words, name),
        _named_as(words, _front(words, name.start, TITLES)),
        _as_after(words, name),
        _in_relative(reading, name.end),
        _led_by(words, name.start),
        _won(reading, name),
        _made(words, name.end),
    )
    sorts: dict[str, Role] = {}
    for role in found:
        if role is not None:
            sorts.setdefault(role.role, role)
    return list(sorts.values())


def _front(words: Sequence[Word], start: int, titles: frozenset[str] = _COURTESY) -> int:
    """Where a name starts with the titles before it: `Dr Lionel Peake`."""
    while start and words[start].gap in {" ", ". "} and words[start - 1].lower in titles:
        if not words[start - 1].capital:
            break
        start -= 1
    return start


def _titled(words: Sequence[Word], start: int) -> Role | None:
    """`returning officer Patricia Moyle`, `Chairman of the panel Douglas Reay`."""
    if not start or words[start].gap != " ":
        return None
    for last in range(start - 1, max(-1, start - 5), -1):
        of, end = complement(words, last + 1, start)
        if end == start and (of or last + 1 == start) and (role := phrase(words, last, bare=True)):
            rank = role.role in _RANKS and words[last].capital
            return None if rank else role._replace(of=role.of | of)
        if not words[last].joined:
            return None
    return None


def _apposed_before(words: Sequence[Word], name: Name) -> Role | None:
    """`The driver of the van, Marcus Eberle,`."""
    front = _front(words, name.start)
    if words[front].gap != ", " or not closed(words, name.end):
        return None
    for last in range(front - 1, max(-1, front - 8), -1):
        of, end = complement(words, last + 1)
        if end == front and (role := phrase(words, last, bare=False)):
            return role._replace(of=role.of | of)
        if not words[last].joined:
            return None
    return None


def _apposed_after(words: Sequence[Word], name: Name) -> Role | None:
    """`Jonas Hegland, captain of the vessel,`, `Jonas Hegland was the captain of the vessel`."""
    at = name.end
    if at < len(words) and words[at].text.isdigit() and words[at].gap == ", ":
        at += 1
    if at >= len(words):
        return None
    if words[at].lower in {"is", "was"} and words[at].gap == " ":
        at += 1
    elif words[at].gap != ", ":
        return None
    for last in range(at, min(len(words), at + 6)):
        if last > at and not words[last].joined:
            return None
        of, end = complement(words, last + 1)
        if closed(words, end) and (role := phrase(words, last, bare=True)):
            return role._replace(of=role.of | of, end=end) if role.start <= at else None
    return None


def _named_as(words: Sequence[Word], start: int) -> Role | None:
    """`The van's driver, named as Kaspar Lindt`, `identified the gunman as Abel Roe`."""
    if start < 3 or words[start - 1].lower != "as":
        return None
    naming = False
    if any(w.lower in _WITHDRAWN for w in words[max(0, start - _FAR) : start]):
        return None
    for last in range(start - 2, max(-1, start - _FAR), -1):
        naming = naming or words[last].lower in _NAMING
        of, _ = complement(words, last + 1)
        if role := phrase(words, last, bare=False):
            said = naming or any(w.lower in _NAMING for w in words[max(0, role.start - 2) : last])
            return role._replace(of=role.of | of) if said else None
    return None


def _as_after(words: Sequence[Word], name: Name) -> Role | None:
    """`Police named Abel Roe as the gunman`, `identified Abel Roe, 34, as the driver`."""
    at, before = name.end, {w.lower for w in words[max(0, name.start - 2) : name.start]}
    if at < len(words) and words[at].text.isdigit():
        at += 1
    if at >= len(words) or words[at].lower != "as" or before.isdisjoint(_NAMING):
        return None
    if any(w.lower in _WITHDRAWN for w in words[max(0, name.start - _FAR) : name.start]):
        return None
    for last in range(at + 1, min(len(words), at + 6)):
        if not words[last].joined:
            return None
        of, end = complement(words, last + 1)
        if role := phrase(words, last, bare=False):
            return role._replace(of=role.of | of, end=end) if role.start == at + 1 else None
    return None


def _in_relative(reading: Reading, end: int) -> Role | None:
    """`Jonas Hegland, who was in command as its captain`, `Ruth Amsel, who led the bench`."""
    words = reading.words
    if end >= len(words) or words[end].lower != "who" or words[end].gap != ", ":
        return None
    if end + 2 < len(words) and words[end + 1].lower in LEADS:
        at = end + 2 + (words[end + 2].lower in PREPOSITIONS)
        return _leading(words, LEADS[words[end + 1].lower], theme(reading, at), end)
    for last in range(end + 2, min(len(words), end + _FAR + 1)):
        if not words[last].joined:
            return None
        role = phrase(words, last, bare=False)
        if role and words[role.start - 1].lower in {"as", "is", "was"}:
            of, stop = complement(words, last + 1)
            return role._replace(of=role.of | of, end=stop)
    return None


def _leading(words: Sequence[Word], role: str, what: Part, start: int) -> Role | None:
    """The role of who leads what: a bench has a presiding judge, and is a court itself."""
    stop = what.start
    while stop < what.end and words[stop].lower not in PREPOSITIONS - {"of"}:
        stop += 1
    inside = {w.lower for w in words[what.start : stop]}
    if not inside.isdisjoint(COURTS):
        return Role("presiding judge", frozenset(), start, stop)
    of = what.keys & {w.key for w in words[what.start : stop]}
    return Role(role, of, start, stop) if of else None


def _led_by(words: Sequence[Word], start: int) -> Role | None:
    """`The panel was chaired by Helen Strand`."""
    if start < 4 or words[start - 1].lower != "by" or words[start - 2].lower not in LEADS:
        return None
    if words[start - 3].lower not in {"was", "is"} or functional(words[start - 4]):
        return None
    return Role(LEADS[words[start - 2].lower], frozenset({words[start - 4].key}), start - 2, start)


def _won(reading: Reading, name: Name) -> Role | None:
    """`Ana Lind won the race`, `The race was won by Ana Lind`, `The prize went to Ana Lind`."""
    words = reading.words
    at = name.end
    if at + 1 < len(words) and words[at].lower in _WINS and words[at].gap == " ":
        return _winner(words, theme(reading, at + 1), at, at + 1)
    at = name.start - 2
    if at > 1 and tuple(w.lower for w in words[at : at + 2]) in _WON_BY:
        of = subject(reading, verb(words, at).start)
        return _winner(words, of, of.start, at + 2)
    return None


def _winner(words: Sequence[Word], prize: Part, start: int, end: int) -> Role | None:
    """The role of who won: of the words of the prize up to "in", "on"…"""
    if prize.head not in _WON:
        return None
    stop = prize.start
    while stop < prize.end and words[stop].lower not in PREPOSITIONS - {"of"}:
        stop += 1
    of = prize.keys & {w.key for w in words[prize.start : stop]}
    return Role("winner", of, start, max(end, stop if start < prize.start else end))


def _made(words: Sequence[Word], end: int) -> Role | None:
    """`Ana Lind was elected president of the union`."""
    low = [w.lower for w in words[end : end + 3]]
    if len(low) < 3 or low[0] != "was" or low[1] not in MADE or not words[end].joined:
        return None
    at = end + 2 + (low[2] == "as")
    for last in range(at, min(len(words), at + 3)):
        if not words[last].joined:
            return None
        of, stop = complement(words, last + 1)
        if role := phrase(words, last, bare=True):
            return role._replace(of=role.of | of, start=end + 1, end=stop)
    return None

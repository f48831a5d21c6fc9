"""Bearers: how a sentence says what role somebody has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from summarizer.differ.offices import LEADS, MADE, OTHER_HOLDER, ROLES, WON
from summarizer.differ.parts import PREPOSITIONS, Part, subject, theme
from summarizer.differ.verbs import verb
from summarizer.meaning.names import Name
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word, functional, meaning

_OWNERS = vocabulary("the its his her their our whose")
_COMPLEMENTS = vocabulary("of for at in")
_NAMING = vocabulary("named identified")
_WITHDRAWN = vocabulary("first initially wrongly not")
# Verbs that may stand right before a role: "police met skipper Ana Lind".
_VERBS = vocabulary("met saw found held shot beat sued hit thanks thank meet meets made sent gave")
_RANKS = frozenset({"captain", "conductor"})  # before a name, with a capital, a mere title
_WON = frozenset(meaning(word, word, "en") for word in WON)
_FAR = 9  # words between a role and its name


class Role(NamedTuple):
    """A role noun in a sentence with what belongs to it: `words[start:end]`."""

    role: str
    of: frozenset[str]
    start: int
    end: int


def role_of(reading: Reading, name: Name) -> Role | None:
    """The role that the sentence gives the bearer of a name."""
    words = reading.words
    return (
        _titled(words, name.start)
        or _apposed_before(words, name)
        or _apposed_after(words, name)
        or _named_as(words, name.start)
        or _in_relative(words, name.end)
        or _led_by(words, name.start)
        or _won(reading, name)
        or _made(words, name.end)
    )


def _role_at(words: Sequence[Word], last: int) -> tuple[str, int] | None:
    """The role whose phrase ends at `last`, and where it starts; the longest there is."""
    for start in (last - 1, last):
        if start >= 0 and all(w.joined for w in words[start + 1 : last + 1]):
            role = ROLES.get(tuple(w.lower for w in words[start : last + 1]))
            if role is not None:
                return role, start
    return None


def _phrase(words: Sequence[Word], last: int, bare: bool) -> Role | None:
    """The role that ends at `last` with what stands before it; `bare` asks for no article."""
    found = _role_at(words, last)
    if found is None:
        return None
    role, start = found
    of: set[str] = set()
    at = start
    while at > 0 and words[at].joined and start - at < 4:
        before = words[at - 1]
        if before.lower in OTHER_HOLDER:
            return None
        if before.lower in _OWNERS:
            return Role(role, frozenset(of), at - 1, last + 1)
        if functional(before) or before.lower.endswith("ed") or before.lower in _VERBS:
            break
        of.add(before.key)
        at -= 1
        if before.owner:
            return Role(role, frozenset(of), at, last + 1)
    if bare or at == 0:
        return Role(role, frozenset(of), at, last + 1)
    return None


def _complement(
    words: Sequence[Word], at: int, limit: int | None = None
) -> tuple[frozenset[str], int]:
    """`of the van` from `at`: what it is the role of, and where that ends."""
    limit = len(words) if limit is None else limit
    if at >= limit or words[at].lower not in _COMPLEMENTS or words[at].gap != " ":
        return frozenset(), at
    end = at + 1
    while end < limit and words[end].joined and end - at < 5:
        if functional(words[end]) and words[end].lower not in _OWNERS:
            break
        end += 1
    return frozenset(w.key for w in words[at + 1 : end] if not functional(w)), end


def _titled(words: Sequence[Word], start: int) -> Role | None:
    """`returning officer Patricia Moyle`, `Chairman of the panel Douglas Reay`."""
    if not start or words[start].gap != " ":
        return None
    for last in range(start - 1, max(-1, start - 5), -1):
        of, end = _complement(words, last + 1, start)
        if end == start and (role := _phrase(words, last, bare=True)):
            rank = role.role in _RANKS and words[last].capital
            return None if rank else role._replace(of=role.of | of)
        if not words[last].joined:
            return None
    return None


def _closed(words: Sequence[Word], end: int) -> bool:
    """Whether what ends here is closed by a mark, or an age follows."""
    return end >= len(words) or words[end].gap[:1] in {",", ";", ":", "(", ".", "–", "—"}


def _apposed_before(words: Sequence[Word], name: Name) -> Role | None:
    """`The driver of the van, Marcus Eberle,`."""
    if words[name.start].gap != ", " or not _closed(words, name.end):
        return None
    for last in range(name.start - 1, max(-1, name.start - 6), -1):
        of, end = _complement(words, last + 1)
        if end == name.start and (role := _phrase(words, last, bare=False)):
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
        of, end = _complement(words, last + 1)
        if _closed(words, end) and (role := _phrase(words, last, bare=True)):
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
        of, _ = _complement(words, last + 1)
        if role := _phrase(words, last, bare=False):
            said = naming or any(w.lower in _NAMING for w in words[max(0, role.start - 2) : last])
            return role._replace(of=role.of | of) if said else None
    return None


def _in_relative(words: Sequence[Word], end: int) -> Role | None:
    """`Jonas Hegland, who was in command as its captain`."""
    if end >= len(words) or words[end].lower != "who" or words[end].gap != ", ":
        return None
    for last in range(end + 2, min(len(words), end + _FAR + 1)):
        if not words[last].joined:
            return None
        role = _phrase(words, last, bare=False)
        if role and words[role.start - 1].lower in {"as", "is", "was"}:
            of, stop = _complement(words, last + 1)
            return role._replace(of=role.of | of, end=stop)
    return None


def _led_by(words: Sequence[Word], start: int) -> Role | None:
    """`The panel was chaired by Helen Strand`."""
    if start < 4 or words[start - 1].lower != "by" or words[start - 2].lower not in LEADS:
        return None
    if words[start - 3].lower not in {"was", "is"} or functional(words[start - 4]):
        return None
    return Role(LEADS[words[start - 2].lower], frozenset({words[start - 4].key}), start - 2, start)


def _won(reading: Reading, name: Name) -> Role | None:
    """`Ana Lind won the race`, `The race was won by Ana Lind`."""
    words = reading.words
    at = name.end
    if at + 1 < len(words) and words[at].lower == "won" and words[at].gap == " ":
        return _winner(words, theme(reading, at + 1), at, at + 1)
    at = name.start - 2
    if at > 1 and [w.lower for w in words[at : at + 2]] == ["won", "by"]:
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
        of, stop = _complement(words, last + 1)
        if role := _phrase(words, last, bare=True):
            return role._replace(of=role.of | of, start=end + 1, end=stop)
    return None

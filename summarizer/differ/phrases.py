"""Phrases: role nouns with what they are the role of ("the captain of the ferry")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from summarizer.differ.offices import OTHER_HOLDER, ROLES
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word, functional

_OWNERS = vocabulary("the its his her their our whose")
_COMPLEMENTS = vocabulary("of for at in")
# Verbs that may stand right before a role: "police met skipper Ana Lind".
_VERBS = vocabulary("met saw found held shot beat sued hit thanks thank meet meets made sent gave")
# Words on somebody, not on the office: "its long serving captain", "the 44-year-old mayor".
_OF_PERSON = vocabulary("""
    year old aged veteran popular local serving experienced first-time elder younger young
    respected embattled outspoken self married retired
    """)
_LONGEST = 4  # words of a role noun
_CHAIN = 3  # "of public health for the district"


class Role(NamedTuple):
    """A role noun in a sentence with what belongs to it: `words[start:end]`."""

    role: str
    of: frozenset[str]
    start: int
    end: int


def role_at(words: Sequence[Word], last: int) -> tuple[str, int] | None:
    """The role whose phrase ends at `last`, and where it starts; the longest there is."""
    for start in range(max(0, last - _LONGEST + 1), last + 1):
        if all(w.joined for w in words[start + 1 : last + 1]):
            role = ROLES.get(tuple(w.lower for w in words[start : last + 1]))
            if role is not None:
                return role, start
    return None


def phrase(words: Sequence[Word], last: int, bare: bool) -> Role | None:
    """The role that ends at `last` with what stands before it; `bare` asks for no article."""
    found = role_at(words, last)
    if found is None:
        return None
    role, start = found
    of: set[str] = set()
    at = start
    while at > 0 and words[at].joined and start - at < 5:
        before = words[at - 1]
        if before.lower in OTHER_HOLDER and not before.owner:
            return None
        if before.lower in _OWNERS:
            return Role(role, frozenset(of), at - 1, last + 1)
        if functional(before) or before.lower.endswith("ed") or before.lower in _VERBS:
            break
        if before.lower not in _OF_PERSON and not before.text.isdigit():
            of.add(before.key)
        at -= 1
        if before.owner:
            return Role(role, frozenset(of), at, last + 1)
    if bare or at == 0:
        return Role(role, frozenset(of), at, last + 1)
    return None


def complement(
    words: Sequence[Word], at: int, limit: int | None = None
) -> tuple[frozenset[str], int]:
    """`of public health for the district` from `at`: what a role is of, and where that ends."""
    limit = len(words) if limit is None else limit
    of: set[str] = set()
    for _ in range(_CHAIN):
        more, end = _link(words, at, limit)
        if end == at:
            break
        of |= more
        at = end
    return frozenset(of), at


def _link(words: Sequence[Word], at: int, limit: int) -> tuple[frozenset[str], int]:
    """One link of the chain: a preposition and the words it joins."""
    if at >= limit or words[at].lower not in _COMPLEMENTS or words[at].gap != " ":
        return frozenset(), at
    end = at + 1
    while end < limit and words[end].joined and end - at < 5:
        if functional(words[end]) and words[end].lower not in _OWNERS:
            break
        end += 1
    return frozenset(w.key for w in words[at + 1 : end] if not functional(w)), end


def closed(words: Sequence[Word], end: int) -> bool:
    """Whether what ends here is closed by a mark, or an age follows."""
    return end >= len(words) or words[end].gap[:1] in {",", ";", ":", "(", ".", "–", "—"}

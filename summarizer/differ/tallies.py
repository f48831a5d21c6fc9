"""Tallies: votes told as two numbers, "31 votes to 24", "33 in favour, 22 opposed"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from summarizer.meaning.numbers import Quantity
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word

_VOTING = vocabulary(
    """vote votes voted ballot ballots pass passed adopt adopted approve approved reject rejected
    endorsed ratified councillors senators delegates jurors lawmakers deputies legislators motion
    raised backed defeated upheld ruled"""
)
_JOINT = ({"to"}, {"against"}, {"votes", "to"}, {"votes", "against"}, {"voting", "to"})
_YES = vocabulary("for favour favor yes approve support supported backed voted behind")
_NO = vocabulary("against opposed opposing no opposition rejected")
_APART = 14  # words between the two numbers of "33 raised their hands in favour, 22 were opposed"
_BEHIND = 3
_BASE = 10_000
_SAME = 0.01  # how far the votes cast may differ: another total is another vote


def tallies(words: Sequence[Word], numbers: Sequence[Quantity]) -> dict[int, tuple[int, float]]:
    """Where a tally starts: where it ends, and its two numbers as one."""
    if _VOTING.isdisjoint(w.lower for w in words):
        return {}
    found: dict[int, tuple[int, float]] = {}
    for q in numbers:
        if q.kind == "score":
            found[q.start] = q.end, _pair(q.value // 1000, q.value % 1000)
    counts = [q for q in numbers if q.kind == "count"]
    for one, two in pairwise(counts):
        whole = one.value == int(one.value) and two.value == int(two.value)
        few = max(one.value, two.value) < _BASE and min(one.value, two.value) >= 0
        if whole and few and one.start not in found and _against(words, one, two):
            found[one.start] = two.end, _pair(one.value, two.value)
    return found


def _against(words: Sequence[Word], one: Quantity, two: Quantity) -> bool:
    """Whether the second number is of those who voted against the first."""
    between = [w.lower for w in words[one.end : two.start]]
    if set(between) in _JOINT:
        return "from" not in {w.lower for w in words[max(0, one.start - 2) : one.start]}
    behind = {w.lower for w in words[two.end : two.end + _BEHIND]}
    sides = [(_YES, _NO), (_NO, _YES)]
    opposed = any(not (a.isdisjoint(between) or b.isdisjoint(behind)) for a, b in sides)
    return len(between) <= _APART and opposed


def _pair(one: float, two: float) -> float:
    return max(one, two) * _BASE + min(one, two)


def one_vote(one: float, two: float) -> bool:
    """Whether two tallies may be of one vote: as many took part."""
    cast = [sum(divmod(value, _BASE)) for value in (one, two)]
    return min(cast) >= max(cast) * (1 - _SAME)

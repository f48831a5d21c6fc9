"""Nouns: which counted things are the same in other words."""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.meaning.meanings import first_of_row
from summarizer.meaning.words import meaning

# The first row is anybody: what is told of people without saying of which.
_SAME = """
    people victim others lives humans bodies killed dead deaths fatalities injured wounded hurt
        casualties injuries missing |
    shop store supermarket outlet branch | house home dwelling household | flat apartment |
    job post position role | case infection | seat mandate | country nation |
    pupil student schoolchild | officer cop | worker employee staff |
    car vehicle | train locomotive | ship boat vessel ferry | plane aircraft jet airliner |
    operation surgery procedure | vote ballot | voter elector | crew crewman |
    parliament chamber assembly legislature | court tribunal | race marathon event |
    firefighter fireman | migrant refugee | hostage captive | company firm business |
    flight departure | shot bullet round | soldier troop | resident inhabitant villager local
"""
_PEOPLE = """
    people victim resident claimant plaintiff member passenger voter delegate worker employee
    student pupil patient customer striker nurse teacher driver runner participant saver investor
    creditor villager tenant guest demonstrator protester marcher supporter fan spectator visitor
"""


def _rows() -> dict[str, str]:
    lines = " ".join(_SAME.split()).replace("|", "\n")
    return {meaning(w, w, "en"): row for w, row in first_of_row(lines).items()}


_ROW = _rows()
_ANYBODY = _ROW[meaning("people", "people", "en")]
PEOPLE = frozenset(meaning(w, w, "en") for w in _PEOPLE.split())


def alternatives(key: str) -> frozenset[str]:
    """The meanings that name the same thing as one; what is told of people is not one thing."""
    row = _ROW.get(key)
    if row is None or row == _ANYBODY:
        return frozenset({key})
    return frozenset(other for other, of in _ROW.items() if of == row)


def plainest(keys: Iterable[str]) -> frozenset[str]:
    """Meanings with those that are the same thing joined."""
    return frozenset(_ROW.get(key, key) for key in keys)


def same_noun(one: str, two: str) -> bool:
    """Whether two counted words (their meanings) are one; an unsaid noun is anybody."""
    return _ROW.get(one, one or _ANYBODY) == _ROW.get(two, two or _ANYBODY)

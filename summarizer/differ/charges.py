"""Charges: of what somebody is convicted or acquitted, and whether two verdicts are on one."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.differ.parts import LINKS
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word, functional

_EVERY = vocabulary("all every both any wrongdoing")
# What says nothing of which charge it is.
_IDLE = vocabulary("""
    charge charges count counts separate lesser further part one two three four five six several
    unanimously yesterday today offence offences offense crime crimes court jury judge case
    monday tuesday wednesday thursday friday saturday sunday
    """)
_LONG = 10  # words after the verdict that may name the charge
ALL = "*"


def charges(words: Sequence[Word], end: int) -> frozenset[str]:
    """The words of the charge after a verdict; `ALL` where it is on all of them."""
    found = set()
    for at in range(end, min(len(words), end + _LONG)):
        low = words[at].lower
        if not words[at].joined or (low in LINKS and low != "and"):
            break
        if low in _EVERY:
            return frozenset({ALL})
        if low not in _IDLE and not functional(words[at]) and not words[at].text.isdigit():
            found.add(words[at].key)
    return frozenset(found)


def same_charge(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two verdicts are on one charge: neither names any, they share one, or on all."""
    return one == two or ALL in one | two or bool(one & two)

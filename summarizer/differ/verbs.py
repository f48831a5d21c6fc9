"""Verbs: the auxiliaries before a verb, and whether it is quoted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word

BE = vocabulary("is are was were be been being got wasn't weren't isn't aren't")
_HAVE = vocabulary("has have had hasn't haven't hadn't")
_DO = vocabulary("did does do didn't doesn't don't")
_STAY = vocabulary("remain remains remained stay stays stayed")
_WILL = vocabulary("will won't would wouldn't to")
_MAY = vocabulary("can can't cannot could couldn't may might must should shouldn't ought")
_NOT = vocabulary("""
    not never no failed fails refused refuses declined declines wasn't weren't isn't aren't hasn't
    haven't hadn't didn't doesn't don't won't wouldn't
    """)
_FAILED = vocabulary("failed fails refused refuses declined declines")
BETWEEN = vocabulary("""
    already also always again even ever finally first fully immediately just later long now once
    only quickly shortly simply still soon then unanimously yesterday today far so yet since
    eventually officially formally narrowly thus both
    """)
Way = Literal["", "will", "to", "may"]


class Verb(NamedTuple):
    """The words before a verb: where they start, and what they say of it.

    `passive` after a form of "be", `linked` after one or "remain", `lasting` where the present is
    told, `past` after "had"; `way` is how far from done it is: done, planned, an infinitive,
    possible.
    """

    start: int
    negated: bool
    passive: bool
    linked: bool
    way: Way
    lasting: bool
    past: bool


def verb(words: Sequence[Word], at: int) -> Verb:
    """The auxiliaries before the verb at `at`, and the negation among them."""
    start, last = at, at
    seen: set[str] = set()
    while start > 0 and words[start].joined and at - start < 6:
        low = words[start - 1].lower
        helper = low in BE | _HAVE | _DO | _STAY | _WILL | _MAY | _NOT
        if not helper and low not in BETWEEN and not low.endswith("ly"):
            break
        start -= 1
        seen.add(low)
        last = start if helper else last
    plan = seen & _WILL - ({"to"} if seen & _FAILED else frozenset())
    way: Way = "may" if seen & _MAY else "to" if "to" in plan else "will" if plan else ""
    passive = bool(seen & BE) and not words[at].lower.endswith("ing")
    lasting = bool(seen & {"is", "are"}) and "been" not in seen
    linked = bool(seen & (BE | _STAY))
    return Verb(last, bool(seen & _NOT), passive, linked, way, lasting, "had" in seen)


def quoted(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` stands inside quotation marks."""
    inside = False
    for word in words[: at + 1]:
        for mark in word.gap:
            if mark in '"“”':
                inside = mark == "“" or (mark == '"' and not inside)
    return inside

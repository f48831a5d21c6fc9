"""Clauses: what stands around a value, and whether the sentence states it as a fact."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from summarizer.differ.moments import Tense
from summarizer.meaning.cluster import Readings
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word
from summarizer.types import Cluster

_HOURS = vocabulary("dawn dusk sunrise sunset daybreak noon midday midnight nightfall")
_SHORTENED = vocabulary("no vs approx am pm")
_BREAKS = frozenset(',;:—–()[]"“”')
_JOINS = vocabulary(
    "and but while whereas when after before because although though as where until or since"
)
# What is wished, guessed or asked for is not told; plans are, and are compared with plans.
_UNSURE = vocabulary(
    """must could may might should unless whether possibly perhaps probably potentially maximum
    minimum limit capacity goal target threatened threatens want wants wanted ask asks asked asking
    demand demanded demands hope hopes hoped believe believes believed fear fears feared claimed
    disputed seek seeks seeking sought proposed propose proposes proposal would likely forecast
    projected predict predicts predicted suggest suggests suggested example insist insists
    insisted insisting demanding request requests requested requesting
    urge urges urged urging insufficient inadequate compromise
    face faces facing analysts economists pollsters"""
)
# Before a number: it counts a part, or more than was counted already.
_PARTIAL = vocabulary(
    """including include includes included among another additional other further adding
    adds added add extra"""
)
_DENIED = vocabulary("not no never without neither nor cannot nobody none hardly deny denied")
_NOT = vocabulary("not no never")
_PLANNED = vocabulary(
    "will plans plan planned planning expected expects due scheduled set won't shall tomorrow"
)
_PLANS = frozenset({"plan", "plans"})
_DETERMINERS = vocabulary("the a this that its his her their of any these those")
_PAST_FORMS = vocabulary(
    """was were had did been began broke came gave went took fell felt struck hit met held found
    shot said told ran left lost won"""
)


def clause(words: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """The clause around `words[start:end]`, as a span."""
    low, high = start, end
    while low > 0 and not (_breaks(words, low) if low < start - 1 else _marked(words, low)):
        low -= 1
    while high < len(words) and not _breaks(words, high):
        high += 1
    return low, high


def _marked(words: Sequence[Word], at: int) -> bool:
    """Whether a mark opens a clause; right before a value "after" is no conjunction."""
    if not _BREAKS.isdisjoint(words[at].gap):
        return True
    stop = words[at].gap.startswith(". ") and words[at].capital
    return stop and words[at - 1].text.islower() and words[at - 1].lower not in _SHORTENED


def _breaks(words: Sequence[Word], at: int) -> bool:
    """Whether a clause begins with the word."""
    if _marked(words, at):
        return True
    after = words[at + 1].lower if at + 1 < len(words) else ""
    return words[at].lower in _JOINS and after not in _HOURS


def stated(reading: Reading, start: int, end: int, reach: int, quoted: bool) -> bool:
    """Whether the sentence states the value between start and end as a fact of its own.

    A word of doubt counts up to `reach` words behind the value, and anywhere before it.
    """
    words = reading.words
    if reading.question or _in_quotes(words, start, quoted):
        return False
    low, high = clause(words, start, end)
    around = (*words[max(low, start - 12) : start], *words[end : min(high, end + reach)])
    near = {w.lower for w in around if w.text != "May"}
    ahead = {w.lower for w in words[max(low, start - 6) : start]}
    lead = {w.lower for w in words[max(0, low - 1, start - 5) : start]}
    behind = {w.lower for w in words[end : min(high, end + reach)]}
    if near & _UNSURE or ahead & _DENIED or behind & _NOT or lead & _PARTIAL:
        return False
    if end < len(words) and words[end].lower in {"other", "others", "more", "another"}:
        return False
    return not any(w.lower in {"if", "unless"} for w in words[:start])


def _in_quotes(words: Sequence[Word], at: int, quoted: bool) -> bool:
    """Whether the word stands in quotation marks; `quoted` when the sentence begins in them."""
    inside = quoted
    for word in words[: at + 1]:
        for mark in word.gap:
            if mark == "“":
                inside = True
            elif mark == "”":
                inside = False
            elif mark == '"':
                inside = not inside
    return inside


def tense(words: Sequence[Word], start: int, end: int) -> Tense:
    """Whether the clause around a value tells a plan, a deed or neither."""
    low, high = clause(words, start, end)
    inside = [w.lower for w in (*words[low:start], *words[end:high])]
    if _plans(inside):
        return "future"
    past = any(w in _PAST_FORMS or (w.endswith("ed") and len(w) > 4) for w in inside)
    return "past" if past else ""


def _plans(inside: Sequence[str]) -> bool:
    """Whether a plan is told; `to` is part of one in `is to meet`, not in `went to`."""
    nouns = {two for one, two in pairwise(inside) if one in _DETERMINERS and two in _PLANS}
    if set(inside) & (_PLANNED - nouns):
        return True
    return any(
        one in {"is", "are", "was", "were", "be", "agreed"} and two == "to"
        for one, two in pairwise(inside)
    )


def quoted(cluster: Cluster, readings: Readings) -> set[int]:
    """The sentences that begin inside a quotation of their paragraph."""
    found = set()
    article, at, curly, straight = -1, 0, False, False
    for i, s in enumerate(readings.sentences):
        if s.article != article:
            article, at, curly, straight = s.article, 0, False, False
        before = cluster.stories[article][at : s.start]
        if "\n" in before:
            curly = straight = False
            before = before[before.rindex("\n") :]
        opened, closed = before.rfind("“"), before.rfind("”")
        curly = opened > closed if opened != closed else curly
        straight ^= before.count('"') % 2 == 1
        at = s.start
        if curly or straight:
            found.add(i)
    return found

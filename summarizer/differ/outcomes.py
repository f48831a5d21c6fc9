"""Outcomes: what one sentence says happened and another that it did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from summarizer.differ.asserted import asserted, governor
from summarizer.differ.parts import (
    NOTHING,
    UNKNOWN,
    Part,
    agent,
    none_of,
    person_before,
    subject,
    theme,
)  # fmt: skip
from summarizer.differ.scales import DEEDS, Phrase, said_at
from summarizer.differ.scene import remembered
from summarizer.differ.types import Clash, Pair, Value
from summarizer.differ.verbs import Verb, quoted, verb
from summarizer.meaning.cluster import Readings
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word, meaning

_WITH_OBJECT = DEEDS | {"result"}
_FAULT = vocabulary("fault liability wrongdoing blame responsibility guilt negligence error")
_CHARGES = frozenset(
    meaning(word, word, "en")
    for word in """
    murder manslaughter fraud theft robbery arson rape assault perjury bribery corruption espionage
    treason kidnapping burglary conspiracy extortion embezzlement negligence obstruction
    """.split()
)
# Of these there are many: more must be said than the bare word.
_COMMON = vocabulary("""
    bill plan propos motion law order request resolut amend rule measur appeal case polici nomine
    budget decis effort ban claim bid idea attempt challeng call
    """)


_AMONG = vocabulary("""
    more other others another remaining rest some several many most few
    """)


class Outcome(NamedTuple):
    """One end of a scale, who did it (`by`), and whom or what it is said of."""

    scale: str
    sign: int
    by: Part
    of: Part
    start: int
    end: int


def clashes(told: Readings, pair: Pair) -> Iterator[Clash]:
    """What the two sentences say the opposite of."""
    if not _same_time(told[pair.one], told[pair.two]):
        return
    for one in said(told, pair.one):
        for two in said(told, pair.two):
            if one.scale == two.scale and one.sign != two.sign and _same(told, pair, one, two):
                yield Clash("outcome", _value(pair.one, one), _value(pair.two, two))


def _value(sentence: int, outcome: Outcome) -> Value:
    key = f"{outcome.scale} {'+' if outcome.sign > 0 else '-'}"
    return Value(sentence, outcome.start, outcome.end, key)


def _same_time(one: Reading, two: Reading) -> bool:
    years = [{q.value for q in r.numbers if q.kind in {"year", "date"}} for r in (one, two)]
    if years[0] and years[1] and not years[0] & years[1]:
        return False
    return not one.days or not two.days or bool(one.days & two.days)


def _same(told: Readings, pair: Pair, one: Outcome, two: Outcome) -> bool:
    """Whether both are said of the same, and of the same doer."""
    mine, theirs = told[pair.one], told[pair.two]
    if one.scale == "accord":
        items = {i.key for i in mine.items} & {i.key for i in theirs.items}
        return bool(mine.days & theirs.days) and bool(items)
    if not _alike(one.of, two.of):
        return False
    if one.by != NOTHING and two.by != NOTHING:
        return _alike(one.by, two.by)
    if one.by == two.by:
        return True
    if one.of.head in _COMMON and len(one.of.keys & two.of.keys) < 2:
        return False
    names = [{k for n in r.names if not n.weak for k in n.who} for r in (mine, theirs)]
    return bool(names[0] & names[1])


def _alike(one: Part, two: Part) -> bool:
    """Whether both may name one thing: a name, or the same noun described no other way."""
    named = bool(one.names & two.names)
    if one.names and two.names and not named:
        return False
    if not one.head or not two.head:
        return named
    shared = one.keys & two.keys
    least = min(len(one.keys), len(two.keys))
    heads = one.head in two.keys or two.head in one.keys or len(shared) > 2
    return bool(shared) and heads and 2 * len(shared) >= least


@remembered
def said(told: Readings, i: int) -> tuple[Outcome, ...]:
    """The outcomes that sentence i tells."""
    reading = told[i]
    if reading.question:
        return ()
    found: list[Outcome] = []
    at = 0
    while at < len(reading.words):
        phrases, end = said_at(reading.words, at)
        if phrases and not quoted(reading.words, at):
            before = verb(reading.words, at)
            who = _subject(told, i, governor(reading.words, before))
            for phrase in phrases:
                found += _outcomes(reading, phrase, before, who, at, end)
        at = max(end, at + 1)
    return tuple(dict.fromkeys(found))


def _subject(told: Readings, i: int, at: int) -> Part:
    """Who or what the verb at `at` is said of; "he" may be named in a sentence before."""
    who = subject(told[i], at)
    if who.head == UNKNOWN:
        return who._replace(head="", names=person_before(told, i))
    return who


def _outcomes(
    reading: Reading, phrase: Phrase, before: Verb, who: Part, at: int, end: int
) -> Iterator[Outcome]:
    """The outcome that a phrase tells, if it is told firmly of somebody or something."""
    words = reading.words
    if not asserted(words, phrase, before, who, at, end):
        return
    by, of = _roles(reading, phrase, before, who, end)
    if _some(reading, of):
        return
    scale = _exactly(words, phrase.scale, end)
    if phrase.scale in DEEDS and before.passive:
        scale += " to"  # who was signed did not sign
    if scale and (of.keys or of.names):
        sign = -phrase.sign if before.negated != none_of(reading, who) else phrase.sign
        start = who.start if who.start < before.start and who.end else before.start
        yield Outcome(scale, sign, by, of, start, end)


def _some(reading: Reading, part: Part) -> bool:
    """Whether it is said of some among others ("three more", "26 people"): of which, is unsaid."""
    words = reading.words[part.start : part.end]
    first = {part.start, part.start + 1}
    counted = any(q.start in first and q.kind == "count" and q.value > 1 for q in reading.numbers)
    whole = any(w.lower in {"both", "of"} for w in words[:4])  # "thirty metres of the wall"
    return (counted and not whole) or any(w.lower in _AMONG for w in words)


def _exactly(words: Sequence[Word], scale: str, end: int) -> str:
    """The scale with what it is about, where there may be several of one person; maybe empty.

    Of one charge somebody is convicted, of another acquitted, and admits one fault, not another.
    """
    after = words[end : end + 8]
    if scale == "blame":
        fault = [w.lower for w in after if w.lower in _FAULT]
        return f"{scale} {fault[0]}" if fault else ""
    if scale in {"verdict", "plea", "charge"}:
        return " ".join([scale, *(w.key for w in after if w.key in _CHARGES)])
    return scale


def _roles(
    reading: Reading, phrase: Phrase, before: Verb, who: Part, end: int
) -> tuple[Part, Part]:
    """Who did it, and to whom or what."""
    if phrase.how == "is" or (phrase.how == "did" and phrase.scale not in _WITH_OBJECT):
        return NOTHING, who
    if before.passive:
        return agent(reading, end), who
    what = theme(reading, end)
    if phrase.scale == "result":
        return who, what
    if what == NOTHING and phrase.how == "did":
        return NOTHING, who
    return who, what

"""Outcomes: what one sentence says happened and another that it did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from summarizer.differ.asserted import asserted, governor
from summarizer.differ.charges import charges, same_charge
from summarizer.differ.likeness import PERSONAL, alike, some, unowned
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
from summarizer.differ.scales import Phrase, said_at
from summarizer.differ.scene import remembered
from summarizer.differ.types import Clash, Pair, Value
from summarizer.differ.verbs import Verb, quoted, verb
from summarizer.meaning.cluster import Readings
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word

_WITH_OBJECT = frozenset({"result", "presence"})
_FAULT = vocabulary("fault liability wrongdoing blame responsibility guilt negligence error")


_OF_CHARGES = vocabulary("verdict plea charge")
# Of these both sides must give one day: it may turn within a week.
_DAILY = vocabulary("direction")


class Outcome(NamedTuple):
    """One end of a scale, who did it (`by`), whom or what it is said of, and on which charges."""

    scale: str
    sign: int
    by: Part
    of: Part
    charges: frozenset[str]
    start: int
    end: int


def clashes(told: Readings, pair: Pair) -> Iterator[Clash]:
    """What the two sentences say the opposite of."""
    if not _same_time(told, pair):
        return
    for one in said(told, pair.one):
        for two in said(told, pair.two):
            if _against(told, pair, one, two) and not _both_told(told, pair, one, two):
                yield Clash("outcome", _value(pair.one, one), _value(pair.two, two))


def _against(told: Readings, pair: Pair, one: Outcome, two: Outcome) -> bool:
    """Whether the outcomes are opposite ends of one scale for one thing."""
    if one.scale != two.scale or one.sign == two.sign:
        return False
    if one.scale in _DAILY and not told[pair.one].days & told[pair.two].days:
        return False
    return same_charge(one.charges, two.charges) and _same(told, pair, one, two)


def _both_told(told: Readings, pair: Pair, one: Outcome, two: Outcome) -> bool:
    """Whether an article tells both ends: it knows how one became the other."""
    for here, mine, theirs in ((pair.one, one, two), (pair.two, two, one)):
        for i, other in _ends(told).get(
            (told.sentences[here].article, mine.scale, theirs.sign), ()
        ):
            same = i != here and same_charge(other.charges, mine.charges)
            if same and alike(other.of, mine.of, mine.scale):
                return True
    return False


@lru_cache(maxsize=1)
def _ends(told: Readings) -> dict[tuple[int, str, int], list[tuple[int, Outcome]]]:
    """What each article tells of each end of a scale, with the sentence."""
    found: dict[tuple[int, str, int], list[tuple[int, Outcome]]] = defaultdict(list)
    for i, sentence in enumerate(told.sentences):
        for outcome in said(told, i):
            found[(sentence.article, outcome.scale, outcome.sign)].append((i, outcome))
    return found


def _value(sentence: int, outcome: Outcome) -> Value:
    key = f"{outcome.scale} {'+' if outcome.sign > 0 else '-'}"
    return Value(sentence, outcome.start, outcome.end, key)


def _same_time(told: Readings, pair: Pair) -> bool:
    """Whether neither sentence names a day or year that the other is not of."""
    one, two = told[pair.one], told[pair.two]
    years = [{q.value for q in r.numbers if q.kind in {"year", "date"}} for r in (one, two)]
    if any(years) and not years[0] & years[1]:
        return False
    return not one.days or not two.days or bool(one.days & two.days)


def _same(told: Readings, pair: Pair, one: Outcome, two: Outcome) -> bool:
    """Whether both are said of the same, and of the same doer."""
    if one.scale == "accord":
        mine, theirs = told[pair.one], told[pair.two]
        items = {i.key for i in mine.items} & {i.key for i in theirs.items}
        return bool(mine.days & theirs.days) and bool(items)
    if not alike(one.of, two.of, one.scale):
        return False
    if one.by == NOTHING or two.by == NOTHING:
        return one.by == two.by  # whoever else passed a thing may have blocked another
    return alike(one.by, two.by)


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
    of = unowned(reading, of) if phrase.scale in PERSONAL else of
    if some(reading, of) or some(reading, by):
        return
    scale = _exactly(words, phrase.scale, end)
    if scale and (of.keys or of.names):
        sign = -phrase.sign if before.negated != none_of(reading, who) else phrase.sign
        start = who.start if who.start < before.start and who.end else before.start
        named = charges(words, end) if scale in _OF_CHARGES else frozenset[str]()
        yield Outcome(scale, sign, by, of, named, start, end)


def _exactly(words: Sequence[Word], scale: str, end: int) -> str:
    """The scale with what it is about: one admits a fault, not another; maybe empty."""
    after = words[end : end + 8]
    if scale == "blame":
        fault = [w.lower for w in after if w.lower in _FAULT]
        return f"{scale} {fault[0]}" if fault else ""
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
    if phrase.scale in _WITH_OBJECT:
        return who, what
    if what == NOTHING and phrase.how == "did":
        return NOTHING, who
    return who, what

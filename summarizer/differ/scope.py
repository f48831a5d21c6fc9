"""Scope: what a value is limited to, so that values of another scope are not compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from summarizer.meaning.spelling import MONTHS, spelled
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word

_GRAVE = vocabulary("serious seriously critical critically badly severely slightly minor lightly")
_PARTS = vocabulary("these those them whom which us you the")
_WHEN = vocabulary("previous previously earlier ago annually yearly daily monthly weekly")
_RATES = vocabulary("hour day night week month year share person head household capita")
_ORDER = vocabulary("first second third fourth fifth last next")
_STAGES = vocabulary("round half quarter day hour phase week stage ballot leg set year month vote")
_EACH = vocabulary("a an per each every")
_ADDING = vocabulary("with without including excluding counting adding")  # the costs, the crew
_LEAD = 8
_WHOLE = vocabulary("entitled eligible registered voters")


def scope(
    words: Sequence[Word], start: int, end: int, low: int, high: int, day: date | None
) -> frozenset[str]:
    """What limits the value `words[start:end]` in its clause `words[low:high]`.

    A year other than the article's counts anywhere in the sentence, a month in the clause;
    "part" marks a share of something counted before ("six of them").
    """
    found = {
        f"when {w.text}"
        for at, w in enumerate(words)
        if _year(w) and not start <= at < end and (day is None or w.text != str(day.year))
        if not _superlative(words, at)
    }
    if (years := _span(words, found)) is not None:
        found = {f"from {years}"}
    found |= {f"over {years}" for years in _years(words)}
    if _of_those(words, end):
        found.add("part")
    if words[0].lower in _ADDING and start > 1 and _short(words):
        found.add(words[0].lower)
    if _with_more(words, end):
        found.add("with")
    for at in range(low, high):
        if start <= at < end:
            continue
        word, after = words[at].lower, words[at + 1] if at + 1 < high else None
        if _month(words[at]) and (day is None or MONTHS[word] != day.month):
            found.add(f"when {word}")
        if word in _GRAVE:
            found.add("grave")
        if word in _WHEN:
            found.add(f"when {word}")
        if after is not None:
            found |= _of_two(word, after, at >= end)
    return frozenset(found)


def _span(words: Sequence[Word], years: set[str]) -> int | None:
    """How many years the only two named ones span: `between 2023 and 2029`."""
    at = [n for n, w in enumerate(words) if _year(w)]
    if len(at) != 2 or len(years) != 2 or at[1] != at[0] + 2 or not at[0]:
        return None
    if words[at[0] - 1].lower not in {"between", "from"}:
        return None
    return int(words[at[1]].text) - int(words[at[0]].text)


def _superlative(words: Sequence[Word], at: int) -> bool:
    """Whether a year says how rare a thing is: `the strongest since 2009`."""
    if words[at - 1].lower != "since" or at < 2:
        return False
    before = [w.lower for w in words[max(0, at - 5) : at - 1]]
    return any(w in _TOP or (w.endswith("est") and len(w) > 4) for w in before)


_TOP = vocabulary("first worst best most record last")


def _years(words: Sequence[Word]) -> Iterator[int]:
    """How many years a value is of: `over six years`."""
    for at, word in enumerate(words[:-2]):
        if word.lower in _DURING:
            value, end = spelled(words, at + 1)
            if value is None and words[at + 1].text.isdecimal():
                value, end = float(words[at + 1].text[:4]), at + 2
            if value is not None and end < len(words) and words[end].lower == "years":
                yield int(value)


_DURING = vocabulary("over in during within")


def alike(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two scopes are one; years may be named or counted: 2023 to 2029, over six years."""
    spans = [{limit for limit in limits if limit.startswith(_SPANS)} for limits in (one, two)]
    if one - spans[0] != two - spans[1]:
        return False
    lengths = [{limit.split()[1] for limit in span} for span in spans]
    if all(lengths):
        return lengths[0] == lengths[1]
    return not any(limit.startswith("from ") for span in spans for limit in span)


_SPANS = ("from ", "over ")


def _of_those(words: Sequence[Word], end: int) -> bool:
    """`six of them`, `two of the men`; all who may vote are the whole."""
    if end + 1 >= len(words) or words[end].lower != "of":
        return False
    article, owned = words[end + 1].lower, words[end + 2 : end + 2 + _PHRASE]
    if article not in _PARTS or (owned and owned[0].lower in _WHOLE):
        return False
    return article != "the" or any(_many(word) for word in owned)


def _many(word: Word) -> bool:
    """Whether the word is of several: `of the men`, `of the crew`, not `of the hotel`."""
    return word.lower in _GROUPS or (word.lower.endswith("s") and not word.lower.endswith("ss"))


_PHRASE = 3
_GROUPS = vocabulary(
    """people men women children crew team family jury group party staff police total whole
    population class council board panel country country's public force cast squad dead injured
    wounded missing victims accused"""
)


def _with_more(words: Sequence[Word], end: int) -> bool:
    """`£3 million, stock included`, `£3 million including stock`; not `12, including 3 men`."""
    behind = words[end : end + 4]
    if any(w.text[0].isdigit() for w in behind) or not behind:
        return False
    if behind[0].lower in {"including", "inclusive"}:
        return True
    return "," in behind[0].gap and any(w.lower == "included" for w in behind)


def _short(words: Sequence[Word]) -> bool:
    """Whether a comma soon ends the lead of a sentence: `With the crew, 52 people were aboard`."""
    return any("," in w.gap for w in words[1:_LEAD])


def _of_two(word: str, after: Word, behind: bool) -> set[str]:
    """What two neighbouring words limit: `second round`, `per share`, `per 100,000`."""
    if word in _ORDER and after.lower in _STAGES:
        return {f"{word} {after.lower}"}
    if behind and word in _EACH and after.lower in _RATES:
        return {f"per {after.lower}"}
    if behind and word == "per" and after.text[0].isdigit():
        return {f"per {after.text}"}
    return set()


def _month(word: Word) -> bool:
    return word.capital and word.lower in MONTHS


def _year(word: Word) -> bool:
    return len(word.text) == 4 and word.text.isdecimal() and 1800 <= int(word.text) <= 2100

"""Scope: what a value is limited to, so that values of another scope are not compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from summarizer.meaning.spelling import MONTHS
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


def scope(
    words: Sequence[Word], start: int, end: int, low: int, high: int, day: date | None
) -> frozenset[str]:
    """What limits the value `words[start:end]` in its clause `words[low:high]`.

    A year other than the article's counts anywhere in the sentence, a month in the clause;
    "part" marks a share of something counted before ("six of them").
    """
    found = {
        f"when {w.text}" for w in words if _year(w) and (day is None or w.text != str(day.year))
    }
    if end + 1 < len(words) and words[end].lower == "of" and words[end + 1].lower in _PARTS:
        found.add("part")
    if words[0].lower in _ADDING and start > 1:
        found.add(words[0].lower)
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

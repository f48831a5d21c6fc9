"""How numbers are spelled: digits, number words, months and weekdays."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word

_UNITS = {
    "zero": 0.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
    "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0,
    "thirteen": 13.0, "fourteen": 14.0, "fifteen": 15.0, "sixteen": 16.0, "seventeen": 17.0,
    "eighteen": 18.0, "nineteen": 19.0,
}  # fmt: skip
_TENS = {
    "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0,
    "seventy": 70.0, "eighty": 80.0, "ninety": 90.0,
}  # fmt: skip
SCALE = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "m": 1e6, "bn": 1e9, "k": 1e3, "dozen": 12.0, "tn": 1e12, "mn": 1e6,
}  # fmt: skip
_NAMED = {"dozen": 12.0, "pair": 2.0, "half": 0.5, "both": 2.0, "twice": 2.0, "couple": 2.0}
ORDINALS = {
    "second": 2.0, "third": 3.0, "fourth": 4.0, "fifth": 5.0, "sixth": 6.0, "seventh": 7.0,
    "eighth": 8.0, "ninth": 9.0, "tenth": 10.0, "eleventh": 11.0, "twelfth": 12.0,
}  # fmt: skip
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
WEEKDAYS = vocabulary("monday tuesday wednesday thursday friday saturday sunday")
# A sentence and its source may each name some of a group; the same or a silent one agree.
DAY_GROUPS = (
    WEEKDAYS,
    vocabulary("morning afternoon evening night"),
    frozenset(MONTHS) - {"may"},
)


# What a number in words may start with.
NUMERALS = frozenset({*_UNITS, *_TENS, *_NAMED, *SCALE, *ORDINALS})


def digits(text: str) -> float | None:
    """The value of `3,000` or `1.5`; None for anything else (`3:30`, `1.2.3`, huge)."""
    plain = text.replace(",", "")
    if len(plain) > 18 or not plain[:1].isdigit() or ":" in plain or plain.count(".") > 1:
        return None
    try:
        return float(plain)
    except ValueError:
        return None


def no_value(text: str) -> int:
    """A number that stands for digits that are no value (`1.2.3`): equal only to itself."""
    return int("".join(c for c in text if c.isascii() and c.isdigit())[:15] or "0") + 10**15


def spelled(words: Sequence[Word], at: int) -> tuple[float | None, int]:
    """The value of number words from `at`: "two hundred and fifty", "a dozen"."""
    total, part, end = 0.0, 0.0, at
    seen = False
    while end < len(words) and (end == at or words[end].joined):
        low = words[end].lower
        if low in _UNITS:
            part += _UNITS[low]
        elif low in _TENS:
            part += _TENS[low]
        elif seen and low in SCALE and len(low) > 2:
            part = max(part, 1.0) * SCALE[low]
            if low not in {"hundred", "dozen"}:
                total, part = total + part, 0.0
        elif not (seen and low == "and" and _continues(words, end)):
            break
        seen, end = True, end + 1
    if seen:
        return total + part, end
    return _one_word(words, at)


def _continues(words: Sequence[Word], at: int) -> bool:
    before = words[at - 1].lower in {"hundred", "thousand"}
    return before and at + 1 < len(words) and words[at + 1].lower in {*_UNITS, *_TENS}


def _one_word(words: Sequence[Word], at: int) -> tuple[float | None, int]:
    """`a dozen`, `a million`, `a pair`."""
    low = words[at].lower
    article = at > 0 and words[at - 1].lower in {"a", "an", "per"}
    if low in _NAMED and (low not in {"couple"} or article):
        return _NAMED[low], at + 1
    if article and low in SCALE and len(low) > 2:
        return SCALE[low], at + 1
    return None, at

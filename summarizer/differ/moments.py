"""Moments: the dates and times of a sentence, resolved against the date of its article.

A date is the set of days it may mean, as month and day (1006 is 6 October), since news leaves
the year out; "the end of March" is the days of its last third.  A year alone is one number of
its own (18870000).  A time is the intervals of minutes after midnight it may mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from summarizer.differ.clocks import HOURS, NOONS, clock
from summarizer.meaning.spelling import MONTHS, ORDINALS, digits
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word, functional

Tense = Literal["past", "future", ""]
TenseOf = Callable[[Sequence[Word], int, int], Tense]


class Moment(NamedTuple):
    """A date (`days`) or a time (`minutes`): `words[start:end]` say it.

    `zone` is the time zone that the words name, maybe empty.
    """

    kind: Literal["date", "time"]
    days: frozenset[int]
    minutes: tuple[tuple[int, int], ...]
    start: int
    end: int
    zone: str = ""


_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def moments(words: Sequence[Word], day: date | None, tense: TenseOf) -> Iterator[Moment]:
    """The dates and times of a sentence of an article of `day`."""
    at = 0
    while at < len(words):
        if not opens(words[at]):
            at += 1
            continue
        found = (
            _calendar(words, at)
            or _month_part(words, at)
            or _weekday(words, at, day, tense)
            or _year(words, at)
            or _time(words, at)
        )
        if found is None:
            at += 1
        else:
            yield found
            at = found.end


def opens(word: Word) -> bool:
    """Whether a date or time may begin with the word."""
    return word.text[0].isdigit() or word.lower in _OPENERS or word.key in MONTHS


_OPENERS = frozenset(
    {*_WEEK, *HOURS, *ORDINALS, *MONTHS, "quarter", "twenty", "half", "first"} | NOONS
)


def _time(words: Sequence[Word], at: int) -> Moment | None:
    found = clock(words, at)
    if found is None:
        return None
    return Moment("time", frozenset(), found.minutes, at, found.end, found.zone)


def _calendar(words: Sequence[Word], at: int) -> Moment | None:
    """`6 October`, `October 6`, `the 20th of September`; a stated year must be dropped later."""
    word = words[at]
    if (month := _month(word)) is not None:
        number, end = _day_number(words, at + 1)
        return _dated(words, month, number, at, end)
    number, end = _day_number(words, at)
    if number is None:
        return None
    end += end < len(words) and words[end].lower == "of"
    if end >= len(words) or words[end].gap != " ":
        return None
    month = _month(words[end])
    return _dated(words, month, number, at, end + 1) if month is not None else None


def _month(word: Word) -> int | None:
    """The month that a word names; its meaning knows "Oct", its letters know "July"."""
    found = MONTHS.get(word.lower, MONTHS.get(word.key))
    return found if word.capital else None


def _month_part(words: Sequence[Word], at: int) -> Moment | None:
    """`at the end of March`, `in early March`, `mid-March`."""
    month, before = _month(words[at]), [w.lower for w in words[max(0, at - 2) : at]]
    after = words[at + 1] if at + 1 < len(words) else None
    if month is None or (after is not None and after.text[0].isdigit()):
        return None
    part = before[-2] if before[-1:] == ["of"] and len(before) == 2 else "".join(before[-1:])
    if part not in _PARTS:
        return None
    low, high = _PARTS[part]
    days = frozenset(month * 100 + number for number in range(low, high + 1))
    return Moment("date", days, (), at - 1 - (before[-1] == "of"), at + 1)


# The days that parts of a month may be.
_PARTS = {
    "early": (1, 12), "beginning": (1, 12), "start": (1, 10), "mid": (8, 23), "middle": (8, 23),
    "late": (18, 31), "end": (20, 31),
}  # fmt: skip


def _year(words: Sequence[Word], at: int) -> Moment | None:
    """`in 1887`; a month before it makes it part of a date."""
    text = words[at].text
    if not dated(words[at]):
        return None
    if not at or words[at - 1].lower != "in":
        return None
    after = words[at + 1] if at + 1 < len(words) else None
    if after is not None and after.gap == " " and not (after.capital or functional(after)):
        return None  # in 1200 homes
    return Moment("date", frozenset({int(text) * _YEAR}), (), at, at + 1)


def dated(word: Word) -> bool:
    """Whether the word may be a year."""
    return len(word.text) == 4 and word.text.isdecimal() and 1000 <= int(word.text) <= 2100


_YEAR = 10_000


def yearly(moment: Moment) -> bool:
    """Whether it is a year alone."""
    return any(day >= _YEAR for day in moment.days)


def _dated(
    words: Sequence[Word], month: int, number: int | None, start: int, end: int
) -> Moment | None:
    if number is None:
        return None
    if end < len(words) and words[end].text.isdigit() and len(words[end].text) == 4:
        end += 1
    return Moment("date", frozenset({month * 100 + number}), (), start, end)


def _day_number(words: Sequence[Word], at: int) -> tuple[int | None, int]:
    """`6`, `20th`, `ninth`, and where it ends."""
    if at >= len(words):
        return None, at
    if words[at].lower in ORDINALS or words[at].lower == "first":
        return int(ORDINALS.get(words[at].lower, 1.0)), at + 1
    text = words[at].lower
    value = digits(text.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th"))
    if value is None or not 1 <= value <= 31 or value != int(value):
        return None, at
    end = at + 1
    if end < len(words) and words[end].gap == "" and words[end].lower in _SUFFIXES:
        end += 1
    return int(value), end


_SUFFIXES = vocabulary("st nd rd th")


def _weekday(words: Sequence[Word], at: int, day: date | None, tense: TenseOf) -> Moment | None:
    """`on Tuesday`, `next Monday`, `Wednesday week`, `yesterday`."""
    lower = words[at].lower
    if day is None or words[at].owner:
        return None
    if lower not in _WEEK:
        return None
    before = words[at - 1].lower if at else ""
    after = [w.lower for w in words[at + 1 : at + 3]]
    back = (day.weekday() - _WEEK.index(lower)) % 7
    ahead = (-back) % 7
    if after[:1] == ["week"]:
        days, end = [ahead + 7], at + 2
    elif after == ["this", "week"]:
        days, end = [_WEEK.index(lower) - day.weekday()], at + 3
    elif before == "next":
        days, end = [ahead or 7, ahead + 7], at + 1
    elif before == "last":
        days, end = [-back if back else -7, -back - 7], at + 1
    else:
        days, end = _near(tense(words, at, at + 1), back, ahead), at + 1
    start = at - (before in {"next", "last"})
    return Moment("date", _month_days(day, days), (), start, end)


def _near(way: Tense, back: int, ahead: int) -> list[int]:
    """How many days away a bare weekday may be; one of the article's own day may be a week off."""
    if way == "future":
        return [ahead] if ahead else [0, 7]
    if way == "past":
        return [-back] if back else [0, -7]
    return [-back, ahead]


def _month_days(day: date, away: Sequence[int]) -> frozenset[int]:
    found = [day + timedelta(days=n) for n in away]
    return frozenset(d.month * 100 + d.day for d in found)

"""Typed values of a text: counts, money, percentages, measures, dates, times, ordinals.

Each stage of `values` is one regular expression whose finds are blanked, so that the next stage
cannot read them again: noise, times, dates, fractions, ordinals, and last plain numbers, whose
kind follows from the words around them.  No expression repeats without a bound what may match in
two ways, so reading is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from math import inf
from typing import Literal

from summarizer.text.lexicon import MONTH, MONTHS, ONES, ORDINALS, SCALES, TENS, WEEKDAYS
from summarizer.text.tokens import STOPWORDS, stemmer

Kind = Literal["count", "money", "percent", "measure", "date", "time", "ordinal"]


@dataclass(frozen=True, slots=True)
class Value:
    """A value that `text[start:end]` states: it lies from `low` to `high`, both included.

    `unit` by kind: count, the stem of the noun counted, or "dead" and "hurt" for people killed
    and injured, "age" (in years), "tally" for a vote or score (first * 10,000 + second), "" where
    unknown; money, the currency's code; percent, "%" or "point"; measure, "m", "m2", "m3", "kg",
    "km/h", "s", "degree"; date, "day" (a `date.toordinal`), "yearless" (the same in year 4) or
    "weekday" (0 is Monday); time, in minutes of the day, "24h", or "12h" if morning or evening is
    open.  `exact` says that no word like "about" hedges it.
    """

    kind: Kind
    low: float
    high: float
    unit: str
    start: int
    end: int
    exact: bool = True


_MOST = 500  # a text with more values is a table; to compare them takes the square of this
_ROUGH = 0.1  # how far "about" reaches
_NEAR = 0.05  # how far at most a round number may lie from what it rounds
_CLOCKS = 5  # by how many minutes two reports of a time may differ
_SMALL = {w: n for n, w in enumerate(ONES, 1)} | {w: 10 * n for n, w in enumerate(TENS, 2)}
_TIMES = SCALES | {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_SIGNS = {"$": "USD", "US$": "USD", "A$": "AUD", "C$": "CAD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_MONEY = {"dollar": "USD", "cent": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY"}
_MONEY |= {"yuan": "CNY", "rupee": "INR", "rouble": "RUB", "ruble": "RUB", "peso": "MXN"}
# Base unit: the names of its units, plural left out, with what one is in it.
_METRIC = {
    "m": {"mm millimetre millimeter": 1e-3, "cm centimetre centimeter": 1e-2,
          "m metre meter": 1.0, "km kilometre kilometer": 1e3},
    "m2": {"hectare": 1e4}, "m3": {"litre liter": 1e-3}, "km/h": {"kph": 1.0, "km/h": 1.0},
    "kg": {"g gram": 1e-3, "kg kilo kilogram": 1.0, "ton tonne": 1e3}, "degree": {"degree": 1.0},
    "s": {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0,
          "month": 2629800.0, "year": 31557600.0, "decade": 315576000.0},
}  # fmt: skip
_IMPERIAL = {
    "m": {"inch": 0.0254, "foot feet ft": 0.3048, "yard": 0.9144, "mile": 1609.344},
    "m2": {"acre": 4046.86}, "m3": {"gallon": 3.785e-3, "barrel": 0.159},
    "kg": {"lb pound": 0.45359, "ounce": 0.02835}, "km/h": {"mph": 1.609344, "knot": 1.852},
}  # fmt: skip
_UNITS = {
    name: (base, factor, table is _IMPERIAL)
    for table in (_METRIC, _IMPERIAL)
    for base, named in table.items()
    for names, factor in named.items()
    for name in names.split()
}
_PEOPLE = """people person man men woman women child children member passenger victim civilian
    other soldier officer student worker resident protester employee""".split()
_PLURALS = frozenset([*_PEOPLE, *"dead police personnel staff killed injured wounded".split()])
_ANYONE = frozenset([*stemmer()(_PEOPLE), "dead", "hurt", ""])
_SKIPPED = frozenset("more others new additional of the its their those all and or".split())

_BELOW = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES[:9])}))?|{'|'.join(_SMALL)})\b"
_SCALE = rf"(?:{'|'.join(SCALES)})\b"
_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_NOISE = re.compile(
    r"(?:https?://|www\.|pic\.twitter\.com/)\S+|[@#]\w+"
    r"|\+[0-9][0-9 ().-]{6,20}|\(?\b[0-9]{3}\)?[ .-][0-9]{3}[.-][0-9]{4}\b"  # telephones
    r"|(?<!\w)(?!(?:pre|post|mid)-)[A-Za-z]{1,20}-[0-9]\w*"  # F-35, COVID-19
    r"|\b[Nn]os?\. ?[0-9]+|\[[0-9]{1,4}\]|(?m:^\s{0,9}\(?[0-9]{1,3}[.)](?=\s))"  # No. 1, lists
    r"|\b[0-9]{1,3}/[0-9]{1,3}\b"  # 9/11
)
_CLOCK = re.compile(
    r"(?i)(?<![\w:.,$])(?:([0-9]{1,2})(?:[:.]([0-9]{2}))? ?([ap])(?:\.m\.|m\b)"
    r"|([0-9]{1,2}):([0-9]{2})(?![\w:])|(noon|midday|midnight)\b)"
)
_MONTH = re.compile(
    r"(?:(?<![\w.,$-])([0-3]?[0-9])(?:st|nd|rd|th)? (?:of )?)?"
    rf"\b({MONTH})\b(?:\.(?= [0-9]))?"
    r"(?: ([0-3]?[0-9])(?:st|nd|rd|th)?(?:[-–]([0-3]?[0-9]))?(?![\w:]|,[0-9]| percent| ?%))?"
    rf"(?:,? (?:of )?({_YEAR})\b)?"
)
# Before a month without day and year: without it, "May" and "June" may be other words.
_IN = re.compile(r"(?i)\b(?:in|since|until|by|of|last|next|this|early|late|from|through|to)\W$")
_DAY = re.compile(
    rf"(?<!Black )(?<!Super )\b(?:({'|'.join(WEEKDAYS)})(?!,? \0)"
    r"|([Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow)"
    r"|([Ll]ast|[Tt]his|[Nn]ext) (week|month|year))\b"
    rf"|(?<![\w.,$€£#:/])({_YEAR})(?:(s)|[-–]({_YEAR}|[0-9]{{2}}))?"
    rf"(?!\w|[-.,:][0-9]| ?%| (?:percent|per cent|{_SCALE}|dollars|euros|miles))"
)
_AHEAD = re.compile(r"\b(?:next|will|expected|scheduled|due|coming)(?: [\w']{1,20}){0,3} $")
_FRACTION = re.compile(
    r"(?i)\b(?:(half)(?=[ -](?:of|the|its|their|his|her|our|all|those|these)\b)"
    rf"|(an?|{_BELOW}|[0-9]{{1,2}})(?:[ -](?:(third|fourth|quarter|fifth|tenth)(?=s| of\b)s?\b)"
    rf"| (?:in|out of)(?: every)? ({_BELOW}|[0-9]{{1,3}}\b)(?! (?:day|week|month|year)s)))"
)
_ORDINAL = re.compile(
    rf"(?i)\b(?:([0-9]{{1,4}}) ?(?:st|nd|rd|th)|(?<!\ba )(?<!per )({'|'.join(ORDINALS)}))\b"
)
_NUMBER = re.compile(
    r"(?i)(?<![\w$€£])(?<![0-9][.,:/])(?:(?P<sign>(?:US|[AC])?\$|[€£¥]) ?)?"
    r"(?:(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    rf"(?P<scale>(?:[ -]?{_SCALE}){{1,2}}| ?(?:mn|bn|tn)\b|[mbk]\b)?"
    r"(?:(?!\w|[.,:/][0-9])|(?=(?:km|cm|mm|kg|ft|mph|kph)\b))"
    rf"|(?P<words>(?:{_BELOW}|(?:half an?|an? half|an?)(?=[ -]{_SCALE}))"
    rf"(?:[ -]{_SCALE}(?:(?: and)? {_BELOW})?){{0,4}})"
    r"|(?P<vague>(?:(?:(?:ten|dozen|hundred)s of |several |(?:a )?few )"
    r"(?:dozen|hundred|thousand|million)s?|(?:dozen|hundred|thousand|million|billion)s)\b))"
)
_JOINT = re.compile(r"(?: ?%| percent| per cent)?(?:[-–]| (to|and|or) )")
_PERCENT = re.compile(r"(?i) ?%|[ -](?:percentage[ -](points?)|per ?cent|pct)\b")
_MEASURE = re.compile(
    rf"(?i)[ -]?(?:(square|cubic)[ -])?({'|'.join(sorted(_UNITS, key=len, reverse=True))})"
    r"(?:e?s)?\b( (?:per|an) hour\b)?"
)
_CURRENCY = re.compile(rf"(?i)[ -](?:(?:US|U\.S\.) )?({'|'.join(_MONEY)})s?\b(?! of\b)")
_AGE = re.compile(r"(?i)[ -]years?[ -]olds?\b")
_AGED = re.compile(r"(?:\b[Aa]ged? |[A-Z][\w'’-]{0,20}, )$")
_OPEN = re.compile(r"(?i)(?: or (?:(more)|fewer|less)|([+]|-plus))(?!\w)")
_HEDGES = {
    "more": "more than|over|at least|above|exceed(?:ed|ing)|topped|no (?:fewer|less) than",
    "less": "fewer than|less than|under|below|up to|as (?:many|much) as|no more than",
    "near": "nearly|almost|close to",
    "about": "about|around|roughly|approximately|some|estimated|(?:shortly|just) (?:before|after)",
}
_HEDGE = re.compile(
    r"(?i)\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _HEDGES.items()) + r")\s$"
)
_LABEL = re.compile(
    r"(?:\b(?i:(flight|apollo|route|section|title|chapter|article|phase|level|page|room|rule"
    r"|interstate|highway|amendment|proposition|fortune|stage))|(?<![\w.])([A-Z][\w&'’]*)) $"
)
_WORDS = re.compile(r"(?:[ -][^\W\d_][\w.'’]*){1,5}")
_NOT_ONE = re.compile(r"(?i)\b(?:no|any|every|some|each|this|that|the|which)\s$")
_HARMED = re.compile(
    r"(?i)(?:[ -](?!(?:and|but|said|says|who|that|of|in|to|for|after|he|she|it|they|when)\b)"
    r"[A-Za-z'’]{1,20}){0,6}?[ -](?:(dead|killed|died|dies|deaths?|fatalities|lives (?:were )?lost)"
    r"|injured|wounded|hurt|injuries)\b"
)
_HARMING = re.compile(
    r"(?i)\b(?:(kill(?:s|ed|ing)|death toll[^.;,0-9]{0,40}|lives of)|injur(?:es|ed|ing)"
    rf"|wound(?:s|ed|ing))\s(?:(?:an )?(?:all|another|{'|'.join(_HEDGES.values())})\s)?$"
)


def values(text: str, published: str = "") -> tuple[Value, ...]:
    """The values of `text` in order, at most 500.

    `published` is the ISO date of the article, maybe with a time, to which "Tuesday", "last week"
    and "June 3" are relative.  A weekday is the last one up to that day, or the next one after
    "next" or "will".  Without it, "yesterday" and the like are no values.
    """
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        day = None
    if day and not 1000 < day.year < 9000:
        day = None
    found: list[Value] = []
    rest = _NOISE.sub(lambda match: "\0" * len(match[0]), text)
    for pattern, read in _STAGES:
        rest = pattern.sub(_taker(read, day, found), rest)
    found += islice(_numbers(rest), _MOST)
    return tuple(sorted(found, key=lambda value: value.start)[:_MOST])


_Reader = Callable[[re.Match[str], date | None], Value | None]


def _taker(read: _Reader, day: date | None, found: list[Value]) -> Callable[[re.Match[str]], str]:
    """A replacement for `re.sub` that keeps the value of a match and blanks its text."""

    def take(match: re.Match[str]) -> str:
        value = read(match, day)
        if value is None:
            return match[0]
        found.append(value)
        return "\0" * len(match[0])

    return take


def _clock(match: re.Match[str], _: date | None) -> Value | None:
    hour, minute, half, hours, minutes, noon = match.groups()
    if noon:
        hour, half = "12", "a" if noon.lower() == "midnight" else "p"
    at, past = int(hour or hours), int(minute or minutes or 0)
    if at > 24 or past > 59 or (half and not 1 <= at <= 12):
        return None
    if half:
        at = at % 12 + 12 * (half in "pP")
    unit = "12h" if not half and at <= 12 and not hours.startswith("0") else "24h"
    hedge = _HEDGE.search(match.string[max(0, match.start() - 20) : match.start()])
    minutes, spread = at % 24 * 60 + past, 30 if hedge else 0
    return Value("time", minutes - spread, minutes + spread, unit, *match.span(), hedge is None)


def _month(match: re.Match[str], day: date | None) -> Value | None:
    first, name, second, last, year = match.groups()
    month, number = _month_number(name), first or second
    before = match.string[max(0, match.start() - 8) : match.start()]
    if not (number or year or _IN.search(before) or len(name) > 6):
        return None
    try:
        low = _nearest(month, int(number or 1), int(year or 0), day)
        high = low.replace(day=int(last)) if last else low if number else _month_end(low)
    except ValueError:  # February 30
        return None
    unit = "day" if year or day else "yearless"
    value = Value("date", low.toordinal(), high.toordinal(), unit, *match.span())
    return value if low <= high else None


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _nearest(month: int, number: int, year: int, day: date | None) -> date:
    """The day in its year; where none is stated, the one nearest to the article, or in year 4."""
    if year or day is None:
        return date(year or 4, month, number)
    near = (date(y, month, number) for y in (day.year, day.year - 1, day.year + 1))
    return min(near, key=lambda d: abs(d - day))


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _day(match: re.Match[str], day: date | None) -> Value | None:
    """Weekdays, "yesterday", "last week", years and decades."""
    weekday, word, which, span, year, tens, until = match.groups()
    if year:
        first = int(year)
        last = int(year[: 4 - len(until)] + until) if until else first + 9 * bool(tens)
        return _dated(match, date(first, 1, 1), date(last, 12, 31)) if last >= first else None
    if day is None:
        index = WEEKDAYS.index(weekday) if weekday else 0
        return Value("date", index, index, "weekday", *match.span()) if weekday else None
    if weekday:
        before = match.string[max(0, match.start() - 60) : match.start()].removesuffix("on ")
        back = (day.weekday() - WEEKDAYS.index(weekday)) % 7
        that = day - timedelta(days=back - 7 * bool(_AHEAD.search(before)))
        return _dated(match, that, that)
    if word:
        that = day + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(word.lower(), 0))
        return _dated(match, that, that)
    step = {"last": -1, "this": 0, "next": 1}[which.lower()]
    if span == "week":
        low = day + timedelta(days=7 * step - day.weekday())
        return _dated(match, low, low + timedelta(days=6))
    if span == "month":
        low = (day.replace(day=15) + timedelta(days=30 * step)).replace(day=1)
        return _dated(match, low, _month_end(low))
    return _dated(match, date(day.year + step, 1, 1), date(day.year + step, 12, 31))


def _dated(match: re.Match[str], low: date, high: date) -> Value:
    return Value("date", low.toordinal(), high.toordinal(), "day", *match.span())


def _fraction(match: re.Match[str], _: date | None) -> Value | None:
    """Half of, a third of, two-thirds, two in three, 7 out of 10: percentages, within a point."""
    half, over, under, whole = match.groups()
    part = 1.0 if half or over.lower() in {"a", "an"} else _spelled(over)
    parts = 2 if half else _PARTS[under.lower()] if under else _spelled(whole)
    if not part < parts:
        return None
    low, high, _exact = _bounds(match.string, *match.span(), 100 * part / parts)
    return Value("percent", low - 1, high + 1, "%", *match.span(), exact=False)


_PARTS = {"third": 3, "fourth": 4, "quarter": 4, "fifth": 5, "tenth": 10}


def _ordinal(match: re.Match[str], _: date | None) -> Value:
    place = int(match[1]) if match[1] else ORDINALS.index(match[2].lower()) + 1
    return Value("ordinal", place, place, "", *match.span())


_STAGES: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_CLOCK, _clock), (_MONTH, _month), (_DAY, _day), (_FRACTION, _fraction),
    (_ORDINAL, _ordinal),
)  # fmt: skip


def _numbers(text: str) -> Iterator[Value]:
    """Plain numbers, with what they count or measure; a range and a vote are one value each."""
    at = 0
    for match in _NUMBER.finditer(text):
        tail = text[match.start() - 1 : match.start()] in {"-", "–"}  # of a name: Boeing 737-800
        if tail or match.start() < at or (value := _ranged(text, match)) is None:
            continue
        if opened := _OPEN.match(text, value.end):
            more = opened[1] or opened[2]
            low, high = (value.low, inf) if more else (0.0, value.high)
            value = replace(value, low=low, high=high, exact=False)
        at = value.end
        if value.low < 1e18:
            yield value


def _ranged(text: str, one: re.Match[str]) -> Value | None:
    """The value of a number, with the second one of a range ("10 to 12") or a vote ("52-48")."""
    low, high, scale = _written(one)
    start, end, sign = one.start(), one.end(), one["sign"]
    joint = _JOINT.match(text, end)
    two = _NUMBER.match(text, joint.end()) if joint else None
    before = text[max(0, start - 9) : start].lower()
    if joint and two and "from " not in before:
        below, above, scaled = _written(two)
        least = low * scaled if scale == 1 and low < 1000 else low  # 2 to 3 million
        range_ = {"and": "between " in before, "or": below - least < 2}.get(joint[1], True)
        if range_ and least < below:
            return _typed(text, start, two.end(), least, above, sign or two["sign"])
        whole = (one[0] + two[0]).isdecimal() and max(low, below) < 1e4
        if whole and joint[1] in {None, "to"}:
            tally = low * 1e4 + below
            return Value("count", tally, tally, "tally", start, two.end())
    return _typed(text, start, end, low, high, sign)


def _written(match: re.Match[str]) -> tuple[float, float, float]:
    """The bounds of a number as written, and the scale in it: 1e6 in "2.4 million"."""
    scale = 1.0
    for word in re.findall("[a-z]+", (match["scale"] or "").lower()):
        scale *= _TIMES[word]
    if match["vague"]:
        first, *_, last = [word.rstrip("s") for word in match["vague"].lower().split() * 2]
        many = {"ten": 10.0, "hundred": 100.0, "dozen": 20.0}.get(first, 2.0)
        low = many * _TIMES[last] if " " in match["vague"] else max(20.0, _TIMES[last])
        return low, 10 * low, scale
    digits = match["digits"]
    low = float(digits.replace(",", "")) * scale if digits else _spelled(match["words"])
    return low, low, scale


def _spelled(words: str) -> float:
    """The value of number words or plain digits: "two hundred and fifty", "half a million"."""
    if words.isdecimal():
        return float(words)
    total = part = 0.0
    for word in re.findall("[a-z]+", words.lower()):
        if _TIMES.get(word, 0) >= 1000:
            total, part = total + (part or 1) * _TIMES[word], 0.0
        elif word in _TIMES:
            part = (part or 1) * _TIMES[word]
        else:
            part += _SMALL.get(word, 0.5 * (word == "half"))
    return total + part


def _typed(
    text: str, start: int, end: int, low: float, high: float, sign: str | None
) -> Value | None:
    """A number with its kind and unit; None for a label ("Apollo 11") and "one" as a word."""
    low, high, exact = _bounds(text, start, end, low, high)
    if match := _PERCENT.match(text, end):
        unit = "point" if match[1] else "%"
        return Value("percent", low, high, unit, start, match.end(), exact)
    match = _CURRENCY.match(text, end)
    if sign or match:
        name = match[1].lower() if match else ""
        code, part = _SIGNS[sign.upper()] if sign else _MONEY[name], 0.01 if name == "cent" else 1
        end = match.end() if match else end
        return Value("money", low * part, high * part, code, start, end, exact)
    if match := _AGE.match(text, end):
        return Value("count", low, high, "age", start, match.end(), exact)
    one = text[start:end].lower() == "one"
    if match := _MEASURE.match(text, end):
        return None if one else _measured(match, start, low, high, exact)
    return _counted(text, start, end, Value("count", low, high, "", start, end, exact), one)


def _bounds(
    text: str, start: int, end: int, low: float, high: float | None = None
) -> tuple[float, float, bool]:
    """The bounds with the word before the number counted in, and whether it is unhedged."""
    high = low if high is None else high
    hedge = _HEDGE.search(text[max(0, start - 24) : start])
    if hedge is None or (hedge[0].lower() in {"over ", "under "} and _DURING.match(text, end)):
        return low, high, low == high
    if hedge["more"]:
        return low, inf, False
    if hedge["less"]:
        return 0, high, False
    return low * (1 - _ROUGH), high * (1 + _ROUGH * bool(hedge["about"])), False


_DURING = re.compile(r"[ -](?:minute|hour|day|week|month|year)s?\b")  # "over two days"


def _measured(match: re.Match[str], start: int, low: float, high: float, exact: bool) -> Value:
    """A measure in its base unit; one that is converted was rounded when it was written."""
    unit, factor, converted = _UNITS[match[2].lower()]
    if unit == "m" and match[1]:
        power = 2 if match[1].lower() == "square" else 3
        unit, factor = f"m{power}", factor**power
    elif unit == "m" and match[3]:
        unit, factor = "km/h", factor / 1e3
    spread = min(_step(low) / 2, _NEAR * low) if converted and exact else 0.0
    low, high = (low - spread) * factor, (high + spread) * factor
    return Value("measure", low, high, unit, start, match.end(), exact)


def _counted(text: str, start: int, end: int, value: Value, one: bool) -> Value | None:
    before = text[max(0, start - 60) : start]
    noun, many = _noun(text, end)
    label = _LABEL.search(before)
    if label and value.high < 1e4 and text[start].isdigit():
        named = label[2] and label[2].lower() not in STOPWORDS and not _HEDGE.search(before)
        if label[1] or (named and not many):
            return None
    if text[start].isupper() and re.search(r"[\w,] $", before):
        return None  # Gang of Eight
    if one and (not noun or _NOT_ONE.search(before) or text.startswith(" of ", end)):
        return None
    if value.high < 120 and text[end : end + 1] in {",", "."} and _AGED.search(before):
        return replace(value, unit="age")
    harm = _HARMING.search(before) or _HARMED.match(text, end)
    return replace(value, unit=noun if not harm else "dead" if harm[1] else "hurt")


def _noun(text: str, end: int) -> tuple[str, bool]:
    """The stem of what is counted after `end`, and whether it is of many: "more U.S. troops"."""
    match, first = _WORDS.match(text, end), ""
    for word in match[0].replace("-", " ").split() if match else ():
        low = word.lower().rstrip(".'’")
        if low in _SKIPPED:
            continue
        if low in STOPWORDS and not word.isupper() and low not in _PLURALS:
            break
        first = first or low
        if low in _PLURALS or (low.endswith("s") and not low.endswith(("ss", "us", "is"))):
            return stemmer()([low])[0], True
    return (stemmer()([first])[0] if first else ""), False


def compatible(one: Value, two: Value) -> bool:
    """Whether both may be true of one thing: their bounds meet, or one rounds the other.

    A number rounds a more exact one that is within half its last place of it: 46,000 and 46,213,
    12 and 11.5 percent.  Counts of people agree whatever the people are called.
    """
    gap = max(one.low, two.low) - min(one.high, two.high)
    if one.kind != two.kind:
        return False
    if one.kind == "time":
        return gap <= _CLOCKS or (one.unit != two.unit and abs(gap - 720) <= _CLOCKS)
    units = {one.unit, two.unit}
    if one.kind == "date" and len(units) > 1:
        return _days_meet(*sorted((one, two), key=lambda value: value.unit))
    people = units <= _ANYONE and units != {"dead", "hurt"}
    if len(units) > 1 and not (one.kind == "count" and (people or "" in units)):
        return False
    return gap <= 1e-9 * max(one.low, two.low) or _rounds(one, two)


def _days_meet(day: Value, other: Value) -> bool:
    """Whether a day of `day` may be the weekday, or the day and month, of `other`."""
    if day.unit != "day" or day.high - day.low > 300:
        return True
    if other.unit == "weekday":
        return (other.low + 1 - day.low) % 7 <= day.high - day.low
    low, high = (date.fromordinal(int(n)).replace(year=4).toordinal() for n in (day.low, day.high))
    return max(low, other.low) <= min(high, other.high)


def _rounds(one: Value, two: Value) -> bool:
    strict = {"tally", "age", "day", "weekday", "yearless"}
    if not (one.exact and two.exact) or not strict.isdisjoint({one.unit, two.unit}):
        return False
    fine, rough = sorted((one.low, two.low), key=_step)
    most = min(_step(rough) / 2, _NEAR * rough)
    return _step(fine) < _step(rough) and abs(fine - rough) <= most * (1 + 1e-9)


def _step(value: float) -> float:
    """The last significant place of a number: 1000 of 46,000, 0.1 of 11.5, 1 of 20 and of 110."""
    text = f"{value:.10g}" if value < 1e9 else f"{value:.0f}"
    if "." in text:
        return 0.1 ** len(text.partition(".")[2])
    zeros = len(text) - len(text.rstrip("0"))
    return 10.0**zeros if value >= 1000 or zeros > 1 else 1.0


def unmatched(hypothesis: Sequence[Value], premise: Sequence[Value]) -> tuple[Value, ...]:
    """The values of `hypothesis` that none of `premise` allows; ordinals and "one" are left out."""
    return tuple(
        value
        for value in hypothesis
        if value.kind != "ordinal"
        and (value.kind != "count" or value.high != 1 or value.unit in {"dead", "hurt"})
        and not any(_comparable(value, other) and compatible(value, other) for other in premise)
    )


def _comparable(one: Value, two: Value) -> bool:
    """Whether one may confirm the other: no year confirms a weekday, no weekday a day and month."""
    days = [value for value in (one, two) if value.unit == "day"]
    return one.kind != "date" or one.unit == two.unit or any(v.high - v.low <= 300 for v in days)


def rivals(one: Sequence[Value], two: Sequence[Value]) -> tuple[tuple[Value, Value], ...]:
    """Pairs of one kind and known unit of which only one can be true of the same thing.

    A value that has a compatible one on the other side has no rival; two dates are rivals only if
    both are days, or years.
    """
    lone = [v for v in one if v.unit and not any(_partners(v, w) for w in two)]
    other = [w for w in two if w.unit and not any(_partners(w, v) for v in one)]
    return tuple((v, w) for v in lone for w in other if _alike(v, w))


def _partners(one: Value, two: Value) -> bool:
    return compatible(one, two) and (one.unit == two.unit or one.kind in {"date", "time"})


def _alike(one: Value, two: Value) -> bool:
    months = one.kind == "date" and abs((one.high - one.low) - (two.high - two.low)) > 3
    return (one.kind, one.unit) == (two.kind, two.unit) and not months

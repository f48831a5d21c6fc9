"""Numbers, amounts and dates, and when two of them say the same.

"12 people", "twelve people" and "a dozen people" are one count; "$1.6 billion" is money, "50
per cent" a percentage, "3:30 p.m." a time, "Feb. 29" a date.  A quantity keeps the meaning of
the word it counts (`unit`) and whether it is a bound ("more than" +1, "nearly" -1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from summarizer.meaning.spelling import MONTHS, NUMERALS, ORDINALS, SCALE, digits, no_value, spelled
from summarizer.meaning.words import Word, functional

Kind = Literal["count", "money", "percent", "time", "date", "year", "ordinal", "score"]


# A sentence with so many numbers is a table.
MANY = 40


class Quantity(NamedTuple):
    """A number in a sentence: `words[start:end]` spell it."""

    kind: Kind
    value: float
    sign: int
    unit: str
    start: int
    end: int


_MORE = frozenset({"more", "over", "least", "above", "exceeding", "topped", "exceeded"})
_LESS = frozenset({"nearly", "almost", "less", "fewer", "under", "below", "most"})
_CURRENCY = "$£€¥₹"
_MONEY_WORDS = frozenset({"dollar", "dollars", "euro", "euros", "pounds", "yen", "bucks"})
_PEOPLE = frozenset({"person", "other", "more", "victim", "man", "citizen", "civilian", "member"})


def quantities(words: Sequence[Word]) -> list[Quantity]:
    """The quantities of the sentence, in order, at most `MANY`."""
    found: list[Quantity] = []
    at = 0
    while at < len(words) and len(found) < MANY:
        quantity = (_date(words, at) or _number(words, at)) if _starts(words[at]) else None
        if quantity is None:
            at += 1
        else:
            found.append(quantity)
            at = quantity.end
    return found


def _starts(word: Word) -> bool:
    """Whether a quantity may start with the word; few do, and looking closer is slow."""
    return word.text[0].isdigit() or word.lower in NUMERALS or _month(word) is not None


def _month(word: Word) -> int | None:
    return MONTHS.get(word.lower, MONTHS.get(word.key)) if word.capital else None


def _ordinal_suffix(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].gap == "" and words[at].lower in {"st", "nd", "rd", "th"}


def _date(words: Sequence[Word], at: int) -> Quantity | None:
    """`March 24`, `Feb. 29th`, `24 March`."""
    if at + 1 >= len(words):
        return None
    here, after = words[at], words[at + 1]
    month, end = _month(here), at + 2
    if month is not None and after.gap in {" ", ". "}:
        day = digits(after.text)
        end += _ordinal_suffix(words, end)
    else:
        month = _month(after)
        if month is None or after.gap != " ":
            return None
        day = digits(here.text)
    if day is None or not 1 <= day <= 31 or day != int(day):
        return None
    return Quantity("date", month * 100 + day, 0, "", at, end)


def _number(words: Sequence[Word], at: int) -> Quantity | None:
    word = words[at]
    if at and word.gap in {"", "-", "."} and words[at - 1].capital:
        return None  # part of a name: COVID-19, F-16, H.R.1
    if word.text[0].isdigit():
        return _written_indigits(words, at)
    if word.lower in ORDINALS and not _seconds(words, at):
        return Quantity("ordinal", ORDINALS[word.lower], 0, _unit(words, at + 1), at, at + 1)
    value, end = spelled(words, at)
    if value is None:
        return None
    return _finish(words, at, end, value)


def _seconds(words: Sequence[Word], at: int) -> bool:
    """Whether `second` is the unit of time ("180 litres a second")."""
    return words[at].lower == "second" and at > 0 and words[at - 1].lower in {"a", "per", "each"}


def _written_indigits(words: Sequence[Word], at: int) -> Quantity | None:
    word = words[at]
    end = at + 1
    if ":" in word.text or (end < len(words) and words[end].lower in {"am", "pm"}):
        return _time(words, at)
    value = digits(word.text.rstrip("%"))
    if value is not None and word.text.endswith("%"):
        return Quantity("percent", value, _sign(words, at), "", at, end)
    if value is None:
        return Quantity("count", float(no_value(word.text)), 0, "", at, end)
    if _ordinal_suffix(words, end):
        return Quantity("ordinal", value, 0, _unit(words, end + 1), at, end + 1)
    if end < len(words) and words[end].gap in {"-", "–"} and words[end].text[0].isdigit():
        other = digits(words[end].text)
        if other is not None and other < value and value < 1000:
            return Quantity("score", value * 1000 + other, 0, "", at, end + 1)
    while end < len(words) and words[end].lower in SCALE and words[end].gap in {" ", "", "-"}:
        value *= SCALE[words[end].lower]
        end += 1
    return _finish(words, at, end, value)


def _time(words: Sequence[Word], at: int) -> Quantity | None:
    parts = words[at].text.replace(".", ":").split(":")
    end = at + 1
    if not all(p.isascii() and p.isdigit() and len(p) < 4 for p in parts):
        return Quantity("count", float(no_value(words[at].text)), 0, "", at, end)
    minutes = int(parts[0]) * 60 + (int(parts[1]) if len(parts) > 1 else 0)
    if end < len(words) and words[end].lower in {"am", "pm"}:
        minutes = minutes % 720 + (720 if words[end].lower == "pm" else 0)
        end += 1
    return Quantity("time", float(minutes), 0, "", at, end)


def _finish(words: Sequence[Word], at: int, end: int, value: float) -> Quantity | None:
    """Kind, unit and bound of a plain value that `words[at:end]` spell."""
    lone = value == 1 and words[at].lower == "one"
    after = words[end] if end < len(words) else None
    if after is not None and (after.key == "percent" or "%" in after.gap):
        end += after.key == "percent"
        return Quantity("percent", value, _sign(words, at), "", at, end)
    if _per_cent(words, end):
        return Quantity("percent", value, _sign(words, at), "", at, end + 2)
    if words[at].gap[-1:] in _CURRENCY and words[at].gap:
        return Quantity("money", value, _sign(words, at), "", at, end)
    if after is not None and after.lower in _MONEY_WORDS:
        return Quantity("money", value, _sign(words, at), "", at, end + 1)
    unit = _unit(words, end)
    if lone and (not unit or (after is not None and after.lower == "of")):
        return None
    whole = words[at].text.isdigit() and end == at + 1
    if whole and 1900 <= value <= 2099 and (not unit or not _touches(words, end)):
        return Quantity("year", value, 0, "", at, end)
    return Quantity("count", value, _sign(words, at), unit, at, end)


def _per_cent(words: Sequence[Word], at: int) -> bool:
    """Whether "per cent" or "percentage points" follow."""
    return (
        at + 1 < len(words)
        and words[at].lower in {"per", "percentage"}
        and words[at + 1].lower in {"cent", "point", "points"}
    )


def _touches(words: Sequence[Word], end: int) -> bool:
    """Whether the next word may be what is counted: a plain lower-case word right after."""
    return end < len(words) and words[end].gap in {" ", "-"} and not words[end].capital


def _sign(words: Sequence[Word], at: int) -> int:
    before = {w.lower for w in words[max(0, at - 3) : at]}
    if words[at - 1].lower == "than" if at else False:
        return -1 if before & {"less", "fewer"} else 1
    near = {w.lower for w in words[max(0, at - 2) : at]}
    if near & _MORE:
        return 1
    return -1 if near & _LESS else 0


def _unit(words: Sequence[Word], end: int) -> str:
    """What is counted: the last of up to three plain words after the number in its phrase."""
    unit = ""
    for word in words[end : end + 3]:
        if word.gap not in {" ", "-"} or not word.text[0].isalpha():
            break
        if functional(word):
            if word.lower in {"other", "others", "more"}:
                unit = unit or "person"
                continue
            break
        unit = word.key
        if word.lower.endswith("s") or word.key in _PEOPLE:
            break
    return unit


def same(one: Quantity, other: Quantity) -> bool:
    """Whether both say the same value, of the same kind, and neither bound denies the other."""
    if one.value != other.value and not rounded(one.value, other.value):
        return False
    if one.sign * other.sign < 0:
        return False
    if one.kind == other.kind:
        return one.kind != "count" or same_unit(one.unit, other.unit)
    plain = {"count", "money", "year", "ordinal", "time"}
    return (
        "count" in {one.kind, other.kind}
        and {one.kind, other.kind} <= plain
        and (not one.unit or not other.unit)
    )


def rounded(value: float, exact: float) -> bool:
    """Whether `value` is the large number `exact` in two or more digits: 1.3 million."""
    kept, given = (len(f"{v:.0f}".rstrip("0")) for v in (value, exact))
    return value >= 10_000 and 1 < kept < given and float(f"{exact:.{kept - 1}e}") == value


def same_unit(one: str, other: str) -> bool:
    """Whether two counted words may be one thing: equal, unknown, or both people."""
    people = _PEOPLE | {""}
    return one == other or not one or (one in people and other in people)

"""Amounts: the counts and measures of a sentence, and what values they admit.

A value is an interval: "about 200" admits 180 to 220, "at least 12" everything above, "1.9
million" what rounds to it.  Measures are turned into one unit of their dimension.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from summarizer.differ.ages import AGE, YEAR_APART, age
from summarizer.differ.tallies import tallies
from summarizer.differ.units import currency, measure
from summarizer.meaning.numbers import Quantity
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word, functional


class Amount(NamedTuple):
    """A number with its unit, `words[start:end]`, and the values it admits.

    `dimension` says what may be compared: "money $", "length", "count".  `noun` is what is
    counted, `first` the place of the word after the number, and `written` the number of
    a measure before it was turned into its unit.
    """

    kind: Literal["count", "amount"]
    dimension: str
    low: float
    high: float
    start: int
    end: int
    noun: str
    first: int
    written: float = 0.0


_ABOUT = vocabulary("about around some roughly approximately estimated circa")
_ABOVE = vocabulary("over above exceeding topped exceeded past least")
_BELOW = vocabulary("nearly almost under below barely quite most")
_TAKEN_OVER = vocabulary("take takes took taken taking hand handed won turn turned")
_NUMERIC = vocabulary(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety one hundred
    thousand million billion trillion dozen half pair couple both twice zero"""
)
TALLY = "tally"
_HUGE = 1e15  # from here on numbers are no values (`numbers.no_value`)
_ROUGH = 0.1  # how far "about" reaches
_CONVERTED = 0.04  # how far a value of another unit may have been rounded


def numeric(word: Word) -> bool:
    """Whether a number may begin with the word."""
    return word.text[0].isdigit() or word.lower in _NUMERIC


def amounts(reading: Reading) -> Iterator[Amount]:
    """The counts and measures of a sentence; a range is one."""
    kinds = {"count", "money", "percent", "score"}
    numbers = [q for q in reading.numbers if q.kind in kinds and q.value < _HUGE]
    votes = tallies(reading.words, numbers)
    numbers = [q for q in numbers if q.kind in {"count", "money", "percent"} or q.start in votes]
    skip = -1
    for n, q in enumerate(numbers):
        after = numbers[n + 1] if n + 1 < len(numbers) else None
        if q.start < skip:
            continue
        if q.start in votes:
            skip, pair = votes[q.start]
            yield Amount("count", TALLY, pair, pair, q.start, skip, "", skip)
        elif after is not None and _range(reading.words, q, after):
            skip = after.end
            found = _amount(reading.words, after)
            low = found.low if after.value > q.value else found.high
            factor = _factor(found, after)
            yield found._replace(low=min(low, q.value * factor), start=q.start)
        else:
            yield _amount(reading.words, q)


def _range(words: Sequence[Word], one: Quantity, two: Quantity) -> bool:
    """`between 12 and 15`, `12 to 15`, `12-15`."""
    if two.start == one.end:
        return words[two.start].gap in {"-", "–", "‑"}
    if two.start != one.end + 1 or one.value >= two.value:
        return False
    joint = words[one.end].lower
    between = one.start > 0 and words[one.start - 1].lower in {"between", "from"}
    return joint == "to" or (joint == "and" and between)


def _factor(found: Amount, quantity: Quantity) -> float:
    middle = found.high if math.isfinite(found.high) else found.low
    return max(1e-9, middle / quantity.value) if quantity.value else 1.0


def _amount(words: Sequence[Word], q: Quantity) -> Amount:
    low, high = _admitted(words, q)
    if q.kind == "percent":
        return Amount("amount", "percent", low, high, q.start, q.end, "", q.end)
    if (money := currency(words, q)) is not None:
        sign, end = money
        return Amount("amount", f"money {sign}", low, high, q.start, end, "", q.end)
    near = {w.lower for w in (*words[max(0, q.start - 2) : q.start], *words[q.end : q.end + 1])}
    if "magnitude" in near:
        return Amount("amount", "magnitude", low, high, q.start, q.end, "", q.end)
    measured = measure(words, q.end) if age(words, q) is None else None
    if measured is not None:
        dimension, factor, end = measured
        rough = 0.0 if dimension.startswith(("duration", "temperature")) else _CONVERTED
        low, high = low * factor * (1 - rough), high * factor * (1 + rough)
        return Amount("amount", dimension, low, high, q.start, end, "", q.end, q.value)
    if (old := age(words, q)) is not None:
        low, high = q.value - YEAR_APART, q.value + YEAR_APART
        return Amount("count", AGE, low, high, q.start, old, "", q.end)
    noun, end = _noun(words, q.end)
    noun = noun or _number_of(words, q.start)
    return Amount("count", "count", low, high, q.start, end, noun, q.end)


def _noun(words: Sequence[Word], at: int) -> tuple[str, int]:
    """What is counted, and where its word ends: `planned operations`, `of its members`."""
    if at + 2 < len(words) and words[at].lower == "of" and words[at + 1].lower in _OWNERS:
        at += 2
    noun, end = "", at
    for place in range(at, min(at + 4, len(words))):
        word = words[place]
        if word.gap not in {" ", "-"} or not word.text[0].isalpha():
            break
        if functional(word) or (word.capital and noun):
            break
        noun, end = word.key, place + 1
        if word.lower.endswith("s") or word.key in _PLURALS:
            break
    if noun and _joined(words, end):
        noun += f" {words[end + 1].key}"
    return noun, end if noun else at


def _number_of(words: Sequence[Word], at: int) -> str:
    """What is counted where the number stands behind: `the number of infections is 46`."""
    if at > 1 and words[at - 1].lower == "of" and words[at - 2].lower in _GROUPS:
        return words[at - 2].key
    totals = [n for n in range(max(0, at - _FAR), at - 2) if words[n].lower in _TOTALS]
    if not totals or words[totals[-1] + 1].lower != "of" or words[at - 1].lower not in _STANDS:
        return ""
    inside = pairwise(words[totals[-1] + 2 : min(at, totals[-1] + 6)])
    return next((w.key for w, after in inside if _counts(w) and after.lower not in _STANDS), "")


def _counts(word: Word) -> bool:
    """Whether the word is what is counted, by its form."""
    return not functional(word) and (word.lower.endswith("s") or word.key in _PLURALS)


def _joined(words: Sequence[Word], at: int) -> bool:
    """Whether two things are counted together: `20 soldiers and policemen`."""
    if at + 1 >= len(words) or words[at].lower not in {"and", "or"} or words[at].gap != " ":
        return False
    return words[at + 1].lower.endswith(("s", "men")) or words[at + 1].lower in {
        "crew",
        "staff",
        "police",
    }


_GROUPS = vocabulary("crew staff workforce fleet convoy audience crowd")
_TOTALS = vocabulary("number total toll count tally figure")
_STANDS = vocabulary("at to was is")
_FAR = 10
_OWNERS = vocabulary("its his her their our")
_PLURALS = vocabulary("person man woman child cop")


def _admitted(words: Sequence[Word], q: Quantity) -> tuple[float, float]:
    """The values that a number with the words before it admits."""
    before = [w.lower for w in words[max(0, q.start - 3) : q.start]]
    half = _half(words, q)
    low, high = q.value - half, q.value + half
    phrase = " ".join(before)
    if phrase.endswith(("up to", "as many as", "no more than", "at most", "as much as")):
        return 0.0, high
    if phrase.endswith(("less than", "fewer than", "close to")):
        return low * (1 - 2 * _ROUGH), high
    if phrase.endswith(("at least", "more than", "no fewer than", "no less than", "upwards of")):
        return _floor(low), math.inf
    last = before[-1] if before else ""
    if last in _ABOVE and not (len(before) > 1 and before[-2] in _TAKEN_OVER):
        return _floor(low), math.inf
    if last in _BELOW:
        return low * (1 - 2 * _ROUGH), high
    odd = q.end < len(words) and words[q.end].lower in {"odd", "plus"}
    if odd or _ABOUT.intersection(before[-2:]) or words[q.end - 1].lower == "dozen":
        return low * (1 - _ROUGH), high * (1 + _ROUGH)
    return low, high


def _floor(low: float) -> float:
    """The least that "more than 50" admits: 49 is no contradiction."""
    return low * (1 - _ROUGH / 2) if low >= 20 else low


def _half(words: Sequence[Word], q: Quantity) -> float:
    """Half of the last digit that a number gives; nothing for an exact small count."""
    if q.value < 100 and q.value == int(q.value) and q.kind == "count":
        return 0.0
    exponent = Decimal(f"{q.value:.6g}").normalize().as_tuple().exponent
    return 0.5 * 10.0 ** int(exponent) if exponent else 0.0


def key(value: Amount) -> str:
    """A text that equal values share."""
    return f"{value.dimension} {value.low:.9g} {value.high:.9g}"


def digits(value: Amount) -> str:
    """The digits that a number gives, without the zeros around them; empty for a bound."""
    middle = value.written or (value.low + value.high) / 2
    if math.isinf(value.high) or value.dimension in {TALLY, AGE}:
        return ""
    return f"{middle:.6g}".replace(".", "").strip("0")


def transposed(one: Amount, two: Amount) -> bool:
    """Whether two numbers have the same digits in another order: 212 and 122, 27.40 and 24.70."""
    a, b = digits(one), digits(two)
    return a != b and len(a) > 1 and sorted(a) == sorted(b)


def overlapping(one: str, two: str) -> bool:
    """Whether two such texts are of values that do not exclude each other; others never are."""
    (kind, *first), (other, *second) = one.rsplit(" ", 2), two.rsplit(" ", 2)
    try:
        low, high = map(float, first)
        least, most = map(float, second)
    except ValueError:
        return False
    return kind == other and low <= most and least <= high

"""Wholes: all against some, and somebody against nobody.

A verdict is unanimous or by a majority; people were hurt in the event or nobody was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from summarizer.differ.parts import LINKS
from summarizer.differ.scene import remembered
from summarizer.differ.types import Clash, Pair, Value
from summarizer.differ.verbs import quoted
from summarizer.meaning.cluster import Readings
from summarizer.meaning.tables import HEDGES, vocabulary
from summarizer.meaning.words import Word

# Who decides together: of the first an event has one, of the others a country has many cases.
_ONE_BODY = {"jury": "jury", "jurors": "jury", "panel": "panel"}
_BODIES = {
    word: word
    for word in "court board council committee commission cabinet assembly tribunal judges".split()
}
_ALL = vocabulary("unanimous unanimously")
_SPLIT = vocabulary("majority split")
_HURT = {
    "hurt": "hurt", "injured": "hurt", "harmed": "hurt", "wounded": "hurt", "treated": "hurt",
    "hospitalised": "hurt", "hospitalized": "hurt", "injuries": "hurt", "died": "dead",
    "killed": "dead", "deaths": "dead", "fatalities": "dead",
}  # fmt: skip
_AUXILIARIES = vocabulary("is are was were be been has have had seriously badly also reported")
_COUNTS = vocabulary("""
    one two three four five six seven eight nine ten eleven twelve several dozens
    """)
_PLAIN = 5  # a sentence of so few words speaks of the event as a whole
_SHARED = 2


class Whole(NamedTuple):
    """What a sentence says of all of a group (`sign` +1) or not of all (-1)."""

    scale: str
    sign: int
    start: int
    end: int


def clashes(told: Readings, pair: Pair) -> Iterator[Clash]:
    """Where one sentence speaks of all or of nobody, and the other of some."""
    if not (said(told, pair.one) and said(told, pair.two)):
        return
    one, two = told[pair.one], told[pair.two]
    if one.days and two.days and not one.days & two.days:
        return
    shared = {i.key for i in one.items} & {i.key for i in two.items}
    short = min(len(one.words), len(two.words)) <= _PLAIN
    for mine in said(told, pair.one):
        for theirs in said(told, pair.two):
            if mine.scale == theirs.scale and mine.sign != theirs.sign:
                alone = mine.scale in _ONE_BODY or (mine.scale in _HURT.values() and short)
                if alone or len(shared) >= _SHARED:
                    yield Clash("outcome", _value(pair.one, mine), _value(pair.two, theirs))


def _value(sentence: int, whole: Whole) -> Value:
    key = f"{whole.scale} {'all' if whole.sign > 0 else 'some'}"
    return Value(sentence, whole.start, whole.end, key)


@remembered
def said(told: Readings, i: int) -> tuple[Whole, ...]:
    """What sentence i says of all or some."""
    reading = told[i]
    words = reading.words
    if reading.question or any(w.lower in HEDGES for w in words):
        return ()
    found = [_mind(words, at) or _harm(words, at) for at in range(len(words))]
    return tuple(w for w in found if w is not None and not quoted(words, w.start))


def _mind(words: Sequence[Word], at: int) -> Whole | None:
    """`a unanimous jury`, `by a majority of ten to two`."""
    low = words[at].lower
    if low not in _ALL and not (low in _SPLIT and _counted(words, at)):
        return None
    bodies = {**_ONE_BODY, **_BODIES}
    near = [bodies[w.lower] for w in words if w.lower in bodies]
    denied = any(w.lower in {"not", "no", "nearly", "almost"} for w in words[max(0, at - 3) : at])
    if len(set(near)) != 1 or denied:
        return None
    end = at + 1 if low in _ALL else min(len(words), at + 5)
    return Whole(near[0], 1 if low in _ALL else -1, at, end)


def _counted(words: Sequence[Word], at: int) -> bool:
    """`majority of ten to two`: a count of those for and against."""
    after = [w.lower for w in words[at + 1 : at + 5]]
    return len(after) == 4 and after[0] in {"of", "by"} and after[2] == "to"


def _harm(words: Sequence[Word], at: int) -> Whole | None:
    """`Nobody was hurt`, `no injuries were reported`; `two firefighters were treated`."""
    scale = _HURT.get(words[at].lower)
    if scale is None:
        return None
    if words[at].lower.endswith(("ies", "ths")):
        none = at > 0 and words[at - 1].lower == "no" and words[at].joined
        return Whole(scale, 1, at - 1, at + 1) if none and _whole(words, at + 1) else None
    start = at
    while start > 0 and words[start].joined and words[start - 1].lower in _AUXILIARIES:
        start -= 1
    if start == at and words[at].lower != "died":
        return None
    if start > 0 and words[start].joined and words[start - 1].lower == "nobody":
        return Whole(scale, 1, start - 1, at + 1) if _whole(words, at + 1) else None
    if start > 1 and [w.lower for w in words[start - 2 : start]] == ["no", "one"]:
        return Whole(scale, 1, start - 2, at + 1) if _whole(words, at + 1) else None
    return _some(words, start, at, scale)


def _whole(words: Sequence[Word], end: int) -> bool:
    """Whether the clause ends here, or goes on with the event: no part of it is left out."""
    if end < len(words) and words[end].joined and words[end].lower == "reported":
        end += 1
    return end >= len(words) or not words[end].joined or words[end].lower in LINKS


def _some(words: Sequence[Word], start: int, at: int, scale: str) -> Whole | None:
    """`Two firefighters were treated`."""
    for first in range(start - 1, max(-1, start - 5), -1):
        plain = all(w.joined for w in words[first + 1 : at + 1])
        if first and words[first].joined and words[first - 1].lower in {"no", "not"}:
            return None
        if plain and (words[first].text.isdigit() or words[first].lower in _COUNTS):
            return Whole(scale, -1, first, at + 1)
        if not words[first].joined:
            return None
    return None

"""Parts: who or what a verb is said of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from summarizer.differ.verbs import BETWEEN
from summarizer.meaning.cluster import Readings
from summarizer.meaning.names import Key
from summarizer.meaning.reading import Reading, content
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word, functional

_NOBODY = vocabulary("no nobody none neither nothing")
LINKS = vocabulary("""
    and but or while although though because when where after before until since as if unless
    whether than that so which who
    """)
PREPOSITIONS = vocabulary(
    "of in at on for from near by with to off between under over into about against"
)
_DETERMINERS = vocabulary("""
    the a an his her its their our this that these those no every all both some any each another
    """)
_MEASURES = vocabulary("""
    metre meter foot part section piece number half third quarter most all some one both dozen
    hundred thousand mile kilometre acre majority rest member
    """)
_PERSONS = vocabulary("he she")
_BACK = 2  # sentences before one in which its "he" may be named
_INSERTED = 18  # words of an insertion between commas
_LONG = 14  # words of a phrase that are looked at


class Part(NamedTuple):
    """Who or what: the key of the head noun, all keys, and the names; where it stands."""

    head: str
    keys: frozenset[str]
    names: frozenset[Key]
    start: int
    end: int


UNKNOWN = "?"  # the head of a pronoun that another sentence explains
NOTHING = Part("", frozenset(), frozenset(), 0, 0)


def subject(reading: Reading, end: int) -> Part:
    """Who or what the verb is said of whose words start at `end`."""
    words = reading.words
    while end > 1 and words[end].joined and words[end - 1].lower in BETWEEN:
        end -= 1  # "the heron, once a pub sign, also sold"
    if not end:
        return NOTHING
    if words[end].gap.startswith(",") and (before := _opening_comma(words, end)):
        inner = _part(reading, before, end)
        outer = _noun(reading, before)
        return outer._replace(names=outer.names | inner.names, keys=outer.keys | inner.keys)
    if not words[end].joined:
        return NOTHING
    last = words[end - 1].lower
    if last in {"which", "who"}:
        return _last_noun(reading, _trimmed(words, end - 1))
    if last in {"and", "but"}:
        return _first(reading, end)
    if last in _PERSONS:
        return _person(reading, end - 1)
    return _noun(reading, end)


def _opening_comma(words: Sequence[Word], end: int) -> int:
    """Where the insertion starts that a comma closes before `end`; 0 if nowhere."""
    for at in range(end - 1, max(0, end - _INSERTED), -1):
        if words[at].gap.startswith(","):
            return at
        if not words[at].joined:
            return 0
    return 0


def _trimmed(words: Sequence[Word], end: int) -> int:
    while end > 1 and functional(words[end - 1]):
        end -= 1
    return end


def _last_noun(reading: Reading, end: int) -> Part:
    """The content words right before `end`: what "which" goes back to."""
    start = end
    while start > 0 and not functional(reading.words[start - 1]) and end - start < 4:
        start -= 1
        if not reading.words[start].joined:
            break
    return _part(reading, start, end)


def _noun(reading: Reading, end: int) -> Part:
    """The noun phrase that ends before `end`."""
    words = reading.words
    start = end
    while start > 0 and end - start < _LONG:
        low = words[start - 1].lower
        if start < end and not words[start].joined and words[start].gap != ". ":
            break
        if low in LINKS and not (low == "and" and _lists(words, start)):
            break
        start -= 1
        goes_on = start and words[start - 1].lower in PREPOSITIONS and words[start].joined
        if low in _DETERMINERS and not goes_on and not words[start].owner:
            break
    return _part(reading, start, end)


def _lists(words: Sequence[Word], at: int) -> bool:
    return 1 < at < len(words) and words[at].capital and words[at - 2].capital


def _person(reading: Reading, at: int) -> Part:
    """The one person named before a pronoun."""
    named = [n for n in reading.names if n.end <= at and not n.weak and not n.role]
    people = {n.who for n in named if any(len(key) > 1 for key in n.who)}
    who = people.pop() if len(people) == 1 else frozenset[Key]()
    return Part(UNKNOWN if not named else "", frozenset(), who, at, at + 1)


def _first(reading: Reading, end: int) -> Part:
    """The subject of the first verb, which another that "and" joins shares: its name alone."""
    names = [n for n in reading.names if n.end < end and not n.weak and not n.role]
    return Part("", frozenset(), names[0].who, end, end) if len(names) == 1 else NOTHING


def theme(reading: Reading, start: int) -> Part:
    """What a verb that ends before `start` is done to."""
    words = reading.words
    end = start
    while end < len(words) and end - start < _LONG:
        if not words[end].joined and not (end > start and words[end].gap == ". "):
            break
        if words[end].lower in LINKS and not (words[end].lower == "and" and _lists(words, end + 1)):
            break
        if end == start and words[end].lower in PREPOSITIONS:
            return NOTHING
        end += 1
    return _part(reading, start, end)


def person_before(told: Readings, i: int) -> frozenset[Key]:
    """The one person of the last sentence before sentence i that names any; maybe none."""
    for n in range(i - 1, max(-1, i - 1 - _BACK), -1):
        if told.sentences[n].article != told.sentences[i].article:
            break
        names = [x for x in told[n].names if not x.weak and not x.role]
        people = {x.who for x in names if any(len(key) > 1 for key in x.who)}
        if people:
            return people.pop() if len(people) == 1 else frozenset()
    return frozenset()


def agent(reading: Reading, start: int) -> Part:
    """Who did what ends before `start`: the words after `by`."""
    words = reading.words
    for at in range(start, min(len(words) - 1, start + 5)):
        if not words[at].joined:
            break
        if words[at].lower == "by":
            return theme(reading, at + 1)
    return NOTHING


def _part(reading: Reading, start: int, end: int) -> Part:
    """What `words[start:end]` name."""
    words = reading.words
    while end > start and functional(words[end - 1]):
        end -= 1
    inside = [n for n in reading.names if start <= n.start and n.end <= end]
    names = frozenset(key for n in inside if not n.weak for key in n.who)
    weak = {at for n in inside if n.weak for at in range(n.start, n.end)}
    kept = [at for at in range(start, end) if not functional(words[at]) and at not in weak]
    keys = frozenset(words[at].key for at in kept if content(words[at], reading.language))
    return Part(_head(words, kept, start, end), keys, names, start, end)


def _head(words: Sequence[Word], kept: Sequence[int], start: int, end: int) -> str:
    """The noun that the others describe: the last before a preposition."""
    head = ""
    for at in range(start, end):
        if words[at].lower in PREPOSITIONS and head:
            if words[at].lower != "of" or head not in _MEASURES:
                break
            head = ""
        elif at in kept:
            head = words[at].key
    return head


def none_of(reading: Reading, part: Part) -> bool:
    """Whether the words deny it of all: `not a single`, `no`, `nobody`."""
    said = [w.lower for w in reading.words[part.start : part.end][:3]]
    before = reading.words[part.start - 1].lower if part.start else ""
    return before in {"not", "no"} or (bool(said) and (said[0] in _NOBODY or said[0] == "not"))

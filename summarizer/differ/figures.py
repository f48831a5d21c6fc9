"""Figures: the values of one sentence, each with what it is a value of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from summarizer.differ.ages import AGE, bearer
from summarizer.differ.amounts import TALLY, Amount, amounts, digits
from summarizer.differ.clauses import clause, stated, tense
from summarizer.differ.moments import Moment, dated, moments, yearly
from summarizer.differ.scope import scope
from summarizer.differ.shown import shown
from summarizer.differ.topics import COUNTED, DATED, MEASURED, YEARLY
from summarizer.meaning.names import Key
from summarizer.meaning.numbers import MANY
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word, functional, meaning


class Figure(NamedTuple):
    """A value in a sentence.

    `told` says that it is stated as a fact, `topics` what is counted or what happened then,
    `deed` are the meanings of the words around it, `names` whom its clause names, `scope` what
    it is limited to; `shown` spans the words a reader should see.
    """

    sentence: int
    value: Amount | Moment
    told: bool
    topics: frozenset[str]
    deed: frozenset[str]
    names: frozenset[Key]
    scope: frozenset[str]
    tense: str
    shown: tuple[int, int]

    @property
    def measure(self) -> str:
        """What may be compared: the dimension of an amount, a date, a year or a time."""
        if isinstance(self.value, Amount):
            return self.value.dimension
        return "year" if yearly(self.value) else self.value.kind

    @property
    def digits(self) -> tuple[str, ...]:
        """The digits of a number of three or more, sorted: figures get turned round."""
        found = "".join(sorted(digits(self.value))) if isinstance(self.value, Amount) else ""
        return (found,) if len(found) > 2 else ()


# How far from its date the word may stand that says what happened then.
_REACH = 8
_CLAUSES = 2
# How many words behind an amount may cast doubt on it ("12 people may have died").
_DOUBT = 6
# A date beside one of these is when something was said, not when it happened.
_SAYING = frozenset(
    meaning(w, w, "en")
    for w in vocabulary("""
    say said tell announce write wrote speak according statement tweet tweeted report reported
    interview add note state testify testimony claim accuse respond conference press publish
    release email memo letter newspaper transcript briefing remark effective poll told
    """)
)


def read_figures(i: int, reading: Reading, day: date | None, quoted: bool) -> Iterator[Figure]:
    """The figures of sentence `i`, from an article of `day`, in order."""
    words = reading.words
    times = list(islice(moments(words, day, tense), MANY))
    taken = {at for m in times for at in range(m.start, m.end)}
    counts = [a for a in amounts(reading) if a.start not in taken]
    values: list[Amount | Moment] = sorted([*times, *counts], key=lambda v: v.start)
    listed = _listed(words, counts)
    for n, value in enumerate(values):
        low, high = clause(words, value.start, value.end)
        reach = 0 if isinstance(value, Moment) else _DOUBT
        told = stated(reading, value.start, value.end, reach, quoted)
        if isinstance(value, Moment):
            topics, deed = _happened(reading, value, low, high)
            told = told and not _said_then(reading, value, low, high)
        else:
            told = told and (
                value.dimension in {TALLY, AGE}
                or not (_label(words, value) or value.start in listed)
            )
            floor = values[n - 1].end if n else 0
            roof = values[n + 1].start if n + 1 < len(values) else len(words)
            topics, deed = _counted(reading, value, (low, high), floor, roof)
        low = _whole(words, low)
        limits = scope(words, value.start, value.end, low, high, day)
        if isinstance(value, Moment):
            limits -= {"next year"}  # it says which day, and not of what
        names = frozenset(
            k for n in reading.names if not n.weak and low <= n.start < high for k in n.who
        )
        if isinstance(value, Amount) and value.dimension == AGE:
            names = bearer(reading, value.start, value.end, names)
            limits = frozenset()
        yield Figure(
            i, value, told and "part" not in limits, topics, deed, names, limits,
            tense(words, value.start, value.end), shown(words, value, low, high, topics),
        )  # fmt: skip


def _listed(words: Sequence[Word], counts: Sequence[Amount]) -> set[int]:
    """Where the counts of a list start ("a dozen: two tugs, seven boats"): parts of a whole."""
    colon = next((at for at, w in enumerate(words) if ":" in w.gap), len(words))
    behind = [a.start for a in counts if a.start >= colon and a.kind == "count"]
    return set(behind) if len(behind) > 1 else set()


def _whole(words: Sequence[Word], low: int) -> int:
    """Where a clause begins with what it says more of: `the attack in March, which left five`."""
    relative = low > 0 and words[low].lower in {"which", "who", "that", "where", "when"}
    return clause(words, low - 1, low - 1)[0] if relative else low


def _label(words: Sequence[Word], value: Amount) -> bool:
    """Whether a number names, adds or says when: `Highway 6`, `143 new cases`, `2 days ago`."""
    start, end = value.start, value.first
    if (
        value.dimension == "duration"
        and {w.lower for w in words[value.end : value.end + 2]} & _SINCE
    ):
        return True
    before = words[start - 1] if start else words[start]
    if start > 1 and before.lower == "of" and words[start - 2].text.isdigit():
        return True  # 1 of 8 photos
    named = before.capital and words[start].gap == " " and words[start].text[0].isdigit()
    plain = bool(value.noun) and end < len(words) and not words[end].capital
    if plain and dated(words[start]) and not words[value.end - 1].lower.endswith("s"):
        return True  # the 2007 case
    single = value.low > 1 and plain and not words[value.end - 1].lower.endswith("s")
    if named and (single or not plain) and not functional(before):
        return True  # Highway 6, the Proposition 8 case
    return end < len(words) and (
        words[end].lower in {"new", "additional", "further", "extra"}
        or (words[end].gap == "" and words[end].lower == "s")
        or "/" in words[end].gap + words[start].gap
    )


_SINCE = vocabulary("after ago later since before earlier old into from")


def _counted(
    reading: Reading, value: Amount, span: tuple[int, int], floor: int, roof: int
) -> tuple[frozenset[str], frozenset[str]]:
    """Topics and deed of an amount.

    What happened to what is counted stands after it ("12 people were killed"), else before it
    ("killing 12"), else in the clauses beside its own; never beyond another number.
    """
    low, high = span
    if value.dimension in {TALLY, AGE}:
        return frozenset({value.dimension}), _keys(reading, 0, len(reading.words))
    table = COUNTED if value.kind == "count" else MEASURED
    possible = _OF.get(value.dimension)
    after = _keys(reading, value.end, min(high, roof)) | ({value.noun} if value.noun else set())
    before = _keys(reading, max(low, floor), value.start)
    topics = table.of(after) if table is COUNTED else frozenset[str]()
    topics = topics or table.of(after | before)
    for start, end in _beside(reading.words, span, floor, roof):
        if topics:
            break
        before |= _keys(reading, start, end)
        topics = table.of(before)
    return topics if possible is None else topics & possible, before | after


# What a length of time can be of.
_OF = {"duration": frozenset({"jailed", "barred", "delayed", "long"})}


def _beside(
    words: Sequence[Word], span: tuple[int, int], floor: int, roof: int
) -> Iterator[tuple[int, int]]:
    """Two clauses before and two after a clause, as far as no other number stands between."""
    low, high = span
    for _ in range(_CLAUSES):
        if low > floor:
            start = max(floor, clause(words, low - 1, low - 1)[0])
            yield start, low
            low = start
    for _ in range(_CLAUSES):
        if high < roof:
            end = min(roof, clause(words, high, high + 1)[1])
            yield high, end
            high = end


def _happened(
    reading: Reading, value: Moment, low: int, high: int
) -> tuple[frozenset[str], frozenset[str]]:
    """Topics and deed of a date or time: what the word nearest to it tells."""
    words = reading.words
    while low > 0 and not any(map(_tells, (*words[low : value.start], *words[value.end : high]))):
        low, _ = clause(words, low - 1, low - 1)
    if high < len(words) and words[high].lower == "when" and words[low].lower == "it":
        high = clause(words, high, high + 1)[1]  # it was 8.05 when the lorry struck the bridge
    deed = _keys(reading, low, value.start) | _keys(reading, value.end, high)
    reach = len(words) if yearly(value) else _REACH
    close = range(max(low, value.start - reach), min(high, value.end + reach // 2))
    near = sorted(close, key=lambda at: (_distance(at, value), at))
    table = YEARLY if yearly(value) else DATED
    if yearly(value):
        near = [at for at in near if at < value.start and words[at].lower.endswith(_PARTICIPLE)]
    first = next((t for at in near if (t := table.single({words[at].key}))), frozenset[str]())
    topics = first | table.paired({words[at].key for at in close})
    if not topics and value.kind == "time" and low > 0:
        start = _keys(reading, 0, low)
        topics, deed = DATED.of(start), deed | start
    return topics, deed


_PARTICIPLE = ("ed", "built", "born", "bought", "sunk", "sank")


def _distance(at: int, value: Moment) -> int:
    return value.start - at if at < value.start else at - value.end + 1


def _said_then(reading: Reading, value: Moment, low: int, high: int) -> bool:
    """Whether the date is when something was said: `said on Monday`, `on Monday said that`."""
    before = [w for w in reading.words[low : value.start] if _tells(w)]
    after = [w for w in reading.words[value.end : high] if _tells(w)]
    return (bool(before) and before[-1].key in _SAYING) or (bool(after) and after[0].key in _SAYING)


def _tells(word: Word) -> bool:
    return word.key in _SAYING or (word.text[0].isalpha() and not functional(word))


def _keys(reading: Reading, start: int, end: int) -> frozenset[str]:
    """The meanings of the words in a span, names and numbers left out."""
    taken = {at for n in reading.names if not n.role for at in range(n.start, n.end)}
    words = reading.words[start:end]
    return (
        frozenset(
            w.key for at, w in enumerate(words, start) if at not in taken and w.text[0].isalpha()
        )
        - _SAYING
    )

"""Ages: how old somebody is said to be: `Ann Lee, 64,`, `aged 64`, `the 64-year-old`."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.meaning.names import Key
from summarizer.meaning.numbers import Quantity
from summarizer.meaning.reading import Reading
from summarizer.meaning.words import Word

AGE = "age"
YEAR_APART = 0.9  # a birthday may lie between two articles
_OLDEST = 120
_NEAR = 3


def age(words: Sequence[Word], q: Quantity) -> int | None:
    """Where the words of an age end, if the number is one."""
    if not 0 < q.value < _OLDEST or q.value != int(q.value) or not q.start:
        return None
    after = [w.lower for w in words[q.end : q.end + 2]]
    if after == ["year", "old"]:
        return q.end + 2
    before = [w.lower for w in words[max(0, q.start - 2) : q.start]]
    if before[-1:] == ["aged"] or before == ["age", "of"]:
        return q.end
    closed = q.end == len(words) or words[q.end].gap.startswith((",", ")", ";"))
    opened = words[q.start].gap in {", ", " ("} and words[q.start - 1].capital
    return q.end if closed and opened else None


def bearer(reading: Reading, start: int, end: int, names: frozenset[Key]) -> frozenset[Key]:
    """Whose age it is: the name beside it, else the only one of its clause, in full."""
    beside = [n for n in reading.names if not n.role and start - 1 <= n.end <= start]
    beside = beside or [n for n in reading.names if not n.role and end <= n.start < end + _NEAR]
    keys = beside[0].who if beside else names
    full = frozenset(key for key in keys if len(key) > 1)
    return full if len(full) == 1 else frozenset()

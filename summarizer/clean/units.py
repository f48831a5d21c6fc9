"""An article's lines, and the units they are judged in: about a sentence each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.text.tokens import trimmed
from summarizer.types import Span

# What is longer than any caption or prompt is never removed.
MAX_UNIT = 900
# A line is cut into units up to here; the rest of a longer one stays as it is.
_MAX_LINE = 20_000

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_END = re.compile(r"[.?!…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[A-Z0-9À-Þ@#])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Sgt|St|Jr|Sr|No|vs|Rev|Adm|Capt|Maj|Jan|Feb|Mar"
    r"|Apr|Aug|Sept|Oct|Nov|Dec|Inc|Corp|Co|Ltd)|\b[A-Z](?:\.[A-Z])*|[ap]\.m)\.$"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """`text` is the article's `text[start:end]`; it stands in the line of this number.

    `place` is the unit's in its line: `only`, `first`, `inner` or `last`.
    """

    text: str
    start: int
    end: int
    line: int
    place: str


def units(text: str) -> list[Unit]:
    """The units of an article, in order; together with white space they cover its lines.

    A cut in a wrong place does little harm: it splits what is judged, not what is quoted.
    """
    found: list[Unit] = []
    for number, (a, b) in enumerate(_lines(text)):
        spans = list(_cut(text[a : min(b, a + _MAX_LINE)]))
        for i, (start, end) in enumerate(spans):
            last = "only" if len(spans) == 1 else "last"
            place = last if i == len(spans) - 1 else "inner" if i else "first"
            found.append(Unit(text[a + start : a + end], a + start, a + end, number, place))
    return found


def _lines(text: str) -> Iterator[Span]:
    """The lines with something on them, trimmed."""
    spans = (trimmed(text, *match.span()) for match in _LINE.finditer(text))
    return ((start, end) for start, end in spans if start < end)


def _cut(line: str) -> Iterator[Span]:
    start = 0
    for stop in _END.finditer(line):
        end = start + len(line[start : stop.end()].rstrip())
        if end - start >= 3 and not _ABBREVIATED.search(line[max(start, end - 12) : end]):
            yield start, end
            start = stop.end()
    if start < len(line):
        yield start, len(line)

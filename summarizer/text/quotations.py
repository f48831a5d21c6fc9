"""Quotations: which sentences of a text begin or end inside one.

A sentence from the middle of a quotation has no mark of its own: "They lost." of `“We won. They
lost. We go on,” said Moor.` reads as the outlet's own report.  Which way a mark points is read from
what stands beside it, then from its shape.  A quotation goes on behind a line when the next one
opens with a mark, as newspapers print it, or when the next mark is one that closes.  A mark
without a partner says nothing of other sentences.  Inches, apostrophes and years are no marks.

Cost: linear in the text, times the logarithm of the number of sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from summarizer.types import Span

# Characters over which a quotation goes on into lines that open with no mark, or is shown whole.
FAR = 2_000

_LINE = re.compile(r"\S[^\n]*")
_DOUBLE = re.compile(r"[“”„‟\"＂]|``|''")
_ANGLE = re.compile(r"[«»‹›]")
_SINGLE = re.compile(
    r"(?<!['‘’])(?:(?<!\w)['‘](?!['‘’\s]|(?:em|tis|twas|til|till|cause|bout|round)\b|\d0s\b"
    r"|(?<=[a-z] .)\d\d\b)|['’](?<=\S.)(?![\w'‘’]))"
)
_SHAPE = {**dict.fromkeys("“„‟«‹", True), "``": True, **dict.fromkeys("”»›", False)}
_INCHES = re.compile(r"\d['’′]\s?\d{1,2}$")
_BEFORE, _STOPS = "([{—–-/“„‘«'\"", ")]}.,;:!?…"
_AFTER = f"{_STOPS}—–-/”’»'\""


class _Mark(NamedTuple):
    at: int
    opens: bool | None  # None for a straight mark that may do either
    weak: bool  # may be an apostrophe: “the workers’ union”
    speech: bool  # stands where speech begins, not before a word in a sentence: a “great deal


def fragments(text: str, sentences: Sequence[Span]) -> dict[int, Span]:
    """The sentences that begin or end inside a quotation, by index, each with a passage.

    `sentences` are spans in order.  The passage is the sentences that the quotation runs through,
    in which its marks and mostly its speaker stand, or the sentence alone where that is over `FAR`.
    """
    edges = open_at_edges(text, sentences)
    firsts: list[int] = []
    for i, (begins, _) in enumerate(edges):
        firsts.append(firsts[-1] if begins and firsts else i)
    found: dict[int, Span] = {}
    last = len(edges) - 1
    for i in range(len(edges) - 1, -1, -1):
        last = last if edges[i][1] else i
        if any(edges[i]):
            passage = (sentences[firsts[i]][0], sentences[last][1])
            found[i] = passage if passage[1] - passage[0] <= FAR else sentences[i]
    return found


def open_at_edges(text: str, sentences: Sequence[Span]) -> list[tuple[bool, bool]]:
    """For each sentence whether it begins, and whether it ends, inside a quotation.

    `sentences` are spans in order.  One that opens with a mark of its own does not begin inside.
    """
    starts, ends = [start for start, _ in sentences], [end for _, end in sentences]
    begun, ended = [0] * (len(starts) + 1), [0] * (len(ends) + 1)
    lines = [match.span() for match in _LINE.finditer(text)]
    for marks in (_doubles(text, _DOUBLE), _doubles(text, _ANGLE), _singles(text)):
        for opening, closing in _pairs(marks, lines):
            for edges, found in ((starts, begun), (ends, ended)):
                found[bisect_right(edges, opening)] += 1
                found[bisect_right(edges, closing)] -= 1
    inside = zip(accumulate(begun[:-1]), accumulate(ended[:-1]), strict=True)
    return [(begins > 0, ends > 0) for begins, ends in inside]


def _doubles(text: str, family: re.Pattern[str]) -> Iterator[_Mark]:
    for match in family.finditer(text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        free_before, free_after = not before or before.isspace(), not after or after.isspace()
        opens = (free_before or before in _BEFORE) and not (free_after or after in _STOPS)
        closes = not free_before and (free_after or after in _AFTER)
        straight = match[0] not in _SHAPE
        measure = straight and before.isdigit()
        if measure and _INCHES.search(text, max(0, match.start() - 6), match.start()):
            continue
        way = opens if opens != closes else _SHAPE.get(match[0])
        yield _Mark(match.start(), way, measure, _begins_speech(text, match.start()))


def _singles(text: str) -> Iterator[_Mark]:
    for match in _SINGLE.finditer(text):
        before = text[match.start() - 1 : match.start()]
        opens = not before or before.isspace() or before in _BEFORE
        weak = not opens and before.isalnum()
        yield _Mark(match.start(), opens, weak, _begins_speech(text, match.start()))


def _begins_speech(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \t\xa0")
    return not before or not before[-1].isalnum()


def _pairs(marks: Iterator[_Mark], lines: Sequence[Span]) -> Iterator[Span]:
    """The quotations between marks of one kind.

    One that goes on behind its line ends with the line if the next one opens with a mark.
    """
    starts = [start for start, _ in lines]
    inside: list[_Mark] = []  # those that opened what has not been closed
    row, maybe = 0, -1  # the line of the last mark, and a weak mark that may have closed
    for mark in marks:
        here = bisect_right(starts, mark.at) - 1
        first = mark.at - starts[here] <= 1
        opens = (first or not inside) if mark.opens is None else mark.opens
        if maybe >= 0 and (opens or here != row):
            yield inside.pop().at, maybe
            maybe = -1
        if inside and here != row:
            if inside[-1].speech and opens and first and here == row + 1:
                yield inside[-1].at, lines[row][1]
            if opens or mark.weak or not inside[-1].speech or mark.at - inside[-1].at > FAR:
                inside = []
        if opens:
            inside.append(mark)
        elif inside and mark.weak:
            maybe = mark.at if maybe < 0 else maybe
        elif inside:
            yield inside.pop().at, mark.at
            maybe = -1
        row = here
    if maybe >= 0:
        yield inside.pop().at, maybe

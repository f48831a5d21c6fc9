"""An article as the page shows it: paragraphs of segments, and what cleaning removed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TypeVar

from summarizer.types import Evidence, Span, displayed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Highlight:
    """A sentence, a claim or a single-source fact, and the passages lit up when it is chosen.

    `id` is the id of its element and a class of every segment that it lights up; `home` is the id
    to go back to, `label` names it, `number` is how articles refer to it, empty where they do not.
    """

    id: str
    home: str
    label: str
    number: str
    text: str
    evidence: tuple[Evidence, ...]

    def anchor(self, article: int) -> str:
        """The id of where its first passage starts in an article."""
        return f"{self.id}-{article + 1}"


Backing = tuple[int, int, Highlight]  # the offsets of a passage, and what it backs


@dataclass(slots=True)
class Segment:
    """A stretch of text within one sentence, one set of highlights, and kept or removed as a whole.

    `spaced` says that a space goes before it, `id` is set on the first segment of a sentence,
    `anchors` are the ids of highlights that start here, `ends` the highlights that end here.
    """

    text: str
    spaced: bool
    removed: bool
    highlights: tuple[Highlight, ...]
    id: str = ""
    anchors: list[str] = field(default_factory=list)
    ends: list[Highlight] = field(default_factory=list)

    @property
    def classes(self) -> str:
        """Its classes in the style sheet."""
        backs = ["backs", *(h.id for h in self.highlights)] if self.highlights else []
        return " ".join(["cut", *backs] if self.removed else backs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Segments in order."""

    segments: list[Segment]

    @property
    def removed(self) -> bool:
        """Whether cleaning removed all of it, and nothing in it backs anything."""
        return all(s.removed and not s.highlights for s in self.segments)

    @property
    def highlights(self) -> list[Highlight]:
        """What its segments back, each once, in order."""
        return list({h.id: h for s in self.segments for h in s.highlights}.values())


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or several in a row that cleaning removed."""

    removed: bool
    paragraphs: list[Paragraph]

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(s.text.split()) for one in self.paragraphs for s in one.segments)


def blocks(
    article: int, text: str, story: str, sentences: Sequence[Span], backing: Sequence[Backing]
) -> tuple[Block, ...]:
    """The text of an article with nothing left out; `story` has what was removed blanked out."""
    found: list[Block] = []
    paragraphs = _paragraphs(article, text, story, sorted(sentences), backing)
    for removed, group in groupby(paragraphs, lambda paragraph: paragraph.removed):
        some = list(group)
        found += [Block(True, some)] if removed else [Block(False, [one]) for one in some]
    return tuple(found)


def _paragraphs(
    article: int, text: str, story: str, sentences: Sequence[Span], backing: Sequence[Backing]
) -> list[Paragraph]:
    breaks = set(_breaks(text, sentences))
    removed = list(_removed(text, story))
    spans = [*sentences, *removed, *((start, end) for start, end, _ in backing)]
    ends = {max(0, min(place, len(text))) for span in spans for place in span}
    bounds = sorted({0, len(text), *breaks, *ends})
    sentence_at = _covering(bounds, [(*span, n) for n, span in enumerate(sentences, 1)])
    removed_at = _covering(bounds, [(*span, True) for span in removed])
    backing_at = _covering(bounds, backing)
    rows: list[list[Segment]] = [[]]
    spaced = False
    for i, (start, end) in enumerate(pairwise(bounds)):
        raw = text[start:end]
        if start in breaks:
            rows.append([])
        if not (shown := displayed(raw)):
            spaced = spaced or raw[:1].isspace()
            continue
        highlights = tuple({h.id: h for h in backing_at.get(i, ())}.values())
        name = f"a{article + 1}-{sentence_at[i][0]}" if i in sentence_at else ""
        spaced = spaced or raw[0].isspace()
        rows[-1].append(Segment(shown, spaced, i in removed_at, highlights, name))
        spaced = raw[-1].isspace()
    _mark_ends(article, [segment for row in rows for segment in row])
    return [Paragraph(row) for row in rows if row]


def _mark_ends(article: int, segments: Sequence[Segment]) -> None:
    """Leave a sentence's id on its first segment alone; say where highlights start and end."""
    named: set[str] = set()
    last: dict[str, tuple[Highlight, Segment]] = {}
    for segment in segments:
        if segment.id in named:
            segment.id = ""
        named.add(segment.id)
        segment.anchors += [h.anchor(article) for h in segment.highlights if h.id not in last]
        last |= {h.id: (h, segment) for h in segment.highlights}
    for highlight, segment in last.values():
        segment.ends.append(highlight)


def _breaks(text: str, sentences: Sequence[Span]) -> Iterator[int]:
    """Where lines end, but inside a sentence."""
    place = 0
    for match in re.finditer(r"\n", text):
        while place < len(sentences) and sentences[place][1] <= match.start():
            place += 1
        if place == len(sentences) or match.start() < sentences[place][0]:
            yield match.start()


def _removed(text: str, story: str) -> Iterator[Span]:
    """What is white space in the story alone, without the white space around it."""
    for match in re.finditer(r"\s+", story):
        raw = text[match.start() : match.end()]
        if raw.strip():
            start = match.start() + len(raw) - len(raw.lstrip())
            yield start, start + len(raw.strip())


def _covering(bounds: Sequence[int], spans: Iterable[tuple[int, int, T]]) -> dict[int, list[T]]:
    """What covers each stretch between two bounds, by the number of the stretch."""
    found: dict[int, list[T]] = {}
    for start, end, value in spans:
        for i in range(bisect_left(bounds, start), bisect_left(bounds, end)):
            found.setdefault(i, []).append(value)
    return found

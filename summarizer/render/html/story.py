"""An article as the page shows it: paragraphs of pieces, and what cleaning removed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TypeVar

from summarizer.render.html.keys import Key
from summarizer.types import Span, displayed

T = TypeVar("T")


@dataclass(slots=True)
class Piece:
    """A stretch of text with one meaning: in which sentence it is, what it backs, if removed.

    `id` is set on the first piece of a sentence, `anchors` are ids of backing that starts here,
    `ends` the keys whose backing ends here.
    """

    text: str
    spaced: bool
    removed: bool
    keys: tuple[Key, ...]
    id: str = ""
    anchors: list[str] = field(default_factory=list)
    ends: list[Key] = field(default_factory=list)

    @property
    def classes(self) -> str:
        """What the style sheet knows it by."""
        backs = ["backs", *(key.id for key in self.keys)] if self.keys else []
        return " ".join(["cut", *backs] if self.removed else backs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Pieces in order."""

    pieces: list[Piece]

    @property
    def removed(self) -> bool:
        """Whether cleaning removed all of it, and nothing in it backs anything."""
        return all(piece.removed and not piece.keys for piece in self.pieces)

    @property
    def keys(self) -> list[Key]:
        """What its pieces back, each once, in order."""
        return list({key.id: key for piece in self.pieces for key in piece.keys}.values())


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or several in a row that cleaning removed."""

    removed: bool
    paragraphs: list[Paragraph]

    @property
    def keys(self) -> list[Key]:
        """What it backs."""
        return self.paragraphs[0].keys

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(p.text.split()) for one in self.paragraphs for p in one.pieces)


def blocks(
    article: int,
    text: str,
    story: str,
    sentences: Sequence[Span],
    backing: Sequence[tuple[int, int, Key]],
) -> tuple[Block, ...]:
    """The text of an article with nothing left out; `story` has what was removed blanked out."""
    shown = _paragraphs(article, text, story, sorted(sentences), backing)
    grouped = ((removed, list(some)) for removed, some in groupby(shown, lambda p: p.removed))
    return tuple(
        block
        for removed, some in grouped
        for block in ([Block(True, some)] if removed else [Block(False, [one]) for one in some])
    )


def _paragraphs(
    article: int,
    text: str,
    story: str,
    sentences: Sequence[Span],
    backing: Sequence[tuple[int, int, Key]],
) -> list[Paragraph]:
    breaks = set(_breaks(text, sentences))
    rows: list[list[Piece]] = [[]]
    spaced = False
    for stretch in _stretches(text, story, sentences, backing, breaks):
        if stretch.start in breaks:
            rows.append([])
        raw = stretch.raw
        if shown := displayed(raw):
            rows[-1].append(
                Piece(
                    shown,
                    spaced or raw[0].isspace(),
                    stretch.removed,
                    stretch.keys,
                    f"a{article + 1}-{stretch.sentence}" if stretch.sentence else "",
                )
            )
            spaced = raw[-1].isspace()
        else:
            spaced = spaced or raw[:1].isspace()
    _mark_ends(article, [piece for row in rows for piece in row])
    return [Paragraph(row) for row in rows if row]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text with one meaning; `sentence` counts from 1, 0 is none."""

    start: int
    raw: str
    sentence: int
    keys: tuple[Key, ...]
    removed: bool


def _stretches(
    text: str,
    story: str,
    sentences: Sequence[Span],
    backing: Sequence[tuple[int, int, Key]],
    breaks: Iterable[int],
) -> Iterator[_Stretch]:
    removed = list(_removed(text, story))
    spans = [*sentences, *removed, *((start, end) for start, end, _ in backing)]
    ends = {max(0, min(place, len(text))) for span in spans for place in span}
    bounds = sorted({0, len(text), *breaks, *ends})
    inside = _covering(bounds, [(*span, n) for n, span in enumerate(sentences, 1)])
    cut = _covering(bounds, [(*span, True) for span in removed])
    backs = _covering(bounds, backing)
    for i, (start, end) in enumerate(pairwise(bounds)):
        keys = tuple({key.id: key for key in backs.get(i, ())}.values())
        yield _Stretch(start, text[start:end], inside.get(i, [0])[0], keys, i in cut)


def _mark_ends(article: int, pieces: Sequence[Piece]) -> None:
    """Leave a sentence's id on its first piece alone, and say where backing starts and ends."""
    named: set[str] = set()
    last: dict[str, tuple[Key, Piece]] = {}
    for piece in pieces:
        if piece.id in named:
            piece.id = ""
        named.add(piece.id)
        piece.anchors += [key.anchor(article) for key in piece.keys if key.id not in last]
        last |= {key.id: (key, piece) for key in piece.keys}
    for key, piece in last.values():
        piece.ends.append(key)


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

"""Filling lines by the columns that characters take in a terminal.

`textwrap` counts code points; East Asian text takes two columns a character and may break
between any two of them.  Text is given as pieces: a piece is kept together when it fits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

_ZERO = frozenset({"Mn", "Me", "Cf"})
_CLOSING = frozenset({"Pe", "Pf", "Po"})
_OPENING = frozenset({"Ps", "Pi"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stays on one line if it can; `glued` to the piece before without a space."""

    text: str
    dim: bool = False
    glued: bool = False


Line = list[Piece]


def columns(text: str) -> int:
    """How many columns `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(c) for c in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in _ZERO:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def words(text: str, *, dim: bool = False) -> Iterator[Piece]:
    """The pieces of running text: its words, and single characters of East Asian text."""
    for word in text.split():
        for i, unit in enumerate(_units(word)):
            yield Piece(unit, dim, glued=i > 0)


def _units(word: str) -> list[str]:
    """`word` cut where a line may break, so that no line starts with closing punctuation."""
    if word.isascii():
        return [word]
    units = [word[0]]
    for before, char in pairwise(word):
        wide = _columns(char) == 2 or _columns(before) == 2
        free = unicodedata.category(char) not in _CLOSING | _ZERO
        if wide and free and unicodedata.category(before) not in _OPENING:
            units.append(char)
        else:
            units[-1] += char
    return units


def fill(pieces: Iterable[Piece], width: int) -> list[Line]:
    """The pieces on lines of at most `width` columns; what is longer is cut."""
    lines: list[Line] = []
    room = 0
    for piece in pieces:
        for part in _parts(piece, width):
            space = 0 if part.glued else 1
            needed = space + columns(part.text)
            if lines and needed <= room:
                lines[-1].append(part)
                room -= needed
            else:
                lines.append([part])
                room = width - columns(part.text)
    return lines


def _parts(piece: Piece, width: int) -> Iterator[Piece]:
    """The piece itself, or its words, or words cut hard: the first of these that fits."""
    if columns(piece.text) <= width:
        yield piece
        return
    glued = piece.glued
    for word in piece.text.split():
        for chunk in _chunks(word, width):
            yield replace(piece, text=chunk, glued=glued)
            glued = True
        glued = False


def _chunks(word: str, width: int) -> Iterator[str]:
    """Parts of a word that is too long, cut after a slash if there is one far enough on."""
    start = used = 0
    for i, char in enumerate(word):
        taken = _columns(char)
        if used + taken > width and i > start:
            slash = word.rfind("/", start + (i - start) // 2, i)
            cut = i if slash < 0 else slash + 1
            yield word[start:cut]
            start, used = cut, columns(word[cut:i])
        used += taken
    yield word[start:]

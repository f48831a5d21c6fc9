"""Words as the matcher sees them: with their case, what stands before them, and a meaning.

`Word.key` is what two words must share to say the same: the row of `tables.MEANINGS` or
`PLACES` the word is in, else its stem.  The scanner walks the text once with one regular
expression that cannot backtrack, so its time is linear on any input.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from summarizer.meaning.meanings import MEANINGS
from summarizer.meaning.tables import PLACES
from summarizer.terms import is_stop, stemmer

_WORD = re.compile(
    r"([^\W_](?:"  # `re` finds a set of characters fast, so that comes first
    r"(?<=\d)\d*(?:[.,:]\d+)*%?"  # 3,000  1.5  3:30  50%
    r"|\.(?<=\D.)(?:[^\W\d_]\.)+"  # U.S., a.m.
    r"|(?<=\D)[^\W\d_]*(?:['’][^\W\d_]+)*))"  # word, don't
)
_POSSESSIVE = re.compile(r"['’]s?$")


class Word(NamedTuple):
    """One word: as written, in lower case, its meaning, and what stands before it.

    `owner` marks a possessive, `capital` a capital first letter, and `joined` that only a
    space or hyphen separates it from the word before.  `opened` says that a sentence or
    quotation may begin with it.
    """

    text: str
    lower: str
    key: str
    gap: str
    owner: bool
    capital: bool
    joined: bool
    opened: bool


_OPENING = frozenset('.!?:"“‘•\n—–')
_MONEY = frozenset("$£€¥₹")
_JOINTS = frozenset({" ", "-", "‑", ""})


@lru_cache(maxsize=200_000)
def _word(text: str, gap: str, language: str) -> Word:
    """A word as written, after `gap`.  Cached: a cluster repeats most of its words."""
    bare, lower, owner = text, text.lower(), False
    if not text.isalpha():
        owner = text.endswith(("'s", "’s", "s'", "s’")) and len(text) > 2
        bare = _POSSESSIVE.sub("", text) if owner else text
        bare = bare.replace(".", "") if bare[0].isalpha() else bare
        lower = bare.lower().replace("’", "'")
    key = meaning(bare, lower, language)
    opened = not _OPENING.isdisjoint(gap)
    return Word(bare, lower, key, gap, owner, bare[0].isupper(), gap in _JOINTS, opened)


def meaning(text: str, lower: str, language: str) -> str:
    """What the word says: the row it is in, else its stem."""
    if language == "en":
        if lower == "us" and text != "US":
            return "us"
        if lower in MEANINGS:
            return MEANINGS[lower]
        if lower in PLACES:
            return PLACES[lower]
    stem: str = stemmer(language)([lower])[0]
    return _ROW_OF_STEM.get(stem, stem) if language == "en" else stem


def _rows_by_stem() -> dict[str, str]:
    """Rows by the stem of their members, so that `announcing` finds `announce`."""
    stem = stemmer("en")
    rows: dict[str, str] = {}
    for word, row in [*MEANINGS.items(), *PLACES.items()]:
        rows.setdefault(stem([word])[0], row)
    return rows


_ROW_OF_STEM = _rows_by_stem()


def scan(text: str, language: str = "en") -> list[Word]:
    """The words of `text` in order."""
    parts = _WORD.split(text)  # gap, word, gap, word, …, gap
    return [_word(word, gap, language) for gap, word in zip(parts[:-1:2], parts[1::2], strict=True)]


def written(text: str, start: int, end: int) -> str:
    """The words `start:end` of those `scan` finds, as they stand in `text`.

    The sign of money before them is theirs; the possessive behind the last one is not.
    """
    parts = _WORD.split(text)
    sign = parts[2 * start][-1:]
    stretch = "".join(parts[2 * start + 1 : 2 * end])
    return (sign if sign in _MONEY else "") + _POSSESSIVE.sub("", stretch)


def functional(word: Word, language: str = "en") -> bool:
    """Whether the word only carries grammar."""
    return word.key != "usa" and is_stop(word.lower, language)

"""What a rule is, and what it sees: the lines of one article, and which words others have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from summarizer.types import Span

# Longer than any caption or prompt: a rule that takes whole lines never takes a longer one.
MAX_JUNK_LINE = 900
# Front rules are tried again after each other ("Updated 3 p.m. WASHINGTON (AP) — ").
MAX_FRONTS = 4

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Two line ends, with at most a few spaces between.
_BLANK = re.compile(r"(?:\r\n|[\n\r])[ \t]{0,20}[\n\r]")
_STOP = re.compile(r"[.?!…:;][\"'”’»)\]]*$")

Where = Literal["line", "front", "part", "page"]


@dataclass(frozen=True)
class Line:
    """A line of an article, trimmed: `text` stands at `start` of the article."""

    text: str
    start: int
    # Whether a blank line follows.
    blank: bool = False

    @property
    def end(self) -> int:
        """Where it ends in the article."""
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """Start and end."""
        return (self.start, self.end)

    @cached_property
    def lower(self) -> str:
        """Its text as `Rule.literals` are searched."""
        return lower(self.text)

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @cached_property
    def stopped(self) -> bool:
        """Whether the line ends as a sentence does."""
        return _STOP.search(self.text[-8:]) is not None


@dataclass(frozen=True)
class Page:
    """An article as rules see it.

    `elsewhere` tells whether another article of the cluster has a word (a token in lower case); it
    is None where there is no other.
    """

    lines: tuple[Line, ...]
    title: str = ""
    elsewhere: Callable[[str], bool] | None = None

    @cached_property
    def lower(self) -> str:
        """The text of its lines as `Rule.literals` are searched."""
        return "\n".join(line.lower for line in self.lines)


def lower(text: str) -> str:
    """`text` in lower case, with a plain `i` and `s` for the letters that `re` takes for them."""
    plain = text if text.isascii() else text.replace("ſ", "s").replace("ı", "i").replace("İ", "i")
    return plain.lower()


def parse_page(text: str, title: str = "", elsewhere: Callable[[str], bool] | None = None) -> Page:
    """The page of a text: its lines without the blank ones."""
    found = []
    for match in _LINE.finditer(text):
        raw = match.group()
        trimmed = raw.strip()
        if trimmed:
            lead = len(raw) - len(raw.lstrip())
            blank = _BLANK.match(text, match.end()) is not None
            found.append(Line(trimmed, match.start() + lead, blank))
    return Page(tuple(found), title, elsewhere)


@dataclass(frozen=True)
class Rule:
    """What is removed from a page, and why; examples are in `tests/data/cleaning.toml`.

    `where` says what a match of `pattern` removes: the whole `line` (the pattern must match all
    of it), its `front`, or any `part` of it; a `page` rule has `find` instead.  A whole line in
    which `unless` occurs stays.  A line with a match always contains one of `literals`, in lower
    case: pages and lines without them are skipped fast, which pays where `pattern` is slow.
    """

    name: str
    why: str
    where: Where
    pattern: re.Pattern[str] | None = None
    find: Callable[[Page], Iterable[Span]] | None = None
    unless: re.Pattern[str] | None = None
    literals: tuple[str, ...] = ()

    def spans(self, page: Page) -> list[Span]:
        """What this rule alone removes from a page."""
        if self.find is not None:
            return list(self.find(page))
        literals = self.literals_in(page.lower)
        lines = () if literals is None else page.lines
        return [s for x in lines if may_match(x, literals or ()) for s in self.on_line(x)]

    def literals_in(self, text: str) -> list[str] | None:
        """Those of its `literals` that a page's text contains; None when nothing can match."""
        present = [part for part in self.literals if part in text]
        return present if present or not self.literals else None

    def on_line(self, line: Line, skip: int = 0) -> list[Span]:
        """What a pattern rule removes from a line; `skip` characters are gone already."""
        if self.pattern is None:
            return []
        if self.where == "line":
            return [line.span] if self.matches_line(line.text) else []
        if self.where == "front":
            front = self.pattern.match(line.text, skip)
            if front is None or front.end() <= skip:
                return []
            return [(line.start + skip, line.start + front.end())]
        return [
            (line.start + m.start(), line.start + m.end())
            for m in self.pattern.finditer(line.text)
            if m.end() > m.start()
        ]

    def matches_line(self, text: str) -> bool:
        """Whether a whole-line rule removes the line with this text."""
        if self.pattern is None or len(text) > MAX_JUNK_LINE or not self.pattern.fullmatch(text):
            return False
        return self.unless is None or not self.unless.search(text)


def may_match(line: Line, literals: Sequence[str]) -> bool:
    """Whether a line contains one of the literals that a match must have."""
    return not literals or any(map(line.lower.__contains__, literals))

"""What a rule sees: the lines of one article, and whether a word occurs in other articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
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
_WORDS = re.compile(r"\S+")

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
    def words(self) -> int:
        """How many words it has."""
        return sum(1 for _ in _WORDS.finditer(self.text))

    @cached_property
    def stopped(self) -> bool:
        """Whether the line ends as a sentence does."""
        return _STOP.search(self.text[-8:]) is not None


@dataclass(frozen=True)
class Page:
    """An article as rules see it; `known` tells whether another article has a word."""

    lines: tuple[Line, ...]
    title: str = ""
    known: Callable[[str], bool] | None = None


def page(text: str, title: str = "", known: Callable[[str], bool] | None = None) -> Page:
    """The page of a text: its lines without the blank ones."""
    found = []
    for match in _LINE.finditer(text):
        raw = match.group()
        trimmed = raw.strip()
        if trimmed:
            lead = len(raw) - len(raw.lstrip())
            blank = _BLANK.match(text, match.end()) is not None
            found.append(Line(trimmed, match.start() + lead, blank))
    return Page(tuple(found), title, known)


@dataclass(frozen=True)
class Rule:
    """One line of the table.

    `where` says what a match of `pattern` takes: the whole `line` (the pattern must match all
    of it), its `front`, or any `part` of it; a `page` rule has `find` instead.  A whole line in
    which `unless` occurs stays.  In `removed` the part that goes stands in ⟦⟧, and a first line
    `=…` is the article's title; the rule finds nothing in the texts of `kept`.
    """

    name: str
    why: str
    where: Where
    pattern: re.Pattern[str] | None = None
    find: Callable[[Page], Iterable[Span]] | None = None
    unless: re.Pattern[str] | None = None
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def spans(self, given: Page) -> list[Span]:
        """What this rule alone takes from a page."""
        if self.find is not None:
            return list(self.find(given))
        return [s for line in given.lines for s in self.on_line(line)]

    def on_line(self, line: Line, skip: int = 0) -> list[Span]:
        """What a pattern rule takes from a line; `skip` characters are gone already."""
        if self.pattern is None:
            return []
        if self.where == "line":
            return [line.span] if self._takes_whole(line.text) else []
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

    def _takes_whole(self, text: str) -> bool:
        if self.pattern is None or len(text) > MAX_JUNK_LINE or not self.pattern.fullmatch(text):
            return False
        return self.unless is None or not self.unless.search(text)

"""What a rule sees: the lines of one article, and whether a word occurs in other articles."""

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
        """Its text as `Rule.needs` are looked for."""
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
    """An article as rules see it; `known` tells whether another article has a word."""

    lines: tuple[Line, ...]
    title: str = ""
    known: Callable[[str], bool] | None = None

    @cached_property
    def lower(self) -> str:
        """The text of its lines as `Rule.needs` are looked for."""
        return "\n".join(line.lower for line in self.lines)


def lower(text: str) -> str:
    """`text` in lower case, with a plain `i` and `s` for the letters that `re` takes for them."""
    plain = text if text.isascii() else text.replace("ſ", "s").replace("ı", "i").replace("İ", "i")
    return plain.lower()


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
    which `unless` occurs stays.  A line with a match always holds one of `needs`, written in lower
    case: pages and lines without them are passed over fast, which pays where `pattern` is slow.
    In `removed` the part that goes stands in ⟦⟧, and a first line `=…` is the article's title;
    the rule finds nothing in the texts of `kept`.
    """

    name: str
    why: str
    where: Where
    pattern: re.Pattern[str] | None = None
    find: Callable[[Page], Iterable[Span]] | None = None
    unless: re.Pattern[str] | None = None
    needs: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def spans(self, given: Page) -> list[Span]:
        """What this rule alone takes from a page."""
        if self.find is not None:
            return list(self.find(given))
        needs = self.needed(given.lower)
        if needs is None:
            return []
        return [s for line in given.lines if may_match(line, needs) for s in self.on_line(line)]

    def needed(self, text: str) -> list[str] | None:
        """Those of its `needs` that the text of a page holds; None when nothing can match."""
        present = [part for part in self.needs if part in text]
        return present if present or not self.needs else None

    def on_line(self, line: Line, skip: int = 0) -> list[Span]:
        """What a pattern rule takes from a line; `skip` characters are gone already."""
        if self.pattern is None:
            return []
        if self.where == "line":
            return [line.span] if self.takes_whole(line.text) else []
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

    def takes_whole(self, text: str) -> bool:
        """Whether a whole-line rule takes the line with this text."""
        if self.pattern is None or len(text) > MAX_JUNK_LINE or not self.pattern.fullmatch(text):
            return False
        return self.unless is None or not self.unless.search(text)


def may_match(line: Line, needs: Sequence[str]) -> bool:
    """Whether a rule of these needs may match in a line."""
    return not needs or any(map(line.lower.__contains__, needs))

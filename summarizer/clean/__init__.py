"""Take out what is not the story, and say which rule took it.

The rules are one table, `rules.RULES`.  Each looks at the untouched article; the first rule of
the table that claims a character gets it.  What remains between removed spans of one line
without a letter or digit goes with them.  If nothing with a letter or digit would remain, the
whole text stays and nothing is removed: a page that is all junk to the rules is a page the
rules do not understand, and losing a story is worse than keeping junk.

An article's result depends on its text, its title and the set of the other articles' words,
never on their order.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from summarizer.clean.rule import (
    MAX_FRONTS,
    MAX_JUNK_LINE,
    Line,
    Page,
    Rule,
    may_match,
    parse_page,
)
from summarizer.clean.rules import RULES
from summarizer.text.tokens import tokens
from summarizer.types import Article, Span

__all__ = ["RULES", "Cleaned", "Removed", "Rule", "clean"]


@dataclass(frozen=True, slots=True)
class Removed:
    """`Article.text[start:end]` went under the rule of this name."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The kept regions of an article and what was removed, both in order.

    Together with white space they cover the text.  A block may hold many lines: it ends only
    where something was removed.
    """

    blocks: tuple[Span, ...]
    removed: tuple[Removed, ...]


def clean(articles: Sequence[Article]) -> tuple[Cleaned, ...]:
    """What to keep and to remove of each article of one cluster, in their order."""
    vocabulary = _Vocabulary(articles)
    return tuple(_clean(a, vocabulary.outside(i)) for i, a in enumerate(articles))


class _Vocabulary:
    """Which words other articles have; counted only when a rule asks."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles

    @cached_property
    def _sets(self) -> list[frozenset[str]]:
        return [frozenset(tokens(a.text)) for a in self._articles]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(chain.from_iterable(self._sets))

    def outside(self, i: int) -> Callable[[str], bool] | None:
        """A test whether a word occurs in an article other than `i`; None for a lone one."""
        if len(self._articles) < 2:
            return None
        return lambda word: self._counts[word] > (word in self._sets[i])


def _clean(article: Article, elsewhere: Callable[[str], bool] | None) -> Cleaned:
    page = parse_page(article.text, article.title, elsewhere)
    removed = _with_separators(page, _claims(page))
    blocks = _blocks(article.text, removed)
    if any(any(map(str.isalnum, article.text[a:b])) for a, b in blocks):
        return Cleaned(tuple(blocks), tuple(removed))
    return Cleaned(tuple(_blocks(article.text, [])), ())


def _claims(page: Page) -> list[Removed]:
    """What the rules remove, ordered and disjoint; the earlier rule of the table wins."""
    active = _active(page)
    found = [claim for line in page.lines for claim in _on_line(line, active)]
    for n, rule in enumerate(RULES):
        if rule.find is not None:
            found.extend((n, a, b) for a, b in rule.find(page))
    return _disjoint(found)


_Active = dict[str, list[tuple[int, Rule, list[str]]]]


def _active(page: Page) -> _Active:
    """By `where`: the rules whose pattern may match, with their number and literals."""
    found: _Active = {"line": [], "part": [], "front": []}
    for n, rule in enumerate(RULES):
        if rule.find is None and (literals := rule.literals_in(page.lower)) is not None:
            found[rule.where].append((n, rule, literals))
    return found


def _on_line(line: Line, active: _Active) -> list[tuple[int, int, int]]:
    """A whole-line rule alone, or else the parts and the chain of fronts."""
    if len(line.text) <= MAX_JUNK_LINE:
        for n, rule, literals in active["line"]:
            if may_match(line, literals) and rule.matches_line(line.text):
                return [(n, *line.span)]
    found = [
        (n, *span)
        for n, rule, literals in active["part"]
        if may_match(line, literals)
        for span in rule.on_line(line)
    ]
    fronts = [(n, rule) for n, rule, literals in active["front"] if may_match(line, literals)]
    skip = 0
    for _ in range(MAX_FRONTS):
        taken = next(((n, s[0]) for n, r in fronts if (s := r.on_line(line, skip))), None)
        if taken is None:
            break
        found.append((taken[0], *taken[1]))
        skip = taken[1][1] - line.start
    return found


def _disjoint(found: list[tuple[int, int, int]]) -> list[Removed]:
    """Sweep over the claims: each stretch goes to its first claimant in the table."""
    events = sorted((a, b, n) for n, a, b in found if a < b)
    cuts = sorted({x for a, b, _ in events for x in (a, b)})
    open_claims: list[tuple[int, int]] = []
    result: list[Removed] = []
    i = 0
    for a, b in pairwise(cuts):
        while i < len(events) and events[i][0] <= a:
            heapq.heappush(open_claims, (events[i][2], events[i][1]))
            i += 1
        while open_claims and open_claims[0][1] <= a:
            heapq.heappop(open_claims)
        if open_claims:
            name = RULES[open_claims[0][0]].name
            if result and result[-1].end == a and result[-1].rule == name:
                result[-1] = Removed(result[-1].start, b, name)
            else:
                result.append(Removed(a, b, name))
    return result


def _with_separators(page: Page, removed: list[Removed]) -> list[Removed]:
    """Trim removed spans to visible text and remove the marks left beside them on a line, too."""
    text = _Text(page)
    result: list[Removed] = []
    for i, r in enumerate(removed):
        line = text.line_of(r.start)
        if line is None:
            continue
        before = result[-1].end if result else 0
        after = removed[i + 1].start if i + 1 < len(removed) else line.end
        start = _separators_before(line, max(before, line.start), r.start)
        last = text.line_of(r.end - 1) or line
        end = _separators_after(last, r.end, min(max(after, r.end), last.end))
        start, end = text.trim(start, end)
        if start < end:
            result.append(Removed(start, end, r.rule))
    return result


def _separators_before(line: Line, low: int, start: int) -> int:
    """Where the marks before a removed span begin; one that ends a sentence or quotation stays."""
    gap = line.text[max(0, low - line.start) : max(0, start - line.start)]
    bare = not any(map(str.isalnum, gap)) and not set(gap) & set('.?!”"')
    return low if low < start and bare else start


def _separators_after(line: Line, end: int, high: int) -> int:
    """Where the marks behind a removed span end, if nothing else follows on the line."""
    gap = line.text[max(0, end - line.start) : max(0, high - line.start)]
    return high if end < high == line.end and not any(map(str.isalnum, gap)) else end


class _Text:
    """Looks up lines by offset."""

    def __init__(self, page: Page) -> None:
        self._lines = page.lines
        self._starts = [line.start for line in page.lines]

    def line_of(self, offset: int) -> Line | None:
        """The line that contains an offset, or the last one before it."""
        i = bisect_right(self._starts, offset) - 1
        return self._lines[i] if i >= 0 else None

    def trim(self, start: int, end: int) -> Span:
        """The span without the white space at its edges."""
        first, last = self.line_of(start), self.line_of(end - 1)
        if first is None or last is None or start >= first.end:
            return (start, start)
        end = min(end, last.end)
        head = first.text[start - first.start : end - first.start]
        start += len(head) - len(head.lstrip())
        tail = last.text[max(0, start - last.start) : end - last.start]
        return (start, end - (len(tail) - len(tail.rstrip())))


def _blocks(text: str, removed: Sequence[Removed]) -> list[Span]:
    """What stands between the removed spans, trimmed."""
    edges = [0, *(x for r in removed for x in (r.start, r.end)), len(text)]
    found = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        raw = text[a:b]
        kept = raw.strip()
        if kept:
            start = a + len(raw) - len(raw.lstrip())
            found.append((start, start + len(kept)))
    return found

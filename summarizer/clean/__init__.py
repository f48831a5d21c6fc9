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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.clean.page import MAX_FRONTS, MAX_JUNK_LINE, Line, Page, Rule, may_match, page
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
    """One result for each article, in order."""
    vocabulary = _Vocabulary(articles)
    return tuple(_clean(a, vocabulary.outside(i)) for i, a in enumerate(articles))


class _Vocabulary:
    """Which words other articles have; counted only when a rule asks."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._sets: list[frozenset[str]] = []
        self._counts: Counter[str] = Counter()

    def outside(self, i: int) -> Callable[[str], bool] | None:
        """A test whether a word occurs in an article other than `i`; None for a lone one."""
        if len(self._articles) < 2:
            return None

        def known(word: str) -> bool:
            self._count()
            return self._counts[word] > (word in self._sets[i])

        return known

    def _count(self) -> None:
        if not self._sets:
            self._sets = [frozenset(tokens(a.text)) for a in self._articles]
            for words in self._sets:
                self._counts.update(words)


def _clean(article: Article, known: Callable[[str], bool] | None) -> Cleaned:
    given = page(article.text, article.title, known)
    removed = _with_crumbs(given, _claims(given))
    blocks = _blocks(article.text, removed)
    if removed and not any(map(str.isalnum, _joined(article.text, blocks))):
        whole = _blocks(article.text, [])
        return Cleaned(tuple(whole), ())
    return Cleaned(tuple(blocks), tuple(removed))


def _joined(text: str, blocks: Iterable[Span]) -> str:
    return "".join(text[a:b] for a, b in blocks)


def _claims(given: Page) -> list[Removed]:
    """What the rules take, ordered and disjoint; the earlier rule of the table wins."""
    found: list[tuple[int, int, int]] = []
    active = _active(given)
    for line in given.lines:
        found.extend(_on_line(line, active))
    for n, rule in enumerate(RULES):
        if rule.find is not None:
            found.extend((n, a, b) for a, b in rule.find(given))
    return _disjoint(found)


_Active = dict[str, list[tuple[int, Rule, list[str]]]]


def _active(given: Page) -> _Active:
    """By `where`: the rules with a pattern that the page may match, with their number and needs."""
    found: _Active = {"line": [], "part": [], "front": []}
    for n, rule in enumerate(RULES):
        if rule.find is None and (needs := rule.needed(given.lower)) is not None:
            found[rule.where].append((n, rule, needs))
    return found


def _on_line(line: Line, active: _Active) -> list[tuple[int, int, int]]:
    """A whole-line rule alone, or else the parts and the chain of fronts."""
    if len(line.text) <= MAX_JUNK_LINE:
        for n, rule, needs in active["line"]:
            if (not needs or may_match(line, needs)) and rule.takes_whole(line.text):
                return [(n, *line.span)]
    found = [
        (n, *span)
        for n, rule, needs in active["part"]
        if may_match(line, needs)
        for span in rule.on_line(line)
    ]
    fronts = [(n, rule) for n, rule, needs in active["front"] if may_match(line, needs)]
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


def _with_crumbs(given: Page, removed: list[Removed]) -> list[Removed]:
    """Trim removed spans to visible text and let the crumbs beside them on a line go too."""
    text = _Text(given)
    result: list[Removed] = []
    for i, r in enumerate(removed):
        line = text.line_of(r.start)
        if line is None:
            continue
        before = result[-1].end if result else 0
        after = removed[i + 1].start if i + 1 < len(removed) else line.end
        start = _crumb_start(line, max(before, line.start), r.start)
        last = text.line_of(r.end - 1) or line
        end = _crumb_end(last, r.end, min(max(after, r.end), last.end))
        start, end = text.trim(start, end)
        if start < end:
            result.append(Removed(start, end, r.rule))
    return result


def _crumb_start(line: Line, low: int, start: int) -> int:
    gap = line.text[max(0, low - line.start) : max(0, start - line.start)]
    return low if low < start and not any(map(str.isalnum, gap)) and _loose(gap) else start


def _crumb_end(line: Line, end: int, high: int) -> int:
    gap = line.text[max(0, end - line.start) : max(0, high - line.start)]
    whole = high == line.end
    return high if end < high and whole and not any(map(str.isalnum, gap)) else end


def _loose(gap: str) -> bool:
    """Not the end of a sentence or quotation that stays."""
    return not set(gap) & set('.?!”"')


class _Text:
    """Looks up lines by offset."""

    def __init__(self, given: Page) -> None:
        self._lines = given.lines
        self._starts = [line.start for line in given.lines]

    def line_of(self, offset: int) -> Line | None:
        """The line that holds an offset, or None in white space between lines."""
        i = bisect_right(self._starts, offset) - 1
        return self._lines[i] if i >= 0 else None

    def trim(self, start: int, end: int) -> Span:
        """The span without the white space at its edges."""
        first, last = self.line_of(start), self.line_of(end - 1)
        if first is None or last is None:
            return (start, start)
        if start >= first.end:
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

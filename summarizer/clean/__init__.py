"""Take out what is not the story, and say what it was.

    units        an article's lines, cut into about a sentence each
    features     what the classifier sees of a unit
    classifier   the kinds of what is not the story, and how likely each is
    edges        what is glued to a sentence of the story

Losing a story is worse than keeping junk.  A unit goes when the second pass is sure; where more
than a fifth of the article would go, both passes have to be.  If nothing with a letter or digit
would remain, the whole text stays.  An article's result depends on its text and title alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.clean.classifier import KINDS, NAMES, passes
from summarizer.clean.edges import EDGES, GLUED, edges
from summarizer.clean.units import MAX_UNIT, Unit, units
from summarizer.limits import MAX_UNITS
from summarizer.text.tokens import trimmed
from summarizer.types import Article, Span

__all__ = ["RESTORES", "RULES", "Cleaned", "Removed", "clean"]

# The name of what is removed, and why it is.
RULES = {**KINDS, **{edge.name: edge.why for edge in EDGES}, **GLUED}
# Of what is taken out of the inside of a sentence: what leaves it as it was written.
RESTORES = next(iter(GLUED))

# Probability of not being the story from which a unit goes: of such units of articles that were
# not trained on, 94 of 100 are not (`eval/measure_cleaning.py units`).
SURE = 0.7
# Where more than MUCH of an article's characters would go, both passes have to say so.
SURER, ALONE, MUCH = 0.8, 0.6, 0.2


@dataclass(frozen=True, slots=True)
class Removed:
    """`Article.text[start:end]` went for the reason `RULES[rule]`."""

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


def clean(articles: Sequence[Article], language: str = "en") -> tuple[Cleaned, ...]:
    """What to keep and to remove of each article, in their order.

    `language` is that of articles that do not state their own.  The classifier knows English
    alone: of others only what is glued to a sentence goes.

    Cost: linear in the characters of an article, about 100 µs for a sentence; what stands behind
    the first `MAX_UNITS` sentences is kept as it is.
    """
    return tuple(_clean(a, (a.language or language).startswith("en")) for a in articles)


def _clean(article: Article, judge: bool) -> Cleaned:
    text, found = article.text, units(article.text)[:MAX_UNITS]
    gone = _judged(found, article.title) if judge else {}
    removed = _joined(text, [r for unit in found for r in _of_unit(unit, gone)])
    blocks = _blocks(text, removed)
    if any(any(map(str.isalnum, text[a:b])) for a, b in blocks):
        return Cleaned(tuple(blocks), tuple(removed))
    return Cleaned(tuple(_blocks(text, [])), ())


def _judged(found: Sequence[Unit], title: str) -> dict[Unit, str]:
    """The units that go, each with its kind."""
    before, after = passes(found, title)
    surely = [
        p >= SURE and len(u.text) <= MAX_UNIT for p, u in zip(1 - after[:, 0], found, strict=True)
    ]
    size = sum(len(u.text) for u in found)
    if sum(len(u.text) for u, goes in zip(found, surely, strict=True) if goes) > MUCH * size:
        both = (1 - before[:, 0] >= ALONE) & (1 - after[:, 0] >= SURER)
        surely = [goes and bool(b) for goes, b in zip(surely, both, strict=True)]
    kinds = after[:, 1:].argmax(axis=1) + 1
    return {u: NAMES[k] for u, goes, k in zip(found, surely, kinds.tolist(), strict=True) if goes}


def _of_unit(unit: Unit, gone: dict[Unit, str]) -> Iterator[Removed]:
    """What goes of a unit: all of it, or what is glued to it."""
    if unit in gone:
        yield Removed(unit.start, unit.end, gone[unit])
        return
    end = 0
    for (start, stop), name in sorted(edges(unit)):
        if max(start, end) < stop:
            yield Removed(max(start, end), stop, name)
            end = stop


def _joined(text: str, removed: Sequence[Removed]) -> list[Removed]:
    """The removed spans without white space at their ends, neighbours of one kind joined.

    What is left between two of them on one line without a letter or digit goes with the first.
    """
    found: list[Removed] = []
    for cut in removed:
        start, end = trimmed(text, cut.start, cut.end)
        if start >= end:
            continue
        if found and found[-1].rule == cut.rule and _bare(text[found[-1].end : start]):
            start = found.pop().start
        found.append(Removed(start, end, cut.rule))
    return found


def _bare(gap: str) -> bool:
    return not any(map(str.isalnum, gap)) and not set(gap) & set('.?!”"')


def _blocks(text: str, removed: Sequence[Removed]) -> list[Span]:
    """What stands between the removed spans, trimmed."""
    bounds = [0, *(x for r in removed for x in (r.start, r.end)), len(text)]
    spans = (trimmed(text, a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True))
    return [(start, end) for start, end in spans if start < end]

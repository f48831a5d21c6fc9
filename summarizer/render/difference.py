"""What differs between two accounts as text, as Markdown and as JSON (page: html/)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from summarizer.render.json import source_record
from summarizer.render.markdown import escape
from summarizer.render.text import NARROWEST, entry, title
from summarizer.render.wrap import words
from summarizer.types import Change, ChangeKind, Difference, Source, displayed

SCHEMA = "consensus-diff/1"
Group = tuple[ChangeKind, list[Change]]


def counts(difference: Difference) -> str:
    """E.g. `1 changed, 2 new`; `nothing changed` where nothing did."""
    found = Counter(change.kind for change in difference.changes)
    return ", ".join(f"{n:,} {kind}" for kind, n in found.items()) or "nothing changed"


def groups(difference: Difference) -> list[Group]:
    """The changes by their kind."""
    return [(kind, list(some)) for kind, some in groupby(difference.changes, lambda c: c.kind)]


def figures(change: Change) -> str:
    """E.g. `11 → 17`; empty where no figure or name changed."""
    return ", ".join(f"{displayed(was)} → {displayed(now)}" for was, now in change.figures)


def brought_by(change: Change) -> str:
    """The sources with their dates, e.g. `The Post (2031-03-04), Newswire (2031-03-04)`."""
    return ", ".join(map(name, change.sources))


def name(source: Source) -> str:
    """The outlet of a source, or what else it goes by, with its date."""
    known = source.outlet or source.title or source.location or f"source {source.id}"
    return displayed(f"{known} ({source.date})" if source.date else known)


def to_dict(difference: Difference) -> dict[str, Any]:
    """The record; every string from the data in its display form."""
    return {
        "schema": SCHEMA,
        "old": displayed(difference.old),
        "new": displayed(difference.new),
        "changes": [
            {
                "kind": change.kind,
                "text": displayed(change.text),
                "before": displayed(change.before),
                "figures": [{"was": displayed(a), "now": displayed(b)} for a, b in change.figures],
                "sources": [source_record(source) for source in change.sources],
            }
            for change in difference.changes
        ],
        "signature": displayed(difference.signature),
        "warnings": [displayed(warning) for warning in difference.warnings],
    }


def text(difference: Difference, *, width: int = 80, color: bool = False) -> str:
    """The changes as lines of at most `width` columns, ending in a newline."""
    width = max(width, NARROWEST)
    lines = title(counts(difference), width, color)
    for kind, some in groups(difference):
        lines += ["", *title(kind.capitalize(), width, color)]
        for change in some:
            dim = [words(line, dim=True) for line in _below(change)]
            lines += entry("-", [words(displayed(change.text)), *dim], width, color)
    return "\n".join(lines) + "\n"


def markdown(difference: Difference) -> str:
    """The same as Markdown in which nothing from the data is markup."""
    blocks = [f"**{counts(difference)}**"]
    for kind, some in groups(difference):
        items = [
            "\n".join([f"- {escape(c.text)}", *(f"  - {escape(line)}" for line in _below(c))])
            for c in some
        ]
        blocks += [f"**{kind.capitalize()}**", "\n".join(items)]
    return "\n\n".join(blocks) + "\n"


def _below(change: Change) -> Iterator[str]:
    """The lines below a change: its figures, what was said before, and who brought it."""
    if change.figures:
        yield figures(change)
    if change.before:
        yield f"before: {displayed(change.before)}"
    yield f"{'from' if change.kind != 'gone' else 'was in'} {brought_by(change)}"

"""A summary for people: running text with numbered citations, what differs, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from summarizer.render.common import agreement, citation, headline, note, nothing, whereabouts
from summarizer.render.differences import (
    ALONE,
    DIFFER,
    NOTE,
    claims,
    dispute,
    kind,
    mark,
    witnesses,
)
from summarizer.render.wrap import Line, Piece, columns, fill, words
from summarizer.types import Conflict, SingleSourceFact, Source, Summary, displayed

NARROWEST = 10
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def render(summary: Summary, *, width: int = 80, color: bool = False, heading: bool = False) -> str:
    """The summary as lines of at most `width` columns, ending in a newline.

    `heading` puts the cluster's id above it, `color` adds bold and dim and nothing else.
    """
    width = max(width, NARROWEST)
    lines: list[str] = []
    if heading:
        lines += [*title(f"== {displayed(summary.id)} ==", width, color), ""]
    lines += paint(fill(_body(summary), width), color)
    if said := note(summary):
        lines += ["", *paint(fill(words(said, dim=True), width), color)]
    lines += _differences(summary, width, color)
    lines += listed(summary.sources, width, color)
    return "\n".join(lines) + "\n"


def listed(sources: Sequence[Source], width: int, color: bool) -> Iterator[str]:
    """The sources by their numbers, under a heading."""
    yield from ["", *title("Sources", width, color)]
    for source in sources:
        yield from _source(source, sources, width, color)


def title(text: str, width: int, color: bool) -> list[str]:
    """A heading, in bold if colours are wanted."""
    plain = paint(fill(words(text), width), False)
    return [f"{BOLD}{line}{PLAIN}" for line in plain] if color else plain


def paint(lines: Iterable[Line], color: bool) -> list[str]:
    """Lines of pieces as strings."""
    return ["".join(_painted(line, color)) for line in lines]


def entry(label: str, paragraphs: Iterable[Iterable[Piece]], width: int, color: bool) -> list[str]:
    """Paragraphs hanging under a label such as `[1]`."""
    indent = min(columns(label) + 1, width // 2)
    body: list[str] = []
    for paragraph in paragraphs:
        body += paint(fill(paragraph, width - indent), color)
    margins = [label.ljust(indent), *[" " * indent] * len(body)]
    pairs = zip(margins, body or [""], strict=False)
    return [(margin + line).rstrip() for margin, line in pairs]


def _painted(line: Line, color: bool) -> Iterator[str]:
    for i, piece in enumerate(line):
        if i and not piece.glued:
            yield " "
        yield f"{DIM}{piece.text}{PLAIN}" if color and piece.dim else piece.text


def _body(summary: Summary) -> Iterator[Piece]:
    yield from words(nothing(summary))
    for sentence in summary.sentences:
        yield from words(displayed(sentence.text))
        agreed = agreement(sentence, summary.sources)
        yield from _marks(
            citation(sentence.citations, summary.sources),
            agreed and f"({agreed})",
            dispute(summary, sentence),
        )


def _marks(*marks: str) -> Iterator[Piece]:
    return (Piece(mark, dim=True) for mark in marks if mark)


def _differences(summary: Summary, width: int, color: bool) -> Iterator[str]:
    """What sources differ on and what one alone tells, each under its heading."""
    if summary.conflicts:
        yield from ["", *title(DIFFER, width, color)]
        yield from paint(fill(words(NOTE, dim=True), width), color)
    for conflict in summary.conflicts:
        yield from entry("-", [_claims(summary, conflict)], width, color)
        for number, told in witnesses(summary, conflict):
            lines = entry(f"[{number}]", [words(told, dim=True)], width - 2, color)
            yield from (f"  {line}" for line in lines)
    if summary.unique:
        yield from ["", *title(ALONE, width, color)]
    for unique in summary.unique:
        yield from entry("-", [_alone(summary, unique)], width, color)


def _claims(summary: Summary, conflict: Conflict) -> Iterator[Piece]:
    yield from _marks(kind(conflict))
    for told, sources in claims(summary, conflict):
        yield from words(told)
        yield from _marks(sources)


def _alone(summary: Summary, unique: SingleSourceFact) -> Iterator[Piece]:
    yield from words(displayed(unique.text))
    yield from _marks(citation([unique.evidence], summary.sources), mark(unique))


def _source(source: Source, sources: Sequence[Source], width: int, color: bool) -> list[str]:
    first, second = headline(source), whereabouts(source, sources)
    known = [words(first)] if first else []
    return entry(f"[{source.id}]", [*known, words(second, dim=bool(first))], width, color)

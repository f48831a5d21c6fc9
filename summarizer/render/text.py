"""A summary for people: running text with numbered citations, conflicts, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from summarizer.render import common
from summarizer.render.wrap import Line, Piece, columns, fill, words
from summarizer.types import Source, Summary, displayed

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
    lines += styled(fill(_body(summary), width), color)
    if note := common.agreement_note(summary):
        lines += ["", *styled(fill(words(note, dim=True), width), color)]
    lines += _conflicts(summary, width, color)
    lines += _single_source(summary, width, color)
    lines += source_list(summary.sources, width, color)
    return "\n".join(lines) + "\n"


def source_list(sources: Sequence[Source], width: int, color: bool) -> Iterator[str]:
    """The sources by their numbers, under a heading."""
    yield from ["", *title("Sources", width, color)]
    for source in sources:
        first, second = common.headline(source), common.location_line(source, sources)
        known = [words(first)] if first else []
        paragraphs = [*known, words(second, dim=bool(first))]
        yield from entry(f"[{source.id}]", paragraphs, width, color)


def title(text: str, width: int, color: bool) -> list[str]:
    """A heading, in bold if colours are wanted."""
    plain = styled(fill(words(text), width), False)
    return [f"{BOLD}{line}{PLAIN}" for line in plain] if color else plain


def styled(lines: Iterable[Line], color: bool) -> list[str]:
    """Lines of pieces as strings, with escape sequences if colours are wanted."""
    return ["".join(_styled(line, color)) for line in lines]


def _styled(line: Line, color: bool) -> Iterator[str]:
    for i, piece in enumerate(line):
        if i and not piece.glued:
            yield " "
        yield f"{DIM}{piece.text}{PLAIN}" if color and piece.dim else piece.text


def entry(label: str, paragraphs: Iterable[Iterable[Piece]], width: int, color: bool) -> list[str]:
    """Paragraphs hanging under a label such as `[1]`."""
    indent = min(columns(label) + 1, width // 2)
    body: list[str] = []
    for paragraph in paragraphs:
        body += styled(fill(paragraph, width - indent), color)
    margins = [label.ljust(indent), *[" " * indent] * len(body)]
    pairs = zip(margins, body or [""], strict=False)
    return [(margin + line).rstrip() for margin, line in pairs]


def _body(summary: Summary) -> Iterator[Piece]:
    yield from words(common.empty_note(summary))
    for sentence in summary.sentences:
        yield from words(displayed(sentence.text))
        agreed = common.agreement(sentence, summary.sources)
        yield from _marks(
            common.citation(sentence.citations, summary.sources),
            agreed and f"({agreed})",
            common.dispute_mark(summary, sentence),
        )


def _marks(*marks: str) -> Iterator[Piece]:
    return (Piece(mark, dim=True) for mark in marks if mark)


def _conflicts(summary: Summary, width: int, color: bool) -> Iterator[str]:
    if not summary.conflicts:
        return
    yield from ["", *title(common.CONFLICTS, width, color)]
    yield from styled(fill(words(common.CONFLICTS_NOTE, dim=True), width), color)
    for conflict in summary.conflicts:
        pieces = list(_marks(common.kind_label(conflict)))
        for text, sources in common.labelled_claims(summary, conflict):
            pieces += [*words(text), *_marks(sources)]
        yield from entry("-", [pieces], width, color)
        for number, text in common.claim_passages(summary, conflict):
            lines = entry(f"[{number}]", [words(text, dim=True)], width - 2, color)
            yield from (f"  {line}" for line in lines)


def _single_source(summary: Summary, width: int, color: bool) -> Iterator[str]:
    if summary.unique:
        yield from ["", *title(common.SINGLE_SOURCE, width, color)]
    for fact in summary.unique:
        marks = _marks(common.citation([fact.evidence], summary.sources), common.quote_mark(fact))
        yield from entry("-", [[*words(displayed(fact.text)), *marks]], width, color)

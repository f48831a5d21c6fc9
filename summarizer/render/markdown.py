"""A summary as Markdown in which nothing from the data is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
from summarizer.types import Conflict, SingleSourceFact, Source, Summary, displayed

# References for what is HTML, so that no renderer sees a tag; a backslash for the rest.
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"} | {c: "\\" + c for c in "\\`*_{}[]#|~$^@!"}
_TABLE = str.maketrans(_ESCAPES)

# What starts a list, a rule or an underlined heading when a line starts with it.
_LEADING = re.compile(r"^([-+=:]|\d{1,9}(?=[.)]))")

# What some renderers make a link of by itself.
_LINKED = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(?=:)|www(?=\.)")


def render(summary: Summary, *, heading: bool = False) -> str:
    """The summary as Markdown; `heading` puts the cluster's id above it."""
    blocks = [f"## {escape(summary.id)}"] if heading else []
    blocks.append(" ".join(_body(summary)))
    blocks += [_emphasis(said)] if (said := note(summary)) else []
    blocks += _differences(summary)
    blocks += listed(summary.sources)
    return "\n\n".join(block for block in blocks if block) + "\n"


def listed(sources: Sequence[Source]) -> list[str]:
    """The sources by their numbers: a heading, and a list.

    Markdown counts a numbered list by itself, so numbers with gaps stand in one without.
    """
    counted = [source.id for source in sources] == list(range(1, len(sources) + 1))
    label = "{}." if counted else "- [{}]"
    return [
        "**Sources**",
        "\n".join(f"{label.format(s.id)} {_source(s, sources)}" for s in sources),
    ]


def escape(raw: str) -> str:
    """The display form of `raw` as Markdown that shows it as it is."""
    text = displayed(raw).translate(_TABLE)
    text = _LINKED.sub(lambda match: match[0] + "\\", text)
    leading = _LEADING.match(text)
    if leading is None:
        return text
    mark, rest = leading[0], text[leading.end() :]
    return f"{mark}\\{rest}" if mark.isdigit() else f"\\{text}"


def _body(summary: Summary) -> Iterator[str]:
    if not summary.sentences:
        yield nothing(summary)
    for sentence in summary.sentences:
        yield escape(sentence.text)
        yield from filter(None, [citation(sentence.citations, summary.sources)])
        agreed = agreement(sentence, summary.sources)
        yield from map(
            _emphasis, filter(None, [agreed and f"({agreed})", dispute(summary, sentence)])
        )


def _emphasis(mark: str) -> str:
    return f"*{mark}*"


def _differences(summary: Summary) -> Iterator[str]:
    """What sources differ on and what one alone tells, each a list under its heading."""
    if summary.conflicts:
        yield f"**{DIFFER}**"
        yield NOTE
        yield "\n".join(line for c in summary.conflicts for line in _conflict(summary, c))
    if summary.unique:
        yield f"**{ALONE}**"
        yield "\n".join(_unique(summary, u) for u in summary.unique)


def _conflict(summary: Summary, conflict: Conflict) -> Iterator[str]:
    told = [
        part for words, sources in claims(summary, conflict) for part in (escape(words), sources)
    ]
    yield " ".join(filter(None, ["-", kind(conflict), *told]))
    for number, passage in witnesses(summary, conflict):
        yield f"  - [{number}] {escape(passage)}"


def _unique(summary: Summary, unique: SingleSourceFact) -> str:
    said, marked = escape(unique.text), mark(unique)
    sources = citation([unique.evidence], summary.sources)
    return " ".join(filter(None, ["-", said, sources, marked and _emphasis(marked)]))


def _source(source: Source, sources: Sequence[Source]) -> str:
    first, second = escape(headline(source)), escape(whereabouts(source, sources))
    return " — ".join(part for part in (first, second) if part)

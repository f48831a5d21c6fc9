"""A summary as Markdown in which nothing from the data is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.render import common
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
    blocks += [f"*{note}*"] if (note := common.agreement_note(summary)) else []
    if summary.conflicts:
        conflicts = "\n".join(line for c in summary.conflicts for line in _conflict(summary, c))
        blocks += [f"**{common.CONFLICTS}**", common.CONFLICTS_NOTE, conflicts]
    if summary.unique:
        facts = "\n".join(_single_source(summary, fact) for fact in summary.unique)
        blocks += [f"**{common.SINGLE_SOURCE}**", facts]
    blocks += source_list(summary.sources)
    return "\n\n".join(block for block in blocks if block) + "\n"


def source_list(sources: Sequence[Source]) -> list[str]:
    """The sources by their numbers: a heading, and a list.

    Markdown counts a numbered list by itself, so numbers with gaps stand in one without.
    """
    counted = [source.id for source in sources] == list(range(1, len(sources) + 1))
    label = "{}." if counted else "- [{}]"
    lines = []
    for source in sources:
        known = escape(common.headline(source)), escape(common.location_line(source, sources))
        lines.append(f"{label.format(source.id)} {' — '.join(filter(None, known))}")
    return ["**Sources**", "\n".join(lines)]


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
        yield common.empty_note(summary)
    for sentence in summary.sentences:
        yield escape(sentence.text)
        if cited := common.citation(sentence.citations, summary.sources):
            yield cited
        if agreed := common.agreement(sentence, summary.sources):
            yield f"*({agreed})*"
        if disputed := common.dispute_mark(summary, sentence):
            yield f"*{disputed}*"


def _conflict(summary: Summary, conflict: Conflict) -> Iterator[str]:
    parts = ["-", common.kind_label(conflict)]
    for text, sources in common.labelled_claims(summary, conflict):
        parts += [escape(text), sources]
    yield " ".join(filter(None, parts))
    for number, text in common.claim_passages(summary, conflict):
        yield f"  - [{number}] {escape(text)}"


def _single_source(summary: Summary, fact: SingleSourceFact) -> str:
    sources, mark = common.citation([fact.evidence], summary.sources), common.quote_mark(fact)
    return " ".join(filter(None, ["-", escape(fact.text), sources, mark and f"*{mark}*"]))

"""The last stage: a summary or a verification as text, Markdown, JSON or a page.

    text.py         for terminals: running text, `[1, 3]`, conflicts, sources
    markdown.py     the same with everything from the data escaped
    json.py         the record that schema.json describes
    html/           a page to open in a browser
    verification.py a verification in the first three forms (page: html/)
    difference.py   what differs between two accounts, in the first three forms (page: html/)
    cleaning.py     what cleaning removed, in the first three forms
    wrap.py         lines of a given width
    common.py       labels, marks and notes that the forms share

All are pure functions of what they show.  Every string from the data passes `types.displayed`.

A format is one entry in the table of what it shows: `SUMMARIES`, `VERIFICATIONS`,
`DIFFERENCES` or `READINGS`.
The choices of `--format` and the suffixes that select a format are read from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from summarizer.render import difference, json, markdown, reading, text, verification
from summarizer.render.reading import Reading
from summarizer.types import Difference, Summary, Verification

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """How things are to be shown; `many` when this is one of several clusters."""

    width: int = 80
    color: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Format(Generic[T]):
    """A way to show a `T`.

    `between` stands between one and the next, names of files with one of the `suffixes` select it,
    and `utf8` says that it is written as UTF-8 whatever the encoding of the terminal.
    """

    render: Callable[[T, View], str]
    between: str = ""
    suffixes: tuple[str, ...] = ()
    utf8: bool = False


_MARKDOWN = (".md", ".markdown")
_JSON = (".json", ".jsonl", ".ndjson")
_HTML = (".html", ".htm")


def _page(summary: Summary, view: View) -> str:
    """The page needs a template engine, which is loaded for it alone."""
    from summarizer.render import html

    return html.render(summary)


def _verification_page(checked: Verification, view: View) -> str:
    from summarizer.render import html

    return html.render_verification(checked)


def _difference_page(found: Difference, view: View) -> str:
    from summarizer.render import html

    return html.render_difference(found)


SUMMARIES: Mapping[str, Format[Summary]] = MappingProxyType(
    {
        "text": Format(
            lambda s, v: text.render(s, width=v.width, color=v.color, heading=v.many), "\n"
        ),
        "markdown": Format(lambda s, v: markdown.render(s, heading=v.many), "\n", _MARKDOWN),
        "json": Format(
            lambda s, v: json.dumps(json.to_dict(s), line=v.many), suffixes=_JSON, utf8=True
        ),
        "html": Format(_page, suffixes=_HTML, utf8=True),
    }
)

VERIFICATIONS: Mapping[str, Format[Verification]] = MappingProxyType(
    {
        "text": Format(lambda s, v: verification.text(s, width=v.width, color=v.color)),
        "markdown": Format(lambda s, v: verification.markdown(s), suffixes=_MARKDOWN, utf8=True),
        "json": Format(
            lambda s, v: json.dumps(verification.to_dict(s), line=v.many),
            suffixes=_JSON,
            utf8=True,
        ),
        "html": Format(_verification_page, suffixes=_HTML, utf8=True),
    }
)

DIFFERENCES: Mapping[str, Format[Difference]] = MappingProxyType(
    {
        "text": Format(lambda d, v: difference.text(d, width=v.width, color=v.color)),
        "markdown": Format(lambda d, v: difference.markdown(d), suffixes=_MARKDOWN, utf8=True),
        "json": Format(lambda d, v: json.dumps(difference.to_dict(d)), suffixes=_JSON, utf8=True),
        "html": Format(_difference_page, suffixes=_HTML, utf8=True),
    }
)

READINGS: Mapping[str, Format[Reading]] = MappingProxyType(
    {
        "text": Format(
            lambda r, v: reading.text(r, width=v.width, color=v.color, heading=v.many), "\n"
        ),
        "json": Format(
            lambda r, v: reading.line(r) if v.many else reading.record(r),
            suffixes=(".json",),
            utf8=True,
        ),
        "jsonl": Format(
            lambda r, v: reading.article_lines(r), suffixes=(".jsonl", ".ndjson"), utf8=True
        ),
    }
)

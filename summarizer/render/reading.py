"""What was read of each source: its article, cleaned, and what cleaning took out and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from summarizer.render.text import NARROWEST, entry, title
from summarizer.render.wrap import words
from summarizer.types import Cluster, Sentence, displayed

SCHEMA = "consensus-reading/1"
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of an article's text that was removed, and the rule's name."""

    start: int
    end: int
    rule: str

    @property
    def label(self) -> str:
        """E.g. `menu (0-12)`."""
        return f"{displayed(self.rule)} ({self.start}-{self.end})"


@dataclass(frozen=True, slots=True)
class Reading:
    """A cluster with its `stories`, and by article what was removed from it."""

    cluster: Cluster
    cuts: tuple[tuple[Cut, ...], ...]

    @property
    def id(self) -> str:
        """The id of the cluster."""
        return self.cluster.id

    @property
    def warnings(self) -> tuple[str, ...]:
        """What could not be read or was left out, a line each."""
        return self.cluster.warnings

    def lines(self, article: int) -> list[str]:
        """The lines of an article that are left, in their display form."""
        spans = (match.span() for match in _LINE.finditer(self.cluster.articles[article].text))
        found = (self.cluster.text(Sentence(article, start, end)) for start, end in spans)
        return [line for line in found if line]


def text(reading: Reading, *, width: int = 80, color: bool = False, heading: bool = False) -> str:
    """For people: each article, and the removed parts below it."""
    width = max(width, NARROWEST)
    parts = [_article(reading, number, width, color) for number in range(len(reading.cuts))]
    if heading:
        parts = [title(f"== {displayed(reading.id)} ==", width, color), *parts]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _article(reading: Reading, number: int, width: int, color: bool) -> list[str]:
    article = reading.cluster.articles[number]
    stated = map(displayed, (article.outlet, article.date, reading.cluster.language))
    url = "" if article.url == article.location else displayed(article.url)
    about = [", ".join(filter(None, stated)), displayed(article.location), url]
    head = [words(displayed(article.title))] if article.title else []
    head += [words(line, dim=True) for line in about if line]
    lines = [*entry(f"[{number + 1}]", head, width, color), ""]
    lines += entry("   ", [words(line) for line in reading.lines(number)], width, color)
    if reading.cuts[number]:
        lines += ["", *entry("   ", [words("removed:", dim=True)], width, color)]
    for cut in reading.cuts[number]:
        removed = displayed(article.text[cut.start : cut.end])
        lines += entry("   -", [words(f"{cut.label}: {removed}")], width, color)
    return lines


def record(reading: Reading) -> str:
    """A record of a cluster file, indented, with what the reader of one passes over, too."""
    return _dumps(_record(reading), indent=2)


def line(reading: Reading) -> str:
    """The same on one line."""
    return _dumps(_record(reading))


def article_lines(reading: Reading) -> str:
    """Each article on a line."""
    return "".join(map(_dumps, _articles(reading)))


def _record(reading: Reading) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "id": reading.id,
        "language": reading.cluster.language,
        "documents": list(_articles(reading)),
        "references": list(reading.cluster.references),
        "warnings": [displayed(warning) for warning in reading.warnings],
    }


def _articles(reading: Reading) -> Iterator[dict[str, Any]]:
    """The articles as they were read, so that what reads the record finds the same."""
    for number, (article, cuts) in enumerate(
        zip(reading.cluster.articles, reading.cuts, strict=True)
    ):
        yield {
            "id": article.id,
            "title": article.title,
            "source": article.outlet,
            "date": article.date,
            "url": article.url,
            "language": article.language or reading.cluster.language,
            "warnings": [*map(displayed, article.warnings)],
            "location": article.location,
            "text": article.text,
            "cleaned": "\n".join(reading.lines(number)),
            "removed": [
                {
                    "start": cut.start,
                    "end": cut.end,
                    "rule": cut.rule,
                    "text": displayed(article.text[cut.start : cut.end]),
                }
                for cut in cuts
            ],
        }


def _dumps(value: dict[str, Any], indent: int | None = None) -> str:
    """JSON in which all that is not printable is escaped, as the texts are the sources' own."""
    lines = json.dumps(value, ensure_ascii=False, indent=indent).split("\n")
    return "".join(f"{one if one.isprintable() else _escaped(one)}\n" for one in lines)


def _escaped(text: str) -> str:
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)

"""What cleaning took out of each article, and under which rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from summarizer.render.markdown import escape
from summarizer.render.text import NARROWEST, entry, title
from summarizer.render.wrap import words
from summarizer.types import Article, displayed

SCHEMA = "consensus-cleaning/1"


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
class Cleaning:
    """The articles of one cluster, each with what was removed from it."""

    id: str
    articles: tuple[tuple[Article, tuple[Cut, ...]], ...]


def text(cleaning: Cleaning, *, width: int = 80, color: bool = False, heading: bool = False) -> str:
    """For people: each article, and the removed parts below it."""
    width = max(width, NARROWEST)
    lines = [*title(f"== {displayed(cleaning.id)} ==", width, color), ""] if heading else []
    for number, (article, cuts) in enumerate(cleaning.articles, 1):
        lines += entry(f"[{number}]", [words(_name(article))], width, color)
        for cut in cuts:
            removed = displayed(article.text[cut.start : cut.end])
            lines += entry("   -", [words(f"{cut.label}: {removed}")], width, color)
        if not cuts:
            lines += entry("   -", [words("nothing removed", dim=True)], width, color)
    return "\n".join(lines) + "\n"


def markdown(cleaning: Cleaning, *, heading: bool = False) -> str:
    """The same as nested lists."""
    return "\n".join(_markdown(cleaning, heading)) + "\n"


def _markdown(cleaning: Cleaning, heading: bool) -> Iterator[str]:
    if heading:
        yield f"## {escape(cleaning.id)}\n"
    for number, (article, cuts) in enumerate(cleaning.articles, 1):
        yield f"{number}. {escape(_name(article))}"
        margin = " " * (len(str(number)) + 2)
        for cut in cuts:
            yield f"{margin}- {escape(cut.label)}: {escape(article.text[cut.start : cut.end])}"
        if not cuts:
            yield f"{margin}- nothing removed"


def to_dict(cleaning: Cleaning) -> dict[str, Any]:
    """The same as a JSON record."""
    return {
        "schema": SCHEMA,
        "id": displayed(cleaning.id),
        "articles": [
            {
                "id": number,
                "title": displayed(article.title),
                "location": displayed(article.location),
                "removed": [
                    {
                        "start": cut.start,
                        "end": cut.end,
                        "rule": displayed(cut.rule),
                        "text": displayed(article.text[cut.start : cut.end]),
                    }
                    for cut in cuts
                ],
            }
            for number, (article, cuts) in enumerate(cleaning.articles, 1)
        ],
    }


def _name(article: Article) -> str:
    return ", ".join(filter(None, [displayed(article.title), displayed(article.location)]))

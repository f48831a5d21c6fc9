"""The distinct texts of a pile: copies of one text, word for word, are one text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from summarizer.types import Article


class Text(NamedTuple):
    """A title and a text, the articles that are it, and the day of the earliest; 0 for unknown."""

    digest: bytes
    articles: tuple[Article, ...]
    day: int


def distinct(articles: Iterable[Article]) -> list[Text]:
    """The texts, in an order that depends on what they say alone.

    Articles of the same title and text are one, whatever their dates: a reprint is no new event.
    """
    copies: dict[bytes, list[Article]] = {}
    for article in articles:
        copies.setdefault(_digest(article), []).append(article)
    return [
        Text(
            digest, tuple(sorted(same, key=_said)), min(filter(None, map(day_of, same)), default=0)
        )
        for digest, same in sorted(copies.items())
    ]


def _said(article: Article) -> tuple[str, str]:
    return article.title, article.text


def _digest(article: Article) -> bytes:
    """What the article says, without its white space and case."""
    said = "\0".join(" ".join(part.split()).casefold() for part in _said(article))
    return sha256(said.encode("utf-8", "surrogatepass")).digest()


def day_of(article: Article) -> int:
    """The number of the day that is stated as YYYY-MM-DD…; 0 for any other."""
    try:
        return date.fromisoformat(article.date[:10]).toordinal()
    except ValueError:
        return 0

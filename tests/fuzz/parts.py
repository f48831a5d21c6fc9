"""Bytes → articles, in a form that people can read and write.

Articles stand between lines of `|||||`; the first four lines of each are its title, outlet, date
and address.  Bytes that are no UTF-8 become lone surrogates, which the library may be given, too.
"""

from __future__ import annotations

import re

from summarizer.types import Article

MAX_BYTES = 4_096  # the patterns under test see most of what they can in so much
MAX_ARTICLES = 8
FIELDS = 4

_SEPARATOR = re.compile(r"\n?\|{5}\n?")


def text_of(data: bytes) -> str:
    return data[:MAX_BYTES].decode("utf-8", "surrogateescape")


def pieces(data: bytes) -> list[str]:
    return _SEPARATOR.split(text_of(data))[: MAX_ARTICLES + 1]


def article(piece: str) -> Article:
    title, outlet, date, url, text = [*piece.split("\n", FIELDS), *[""] * FIELDS][: FIELDS + 1]
    return Article(text, title, outlet, date, url, location=title)


def articles(data: bytes) -> tuple[Article, ...]:
    return tuple(map(article, pieces(data)[:MAX_ARTICLES]))

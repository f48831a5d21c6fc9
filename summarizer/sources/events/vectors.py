"""Articles → distinct texts → sparse vectors of the stems that tell them from each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from summarizer.arrays import Floats, Ints
from summarizer.sources.publishers import names
from summarizer.text.tfidf import incidence
from summarizer.text.tokens import is_stop, stemmer, tokens
from summarizer.types import Article

# News reports what happened first: what is behind these characters is on other events too.
_LEAD = 5_000
_HALF = 150  # words of content after which one counts half
_TITLE = 4.0  # what a word of a title counts
# Stems of a text that are kept, heaviest first: more gained nothing (40 lose .005 of B³ F1).
_KEPT = 100
# Texts that stand for all that a small pile does not show.  A stem that no other text has says
# how much else is reported: in a small pile it counts for most of its weight, as two texts share
# common words too, in a large one for next to nothing.
_FEW = 7


class Text(NamedTuple):
    """A distinct title and text, the articles that have it, and the earliest day (0: unknown)."""

    digest: bytes
    articles: tuple[Article, ...]
    day: int


def distinct(articles: Iterable[Article]) -> list[Text]:
    """The distinct texts of the articles, in an order that depends on their content alone.

    Articles of the same title and text are one, whatever their dates: a reprint is no new event.
    """
    copies: dict[bytes, list[Article]] = {}
    for article in articles:
        copies.setdefault(_digest(article), []).append(article)
    return [
        Text(
            digest,
            tuple(sorted(same, key=_content)),
            min(filter(None, map(day_of, same)), default=0),
        )
        for digest, same in sorted(copies.items())
    ]


def _content(article: Article) -> tuple[str, str]:
    return article.title, article.text


def _digest(article: Article) -> bytes:
    """A digest of the article's content, without its white space and case."""
    content = "\0".join(" ".join(part.split()).casefold() for part in _content(article))
    return sha256(content.encode("utf-8", "surrogatepass")).digest()


def day_of(article: Article) -> int:
    """The proleptic ordinal of the article's date, stated as YYYY-MM-DD…; 0 for any other."""
    try:
        return date.fromisoformat(article.date[:10]).toordinal()
    except ValueError:
        return 0


def vectors(texts: Sequence[Text], language: str) -> csr_array:
    """One row of length 1 for each text, or 0 for one of no words: √tf · idf of its stems.

    tf falls with the place in the text, idf is ln((n + 7) / df): in a large pile what all texts
    have counts nothing, be it a word or a piece of one (Hindi).
    """
    columns, counts, ends = _counts(texts, language)
    n = len(texts)
    row = np.repeat(np.arange(n), np.diff(ends))
    frequency = np.bincount(columns)
    idf = np.log((n + _FEW) / np.maximum(frequency, 1))
    idf[frequency == 1] *= _FEW / (_FEW + n)
    weights = np.sqrt(counts) * idf[columns]

    order = np.lexsort((columns, -np.round(weights, 9), row))
    rank = np.arange(len(order)) - ends[row]  # `row` is sorted, so `order` keeps rows in place
    order = order[rank < _KEPT]
    row, columns, weights = row[order], columns[order], weights[order]
    length = np.sqrt(np.bincount(row, weights=weights**2, minlength=n))
    shape = (n, max(1, len(frequency)))
    return csr_array((weights / length[row], (row, columns)), shape=shape)


def publishers(texts: Sequence[Text]) -> csr_array:
    """Which names the publishers of each text go by: shape (n, names), entries 1."""
    numbers: dict[str, int] = {}
    rows = [
        {numbers.setdefault(name, len(numbers)) for a in text.articles for name in names(a)}
        for text in texts
    ]
    return incidence(rows, len(numbers))


def _counts(texts: Sequence[Text], language: str) -> tuple[Ints, Floats, Ints]:
    """The distinct stems of each text and what they count; row i ends where row i + 1 begins."""
    vocabulary: dict[str, int] = {}
    stem_of: dict[str, int] = {}
    columns, counts, ends = [], [], [0]
    for text in texts:
        title, lead = text.articles[0].title, text.articles[0].text.lstrip()[:_LEAD]
        found = [[t for t in tokens(part) if not is_stop(t, language)] for part in (title, lead)]
        words = list(chain.from_iterable(found))
        new = [word for word in dict.fromkeys(words) if word not in stem_of]
        for word, stem in zip(new, stemmer(language)(new), strict=True):
            stem_of[word] = vocabulary.setdefault(stem, len(vocabulary))
        weights = np.full(len(words), _TITLE)
        weights[len(found[0]) :] = 0.5 ** (np.arange(len(found[1])) / _HALF)
        numbers = np.fromiter(map(stem_of.__getitem__, words), np.int64, len(words))
        distinct, place = np.unique(numbers, return_inverse=True)
        columns.append(distinct.astype(np.int32))
        counts.append(np.bincount(place, weights=weights, minlength=len(distinct)))
        ends.append(ends[-1] + len(distinct))
    if not texts:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(1, np.int64)
    return np.concatenate(columns), np.concatenate(counts), np.array(ends)

"""Leads: the one body that two articles are about, for roles that leave open of what.

"Finance chief Hugo Perrin" is that of the company in the news, where the first sentences of both
articles name one and the sentences around the role name no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from summarizer.differ.scene import Named
from summarizer.meaning.cluster import Readings
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import vocabulary

_FIRST = 2  # sentences of an article that say what it is about
_AROUND = 1  # sentences before a role that may name another body
_OPENING = 4  # words that a sentence's subject may have
_WHERE = vocabulary("in at from near off on outside to")


def one_body(told: Readings, one: int, two: int, bearers: Iterable[Named]) -> bool:
    """Whether sentences `one` and `two` can only speak of one body's office."""
    mine, theirs = (_leads(told).get(told.sentences[n].article, ()) for n in (one, two))
    people = {w for who in bearers for w in who.words}
    shared = [a & b for a in mine for b in theirs if a & b and not (a | b) & people]
    if not shared:
        return False
    body = frozenset.intersection(*shared)
    near = [*_named_around(told, one), *_named_around(told, two)]
    return bool(body) and all(name & (body | people) for name in near)


@lru_cache(maxsize=1)
def _leads(told: Readings) -> dict[int, tuple[frozenset[str], ...]]:
    """The names of the first sentences of every article, but for places."""
    found: dict[int, list[frozenset[str]]] = {}
    seen: dict[int, int] = {}
    for i, sentence in enumerate(told.sentences):
        article = sentence.article
        seen[article] = seen.get(article, 0) + 1
        if seen[article] <= _FIRST:
            found.setdefault(article, []).extend(_bodies(told[i]))
    return {article: tuple(names) for article, names in found.items()}


def _bodies(reading: Reading) -> list[frozenset[str]]:
    """The words of the names of a sentence, but for places; "shares in Tessel" is none."""
    words = reading.words
    return [
        frozenset(w.lower for w in words[n.start : n.end])
        for n in reading.names
        if not n.weak and not n.role
        if not n.start or words[n.start - 1].lower not in _WHERE or 1 < n.start < _OPENING
    ]


def _named_around(told: Readings, i: int) -> list[frozenset[str]]:
    """The names of sentence i and of those before it in its article."""
    article = told.sentences[i].article
    near = range(max(0, i - _AROUND), i + 1)
    return [n for at in near if told.sentences[at].article == article for n in _bodies(told[at])]

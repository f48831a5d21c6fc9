"""Scene: which names stand in which article.

Whoever tells of both of two people or towns knows them apart; only where each article has one of
them alone may the two stand for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple, TypeVar

from summarizer.meaning.cluster import Readings
from summarizer.meaning.names import Name
from summarizer.meaning.reading import Reading

T = TypeVar("T")
# From here on two surnames may be two spellings of one name ("Gadhafi", "Qaddafi").
_SPELLED_ALIKE = 0.65


class Named(NamedTuple):
    """A name as an article writes it: its words in lower case, and its key in the cluster."""

    words: tuple[str, ...]
    key: str
    article: int


class Scene:
    """The capitalised words of every article of a cluster."""

    def __init__(self, told: Readings) -> None:
        self._capitals: dict[int, set[str]] = defaultdict(set)
        for sentence, words in zip(told.sentences, told.words, strict=True):
            self._capitals[sentence.article] |= {w.lower for w in words if w.capital}

    def apart(self, one: Named, two: Named) -> bool:
        """Whether the names share nothing and no article tells of both, nor of the other's."""
        last, other = one.words[-1], two.words[-1]
        if set(one.words) & set(two.words) or _alike(last, other):
            return False
        if last in self._capitals[two.article] or other in self._capitals[one.article]:
            return False
        return not any(last in known and other in known for known in self._capitals.values())


def _alike(one: str, two: str) -> bool:
    return SequenceMatcher(None, one, two).ratio() > _SPELLED_ALIKE


def named(reading: Reading, name: Name, article: int) -> Named:
    """A name with the key that all its forms share: the shortest of its aliases of two words."""
    words = [w.lower for w in reading.words[name.start : name.end] if len(w.text) > 1]
    aliases = sorted((len(set(key)) < 2, len(key), key) for key in name.who)
    return Named(tuple(words or ["?"]), " ".join(aliases[0][2]), article)


def remembered(find: Callable[[Readings, int], T]) -> Callable[[Readings, int], T]:
    """Ask only once about each sentence of the cluster at hand."""
    answers: Callable[[Readings], dict[int, T]] = lru_cache(maxsize=1)(lambda _: {})

    def asked(told: Readings, i: int) -> T:
        known = answers(told)
        if i not in known:
            known[i] = find(told, i)
        return known[i]

    return asked


@lru_cache(maxsize=1)
def scene(told: Readings) -> Scene:
    """The scene of the cluster at hand."""
    return Scene(told)

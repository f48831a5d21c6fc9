"""Bar: from which sentences two sides may be taken at all.

Real news lasts for days, and a long article tells of many things beside the event.  What is said
far down is seldom of the same as what another article says, and a name, a place or an outcome of
another day may have changed since.
"""

from __future__ import annotations

from functools import lru_cache

from summarizer.differ.known import day_of
from summarizer.differ.types import Pair
from summarizer.meaning.cluster import Readings

# How many sentences of an article tell of the event itself.
_LEAD = 20
_HEAD = 12  # for what needs more than a number to be told apart
_DAYS = 1


def leading(told: Readings, pair: Pair) -> bool:
    """Whether both sentences stand in the leads of their articles."""
    return _deepest(told, pair) < _LEAD


def at_once(told: Readings, pair: Pair) -> bool:
    """Whether both stand at the head of articles that are known to be of one or two days."""
    stated = [told.cluster.articles[told.sentences[i].article].date for i in (pair.one, pair.two)]
    one, two = map(day_of, stated)
    if one is None or two is None or abs((one - two).days) > _DAYS:
        return False
    return _deepest(told, pair) < _HEAD


def _deepest(told: Readings, pair: Pair) -> int:
    places = _places(told)
    return max(places[pair.one], places[pair.two])


@lru_cache(maxsize=1)
def _places(told: Readings) -> list[int]:
    """How many sentences of its article stand before each."""
    places: list[int] = []
    for i, sentence in enumerate(told.sentences):
        first = not i or told.sentences[i - 1].article != sentence.article
        places.append(0 if first else places[-1] + 1)
    return places

"""Shown: the words of a value that a reader should see."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.differ.amounts import Amount
from summarizer.differ.moments import Moment
from summarizer.differ.topics import telling
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word

# How far from the value the word may stand that says what happened.
_REACH = 8


def shown(
    words: Sequence[Word], value: Amount | Moment, low: int, high: int, topics: frozenset[str]
) -> tuple[int, int]:
    """The words a reader should see: the value and what happened, where it stands near by."""
    start, end = value.start, value.end
    while start > low and words[start - 1].lower in _LEADS:
        start -= 1
    before = range(max(0, start - _REACH), start)
    after = range(end, min(high, end + _REACH))
    for keys in (telling(topics, alone=True), telling(topics)):
        ahead = [at for at in before if words[at].key in keys]
        behind = [at for at in after if words[at].key in keys]
        if behind and (isinstance(value, Amount) or not ahead):
            return start, behind[0] + 1
        if ahead:
            return ahead[0], end
        if any(w.key in keys for w in words[start:end]):
            break
    return start, end


_LEADS = vocabulary(
    """about around some roughly approximately at least most more less fewer than over under just
    nearly almost up to only exactly a an as many shortly before after on by minutes few not quite
    close barely between from total of all"""
)

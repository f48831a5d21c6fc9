"""Facts: sentences of several origins that state one fact.

Two sentences are close by the cosine of their words, by how many words of content they share
(a long shared account is no chance), and by their places in their articles: news is told in an
order.  The closest pairs are joined first, then groups while most of their pairs are alike and
close on average; of each article a group has one sentence.  The constants were fitted to the
invented events of `eval/conflicts/dev.jsonl` and to pairs of neus_full/train that were read.
Cost: linear in the pairs, times the logarithm of their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from math import log

from summarizer.differ.scene import remembered
from summarizer.differ.types import Pair
from summarizer.meaning.cluster import Readings
from summarizer.readability import Standing, standings
from summarizer.terms import is_stop
from summarizer.types import Cluster, Fact

_WORD = 0.034  # what a shared word of content adds to the cosine
_MANY = 8  # shared words; more add nothing
_FEW, _SCRAP = 2, 3  # shared words that two sentences need where one has few: "More on the fire"
_PLACE = 0.28  # what opening one article and closing the other takes off
_CLOSE = 0.01  # of a pair that is joined, and how it grows with the logarithm of the sentences:
_GROWS = 0.06  # the more pairs there are, the closer is the closest by chance
_SMALL = 20  # sentences; fewer tell as little of which words are rare
_ON_AVERAGE = 0.7  # of that, over all pairs between two groups that are joined
_LINKED = 2 / 3  # share of those pairs that must be alike at all
_LONG = 40  # words; a longer sentence says the fact among others

Group = tuple[int, ...]
Closeness = Mapping[tuple[int, int], float]


def facts(cluster: Cluster, told: Readings, close: Closeness) -> tuple[Fact, ...]:
    """The facts that at least two origins state, best backed first, then in reading order."""
    groups = _joined(close, told)
    members = sorted(i for group in groups for i in group)
    standing = dict(zip(members, standings([told.texts[i] for i in members]), strict=True))
    found = [_fact(cluster, told, group, _best(told, group, standing)) for group in groups]
    return tuple(sorted(found, key=lambda fact: (-fact.support, fact.sentences)))


@remembered
def content(told: Readings, i: int) -> frozenset[str]:
    """The meanings of the words of a sentence that carry more than grammar."""
    return frozenset(w.key for w in told.words[i] if not is_stop(w.lower, told.language))


def enough(told: Readings) -> float:
    """How close two sentences of this many must be to state one fact."""
    return _CLOSE + _GROWS * log(max(_SMALL, len(told.sentences)))


def closeness(told: Readings, pairs: Sequence[Pair]) -> Closeness:
    """How sure each pair is to state one fact; only pairs that may."""
    words = {i: content(told, i) for i in sorted({i for p in pairs for i in (p.one, p.two)})}
    place = _places(told)
    found = {}
    for one, two, cosine in pairs:
        shared = len(words[one] & words[two])
        scrap = shared < _FEW and min(len(words[one]), len(words[two])) < _SCRAP
        if scrap or _asks(told, one) != _asks(told, two):
            continue
        apart = abs(place[one] - place[two])
        found[one, two] = round(cosine + _WORD * min(_MANY, shared) - _PLACE * apart, 9)
    return found


def _asks(told: Readings, i: int) -> bool:
    return told.texts[i].rstrip('"”’ ').endswith("?")


def _places(told: Readings) -> list[float]:
    """Where each sentence stands in its article, from 0 to less than 1."""
    length = Counter(s.article for s in told.sentences)
    before: Counter[int] = Counter()
    found = []
    for sentence in told.sentences:
        found.append(before[sentence.article] / length[sentence.article])
        before[sentence.article] += 1
    return found


def _joined(close: Closeness, told: Readings) -> list[Group]:
    """The groups of two sentences or more, by average linkage."""
    groups = _Groups(close, told)
    limit = enough(told)
    for (one, two), value in sorted(close.items(), key=lambda item: _rank(item, told)):
        if value >= round(limit, 9):
            groups.join(one, two, limit * _ON_AVERAGE)
    return groups.several()


def _rank(item: tuple[tuple[int, int], float], told: Readings) -> tuple[float, list[str]]:
    """The closest first; of equals, by their texts, so that the order of articles is no matter."""
    (one, two), value = item
    return -value, sorted((told.texts[one], told.texts[two]))


class _Groups:
    """Groups of sentences, and how many pairs between them are alike, with summed closeness."""

    def __init__(self, close: Closeness, told: Readings) -> None:
        nodes = sorted({i for pair in close for i in pair})
        self._group = {i: i for i in nodes}
        self._members = {i: [i] for i in nodes}
        self._articles = {i: {told.sentences[i].article} for i in nodes}
        self._between: dict[int, dict[int, tuple[int, float]]] = {i: {} for i in nodes}
        for (one, two), value in close.items():
            self._between[one][two] = self._between[two][one] = (1, value)

    def join(self, one: int, two: int, enough: float) -> None:
        """Join the groups of two sentences if they may be and are close enough on average."""
        a, b = sorted((self._group[one], self._group[two]), key=lambda g: len(self._between[g]))
        if a == b or self._articles[a] & self._articles[b]:
            return
        pairs = len(self._members[a]) * len(self._members[b])
        linked, total = self._between[a][b]
        if linked < _LINKED * pairs or round(total / pairs, 9) < round(enough, 9):
            return
        self._members[b] += self._members.pop(a)
        self._articles[b] |= self._articles.pop(a)
        for other, (linked, total) in self._between.pop(a).items():
            del self._between[other][a]
            if other != b:
                before, sum_before = self._between[b].get(other, (0, 0.0))
                both = before + linked, sum_before + total
                self._between[b][other] = self._between[other][b] = both
        for i in self._members[b]:
            self._group[i] = b

    def several(self) -> list[Group]:
        """The groups of at least two sentences, each in reading order."""
        return [tuple(sorted(m)) for m in self._members.values() if len(m) > 1]


def _best(told: Readings, group: Group, standing: Mapping[int, Standing]) -> int:
    """The sentence that stands by itself and holds most of what the group shares."""
    words = {i: content(told, i) for i in group}
    tellers = Counter(key for keys in words.values() for key in keys)

    def rank(i: int) -> tuple[int, float, str]:
        shared = sum(tellers[key] - 1 for key in words[i])
        length = len(told.words[i])
        return -standing[i], -shared * min(1.0, _LONG / max(1, length)), told.texts[i]

    return min(group, key=rank)


def _fact(cluster: Cluster, told: Readings, group: Group, best: int) -> Fact:
    sentences = tuple(told.sentences[i] for i in group)
    stated = {cluster.articles[s.article].date for s in sentences}
    dates = sorted(m for m in map(_moment, sorted(stated)) if m is not None)
    return Fact(
        sentences,
        told.sentences[best],
        len({cluster.origins[s.article] for s in sentences}),
        *((dates[0][-1], dates[-1][-1]) if dates else ()),
    )


def _moment(stated: str) -> tuple[date, float, str] | None:
    """An ISO date for comparing: its day, and the moment where its zone is known."""
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return moment.date(), moment.timestamp() if moment.tzinfo else 0.0, stated

"""What the figures of a cluster have in common: names, words, and who gives which value."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from summarizer.differ.amounts import Amount, numeric
from summarizer.differ.clauses import quoted
from summarizer.differ.figures import Figure, read_figures
from summarizer.differ.moments import Moment, opens
from summarizer.differ.nouns import plainest, same_noun
from summarizer.differ.tallies import one_vote
from summarizer.differ.types import Value
from summarizer.meaning.cluster import Readings
from summarizer.meaning.names import Key
from summarizer.meaning.words import Word, scan

_AROUND = 3
# A sentence with more values is a list or a table: nothing says what each is of.
_LIST = 12
# An article with more values of one kind is a table, too: nobody knows what it does not give.
_TABLE = 500
# A word in more of a cluster's sentences tells nothing of one fact.
_COMMON = 0.15
_LARGE = 1000


class Shared(NamedTuple):
    """What two sentences share: meanings that are rare in the cluster, and whether a name."""

    rare: frozenset[str]
    names: bool


def _when(one: Figure, two: Figure) -> bool:
    """Whether two days or hours may be one."""
    a, b = one.value, two.value
    if not isinstance(a, Moment) or not isinstance(b, Moment) or a.kind != b.kind:
        return False
    return not a.days.isdisjoint(b.days) or not set(a.minutes).isdisjoint(b.minutes)


class Known:
    """The figures of a cluster, taken from each sentence when it is first asked for."""

    def __init__(self, readings: Readings) -> None:
        self.readings, cluster = readings, readings.cluster
        self._articles = [s.article for s in readings.sentences]
        self._found: dict[int, list[Figure]] = {}
        self._near: dict[int, frozenset[Key]] = {}
        self._quoted = quoted(cluster, readings)
        self._titles = [{w.key for w in scan(a.title, readings.language)} for a in cluster.articles]
        self._days = [day_of(a.date) for a in cluster.articles]

    def __getitem__(self, i: int) -> list[Figure]:
        if i not in self._found:
            day, quoted = self._days[self._articles[i]], i in self._quoted
            some = self.readings.language == "en" and any(map(_starts, self.readings.words[i]))
            read = list(read_figures(i, self.readings[i], day, quoted)) if some else []
            self._found[i] = read if len(read) <= _LIST else []
        return self._found[i]

    def repeated(self, figure: Figure) -> bool:
        """Whether its sentence gives two dates of one topic: it happened twice."""
        others = (f for f in self[figure.sentence] if f is not figure)
        return isinstance(figure.value, Moment) and any(
            f.measure == figure.measure and f.topics & figure.topics for f in others
        )

    def named_alike(self, one: Figure, two: Figure) -> bool:
        """Whether both clauses name one that few sentences name."""
        most = self._rare
        return any(self._mentions[who] <= most for who in one.names & two.names)

    def timed_alike(self, one: Figure, two: Figure) -> bool:
        """Whether both sentences tell one hour or day, beside the two values."""
        first = (f for f in self[one.sentence] if f is not one)
        second = [f for f in self[two.sentence] if f is not two]
        return any(_when(f, other) for f in first for other in second)

    def alone(self, figure: Figure) -> bool:
        """Whether its article tells of no other vote of as many."""
        value = figure.value
        others = self._given[self._articles[figure.sentence], figure.measure]
        return all(
            f.value.low == value.low or not one_vote(f.value.low, value.low)
            for f in others
            if isinstance(f.value, Amount) and isinstance(value, Amount)
        )

    def rivals(self, figure: Figure) -> int:
        """How many other values of one thing its article gives: any may be the one meant."""
        others = self._given[self._articles[figure.sentence], figure.measure]
        return len({_extent(f) for f in others if _rival(figure, f)})

    def topics(self, value: Value) -> frozenset[str]:
        """The topics of the figure that a value was made of."""
        found = [f.topics for f in self[value.sentence] if f.shown == (value.start, value.end)]
        return frozenset[str]().union(*found)

    def places_agree(self, one: Figure, two: Figure) -> bool:
        """Whether the names beside two values may be of one thing.

        Both name the same, or one names nothing and its article knows what the other names.
        """
        if isinstance(one.value, Moment):
            return not (one.names and two.names) or not one.names.isdisjoint(two.names)
        if one.names and two.names:
            return not one.names.isdisjoint(two.names)
        if not (one.names or two.names):
            return True
        named, bare = (one, two) if one.names else (two, one)
        article = self._articles[bare.sentence]
        if not named.names.isdisjoint(self._named[article]):
            return True
        return any(self._titles[article].issuperset(who) for who in named.names)

    @cached_property
    def _named(self) -> dict[int, set[Key]]:
        """Whom each article names."""
        found: dict[int, set[Key]] = defaultdict(set)
        for i, article in enumerate(self._articles):
            found[article] |= self._names(i)
        return found

    def near(self, one: Figure, two: Figure) -> bool:
        """Whether somebody or something is named around both."""
        return not self._around(one.sentence).isdisjoint(self._around(two.sentence))

    def _around(self, i: int) -> frozenset[Key]:
        """Whom or what the sentences around sentence i name."""
        if i not in self._near:
            self._near[i] = self._named_around(i)
        return self._near[i]

    def _named_around(self, i: int) -> frozenset[Key]:
        places = range(max(0, i - _AROUND), min(len(self._articles), i + _AROUND + 1))
        near = [j for j in places if self._articles[j] == self._articles[i]]
        return frozenset(k for j in near for n in self.readings[j].names for k in n.who)

    def shared(self, one: int, two: int) -> Shared:
        """What two sentences share."""
        keys = [plainest(item.key for item in self.readings[i].items) for i in (one, two)]
        names = [self._names(i) for i in (one, two)]
        rare = {k for k in keys[0] & keys[1] if self._frequency[k] <= self._rare}
        return Shared(frozenset(rare), not names[0].isdisjoint(names[1]))

    def _names(self, i: int) -> frozenset[Key]:
        return frozenset(k for n in self.readings[i].names if not n.weak for k in n.who)

    @cached_property
    def _rare(self) -> float:
        """In how many sentences a word may stand that tells one fact from another."""
        return max(3.0, _COMMON * len(self._articles))

    @cached_property
    def _mentions(self) -> Counter[Key]:
        """In how many sentences each is named."""
        return Counter(who for i in range(len(self._articles)) for who in self._names(i))

    @cached_property
    def _frequency(self) -> Counter[str]:
        """In how many sentences each meaning stands."""
        return Counter(key for words in self.readings.words for key in {w.key for w in words})

    def gives(self, i: int, figure: Figure) -> bool:
        """Whether the article of sentence i also gives the value of a figure, or may well."""
        others = self._given[self._articles[i], figure.measure]
        bare = self._given[self._articles[i], "count"] if figure.value.kind == "amount" else []
        if max(len(others), len(bare)) > _TABLE:
            return True
        return any(_same(figure, o, o.sentence == i) for o in others) or any(
            _same_bare(figure, o) for o in bare
        )

    @cached_property
    def _given(self) -> dict[tuple[int, str], list[Figure]]:
        """All figures by article and measure."""
        found: dict[tuple[int, str], list[Figure]] = defaultdict(list)
        for i, article in enumerate(self._articles):
            for figure in self[i]:
                found[article, figure.measure].append(figure)
        return found


def _same(one: Figure, two: Figure, beside: bool) -> bool:
    """Whether two figures give one value of what may be one thing.

    A day or hour, or a bound, counts where the same is told of it, or `beside` the other value.
    """
    a, b = one.value, two.value
    if isinstance(a, Moment) and isinstance(b, Moment):
        told = beside or not one.topics.isdisjoint(two.topics)
        return told and (
            not a.days.isdisjoint(b.days) or bool(a.minutes and a.minutes == b.minutes)
        )
    if not isinstance(a, Amount) or not isinstance(b, Amount):
        return False
    if a.low > b.high or b.low > a.high:
        return False
    if math.isinf(b.high) or math.isinf(a.high):  # "at least 30" may be anything above
        return beside
    return beside or a.kind == "amount" or same_noun(a.noun, b.noun)


def _rival(one: Figure, two: Figure) -> bool:
    """Whether the second is another value of the same kind of thing, and no part of one."""
    if "part" in two.scope:
        return False
    alike = not one.topics.isdisjoint(two.topics) if one.topics else _noun(one) == _noun(two)
    return alike and _extent(one) != _extent(two) and not _same(one, two, beside=True)


def _noun(figure: Figure) -> str:
    return figure.value.noun if isinstance(figure.value, Amount) else ""


def _extent(figure: Figure) -> tuple[object, ...]:
    value = figure.value
    if isinstance(value, Amount):
        return value.low, value.high
    return value.days, tuple(value.minutes)


def _same_bare(one: Figure, two: Figure) -> bool:
    """Whether the second is the value of the first without its unit: `8.9 million`."""
    a, b = one.value, two.value
    if not isinstance(a, Amount) or not isinstance(b, Amount) or b.noun or a.low < _LARGE:
        return False
    return a.low <= b.high and b.low <= a.high


def _starts(word: Word) -> bool:
    """Whether a value may begin with the word; few sentences have one, reading all is slow."""
    return opens(word) or numeric(word)


def day_of(stated: str) -> date | None:
    """The day of an ISO date; none at the ends of the calendar, where no week is left."""
    try:
        day = date.fromisoformat(stated[:10])
    except ValueError:
        return None
    return day if 1000 < day.year < 9000 else None


@lru_cache(maxsize=1)
def known(readings: Readings) -> Known:
    """The figures of the cluster at hand."""
    return Known(readings)

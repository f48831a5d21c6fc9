"""Unique: what one origin alone tells, and a reader of the summary would want to know.

A sentence counts by the weight of what it shares with the event, for its length, and by how
early its article tells it.  It must stand by itself, be like no sentence of another origin, and
bring words of content that no other origin has at all.
Cost: linear in the words of the cluster.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from summarizer.concepts import Flags, Ints
from summarizer.differ.facts import Closeness, content, enough
from summarizer.differ.manner import manners
from summarizer.differ.types import Pair, Weighed
from summarizer.meaning.cluster import Readings
from summarizer.readability import Standing
from summarizer.types import Cluster, Evidence, Unique, UniqueKind

_MOST, _OF_ARTICLE = 5, 2
_ALIKE = 0.65  # of what makes one fact of two sentences; from there on another origin tells of it
_SAME = 0.5  # share of the words of the shorter one from which on two chosen ones repeat
_NEW, _SHARED = 3, 2  # words of content that no other origin has, and that some other has
_NEW_SHARE = 0.2
_LEADS = 2  # sentences of each article whose people and things a reader knows by then
_DEPTH = 12.0  # sentences into an article at which a sentence counts half
_SPARE = 15  # words that cost nothing
_WORTH: Mapping[UniqueKind, float] = {"report": 1.0, "quote": 0.7, "opinion": 0.6}
_LEAST = 0.1  # of the best score
_EMPTY = re.compile(  # tells nothing of the event
    r"(?:request|asked|reached|available|respon[ds]\w*)\s(?:\w+\s){0,3}comment|declined\sto\scomment"
    r"|first\sreported|contributed\sto|\bMORE\b|in\san?\s(?:e-?mail|interview)\s(?:to|with)\s(?:the|this)\s"
)


def unique(
    cluster: Cluster,
    told: Readings,
    pairs: Sequence[Pair],
    close: Closeness,
    weighed: Weighed,
) -> tuple[Unique, ...]:
    """The most salient sentences that no other origin tells, best first; at most five."""
    only = _Only(cluster, told, pairs, close)
    ranked = sorted(only.scored(weighed), key=lambda found: (-found[0], told.texts[found[1]]))
    chosen: list[int] = []
    used: Counter[int] = Counter()
    for score, i, _ in ranked:
        article = told.sentences[i].article
        worth = score >= round(_LEAST * ranked[0][0], 9)
        if worth and used[article] < _OF_ARTICLE and not only.repeats(i, chosen):
            chosen.append(i)
            used[article] += 1
        if len(chosen) == _MOST:
            break
    kinds = {i: kind for _, i, kind in ranked}
    return tuple(_unique(told, i, kinds[i]) for i in chosen)


def _unique(told: Readings, i: int, kind: UniqueKind) -> Unique:
    sentence = told.sentences[i]
    evidence = Evidence(sentence.article, sentence.start, sentence.end, 1.0)
    return Unique(told.texts[i], kind, evidence)


class _Only:
    """The sentences of the originals, and what other origins have of each."""

    def __init__(
        self, cluster: Cluster, told: Readings, pairs: Sequence[Pair], close: Closeness
    ) -> None:
        self._cluster, self._told = cluster, told
        self._rows = [
            i for i, s in enumerate(told.sentences) if cluster.origins[s.article] == s.article
        ]
        self._words = {i: content(told, i) for i in self._rows}
        self._tellers: dict[str, set[int]] = defaultdict(set)
        for i in self._rows:
            for word in self._words[i]:
                self._tellers[word].add(told.sentences[i].article)
        limit = _ALIKE * enough(told)
        self._known = {i for pair, value in close.items() if value >= limit for i in pair}
        # `alike` joins those that give a figure for one topic in other words, without a cosine.
        self._known |= {i for pair in pairs if not pair.cosine for i in (pair.one, pair.two)}

    def scored(self, weighed: Weighed) -> Iterator[tuple[float, int, UniqueKind]]:
        """Every sentence that may be told: its score, its place and what it is."""
        row_of = {sentence: row for row, sentence in enumerate(weighed.sentences)}
        rows = [row_of[self._told.sentences[i]] for i in self._rows]
        articles = np.array([self._told.sentences[i].article for i in self._rows])
        position = np.arange(len(rows)) - np.searchsorted(articles, articles)
        found = weighed.candidates
        known = found.tells[rows][position < _LEADS].sum(axis=0) > 0
        lacking = found.needs[rows] @ (~known).astype(np.float64)
        stands = (found.standing[rows] == Standing.FREE) & (lacking == 0)
        kinds = self._kinds(articles, found.quoted[rows])
        for at in np.flatnonzero(stands):
            i = self._rows[at]
            if self._alone(i):
                early = 1 / (1 + position[at] / _DEPTH)
                cost = max(1.0, len(self._told.texts[i].split()) / _SPARE)
                score = weighed.salience[rows[at]] * early * _WORTH[kinds[at]] / cost
                yield round(float(score), 9), i, kinds[at]

    def _kinds(self, articles: Ints, quoted: Flags) -> list[UniqueKind]:
        """What each sentence is, article by article."""
        found: list[UniqueKind] = []
        for article in np.unique(articles):
            story = np.flatnonzero(articles == article)
            texts = [self._told.texts[self._rows[at]] for at in story]
            title = self._cluster.articles[article].title
            found += manners(texts, quoted[story].tolist(), title)
        return found

    def _alone(self, i: int) -> bool:
        """Whether no other origin tells it, while it is about the event."""
        if i in self._known or _EMPTY.search(self._told.texts[i]):
            return False
        words = self._words[i]
        new = sum(len(self._tellers[word]) == 1 for word in words)
        shared = len(words) - new
        return new >= max(_NEW, _NEW_SHARE * len(words)) and shared >= _SHARED

    def repeats(self, i: int, chosen: Sequence[int]) -> bool:
        """Whether a chosen sentence already tells much of it."""
        mine = self._words[i]
        return any(
            len(mine & self._words[j]) >= _SAME * min(len(mine), len(self._words[j]))
            for j in chosen
        )

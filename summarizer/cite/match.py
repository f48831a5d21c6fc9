"""Matching one sentence against a whole cluster.

Windows of one to three sentences that share enough content come from `index`; each then meets
the careful test of `compare`.  Cost on two cores: indexing takes 0.2 ms per source sentence,
a summary of 100 words against 10,000 source sentences a few tenths of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from summarizer.cite.compare import Comparison, compare
from summarizer.cite.index import LONGER_COSTS, Index, Window
from summarizer.cite.missing import lacks
from summarizer.meaning.cluster import readings
from summarizer.meaning.numbers import MANY
from summarizer.meaning.reading import Reading, read
from summarizer.meaning.words import scan
from summarizer.types import Cluster, Evidence, Sentence, displayed

# The share of the content words alone that makes a window worth the careful test.
_NEEDED = (0.4, 0.4, 0.4)
_NEEDED_ELSEWHERE = (0.85, 0.9, 0.95)  # languages without our tables
# The share of all that is told: the fewer specifics were found, the more each missing word may
# be the point ("the roof" against "the steps"); long windows share words by chance.  Chosen on
# the pairs of eval/labels, where the choice is flat, and on claims in neus_full/train.
_SHARE, _OF_FEW, _LONGER = 0.5, 0.8, 0.03
# In 253 claims on NeuS judged blind, one in five was wrong below this share, and one in four
# that needed several sentences of which none said most of it.
_SURE = 0.8
# Where many specifics are found, they prove more than the share of words.  Asking less of the
# best sentence, too, finds half as many again, but lets in another deed about the same things.
_SPECIFIC, _SURE_OF_MANY = 9, 0.6
# What the weakest clause of the sentence and the best sentence of the window must share.
_CLAUSE = 0.2
_CORE = (0.35, 0.7, 0.8)
# A sentence of fewer specifics ("That was a mistake") may be said of anything.
_SPECIFICS = 3
# What somebody did is in another sentence: "The House managers tried to do the same."
_ELSEWHERE = re.compile(r"\b(?:do|does|did|doing|done)\s(?:the\s(?:same|opposite)|so|likewise)\b")
# An identical sentence of another origin must have this many words ("He said no." has three).
_IDENTICAL = 4


class Matcher:
    """Finds what backs a sentence in the articles of one prepared cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._language = cluster.language
        self._needed = _NEEDED if cluster.language == "en" else _NEEDED_ELSEWHERE
        self._readings = readings(cluster)
        self._sentences = self._readings.sentences
        self._place = {s: i for i, s in enumerate(self._sentences)}
        self._same: dict[str, list[int]] = {}
        for i, text in enumerate(self._readings.texts):
            self._same.setdefault(_bare(text), []).append(i)
        self._index = Index(self._sentences, self._readings.words)

    def match(self, text: str, own: Sequence[Sentence] = ()) -> tuple[Evidence, ...]:
        """At most one piece of evidence per article, ordered by article.

        The articles of the `own` sentences are always among them, with strength 1.
        """
        text = displayed(text)
        found = {e.article: e for e in self._own(text, own)}
        homes = sorted(found)
        for evidence in self._identical(text, homes):
            found.setdefault(evidence.article, evidence)
        home = homes[0] if len(homes) == 1 else None
        sentence = read(text, self._readings.book, home, self._language)
        longest = self._cluster.limits.sentence_characters
        whole = len(text) <= longest and not _ELSEWHERE.search(text)
        for evidence in self._elsewhere(sentence, set(found)) if whole else ():
            found.setdefault(evidence.article, evidence)
        return tuple(found[article] for article in sorted(found))

    def support(self, evidence: Sequence[Evidence]) -> int:
        """How many independent origins stand behind the evidence."""
        return len({self._origin(e.article) for e in evidence})

    def _origin(self, article: int) -> int:
        origins = self._cluster.origins
        return origins[article] if article < len(origins) else article

    # The sentence's own articles, and copies of it

    def _own(self, text: str, own: Sequence[Sentence]) -> Iterator[Evidence]:
        """Per article one run of the sentences that the text came from."""
        keys = {w.key for w in scan(text, self._language)}
        by_article: dict[int, list[Sentence]] = {}
        for sentence in sorted(set(own)):
            by_article.setdefault(sentence.article, []).append(sentence)
        for article, sentences in by_article.items():
            start, end = self._best_run(sentences, keys)
            yield Evidence(article, start, end, 1.0)

    def _best_run(self, sentences: list[Sentence], keys: set[str]) -> tuple[int, int]:
        """The run of at most three adjacent sentences that shares most words with the text."""
        runs = []
        for first, sentence in enumerate(sentences):
            shared: set[str] = set()
            for length, last in enumerate(sentences[first : first + 3]):
                if length and not self._follows(sentences[first + length - 1], last):
                    break
                words = scan(self._cluster.text(last), self._language)
                shared |= keys & {w.key for w in words}
                runs.append((-len(shared), length, sentence.start, last.end))
        _, _, start, end = min(runs)
        return start, end

    def _follows(self, one: Sentence, two: Sentence) -> bool:
        at = self._place.get(two, 0)
        return at > 0 and self._sentences[at - 1] == one and bool(self._index.follows[at])

    def _identical(self, text: str, homes: Sequence[int]) -> Iterator[Evidence]:
        """Articles that hold the very same sentence, copies of the own article among them."""
        enough = len(text.split()) >= _IDENTICAL
        for i in self._same.get(_bare(text), []):
            place = self._sentences[i]
            if enough or any(self._origin(h) == self._origin(place.article) for h in homes):
                yield Evidence(place.article, place.start, place.end, 1.0)

    # Everybody else's

    def _elsewhere(self, sentence: Reading, done: set[int]) -> Iterator[Evidence]:
        """The strongest window of every article not `done` that passes the careful test."""
        best: dict[int, tuple[float, int, int, float]] = {}
        for start, length in self._candidates(sentence):
            article = self._sentences[start].article
            window = [self._readings[i] for i in range(start, start + length)]
            if article in done or lacks(sentence, window):
                continue
            worth = partial(self.supports, length=length)
            comparison = compare(sentence, window, self._index.weight, worth)
            if worth(comparison):
                value = round(min(1.0, comparison.whole), 9)
                rank = round(value - LONGER_COSTS * (length - 1), 9)
                row = (rank, -length, -start, value)
                best[article] = max(best.get(article, row), row)
        for article, (_, length, start, value) in best.items():
            first, last = self._sentences[-start], self._sentences[-start - length - 1]
            yield Evidence(article, first.start, last.end, value)

    def _candidates(self, sentence: Reading) -> list[Window]:
        """Windows that may hold enough of the content."""
        if not (sentence.items or sentence.names or sentence.numbers):
            return []
        if len(sentence.numbers) >= MANY:
            return []
        in_roles = {i for n in sentence.names if n.role for i in range(n.start, n.end)}
        free = {item.key for item in sentence.items if item.at in in_roles}
        keys = sorted({item.key for item in sentence.items})
        return self._index.windows(keys, free, self._needed)

    def compare(self, sentence: Reading, start: int, length: int) -> Comparison:
        """Hold a sentence against the window of `length` sentences from `start`."""
        window = [self._readings[i] for i in range(start, start + length)]
        return compare(sentence, window, self._index.weight)

    def supports(self, comparison: Comparison, length: int) -> bool:
        """Whether a comparison is good enough to claim support."""
        if comparison.missing or comparison.conflicts:
            return False
        if comparison.specifics < max(_SPECIFICS, length + 1):
            return False
        needed = _SHARE + _OF_FEW / comparison.specifics + _LONGER * (length - 1)
        if comparison.content < self._needed[length - 1]:
            return False
        many = comparison.specifics >= _SPECIFIC
        return (
            comparison.whole >= max(needed, _SURE_OF_MANY if many else _SURE)
            and (many or comparison.clause >= _CLAUSE)
            and comparison.core >= _CORE[length - 1]
        )


def _bare(text: str) -> str:
    """A sentence without the quotes and the full stop around it, for comparing whole ones."""
    return text.strip("\"'“”‘’. ").casefold()

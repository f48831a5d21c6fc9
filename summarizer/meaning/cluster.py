"""All sentences of one prepared cluster, taken apart once for every stage that asks."""

from __future__ import annotations

from functools import lru_cache

from summarizer.meaning.names import NameBook
from summarizer.meaning.reading import Reading, read
from summarizer.meaning.words import scan
from summarizer.types import Cluster


class Readings:
    """The sentences of a cluster in order, their texts and words, and what they say."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.language = cluster, cluster.language
        self.sentences = sorted(cluster.sentences)
        self.texts = [cluster.text(s) for s in self.sentences]
        self.words = [scan(text, self.language) for text in self.texts]
        articles = (s.article for s in self.sentences)
        self.book = NameBook(zip(articles, self.words, strict=True), self.language)
        self._readings: dict[int, Reading] = {}

    def __getitem__(self, i: int) -> Reading:
        """Sentence i, read when it is first asked for."""
        if i not in self._readings:
            article, text, words = self.sentences[i].article, self.texts[i], self.words[i]
            self._readings[i] = read(text, self.book, article, self.language, words)
        return self._readings[i]


@lru_cache(maxsize=1)
def readings(cluster: Cluster) -> Readings:
    """The sentences of the cluster at hand."""
    return Readings(cluster)

"""What the ranking methods share: rank the sentences, pack them to the budget, sign the result."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from summarizer.text.packing import pack
from summarizer.types import Budget, Cluster, Draft, Sentence

if TYPE_CHECKING:
    from summarizer.pipeline import ClusterAnalysis


def sign(name: str, settings: Mapping[str, object]) -> str:
    """A method's signature, `name|key:value|…`, as sacreBLEU writes them."""
    return "|".join([name, *(f"{key}:{value}" for key, value in sorted(settings.items()))])


def by_content(cluster: Cluster) -> list[Sentence]:
    """All sentences in an order that does not depend on the order of the articles."""
    article = {i: (a.text, a.title, i) for i, a in enumerate(cluster.articles)}
    return sorted(cluster.sentences, key=lambda s: (article[s.article], s.start))


class Ranking(ABC):
    """A method that ranks sentences once and takes them in that order."""

    name: str

    @property
    def settings(self) -> Mapping[str, object]:
        """What of the method can be set, for its signature."""
        return {}

    @property
    def signature(self) -> str:
        """The method and its settings in one line."""
        return sign(self.name, self.settings)

    @abstractmethod
    def rank(self, cluster: Cluster) -> Iterable[Sentence]:
        """The sentences of a prepared cluster, best first."""

    def draft(self, analyses: Iterable[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """One draft for each cluster, in order."""
        for analysis in analyses:
            yield pack(analysis.cluster, self.rank(analysis.cluster), budget)

"""The smallest method that another package can add: the last sentences of every article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from summarizer.errors import UsageError
from summarizer.pipeline import ClusterAnalysis
from summarizer.types import Budget, Draft, DraftSentence


class Closing:
    """The last sentences of each article, as far as they fit the budget."""

    name = "closing"

    def __init__(self, last: int = 1) -> None:
        if type(last) is not int or last < 1:
            raise UsageError(f"last is a whole number from 1, not {last!r}")
        self.last = last

    @property
    def signature(self) -> str:
        """Everything that decides the summaries, the budget and the version aside."""
        return f"{self.name}|last:{self.last}"

    def draft(self, analyses: Iterable[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """One draft for each cluster, in order."""
        for analysis in analyses:
            cluster = analysis.cluster
            taken: list[DraftSentence] = []
            for article in range(len(cluster.articles)):
                own = [s for s in cluster.sentences if s.article == article]
                for sentence in own[-self.last :]:
                    text = cluster.text(sentence)
                    if budget.fits([*(t.text for t in taken), text]):
                        taken.append(DraftSentence(text, (sentence,)))
            yield Draft(tuple(taken))

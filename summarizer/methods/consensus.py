"""The extractive method: the sentences that cover what most independent sources state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from summarizer.methods.base import sign
from summarizer.pipeline import ClusterAnalysis
from summarizer.text.packing import FILLED, pack
from summarizer.types import Budget, Draft

DEPENDENT = "no sentence that can stand by itself fits the budget"


class Consensus:
    """The extractive method: cover what most origins share, saying nothing twice."""

    name = "consensus"

    @property
    def signature(self) -> str:
        """The method in one line; it has no settings."""
        return sign(self.name, {})

    def draft(self, analyses: Iterable[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """One draft for each cluster, in order."""
        for analysis in analyses:
            cluster, (chosen, backed) = analysis.cluster, analysis.select(budget)
            if budget.support > 1 and not chosen:
                yield Draft((), (f"no sentence is stated by {budget.support} independent sources",))
                continue
            made = pack(cluster, chosen or cluster.sentences, budget)
            if made.sentences and not (chosen or made.warnings):
                made = replace(made, warnings=(DEPENDENT,))
            warnings = (*made.warnings, *_short(made, budget))
            yield replace(made, warnings=warnings, backed=backed)


def _short(draft: Draft, budget: Budget) -> Iterator[str]:
    """Why a summary is well below the length asked for."""
    words = sum(len(s.text.split()) for s in draft.sentences)
    if draft.sentences and budget.words and words < FILLED * budget.words and not draft.warnings:
        stated = f" that {budget.support} sources state" if budget.support > 1 else ""
        yield (
            f"{words} of {budget.words} words: no other sentence{stated} fits, adds a fact and can "
            "be understood there"
        )

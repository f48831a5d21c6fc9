"""Faithfulness and agreement without references: what the sources are to a summary's sentences.

The text of each sentence alone is asked about, as `consensus verify` does, whoever wrote it; so a
sentence cut off by a budget is judged as it stands.  None where a summary is empty, or where the
model is not asked: it reads English.

Cost: at most `MAX_PAIRS` calls of the pair model for a sentence, of which those that citing it
made already are not made again, and as many for a consensus fact as its sentence needs; 10 ms each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from summarizer.entailment.premise import closest, cosines
from summarizer.entailment.types import Pair
from summarizer.text.tokens import tokens

if TYPE_CHECKING:
    from summarizer.pipeline import ClusterAnalysis

LIKELY = 0.5  # probability from which a summary is taken to state a fact


def faithfulness(
    analysis: ClusterAnalysis, texts: Sequence[str], facts: Sequence[str], chosen: Collection[str]
) -> dict[str, float | None]:
    """The chosen ones of `FAITHFULNESS` for the sentences of a summary of a cluster.

    `facts` are the cluster's consensus facts.  Raises LimitExceeded for more than `MAX_CLAIMS`
    sentences.
    """
    found: dict[str, float | None] = dict.fromkeys(chosen)
    if analysis.attribution.reads and texts:
        found |= {name: _MEASURES[name](analysis, texts) for name in chosen if name in _MEASURES}
        if "facts" in chosen:
            found["facts"] = told(analysis, texts, facts)
    return found


def supported(analysis: ClusterAnalysis, texts: Sequence[str]) -> float:
    """The share of sentences that some source supports, by the verdict of `consensus verify`.

    The bar of the model is chosen for precision: of what readers call supported it finds about a
    third, unless a source has it word for word.
    """
    return fmean(claim.verdict == "supported" for claim in analysis.verified(texts))


def entailed(analysis: ClusterAnalysis, texts: Sequence[str]) -> float:
    """The mean probability that the best source supports a sentence, 1 where one has it verbatim.

    SummaC-ZS (Laban et al. 2022, TACL): the mean over the sentences of the best premise.  A
    premise is here a window of the sentences of one source that are closest to the sentence; no
    bar is needed.
    """
    found = (analysis.attribution.supports(text) for text in texts)
    return fmean(max(chances.values(), default=0.0) for chances in found)


def contradicted(analysis: ClusterAnalysis, texts: Sequence[str]) -> float:
    """The share of sentences that a source contradicts and none supports, as `verify` has it.

    The bar is strict: few contradictions are found.
    """
    return fmean(claim.verdict == "contradicted" for claim in analysis.verified(texts))


def single_source(analysis: ClusterAnalysis, texts: Sequence[str]) -> float:
    """The share of sentences that one independent source alone supports."""
    return fmean(claim.support == 1 for claim in analysis.verified(texts))


def told(analysis: ClusterAnalysis, texts: Sequence[str], facts: Sequence[str]) -> float | None:
    """The share of the consensus facts that a summary probably states; None without any.

    A consensus fact is a sentence that its source and another, independent one probably state
    (`evidence.facts.agreed`), found once for a cluster and without regard to any summary.
    A recall of content as in the Pyramid (Nenkova & Passonneau 2004), whose units are what
    several people's summaries tell; here what several independent sources do.  The premise is the
    few sentences of the summary that are closest to the fact.
    """
    if not facts:
        return None
    attribution = analysis.attribution
    said = {tuple(tokens(text)) for text in texts}
    vectors, wanted = attribution.vectors.of(texts), attribution.vectors.of(facts)
    new = [i for i, fact in enumerate(facts) if tuple(tokens(fact)) not in said]
    pairs = []
    for i in new:
        near = closest(cosines(vectors, wanted[[i]]), range(len(texts)))
        pairs.append(Pair(tuple(texts[k] for k in sorted(near)), facts[i]))
    count = sum(judged.supports >= LIKELY for judged in attribution.judge(pairs))
    return (len(facts) - len(new) + count) / len(facts)


_MEASURES: dict[str, Callable[[ClusterAnalysis, Sequence[str]], float]] = {
    "supported": supported,
    "entailed": entailed,
    "contradicted": contradicted,
    "single_source": single_source,
}

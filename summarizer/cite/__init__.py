"""Which sources say what a sentence says, and where: the `cite` stage.

    missing   names and numbers not held        conflicts what makes two of them contradict
    relations word order, "before" and "after"   compare   sentence against window
    index     windows worth a look              match     the whole cluster searched
    lacking   what a written sentence invents   guard     … and what else refuses it

Sentences are taken apart by `meaning`.
A source supports a sentence when one to three adjacent sentences of it hold every number and
main name, say the same content, and conflict in nothing.  In doubt no support is claimed.
"""

from __future__ import annotations

from functools import lru_cache

from summarizer.cite.guard import guard
from summarizer.cite.match import Matcher
from summarizer.types import Cluster, Draft, Sentence, SummarySentence

__all__ = ["Matcher", "backing", "cite", "guard"]


@lru_cache(maxsize=1)
def _matcher(cluster: Cluster) -> Matcher:
    """The matcher of the cluster at hand: choosing and citing ask the same one."""
    return Matcher(cluster)


def backing(cluster: Cluster, sentence: Sentence) -> int:
    """How many origins of a prepared cluster say what one of its sentences says."""
    matcher = _matcher(cluster)
    return matcher.support(matcher.match(cluster.text(sentence), (sentence,)))


def cite(cluster: Cluster, draft: Draft) -> tuple[SummarySentence, ...]:
    """Cite every sentence of a draft; `cluster` is prepared."""
    matcher = _matcher(cluster)
    cited = []
    for sentence in draft.sentences:
        citations = matcher.match(sentence.text, sentence.evidence)
        support = matcher.support(citations)
        cited.append(
            SummarySentence(sentence.text, sentence.how, sentence.reason, support, citations)
        )
    return tuple(cited)

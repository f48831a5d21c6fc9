"""Facts: what several independent sources state, of all that choosing a summary looked at.

Sentences that support each other are one fact: one that stands where another is cited from is told
by that one already.  Cost: citing each of the sentences that choosing found to be backed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from summarizer.evidence.attribution import Attribution
from summarizer.types import Evidence, Fact, Sentence, SummarySentence

LEAST = 2  # witnesses that state a fact


def facts(
    attribution: Attribution, told: Sequence[SummarySentence], backed: Iterable[Sentence]
) -> tuple[Fact, ...]:
    """What several witnesses state, best backed first; of equals what the summary `told` first.

    `backed` are sentences of the cluster that choosing found to be backed, best backed first.
    """
    found = [
        Fact(s.text, s.support, s.citations, place)
        for place, s in enumerate(told)
        if s.support >= LEAST
    ]
    for sentence in backed:
        if not _stands_in(sentence, found):
            text = attribution.cluster.text(sentence)
            citations = attribution.citations(text, (sentence,))
            support = attribution.support(citations)
            if support >= LEAST and not _cited(found, citations):
                found.append(Fact(text, support, citations))
    return tuple(sorted(found, key=lambda f: -f.support))


def _stands_in(sentence: Sentence, found: Iterable[Fact]) -> bool:
    """Whether a fact is cited from this sentence."""
    return any(
        e.article == sentence.article and e.start < sentence.end and sentence.start < e.end
        for fact in found
        for e in fact.citations
    )


def _cited(found: Iterable[Fact], citations: Sequence[Evidence]) -> bool:
    """Whether these citations stand where a fact has its own words."""
    return any(
        e.article == own.article and e.start < own.end and own.start < e.end
        for own in _own(found)
        for e in citations
    )


def _own(found: Iterable[Fact]) -> Iterator[Evidence]:
    """The surest citation of each fact: where its words stand."""
    for fact in found:
        yield max(fact.citations, key=lambda e: (e.strength, -e.article, -e.start))

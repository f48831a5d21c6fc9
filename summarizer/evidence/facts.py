"""Consensus facts: what several independent sources state, of what selection asked about.

Sentences that support each other are one fact: a sentence that another fact is cited from is not
listed again.  Cost: citing each of the sentences that selection found to be backed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from summarizer.evidence.support import Attribution
from summarizer.types import Evidence, Fact, Sentence, SummarySentence

LEAST = 2  # independent sources that state a fact


def facts(
    attribution: Attribution, summary: Sequence[SummarySentence], backed: Iterable[Sentence]
) -> tuple[Fact, ...]:
    """The facts that several independent sources state, best supported first.

    Of equally supported ones those of the `summary` come first.  `backed` are the sentences of the
    cluster that selection found to be stated by several sources, best supported first.
    """
    found = [
        Fact(s.text, s.support, s.citations, place)
        for place, s in enumerate(summary)
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

"""Consensus facts: what several independent sources state, of what selection asked about.

Sentences that support each other are one fact: a sentence that another fact is cited from is not
listed again.  Cost: citing each of the sentences that selection found to be backed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
        if not any(_overlap(e, sentence) for fact in found for e in fact.citations):
            text = attribution.cluster.text(sentence)
            citations = attribution.citations(text, (sentence,))
            support = attribution.support(citations)
            if support >= LEAST and not _told(found, citations):
                found.append(Fact(text, support, citations))
    return tuple(sorted(found, key=lambda f: -f.support))


def _told(found: Iterable[Fact], citations: Sequence[Evidence]) -> bool:
    """Whether these citations stand where a fact has its own words: at its surest citation."""
    own = [max(f.citations, key=lambda e: (e.strength, -e.article, -e.start)) for f in found]
    return any(_overlap(one, other) for one in own for other in citations)


def _overlap(one: Evidence, other: Evidence | Sentence) -> bool:
    return one.article == other.article and one.start < other.end and other.start < one.end

"""Consensus facts: what several independent sources state, of what selection asked about, or of
the sentences whose words most other sources have.

Sentences that support each other are one fact: a sentence that another fact is cited from is not
listed again.  Cost: citing each of the sentences that selection found to be backed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from summarizer.evidence.support import Attribution
from summarizer.limits import MAX_FACT_POOL, MAX_FACT_SENTENCES
from summarizer.text.placement import Placement
from summarizer.types import Evidence, Fact, Sentence, SummarySentence

LEAST = 2  # independent sources that state a fact
LIKELY = 0.5  # probability from which `agreed` takes a source to state a sentence
SAME = 0.5  # cosine from which two sentences are not both asked about


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


def agreed(attribution: Attribution) -> Iterator[str]:
    """The facts that a source and another, independent one probably state, without any summary.

    Looked at are the sentences whose words most other sources have; left out are those that cannot
    be understood by themselves, or state what one before does.  Sources that credit one agency are
    not independent here.  Cost: reading `MAX_FACT_SENTENCES` sentences, asking the sources about
    those that stand, and two calls for each pair of facts.
    """
    cluster = attribution.cluster
    witness, agencies = cluster.witnesses or cluster.origins, cluster.agencies
    found: list[Sentence] = []
    for sentence in _shared(attribution):
        placement = attribution.placement(sentence)
        if placement is None or placement <= Placement.AFTER_PREVIOUS:
            continue
        text, own = cluster.text(sentence), sentence.article
        if any(
            chance >= LIKELY
            and witness[a] != witness[own]
            and not (agencies and agencies[own] and agencies[a] == agencies[own])
            for a, chance in attribution.supports(text, (sentence,)).items()
        ) and not any(attribution.redundant(sentence, known) for known in found):
            found.append(sentence)
            yield text


def _shared(attribution: Attribution) -> Iterator[Sentence]:
    """The sentences with the closest relatives in other sources, best first; none twice."""
    cluster = attribution.cluster
    first = [(place, i) for own in attribution.by_article.values() for place, i in enumerate(own)]
    pool = [i for _, i in sorted(first)[:MAX_FACT_POOL]]
    witness = np.array(cluster.witnesses or cluster.origins)
    source = witness[[cluster.sentences[i].article for i in pool]]  # (n,)
    vectors = attribution.vectors.rows[pool]
    cosine = np.asarray((vectors @ vectors.T).todense()).round(9)  # (n, n)
    closest = np.array([cosine[:, source == s].max(axis=1) * (source != s) for s in set(source)])
    worth = closest.sum(axis=0).round(9)
    chosen: list[int] = []
    for k in sorted(range(len(pool)), key=lambda k: (-worth[k], attribution.texts[pool[k]])):
        if len(chosen) == MAX_FACT_SENTENCES or worth[k] <= 0:
            return
        if not (cosine[k, chosen] >= SAME).any():
            chosen.append(k)
            yield cluster.sentences[pool[k]]

"""What backs a sentence, and what sources differ on, stands in the articles and holds together.

The first piece of an input is the summary, whoever wrote it; the others are the articles.  The
pair model says anything at all: what it is asked for has to hold whatever it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from pair_models import BARS, Scattered, installed

from fuzz.parts import article, pieces
from summarizer.evidence import guard
from summarizer.pipeline import ClusterAnalysis, prepare, sentences_in
from summarizer.types import (
    Cluster,
    Conflict,
    ConflictKind,
    Draft,
    DraftSentence,
    Evidence,
    Sentence,
    SingleSourceKind,
    displayed,
)


class Rash(Scattered):
    """Finds something in many pairs."""

    bars = BARS._replace(supports=0.5, partial=0.4, contradicts=0.4, typed=0.4, untyped=0.5)


def check(data: bytes) -> None:
    with installed(Rash()):
        _check(data)


def _check(data: bytes) -> None:
    told, *rest = pieces(data)
    cluster = prepare(Cluster("fuzzed", tuple(map(article, rest))))
    turned = prepare(Cluster("fuzzed", cluster.articles[::-1]))
    differences = check_differences(cluster)
    assert _said(cluster, differences) == _said(turned, check_differences(turned))
    texts = sentences_in(told)
    assert check_citing(cluster, texts) == check_citing(turned, texts)


def check_citing(cluster: Cluster, texts: Sequence[str]) -> list[object]:
    """Evidence of whole sentences, in order; what was cited of which article."""
    first = cluster.sentences[:1]
    attribution = ClusterAnalysis(cluster).attribution
    draft = Draft(tuple(DraftSentence(text) for text in texts))
    own = Draft(tuple(DraftSentence(text, first) for text in texts[:2]))
    for sentence in (*attribution.cite(own), *attribution.cite(draft)):
        cited = [(e.article, e.start) for e in sentence.citations]
        assert cited == sorted(set(cited))
        assert sentence.support == len({cluster.witnesses[i] for i, _ in cited})
        assert not {i for i, _ in cited} & {e.article for e in sentence.partial}
        check_evidence(cluster, sentence.citations)
        check_evidence(cluster, sentence.partial)
    for text in texts[:2]:
        assert "\n" not in guard(text, attribution.texts[:3], attribution)
    return [_named(cluster, s.citations) for s in attribution.cite(draft)]


def check_differences(cluster: Cluster) -> ClusterAnalysis:
    """Every part of what sources differ on is of the cluster, and of more than one of its sides."""
    found = ClusterAnalysis(cluster)
    for conflict in found.contradictions:
        _check_conflict(cluster, conflict)
    for unique in found.single_source:
        assert unique.kind in get_args(SingleSourceKind)
        assert displayed(unique.text) == unique.text != ""
        check_evidence(cluster, [unique.evidence])
    return found


def _check_conflict(cluster: Cluster, conflict: Conflict) -> None:
    assert conflict.kind in get_args(ConflictKind)
    assert len(conflict.claims) > 1
    for claim in conflict.claims:
        assert displayed(claim.text) == claim.text != ""
        assert claim.support == len({cluster.witnesses[e.article] for e in claim.evidence}) > 0
        check_evidence(cluster, claim.evidence)
        first = claim.evidence[0]
        told = cluster.text(Sentence(first.article, first.start, first.end))
        assert " ".join(claim.text.split()) in " ".join(told.split())


def check_evidence(cluster: Cluster, evidence: Iterable[Evidence]) -> None:
    """One to three whole sentences of one article, or whole quotations; a strength that is a share.

    A sentence from inside a quotation is shown as all of it, perhaps with the sentence beside it.
    """
    for e in evidence:
        assert 0.0 < e.strength <= 1.0
        held = [
            s
            for s in cluster.sentences
            if s.article == e.article and e.start <= s.start and s.end <= e.end
        ]
        shown = [span for s, span in cluster.excerpts.items() if s.article == e.article]
        quoted = [span for span in shown if e.start <= span[0] and span[1] <= e.end]
        assert held or quoted
        assert len(held) <= 3 or quoted
        spans = [*((s.start, s.end) for s in held), *quoted]
        assert (min(spans)[0], max(end for _, end in spans)) == (e.start, e.end)


def _said(cluster: Cluster, found: ClusterAnalysis) -> list[object]:
    """What is differed on, whatever the order of the articles; copies have many orders."""
    if len(set(cluster.witnesses)) < len(cluster.witnesses):
        return []
    return [
        {
            (c.kind, c.later, tuple((s.text, s.support) for s in c.claims))
            for c in found.contradictions
        },
        {(u.text, u.kind) for u in found.single_source},
    ]


def _named(cluster: Cluster, evidence: Iterable[Evidence]) -> list[tuple[object, ...]]:
    """Evidence with its article's text for its number, in an order of its own."""
    return sorted((cluster.articles[e.article].text, e.start, e.end, e.strength) for e in evidence)

"""Verification: any text held against any sources, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.errors import LimitExceeded
from summarizer.evidence.support import ArticleRelation, Attribution, evidence
from summarizer.limits import MAX_CLAIMS
from summarizer.types import Cluster, SourceRelation, Verdict, VerifiedClaim, displayed


def verified(attribution: Attribution, claims: Sequence[str]) -> tuple[VerifiedClaim, ...]:
    """Each claim, one sentence each, with what every source of a prepared cluster is to it.

    Raises LimitExceeded for more than `MAX_CLAIMS` claims.
    """
    if len(claims) > MAX_CLAIMS:
        raise LimitExceeded(f"{len(claims):,} sentences to verify, the limit is {MAX_CLAIMS:,}")
    return tuple(_claim(attribution, displayed(claim)) for claim in claims)


def _claim(attribution: Attribution, text: str) -> VerifiedClaim:
    relations = attribution.relations(text) if text else ()
    stating = [r for r in relations if r.relation == "supports"]
    cited = tuple(_relation(attribution.cluster, r) for r in relations)
    return VerifiedClaim(text, _verdict(relations), attribution.support(evidence(stating)), cited)


def _relation(cluster: Cluster, found: ArticleRelation) -> SourceRelation:
    number = cluster.numbers[found.article] if cluster.numbers else found.article + 1
    return SourceRelation(number, found.relation, found.strength, found.spans)


def _verdict(relations: Sequence[ArticleRelation]) -> Verdict:
    """What the sources make of a claim: support counts before contradiction, that before a part."""
    found = {r.relation for r in relations}
    if "supports" in found:
        return "supported"
    if "contradicts" in found:
        return "contradicted"
    return "partial" if "partial" in found else "unsupported"

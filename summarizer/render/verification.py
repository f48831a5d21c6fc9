"""A verification as text, as Markdown, and as the record of verification.schema.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from summarizer.render.common import agreement, bracketed, passage, support_share
from summarizer.render.json import source_record
from summarizer.render.markdown import escape
from summarizer.render.markdown import source_list as markdown_source_list
from summarizer.render.text import NARROWEST, entry, source_list, title
from summarizer.render.wrap import words
from summarizer.types import (
    Evidence,
    Relation,
    SourceRelation,
    Verification,
    VerifiedClaim,
    displayed,
)

SCHEMA = "consensus-verification/1"
UNSUPPORTED = "no source states it"
EMPTY = "(an empty sentence)"

# In the order in which they are shown.
RELATIONS: Mapping[Relation, str] = MappingProxyType(
    {
        "supports": "supported by",
        "contradicts": "contradicted by",
        "partial": "stated in part by",
    }
)


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """The sources of one relation to a claim; `label` is the relation in words (`supported by`).

    `agreed` says how many of them are independent where that is more than one.
    """

    relation: Relation
    label: str
    agreed: str
    citations: tuple[SourceRelation, ...]

    @property
    def line(self) -> str:
        """E.g. `supported by [1, 3] (2 of 5 sources)`."""
        numbers = bracketed(c.source for c in self.citations)
        return " ".join(filter(None, [self.label, numbers, self.agreed and f"({self.agreed})"]))


def relation_groups(verification: Verification, claim: VerifiedClaim) -> Iterator[RelationGroup]:
    """The sources that support a claim, then those against it; nothing if no source states it."""
    for relation, label in RELATIONS.items():
        citations = tuple(c for c in claim.citations if c.relation == relation)
        agreed = agreement(claim, verification.sources) if relation == "supports" else ""
        if citations:
            yield RelationGroup(relation, label, agreed, citations)


def passages(verification: Verification, citation: SourceRelation) -> str:
    """The passages of a source, `…` between them; empty where the articles are not at hand."""
    article = [source.id for source in verification.sources].index(citation.source)
    texts = (
        passage(verification, Evidence(article, start, end, citation.strength))
        for start, end in citation.spans
    )
    return " … ".join(filter(None, texts))


def supported_share(verification: Verification) -> str:
    """How many of the claims are supported, in words."""
    supported = sum(claim.verdict == "supported" for claim in verification.claims)
    return support_share(supported, len(verification.claims))


# --- JSON


def to_dict(verification: Verification) -> dict[str, Any]:
    """The record; every string from the data in its display form."""
    return {
        "schema": SCHEMA,
        **verdict_record(verification),
        "sources": [source_record(source) for source in verification.sources],
        "signature": displayed(verification.signature),
        "warnings": [displayed(warning) for warning in verification.warnings],
    }


def verdict_record(verification: Verification) -> dict[str, Any]:
    """The part of the record that has the verdict on each claim."""
    return {
        "id": displayed(verification.id),
        "share": verification.share,
        "sentences": [
            {
                "text": displayed(claim.text),
                "verdict": claim.verdict,
                "support": claim.support,
                "citations": [_citation(citation) for citation in claim.citations],
            }
            for claim in verification.claims
        ],
    }


def _citation(citation: SourceRelation) -> dict[str, Any]:
    return {
        "source": citation.source,
        "relation": citation.relation,
        "strength": round(float(citation.strength), 3),
        "spans": [list(span) for span in citation.spans],
    }


# --- text and Markdown


def text(verification: Verification, *, width: int = 80, color: bool = False) -> str:
    """The claims as lines of at most `width` columns, ending in a newline, then the sources."""
    width = max(width, NARROWEST)
    lines = title(supported_share(verification), width, color)
    for number, claim in enumerate(verification.claims, 1):
        label = f"{number}."
        lines += ["", *entry(label, [words(displayed(claim.text) or EMPTY)], width, color)]
        margin = " " * min(len(label) + 1, width // 2)
        lines += (margin + line for line in _below(verification, claim, width - len(margin), color))
    lines += source_list(verification.sources, width, color)
    return "\n".join(lines) + "\n"


def _below(
    verification: Verification, claim: VerifiedClaim, width: int, color: bool
) -> Iterator[str]:
    """The lines below a claim: each relation, and the passages of its sources."""
    groups = list(relation_groups(verification, claim))
    for group in groups:
        yield from title(group.line, width, color)
        for citation in group.citations:
            quotes = words(passages(verification, citation), dim=True)
            yield from entry(f"[{citation.source}]", [quotes], width, color)
    if not groups:
        yield from title(UNSUPPORTED, width, color)


def markdown(verification: Verification) -> str:
    """The same as Markdown in which nothing from the data is markup."""
    blocks = [f"**{supported_share(verification)}**"]
    blocks += [
        "\n".join(_item(verification, claim, f"{number}. "))
        for number, claim in enumerate(verification.claims, 1)
    ]
    return "\n\n".join([*blocks, *markdown_source_list(verification.sources)]) + "\n"


def _item(verification: Verification, claim: VerifiedClaim, label: str) -> Iterator[str]:
    yield label + escape(claim.text or EMPTY)
    margin = " " * len(label)
    groups = list(relation_groups(verification, claim))
    for group in groups:
        yield f"{margin}- **{group.line}**"
        for citation in group.citations:
            quotes = escape(passages(verification, citation))
            yield f"{margin}  - [{citation.source}] {quotes}".rstrip()
    if not groups:
        yield f"{margin}- **{UNSUPPORTED}**"

"""A verification as text, as Markdown, and as the record of verification.schema.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from summarizer.render.common import agreement, numbered, shared
from summarizer.render.differences import passage
from summarizer.render.json import source_record
from summarizer.render.markdown import escape
from summarizer.render.markdown import listed as listed_in_markdown
from summarizer.render.text import NARROWEST, entry, listed, title
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
NONE = "no source states it"
EMPTY = "(an empty sentence)"

# In the order in which they are told.
RELATIONS: Mapping[Relation, str] = MappingProxyType(
    {
        "supports": "supported by",
        "contradicts": "contradicted by",
        "partial": "stated in part by",
    }
)


class Ground(NamedTuple):
    """What some sources are to a claim, in words (`supported by`), and which they are.

    `agreed` says how many of them are independent where that is more than one.
    """

    relation: Relation
    told: str
    agreed: str
    citations: tuple[SourceRelation, ...]

    @property
    def line(self) -> str:
        """E.g. `supported by [1, 3] (2 of 5 sources)`."""
        marks = numbered(c.source for c in self.citations)
        return " ".join(filter(None, [self.told, marks, self.agreed and f"({self.agreed})"]))


def to_dict(verification: Verification) -> dict[str, Any]:
    """The record; every string from the data in its display form."""
    return {
        "schema": SCHEMA,
        **judged(verification),
        "sources": [source_record(source) for source in verification.sources],
        "signature": displayed(verification.signature),
        "warnings": [displayed(warning) for warning in verification.warnings],
    }


def judged(verification: Verification) -> dict[str, Any]:
    """The part of the record that says what became of the claims."""
    return {
        "id": displayed(verification.id),
        "share": verification.share,
        "sentences": [_record(claim) for claim in verification.claims],
    }


def text(verification: Verification, *, width: int = 80, color: bool = False) -> str:
    """The claims as lines of at most `width` columns, ending in a newline, then the sources."""
    width = max(width, NARROWEST)
    lines = title(share(verification), width, color)
    for number, claim in enumerate(verification.claims, 1):
        lines += ["", *_claim(verification, claim, f"{number}.", width, color)]
    lines += listed(verification.sources, width, color)
    return "\n".join(lines) + "\n"


def markdown(verification: Verification) -> str:
    """The same as Markdown in which nothing from the data is markup."""
    blocks = [f"**{share(verification)}**"]
    blocks += [
        "\n".join(_item(verification, claim, f"{number}. "))
        for number, claim in enumerate(verification.claims, 1)
    ]
    return "\n\n".join([*blocks, *listed_in_markdown(verification.sources)]) + "\n"


def share(verification: Verification) -> str:
    """How many of the claims are supported, in words."""
    supported = sum(claim.verdict == "supported" for claim in verification.claims)
    return shared(supported, len(verification.claims))


def grounds(verification: Verification, claim: VerifiedClaim) -> Iterator[Ground]:
    """What stands behind a claim and against it, support first; nothing if no source states it."""
    for relation, told in RELATIONS.items():
        found = tuple(c for c in claim.citations if c.relation == relation)
        agreed = agreement(claim, verification.sources) if relation == "supports" else ""
        if found:
            yield Ground(relation, told, agreed, found)


def quoted(verification: Verification, citation: SourceRelation) -> str:
    """The passages of a source, `…` between them; empty where the articles are not at hand."""
    article = [source.id for source in verification.sources].index(citation.source)
    told = (
        passage(verification, Evidence(article, start, end, citation.strength))
        for start, end in citation.spans
    )
    return " … ".join(filter(None, told))


def _record(claim: VerifiedClaim) -> dict[str, Any]:
    return {
        "text": displayed(claim.text),
        "verdict": claim.verdict,
        "support": claim.support,
        "citations": [
            {
                "source": citation.source,
                "relation": citation.relation,
                "strength": round(float(citation.strength), 3),
                "spans": [list(span) for span in citation.spans],
            }
            for citation in claim.citations
        ],
    }


def _claim(
    verification: Verification, claim: VerifiedClaim, label: str, width: int, color: bool
) -> Iterator[str]:
    yield from entry(label, [words(displayed(claim.text) or EMPTY)], width, color)
    margin = " " * min(len(label) + 1, width // 2)
    room = width - len(margin)
    found = list(grounds(verification, claim))
    for ground in found:
        yield from (margin + line for line in title(ground.line, room, color))
        for citation in ground.citations:
            told = words(quoted(verification, citation), dim=True)
            lines = entry(f"[{citation.source}]", [told], room, color)
            yield from (margin + line for line in lines)
    if not found:
        yield from (margin + line for line in title(NONE, room, color))


def _item(verification: Verification, claim: VerifiedClaim, label: str) -> Iterator[str]:
    yield label + escape(claim.text or EMPTY)
    margin = " " * len(label)
    found = list(grounds(verification, claim))
    for ground in found:
        yield f"{margin}- **{ground.line}**"
        for citation in ground.citations:
            said = escape(quoted(verification, citation))
            yield f"{margin}  - [{citation.source}] {said}".rstrip()
    if not found:
        yield f"{margin}- **{NONE}**"

"""What sources differ on and what one alone tells: what the text and the Markdown form share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from summarizer.render.common import citation
from summarizer.types import (
    Claim,
    Conflict,
    Evidence,
    Sentence,
    SingleSourceFact,
    Summary,
    SummarySentence,
    Verification,
    displayed,
)

DIFFER, ALONE = "Sources differ", "Only here"
NOTE = "Found by a small model: read the sentences before you rely on it."

# Kinds whose words alone do not say what is told: "12 killed" does, "2.15 a.m." does not.
_NAMED = frozenset({"place", "date", "time"})


def kind(conflict: Conflict) -> str:
    """What goes before the claims, e.g. `place:`; empty where their words say it."""
    return f"{conflict.kind}:" if conflict.kind in _NAMED else ""


def claims(summary: Summary, conflict: Conflict) -> Iterator[tuple[str, str]]:
    """The words of each claim and the sources that tell it, e.g. `12 killed` and `[1, 3] ·`.

    Of a figure that changed, with the day of its first source.
    """
    last = len(conflict.claims) - 1
    for i, claim in enumerate(conflict.claims):
        later = "later: " if conflict.later and i == last else ""
        sources = [
            dated(summary, claim) if conflict.later else "",
            citation(claim.evidence, summary.sources),
            "·" if i < last else "",
        ]
        yield later + displayed(claim.text), " ".join(filter(None, sources))


def dated(summary: Summary, claim: Claim) -> str:
    """The day of the first source of a claim, e.g. `(2026-08-11)`; empty where it has none."""
    for evidence in claim.evidence[:1]:
        with suppress(ValueError):
            return f"({date.fromisoformat(summary.sources[evidence.article].date[:10])})"
    return ""


def witnesses(summary: Summary, conflict: Conflict) -> Iterator[tuple[int, str]]:
    """For each claim the number of its first source and the sentence there that has its words."""
    for claim in conflict.claims:
        for evidence in claim.evidence[:1]:
            if told := passage(summary, evidence):
                yield evidence.article + 1, told


def passage(summary: Summary | Verification, evidence: Evidence) -> str:
    """The sentence in its article, without junk; empty where the articles are not at hand."""
    cluster = summary.cluster
    if cluster is None:
        return ""
    sentence = Sentence(evidence.article, evidence.start, evidence.end)
    return cluster.text(sentence) if cluster.stories else cluster.raw(sentence)


def mark(unique: SingleSourceFact) -> str:
    """`(quote)`; empty for a plain report."""
    return "" if unique.kind == "report" else f"({unique.kind})"


def dispute(summary: Summary, sentence: SummarySentence) -> str:
    """`(disputed)` where a sentence tells a side of a conflict; empty where it tells none.

    Where all that differs came later, what was reported has changed and nobody disputes it.
    """
    conflicts = [summary.conflicts[i] for i in sentence.disputed]
    if not conflicts:
        return ""
    return "(reports changed)" if all(c.later for c in conflicts) else "(disputed)"

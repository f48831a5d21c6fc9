"""A summary as the JSON record that `schema.json` describes."""

from __future__ import annotations

import json
from typing import Any

from summarizer.types import (
    SUMMARY_SCHEMA,
    Conflict,
    Evidence,
    Source,
    Summary,
    SummarySentence,
    displayed,
)


def to_dict(summary: Summary) -> dict[str, Any]:
    """The record; every string from the data in its display form."""
    return {
        "schema": SUMMARY_SCHEMA,
        "id": displayed(summary.id),
        "summary": displayed(summary.text),
        "sentences": [_sentence(summary, sentence) for sentence in summary.sentences],
        "sources": [source_record(source) for source in summary.sources],
        "method": displayed(summary.method),
        "signature": displayed(summary.signature),
        "warnings": [displayed(warning) for warning in summary.warnings],
        "conflicts": [_conflict(summary, conflict) for conflict in summary.conflicts],
        "unique": [
            {
                "text": displayed(fact.text),
                "kind": fact.kind,
                "citation": _citation(summary, fact.evidence),
            }
            for fact in summary.unique
        ],
        "facts": [
            {
                "text": displayed(fact.text),
                "support": fact.support,
                "sentence": fact.sentence,
                "citations": _citations(summary, fact.citations),
            }
            for fact in summary.facts
        ],
    }


def rows(summary: Summary) -> list[dict[str, Any]]:
    """A flat row for each sentence; several sources are joined with semicolons."""
    named = {s.id: s.outlet or s.title or s.location for s in summary.sources}
    independent = sum(source.independent for source in summary.sources)
    cited = [sorted({e.article + 1 for e in s.citations}) for s in summary.sentences]
    return [
        {
            "event": displayed(summary.id),
            "sentence": number,
            "text": displayed(sentence.text),
            "kind": sentence.how,
            "support": sentence.support,
            "of": independent,
            "sources": "; ".join(displayed(named[n]) for n in numbers),
            "cited": "; ".join(map(str, numbers)),
            "disputed": bool(sentence.disputed),
            "speaker": displayed(sentence.speaker),
        }
        for number, (sentence, numbers) in enumerate(zip(summary.sentences, cited, strict=True), 1)
    ]


def dumps(record: dict[str, Any], *, line: bool = False) -> str:
    """The record as text ending in a newline; with `line` all of it on one line."""
    return json.dumps(record, ensure_ascii=False, indent=None if line else 2) + "\n"


def source_record(source: Source) -> dict[str, Any]:
    """A source of a summary or a verification."""
    return {
        "id": source.id,
        "title": displayed(source.title),
        "outlet": displayed(source.outlet),
        "date": displayed(source.date),
        "location": displayed(source.location),
        "origin": source.origin,
        "witness": source.witness or source.origin,
        "agency": displayed(source.agency),
        "words": source.words,
    }


def _sentence(summary: Summary, sentence: SummarySentence) -> dict[str, Any]:
    return {
        "text": displayed(sentence.text),
        "how": sentence.how,
        "reason": displayed(sentence.reason),
        "support": sentence.support,
        "citations": _citations(summary, sentence.citations),
        "partial": _citations(summary, sentence.partial),
        "disputed": list(sentence.disputed),
        "speaker": displayed(sentence.speaker),
    }


def _conflict(summary: Summary, conflict: Conflict) -> dict[str, Any]:
    return {
        "kind": conflict.kind,
        "later": conflict.later,
        "claims": [
            {
                "text": displayed(claim.text),
                "support": claim.support,
                "citations": _citations(summary, claim.evidence),
            }
            for claim in conflict.claims
        ],
    }


def _citations(summary: Summary, evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [_citation(summary, passage) for passage in evidence]


def _citation(summary: Summary, evidence: Evidence) -> dict[str, Any]:
    articles = summary.cluster.articles if summary.cluster else ()
    whole = articles[evidence.article].text if articles else ""
    return {
        "source": evidence.article + 1,
        "text": displayed(whole[evidence.start : evidence.end]),
        "start": evidence.start,
        "end": evidence.end,
        "strength": round(float(evidence.strength), 3),
    }

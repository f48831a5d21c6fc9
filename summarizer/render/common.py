"""Labels, marks and notes that the forms of a summary and of a verification have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date

from summarizer.types import (
    Claim,
    Conflict,
    Evidence,
    Sentence,
    SingleSourceFact,
    Source,
    Summary,
    SummarySentence,
    Verification,
    VerifiedClaim,
    displayed,
)

CONFLICTS, SINGLE_SOURCE = "Sources differ", "Only here"
CONFLICTS_NOTE = "Found by a small model: read the sentences before you rely on it."
UNCORROBORATED = "No second independent source was found to state any of this."
WORDS_ONLY = "Agreement was not looked for beyond repeated words (evidence: words)."
# Probability from which on a source is counted without "probably".
SURE = 0.9
# Kinds whose words alone do not say what is stated: "12 killed" does, "2.15 a.m." does not.
_LABELLED_KINDS = frozenset({"place", "date", "time"})


# --- agreement


def citation(evidence: Iterable[Evidence], sources: Sequence[Source]) -> str:
    """The numbers of the sources of some evidence, in order, e.g. `[1, 3]`; empty without any.

    Of sources that count as one only the first is cited: a copy is no second witness.
    """
    first: dict[int, int] = {}
    for number in sorted({e.article + 1 for e in evidence}):
        source = sources[number - 1]
        first.setdefault(source.witness or source.origin, number)
    return bracketed(first.values())


def bracketed(sources: Iterable[int]) -> str:
    """Numbers of sources in order, each once, e.g. `[1, 3]`; empty without any."""
    numbers = sorted(set(sources))
    return f"[{', '.join(map(str, numbers))}]" if numbers else ""


def agreement(sentence: SummarySentence | VerifiedClaim, sources: Sequence[Source]) -> str:
    """E.g. `3 of 5 sources`, or `probably 2 of 5 sources`, or `said by Ivo Dranek, reported by 2
    of 5 sources`; empty where no source states it.

    Sources that count as one, copies and those of one publisher, do so in both numbers.
    """
    independent = sum(source.independent for source in sources)
    if sentence.support < 1 or independent < 2:
        return ""
    kind = "sources" if independent == len(sources) else "independent sources"
    counts = f"{sentence.support} of {independent} {kind}"
    if uncertain(sentence, sources):
        counts = f"probably {counts}"
    speaker = "" if isinstance(sentence, VerifiedClaim) else displayed(sentence.speaker)
    reported = speaker and sentence.support > 1
    return f"said by {speaker}, reported by {counts}" if reported else counts


def uncertain(sentence: SummarySentence | VerifiedClaim, sources: Sequence[Source]) -> bool:
    """Whether fewer sources surely state a sentence than are counted."""
    counts_as = {s.id: s.witness or s.origin for s in sources}
    if isinstance(sentence, VerifiedClaim):
        cited = [(c.source, c.strength) for c in sentence.citations if c.relation == "supports"]
    else:
        cited = [(e.article + 1, e.strength) for e in sentence.citations]
    return len({counts_as[i] for i, strength in cited if strength >= SURE}) < sentence.support


def agreement_note(summary: Summary) -> str:
    """A warning about the agreement as a whole; empty where none is needed."""
    if not summary.sentences or sum(source.independent for source in summary.sources) < 2:
        return ""
    if summary.cluster is not None and summary.cluster.evidence == "words":
        return WORDS_ONLY
    return "" if any(s.support > 1 for s in summary.sentences) else UNCORROBORATED


def empty_note(summary: Summary) -> str:
    """The text in place of a summary without sentences."""
    if summary.sentences:
        return ""
    if any(source.words for source in summary.sources):
        return "(no sentence can be told within what was asked for)"
    return "(the sources have no text to summarise)"


def support_share(supported: int, total: int) -> str:
    """E.g. `3 of 4 sentences are supported (75%)`; never rounded up, so that 100% means all."""
    if not total:
        return "there is no sentence to verify"
    percent = 1000 * supported // total / 10
    what = f"sentence{'s' if total > 1 else ''} {'is' if 1 in (supported, total) else 'are'}"
    return f"{supported:,} of {total:,} {what} supported ({percent:g}%)"


# --- sources


def headline(source: Source) -> str:
    """Outlet, title and date as far as they are known, e.g. `The Post: A title (2019-08-23)`."""
    name = ": ".join(filter(None, (displayed(source.outlet), displayed(source.title))))
    day = displayed(source.date)
    return " ".join(filter(None, (name, day and f"({day})")))


def location_line(source: Source, sources: Sequence[Source]) -> str:
    """Where the source was read, and why it does not count by itself."""
    parts = displayed(source.location), dependence(source), shared_agency(source, sources)
    return ", ".join(filter(None, parts))


def dependence(source: Source) -> str:
    """Why a source does not count by itself, e.g. `copy of [2]`; empty where it does."""
    if source.origin != source.id:
        return f"copy of [{source.origin}]"
    return "" if source.independent else f"same publisher as [{source.witness}]"


def shared_agency(source: Source, sources: Sequence[Source]) -> str:
    """`credits AP`, where another source does, too: their sentences from it count once."""
    others = (s for s in sources if s.id != source.id and s.independent)
    shared = source.agency and any(s.agency == source.agency for s in others)
    return f"credits {displayed(source.agency)}" if shared else ""


# --- conflicts and single-source facts


def kind_label(conflict: Conflict) -> str:
    """The label before the claims, e.g. `place:`; empty where their words say it."""
    return f"{conflict.kind}:" if conflict.kind in _LABELLED_KINDS else ""


def labelled_claims(summary: Summary, conflict: Conflict) -> Iterator[tuple[str, str]]:
    """The words of each claim and the sources that state it, e.g. `12 killed` and `[1, 3] ·`.

    Of a figure that changed, with the day of its first source.
    """
    last = len(conflict.claims) - 1
    for i, claim in enumerate(conflict.claims):
        later = "later: " if conflict.later and i == last else ""
        sources = [
            _day(summary, claim) if conflict.later else "",
            citation(claim.evidence, summary.sources),
            "·" if i < last else "",
        ]
        yield later + displayed(claim.text), " ".join(filter(None, sources))


def _day(summary: Summary, claim: Claim) -> str:
    """The day of the first source of a claim, e.g. `(2026-08-11)`; empty where it has none."""
    for evidence in claim.evidence[:1]:
        with suppress(ValueError):
            return f"({date.fromisoformat(summary.sources[evidence.article].date[:10])})"
    return ""


def claim_passages(summary: Summary, conflict: Conflict) -> Iterator[tuple[int, str]]:
    """For each claim the number of its first source and the sentence there that has its words."""
    for claim in conflict.claims:
        for evidence in claim.evidence[:1]:
            if text := passage(summary, evidence):
                yield evidence.article + 1, text


def passage(summary: Summary | Verification, evidence: Evidence) -> str:
    """The sentence in its article, without junk; empty where the articles are not at hand."""
    cluster = summary.cluster
    if cluster is None:
        return ""
    sentence = Sentence(evidence.article, evidence.start, evidence.end)
    return cluster.text(sentence) if cluster.stories else cluster.raw(sentence)


def quote_mark(fact: SingleSourceFact) -> str:
    """`(quote)`; empty for a plain report."""
    return "" if fact.kind == "report" else f"({fact.kind})"


def dispute_mark(summary: Summary, sentence: SummarySentence) -> str:
    """`(disputed)` where a sentence makes a claim of a conflict; empty where it makes none.

    Where all the other claims came later, what was reported has changed and nobody disputes it.
    """
    conflicts = [summary.conflicts[i] for i in sentence.disputed]
    if not conflicts:
        return ""
    return "(reports changed)" if all(c.later for c in conflicts) else "(disputed)"

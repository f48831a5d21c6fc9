"""What the forms of a summary and of a verification have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from summarizer.types import (
    Evidence,
    Source,
    Summary,
    SummarySentence,
    VerifiedClaim,
    displayed,
)


def citation(evidence: Iterable[Evidence]) -> str:
    """The numbers of the sources it stands in, in order, e.g. `[1, 3]`; empty without any."""
    return numbered(e.article + 1 for e in evidence)


def numbered(sources: Iterable[int]) -> str:
    """Numbers of sources in order, each once, e.g. `[1, 3]`; empty without any."""
    numbers = sorted(set(sources))
    return f"[{', '.join(map(str, numbers))}]" if numbers else ""


def agreement(sentence: SummarySentence | VerifiedClaim, sources: Sequence[Source]) -> str:
    """E.g. `3 of 5 sources`; empty for a sentence that one source alone backs.

    Copies count once, above and below the line.
    """
    if sentence.support < 2:
        return ""
    independent = sum(source.origin == source.id for source in sources)
    kind = "sources" if independent == len(sources) else "independent sources"
    return f"{sentence.support} of {independent} {kind}"


def headline(source: Source) -> str:
    """Outlet, title and date as far as they are known, e.g. `The Post: A title (2019-08-23)`."""
    outlet, title = displayed(source.outlet), displayed(source.title)
    date = displayed(source.date)
    name = ": ".join(part for part in (outlet, title) if part)
    return " ".join(part for part in (name, f"({date})" if date else "") if part)


def whereabouts(source: Source) -> str:
    """Where the source was read, and which one it copies."""
    copied = f"copy of [{source.origin}]" if source.origin != source.id else ""
    return ", ".join(part for part in (displayed(source.location), copied) if part)


def nothing(summary: Summary) -> str:
    """What stands in place of a summary without sentences."""
    if summary.sentences:
        return ""
    if any(source.words for source in summary.sources):
        return "(no sentence fits the budget)"
    return "(the sources have no text to summarise)"


def shared(supported: int, total: int) -> str:
    """E.g. `3 of 4 sentences are supported (75%)`; never rounded up, so that 100% means all."""
    if not total:
        return "there is no sentence to verify"
    percent = 1000 * supported // total / 10
    what = f"sentence{'s' if total > 1 else ''} {'is' if 1 in (supported, total) else 'are'}"
    return f"{supported:,} of {total:,} {what} supported ({percent:g}%)"

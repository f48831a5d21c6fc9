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


def citation(evidence: Iterable[Evidence], sources: Sequence[Source]) -> str:
    """The numbers of the sources it stands in, in order, e.g. `[1, 3]`; empty without any.

    Of sources that count as one the first stands for all: a copy is no second witness.
    """
    first: dict[int, int] = {}
    for number in sorted({e.article + 1 for e in evidence}):
        source = sources[number - 1]
        first.setdefault(source.witness or source.origin, number)
    return numbered(first.values())


def numbered(sources: Iterable[int]) -> str:
    """Numbers of sources in order, each once, e.g. `[1, 3]`; empty without any."""
    numbers = sorted(set(sources))
    return f"[{', '.join(map(str, numbers))}]" if numbers else ""


UNCORROBORATED = "No second independent source was found to state any of this."
UNASKED = "Agreement was not looked for beyond repeated words (evidence: words)."
# Probability from which on a source is counted without "probably".
SURE = 0.9


def agreement(sentence: SummarySentence | VerifiedClaim, sources: Sequence[Source]) -> str:
    """E.g. `3 of 5 sources`, or `probably 2 of 5 sources`, or `said by Ivo Dranek, reported by 2
    of 5 sources`; empty where no source states it.

    Sources that count as one, copies and those of one publisher, do so above and below the line.
    """
    independent = sum(source.independent for source in sources)
    if sentence.support < 1 or independent < 2:
        return ""
    kind = "sources" if independent == len(sources) else "independent sources"
    told = f"{sentence.support} of {independent} {kind}"
    if doubtful(sentence, sources):
        told = f"probably {told}"
    speaker = "" if isinstance(sentence, VerifiedClaim) else displayed(sentence.speaker)
    return f"said by {speaker}, reported by {told}" if speaker and sentence.support > 1 else told


def doubtful(sentence: SummarySentence | VerifiedClaim, sources: Sequence[Source]) -> bool:
    """Whether fewer sources surely state a sentence than are counted."""
    number = {s.id: s.witness or s.origin for s in sources}
    if isinstance(sentence, VerifiedClaim):
        cited = [(c.source, c.strength) for c in sentence.citations if c.relation == "supports"]
    else:
        cited = [(e.article + 1, e.strength) for e in sentence.citations]
    return len({number[i] for i, strength in cited if strength >= SURE}) < sentence.support


def note(summary: Summary) -> str:
    """What a reader has to know of the agreement as a whole; empty where nothing is to be said."""
    if not summary.sentences or sum(source.independent for source in summary.sources) < 2:
        return ""
    if summary.cluster is not None and summary.cluster.evidence == "words":
        return UNASKED
    return "" if any(s.support > 1 for s in summary.sentences) else UNCORROBORATED


def headline(source: Source) -> str:
    """Outlet, title and date as far as they are known, e.g. `The Post: A title (2019-08-23)`."""
    outlet, title = displayed(source.outlet), displayed(source.title)
    date = displayed(source.date)
    name = ": ".join(part for part in (outlet, title) if part)
    return " ".join(part for part in (name, f"({date})" if date else "") if part)


def whereabouts(source: Source, sources: Sequence[Source]) -> str:
    """Where the source was read, and which one it counts as one with, and why."""
    parts = (displayed(source.location), counted(source), wire(source, sources))
    return ", ".join(part for part in parts if part)


def counted(source: Source) -> str:
    """Why a source does not count by itself, e.g. `copy of [2]`; empty where it does."""
    if source.origin != source.id:
        return f"copy of [{source.origin}]"
    return "" if source.independent else f"same publisher as [{source.witness}]"


def wire(source: Source, sources: Sequence[Source]) -> str:
    """`credits AP`, where another source does, too: what both print of it counts once."""
    others = (s for s in sources if s.id != source.id and s.independent)
    shared = source.agency and any(s.agency == source.agency for s in others)
    return f"credits {displayed(source.agency)}" if shared else ""


def nothing(summary: Summary) -> str:
    """What stands in place of a summary without sentences."""
    if summary.sentences:
        return ""
    if any(source.words for source in summary.sources):
        return "(no sentence can be told within what was asked for)"
    return "(the sources have no text to summarise)"


def shared(supported: int, total: int) -> str:
    """E.g. `3 of 4 sentences are supported (75%)`; never rounded up, so that 100% means all."""
    if not total:
        return "there is no sentence to verify"
    percent = 1000 * supported // total / 10
    what = f"sentence{'s' if total > 1 else ''} {'is' if 1 in (supported, total) else 'are'}"
    return f"{supported:,} of {total:,} {what} supported ({percent:g}%)"

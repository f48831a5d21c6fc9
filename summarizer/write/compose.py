"""Compose: the sentences taken for the facts of a plan, as one summary within the budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from summarizer.text.overlap import content
from summarizer.text.packing import fitting_prefix
from summarizer.types import Budget, DraftSentence, Sentence

# Share of the content words of the shorter one that two sentences may have in common.
_REPEATS = 0.6


def composed(
    plans: Iterable[Sequence[Sentence]],
    taken: Mapping[Sentence, DraftSentence],
    sources: Mapping[Sentence, str],
    budget: Budget,
) -> list[DraftSentence]:
    """The longest plan that fits once written; with `truncate` the shortest that fills the budget.

    Plans are ordered from the longest to the shortest, which fits as it is quoted.  `taken` holds
    what is to be said for each planned sentence, `sources` the sentence itself, which stands in
    where what is written would repeat another sentence, or where nothing fits.
    """
    drafted: list[DraftSentence] = []
    said: list[tuple[DraftSentence, DraftSentence]] = []
    for plan in reversed(list(plans)) if budget.truncate else plans:
        said = [(taken[s], DraftSentence(sources[s], (s,), "replaced")) for s in plan]
        drafted = _once(said)
        if budget.fits(s.text for s in drafted) != budget.truncate:
            return within(drafted, budget)
    if budget.truncate:
        return drafted
    return within(_once([(_shorter(*pair), pair[1]) for pair in said]), budget)


def _shorter(sentence: DraftSentence, source: DraftSentence) -> DraftSentence:
    """The source where what is written is longer."""
    longer = any(size(sentence.text) > size(source.text) for size in (len, _words))
    return replace(source, reason="it is longer than its source") if longer else sentence


def _words(text: str) -> int:
    return len(text.split())


def _once(said: Iterable[tuple[DraftSentence, DraftSentence]]) -> list[DraftSentence]:
    """What is said, with the source sentence in place of what was written and said before.

    Where a written sentence has told that one too, nothing is left to say.
    """
    drafted: list[DraftSentence] = []
    for sentence, source in said:
        if sentence.how == "written" and _repeats(sentence.text, drafted):
            sentence = replace(source, reason="it repeats another sentence")
        if not _repeats(sentence.text, [s for s in drafted if s.how == "written"]):
            drafted.append(sentence)
    return drafted


def _repeats(text: str, drafted: Sequence[DraftSentence]) -> bool:
    words = content(text)
    others = [content(sentence.text) for sentence in drafted]
    return any(len(words & o) >= _REPEATS * max(1, min(len(words), len(o))) for o in others)


def within(sentences: Iterable[DraftSentence], budget: Budget) -> list[DraftSentence]:
    """The sentences in order while they fit; with `truncate` the last is cut at the budget."""
    kept: list[DraftSentence] = []
    for sentence in sentences:
        texts = [s.text for s in kept]
        if budget.fits([*texts, sentence.text]):
            kept.append(sentence)
        elif budget.truncate:
            if start := fitting_prefix(texts, sentence.text, budget):
                reason = "; ".join(filter(None, [sentence.reason, "cut at the budget"]))
                kept.append(replace(sentence, text=start, reason=reason))
            break
    return kept


def distinct(sentences: Iterable[DraftSentence]) -> list[DraftSentence]:
    """The sentences that do not repeat an earlier one."""
    kept: list[DraftSentence] = []
    for sentence in sentences:
        if not _repeats(sentence.text, kept):
            kept.append(sentence)
    return kept

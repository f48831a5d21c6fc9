"""Compose: the sentences taken for the facts of a plan, as one summary within the budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from summarizer.fill import rest
from summarizer.rewrite.rank import content
from summarizer.types import Budget, Draft, DraftSentence, Sentence

# Share of the content words of the shorter one that two sentences may have in common.
_REPEATS = 0.6


def composed(
    plans: Iterable[Sequence[Sentence]],
    taken: Mapping[Sentence, DraftSentence],
    sources: Mapping[Sentence, str],
    budget: Budget,
) -> Draft:
    """The first plan that fits once written; the last one as far as it fits.

    Plans are ordered from the longest to the shortest.  `taken` holds what is to be said for
    each planned sentence, `sources` the sentence itself, which stands in where what is written
    would repeat another sentence.
    """
    drafted: list[DraftSentence] = []
    for plan in plans:
        drafted = _once([(taken[s], sources[s], s) for s in plan])
        if budget.truncate or budget.fits(s.text for s in drafted):
            break
    return Draft(tuple(within(drafted, budget)))


def _once(said: Iterable[tuple[DraftSentence, str, Sentence]]) -> list[DraftSentence]:
    """What is said, with the source sentence in place of what was written and said before."""
    drafted: list[DraftSentence] = []
    for sentence, source, place in said:
        if sentence.how == "written" and _repeats(sentence.text, drafted):
            sentence = DraftSentence(source, (place,), "replaced", "it repeats another sentence")
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
            start = rest(texts, sentence.text, budget)
            if start:
                kept.append(
                    DraftSentence(start, sentence.evidence, sentence.how, "cut at the budget")
                )
            break
    return kept


def distinct(sentences: Iterable[DraftSentence]) -> list[DraftSentence]:
    """The sentences that do not repeat an earlier one."""
    kept: list[DraftSentence] = []
    for sentence in sentences:
        if not _repeats(sentence.text, kept):
            kept.append(sentence)
    return kept

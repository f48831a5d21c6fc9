"""From candidates to a summary: rerank, remove redundancy, pack to the budget.

The value of a candidate is what covers the budget best: the weight of its concepts for its
length, as in selection, times its mean token probability, times a little for every further
sentence it draws on.  A text that the guard refuses, has less weight a word than the sentence it
replaces, or leaves out much of what that says, is never taken; the source sentence takes part
where the model proposes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from summarizer.text.overlap import content, drawn_on
from summarizer.text.packing import fitting_prefix
from summarizer.types import Budget, DraftSentence, Sentence
from summarizer.write.types import Candidate, SentenceGroup

LIKELIHOOD = 1.0  # exponent of the mean probability of a token
BREADTH = 0.1  # what each further sentence drawn on adds
MIN_COVERAGE = 0.9  # share of the weight of its source sentence that a written one has at least
# Share of the content words of the shorter one that makes two sentences redundant.
_REDUNDANT = 0.6
_DIGITS = 9


class Scorer(Protocol):
    """What the analysis of a cluster says of any text."""

    def density(self, text: str) -> float:
        """The weight of its concepts, a word."""

    def gain(self, text: str) -> float:
        """The weight of its concepts for what it costs in selection."""

    def refusal(self, text: str, sources: Sequence[str], alone: bool = True) -> str:
        """Why it may not stand for these sources, by itself if `alone`; empty where it may."""


def rerank(
    group: SentenceGroup, candidates: Sequence[Candidate], scorer: Scorer, *, alone: bool = True
) -> DraftSentence:
    """The sentence to take for a group: a written one, or a source sentence.

    `alone` unless what is written may depend on the sentence before it.  Where all candidates
    are refused, the best source sentence stands in, with the first reason.
    """
    ranked: list[tuple[float, str]] = []
    reasons: list[str] = []
    for candidate in candidates:
        if reason := _refusal(candidate.text, group, scorer, alone):
            reasons.append(reason)
        else:
            ranked.append((round(_value(candidate, group, scorer), _DIGITS), candidate.text))
    if not ranked:
        reason = next(iter(reasons), "nothing that was written is a sentence of its sources' words")
        return DraftSentence(group.texts[0], group.sentences[:1], "replaced", reason)
    text = max(ranked)[1]
    if text in group.texts:
        return DraftSentence(text, (group.sentences[group.texts.index(text)],))
    places = drawn_on(text, group.texts)
    return DraftSentence(text, tuple(group.sentences[i] for i in places), "written")


def _refusal(text: str, group: SentenceGroup, scorer: Scorer, alone: bool) -> str:
    """Why a text may not be taken; the source sentence itself always may."""
    source = group.texts[0]
    if text == source:
        return ""
    if reason := scorer.refusal(text, group.texts, alone):
        return reason
    mine, theirs = scorer.density(text), scorer.density(source)
    if round(mine, _DIGITS) < round(theirs, _DIGITS):
        return "its source tells more a word"
    share = mine * len(text.split()) / max(theirs * len(source.split()), 1e-12)
    return "it leaves out what its source tells" if round(share, _DIGITS) < MIN_COVERAGE else ""


def _value(candidate: Candidate, group: SentenceGroup, scorer: Scorer) -> float:
    further = len(drawn_on(candidate.text, group.texts)) - 1
    likelihood = math.exp(LIKELIHOOD * candidate.score)
    return scorer.gain(candidate.text) * likelihood * (1 + BREADTH * further)


def compose(
    plans: Iterable[Sequence[Sentence]],
    taken: Mapping[Sentence, DraftSentence],
    sources: Mapping[Sentence, str],
    budget: Budget,
) -> list[DraftSentence]:
    """The longest plan that fits once written; with `truncate` the shortest that fills the budget.

    Plans are ordered from the longest to the shortest, which fits as it is quoted.  `taken` holds
    the sentence for each planned one, `sources` the text of the planned one, which stands in
    where what is written is redundant, or where nothing fits.
    """
    drafted: list[DraftSentence] = []
    pairs: list[tuple[DraftSentence, DraftSentence]] = []
    for plan in reversed(list(plans)) if budget.truncate else plans:
        pairs = [(taken[s], DraftSentence(sources[s], (s,), "replaced")) for s in plan]
        drafted = _without_repeats(pairs)
        if budget.fits(s.text for s in drafted) != budget.truncate:
            return pack_in_order(drafted, budget)
    if budget.truncate:
        return drafted
    return pack_in_order(_without_repeats([(_shorter(*pair), pair[1]) for pair in pairs]), budget)


def pack_in_order(sentences: Iterable[DraftSentence], budget: Budget) -> list[DraftSentence]:
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


def without_redundancy(sentences: Iterable[DraftSentence]) -> list[DraftSentence]:
    """The sentences that do not repeat an earlier one."""
    kept: list[DraftSentence] = []
    for sentence in sentences:
        if not _repeats(sentence.text, kept):
            kept.append(sentence)
    return kept


def _shorter(sentence: DraftSentence, source: DraftSentence) -> DraftSentence:
    """The source where what is written has more characters or words."""
    mine, theirs = sentence.text, source.text
    longer = len(mine) > len(theirs) or len(mine.split()) > len(theirs.split())
    return replace(source, reason="it is longer than its source") if longer else sentence


def _without_repeats(
    pairs: Iterable[tuple[DraftSentence, DraftSentence]],
) -> list[DraftSentence]:
    """Each sentence, or its source where it repeats an earlier one, or neither where both do."""
    drafted: list[DraftSentence] = []
    for sentence, source in pairs:
        if sentence.how == "written" and _repeats(sentence.text, drafted):
            sentence = replace(source, reason="it repeats another sentence")
        if not _repeats(sentence.text, [s for s in drafted if s.how == "written"]):
            drafted.append(sentence)
    return drafted


def _repeats(text: str, drafted: Sequence[DraftSentence]) -> bool:
    words = content(text)
    others = [content(sentence.text) for sentence in drafted]
    return any(len(words & o) >= _REDUNDANT * max(1, min(len(words), len(o))) for o in others)

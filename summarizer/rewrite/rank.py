"""Rank: of the sentences a model proposes for a fact and its best source sentence, the one to take.

What a text is worth is what covers the budget best: the weight of its concepts for its length,
as in selection, times how likely the model finds it, times a little for every further sentence
it draws on.  A text that is refused, or tells less a word than the sentence it replaces, is
never taken.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from summarizer.rewrite.types import Candidate, Fact
from summarizer.terms import is_stop, tokens
from summarizer.types import DraftSentence

FLUENCY = 1.0  # exponent of the mean probability of a token
BREADTH = 0.1  # what each further sentence drawn on adds
_OWN = 2  # content words that a further sentence must bring
_DIGITS = 9


class Judge(Protocol):
    """What a cluster says of any text."""

    def density(self, text: str) -> float:
        """The weight of its concepts, a word."""

    def gain(self, text: str) -> float:
        """The weight of its concepts for what it costs in selection."""

    def refusal(self, text: str, sources: Sequence[str]) -> str:
        """Why it may not stand for these sources; empty where it may."""


def best(fact: Fact, candidates: Sequence[Candidate], judge: Judge) -> DraftSentence:
    """The sentence to take for a fact: a written one, or the best source sentence."""
    source = fact.texts[0]
    ranked: list[tuple[float, str]] = []
    reasons: list[str] = []
    for candidate in candidates:
        if candidate.text == source:
            return DraftSentence(source, fact.sentences[:1])
        reason = judge.refusal(candidate.text, fact.texts) or _thinner(
            candidate.text, source, judge
        )
        if reason:
            reasons.append(reason)
        else:
            ranked.append((round(_value(candidate, fact, judge), _DIGITS), candidate.text))
    if ranked:
        text = max(ranked)[1]
        places = drawn_on(text, fact.texts)
        return DraftSentence(text, tuple(fact.sentences[i] for i in places), "written")
    if reasons:
        return DraftSentence(source, fact.sentences[:1], "replaced", reasons[0])
    return DraftSentence(source, fact.sentences[:1])


def _thinner(text: str, source: str, judge: Judge) -> str:
    less = round(judge.density(text), _DIGITS) < round(judge.density(source), _DIGITS)
    return "its source tells more a word" if less else ""


def _value(candidate: Candidate, fact: Fact, judge: Judge) -> float:
    further = len(drawn_on(candidate.text, fact.texts)) - 1
    likely = math.exp(FLUENCY * candidate.score)
    return judge.gain(candidate.text) * likely * (1 + BREADTH * further)


def drawn_on(text: str, sources: Sequence[str]) -> list[int]:
    """The sources that a text was made from: the one that holds most of it, and those that add.

    A further source counts when it brings at least two content words that those before lack.
    """
    wanted = content(text)
    held = [wanted & content(source) for source in sources]
    drawn = [max(range(len(held)), key=lambda i: (len(held[i]), -i))]
    covered = set(held[drawn[0]])
    for i, found in enumerate(held):
        if len(found - covered) >= _OWN:
            drawn.append(i)
            covered |= found
    return sorted(drawn)


def content(text: str) -> set[str]:
    """The words of a text that are no function words."""
    return {token for token in tokens(text) if not is_stop(token)}

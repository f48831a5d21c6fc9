"""Rank: of the sentences a model proposes for a fact and its best source sentence, the one to take.

What a text is worth is what covers the budget best: the weight of its concepts for its length,
as in selection, times how likely the model finds it, times a little for every further sentence
it draws on.  A text that is refused, tells less a word than the sentence it replaces, or leaves
out much of what that tells, is never taken; the source sentence takes part where the model
proposes it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from summarizer.text.overlap import drawn_on
from summarizer.types import DraftSentence
from summarizer.write.types import Candidate, Fact

FLUENCY = 1.0  # exponent of the mean probability of a token
BREADTH = 0.1  # what each further sentence drawn on adds
KEPT = 0.9  # share of what its source sentence tells that a written one tells at least
_DIGITS = 9


class Judge(Protocol):
    """What a cluster says of any text."""

    def density(self, text: str) -> float:
        """The weight of its concepts, a word."""

    def gain(self, text: str) -> float:
        """The weight of its concepts for what it costs in selection."""

    def refusal(self, text: str, sources: Sequence[str], alone: bool = True) -> str:
        """Why it may not stand for these sources, by itself if `alone`; empty where it may."""


def best(
    fact: Fact, candidates: Sequence[Candidate], judge: Judge, *, alone: bool = True
) -> DraftSentence:
    """The sentence to take for a fact: a written one, or a source sentence.

    `alone` unless what is written may lean on the sentence before it.  Where all that is proposed
    is refused, the best source sentence stands in, with the first reason.
    """
    source = fact.texts[0]
    ranked: list[tuple[float, str]] = []
    reasons: list[str] = []
    for candidate in candidates:
        if reason := _fault(candidate.text, fact, judge, alone):
            reasons.append(reason)
        else:
            ranked.append((round(_value(candidate, fact, judge), _DIGITS), candidate.text))
    if not ranked:
        reason = next(iter(reasons), "nothing that was written is a sentence of its sources' words")
        return DraftSentence(source, fact.sentences[:1], "replaced", reason)
    text = max(ranked)[1]
    if text in fact.texts:
        return DraftSentence(text, (fact.sentences[fact.texts.index(text)],))
    places = drawn_on(text, fact.texts)
    return DraftSentence(text, tuple(fact.sentences[i] for i in places), "written")


def _fault(text: str, fact: Fact, judge: Judge, alone: bool) -> str:
    """Why a text may not be taken; the source sentence itself always may."""
    source = fact.texts[0]
    if text == source:
        return ""
    if reason := judge.refusal(text, fact.texts, alone):
        return reason
    mine, theirs = judge.density(text), judge.density(source)
    if round(mine, _DIGITS) < round(theirs, _DIGITS):
        return "its source tells more a word"
    share = mine * len(text.split()) / max(theirs * len(source.split()), 1e-12)
    return "it leaves out what its source tells" if round(share, _DIGITS) < KEPT else ""


def _value(candidate: Candidate, fact: Fact, judge: Judge) -> float:
    further = len(drawn_on(candidate.text, fact.texts)) - 1
    likely = math.exp(FLUENCY * candidate.score)
    return judge.gain(candidate.text) * likely * (1 + BREADTH * further)

"""Asserted: whether a sentence says outright that something is so, of the time of the event."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.differ.parts import LINKS, PREPOSITIONS, Part
from summarizer.differ.scales import Phrase
from summarizer.differ.verbs import Verb, verb
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import Word

# Words of another time, in the same clause …
_ELSEWHEN = vocabulary("""
    earlier previously initially originally formerly ago last again almost nearly before
    sometimes often usually when whenever
    """)
# … and words before the verb that make it somebody's view or a mere thought.
_VIEWS = vocabulary("""
    if unless whether could might may should claims claim claimed argues argue argued insists
    insisted believes believe believed thinks hopes feels contends suggests allegedly reportedly
    rumoured rumored calls called calling urged urge confirmation evidence indication sign proof
    suggestion suggestions doubt doubts denied denies deny
    """)
# What is told of as a plan and is one all the same: an appeal, a life out of danger.
_PLANNED = frozenset({"appeal", "life", "running", "future", "fate"})
_AHEAD = frozenset({"future", "fate"})  # what is to become of something
_TO_VERB = 5  # words between "decided" and what is decided
_DECIDED = vocabulary("instructed decided vowed plans intends wants going told asked pledged")
_WHILE = vocabulary("when once until if before after while unless as whenever")
_UNTIL = vocabulary("once until if before unless whenever")
# What is so for good once it is: "when she was found guilty" says that she was.
_FINAL = frozenset({"verdict", "sold", "sea", "blast", "result", "life"})
_ALONE = frozenset({"standing", "working", "sea"})  # what these say takes no object


def asserted(
    words: Sequence[Word], phrase: Phrase, before: Verb, who: Part, at: int, end: int
) -> bool:
    """Whether the phrase at `words[at:end]` with the verb `before` it is said of `who` outright."""
    if not _settled(words, phrase, before) or not _firm(words, before.start, at, end):
        return False
    if not _fits(phrase, before) or (phrase.scale in _ALONE and not _closes(words, end)):
        return False
    if phrase.scale == "event" and before.negated and not _closed(words, end):
        return False  # "did not take place in Torsby": maybe elsewhere
    loose = _UNTIL if phrase.scale in _FINAL else _WHILE
    dated = 0 < who.start < before.start and words[who.start - 1].lower in loose
    return not dated


def _closed(words: Sequence[Word], end: int) -> bool:
    return end >= len(words) or not words[end].joined


def governor(words: Sequence[Word], before: Verb) -> int:
    """Where the words of the finite verb start: `instructed her lawyers to appeal`."""
    if before.way == "to":
        for at in range(before.start - 1, max(-1, before.start - _TO_VERB), -1):
            if words[at].lower in _DECIDED:
                return verb(words, at).start
    return before.start


def _fits(phrase: Phrase, before: Verb) -> bool:
    """Whether the words before a phrase are those it is said with; "is banned" is a rule."""
    if phrase.how == "to":
        return not (before.lasting and before.passive)
    return (phrase.how == "is") == before.linked


def _settled(words: Sequence[Word], phrase: Phrase, before: Verb) -> bool:
    """Whether it is done, or decided where a decision is what counts."""
    if not before.way:
        return phrase.scale not in _AHEAD and not (phrase.scale == "verdict" and before.past)
    planned = phrase.scale in _PLANNED
    if before.way == "to":
        decided = any(
            w.lower in _DECIDED for w in words[max(0, before.start - _TO_VERB) : before.start]
        )
        return planned and decided
    return planned and before.way == "will"


def _closes(words: Sequence[Word], end: int) -> bool:
    """Whether no object follows: `the wall held`, not `the wall held back the sea`."""
    return _closed(words, end) or words[end].lower in LINKS | PREPOSITIONS - {"by", "to"}


def _firm(words: Sequence[Word], start: int, at: int, end: int) -> bool:
    """Whether the words around a verb leave no doubt that it is told of this time."""
    low = start
    while low > 0 and words[low].joined and words[low - 1].lower not in LINKS:
        low -= 1
    high = end
    while high < len(words) and words[high].joined and words[high].lower not in LINKS:
        high += 1
    clause = {w.lower for w in [*words[start:at], *words[end:high]]}
    led = {w.lower for w in words[:start]}
    unsure = led & _VIEWS or words[0].lower == "had"
    return clause.isdisjoint(_ELSEWHEN) and not unsure

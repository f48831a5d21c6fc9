"""Trim: a sentence without what its punctuation sets apart.

Pairs of real outlets that differ by a dropped clause are few; made ones teach to shorten.  Only
whole parenthetical pieces go: brackets, relative clauses and appositions between commas,
clauses after the last comma, and openings before the first.  Who says a thing stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from summarizer.training.fidelity import coverage

FEWEST = 8  # words of what remains
SHORTER = 0.85  # of the sentence, in words

_INNER = r"[^,;:()“”\"—]"
_VERB = (
    r"(?=(?:has|have|had|is|was|were|are|will|would|could|can|may|said|says|told|did|does|wrote"
    r"|[a-z]{3,}ed)\b)"
)
_RULES = (
    (re.compile(r" \([^()]{2,80}\)"), ""),
    (re.compile(rf", (?:who|which|whose|where) {_INNER}{{8,90}}, {_VERB}"), " "),
    (re.compile(rf", (?:an?|the) {_INNER}{{4,70}}, {_VERB}"), " "),
    (
        re.compile(
            rf", (?:which|who|whose|where|while|as|after|although|though|because|with|including"
            rf"|citing|calling|adding|(?!accord)[a-z]{{3,}}ing) {_INNER}{{10,110}}(?=\.$)"
        ),
        "",
    ),
    (
        re.compile(
            rf"^(?:In|On|At(?! least| most)|After|As|While|During|With|For|Although|Despite|Since"
            rf"|By|Earlier|Last) {_INNER}{{4,70}}, (?=[A-Za-z])"
        ),
        "",
    ),
    (re.compile(r" in a (?:written )?statement\b"), ""),
)
_TOLD = 0.5  # of a piece's content: what others tell stays
_EACH = 0.8  # the share of the pieces that go


def trim(sentence: str, random: Random) -> str:
    """The sentence without some of its pieces, or an empty string where little would go."""
    text = sentence
    for rule, instead in _RULES:
        if random.random() < _EACH:
            text = rule.sub(instead, text, count=1)
    return _checked(text, sentence)


def has_pieces(sentence: str) -> bool:
    """Whether there is anything to take out."""
    return any(rule.search(sentence) for rule, _ in _RULES)


def agreed(sentence: str, others: Sequence[str]) -> str:
    """The sentence without the pieces that the others do not tell, or an empty string."""
    text = sentence
    for rule, instead in _RULES:
        piece = rule.search(text)
        if piece and coverage(piece[0], others) < _TOLD:
            text = rule.sub(instead, text, count=1)
    return _checked(text, sentence)


def part(sentence: str, random: Random) -> tuple[str, ...]:
    """Two sentences that each lack another piece of it, or none where it has only one."""
    without = [rule.sub(instead, sentence, count=1) for rule, instead in _RULES]
    found = [text for text in without if text != sentence]
    return tuple(map(_opened, random.sample(found, 2))) if len(found) > 1 else ()


def _checked(text: str, sentence: str) -> str:
    """What remains of the sentence, if it is enough and little enough."""
    fits = FEWEST <= len(text.split()) <= SHORTER * len(sentence.split())
    return _opened(text) if fits else ""


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]

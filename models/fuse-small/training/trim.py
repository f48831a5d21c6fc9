"""Trim: a sentence without what its punctuation sets apart.

Pairs of real outlets that differ by a dropped clause are few; made ones teach to shorten.  Only
whole parenthetical pieces go: brackets, relative clauses and appositions between commas,
clauses after the last comma, and openings before the first.  Who says a thing stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from summarizer.text.overlap import coverage

FEWEST = 8  # words of what remains
SHORTER = 0.85  # of the sentence, in words

INNER = r"[^,;:()“”\"—]"
VERB = (
    r"(?:has|have|had|is|was|were|are|will|would|could|can|may|said|says|told|did|does|wrote"
    r"|[a-z]{3,}ed)\b"
)
RULES = (  # what goes, and what stands there instead
    (re.compile(r" \([^()]{2,80}\)"), ""),
    (re.compile(rf", (?:who|which|whose|where) {INNER}{{8,90}}, (?={VERB})"), " "),
    (re.compile(rf", (?:an?|the) {INNER}{{4,70}}, (?={VERB})"), " "),
    (
        re.compile(
            rf", (?:which|who|whose|where|while|as|after|although|though|because|with|including"
            rf"|citing|calling|adding|(?!accord)[a-z]{{3,}}ing) {INNER}{{10,110}}(?=\.$)"
        ),
        "",
    ),
    (
        re.compile(
            rf"^(?:In|On|At(?! least| most)|After|As|While|During|With|For|Although|Despite|Since"
            rf"|By|Earlier|Last) {INNER}{{4,70}}, (?=[A-Za-z])"
        ),
        "",
    ),
    (re.compile(r" in a (?:written )?statement\b"), ""),
)
# No piece begins behind these words: they need what follows.
_FREE = "(?<!,)" + "".join(
    f"(?<! {word})" for word in "also and are as be been is or than to was were".split()
)
_PLAIN = rf"(?:(?!{VERB})[\w'’-]+ ){{1,8}}?(?!{VERB})[\w'’-]+"  # words without a verb
# What may go as well where others tell it: clauses, who says it, when and where.
PIECES = (
    *RULES,
    *(
        (re.compile(piece), "")
        for piece in (
            rf", (?:an?|former|the) {INNER}{{4,80}}(?=\.$)",
            rf", according to {INNER}{{3,80}}(?=\.$)",
            rf", {INNER}{{3,60}} sa(?:id|ys)(?:(?: on)? [A-Z]\w+day)?(?=\.$)",
            rf",? (?:and|but) (?=(?:{INNER}* )?{VERB}){INNER}{{15,110}}(?=\.$)",
            rf"{_FREE} (?:after|because|since|when|while) {INNER}{{12,80}}(?=\.$)",
            rf"{_FREE} (?:that|who) {VERB} {INNER}{{8,80}}(?=\.$)",
            rf"{_FREE} (?:accused of|aimed at|based on|designed to|intended to|involving"
            rf"|regarding|related to|using) {INNER}{{8,80}}(?=\.$)",
            rf"{_FREE} (?:amid|at(?! least| most)|before|by|despite|during|following|for|from|in"
            rf"|on|over|with) (?!(?:{INNER}* )?{VERB}){INNER}{{8,80}}"
            rf"(?=\.$|, (?:who|which|[a-z]+ing) )",
            rf"{_FREE} (?:at(?! least| most)|by|during|from|in|near) {_PLAIN}"
            rf"(?= (?:after|because|but|when|where|while) )",
        )
    ),
)
_TOLD = 0.5  # of a piece's content: what others tell stays
_EACH = 0.8  # the share of the pieces that go


def trim(sentence: str, random: Random) -> str:
    """The sentence without some of its pieces, or an empty string where little would go."""
    text = sentence
    for rule, instead in RULES:
        if random.random() < _EACH:
            text = rule.sub(instead, text, count=1)
    return _checked(text, sentence)


def has_pieces(sentence: str) -> bool:
    """Whether there is anything to take out."""
    return any(rule.search(sentence) for rule, _ in RULES)


def agreed(sentence: str, others: Sequence[str]) -> str:
    """The sentence without the pieces that the others do not tell, or an empty string."""
    text = sentence
    for rule, instead in RULES:
        piece = rule.search(text)
        if piece and coverage(piece[0], others) < _TOLD:
            text = rule.sub(instead, text, count=1)
    return _checked(text, sentence)


def part(sentence: str, random: Random) -> tuple[str, ...]:
    """Two sentences that each lack another piece of it, or none where it has only one."""
    without = [rule.sub(instead, sentence, count=1) for rule, instead in RULES]
    found = [text for text in without if text != sentence]
    return tuple(map(opened, random.sample(found, 2))) if len(found) > 1 else ()


def cuts(sentence: str) -> Iterator[list[tuple[str, str, str]]]:
    """By rule, longest first: what stands before a piece, it, and the sentence without it."""
    for rule, instead in PIECES:
        found = []
        piece = rule.search(sentence)
        while piece:
            before, after = sentence[: piece.start()], sentence[piece.end() :]
            found.append((before, piece[0], opened(before + instead + after)))
            piece = rule.search(sentence, piece.start() + 1)
        yield found


def _checked(text: str, sentence: str) -> str:
    """What remains of the sentence, if it is enough and little enough."""
    fits = FEWEST <= len(text.split()) <= SHORTER * len(sentence.split())
    return opened(text) if fits else ""


def opened(text: str) -> str:
    """The text, with the capital that opens a sentence."""
    return text[:1].upper() + text[1:]

"""Which sentences can stand in a summary, and which only behind the sentence before them.

A summary is read as one text, so a sentence lifted out of its article must not open with a
pronoun or a connective whose referent stayed behind, must not be half a quotation, and must be
a sentence at all (not a headline, a caption or a scrap of one).  ROUGE does not notice any of
this; readers do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from enum import IntEnum

import numpy as np

from summarizer.concepts import Candidates, Ints
from summarizer.referents import referents

MIN_WORDS = 9
MAX_WORDS = 60
REPORTED = 0.3  # share of words outside quotation marks below which a quotation stands bare


class Standing(IntEnum):
    """How a sentence may be used."""

    NEVER = 0  # not a sentence, or half of one
    FOLLOWS = 1  # only right behind the sentence before it in its article
    LATER = 2  # anywhere but first: "the decision" needs to have been told
    FREE = 3


_STARTS = re.compile(r"[“\"‘'(\[]?[^\W_a-z]")
_ENDS = re.compile(r"[.!…][\"”’')\]]*$")

# Openings that point back to the sentence before: pronouns, demonstratives, connectives.
_POINTS_BACK = re.compile(
    r"""(?ix) [“"‘']? (?:
      (?: he | she | they | it | him | her | his | hers | their | theirs | its | them
        | both | neither | another | others | such
        | th(?:is|at|ese|ose) (?! \s+ (?:who|week|weekend|month|year|morning|time) \b )
      ) (?=[\s,'’])
    | (?: but | and | or | nor | yet | however | still, | also | instead | meanwhile
        | moreover | furthermore | additionally | besides | nevertheless | nonetheless | then
        | therefore | thus | hence | similarly | likewise | consequently | accordingly
        | afterwards? | otherwise | rather | indeed | conversely | separately | elsewhere | again
        | so (?! \s+ far \b ) | (?:later|earlier) (?! \s+ (?:this|in|on|today|[a-z]+day) \b )
        | in\s+(?:addition|contrast|fact|turn|other\s+words|response|return|that\s+case)
        | as\s+(?:a\s+result|such|well) | for\s+(?:example|instance|that|this) | of\s+course
        | on\s+the\s+other\s+hand | at\s+the\s+(?:same|time) | even\s+so | by\s+contrast
        | after\s+(?:that|this|all) | (?:because\s+of|despite)\s+(?:that|this|it)
        | the\s+(?:other|former|latter|same)
      ) (?=[\s,:;—–-])
    )"""
)
# A definite noun that a told event gives its referent; "the vote on …" brings its own.
_NEEDS_EVENT = re.compile(
    r"""(?ix) [“"‘']? the \s+ (?: (?:two|three|pair|duo|trio|couple) | (?:\w+\s+)? (?:
        move | decision | announcement | comments? | remarks? | statement | development | incident
      | news | changes? | measure | proposal | plan | ruling | report | deal | agreement | vote
      | order | letter | bill | event | results? | findings? | figures? | group | company | man
      | woman | suspect | victims? | attack | shooting | meeting | summit | lawsuit | storm | fire
      ) ) (?=[\s,]) (?! \s+ (?:of|by|on|between|that|to|against|with) \b )"""
)
_PRONOUN = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Z](?<=[\w,;:] .)[\w’'-]+")
_SOMEBODY = re.compile(r"\b(?:the|a|an|one)\s[a-z]", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"(?<!War )\bI(?=[ ’'])|\b(?:[Ww]e|[Oo]ur|us|[Mm]y|me)\b")
_SECOND_PERSON = re.compile(r"\b[Yy]ou(?:r|rs)?\b")
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")


def judge(texts: Sequence[str], origin: Ints, titles: Sequence[str]) -> Candidates:
    """The sentences as candidates; `texts` in story order, `origin` says which belong together."""
    needs, tells = referents(texts, origin, titles)
    return Candidates(tuple(texts), np.array(standings(texts), dtype=np.int64), needs, tells)


def standings(texts: Sequence[str]) -> list[Standing]:
    """How each sentence (display form) may be used; the texts show which words are names.

    Cost: linear in the characters of the texts.
    """
    names = {name for text in texts for name in _NAME.findall(text)}
    return [_standing(text, names) for text in texts]


def _standing(text: str, names: Set[str]) -> Standing:
    words = len(text.split())
    if not MIN_WORDS <= words <= MAX_WORDS or not _is_sentence(text) or _half_quoted(text):
        return Standing.NEVER
    told = _QUOTED.sub("“”", text)  # the reporter's own words
    if _FIRST_PERSON.search(told) or _SECOND_PERSON.search(told):
        return Standing.NEVER  # a column or a blog, not an account
    if len(told.split()) < words * REPORTED:
        return Standing.FOLLOWS  # a bare quotation, its speaker in the sentence before
    if _POINTS_BACK.match(text):
        return Standing.FOLLOWS
    return min(
        _referents(told, names), Standing.LATER if _NEEDS_EVENT.match(text) else Standing.FREE
    )


def _is_sentence(text: str) -> bool:
    if not _STARTS.match(text) or not _ENDS.search(text):
        return False
    letters = list(filter(str.isalpha, text))
    return sum(map(str.isupper, letters)) < 0.5 * len(letters)


def _half_quoted(text: str) -> bool:
    """Whether quotation marks or brackets open without closing, or the reverse."""
    return (
        text.count("“") != text.count("”")
        or text.count('"') % 2 == 1
        or text.count("(") != text.count(")")
        or text.count("[") != text.count("]")
    )


def _referents(told: str, names: Set[str]) -> Standing:
    """Whether the first "he" or "she" has somebody before it to stand for."""
    pronoun = _PRONOUN.search(told)
    if pronoun is None:
        return Standing.FREE
    before = told[: pronoun.start()]
    opening = before.split(maxsplit=1)[:1]
    if _NAME.search(before) or (opening and opening[0].strip("“\"‘'(,") in names):
        return Standing.FREE
    return Standing.LATER if _SOMEBODY.search(before) else Standing.FOLLOWS

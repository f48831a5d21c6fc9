"""Words, stems and stop words: the vocabulary that the stages share.

A token is a run of letters and digits, lower case; a number keeps its inner points and
commas (`1.5`, `3,000`), an English possessive is dropped, and a hyphen separates, so that
"Kim Jong-un" and "Kim Jong Un" are the same three tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

# A number with its points, or a word.  `re` finds a set of characters fast, so that comes first.
_TOKEN = re.compile(r"[^\W_](?:(?<=\d)\d*(?:[.,]\d+)+|[^\W_]*(?:['’][^\W\d_]+)*)")
_POSSESSIVE = re.compile(r"['’]s?$")

# The usual English function words, with the contractions the token rule produces.
STOPWORDS = frozenset(
    """
    a about above across after again against all almost along already also although always am
    among an and another any anyone anything are aren't around as at away be became because
    become been before behind being below between both but by came can can't cannot come could
    couldn't did didn't do does doesn't doing don't done down during each either else enough
    even ever every everyone everything few first for from further get gets getting go going
    got had hadn't has hasn't have haven't having he he'd he'll he's her here hers herself him
    himself his how however i i'd i'll i'm i've if in into is isn't it it's its itself just
    last least less let like likely made make makes making many may maybe me might more most
    much must my myself near never next no nor not now of off often on once one only or other
    others our ours ourselves out over own per perhaps put quite rather really said same say
    saying says see seem seemed seems several shall she she'd she'll she's should shouldn't
    since so some someone something still such take taken than that that's the their theirs
    them themselves then there there's these they they'd they'll they're they've this those
    though through thus to together told too toward towards under until unless up upon us very
    was wasn't way we we'd we'll we're we've well went were weren't what what's when where
    whether which while who who's whole whom whose why will with within without won't would
    wouldn't yet you you'd you'll you're you've your yours yourself
    according ago also amid asked added mr mrs ms dr
    """.split()
)

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# Written without spaces between words: our tokens would be whole clauses.
UNSEGMENTED = frozenset({"bo", "ja", "km", "lo", "my", "th", "zh"})


def tokens(text: str) -> list[str]:
    """The tokens of `text`, lower case, in order."""
    found = _TOKEN.findall(text.lower())
    return [_POSSESSIVE.sub("", t) if "'" in t or "’" in t else t for t in found]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends; empty where there is nothing else."""
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    return first, first + len(piece.strip())


def is_stop(token: str, language: str = "en") -> bool:
    """Whether `token` is a function word; only English has a list."""
    return language == "en" and (token in STOPWORDS or (len(token) == 1 and not token.isdigit()))


@cache
def stemmer(language: str = "en") -> Callable[[Sequence[str]], list[str]]:
    """A function from tokens to stems (Porter 2001, Snowball); the identity where none exists."""
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None:
        return list
    import Stemmer

    stem: Callable[[Sequence[str]], list[str]] = Stemmer.Stemmer(algorithm, 0).stemWords
    return stem

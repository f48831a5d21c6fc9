"""What a sentence takes as told: people by surname, things by "the" or "that".

An article introduces "Dana Murphy, the president of the students' union" and goes on with
"Murphy"; it tells of some e-mails and goes on with "The e-mails".  Taken out of the article
the later sentence dangles, unless the summary has already named Murphy or the e-mails.  A
sentence *needs* a word when its own article introduced it in an earlier sentence; a name that
stands in a headline needs no introduction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import groupby

import numpy as np
from scipy.sparse import csr_array

from summarizer.arrays import Ints
from summarizer.text.tokens import STOPWORDS, is_stop, stemmer, tokens

DEEP = 2  # sentences into an article, after which nothing can be taken as known
HEADLINES = 2  # in which a name has to stand to be known

# Patterns begin with a character class: a look-behind there is tried at every character.
_NAME = re.compile(r"[A-Z](?<![\w’'-].)[^\W\d_]*(?:-[A-Z][^\W\d_]+)*")
_DEFINITE = re.compile(  # "the library of Tolworth" says which
    r"[“\"]?(?:The|Each)\s+(?!(?:[\w-]+\s+){1,2}(?:of|who|whose|which|where|between)\b|[\w-]+\s+that\b)"
    r"(?:(?:first|second|third|two|three|other|same)\s+)?([a-z][\w-]+)(?:\s+([a-z][\w-]+))?"
)
# Within a sentence, a noun with nothing behind it to say which: "… until the killing."
_WITHIN = re.compile(
    r"\s(?:the|such)\s+(?!(?:[\w-]+\s+){1,2}(?:of|who|whose|which|where|between|that|to|for|in)\b)"
    r"([a-z][\w-]+)(?:\s+([a-z][\w-]+))?"
)
# "that" is mostly a conjunction; behind a preposition it points at something.
_PERIOD = r"(?:week|weekend|month|year|time|day|point|morning|summer|autumn|fall|winter|spring)\b"
_POINTED = re.compile(
    rf"[Tt](?<!\w.)h(?:is|ese|ose|at(?<=\b(?:about|after|under)\s....)|at(?<=\b(?:with|from)\s....)"
    rf"|at(?<=\bfor\s....)|at(?<=\b(?:in|of|on|at|by|to)\s....))\s+(?!{_PERIOD})([a-z][\w-]+)"
)
_TOLD = (
    r"(tweet|post|message|letter|video|e-?mail|statement|call|memo|report|story|article|interview"
    r"|lawsuit|suit|complaint|ruling|decision|order|policy|bill|law|proposal|plan|deal|vote|probe"
    r"|investigation|attack|shooting|protest|hearing|meeting|speech|remark|comment|action|event"
    r"|announcement|move|endorsement|nomination|resignation|death|official|spokesman|spokeswoman"
    r"|lawmaker|candidate|nominee|network|company|agency|firm|organization|group|document)s?\b"
)
# An opening that always has to have been told of, whoever told it.
_SINGLED = re.compile(
    r"[“\"]?(?:The|Each)\s(?:[\w’'-]+\s)?(lawsuit|letter|memo|tweet|bill|amendment|suspect|gunman"
    r"|shooter|victim|shooting|massacre|storm|hurricane|wildfire|transcript|dossier|whistleblower"
    r"|subpoena|plea|verdict|boy|girl|child|teenager|woman|man|couple|pilot|driver|compan(?:y|ies)"
    r"|document|approach|video|judge|officer)s?(?:[’']s?)?\s"
    r"(?!(?:of|who|whose|which|that|to|by|on|in|from|between|against|at)\b)"
)
# What stands for anything that was told, in whatever words.
_EVENT = frozenset(
    """
    move decision announcement incident news change development event case issue matter comment
    remark statement ruling proposal measure action effort result finding agreement deal order
    tension crisis dispute debate outcome revelation disclosure moment day week month year time
    """.split()
)
_NUMBERED = re.compile(rf"the\s(?:first|second|third|latest)\s{_TOLD}")
# "The Times report", "Monday's actions": named, and still one that has to be known.
_NAMED = re.compile(
    r"(?:\b[Tt]he\s(?:[A-Z][\w.’'-]*\s){1,4}|\b[A-Z][\w-]+[’']s\s)"
    rf"{_TOLD}(?!\s(?:of|who|whose|which|that|to|by|on|in|from|between|against)\b)"
)
# Everybody knows which ones.
_KNOWN = frozenset(
    """
    president government country nation state states police public people world court senate
    house administration military army media press economy law constitution internet
    """.split()
)
# Capitalised, and no surnames.
_NOBODY = frozenset(
    """
    House Senate Congress Court Democrats Republicans Democrat Republican Americans American
    State States President Secretary Party
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December
    """.split()
)
_POLITE = frozenset({"Mr", "Ms", "Mrs", "Miss"})  # "Mr." brings nobody in


def referents(
    texts: Sequence[str], origin: Ints, titles: Sequence[str]
) -> tuple[csr_array, csr_array, csr_array]:
    """Whom and what each sentence needs, and what it tells: three 0/1 matrices of shape (n, terms).

    `texts` are in story order, `origin` says which belong together.  Cost: linear.
    """
    headlined = Counter(name for title in titles for name in set(_NAME.findall(title)))
    famous = {name for name, titled in headlined.items() if titled >= HEADLINES} | _NOBODY
    names = [_names(text) for text in texts]
    phrases = [list(_phrases(text)) for text in texts]
    wanted = {stem for found in phrases for phrase in found for stem in phrase}
    singled = [_singled(text) for text in texts]
    wanted |= set().union(*singled)
    unanchored = [_unanchored(text) for text in texts]
    wanted |= {stem for found in unanchored for key in found for stem in key.split("|")}
    tales = [_tale(text, wanted) for text in texts]
    needs: list[set[str]] = []
    things: list[set[str]] = []
    for _, story in groupby(range(len(texts)), key=lambda row: int(origin[row])):
        known = set(famous)  # used before anybody introduced them, too
        introduced: set[str] = set()
        told: set[str] = set()
        for position, row in enumerate(story):
            full, bare = names[row]
            needs.append((bare - full) & introduced)
            need = set()
            for phrase in phrases[row]:
                need.update([stem for stem in phrase if stem in told][-1:])
            need |= singled[row]
            if position >= DEEP:
                need |= unanchored[row]
            things.append(need)
            known |= bare - introduced
            introduced |= full - known
            told |= tales[row]
    columns = {term: i for i, term in enumerate(sorted(set().union(*needs, *things)))}
    either: dict[str, list[str]] = {}
    for term in columns:
        for stem in term.split("|"):
            either.setdefault(stem, []).append(term)
    tells = [
        {term for group in (tale, *named) for stem in group for term in either.get(stem, ())}
        for tale, named in zip(tales, names, strict=True)
    ]
    return _matrix(needs, columns), _matrix(things, columns), _matrix(tells, columns)


@lru_cache(2**16)
def _stems(word: str) -> tuple[str, ...]:
    """The stems of what stands between two spaces; a word returns often."""
    return tuple(stemmer()(tokens(word)))


def _tale(text: str, wanted: Set[str]) -> set[str]:
    """The wanted stems that the text has."""
    return {stem for word in text.lower().split() for stem in _stems(word) if stem in wanted}


def _names(text: str) -> tuple[set[str], set[str]]:
    """The names that something capitalised brings in ("Dana Murphy"), and the bare ones."""
    full: set[str] = set()
    bare: set[str] = set()
    before, end = "", -9
    for match in _NAME.finditer(text):
        name, start = match[0], match.start()
        if len(name) > 1 and name.lower() not in STOPWORDS:
            led = before and text[end:start] in (" ", ". ") and before not in _POLITE
            spelled = name.isupper() and text[start - 1 : start] == "("  # "… deduction (SALT)"
            if spelled or (led and before.lower() not in STOPWORDS):
                full.add(name)
            elif not text.endswith(("the ", "The "), 0, start):  # "the House" is nobody
                bare.add(name)
        before, end = name, match.end()
    return full, bare


def _phrases(text: str) -> Iterator[list[str]]:
    """Stems of what "the" or "that" points at: a noun, or a word before it and the noun."""
    phrases = [match.groups("") for match in [_DEFINITE.match(text)] if match]
    phrases += [match.groups("") for match in _WITHIN.finditer(text)]
    for pattern in (_NAMED, _POINTED, _NUMBERED):
        phrases += [(noun,) for noun in pattern.findall(text)]
    for phrase in phrases:
        words = [word for word in phrase if word and not is_stop(word)]
        if words and _KNOWN.isdisjoint(words):
            yield [stem for word in words for stem in _stems(word)[-1:]]


def _unanchored(text: str) -> set[str]:
    """What the text points at as told: of each phrase, its stems joined by bars."""
    matches = [match.groups("") for match in [_DEFINITE.match(text)] if match]
    matches += [(noun,) for noun in _POINTED.findall(text)]
    found = set()
    for match in matches:
        words = [w for w in match if w and not is_stop(w)]
        plain = {w.removesuffix("s") for w in words} | set(words)
        if words and plain.isdisjoint(_KNOWN | _EVENT):
            found.add("|".join(stem for word in words for stem in _stems(word)[-1:]))
    return found - {""}


def _singled(text: str) -> set[str]:
    """The stem of the thing that a sentence opens with and that must have been told of."""
    match = _SINGLED.match(text)
    return set(_stems(match[1])) if match else set()


def _matrix(rows: Sequence[set[str]], columns: dict[str, int]) -> csr_array:
    indptr = np.cumsum([0, *map(len, rows)])
    indices = np.array([i for row in rows for i in sorted(columns[t] for t in row)], dtype=np.int64)
    shape = (len(rows), max(1, len(columns)))
    return csr_array((np.ones(len(indices)), indices, indptr), shape=shape)

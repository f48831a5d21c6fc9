"""Anaphora: what a sentence refers to that only an earlier sentence introduces.

An article introduces "Dana Murphy, the president of the students' union" and goes on with
"Murphy"; it reports some e-mails and goes on with "The e-mails".  Extracted, the later sentence
dangles unless the summary has already named Murphy or the e-mails.  A sentence *requires* a term
when its own article introduced it in an earlier sentence; a name in a headline needs no
introduction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from summarizer.arrays import Ints, csr_array
from summarizer.text.lexicon import MONTHS, WEEKDAYS
from summarizer.text.tfidf import incidence
from summarizer.text.tokens import STOPWORDS, is_stop, stemmer, tokens

DEEP = 2  # sentences into an article, after which a definite phrase always refers back
HEADLINES = 2  # that have a name which needs no introduction

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
# "that" is mostly a conjunction; behind a preposition it is a demonstrative.
_PERIOD = r"(?:week|weekend|month|year|time|day|point|morning|summer|autumn|fall|winter|spring)\b"
_DEMONSTRATIVE = re.compile(
    rf"[Tt](?<!\w.)h(?:is|ese|ose|at(?<=\b(?:about|after|under)\s....)|at(?<=\b(?:with|from)\s....)"
    rf"|at(?<=\bfor\s....)|at(?<=\b(?:in|of|on|at|by|to)\s....))\s+(?!{_PERIOD})([a-z][\w-]+)"
)
_REPORTED = (
    r"(tweet|post|message|letter|video|e-?mail|statement|call|memo|report|story|article|interview"
    r"|lawsuit|suit|complaint|ruling|decision|order|policy|bill|law|proposal|plan|deal|vote|probe"
    r"|investigation|attack|shooting|protest|hearing|meeting|speech|remark|comment|action|event"
    r"|announcement|move|endorsement|nomination|resignation|death|official|spokesman|spokeswoman"
    r"|lawmaker|candidate|nominee|network|company|agency|firm|organization|group|document)s?\b"
)
# A definite opening that refers back wherever it stands.
_SINGLED = re.compile(
    r"[“\"]?(?:The|Each)\s(?:[\w’'-]+\s)?(lawsuit|letter|memo|tweet|bill|amendment|suspect|gunman"
    r"|shooter|victim|shooting|massacre|storm|hurricane|wildfire|transcript|dossier|whistleblower"
    r"|subpoena|plea|verdict|boy|girl|child|teenager|woman|man|couple|pilot|driver|compan(?:y|ies)"
    r"|document|approach|video|judge|officer)s?(?:[’']s?)?\s"
    r"(?!(?:of|who|whose|which|that|to|by|on|in|from|between|against|at)\b)"
)
# Nouns that may refer to anything reported before, in whatever words.
_EVENT = frozenset(
    """
    move decision announcement incident news change development event case issue matter comment
    remark statement ruling proposal measure action effort result finding agreement deal order
    tension crisis dispute debate outcome revelation disclosure moment day week month year time
    """.split()
)
_NUMBERED = re.compile(rf"the\s(?:first|second|third|latest)\s{_REPORTED}")
# "The Times report", "Monday's actions": named, and still a reference to one known.
_NAMED = re.compile(
    r"(?:\b[Tt]he\s(?:[A-Z][\w.’'-]*\s){1,4}|\b[A-Z][\w-]+[’']s\s)"
    rf"{_REPORTED}(?!\s(?:of|who|whose|which|that|to|by|on|in|from|between|against)\b)"
)
# Of which every reader knows which ones.
_KNOWN = frozenset(
    """
    president government country nation state states police public people world court senate
    house administration military army media press economy law constitution internet
    """.split()
)
# Capitalised words that are no surnames.
_NOBODY = frozenset(
    """
    House Senate Congress Court Democrats Republicans Democrat Republican Americans American
    State States President Secretary Party
    """.split()
).union(WEEKDAYS, MONTHS)
_POLITE = frozenset({"Mr", "Ms", "Mrs", "Miss"})  # "Mr." introduces nobody


@dataclass(frozen=True, slots=True)
class _Mentions:
    """What a sentence refers to, names as they are spelled and things as stems."""

    full: set[str]  # names with their introduction: "Dana Murphy"
    bare: set[str]  # names without one: "Murphy"
    phrases: list[list[str]]  # the modifier and the noun of each definite phrase
    singled: set[str]  # the noun of an opening that no sentence brings along itself
    unanchored: set[str]  # definite phrases that say nothing of which one, as "stem|stem"

    @classmethod
    def of(cls, text: str) -> _Mentions:
        singled = _SINGLED.match(text)
        return cls(
            *_names(text),
            list(_phrases(text)),
            set(_stems(singled[1])) if singled else set(),
            _unanchored(text),
        )

    def stems(self) -> set[str]:
        """The stems of all things that it refers to."""
        whole = {stem for phrase in self.unanchored for stem in phrase.split("|")}
        return whole.union(self.singled, *self.phrases)


def context_dependence(
    texts: Sequence[str], origin: Ints, titles: Sequence[str]
) -> tuple[csr_array, csr_array, csr_array]:
    """What each sentence requires of the text before it, and what it introduces.

    `texts` are n sentences in story order, `origin` (n,) the article of each, `titles` the
    articles' headlines.  Returns three 0/1 matrices of shape (n, terms): names required, things
    required, terms introduced.  Cost: linear in the words.
    """
    headlined = Counter(name for title in titles for name in set(_NAME.findall(title)))
    famous = {name for name, titled in headlined.items() if titled >= HEADLINES} | _NOBODY
    mentions = [_Mentions.of(text) for text in texts]
    wanted = set().union(*(m.stems() for m in mentions))
    stems = [
        {stem for word in text.lower().split() for stem in _stems(word) if stem in wanted}
        for text in texts
    ]
    names: list[set[str]] = []
    things: list[set[str]] = []
    for _, rows in groupby(range(len(texts)), key=lambda row: int(origin[row])):
        story = slice(len(names), len(names) + len(list(rows)))
        names += _required_names(mentions[story], famous)
        things += _required_things(mentions[story], stems[story])
    columns = {term: i for i, term in enumerate(sorted(set().union(*names, *things)))}
    terms_of: dict[str, list[str]] = {}
    for term in columns:
        for stem in term.split("|"):
            terms_of.setdefault(stem, []).append(term)
    introduced = [
        {term for part in own | m.full | m.bare for term in terms_of.get(part, ())}
        for own, m in zip(stems, mentions, strict=True)
    ]
    requires_names, requires_things, introduces = (
        incidence([{columns[term] for term in row} for row in rows], len(columns))
        for rows in (names, things, introduced)
    )
    return requires_names, requires_things, introduces


def _required_names(story: Sequence[_Mentions], famous: Set[str]) -> Iterator[set[str]]:
    """For each sentence of an article the surnames that an earlier one introduced."""
    known = set(famous)  # used before anybody introduced them, too
    introduced: set[str] = set()
    for m in story:
        yield (m.bare - m.full) & introduced
        known |= m.bare - introduced
        introduced |= m.full - known


def _required_things(story: Sequence[_Mentions], stems: Sequence[set[str]]) -> Iterator[set[str]]:
    """For each sentence of an article the things that an earlier one must have mentioned."""
    mentioned: set[str] = set()
    for position, (m, own) in enumerate(zip(story, stems, strict=True)):
        required = set(m.singled)
        for phrase in m.phrases:
            required.update([stem for stem in phrase if stem in mentioned][-1:])
        yield required | m.unanchored if position >= DEEP else required
        mentioned |= own


@lru_cache(2**16)
def _stems(word: str) -> tuple[str, ...]:
    """The stems of what stands between two spaces; a word returns often."""
    return tuple(stemmer()(tokens(word)))


def _names(text: str) -> tuple[set[str], set[str]]:
    """The names introduced by a capitalised word before them ("Dana Murphy"), and the bare ones."""
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
            elif not text.endswith(("the ", "The "), 0, start):  # "the House" is no person
                bare.add(name)
        before, end = name, match.end()
    return full, bare


def _phrases(text: str) -> Iterator[list[str]]:
    """Stems of what "the" or "that" refers to: a noun, or a word before it and the noun."""
    phrases = [match.groups("") for match in [_DEFINITE.match(text)] if match]
    phrases += [match.groups("") for match in _WITHIN.finditer(text)]
    for pattern in (_NAMED, _DEMONSTRATIVE, _NUMBERED):
        phrases += [(noun,) for noun in pattern.findall(text)]
    for phrase in phrases:
        words = [word for word in phrase if word and not is_stop(word)]
        if words and _KNOWN.isdisjoint(words):
            yield [stem for word in words for stem in _stems(word)[-1:]]


def _unanchored(text: str) -> set[str]:
    """Definite phrases that do not say which one: of each, its stems joined by bars."""
    matches = [match.groups("") for match in [_DEFINITE.match(text)] if match]
    matches += [(noun,) for noun in _DEMONSTRATIVE.findall(text)]
    found = set()
    for match in matches:
        words = [w for w in match if w and not is_stop(w)]
        plain = {w.removesuffix("s") for w in words} | set(words)
        if words and plain.isdisjoint(_KNOWN | _EVENT):
            found.add("|".join(stem for word in words for stem in _stems(word)[-1:]))
    return found - {""}

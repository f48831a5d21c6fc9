"""Which capitals are names: runs of capitalised words, with titles taken off.

A capital that grammar asks for (a sentence opens, a headline) says nothing by itself; the
cluster does, by how it writes the word inside its sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from summarizer.meaning.spelling import MONTHS, WEEKDAYS
from summarizer.meaning.tables import TITLES, vocabulary
from summarizer.meaning.words import Word, functional

SIDES = vocabulary("north south east west central latin")
Runs = list[tuple[int, int]]


class Capitals:
    """How a cluster writes each word, and the name runs that follow from it."""

    def __init__(self, sentences: Iterable[Sequence[Word]], language: str = "en") -> None:
        self._language = language
        self._inside: Counter[str] = Counter()
        self._plain: Counter[str] = Counter()
        for words in sentences:
            self._count_case(words)

    def _count_case(self, words: Sequence[Word]) -> None:
        """Count each word with a capital inside a sentence, and in lower case."""
        headline = _headline(words)
        for at, word in enumerate(words):
            if not word.capital:
                self._plain[word.lower] += 1
            elif not headline and not _opens(words, at):
                self._inside[word.lower] += 1

    def runs(self, words: Sequence[Word]) -> Runs:
        """The capitalised runs of a sentence without titles, as token spans."""
        headline = _headline(words)
        found: Runs = []
        at = 0
        while at < len(words):
            if not words[at].capital or not self._starts(words, at, headline):
                at += 1
                continue
            if office_of(words, at):
                end = at + 1 + (words[at].lower in SIDES and at + 1 < len(words))
                found.append((at, end))
                at = end
                continue
            end = at + 1
            while end < len(words) and self._extends(words, end, headline):
                end += 1
            if end + 1 < len(words) and self._of(words, end):
                end += 2
                while end < len(words) and self._extends(words, end, headline):
                    end += 1
            if end - at > 1 or not self._plainly(words[at]):
                found.append((at, end))
            at = end
        return found

    def _starts(self, words: Sequence[Word], at: int, headline: bool) -> bool:
        word = words[at]
        if not _named(word, self._language) or word.lower in TITLES:
            return False
        if headline or _opens(words, at):
            return self._known(words, at)
        return True

    def _known(self, words: Sequence[Word], at: int) -> bool:
        """Whether a capital that grammar asks for is a name: the cluster says so inside."""
        lower = words[at].lower
        if words[at].key == "usa" or (words[at].text.isupper() and len(lower) in (2, 3, 4)):
            return True
        if self._inside[lower] != self._plain[lower]:
            return self._inside[lower] > self._plain[lower]
        if self._language != "en":
            return False
        after = words[at + 1] if at + 1 < len(words) else None
        if after is None or not after.joined or after.lower in TITLES:
            return False
        return _named(after, self._language)

    def _plainly(self, word: Word) -> bool:
        """Whether the cluster writes the word in lower case more often than not."""
        return not word.text.isupper() and self._plain[word.lower] > self._inside[word.lower]

    def _extends(self, words: Sequence[Word], at: int, headline: bool) -> bool:
        word = words[at]
        if not word.joined and not (word.gap == ". " and len(words[at - 1].text) == 1):
            return False
        if words[at - 1].owner or word.lower in TITLES:
            return False
        if len(word.text) == 1 and word.capital and word.gap == " " and at + 1 < len(words):
            return words[at + 1].gap == ". " and words[at + 1].capital  # William P. Barr
        if word.gap == "-" and words[at - 1].capital and not word.capital:
            return len(word.text) < 4
        return _named(word, self._language) and (not headline or self._known(words, at))

    def _of(self, words: Sequence[Word], at: int) -> bool:
        """Whether `of X` goes on a name, as in "Department of Justice"."""
        return (
            words[at].lower == "of"
            and words[at].gap == " "
            and words[at + 1].gap == " "
            and _named(words[at + 1], self._language)
            and words[at - 1].lower not in TITLES
        )


def office_of(words: Sequence[Word], at: int) -> bool:
    """Whether the word only completes an office: Secretary of `State`, President of `Peru`."""
    if at < 2 or words[at - 1].lower != "of" or words[at].gap != " ":
        return False
    return words[at - 2].lower in TITLES and words[at - 1].gap == " "


def _calendar(word: Word) -> bool:
    return word.lower in WEEKDAYS or (
        not MONTHS.keys().isdisjoint((word.lower, word.key)) and word.lower != "may"
    )


def _named(word: Word, language: str) -> bool:
    """Whether the word, by its looks, may be part of a name."""
    return (
        word.capital
        and not (functional(word, language) and word.text not in {"WHO", "IT"})
        and not _calendar(word)
        and not (len(word.text) == 1 and word.lower in {"i", "a"})
    )


def _opens(words: Sequence[Word], at: int) -> bool:
    """Whether grammar asks for a capital here: a sentence or quotation begins."""
    if at == 0:
        return True
    abbreviated = words[at].gap == ". " and words[at - 1].lower in _ABBREVIATED
    return words[at].opened and not abbreviated


_ABBREVIATED = vocabulary("sen rep gov gen col lt sgt capt dr mr mrs ms st jr no rev")


def _headline(words: Sequence[Word]) -> bool:
    """Whether every word of content carries a capital, so that capitals say nothing."""
    capitals = 0
    for word in words:
        if word.capital:
            capitals += 1
        elif word.text[0].isalpha() and not functional(word):
            return False
    return capitals >= 4

"""What one sentence says, taken apart: its names, quantities, days and content words.

Every content word carries whether it stands in the reach of a negation ("did not agree") or of
a plan, wish or guess ("is expected to agree"), since a source that says one does not support
the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from summarizer.meaning.names import Name, NameBook
from summarizer.meaning.numbers import Quantity, quantities
from summarizer.meaning.spelling import DAY_GROUPS, MONTHS, WEEKDAYS
from summarizer.meaning.tables import HEDGES, NEGATORS, TITLES, vocabulary
from summarizer.meaning.words import Word, functional, scan

# How many words a negation or a hedge reaches, within its clause.
_REACH = 5
LOOKS_BACK = frozenset({"against", "no"})
_CLAUSE_ENDS = frozenset(",;:.!?()[]—–")
# Function words that carry news: "the only Democrat", "the last hostage".
_TELLING = frozenset({"only", "last", "first", "every"})
# Words of time that fit every article of the day, and words of reporting: neither is content.
_IDLE = vocabulary(
    """today tonight yesterday tomorrow morning evening afternoon night report reports reported
    reporting reporter reporters statement tweet tweeted wrote told news according interview
    spokesman spokeswoman spokesperson representative written saying stated noted"""
)


# Whether a negation or hedge bears on a word: no; perhaps, it is in reach; yes, it is next.
_DAYS: frozenset[str] = frozenset().union(*DAY_GROUPS)

Reached = Literal["no", "perhaps", "yes"]


class Item(NamedTuple):
    """A content word: its meaning, its place, and what it stands in the reach of."""

    key: str
    at: int
    negated: Reached
    hedged: Reached


class Reading(NamedTuple):
    """One sentence taken apart."""

    words: Sequence[Word]
    names: list[Name]
    numbers: list[Quantity]
    days: frozenset[str]
    items: list[Item]
    question: bool
    language: str


def read(
    text: str,
    book: NameBook,
    article: int | None,
    language: str,
    words: Sequence[Word] | None = None,
) -> Reading:
    """Take a sentence of `article` apart; `words` are those of `text`, if at hand."""
    words = scan(text, language) if words is None else words
    names = book.names(words, article)
    numbers = quantities(words)
    days = frozenset(w.key if w.key in MONTHS else w.lower for w in words) & _DAYS
    taken = {i for n in names if not n.role for i in range(n.start, n.end)}
    taken |= {i for q in numbers for i in range(q.start, q.end)}
    places = [i for i, w in enumerate(words) if i not in taken and content(w, language)]
    negated = _reached(words, places, _is_negator, LOOKS_BACK)
    hedged = _reached(words, places, _is_hedge)
    items = [Item(words[i].key, i, negated[i], hedged[i]) for i in places]
    return Reading(words, names, numbers, days, items, text.rstrip('"”’ ').endswith("?"), language)


def content(word: Word, language: str) -> bool:
    """Whether the word says something beyond grammar, reporting and the day."""
    low = word.lower
    if low in _SAYS_NOTHING:
        return False
    return low in _TELLING or not (functional(word, language) or (word.capital and low in TITLES))


_CONTENT_NEGATORS = vocabulary(
    """deny denied denies denying refuse refused refuses refusing reject rejected rejects
    decline declined declines stop stopped prevent prevented avoid avoided fail failed fails
    failing"""
)
_SAYS_NOTHING = (WEEKDAYS | _IDLE | HEDGES | (NEGATORS - _CONTENT_NEGATORS)) - _TELLING


def _is_hedge(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.lower == "to" and at:
        return words[at - 1].lower in {"have", "has", "need", "needs", "going", "about", "yet"}
    return word.lower in HEDGES


def _is_negator(words: Sequence[Word], at: int) -> bool:
    compound = at > 0 and words[at].gap == "-" and words[at - 1].lower in {"non", "un"}
    return words[at].lower in NEGATORS and not compound


def _reached(
    words: Sequence[Word],
    places: Sequence[int],
    opens: Callable[[Sequence[Word], int], bool],
    looks_back: frozenset[str] = frozenset(),
) -> dict[int, Reached]:
    """How openers bear on each content word; "vote against", "found no" look back.

    Two of them within reach may cancel out, so they leave it open.
    """
    opening = [opens(words, at) for at in range(len(words))]
    if not any(opening) and looks_back.isdisjoint(w.lower for w in words):
        return dict.fromkeys(places, "no")
    reached = _reach(words, opening)
    found: dict[int, Reached] = {}
    last = 0
    for at in places:
        opened = any(opening[last:at])
        followed = at + 1 < len(words) and words[at + 1].lower in looks_back
        count = reached[at] + followed
        if not count:
            found[at] = "no"
        else:
            found[at] = "yes" if count == 1 and (opened or followed) else "perhaps"
        last = at
    return found


def _reach(words: Sequence[Word], opening: Sequence[bool]) -> Counter[int]:
    """How many openers each place has within `_REACH` words before it, in its clause."""
    reached: Counter[int] = Counter()
    openers: list[int] = []
    for at, word in enumerate(words):
        if (at and not _CLAUSE_ENDS.isdisjoint(word.gap)) or word.lower == "whether":
            openers = []
        openers = [o for o in openers if at - o <= _REACH]
        if openers:
            reached[at] = len(openers)
        if opening[at]:
            openers.append(at)
    return reached

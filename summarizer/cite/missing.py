"""Which names and numbers of a sentence a window does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from summarizer.cite.conflicts import OPPOSED, spelled
from summarizer.meaning.capitals import SIDES
from summarizer.meaning.names import Name
from summarizer.meaning.numbers import Quantity, same, same_unit
from summarizer.meaning.places import PLACES_KEYS
from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import TITLES, vocabulary

# How far from a number its outcome ("12 killed") or its unit may stand.
_NEAR = 6
# Beside a number: the source no longer stands by it.
_GIVEN_UP = vocabulary(
    """initially originally previously incorrectly wrongly mistakenly misstated correction
    corrected earlier revised instead"""
)


def said_by(reading: Reading) -> set[str]:
    """All meanings of a sentence: "South Carolina" also says "Carolina"."""
    return {w.key for w in reading.words}


def held_by_role(sentence: Reading, window: Sequence[Reading]) -> set[int]:
    """Words of the sentence inside a role whose bearer the window names."""
    return {
        at
        for name in sentence.names
        if name.role and held(name, window)
        for at in range(name.start, name.end)
    }


def held(name: Name, window: Iterable[Reading]) -> bool:
    """Whether some name of the window may be the same bearer's."""
    return any(not name.who.isdisjoint(other.who) for r in window for other in r.names)


def lacks(sentence: Reading, window: Sequence[Reading]) -> bool:
    """Whether any name or number is missing: the cheap test that settles most windows."""
    if any(True for _ in missing_numbers(sentence, window)):
        return True
    said = {key for reading in window for key in said_by(reading)}
    return any(True for _ in missing_names(sentence, window, said))


def missing_names(sentence: Reading, window: Sequence[Reading], said: set[str]) -> Iterator[str]:
    """Names and roles of the sentence that the window does not mention."""
    covered = held_by_role(sentence, window)
    for name in sentence.names:
        if name.role or name.start in covered:
            continue
        if name.weak and not rival(name, sentence, window):
            continue
        if not named(name, sentence, window, said):
            yield spelled(name, sentence)


def rival(name: Name, sentence: Reading, window: Sequence[Reading]) -> bool:
    """Whether the window tells it of another country instead, as "Peru" for "Chile"."""
    after = next((n for n in sentence.names if n.start >= name.end), None)
    if after is not None and not after.weak and held(after, window):
        between = sentence.words[name.end : after.start]
        if between and all(w.lower in TITLES and w.joined for w in between):
            return False  # "Russian" President Vladimir Putin: the person says it
    if not place(name, sentence):
        return False
    others = [(n, r) for r in window for n in r.names if place(n, r)]
    return any(not held(n, [sentence]) for n, _ in others)


def place(name: Name, reading: Reading) -> bool:
    """Whether the name is a country or people."""
    run = reading.words[name.start : name.end]
    return name.weak and all(w.key in PLACES_KEYS or w.lower in SIDES for w in run)


def named(name: Name, sentence: Reading, window: Sequence[Reading], said: set[str]) -> bool:
    """Whether the window names the bearer, or says the one word or the role itself."""
    run = {w.key for w in sentence.words[name.start : name.end]}
    if (name.role or len(run) == 1) and run <= said:
        return True
    return held(name, window) or _inside(name, sentence, window)


def _inside(name: Name, sentence: Reading, window: Sequence[Reading]) -> bool:
    """Whether a longer name of the window ends like this one ("U.S. Senate" for "Senate")."""
    run = [w.key for w in sentence.words[name.start : name.end]]
    for reading in window:
        for other in reading.names:
            theirs = [w.key for w in reading.words[other.start : other.end]]
            if len(run) < len(theirs) and theirs[-len(run) :] == run and not other.role:
                return True
    return False


def missing_numbers(sentence: Reading, window: Sequence[Reading]) -> Iterator[str]:
    """Numbers of the sentence that the window does not give."""
    for q in sentence.numbers:
        if not _counted(q, sentence, window):
            yield " ".join(w.text for w in sentence.words[q.start : q.end])


def _counted(q: Quantity, sentence: Reading, window: Sequence[Reading]) -> bool:
    """Whether the window has the number, of the same thing; "their number" counts back."""
    for at, reading in enumerate(window):
        if any(counts_same(q, sentence, n, reading) for n in reading.numbers):
            return True
        if at and q.unit in said_by(window[at - 1]):
            loose = q._replace(unit="")
            if any(not n.unit and same(loose, n) for n in reading.numbers):
                return True
    return False


def counts_same(one: Quantity, mine: Reading, other: Quantity, theirs: Reading) -> bool:
    """Whether two numbers are equal, count one thing, and of one outcome."""
    if one.kind == other.kind == "count" and not same_unit(one.unit, other.unit):
        rival = other.unit and any(
            n.unit == one.unit and n.value != one.value for n in theirs.numbers
        )
        if rival or not _unit_near(one.unit, other, theirs):
            return False
        one, other = one._replace(unit=""), other._replace(unit="")
    if (
        not same(one, other)
        or _withdrawn(other, theirs, mine)
        or _other_context(one, mine, other, theirs)
    ):
        return False
    ours = _outcome(one, mine)
    return not ours or _outcome(other, theirs) not in OPPOSED[ours]


def _withdrawn(number: Quantity, reading: Reading, sentence: Reading) -> bool:
    """Whether the source itself gives up the number: "up from 12", "earlier said 12"."""
    near = reading.words[max(0, number.start - _NEAR) : number.end + _NEAR]
    own = {word.lower for word in sentence.words}
    if any(word.lower in _GIVEN_UP and word.lower not in own for word in near):
        return True
    before = reading.words[number.start - 1].lower if number.start else ""
    return number.kind in {"count", "money", "percent"} and before == "from" and "from" not in own


def _other_context(one: Quantity, mine: Reading, other: Quantity, theirs: Reading) -> bool:
    """Whether, among several percentages or amounts, this one is said of something else."""
    if sum(n.kind == other.kind for n in theirs.numbers) < 2:
        return False
    ours, others = _context(one, mine), _context(other, theirs)
    return bool(ours and others) and ours.isdisjoint(others)


def _context(number: Quantity, reading: Reading) -> set[str]:
    """Content words close to a number, in its part of the sentence."""
    words, kept = reading.words, set()
    for at in range(number.end, min(len(words), number.end + _NEAR)):
        if words[at].lower == "and" or set(words[at].gap) & set(",;("):
            break
        kept.add(at)
    for at in range(number.start - 1, max(-1, number.start - _NEAR), -1):
        if words[at].lower == "and" or set(words[at + 1].gap) & set(",;("):
            break
        kept.add(at)
    named = {i for n in reading.names for i in range(n.start, n.end)}
    return {words[i].key for i in kept & ({item.at for item in reading.items} | named)}


def _unit_near(unit: str, number: Quantity, reading: Reading) -> bool:
    near = reading.words[max(0, number.start - _NEAR) : number.end + _NEAR]
    return any(w.key == unit for w in near)


def _outcome(number: Quantity, reading: Reading) -> str:
    """The word that says what became of those counted: "killed" in "12 were killed"."""
    words = reading.words
    for at in range(number.end, min(len(words), number.end + _NEAR)):
        if words[at].lower == "and" or "," in words[at].gap:
            break
        if words[at].key in OPPOSED:
            return words[at].key
    for at in range(number.start - 1, max(-1, number.start - 5), -1):
        if words[at].lower == "and" or "," in words[at + 1].gap:
            break
        if words[at].key in OPPOSED:
            return words[at].key
    return ""

"""What makes a window contradict a sentence, or say it of somebody else.

Each test is a short function that yields a readable reason; `compare` joins them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from summarizer.meaning.names import Name
from summarizer.meaning.reading import Item, Reading
from summarizer.meaning.spelling import DAY_GROUPS
from summarizer.meaning.tables import OPPOSITES, TITLES, vocabulary
from summarizer.meaning.words import Word, meaning

# A word this near to a name is said of it: "Corvath's delegation", "Corvath must release".
_CLOSE = 3
_NEARBY = 6
_SPEECH = vocabulary("said says say told tells added claimed claims")
_TURNED = vocabulary("said says added")  # verbs that may stand before their speaker
_AUXILIARIES = vocabulary(
    "will would must has have had was is are were be been also not may might could can"
)
_PRONOUNS = vocabulary("he she it they we i who")


def _opposed() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for row in OPPOSITES:
        sides = [[meaning(word, word, "en") for word in side] for side in row]
        for side in sides:
            for key in side:
                others = {k for other in sides if other is not side for k in other}
                table.setdefault(key, set()).update(others)
    return {key: frozenset(others) for key, others in table.items()}


OPPOSED = _opposed()


def spelled(name: Name, reading: Reading) -> str:
    """A name as it is written."""
    return " ".join(w.text for w in reading.words[name.start : name.end])


def days(sentence: Reading, window: Sequence[Reading]) -> Iterator[str]:
    """Weekdays, months and parts of the day, where the window names only others."""
    theirs = {day for r in window for day in r.days}
    for day in sorted(sentence.days - theirs):
        if any(day in group and theirs & group for group in DAY_GROUPS):
            yield day


def opposites(sentence: Reading, said: set[str]) -> Iterator[str]:
    """A word of the sentence is missing while its opposite is there."""
    mine = {item.key for item in sentence.items}
    for key in sorted(mine - said):
        for other in sorted(OPPOSED.get(key, frozenset()) & said - mine):
            yield f"{key}/{other}"


def polarity(
    sentence: Reading, window: Sequence[Reading], weight: Callable[[str], float]
) -> Iterator[str]:
    """Words denied on one side only, or done on one side and planned on the other."""
    theirs: dict[str, list[Item]] = {}
    for reading in window:
        for item in reading.items:
            theirs.setdefault(item.key, []).append(item)
    hedged = total = 0.0
    for item in sentence.items:
        others = theirs.get(item.key, [])
        total += weight(item.key)
        if others and all({item.negated, o.negated} == {"yes", "no"} for o in others):
            yield f"not {item.key}"
        if others and all((item.hedged == "no") != (o.hedged == "no") for o in others):
            hedged += weight(item.key)
        deed = sentence.words[item.at].lower.endswith("ed") and item.hedged == "no"
        if others and deed and all(o.hedged == "yes" for o in others):
            yield f"{item.key} planned"
    if hedged > 0.4 * total:
        yield "planned or done"


def swapped(sentence: Reading, window: Sequence[Reading]) -> Iterator[str]:
    """`A sued B` against `B sued A`: two names change sides of the same word."""
    for one, two in pairwise(sentence.names):
        if one.who & two.who:
            continue
        verbs = _between(sentence, one, two)
        mine = _passive(sentence, one.end, two.start)
        if any(_reversed(one, two, verbs, mine, reading) for reading in window):
            yield f"{spelled(one, sentence)}/{spelled(two, sentence)}"


def _between(reading: Reading, one: Name, two: Name) -> set[str]:
    return {
        item.key
        for item in reading.items
        if one.end <= item.at < two.start and reading.words[item.at].lower not in TITLES
    }


def _passive(reading: Reading, start: int, end: int) -> bool:
    return any(w.lower == "by" for w in reading.words[start:end])


def _reversed(one: Name, two: Name, verbs: set[str], passive: bool, reading: Reading) -> bool:
    for left, right in pairwise(reading.names):
        if left.who.isdisjoint(two.who) or right.who.isdisjoint(one.who):
            continue
        same_voice = _passive(reading, left.end, right.start) == passive
        if same_voice and _between(reading, left, right) & verbs:
            return True
    return False


def elsewhere(sentence: Reading, window: Sequence[Reading]) -> Iterator[str]:
    """`Corvath's delegation` against `Lethany's delegation`: said of another name.

    Only where the order of words is English.
    """
    for name in sentence.names if sentence.language == "en" else ():
        anchor = _anchor(sentence, name)
        if anchor is None or name.role:
            continue
        bearers = [b for r in window for b in _bearers(r, anchor, name)]
        if bearers and all(b and all(n.who.isdisjoint(name.who) for n in b) for b in bearers):
            yield f"{spelled(name, sentence)} {anchor}"


def objects(sentence: Reading, window: Sequence[Reading]) -> Iterator[str]:
    """`values Corvath` against `values Lethany`: done to another name."""
    starts = {n.start: n for n in sentence.names if not n.role and not n.weak}
    for item in sentence.items:
        name = starts.get(item.at + 1)
        if name is None or sentence.words[name.start].gap != " ":
            continue
        after = [
            next((n for n in r.names if n.start == i.at + 1 and not n.role and not n.weak), None)
            for r in window
            for i in r.items
            if i.key == item.key
        ]
        if after and all(n is not None and n.who.isdisjoint(name.who) for n in after):
            yield f"{item.key} {spelled(name, sentence)}"


def _anchor(reading: Reading, name: Name) -> str | None:
    """The first content word close after a name, in its clause."""
    for at in range(name.end, min(name.end + _CLOSE, len(reading.words))):
        word = reading.words[at]
        item = next((i for i in reading.items if i.at == at), None)
        if word.gap not in {" ", "-"} or any(n.start == at for n in reading.names):
            return None
        if item is not None:
            passive = at + 1 < len(reading.words) and reading.words[at + 1].lower == "by"
            return None if passive or word.lower.endswith("ing") else item.key
        if word.lower not in _AUXILIARIES:
            return None
    return None


def _bearers(reading: Reading, anchor: str, name: Name) -> Iterator[list[Name]]:
    """For every place of a word, the names close before it; a neighbour stands alone.

    Where `name` itself stands further off in the sentence nothing is known: an empty list.
    """
    for item in reading.items:
        if item.key == anchor:
            near = [n for n in reading.names if not n.role and 0 <= item.at - n.end < _NEARBY]
            if near and item.at == near[-1].end:
                near = near[-1:]
            elif any(n.who & name.who for n in reading.names):
                near = []
            yield near


def speakers(sentence: Reading, window: Sequence[Reading], core: Reading) -> Iterator[str]:
    """Both say who said it, and it is not the same: police against organisers."""
    mine, said = speaker(sentence), speaker(core)
    theirs = [said] if said else [s for s in map(speaker, window) if s]
    if mine and theirs and all(mine.isdisjoint(s) for s in theirs):
        yield f"{'/'.join(sorted(mine))} said"


def speaker(reading: Reading) -> frozenset[str]:
    """The meanings of the words right before (or after) a verb of saying; empty if unclear."""
    words = reading.words
    for at, word in enumerate(words):
        if word.lower not in _SPEECH:
            continue
        before = _phrase(reading, range(at - 1, max(-1, at - 6), -1), at)
        turned = word.lower in _TURNED and (at == 0 or word.gap != " ")
        return before or (_phrase(reading, _until_break(words, at), at) if turned else before)
    return frozenset()


def _until_break(words: Sequence[Word], verb: int) -> range:
    """The words after a verb of saying, if a comma or the end closes them: `, said Ana Orsk.`"""
    for at in range(verb + 1, min(len(words), verb + 6)):
        if at + 1 == len(words) or words[at + 1].gap not in {" ", "-", ". "}:
            return range(verb + 1, at + 1)
    return range(0)


def _phrase(reading: Reading, places: range, verb: int) -> frozenset[str]:
    """The keys of the noun phrase that starts beside a verb of saying."""
    found: set[str] = set()
    for at in places:
        gap = reading.words[at + 1].gap if at < verb else reading.words[at].gap
        word = reading.words[at]
        if gap not in {" ", ". "} or word.lower in _PRONOUNS | {"that", "to", "a", "in", "on"}:
            break
        for name in reading.names:
            if name.start <= at < name.end:
                found.update(k for who in name.who for k in who)
        if any(item.at == at for item in reading.items) or word.lower in TITLES:
            found.add(word.key)
    return frozenset(found)

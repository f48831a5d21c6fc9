"""Small words and word order that turn a statement round, where all other words agree.

"rose to 30" against "rose by 30", "before the flood" against "after the flood", "the governor
blamed the company" against the reverse, "prime minister" against "finance minister".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from summarizer.meaning.reading import Reading
from summarizer.meaning.tables import vocabulary
from summarizer.meaning.words import functional

# Relations of one row exclude each other.
_ROWS = (
    ("before", "after"),
    ("to", "from", "by"),
    ("up", "down"),
    ("above", "below"),
    ("with", "without"),
    ("inside", "outside"),
    ("all", "most", "few", "some", "no"),
)
_RELATION = {word: row for row, words in enumerate(_ROWS) for word in words}
_IRREGULAR = vocabulary("beat hit shot bought sold met led sent won struck caught fought")
_CONJUNCTIONS = vocabulary("when while after before as because and but who which that")
_SIDE = 3  # content words looked at on either side of a verb

Relations = dict[str, set[str]]


def reversed_relations(sentence: Reading, window: Sequence[Reading]) -> Iterator[str]:
    """A word or number stands after one small word here and after its opposite there."""
    theirs: Relations = {}
    for reading in window:
        for key, words in _relations(reading).items():
            theirs.setdefault(key, set()).update(words)
    for key, words in sorted(_relations(sentence).items()):
        others = theirs.get(key, set())
        for word in sorted(words - others):
            rivals = {o for o in others if _RELATION[o] == _RELATION[word]}
            if rivals:
                yield f"{word} {key}"


def _relations(reading: Reading) -> Relations:
    """The relation words that stand close before each content word, name and number."""
    found: Relations = {}
    numbers = {q.start: f"{q.value:g}" for q in reading.numbers}
    starts = {name.start for name in reading.names}
    items = {item.at for item in reading.items}
    for at in sorted({*numbers, *starts, *items}):
        key = numbers.get(at, reading.words[at].key)
        for back in range(at - 1, max(-1, at - 3), -1):
            word = reading.words[back]
            if word.lower in _RELATION:
                found.setdefault(key, set()).add(word.lower)
                break
            if not functional(word) or reading.words[back + 1].gap.strip(" $£€-"):
                break
    return found


def turned_round(sentence: Reading, window: Sequence[Reading]) -> Iterator[str]:
    """What stands before a word here stands after it there, and the other way about."""
    mine = _content(sentence)
    theirs = [(reading, _content(reading)) for reading in window]
    for place in range(1, len(mine) - 1):
        verb, before = mine[place][1], mine[place - 1][1]
        after = [m for m in mine[place + 1 : place + 3] if _same_clause(sentence, mine[place], m)]
        if not after or not _deed(sentence.words[mine[place][0]].lower):
            continue
        follow = {key for _, key in after}
        if len({verb, before, *follow}) < 2 + len(follow):
            continue
        passive = _passive(sentence, mine[place][0], after[-1][0])
        for reading, other in theirs:
            if _crossed(reading, other, verb, before, follow, passive):
                yield f"{before} {verb} turned round"


def _same_clause(reading: Reading, one: tuple[int, str], two: tuple[int, str]) -> bool:
    between = reading.words[one[0] + 1 : two[0] + 1]
    return not any(w.lower in _CONJUNCTIONS or "," in w.gap for w in between)


def _deed(word: str) -> bool:
    """Whether a word looks like a verb in the past, the only form this test trusts."""
    return (word.endswith("ed") and word != "died") or word in _IRREGULAR


def _crossed(
    reading: Reading,
    other: Sequence[tuple[int, str]],
    verb: str,
    before: str,
    after: set[str],
    passive: bool,
) -> bool:
    """Whether `before verb after` stands in the reading with its sides exchanged."""
    for i, (_, key) in enumerate(other):
        if key != verb:
            continue
        left = {k for _, k in other[max(0, i - _SIDE) : i]}
        right = {k for _, k in other[i + 1 : i + 1 + _SIDE]}
        last = other[min(len(other) - 1, i + _SIDE)][0]
        same_voice = _passive(reading, other[i][0], last) == passive
        if same_voice and before in right - left and after & (left - right):
            return True
    return False


def _content(reading: Reading) -> list[tuple[int, str]]:
    """Places and meanings of content words and of the words in names, in order."""
    places = {item.at: item.key for item in reading.items}
    for name in reading.names:
        if not name.role:
            places.update((i, reading.words[i].key) for i in range(name.start, name.end))
    return sorted(places.items())


def _passive(reading: Reading, start: int, end: int) -> bool:
    return any(word.lower == "by" for word in reading.words[start : end + 1])


def other_kind(sentence: Reading, window: Sequence[Reading], said: set[str]) -> Iterator[str]:
    """A missing word has another in its place: "road bridge" against "railway bridge"."""
    mine = {word.key for word in sentence.words}
    before: dict[str, set[str]] = {}
    for reading in window:
        for one, two in pairwise(reading.items):
            if two.at == one.at + 1 and reading.words[two.at].joined:
                before.setdefault(two.key, set()).add(one.key)
    for one, two in pairwise(sentence.items):
        others = before.get(two.key, set())
        joined = two.at == one.at + 1 and sentence.words[two.at].joined
        if joined and one.key not in said and others and not others & mine:
            yield f"{one.key} {two.key} other"

"""The careful test: does a window of one to three sentences say what a sentence says?

`compare` answers with every requirement apart, so that each can be explained: the names and
numbers that are missing, the share of the content that is there, and what conflicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from summarizer.cite import conflicts as against
from summarizer.cite import relations
from summarizer.cite.missing import (
    counts_same,
    held,
    held_by_role,
    missing_names,
    missing_numbers,
    named,
    said_by,
)  # fmt: skip
from summarizer.cite.names import Name
from summarizer.cite.numbers import same_unit
from summarizer.cite.reading import Reading
from summarizer.cite.tables import vocabulary

# The share of a quotation's content that must be there.
_QUOTED = 0.75
_CLAUSE_WORDS = vocabulary("and but while after when as because although though which who")

_POINTERS = vocabulary(
    """he she it they him her them his its their theirs this that these those such both who i we
    my our there then also"""
)

Weight = Callable[[str], float]


class Comparison(NamedTuple):
    """How a window compares with a sentence.

    `content` is the weighted share of the content words that the window says, `clause` that
    share in the clause that has least, `core` the share within the window's best sentence,
    `pairs` the share of neighbouring content words that are neighbours there too, `specifics`
    the count of content words, names and numbers found, `verbatim` the share of the
    sentence's runs of three words that stand in the window.
    """

    content: float
    clause: float
    core: float
    pairs: float
    specifics: int
    verbatim: float
    missing: tuple[str, ...]
    conflicts: tuple[str, ...]


def compare(sentence: Reading, window: Sequence[Reading], weight: Weight) -> Comparison:
    """Hold a sentence against a window."""
    each = [said_by(r) for r in window]
    said = set().union(*each)
    by_role = held_by_role(sentence, window)
    wanted = {item.key: item.at for item in sentence.items}
    shares = [_share(wanted, s, by_role, weight) for s in each]
    best = max(range(len(window)), key=lambda i: (round(shares[i], 9), -i))
    missing = [*missing_names(sentence, window, said), *missing_numbers(sentence, window)]
    conflicts = [
        *against.days(sentence, window),
        *against.opposites(sentence, said),
        *against.polarity(sentence, window, weight),
        *against.swapped(sentence, window),
        *(relations.turned_round(sentence, window) if sentence.language == "en" else ()),
        *relations.reversed_relations(sentence, window),
        *relations.other_office(sentence, window, said),
        *against.elsewhere(sentence, window),
        *against.speakers(sentence, window[best]),
        *_outside_core(sentence, window, best),
        *_unquoted(sentence, said, weight),
        *_unlinked(window),
        *(["asked"] if window[best].question and not sentence.question else []),
    ]
    return Comparison(
        _share(wanted, said, by_role, weight),
        min(_share(c, said, by_role, weight) for c in _clauses(sentence)),
        shares[best],
        _pairs(sentence, window),
        len(wanted.keys() & said) + len(sentence.names) + len(sentence.numbers) - len(missing),
        _verbatim(sentence, window),
        tuple(missing),
        tuple(conflicts),
    )


def _clauses(sentence: Reading) -> list[dict[str, int]]:
    """The content words by clause; clauses of one word join the one before."""
    found: list[dict[str, int]] = [{}]
    last = 0
    for item in sentence.items:
        between = sentence.words[last : item.at + 1]
        broken = any(set(w.gap) & set(",;:—–()") for w in between) or any(
            w.lower in _CLAUSE_WORDS for w in between
        )
        if broken and len(found[-1]) > 1:
            found.append({})
        found[-1][item.key] = item.at
        last = item.at + 1
    if len(found) > 1 and len(found[-1]) < 2:
        found[-2].update(found.pop())
    return found


def _share(wanted: dict[str, int], said: set[str], by_role: set[int], weight: Weight) -> float:
    total = covered = 0.0
    for key, at in sorted(wanted.items()):
        total += weight(key)
        covered += weight(key) if key in said or at in by_role else 0.0
    return covered / total if total else 1.0


def _pairs(sentence: Reading, window: Sequence[Reading]) -> float:
    keys = [item.key for item in sentence.items]
    mine = set(pairwise(keys))
    if not mine:
        return 1.0
    theirs: set[tuple[str, str]] = set()
    for reading in window:
        other = [item.key for item in reading.items]
        for gap in (1, 2, 3):
            theirs.update(zip(other, other[gap:], strict=False))
    return sum(p in theirs or p[::-1] in theirs for p in mine) / len(mine)


def _outside_core(sentence: Reading, window: Sequence[Reading], best: int) -> Iterator[str]:
    """Names and numbers that only stand beside the sentence that carries the content.

    A name may stand next door (the core says "he"), but where the core names somebody else
    it must bring a word that stands beside it in the sentence; a number may stand next door
    unless the core gives another number of the same thing.
    """
    core = window[best]
    strangers = [n for n in core.names if not n.role and not held(n, [sentence])]
    by_role = held_by_role(sentence, window)
    for name in sentence.names if strangers or not _points_back(core) else []:
        if name.role or name.start in by_role or named(name, sentence, [core], said_by(core)):
            continue
        beside = _beside(sentence, name)
        if not any(held(name, [r]) and beside & said_by(r) for r in window):
            yield f"{against.spelled(name, sentence)} beside"
    mine = {q.value for q in sentence.numbers}
    for q in sentence.numbers:
        if any(counts_same(q, sentence, n, core) for n in core.numbers):
            continue
        rivals = [n for n in core.numbers if n.kind == q.kind and n.value not in mine]
        if any(same_unit(q.unit, n.unit) for n in rivals):
            yield f"{q.value:g} beside"


def _points_back(reading: Reading) -> bool:
    return any(word.lower in _POINTERS for word in reading.words)


def _unlinked(window: Sequence[Reading]) -> Iterator[str]:
    """A later sentence neither points back ("he", "such") nor names anybody known."""
    for before, here in pairwise(window):
        known = any(held(name, [before]) for name in here.names)
        if here.language == "en" and not known and not _points_back(here):
            yield "not linked"


def _unquoted(sentence: Reading, said: set[str], weight: Weight) -> Iterator[str]:
    """Quotations of the sentence that the window does not carry nearly word for word."""
    quote: dict[str, int] = {}
    items = {item.at: item for item in sentence.items}
    inside = False
    for at, word in enumerate(sentence.words):
        if set(word.gap) & set('"“”'):
            if inside and quote and _share(quote, said, set(), weight) < _QUOTED:
                yield "quotation"
            opening = "“" in word.gap or (not inside and '"' in word.gap and word.gap[-1] == '"')
            inside, quote = opening, {}
        if inside and at in items:
            quote[items[at].key] = at
    if inside and quote and _share(quote, said, set(), weight) < _QUOTED:
        yield "quotation"


def _beside(reading: Reading, name: Name) -> set[str]:
    """The two nearest content words on either side of a name."""
    before = [i.key for i in reading.items if i.at < name.start]
    after = [i.key for i in reading.items if i.at >= name.end]
    return {*before[-2:], *after[:2]}


def _verbatim(sentence: Reading, window: Sequence[Reading]) -> float:
    mine = _trigrams([sentence])
    return len(mine & _trigrams(window)) / len(mine) if mine else 0.0


def _trigrams(readings: Sequence[Reading]) -> set[tuple[str, ...]]:
    words = [w.lower for r in readings for w in r.words]
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2)) if words}

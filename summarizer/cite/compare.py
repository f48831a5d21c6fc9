"""The careful test: does a window of one to three sentences say what a sentence says?

`compare` answers with every requirement apart, so that each can be explained: the names and
numbers that are missing, the share of the content that is there, and what conflicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, takewhile
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
from summarizer.meaning.names import Name
from summarizer.meaning.numbers import same_unit
from summarizer.meaning.reading import Item, Reading
from summarizer.meaning.tables import vocabulary

# The share of a quotation's content that must be there.
_QUOTED = 0.9
# What adverbs, words of one family, names, countries and numbers count for among words.
_ADVERB = 0.4
_FAMILY = 0.7
_NAME, _WEAK_NAME, _NUMBER, _DAY = 2.5, 1.0, 3.0, 1.5
_FEW = 5
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
    whole: float
    clause: float
    core: float
    specifics: int
    missing: tuple[str, ...]
    conflicts: tuple[str, ...]


def compare(
    sentence: Reading,
    window: Sequence[Reading],
    weight: Weight,
    worth: Callable[[Comparison], bool] = lambda _: True,
) -> Comparison:
    """Hold a sentence against a window; look for conflicts only where the rest is `worth` it."""
    by_role = held_by_role(sentence, window)
    covered = {item.key for item in sentence.items if item.at in by_role}
    each = [said_by(r) for r in window]
    said = set().union(*each)
    keys = {item.key for item in sentence.items}
    near = _near(keys, said) | dict.fromkeys(covered, 1.0)
    wanted = {item.key: weight(item.key) * _factor(sentence, item) for item in sentence.items}
    shares = [_share(wanted, _near(keys, s) | dict.fromkeys(covered, 1.0)) for s in each]
    best = max(range(len(window)), key=lambda i: (round(shares[i], 9), -i))
    missing = [*missing_names(sentence, window, said), *missing_numbers(sentence, window)]
    specifics = len(keys & said) + len(sentence.names) + len(sentence.numbers) - len(missing)
    content = _share(wanted, near)
    found = Comparison(
        content,
        _with_names(sentence, window, said, sum(wanted.values()), content),
        min(_share({k: wanted[k] for k in c}, near) for c in _clauses(sentence)),
        shares[best],
        specifics,
        tuple(missing),
        (),
    )
    if not worth(found):
        return found
    conflicts = [
        *against.days(sentence, window),
        *against.opposites(sentence, said),
        *against.polarity(sentence, window, weight),
        *against.swapped(sentence, window),
        *(relations.turned_round(sentence, window) if sentence.language == "en" else ()),
        *relations.reversed_relations(sentence, window),
        *relations.other_kind(sentence, window, said),
        *against.elsewhere(sentence, window),
        *(against.objects(sentence, window) if sentence.language == "en" else ()),
        *against.speakers(sentence, window, window[best]),
        *_outside_core(sentence, window, best),
        *_unquoted(sentence, near),
        *(_unlinked(window) if _must_link(sentence, window, best, specifics) else ()),
        *(["asked"] if window[best].question != sentence.question else []),
    ]
    return found._replace(conflicts=tuple(conflicts))


def _factor(sentence: Reading, item: Item) -> float:
    """Adverbs add little to what is told."""
    return _ADVERB if sentence.words[item.at].lower.endswith("ly") else 1.0


def _near(keys: set[str], said: set[str]) -> dict[str, float]:
    """How far each meaning is said: wholly, or by a word of the same family."""
    found = dict.fromkeys(keys & said, 1.0)
    for key in keys - said if len(said) < 400 else ():
        if len(key) > 4 and any(_family(key, x) for x in said if x.startswith(key[:5])):
            found[key] = _FAMILY
    return found


def _family(one: str, two: str) -> bool:
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
    return shared >= 0.6 * max(len(one), len(two))


def _with_names(
    sentence: Reading, window: Sequence[Reading], said: set[str], weight: float, share: float
) -> float:
    """The share of everything the sentence tells, its names and numbers among them."""
    found, total = weight * share, weight
    for name in sentence.names:
        if not name.role:
            value = _WEAK_NAME if name.weak else _NAME
            total += value
            found += value if named(name, sentence, window, said) else 0.0
    total += _NUMBER * len(sentence.numbers) + _DAY * len(sentence.days)
    found += _NUMBER * len(sentence.numbers)
    found += _DAY * len(sentence.days & {day for r in window for day in r.days})
    return found / total if total else 1.0


def _clauses(sentence: Reading) -> list[dict[str, int]]:
    """The content words by clause; of one word only the first may be, else it joins on."""
    found: list[dict[str, int]] = [{}]
    last = 0
    for item in sentence.items:
        between = sentence.words[last : item.at + 1]
        joined = any(w.lower in _CLAUSE_WORDS for w in between)
        broken = joined or any(set(w.gap) & set(",;:—–()") for w in between)
        if broken and (len(found[-1]) > 1 or (joined and found[-1] and len(found) == 1)):
            found.append({})
        found[-1][item.key] = item.at
        last = item.at + 1
    if len(found) > 1 and len(found[-1]) < 2:
        found[-2].update(found.pop())
    return found


def _share(wanted: dict[str, float], said: dict[str, float]) -> float:
    total = sum(weight for _, weight in sorted(wanted.items()))
    covered = sum(weight * said.get(key, 0.0) for key, weight in sorted(wanted.items()))
    return covered / total if total else 1.0


def _outside_core(sentence: Reading, window: Sequence[Reading], best: int) -> Iterator[str]:
    """Names and numbers that only stand beside the sentence that carries the content.

    A name may stand next door (the core says "he"), but where the core names somebody else
    it must bring a word that stands beside it in the sentence; a number may stand next door
    unless the core gives another number of the same thing.
    """
    core = window[best]
    strangers = [n for n in core.names if not n.role and not held(n, [sentence])]
    says = against.speaker(sentence)
    told = bool(says) and any(says & against.speaker(r) for r in window)
    for name in sentence.names if strangers or not _points_back(core) else []:
        if name.role or name.weak or named(name, sentence, [core], said_by(core)):
            continue
        if told and any(says.issuperset(key) for key in name.who):
            continue  # who says it may be named after the quotation
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


def _must_link(sentence: Reading, window: Sequence[Reading], best: int, specifics: int) -> bool:
    """Whether the sentences of the window must visibly go on from each other.

    News goes on with one event, so two need not, unless the second brings the name or little
    was found.
    """
    core = window[best]
    names = [n for n in sentence.names if not n.role and not n.weak]
    said = said_by(core)
    return (
        len(window) > 2
        or specifics < _FEW
        or any(not named(n, sentence, [core], said) for n in names)
    )


def _unlinked(window: Sequence[Reading]) -> Iterator[str]:
    """A later sentence neither points back ("he", "such") nor names anybody known."""
    for before, here in pairwise(window):
        known = any(held(name, [before]) for name in here.names)
        if here.language == "en" and not known and not _points_back(here):
            yield "not linked"


def _unquoted(sentence: Reading, said: dict[str, float]) -> Iterator[str]:
    """Quotations of the sentence that the window does not carry nearly word for word."""
    quote: dict[str, float] = {}
    items = {item.at: item for item in sentence.items}
    inside = False
    for at, word in enumerate(sentence.words):
        if set(word.gap) & set('"“”'):
            if inside and quote and _share(quote, said) < _QUOTED:
                yield "quotation"
            opening = "“" in word.gap or (not inside and '"' in word.gap and word.gap[-1] == '"')
            inside, quote = opening, {}
        if inside and at in items:
            quote[items[at].key] = 1.0
    if inside and quote and _share(quote, said) < _QUOTED:
        yield "quotation"


def _beside(reading: Reading, name: Name) -> set[str]:
    """The two nearest content words on either side of a name."""
    before = [i.key for i in reading.items if i.at < name.start]
    after = [i.key for i in reading.items if i.at >= name.end]
    return {*before[-2:], *after[:2]}

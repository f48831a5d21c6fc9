"""Sides: clashes of two sentences → conflicts, each with its sides and who tells them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from summarizer.differ.amounts import overlapping
from summarizer.differ.known import known
from summarizer.differ.topics import GROWING
from summarizer.differ.types import Clash, Value
from summarizer.meaning.cluster import Readings
from summarizer.meaning.words import Word, meaning, written
from summarizer.types import Claim, Cluster, Conflict, Evidence, displayed

# Scales of outcomes that may have another end on another day.
_CHANGING = {
    "life", "caught", "held", "dead", "hurt", "appeal", "running", "office", "event", "awake",
    "defeat", "sold", "harm",
}  # fmt: skip


def sides(cluster: Cluster, told: Readings, clashes: Iterable[Clash]) -> tuple[Conflict, ...]:
    """The conflicts, best backed first; a value in several clashes joins them."""
    found = [_conflict(cluster, told, group) for group in _joined(clashes)]
    clear = [c for c in found if _one_side_each(c)]
    return tuple(sorted(clear, key=lambda c: (-sum(x.support for x in c.claims), _place(c))))


def _one_side_each(conflict: Conflict) -> bool:
    """Whether no article tells two sides, as it may of two things."""
    told = [e.article for claim in conflict.claims for e in claim.evidence]
    return len(conflict.claims) > 1 and len(told) == len(set(told))


def _place(conflict: Conflict) -> tuple[str, ...]:
    return (conflict.kind, *(claim.text for claim in conflict.claims))


def _joined(clashes: Iterable[Clash]) -> Iterable[list[Clash]]:
    """The clashes that share a value, of one kind, together."""
    group: dict[tuple[str, Value], list[Clash]] = {}
    for clash in sorted(set(clashes)):
        both = (group.get((clash.kind, value), []) for value in (clash.one, clash.two))
        small, large = sorted(both, key=len)
        if small is not large:
            large += small
        large.append(clash)
        moved = (clash, *small) if small is not large else (clash,)
        group |= {(c.kind, value): large for c in moved for value in (c.one, c.two)}
    return {id(found): found for found in group.values()}.values()


def _values(group: Iterable[Clash]) -> set[Value]:
    return {value for clash in group for value in (clash.one, clash.two)}


def _conflict(cluster: Cluster, told: Readings, group: Sequence[Clash]) -> Conflict:
    claims = [_claim(cluster, told, values) for values in _told_alike(group)]
    backed = sorted(claims, key=lambda c: (-c.support, c.text))
    kind = group[0].kind
    if _grows(told, group) and (ordered := _in_time(cluster, backed)):
        return Conflict(kind, tuple(ordered), later=True)
    return Conflict(kind, tuple(backed))


def _told_alike(group: Sequence[Clash]) -> list[list[Value]]:
    """The values of a group by side: those that say the same, or admit each other's value."""
    clashing = {pair for c in group for pair in ((c.one.key, c.two.key), (c.two.key, c.one.key))}
    sides: list[list[Value]] = []
    for value in sorted(_values(group), key=lambda v: (v.key, v)):
        for side in sides:
            if all(_agree(value.key, v.key, clashing) for v in side):
                side.append(value)
                break
        else:
            sides.append([value])
    return [sorted(side) for side in sides]


def _agree(one: str, two: str, clashing: set[tuple[str, str]]) -> bool:
    """Whether two keys may stand on one side: equal, or amounts that overlap."""
    return one == two or ((one, two) not in clashing and overlapping(one, two))


def _grows(told: Readings, group: Sequence[Clash]) -> bool:
    """Whether a newer value may just be the newer state of what grows or changes."""
    if group[0].kind == "outcome":
        return any(value.key.split()[0] in _CHANGING for value in _values(group))
    figures = known(told)
    values = sorted(_values(group))
    if any(figures.topics(value) & GROWING for value in values):
        return True
    counted = group[0].kind in {"count", "amount"}
    return counted and any(_changed(told[v.sentence].words, v) for v in values)


def _changed(words: Sequence[Word], value: Value) -> bool:
    """Whether a value is told as what another one became: `the gap has shrunk to 389`."""
    before = words[max(0, value.start - 4) : value.end]
    return any(one.key in _BECOMES and two.lower == "to" for one, two in pairwise(before))


_BECOMES = frozenset(
    meaning(w, w, "en")
    for w in (
        "rise",
        "fall",
        "grow",
        "shrink",
        "climb",
        "drop",
        "narrow",
        "widen",
        "swell",
        "jump",
        "shrunk",
    )
)


def _claim(cluster: Cluster, told: Readings, values: Sequence[Value]) -> Claim:
    """A side: a sentence of each article that has it, first the one whose words are shown.

    Those are the words that stand nearest to the top of an article, whatever its number.
    """

    def place(value: Value) -> tuple[int, str, Value]:
        return told.sentences[value.sentence].start, _words(told, value), value

    shown = min(values, key=place)
    first: dict[int, Value] = {}
    for value in (shown, *values):
        first.setdefault(told.sentences[value.sentence].article, value)
    evidence = []
    for value in first.values():
        sentence = told.sentences[value.sentence]
        evidence.append(Evidence(sentence.article, sentence.start, sentence.end, 1.0))
    support = len({cluster.origins[e.article] for e in evidence})
    return Claim(_words(told, shown), tuple(evidence), support)


def _words(told: Readings, value: Value) -> str:
    return displayed(written(told.texts[value.sentence], value.start, value.end))


def _in_time(cluster: Cluster, claims: Sequence[Claim]) -> list[Claim]:
    """The claims in the order of time when the last is newer than all others; else nothing."""
    dated = [([cluster.articles[e.article].date for e in c.evidence], c) for c in claims]
    for dates, last in dated:
        older = [(d, c) for d, c in dated if c is not last]
        if all(_newer(new, old) for new in dates for d, _ in older for old in d):
            rest = sorted(older, key=lambda told: (min(told[0])[:10], told[1].text))
            return [*(c for _, c in rest), last]
    return []


def _newer(one: str, two: str) -> bool:
    """Whether a date is newer; clocks of one day are compared where both state their zone."""
    try:
        new, old = datetime.fromisoformat(one), datetime.fromisoformat(two)
    except ValueError:
        return False
    if new.tzinfo is not None and old.tzinfo is not None:
        return new > old
    return new.date() > old.date()

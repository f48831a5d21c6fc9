"""Contradictions: values, names and outcomes of one fact that cannot both hold.

Sentences of different origins that are close by tf-idf, those with typed values that differ first,
are put to the pair model in both directions.  A contradiction is reported where both answers are
sure enough, and less is asked where a typed value says what differs, least where it is a figure of
another day and nothing else differs.  In doubt nothing is said.  Cost: a sparse product over the
first `DEPTH` sentences of each article, and at most 6 × `MAX_CONTRADICTION_PAIRS` calls of the
model for a cluster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np

from summarizer.entailment.types import Pair
from summarizer.evidence.support import Attribution
from summarizer.limits import MAX_CONTRADICTION_PAIRS
from summarizer.types import Claim, Cluster, Conflict, ConflictKind, Evidence, Sentence, displayed
from summarizer.values.names import missing_names
from summarizer.values.typed import Value, compatible, rivals, values

DEPTH = 20  # sentences into an article: what stands deeper is rarely the news
CLOSE = 0.1  # cosine from which on two sentences may speak of one fact
CLOSEST = 96  # pairs whose values are read, the closest first
TYPED = 0.2  # what a differing value adds to it when candidates are ranked
MAYBE = 0.3  # probability of contradiction from which the other direction is asked, too
# A newer figure for the same thing: both directions contradict by this mean, and with the figures
# exchanged each sentence supports the other.  Chosen on 1,734 real events, where it reports two (an
# update, and two outlets that differ); on 2,397 others it reports none.
UPDATED, EXCHANGED = 0.3, 0.75
AROUND = (3, 6)  # words before and after a value that are shown with it
_KINDS: dict[str, ConflictKind] = {
    "count": "count", "ordinal": "count", "percent": "amount", "money": "amount",
    "measure": "amount", "date": "date", "time": "time",
}  # fmt: skip
_CLAUSE = re.compile(r"[,;:—–“”\"()]")
_PLACE = re.compile(r"\b(?:in|at|near|from|to|outside|off)\s+(?:the\s+)?$")


class _Candidate(NamedTuple):
    """Two sentences of different origins, and a value of each that cannot be the other's."""

    one: int
    two: int
    value: Value | None
    other: Value | None


def contradictions(attribution: Attribution) -> tuple[Conflict, ...]:
    """The contradictions of a prepared cluster, best backed first."""
    if not attribution.reads:
        return ()
    found = _sure(attribution, _candidates(attribution))
    conflicts = [_conflict(attribution, group) for group in _joined(found)]
    clear = [c for c in conflicts if c is not None]
    return tuple(sorted(clear, key=lambda c: (-sum(x.support for x in c.claims), _place(c))))


def losing(attribution: Attribution, conflicts: Sequence[Conflict]) -> set[Sentence]:
    """The sentences to leave out: claims with less support than the other side, and old figures.

    An old figure is also left out where other sentences have it.
    """
    lost: set[Sentence] = set()
    for conflict in conflicts:
        most = max(claim.support for claim in conflict.claims)
        behind = [c for c in conflict.claims if c.support < most]
        claims = conflict.claims[:-1] if conflict.later else behind
        told = {(e.article, e.start) for claim in claims for e in claim.evidence}
        sentences = attribution.cluster.sentences
        rows = [i for i, s in enumerate(sentences) if (s.article, s.start) in told]
        if conflict.later:
            rows += _repeating(attribution, rows, conflict.claims[-1].evidence[0])
        lost |= {sentences[i] for i in rows}
    return lost


def _repeating(attribution: Attribution, old: Sequence[int], last: Evidence) -> list[int]:
    """The rows of sentences with a figure of the `old` ones that the last claim has changed."""
    sentences = attribution.cluster.sentences
    place = last.article, last.start
    new = next((i for i, s in enumerate(sentences) if (s.article, s.start) == place), None)
    if new is None:
        return []
    figures = {
        (value.unit, value.low)
        for i in old
        for value, _ in rivals(_values(attribution, i), _values(attribution, new))
        if value.kind in ("count", "money")
    }
    return [
        i
        for i in range(len(sentences))
        if i != new and figures & {(v.unit, v.low) for v in _values(attribution, i)}
    ]


def _place(conflict: Conflict) -> tuple[str, ...]:
    return (conflict.kind, *(claim.text for claim in conflict.claims))


def _candidates(attribution: Attribution) -> list[_Candidate]:
    """The pairs to ask about, the likeliest first."""
    cluster = attribution.cluster
    # By content, as the direction that is asked first decides whether the other one is asked.
    originals = sorted(
        (a for a in attribution.by_article if cluster.origins[a] == a),
        key=lambda a: (cluster.articles[a].text, a),
    )
    rows = [i for article in originals for i in attribution.by_article[article][:DEPTH]]
    matrix = attribution.vectors.rows[rows]
    cosine = (matrix @ matrix.T).tocoo()
    origin = np.array([cluster.sentences[i].article for i in rows])
    kept = (cosine.row < cosine.col) & (cosine.data.round(9) >= CLOSE)
    kept &= origin[cosine.row] != origin[cosine.col]
    pairs = sorted(
        zip(-cosine.data[kept].round(9), cosine.row[kept], cosine.col[kept], strict=True),
        key=lambda p: (
            p[0],
            *sorted((attribution.texts[rows[p[1]]], attribution.texts[rows[p[2]]])),
        ),
    )
    ranked = [
        (near - (TYPED if candidate.value else 0.0), n, candidate)
        for n, (near, i, j) in enumerate(pairs[:CLOSEST])
        for candidate in [_typed(attribution, rows[i], rows[j])]
    ]
    return [candidate for _, _, candidate in sorted(ranked)[:MAX_CONTRADICTION_PAIRS]]


def _typed(attribution: Attribution, one: int, two: int) -> _Candidate:
    """The pair with the first two values that cannot both be true of one thing, if any."""
    differing = rivals(*(_values(attribution, i) for i in (one, two)))
    value, other = differing[0] if differing else (None, None)
    return _Candidate(one, two, value, other)


def _values(attribution: Attribution, i: int) -> tuple[Value, ...]:
    return values(attribution.texts[i], _date(attribution, i))


def _date(attribution: Attribution, i: int) -> str:
    return attribution.cluster.articles[attribution.cluster.sentences[i].article].date


def _sure(attribution: Attribution, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates that the model calls contradictions in both directions, and updates."""
    bars, texts = attribution.model.bars, attribution.texts
    there = attribution.judge([Pair((texts[c.one],), texts[c.two]) for c in candidates])
    maybe = [
        (c, j.contradicts) for c, j in zip(candidates, there, strict=True) if j.contradicts >= MAYBE
    ]
    back = attribution.judge([Pair((texts[c.two],), texts[c.one]) for c, _ in maybe])
    means = [(c, (chance + j.contradicts) / 2) for (c, chance), j in zip(maybe, back, strict=True)]
    return [
        c
        for c, mean in means
        if mean >= (bars.typed if c.value else bars.untyped)
        or (mean >= UPDATED and _updates(attribution, c))
    ]


def _updates(attribution: Attribution, candidate: _Candidate) -> bool:
    """Whether two sentences of different days state one thing but for the figure."""
    value, other = candidate.value, candidate.other
    if value is None or other is None or _KINDS[value.kind] not in ("count", "amount"):
        return False
    one, two = (_date(attribution, i) for i in candidate[:2])
    if not (_newer(one, two) or _newer(two, one)):
        return False
    first, second = (attribution.texts[i] for i in candidate[:2])
    changed = first[: value.start] + second[other.start : other.end] + first[value.end :]
    changed_back = second[: other.start] + first[value.start : value.end] + second[other.end :]
    pairs = [(second, changed), (changed, second), (first, changed_back), (changed_back, first)]
    judged = attribution.judge([Pair((premise,), told) for premise, told in pairs])
    return min(j.supports for j in judged) >= EXCHANGED


def _joined(found: Iterable[_Candidate]) -> list[list[_Candidate]]:
    """The candidates in groups that share a sentence."""
    groups: list[list[_Candidate]] = []
    for candidate in found:
        touching = [
            g for g in groups if any({candidate.one, candidate.two} & {c.one, c.two} for c in g)
        ]
        groups = [g for g in groups if g not in touching]
        groups.append([c for g in touching for c in g] + [candidate])
    return groups


def _conflict(attribution: Attribution, group: Sequence[_Candidate]) -> Conflict | None:
    """The contradiction of a group; None where one article states both sides, as of two things."""
    cluster = attribution.cluster
    claims = [_claim(attribution, *side) for side in _sides(attribution, group)]
    told = [article for claim in claims for article in {e.article for e in claim.evidence}]
    if len(claims) < 2 or len(told) != len(set(told)):
        return None
    backed = sorted(claims, key=lambda c: (-c.support, c.text))
    kind = _kind(attribution, group[0])
    if kind in ("count", "amount", "outcome") and (ordered := _in_time(cluster, backed)):
        return Conflict(kind, tuple(ordered), later=True)
    return Conflict(kind, tuple(backed))


def _sides(
    attribution: Attribution, group: Sequence[_Candidate]
) -> list[tuple[list[int], Value | None]]:
    """The rows of a group by the side they take, the earliest of each first, and its value."""
    against = {pair for c in group for pair in ((c.one, c.two), (c.two, c.one))}
    stated = {c.one: c.value for c in group} | {c.two: c.other for c in group}
    sentences, sides = attribution.cluster.sentences, list[list[int]]()
    for i in sorted(stated, key=lambda i: (sentences[i].start, attribution.texts[i])):
        for side in sides:
            if all((i, j) not in against and _agree(stated[i], stated[j]) for j in side):
                side.append(i)
                break
        else:
            sides.append([i])
    return [(side, stated[side[0]]) for side in sides]


def _agree(one: Value | None, two: Value | None) -> bool:
    return one is None or two is None or compatible(one, two)


def _claim(attribution: Attribution, rows: Sequence[int], value: Value | None) -> Claim:
    """A side in the words of its first row, with a sentence of each article that supports it."""
    cluster, first = attribution.cluster, rows[0]
    told: dict[int, Evidence] = {}
    for i in rows:
        s = cluster.sentences[i]
        told.setdefault(s.article, Evidence(s.article, s.start, s.end, 1.0))
    for e in attribution.citations(attribution.texts[first], (cluster.sentences[first],)):
        told.setdefault(e.article, e)
    text = _shown(attribution.texts[first], value)
    return Claim(text, tuple(told.values()), attribution.support(told.values()))


def _shown(text: str, value: Value | None) -> str:
    """The words around a value, within its clause; the whole sentence without a value."""
    if value is None:
        return displayed(text)
    before = _CLAUSE.split(text[: value.start])[-1].split()[-AROUND[0] :]
    after = _CLAUSE.split(text[value.end :])[0].split()[: AROUND[1]]
    return displayed(" ".join([*before, text[value.start : value.end], *after])).rstrip(". ")


def _kind(attribution: Attribution, candidate: _Candidate) -> ConflictKind:
    """What differs: the kind of the value, or a name or place the other lacks, or the outcome."""
    if candidate.value is not None:
        return _KINDS[candidate.value.kind]
    one, two = (attribution.texts[i] for i in candidate[:2])
    lacking, others = missing_names(one, two), missing_names(two, one)
    if not (lacking and others):
        return "outcome"
    placed = [_PLACE.search(t[: t.find(n)]) for t, n in ((one, lacking[0]), (two, others[0]))]
    return "place" if all(placed) else "name"


def _in_time(cluster: Cluster, claims: Sequence[Claim]) -> list[Claim]:
    """The claims in the order of time when one is reported last; else nothing.

    The last one first appears after every other first does, and not before any of them was last
    repeated: an old figure may still be quoted on the day of the new one.
    """
    dated = [(sorted(cluster.articles[e.article].date for e in c.evidence), c) for c in claims]
    for new, last in dated:
        older = [(old, c) for old, c in dated if c is not last]
        if all(_newer(new[0], old[0]) and not _newer(old[-1], new[-1]) for old, _ in older):
            rest = sorted(older, key=lambda told: (told[0][0][:10], told[1].text))
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

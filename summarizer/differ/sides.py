"""Sides: clashes of two sentences → conflicts, each with its sides and who tells them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from summarizer.differ.types import Clash, Value
from summarizer.meaning.cluster import Readings
from summarizer.types import Claim, Cluster, Conflict, Evidence, displayed

# Figures that grow or are corrected with time; a name or place that changes is no update.
_UPDATED = {"count", "amount", "outcome"}


def sides(cluster: Cluster, told: Readings, clashes: Iterable[Clash]) -> tuple[Conflict, ...]:
    """The conflicts, best backed first; a value in several clashes joins them."""
    found = [_conflict(cluster, told, group) for group in _joined(clashes)]
    return tuple(sorted(found, key=lambda c: (-sum(x.support for x in c.claims), _place(c))))


def _place(conflict: Conflict) -> tuple[str, ...]:
    return (conflict.kind, *(claim.text for claim in conflict.claims))


def _joined(clashes: Iterable[Clash]) -> Iterator[list[Clash]]:
    """The clashes that share a value, of one kind, together."""
    groups: list[list[Clash]] = []
    for clash in sorted(set(clashes)):
        values = {clash.one, clash.two}
        near = [g for g in groups if g[0].kind == clash.kind and values & _values(g)]
        groups = [g for g in groups if g not in near]
        groups.append([clash, *(c for g in near for c in g)])
    yield from groups


def _values(group: Iterable[Clash]) -> set[Value]:
    return {value for clash in group for value in (clash.one, clash.two)}


def _conflict(cluster: Cluster, told: Readings, group: Sequence[Clash]) -> Conflict:
    by_key: dict[str, list[Value]] = defaultdict(list)
    for value in sorted(_values(group)):
        by_key[value.key].append(value)
    claims = {key: _claim(cluster, told, values) for key, values in by_key.items()}
    backed = sorted(claims.values(), key=lambda c: (-c.support, c.text))
    kind = group[0].kind
    if kind in _UPDATED and (ordered := _in_time(cluster, backed)):
        return Conflict(kind, tuple(ordered), later=True)
    return Conflict(kind, tuple(backed))


def _claim(cluster: Cluster, told: Readings, values: Sequence[Value]) -> Claim:
    """A side: the words of its first value, and a sentence of each article that has it."""
    first: dict[int, Value] = {}
    for value in values:
        first.setdefault(told.sentences[value.sentence].article, value)
    evidence = []
    for value in first.values():
        sentence = told.sentences[value.sentence]
        evidence.append(Evidence(sentence.article, sentence.start, sentence.end, 1.0))
    support = len({cluster.origins[e.article] for e in evidence})
    words = told[values[0].sentence].words[values[0].start : values[0].end]
    text = "".join([words[0].text, *(w.gap + w.text for w in words[1:])]) if words else ""
    return Claim(displayed(text), tuple(evidence), support)


def _in_time(cluster: Cluster, claims: Sequence[Claim]) -> list[Claim]:
    """The claims in the order of time when each is newer than the one before; else nothing."""
    spans = []
    for claim in claims:
        moments = [_moment(cluster.articles[e.article].date) for e in claim.evidence]
        known = [m for m in moments if m is not None]
        if len(known) < len(moments):
            return []
        spans.append((min(known), max(known), claim))
    spans.sort(key=lambda span: span[:2])
    apart = all(one[1] < two[0] for one, two in pairwise(spans))
    return [claim for _, _, claim in spans] if apart else []


def _moment(stated: str) -> tuple[date, float] | None:
    """The day and second of an ISO date."""
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return moment.date(), moment.hour * 3600.0 + moment.minute * 60.0

"""The contradictions found in the invented events of `eval/conflicts`.

    python eval/measure_conflicts.py [--half dev|heldout] [--show]

A reported conflict is right when every claim lies on a sentence that states a side of one planted
conflict and shares a word with it, two of them tell different sides, and the kind is the planted
one (count and amount, and date and time, may stand for each other).  A side is told by the
sentence with its quotation, and by those of its other articles that a planted fact joins to it.

Precision is of the plain reports.  A planted update may be reported as `later` or not at all;
a plain report of one is wrong.  Planted conflicts that were reported as `later` count apart, and
only where the dates of the articles allow it.  A near miss is reported when two claims of a
report lie on two of its quotations.

`--show` lists every report and every planted conflict that was missed: for the dev half only.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from common import HERE, lines, parser, wilson
from conflict_bed import Bed, Planted, Side, content

from summarizer.pipeline import ClusterAnalysis
from summarizer.types import Claim, Cluster, Conflict, Sentence

KINDS = ("count", "amount", "date", "time", "place", "name", "outcome")
EXCHANGED = {"amount": "count", "time": "date"}


@dataclass(frozen=True)
class Judged:
    """A report and what it found: nothing, a planted conflict, or a near miss of some kind."""

    report: Conflict
    planted: Planted | None
    near_miss: str
    dated: bool

    @property
    def right(self) -> bool:
        """Whether it may be printed: a conflict as one, an update as one."""
        if self.planted is None:
            return False
        return self.report.later == self.planted.later or (self.report.later and self.dated)


@dataclass(frozen=True)
class Event:
    """One event: what was planted, and what was reported."""

    bed: Bed
    judged: list[Judged]

    def found(self, planted: Planted, later: bool) -> bool:
        """Whether some report, plain or `later`, found it."""
        mine = (j for j in self.judged if j.planted is planted and j.report.later == later)
        return any(j.dated or not later for j in mine)

    def missed(self) -> list[Planted]:
        """The planted conflicts and updates that no report found."""
        either = (p for p in self.bed.conflicts if not self.found(p, later=True))
        return [p for p in either if not self.found(p, later=False)]


def main() -> int:
    """Measure one half and print tables."""
    given = parser(__doc__)
    given.add_argument("--half", choices=("dev", "more", "heldout"), default="dev")
    given.add_argument("--show", action="store_true")
    options = given.parse_args()
    events = [measure(Bed(e)) for e in lines(HERE / "conflicts" / f"{options.half}.jsonl")]
    print(f"half: {options.half}, {len(events)} events")
    if options.show:
        for event in events:
            print(*shown(event), sep="\n", end="\n" if event.judged or event.missed() else "")
    print(report(events))
    return 0


def measure(bed: Bed) -> Event:
    """Run the pipeline on one event and compare its reports with what was planted."""
    found = ClusterAnalysis(bed.cluster).contradictions
    return Event(bed, [_judged(bed, report) for report in found])


def _judged(bed: Bed, found: Conflict) -> Judged:
    hit = next((p for p in bed.conflicts if _matches(found, p)), None)
    near = [m.kind for m in bed.near_misses if len(_sides(found, m.sides)) > 1]
    return Judged(found, hit, near[0] if near and not hit else "", dated(bed.cluster, found))


def _matches(found: Conflict, planted: Planted) -> bool:
    """Whether the kind fits, every claim states a side, and two of them different ones."""
    one, two = (EXCHANGED.get(kind, kind) for kind in (found.kind, planted.kind))
    every = all(_sides_of(claim, planted.sides) for claim in found.claims)
    return one == two and every and len(_sides(found, planted.sides)) > 1


def _sides(found: Conflict, sides: Sequence[Side]) -> set[int]:
    """The sides that some claim states."""
    return {i for claim in found.claims for i in _sides_of(claim, sides)}


def _sides_of(claim: Claim, sides: Sequence[Side]) -> list[int]:
    places = {(e.article, e.start) for e in claim.evidence}
    said = content([claim.text])
    return [i for i, s in enumerate(sides) if places & s.places and said & s.words]


def dated(cluster: Cluster, found: Conflict) -> bool:
    """Whether every article of the last claim is newer, by its stated date, than all others."""
    *older, newest = [[cluster.articles[e.article].date for e in c.evidence] for c in found.claims]
    return all(_newer(new, old) for new in newest for claim in older for old in claim)


def _newer(one: str, two: str) -> bool:
    """Days are compared, and the clock only where both state it, and their zone."""
    try:
        new, old = datetime.fromisoformat(one), datetime.fromisoformat(two)
    except ValueError:
        return False
    if new.tzinfo is not None and old.tzinfo is not None:
        return new > old
    return date.fromisoformat(one[:10]) > date.fromisoformat(two[:10])


# Printing


def report(events: Sequence[Event]) -> str:
    """Conflicts by kind, updates and near misses."""
    rows = [row for kinds in (KINDS, *((kind,) for kind in KINDS)) for row in _table(events, kinds)]
    return "\n".join([*rows, *_updates(events), *_near_misses(events)])


def _table(events: Sequence[Event], kinds: Sequence[str]) -> Iterator[str]:
    said = [j for e in events for j in e.judged if not j.report.later and j.report.kind in kinds]
    meant = [(e, p) for e in events for p in e.bed.conflicts if not p.later and p.kind in kinds]
    right, found = sum(j.right for j in said), sum(e.found(p, later=False) for e, p in meant)
    later = sum(e.found(p, later=True) and not e.found(p, later=False) for e, p in meant)
    name = kinds[0] if len(kinds) == 1 else "conflicts of all kinds"
    yield f"{name}: planted {len(meant)}, reported {len(said)}, right {right}"
    yield f"  precision {wilson(right, len(said))}"
    yield f"  recall    {wilson(found, len(meant))}, as later {later} more"


def _updates(events: Sequence[Event]) -> Iterator[str]:
    meant = [(e, p) for e in events for p in e.bed.conflicts if p.later]
    later = sum(e.found(p, later=True) for e, p in meant)
    plain = sum(e.found(p, later=False) for e, p in meant)
    none = sum(p in e.missed() for e, p in meant)
    said = [j for e in events for j in e.judged if j.report.later]
    yield f"updates: planted {len(meant)}: as later {later}, plain (false) {plain}, not {none}"
    yield f"  reported as later {len(said)}, right {sum(j.right for j in said)}"


def _near_misses(events: Sequence[Event]) -> Iterator[str]:
    planted = sum((e.bed.counted for e in events), Counter[str]())
    said = Counter(j.near_miss for e in events for j in e.judged if j.near_miss)
    yield f"near misses reported: {wilson(said.total(), planted.total())}"
    yield from (f"  {kind:24} {said[kind]} of {count}" for kind, count in sorted(planted.items()))


def shown(event: Event) -> Iterator[str]:
    """Every report of an event, and what was planted and missed."""
    for j in event.judged:
        kind = f"{j.report.kind}{' later' if j.report.later else ''}"
        near = f" (near miss: {j.near_miss})" if j.near_miss else ""
        yield f"{'right' if j.right else 'WRONG'} {event.bed.cluster.id}: {kind}{near}"
        yield from (f"    {c.text!r} in {_sentence(event.bed.cluster, c)}" for c in j.report.claims)
    for p in event.missed():
        sides = " / ".join(side.value for side in p.sides)
        yield f"missed {event.bed.cluster.id}: {p.kind}{' later' if p.later else ''} {sides}"


def _sentence(cluster: Cluster, claim: Claim) -> str:
    first = claim.evidence[0]
    return f"[{first.article}] {cluster.text(Sentence(first.article, first.start, first.end))}"


if __name__ == "__main__":
    started = time.perf_counter()
    status = main()
    print(f"{time.perf_counter() - started:.1f} s")
    sys.exit(status)

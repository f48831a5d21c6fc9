"""What is reported on the bundled events: nothing but what their sources do contradict."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer import Cluster, pipeline, read
from summarizer.api import budget_of
from summarizer.methods import create
from summarizer.pipeline import Planner, prepare
from summarizer.types import Differences

EVENTS = Path(__file__).resolve().parent.parent / "eval" / "examples"
# Numbers of the sides; an update in the order of time.
EXPECTED = {
    "castlow-mayor-recount": [("count", False, ("37", "41"))],
    "hollin-valley-flood": [("count", False, ("Fourteen", "Thirteen"))],
}


NAMES = sorted(p.name for p in EVENTS.iterdir() if p.is_dir())


def prepared(event: str) -> Cluster:
    paths = [str(p) for p in sorted((EVENTS / event).glob("[0-9]*"))]
    (cluster,) = (c for c in read(paths) if isinstance(c, Cluster))
    return prepare(cluster)


@pytest.mark.parametrize("event", NAMES)
def test_only_what_they_contradict(event: str) -> None:
    found = Planner(prepared(event)).differences.conflicts
    expected = EXPECTED.get(event, [])
    assert [(c.kind, c.later) for c in found] == [(kind, later) for kind, later, _ in expected]
    for conflict, (_, _, values) in zip(found, expected, strict=True):
        assert all(v in c.text for v, c in zip(values, conflict.claims, strict=True))


def test_what_the_summary_quotes_is_not_told_again() -> None:
    """At 300 words most of what one source alone tells is in the summary."""
    left_out = 0
    for event in NAMES:
        cluster, method = prepared(event), create("consensus")
        budget = budget_of(300, None, None, False)
        (summary,) = pipeline.summarize_clusters([cluster], method, budget)
        assert not {s.text for s in summary.sentences} & {u.text for u in summary.unique}
        left_out += len(Planner(cluster).differences.unique) - len(summary.unique)
    assert left_out


def test_differences_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The method that chooses and the summary that shows them ask the same planner."""
    asked: list[Cluster] = []

    def counted(cluster: Cluster, _: object) -> Differences:
        asked.append(cluster)
        return Differences()

    monkeypatch.setattr(pipeline, "differ", counted)
    pipeline.planner_of.cache_clear()
    cluster, budget = prepared("hollin-valley-flood"), budget_of(60, None, None, False)
    list(pipeline.summarize_clusters([cluster], create("consensus"), budget))
    pipeline.planner_of.cache_clear()
    assert asked == [cluster]

"""Differences on the bundled events, whatever the pair model finds: where they are shown, and how.

What it finds there is measured (`eval/measure_agreement.py`), not frozen here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pair_models import BARS, Scattered, Words, installed

from summarizer import Cluster, pipeline, read
from summarizer.api import budget_of
from summarizer.entailment import Judgement, Pair
from summarizer.methods import create
from summarizer.pipeline import ClusterAnalysis, prepare, summarize_clusters
from summarizer.types import Budget, Claim, Conflict, Evidence

EVENTS = Path(__file__).resolve().parent.parent / "eval" / "examples"
NAMES = sorted(p.name for p in EVENTS.iterdir() if p.is_dir())


def prepared(event: str) -> Cluster:
    paths = [str(p) for p in sorted((EVENTS / event).glob("[0-9]*"))]
    (cluster,) = (c for c in read(paths) if isinstance(c, Cluster))
    return prepare(cluster)


class Rash(Scattered):
    """Finds contradictions everywhere."""

    bars = BARS._replace(supports=0.6, partial=0.4, contradicts=0.4, typed=0.4, untyped=0.5)


def test_differences_are_of_the_event() -> None:
    with installed(Rash()):
        found = [ClusterAnalysis(prepared(event)) for event in NAMES]
        conflicts = [conflict for analysis in found for conflict in analysis.contradictions]
        alone = [analysis.single_source for analysis in found]
    assert conflicts
    assert any(alone)
    for conflict in conflicts:
        told = [e.article for claim in conflict.claims for e in claim.evidence]
        assert len(told) == len(set(told)) > 1
        assert all(claim.support > 0 for claim in conflict.claims)
    assert all(len(facts) <= 5 for facts in alone)


@pytest.mark.slow
def test_what_the_summary_quotes_is_not_told_again() -> None:
    """At 300 words most of what one source alone tells is in the summary."""
    left_out = 0
    with installed(Words()):
        for event in NAMES:
            cluster, method = prepared(event), create("consensus")
            budget = budget_of(300, None, None, False)
            (summary,) = summarize_clusters([cluster], method, budget)
            assert not {s.text for s in summary.sentences} & {u.text for u in summary.unique}
            left_out += len(ClusterAnalysis(cluster).single_source) - len(summary.unique)
    assert left_out


@pytest.mark.parametrize("asked", [True, False])
def test_lead_pays_for_contradictions_only_when_they_are_asked_for(asked: bool) -> None:
    calls: list[int] = []

    class Counting(Scattered):
        def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
            calls.append(len(pairs))
            return super().judge(pairs)

    cluster, budget = prepared("hollin-valley-flood"), Budget(words=1)
    with installed(Counting()):
        list(summarize_clusters([cluster], create("lead"), budget, conflicts=asked, unique=False))
    assert (len(calls) > 1) is asked


def test_every_cluster_is_analysed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The method that chooses and the summary that shows what differs ask the same analysis."""
    asked: list[str] = []

    def counted(name: str) -> Any:
        return lambda *_: (asked.append(name), ())[1]

    for name in ("contradictions", "single_source"):
        monkeypatch.setattr(pipeline, name, counted(name))
    cluster = prepared("hollin-valley-flood")
    with installed(Words()):
        clusters = [replace(cluster, id=str(i)) for i in range(3)]
        list(summarize_clusters(clusters, create("consensus"), Budget(words=60)))
    assert asked.count("contradictions") == asked.count("single_source") == 3


@pytest.mark.parametrize(
    ("support", "later", "told"),
    [((1, 2), False, False), ((2, 2), False, True), ((1, 2), True, False)],
)
def test_the_losing_side_of_a_conflict_is_not_told(
    monkeypatch: pytest.MonkeyPatch, support: tuple[int, int], later: bool, told: bool
) -> None:
    with installed(Words()):
        cluster = prepared("hollin-valley-flood")
        budget = budget_of(60, None, None, False)
        first, *_ = ClusterAnalysis(cluster).select(budget).sentences
        side = Claim("x", (Evidence(first.article, first.start, first.end, 1.0),), support[0])
        sides = (side, Claim("y", (Evidence(0, 0, 1, 1.0),), support[1]))
        conflict = Conflict("count", sides, later=later)
        monkeypatch.setattr(ClusterAnalysis, "contradictions", (conflict,))
        assert (first in ClusterAnalysis(cluster).select(budget).sentences) == told

"""Comparisons: the same clusters for all, nothing dropped in silence, no order that matters."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from summarizer.errors import InputError, NothingUsable, UsageError
from summarizer.evaluate.compare import by_length, by_sources, compare
from summarizer.evaluate.significance import holm, paired_randomization
from summarizer.evaluate.types import (
    MEASURES,
    METRICS,
    PARTS,
    PRF,
    Benchmark,
    Difference,
    Failure,
    Results,
    RougeSettings,
    Scores,
    System,
    SystemResult,
)  # fmt: skip
from summarizer.types import Article, Budget, Cluster

BUDGET = Budget(words=50)
BENCHMARK = Benchmark("made", (), BUDGET, RougeSettings(), split="dev")
SYSTEMS = tuple(System(label, f"{label}|v:1", BUDGET) for label in ("lead", "good", "bad"))
EFFECT = {"lead": 0.0, "good": 0.04, "bad": -0.03, "more": 0.02}


def cluster(number: int, sources: int = 2, words: int = 10) -> Cluster:
    text = " ".join(["word"] * words)
    articles = tuple(Article(f"{text} {number}.{i}") for i in range(sources))
    return Cluster(f"id-{number:03}", articles, references=(f"What {number} was about.",))


CLUSTERS = [cluster(n, sources=2 + n % 4, words=10 + n) for n in range(30)]


def scored(cluster: str, system: str, f1: float | None = None, **measures: float | None) -> Scores:
    """Scores that depend on the cluster and the system, or one F1 for all metrics."""
    rng = random.Random(f"{cluster} {system}")
    shared = random.Random(cluster).betavariate(2, 5)
    rouge = {}
    for metric in METRICS:
        value = shared + EFFECT[system] + rng.gauss(0, 0.05) if f1 is None else f1
        rouge[metric] = PRF(rng.random(), rng.random(), min(1.0, max(0.0, value)))
    return Scores(cluster, system, rouge, {name: rng.random() for name in MEASURES} | measures)


def all_scores(
    clusters: Sequence[Cluster] = CLUSTERS, systems: Sequence[System] = SYSTEMS
) -> list[Scores]:
    return [scored(c.id, s.label) for s in systems for c in clusters]


def compared(
    clusters: Iterable[Cluster] = CLUSTERS,
    systems: Sequence[System] = SYSTEMS,
    scores: Iterable[Scores] | None = None,
    failures: Iterable[Failure] = (),
    **settings: Any,
) -> Results:
    clusters = list(clusters)
    return compare(
        BENCHMARK, clusters, systems, all_scores(clusters) if scores is None else scores, failures,
        rouge_signature="rouge:1", code="c0de", command="run", **settings,
    )  # fmt: skip


def of(results: Results, label: str) -> SystemResult:
    (found,) = [system for system in results.systems if system.label == label]
    return found


def difference(results: Results, label: str, metric: str = "rouge1") -> Difference:
    (found,) = [d for d in of(results, label).differences if d.metric == metric]
    return found


def shuffled(things: Iterable[Any], seed: int) -> list[Any]:
    mixed = list(things)
    random.Random(seed).shuffle(mixed)
    return mixed


def test_means_are_plain_means() -> None:
    scores = all_scores()
    for system in compared(scores=scores).systems:
        own = [s for s in scores if s.system == system.label]
        for metric in METRICS:
            for part in PARTS:
                mean = np.mean([getattr(s.rouge[metric], part) for s in own])
                found = system.rouge[metric][part]
                assert found.mean == pytest.approx(mean)
                assert found.low < found.mean < found.high
        for name in MEASURES:
            assert system.measures[name].mean == pytest.approx(
                np.mean([s.measures[name] for s in own])
            )


def test_p_values_are_corrected_over_the_systems_within_a_metric() -> None:
    scores = all_scores()
    results = compared(scores=scores)
    f1 = {
        label: np.array([s.rouge["rouge2"].fmeasure for s in scores if s.system == label])
        for label in ("lead", "good", "bad")
    }
    # Clusters, and so their scores, are sorted by content: by reference.
    order = np.argsort([c.references[0] for c in CLUSTERS])
    raw = [paired_randomization(f1[label][order], f1["lead"][order]) for label in ("good", "bad")]
    found = [difference(results, label, "rouge2") for label in ("good", "bad")]
    assert [d.p_randomization for d in found] == raw
    assert [d.p_randomization_holm for d in found] == holm(raw)
    assert [d.p_bootstrap_holm for d in found] == holm([d.p_bootstrap for d in found])
    assert found[0].p_randomization < 0.05


def test_wins_ties_and_losses_are_counted_by_cluster() -> None:
    lead, good, bad = [0.5, 0.5, 0.5, 0.5], [0.6, 0.5 + 5e-10, 0.5 + 5e-9, 0.1], [0.1] * 4
    scores = [
        scored(c.id, label, f1)
        for label, f1s in (("lead", lead), ("good", good), ("bad", bad))
        for c, f1 in zip(CLUSTERS, f1s, strict=False)
    ]
    results = compared(CLUSTERS[:4], scores=scores)
    assert [(d.wins, d.ties, d.losses) for d in of(results, "good").differences] == [(2, 1, 1)] * 4
    assert [(d.wins, d.ties, d.losses) for d in of(results, "bad").differences] == [(0, 0, 4)] * 4


def test_a_measure_is_averaged_where_it_is_defined() -> None:
    values = [0.2, None, 0.6, None]
    scores = [
        scored(c.id, "lead", density=value, grounded=None)
        for c, value in zip(CLUSTERS, values, strict=False)
    ]
    measures = of(compared(CLUSTERS[:4], SYSTEMS[:1], scores), "lead").measures
    assert measures["density"].mean == pytest.approx(0.4)
    assert np.isnan(measures["grounded"].mean)
    assert 0 < measures["novel_1"].mean < 1


def test_resamples_and_seed_reach_every_number() -> None:
    usual, found = of(compared(), "good"), of(compared(seed=2, resamples=50), "good")
    for metric in METRICS:
        assert usual.rouge[metric] != found.rouge[metric]
    assert all(usual.measures[name] != found.measures[name] for name in MEASURES)
    for before, after in zip(usual.differences, found.differences, strict=True):
        assert before.interval != after.interval
        assert after.p_bootstrap * 51 == pytest.approx(round(after.p_bootstrap * 51))
        assert after.p_randomization * 10_001 == pytest.approx(
            round(after.p_randomization * 10_001)
        )


def test_a_cluster_one_system_failed_on_is_left_out_for_all() -> None:
    failures = [
        Failure("id-004", "good", "out of\nmemory"),
        Failure("id-009", "bad", "no sentence"),
        Failure("id-001", "bad", "no sentence"),
    ]
    left = [c for c in CLUSTERS if c.id not in {"id-001", "id-004", "id-009"}]
    scores = [s for s in all_scores() if (s.system, s.cluster) != ("good", "id-004")]
    results = compared(scores=scores, failures=failures)
    assert results.systems == compared(left).systems
    assert (results.given, results.compared) == (30, 27)
    assert [f.cluster for f in results.failures] == ["id-001", "id-004", "id-009"]
    assert results.warnings == (
        "3 of 30 clusters are left out for every system: "
        "bad failed on 2 (no sentence); good failed on 1 (out of memory)",
    )


def test_clusters_without_references_are_not_scored_and_said() -> None:
    bare = [replace(c, references=()) for c in CLUSTERS[:5]]
    results = compared([*bare, *CLUSTERS[5:]], scores=all_scores())
    assert results.systems == compared(CLUSTERS[5:]).systems
    assert (results.given, results.compared) == (25, 25)
    assert results.warnings == ("5 of 30 clusters have no reference and are not scored",)


@pytest.mark.parametrize(("clusters", "warned"), [(19, True), (20, False)])
def test_few_clusters_are_warned_of(clusters: int, warned: bool) -> None:
    found = compared(CLUSTERS[:clusters]).warnings
    assert any(w.startswith(f"only {clusters} clusters") for w in found) == warned


@pytest.mark.parametrize("seed", range(3))
def test_no_order_matters(seed: int) -> None:
    failures = [Failure(f"id-{n:03}", s, "why") for n in (3, 8) for s in ("good", "bad")]
    mixed = compared(
        shuffled(CLUSTERS, seed), scores=shuffled(all_scores(), seed),
        failures=shuffled(failures * 2, seed),
    )  # fmt: skip
    assert mixed == compared(failures=failures)
    found = [(f.cluster, f.system) for f in mixed.failures]
    assert found == [(f"id-{n:03}", s) for n in (3, 8) for s in ("good", "bad")]


def test_ids_do_not_matter() -> None:
    """A record without an id is called by its line, which an order changes."""
    names = dict(zip((c.id for c in CLUSTERS), shuffled((c.id for c in CLUSTERS), 1), strict=True))
    renamed = [replace(c, id=names[c.id]) for c in CLUSTERS]
    scores = [replace(s, cluster=names[s.cluster]) for s in all_scores()]
    assert compared(renamed, scores=scores) == compared()


def test_other_systems_do_not_matter_but_to_the_correction() -> None:
    more = (*SYSTEMS, System("more", "more|v:1", BUDGET))
    alone = compared(systems=SYSTEMS[:2])
    among = compared(systems=more, scores=all_scores(systems=more))

    def uncorrected(system: SystemResult) -> SystemResult:
        return replace(
            system,
            differences=tuple(
                replace(d, p_bootstrap_holm=0.0, p_randomization_holm=0.0)
                for d in system.differences
            ),
        )

    for label in ("lead", "good"):
        assert uncorrected(of(alone, label)) == uncorrected(of(among, label))
    assert difference(among, "good").p_bootstrap_holm > difference(alone, "good").p_bootstrap_holm


BARE = [replace(c, references=()) for c in CLUSTERS]
UNSEEN = [s for s in all_scores() if (s.system, s.cluster) != ("good", "id-007")]
FAILED = [Failure(c.id, "bad", "no\tmodel here") for c in CLUSTERS]


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"baseline": "led"}, UsageError, "no system 'led': the baseline can be lead, good, bad"),
        ({"systems": ()}, UsageError, "at least one system"),
        ({"resamples": 0}, UsageError, "resamples must be at least 1, not 0"),
        ({"seed": -1}, UsageError, "seed must be at least 0, not -1"),
        ({"scores": UNSEEN}, InputError, "^cluster id-007: good has neither scores nor a failure"),
        (
            {"scores": [*all_scores(), scored("id-002", "bad")]},
            InputError,
            "^cluster id-002: bad has several scores",
        ),
        ({"clusters": []}, NothingUsable, "^made: no cluster has a reference"),
        ({"clusters": BARE}, NothingUsable, "^made: no cluster has a reference"),
        ({"failures": FAILED}, NothingUsable, r"bad failed on 30 \(no model here\)"),
    ],
)
def test_a_comparison_that_makes_no_sense_is_refused(
    settings: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        compared(**settings)


def labels(groups: list[tuple[str, list[int]]]) -> list[tuple[str, int]]:
    return [(label, len(rows)) for label, rows in groups]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ({1: 1, 2: 3}, [("1 source", 1), ("2 sources", 3)]),
        ({2: 50, 3: 49, 4: 1}, [("2 sources", 50), ("3–4 sources", 50)]),
        ({2: 1, 3: 99}, [("2–3 sources", 100)]),
        ({2: 90, 5: 2, 6: 3, 9: 5}, [("2 sources", 90), ("5–6 sources", 5), ("9 sources", 5)]),
        ({2: 90, 5: 8, 6: 1, 9: 1}, [("2 sources", 90), ("5–9 sources", 10)]),
    ],
)
def test_rare_numbers_of_sources_stand_together(
    numbers: dict[int, int], expected: list[tuple[str, int]]
) -> None:
    clusters = [cluster(0, sources) for sources, times in numbers.items() for _ in range(times)]
    assert labels(by_sources(clusters)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            [900, 999, 1199, 2399, 2400, 2999],
            [("under 1,200 words", 2), ("1,200–2,400 words", 2), ("over 2,400 words", 2)],
        ),
        ([99], [("100 words", 1)]),
        ([99, 199], [("100–200 words", 2)]),
        ([99, 99, 99, 149], [("100 words", 3), ("over 100 words", 1)]),
    ],
)
def test_thirds_by_length(words: list[int], expected: list[tuple[str, int]]) -> None:
    # One article each, whose number at the end is one more word.
    clusters = [cluster(i, 1, n) for i, n in enumerate(words)]
    assert labels(by_length(clusters)) == expected


def test_slices_hold_the_mean_f1_of_their_clusters() -> None:
    results = compared()
    for system in results.systems:
        assert [s.label for s in system.by_sources] == [f"{n} sources" for n in (2, 3, 4, 5)]
        assert [s.clusters for s in system.by_length] == [10, 10, 10]
        for slices in (system.by_sources, system.by_length):
            for metric in METRICS:
                total = sum(s.clusters * s.rouge[metric] for s in slices)
                assert total / 30 == pytest.approx(system.rouge[metric]["fmeasure"].mean)
    two = [scored(c.id, "good").rouge["rougeL"].fmeasure for c in CLUSTERS if len(c.articles) == 2]
    assert of(results, "good").by_sources[0].rouge["rougeL"] == pytest.approx(np.mean(two))


def measured(label: str, **measures: list[float | None]) -> list[Scores]:
    """Scores on the first clusters, one for each value."""
    count = len(next(iter(measures.values())))
    rows = [{name: values[i] for name, values in measures.items()} for i in range(count)]
    sound = {"words": 9.0}
    return [scored(CLUSTERS[i].id, label, **{**sound, **row}) for i, row in enumerate(rows)]


def told(*systems: list[Scores], predictions: dict[str, str] | None = None) -> list[str]:
    """The warnings but for that of so few clusters."""
    shown = [replace(SYSTEMS[i], predictions=predictions) for i in range(len(systems))]
    scores = [score for own in systems for score in own]
    clusters = CLUSTERS[: len(systems[0])]
    return list(compared(clusters, shown, scores).warnings[1:])


@pytest.mark.parametrize(
    ("measures", "warned"),
    [
        ({"words": [50.0, 12.0, 1.0]}, []),
        ({"words": [0.0, 12.0, 0.0]}, ["2 of 3 summaries of lead are empty"]),
        (
            {"words": [51.0, 50.0, 50.0]},
            ["1 of 3 summaries of lead are over the budget of 50 words and are not cut"],
        ),
        (
            {name: [None, 0.5, 0.5] for name in ("copied", "fused")}
            | {"evenness": [None, 0.5, None]},
            [
                "evenness: the mean is over 1 of 3 clusters",
                "copied, fused: the mean is over 2 of 3 clusters",
            ],
        ),
    ],
)
def test_doubtful_summaries_are_warned_of(
    measures: dict[str, list[float | None]], warned: list[str]
) -> None:
    assert told(measured("lead", **measures)) == warned


def test_odd_predictions_and_means_over_fewer_clusters_are_warned_of() -> None:
    (line,) = told(measured("lead", words=[9.0]), predictions={"id-000": "", "zz": "", "y": ""})
    assert line == "2 summaries of lead are of no cluster here, y for one"
    some = measured("lead", evenness=[None, 0.5, None])
    whole = measured("good", evenness=[0.5, 0.5, 0.5])
    assert told(some, whole) == ["evenness: the mean is over fewer clusters for lead 1 of 3"]

"""Significance: scipy, hand arithmetic and simulation as oracles; nothing hangs on chunks."""

from __future__ import annotations

import tracemalloc
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from summarizer.evaluate import significance
from summarizer.evaluate.significance import (
    Floats,
    holm,
    interval,
    paired_bootstrap,
    paired_randomization,
)  # fmt: skip

RNG = np.random.default_rng


def pair(n: int, effect: float = 0.02, seed: int = 3) -> tuple[Floats, Floats]:
    """Two systems' made-up F1s on the same clusters, skewed and correlated as real ones are."""
    rng = RNG(seed)
    baseline = rng.beta(2, 5, n)
    return np.clip(baseline + rng.normal(effect, 0.08, n), 0, 1), baseline


def difference(x: Floats, y: Floats, axis: int = -1) -> Floats:
    return np.asarray(np.mean(x, axis=axis) - np.mean(y, axis=axis))


def alike(n: int, runs: int, seed: int) -> list[tuple[Floats, Floats, int]]:
    """Pairs between which chance decided which system is which, each with a seed."""
    made = []
    for i in range(runs):
        a, b = pair(n, 0.0, seed + i)
        swap = RNG(seed + runs + i).random(n) < 0.5
        made.append((np.where(swap, a, b), np.where(swap, b, a), seed + i))
    return made


# --- approximate randomization


@pytest.mark.parametrize("n", [2, 5, 9, 13])
@pytest.mark.parametrize("effect", [0.0, 0.03, -0.1])
def test_few_clusters_give_the_exact_p_value_of_scipy(n: int, effect: float) -> None:
    scores, baseline = pair(n, effect)
    exact = stats.permutation_test(
        (scores, baseline), difference, permutation_type="samples", n_resamples=np.inf,
        vectorized=True,
    )  # fmt: skip
    assert paired_randomization(scores, baseline) == pytest.approx(exact.pvalue, abs=1e-12)


@pytest.mark.parametrize("effect", [0.0, 0.01, 0.02])
def test_many_clusters_agree_with_scipy_within_monte_carlo_error(effect: float) -> None:
    scores, baseline = pair(64, effect)
    found = stats.permutation_test(
        (scores, baseline), difference, permutation_type="samples", n_resamples=20_000,
        vectorized=True, batch=2_000, rng=RNG(8),
    )  # fmt: skip
    p = paired_randomization(scores, baseline, rounds=20_000)
    # Four standard errors of the difference of two such shares, scipy's being twice one tail's.
    error = np.sqrt((p * (1 - p) + p * (2 - p)) / 20_000)
    assert p == pytest.approx(found.pvalue, abs=4 * error + 1e-4)


def test_ties_count_in_whatever_order_they_are_summed() -> None:
    """Tenths are not exact in binary: sums of them that are equal come out a little apart."""
    differences = np.array([0.1] * 7 + [-0.1] * 5)
    far = sum(abs(sum(signs)) >= 2 for signs in product((1, -1), repeat=12))
    for order in range(5):
        mixed = RNG(order).permutation(differences)
        assert paired_randomization(mixed, np.zeros(12)) == far / 2**12


# --- bootstrap


DRAWS = 80_000
# Four standard errors of the difference of two 2.5th percentiles of so many normal draws, in
# standard deviations: 4 · √(2 · .025 · .975 / 80,000) / φ(1.96)
WOBBLE = 0.054


def test_the_paired_interval_agrees_with_scipy() -> None:
    scores, baseline = pair(80)
    ours, _ = paired_bootstrap(scores, baseline, resamples=DRAWS)
    theirs = stats.bootstrap(
        (scores, baseline), difference, paired=True, vectorized=True, n_resamples=DRAWS,
        method="percentile", rng=RNG(1),
    )  # fmt: skip
    error = WOBBLE * theirs.standard_error
    assert ours.mean == pytest.approx((scores - baseline).mean(), abs=1e-15)
    assert ours.low == pytest.approx(theirs.confidence_interval.low, abs=error)
    assert ours.high == pytest.approx(theirs.confidence_interval.high, abs=error)


@pytest.mark.parametrize("values", [[0.0, 0.2], [0.1, 0.2, 0.6], [0.3, -0.1, 0.2, 0.1]])
def test_the_bootstrap_p_value_is_that_of_all_resamples(values: list[float]) -> None:
    """n^n resamples, each once: a two-sided share, with the observed difference's ties in it."""
    differences = np.array(values)
    means = np.array([np.mean(drawn) for drawn in product(values, repeat=len(values))])
    extreme = np.abs(means - differences.mean()) >= abs(differences.mean()) - 1e-12
    _, p = paired_bootstrap(differences, np.zeros(len(values)), resamples=20_000)
    assert p == pytest.approx(extreme.mean(), abs=0.015)


def test_intervals_hold_the_true_mean_as_often_as_they_say() -> None:
    """95 % of 400 samples of 60 from a skewed distribution; .90 to .98 passes (4.6 errors down)."""
    held = 0
    for run in range(400):
        found = interval(RNG(run).beta(2, 5, 60), seed=run)
        held += found.low <= 2 / 7 <= found.high
    assert 0.90 <= held / 400 <= 0.98


# --- both tests


@pytest.mark.parametrize("test", ["bootstrap", "randomization"])
def test_between_equals_p_values_are_uniform(test: str) -> None:
    """Of 600 comparisons where chance alone decides, a share of about α has p ≤ α."""
    p_values = np.array(
        [
            paired_bootstrap(a, b, seed=seed)[1]
            if test == "bootstrap"
            else paired_randomization(a, b, rounds=1_000, seed=seed)
            for a, b, seed in alike(60, 600, 10_000)
        ]
    )
    for alpha in (0.05, 0.25, 0.5, 0.75):
        error = np.sqrt(alpha * (1 - alpha) / 600)
        assert np.mean(p_values <= alpha) == pytest.approx(alpha, abs=3.5 * error)


def test_a_system_does_not_differ_from_itself() -> None:
    scores = pair(50)[0]
    found, p = paired_bootstrap(scores, scores)
    assert (found.mean, found.low, found.high, p) == (0, 0, 0, 1)
    assert paired_randomization(scores, scores) == 1


def test_the_seed_decides() -> None:
    scores, baseline = pair(50)
    assert interval(scores) == interval(scores.copy())
    assert interval(scores) != interval(scores, seed=1)
    first, second = (paired_randomization(scores, baseline, seed=s) for s in (1, 2))
    assert first == paired_randomization(scores, baseline, seed=1)
    assert first != second


@pytest.mark.parametrize("n", [3, 12, 100, 700])
def test_chunks_change_nothing(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scores, baseline = pair(n)
    whole = paired_bootstrap(scores, baseline), paired_randomization(scores, baseline)
    monkeypatch.setattr(significance, "CHUNK", 1_500)
    assert (paired_bootstrap(scores, baseline), paired_randomization(scores, baseline)) == whole


def test_memory_does_not_grow_with_the_clusters() -> None:
    scores, baseline = pair(100_000)
    tracemalloc.start()
    paired_bootstrap(scores, baseline, resamples=40)  # at once: 32 MB of indices, 32 of values
    paired_randomization(scores, baseline, rounds=200)  # at once: 160 MB
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30e6


# --- what is undefined or makes no sense


def test_undefined_values_are_not_drawn() -> None:
    values = np.array([0.2, np.nan, 0.4, np.nan, 0.9])
    assert interval(values) == interval(np.array([0.2, 0.4, 0.9]))
    nothing = interval(np.array([np.nan, np.nan]))
    assert np.isnan([nothing.mean, nothing.low, nothing.high]).all()
    assert repr(interval(np.array([]))) == repr(nothing)


@pytest.mark.parametrize(
    ("scores", "baseline"),
    [([0.1, np.nan], [0.1, 0.2]), ([0.1], [np.inf]), ([0.1], [0.1, 0.2]), ([], [])],
)
def test_what_cannot_be_paired_is_refused(scores: list[float], baseline: list[float]) -> None:
    for test in (paired_bootstrap, paired_randomization):
        with pytest.raises(ValueError, match=r"finite|cannot be paired"):
            test(np.array(scores), np.array(baseline))


# --- many tests


@pytest.mark.parametrize(
    ("raw", "corrected"),
    [
        # .005 · 4 = .02, .01 · 3 = .03, .03 · 2 = .06, then .04 · 1 raised to .06
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        # .02 · 3 = .06, .02 · 2 raised to .06, .9
        ([0.02, 0.9, 0.02], [0.06, 0.9, 0.06]),
        ([0.6, 0.5], [1.0, 1.0]),
        ([0.04], [0.04]),
        ([], []),
    ],
)
def test_holm_by_hand(raw: list[float], corrected: list[float]) -> None:
    assert holm(raw) == pytest.approx(corrected)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_keeps_its_rules(raw: list[float]) -> None:
    corrected = holm(raw)
    ranked = sorted(zip(raw, corrected, strict=True))
    assert [c for _, c in ranked] == sorted(corrected)
    assert all(p <= c <= min(1, len(raw) * p) for p, c in ranked)
    assert holm(raw[::-1]) == corrected[::-1]


def test_the_order_of_systems_is_drawn_with_their_clusters() -> None:
    best, middle = pair(15, 0.02)
    worst = middle - 0.3
    drawn = np.random.default_rng(7).integers(15, size=(400, 15))
    above = np.array([best[rows].mean() > middle[rows].mean() for rows in drawn])
    assert 0.5 < above.mean() < 1
    kept, whole = significance.stability([best, middle, worst, worst.copy()], 400, 7)
    assert kept == [above.mean(), 1.0, 0.5]
    assert whole == pytest.approx(above.mean() / 2)

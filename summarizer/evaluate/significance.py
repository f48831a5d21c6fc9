"""Whether a difference between systems is luck: intervals, paired tests, many tests at once.

Every value is one cluster's score, and clusters are what is drawn: the numbers say what to expect
on other clusters of the same kind.  Whatever is drawn depends on the seed and the number of
values only, so every system and metric meets the same draws, and no number depends on which
other systems take part.  No BLAS is involved, so none depends on threads either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from summarizer.arrays import Floats
from summarizer.evaluate.types import Interval

RESAMPLES = 1_000
ROUNDS = 10_000
SEED = 12_345
CHUNK = 1 << 20  # values drawn at a time: 8 MB, which stay in the cache
TIE = 1e-12  # means closer than this are equal: sums in another order differ by less
TAILS = (0.025, 0.975)


def interval(values: Floats, resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """The mean of the values, shape (n,), with its 95 % percentile bootstrap interval.

    Percentile (Efron & Tibshirani 1993, chapter 13), as rouge-score has it: it follows a skewed
    distribution and never leaves the range of the scores; BCa would need a jackknife that has no
    answer for constant values, and differs little on hundreds of clusters.  Quantiles are
    interpolated linearly.  From few values it is too narrow, as every bootstrap is.

    A NaN is a cluster on which the measure is undefined: the mean, and what is drawn, are over
    the defined ones.  All three are NaN when none is.
    """
    defined = values[~np.isnan(values)]
    if not len(defined):
        return Interval(np.nan, np.nan, np.nan)
    return _percentiles(defined, _resampled(defined, resamples, seed))


def paired_bootstrap(
    scores: Floats, baseline: Floats, resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[Interval, float]:
    """The mean difference with its 95 % interval, and the bootstrap's two-sided p-value.

    Both of shape (n,), one row a cluster.  Koehn (2004), with the resampled differences centred
    on the observed one to stand for the null hypothesis (Riezler & Maxwell 2005):
    p = (c + 1) / (resamples + 1), c counting those at least as far from 0 as the observed one.
    sacreBLEU 2 takes absolute values before it centres, which leaves one tail and about halves p.

    Raises ValueError when the scores are not finite or cannot be paired.
    """
    differences = _differences(scores, baseline)
    means = _resampled(differences, resamples, seed)
    observed = differences.mean()
    c = _as_extreme(means - observed, observed)
    return _percentiles(differences, means), (c + 1) / (resamples + 1)


def paired_randomization(
    scores: Floats, baseline: Floats, rounds: int = ROUNDS, seed: int = SEED
) -> float:
    """The two-sided p-value of paired approximate randomization (Noreen 1989).

    Both of shape (n,), one row a cluster.  Were the systems alike, each difference could as well
    have the other sign: p = (c + 1) / (rounds + 1), c counting the random choices of signs whose
    mean is at least as far from 0 as the observed one.  When there are no more than `rounds`
    choices, 2^n, each is taken once and p = c / 2^n is exact.

    Raises ValueError when the scores are not finite or cannot be paired.
    """
    differences = _differences(scores, baseline)
    n = len(differences)
    exact = n < 64 and 2**n <= rounds
    c = sum(
        _as_extreme(_flipped(differences, words), differences.mean())
        for words in (_every_choice(n) if exact else _random_choices(n, rounds, seed))
    )
    return c / 2**n if exact else (c + 1) / (rounds + 1)


def stability(
    scores: Sequence[Floats], resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[list[float], float]:
    """In which share of resamples each system is above the next one, and all are in this order.

    `scores` has each system's, shape (n,), in that order; a tie counts as half.
    """
    means = np.stack([_resampled(own, resamples, seed) for own in scores])
    steps = means[:-1] - means[1:]
    kept = np.where(np.abs(steps) <= TIE, 0.5, steps > 0)
    return kept.mean(axis=1).tolist(), float(kept.prod(axis=0).mean())


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values corrected for being several, in the order given (Holm 1979).

    Step-down: the i-th smallest of m is multiplied by m - i + 1, is no smaller than the one
    before it, and is at most 1.
    """
    corrected, largest = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[i]))
        corrected[i] = largest
    return corrected


def _differences(scores: Floats, baseline: Floats) -> Floats:
    """The system's score minus the baseline's on each cluster, shape (n,)."""
    if scores.shape != baseline.shape or scores.ndim != 1 or not len(scores):
        raise ValueError(f"scores of {scores.shape} and {baseline.shape} cannot be paired")
    differences: Floats = scores - baseline
    if not np.isfinite(differences).all():
        raise ValueError("scores to be paired must be finite")
    return differences


def _chunks(rows: int, n: int) -> Iterator[range]:
    """The rows, of n values each, in portions that memory has room for."""
    size = max(1, CHUNK // n)
    for start in range(0, rows, size):
        yield range(start, min(start + size, rows))


def _resampled(values: Floats, resamples: int, seed: int) -> Floats:
    """The means of as many values drawn with replacement, shape (resamples,)."""
    n, rng = len(values), np.random.default_rng(seed)
    drawn = (rng.integers(n, size=(len(rows), n)) for rows in _chunks(resamples, n))
    return np.concatenate([values[indices].mean(axis=1) for indices in drawn])


def _percentiles(values: Floats, means: Floats) -> Interval:
    low, high = np.quantile(means, TAILS)
    return Interval(float(values.mean()), float(low), float(high))


def _as_extreme(means: Floats, observed: np.float64) -> int:
    """How many means are at least as far from 0 as the observed one."""
    return int(np.count_nonzero(np.abs(means) >= abs(observed) - TIE))


# A choice of signs is a row of 64-bit words; bit i, from the lowest, flips the i-th difference.


def _every_choice(n: int) -> Iterator[npt.NDArray[np.uint64]]:
    """All choices of n < 64 signs, shape (rows, 1) each, 2^n rows in all."""
    for rows in _chunks(2**n, n):
        yield np.arange(rows.start, rows.stop, dtype=np.uint64)[:, None]


def _random_choices(n: int, rounds: int, seed: int) -> Iterator[npt.NDArray[np.uint64]]:
    """Random choices of n signs, shape (rows, ⌈n / 64⌉) each, `rounds` rows in all."""
    rng = np.random.default_rng(seed)
    for rows in _chunks(rounds, n):
        yield rng.integers(2**64, size=(len(rows), -(-n // 64)), dtype=np.uint64)


def _flipped(differences: Floats, words: npt.NDArray[np.uint64]) -> Floats:
    """The mean difference under each choice of signs, shape (rows,)."""
    n = len(differences)
    held = words.astype("<u8", copy=False).view(np.uint8)
    flips = np.unpackbits(held, axis=1, count=n, bitorder="little")
    means: Floats = (differences.sum() - 2.0 * (flips * differences).sum(axis=1)) / n
    return means

"""Compare: every system's means on the same clusters, and its differences from a baseline.

Clusters are taken in an order that depends on their content alone, because the draws of
`significance` go by position: neither the order of a file, nor that in which workers finish,
nor which other systems take part changes a number.  What does is a cluster that one of the
systems could not summarise: it is left out for all, with a warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from summarizer.arrays import Floats
from summarizer.errors import InputError, NothingUsable, UsageError
from summarizer.evaluate import significance
from summarizer.evaluate.significance import RESAMPLES, SEED
from summarizer.evaluate.types import (
    FAITHFULNESS,
    MEASURES,
    METRICS,
    NAMES,
    PARTS,
    Benchmark,
    Difference,
    Failure,
    Ranking,
    Results,
    Scores,
    Slice,
    System,
    SystemResult,
)  # fmt: skip
from summarizer.types import Cluster, displayed

TIE = 1e-9  # F1s no further apart are a tie: scores are compared to so many digits everywhere
FEW = 20  # clusters; on 10, intervals held a skewed mean in 89 % of 1,000 simulations
SMALL = 0.05  # share of the clusters below which a number of sources gets no group of its own

# A table has a row for each cluster, a column for each part of each metric and each measure.
F1 = slice(PARTS.index("fmeasure"), len(METRICS) * len(PARTS), len(PARTS))
Tables = Mapping[str, Floats]
Groups = list[tuple[str, list[int]]]  # labels and rows of clusters, each in one group


def compare(
    benchmark: Benchmark,
    clusters: Iterable[Cluster],
    systems: Sequence[System],
    scores: Iterable[Scores],
    failures: Iterable[Failure] = (),
    *,
    baseline: str | None = None,
    rouge_signature: str,
    code: str,
    command: str,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    measures: Sequence[str] = (),
    measures_signature: str = "",
) -> Results:
    """All systems on the clusters that have references and that each of them could summarise.

    `clusters` are all that the data has; scores and failures come in any order, and those of
    other systems are passed over.  `measures` are tested as F1 is, where they are defined for both
    systems; those by the pair model are there only when they are among them.  The baseline is the
    first system when none is named.  Raises UsageError for a comparison that makes no sense,
    NothingUsable when no cluster is left, and InputError when a score is missing without a failure
    that says why, or is there twice.
    """
    labels = [system.label for system in systems]
    baseline = _checked(labels, baseline, resamples, seed)
    everything = sorted(clusters, key=_content)
    given = [cluster for cluster in everything if cluster.references]
    failed = sorted(
        {failure for failure in failures if failure.system in labels},
        key=lambda failure: (failure.cluster, labels.index(failure.system), failure.reason),
    )
    compared = _compared(benchmark.name, given, failed)
    names = (*MEASURES, *(name for name in FAITHFULNESS if name in measures))
    tables = _tables(compared, labels, scores, names)
    columns = {metric: F1.start + F1.step * i for i, metric in enumerate(METRICS)}
    columns |= {name: _column(name, names) for name in measures}
    pairs = {metric: dict(_pairs(tables, baseline, i)) for metric, i in columns.items()}
    found = differences(pairs, resamples, seed)
    rivals = {s.label: tables[s.label][:, F1] for s in systems if not s.sees_references}
    groups = by_sources(compared), by_length(compared)
    ids = {cluster.id for cluster in everything}
    return Results(
        benchmark=benchmark.name,
        split=benchmark.split,
        given=len(given),
        compared=len(compared),
        baseline=baseline,
        systems=tuple(
            _result(s, tables, found.get(s.label, ()), groups, names, resamples, seed)
            for s in systems
        ),
        failures=tuple(failed),
        rouge_signature=rouge_signature,
        code=code,
        command=command,
        resamples=resamples,
        seed=seed,
        rankings=tuple(_rankings(rivals, resamples, seed)),
        measures=tuple(measures),
        measures_signature=measures_signature,
        warnings=(
            *_cluster_warnings(len(everything), given, compared, failed),
            *(line for system in systems for line in _summary_warnings(system, tables, ids)),
            *_undefined(tables, names),
        ),
    )


def _checked(labels: Sequence[str], baseline: str | None, resamples: int, seed: int) -> str:
    """The baseline's label, when the comparison makes sense."""
    if not labels:
        raise UsageError("a comparison needs at least one system")
    if baseline is not None and baseline not in labels:
        raise UsageError(f"no system {baseline!r}: the baseline can be {', '.join(labels)}")
    if resamples < 1:
        raise UsageError(f"resamples must be at least 1, not {resamples}")
    if seed < 0:
        raise UsageError(f"the seed must be at least 0, not {seed}")
    return labels[0] if baseline is None else baseline


def _content(cluster: Cluster) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """What clusters are sorted by; the id comes last, for it may be a place in a file."""
    return cluster.references, tuple(article.text for article in cluster.articles), cluster.id


def _compared(name: str, given: Sequence[Cluster], failed: Sequence[Failure]) -> list[Cluster]:
    """The clusters that no system failed on."""
    if not given:
        raise NothingUsable(f"{name}: no cluster has a reference to compare summaries with")
    ((commonest, times),) = Counter(cluster.id for cluster in given).most_common(1)
    if times > 1:
        raise InputError(f"{name}: {times:,} clusters have the id {commonest}; make ids unique")
    out = {failure.cluster for failure in failed}
    compared = [cluster for cluster in given if cluster.id not in out]
    if not compared:
        raise NothingUsable(
            f"{name}: there is no cluster that every system could summarise: "
            f"{_blame(given, failed)}; compare without such a system"
        )
    return compared


def _blame(given: Sequence[Cluster], failed: Sequence[Failure]) -> str:
    """Which systems failed on how many clusters, and the first reason of each."""
    ids = {cluster.id for cluster in given}
    reasons: dict[str, dict[str, str]] = {}
    for failure in failed:
        if failure.cluster in ids:
            reasons.setdefault(failure.system, {}).setdefault(failure.cluster, failure.reason)
    return "; ".join(
        f"{label} failed on {len(found):,} ({displayed(next(iter(found.values())))})"
        for label, found in sorted(reasons.items())
    )


def _tables(
    compared: Sequence[Cluster],
    labels: Sequence[str],
    scores: Iterable[Scores],
    names: Sequence[str],
) -> Tables:
    """Every system's scores in the order of the clusters; none may be missing."""
    rows = {cluster.id: row for row, cluster in enumerate(compared)}
    width = len(METRICS) * len(PARTS) + len(names)
    tables = {label: np.empty((len(compared), width)) for label in labels}
    missing = {label: set(rows) for label in labels}
    for score in scores:
        if score.system not in tables or score.cluster not in rows:
            continue
        if score.cluster not in missing[score.system]:
            raise InputError(f"cluster {score.cluster}: {score.system} has several scores on it")
        missing[score.system].remove(score.cluster)
        rouge = [getattr(score.rouge[metric], part) for metric in METRICS for part in PARTS]
        measures = (score.measures[name] for name in names)
        row = [*rouge, *(np.nan if value is None else value for value in measures)]
        tables[score.system][rows[score.cluster]] = row
    for label, ids in missing.items():
        if ids:
            raise InputError(
                f"cluster {min(ids)}: {label} has neither scores nor a failure on it, and so on "
                f"{len(ids):,} of {len(rows):,} clusters; evaluate it again"
            )
    return tables


def differences(
    pairs: Mapping[str, Mapping[str, tuple[Floats, Floats]]],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, tuple[Difference, ...]]:
    """What systems differ by from what they are paired with, by system and in the metrics' order.

    `pairs` has for each metric and system two scores a cluster, shape (n,) each; p-values are
    corrected over the systems.
    """
    found: dict[str, list[Difference]] = {}
    for metric, columns in pairs.items():
        both = list(columns.values())
        tests = [significance.paired_bootstrap(*pair, resamples, seed) for pair in both]
        intervals, bootstrap = [t[0] for t in tests], [t[1] for t in tests]
        randomization = [significance.paired_randomization(*pair, seed=seed) for pair in both]
        corrected = significance.holm(bootstrap), significance.holm(randomization)
        outcomes = [_outcomes(own - base) for own, base in both]
        rows = zip(columns, intervals, bootstrap, randomization, *corrected, outcomes, strict=True)
        for label, *numbers, counts in rows:
            found.setdefault(label, []).append(Difference(metric, *numbers, *counts))
    return {label: tuple(own) for label, own in found.items()}


def _rankings(rivals: Tables, resamples: int, seed: int) -> Iterator[Ranking]:
    """The order of several systems by each metric; equals stay in the order given."""
    for i, metric in enumerate(METRICS if len(rivals) > 1 else ()):
        f1 = {label: own[:, i] for label, own in rivals.items()}
        order = sorted(f1, key=lambda label: -f1[label].mean())
        kept, whole = significance.stability([f1[label] for label in order], resamples, seed)
        yield Ranking(metric, tuple(order), tuple(kept), whole)


def _pairs(
    tables: Tables, baseline: str, column: int
) -> Iterator[tuple[str, tuple[Floats, Floats]]]:
    """Each other system's column and the baseline's, on the clusters where both are defined."""
    base = tables[baseline][:, column]
    for label, table in tables.items():
        own = table[:, column]
        both = ~np.isnan(own - base)
        if label != baseline and both.any():
            yield label, (own[both], base[both])


def _outcomes(differences: Floats) -> tuple[int, int, int]:
    """On how many clusters a system wins, ties and loses."""
    wins = int(np.count_nonzero(differences > TIE))
    losses = int(np.count_nonzero(differences < -TIE))
    return wins, len(differences) - wins - losses, losses


def _result(
    system: System,
    tables: Tables,
    differences: tuple[Difference, ...],
    groups: tuple[Groups, Groups],
    names: Sequence[str],
    resamples: int,
    seed: int,
) -> SystemResult:
    """A system's means with their intervals, and its F1 on each group of clusters."""
    table = tables[system.label]
    columns = iter([significance.interval(column, resamples, seed) for column in table.T])
    sources, lengths = (
        tuple(Slice(label, len(rows), _mean_f1(table[rows])) for label, rows in group)
        for group in groups
    )
    return SystemResult(
        label=system.label,
        signature=system.signature,
        rouge={metric: {part: next(columns) for part in PARTS} for metric in METRICS},
        measures={name: next(columns) for name in names},
        differences=differences,
        by_sources=sources,
        by_length=lengths,
    )


def _mean_f1(table: Floats) -> dict[str, float]:
    return dict(zip(METRICS, table[:, F1].mean(axis=0).tolist(), strict=True))


def _cluster_warnings(
    total: int, given: Sequence[Cluster], compared: Sequence[Cluster], failed: Sequence[Failure]
) -> Iterator[str]:
    """What the reader of the results should know about the clusters."""
    if bare := total - len(given):
        yield f"{bare:,} of {total:,} clusters have no reference and are not scored"
    if out := len(given) - len(compared):
        blame = _blame(given, failed)
        yield f"{out:,} of {len(given):,} clusters are left out for every system: {blame}"
    if len(compared) < FEW:
        noun = "cluster" if len(compared) == 1 else "clusters"
        yield (
            f"only {len(compared)} {noun}: intervals of so few are too narrow, and p of the paired "
            "bootstrap too small; that of the randomization test holds"
        )


def _summary_warnings(system: System, tables: Tables, ids: set[str]) -> Iterator[str]:
    """What the reader should know about a system's summaries before trusting a mean of them.

    `ids` are all clusters there are, also those that were left out.
    """
    words = tables[system.label][:, _column("words", list(MEASURES))]
    who = f"of {len(words):,} summaries of {system.label}"
    if empty := int((words == 0).sum()):
        yield f"{empty:,} {who} are empty"
    limit = system.budget.words
    if limit is not None and (over := int((words > limit).sum())):
        yield f"{over:,} {who} are over the budget of {limit} words and are not cut"
    if unknown := sorted(set(system.predictions or ()) - ids):
        yield (
            f"{len(unknown):,} summaries of {system.label} are of no cluster here, "
            f"{unknown[0]} for one"
        )


def _undefined(tables: Tables, names: Sequence[str]) -> Iterator[str]:
    """Which measures are means over fewer clusters, and over how many."""
    found: dict[str, list[str]] = {}
    for measure in names:
        column = _column(measure, names)
        defined = {label: ~np.isnan(table[:, column]) for label, table in tables.items()}
        counts = {label: f"{there.sum():,} of {len(there):,}" for label, there in defined.items()}
        if all(there.all() for there in defined.values()):
            continue
        if len(set(counts.values())) == 1:
            over = f"{next(iter(counts.values()))} clusters"
        else:
            few = (f"{k} {v}" for k, v in counts.items() if not defined[k].all())
            over = f"fewer clusters for {', '.join(few)}"
        found.setdefault(over, []).append(NAMES[measure])
    for over, names in found.items():
        yield f"{', '.join(names)}: the mean is over {over}"


def _column(measure: str, names: Sequence[str]) -> int:
    """The column of one of these measures in a table."""
    return len(METRICS) * len(PARTS) + names.index(measure)


def by_sources(clusters: Sequence[Cluster]) -> Groups:
    """Clusters by their number of articles.

    From the lowest number on, neighbours are put together until they are not `SMALL`.
    """
    numbers = [len(cluster.articles) for cluster in clusters]
    tally = Counter(numbers)
    groups: list[list[int]] = [[]]
    for number in sorted(tally):
        if sum(tally[n] for n in groups[-1]) >= SMALL * len(clusters):
            groups.append([])
        groups[-1].append(number)
    if len(groups) > 1 and sum(tally[n] for n in groups[-1]) < SMALL * len(clusters):
        last = groups.pop()
        groups[-1] += last
    return [
        (_label(group[0], group[-1], "source"), [i for i, n in enumerate(numbers) if n in group])
        for group in groups
    ]


def by_length(clusters: Sequence[Cluster]) -> Groups:
    """Clusters by the words (`str.split`) of all their articles: the lower, middle, upper third.

    Clusters as long as a bound of the middle third belong to it; a third may have none.
    """
    words = [sum(len(a.text.split()) for a in cluster.articles) for cluster in clusters]
    ranked, third = sorted(words), len(words) // 3
    low, high = ranked[third], ranked[-1 - third]
    groups = [
        (f"under {low:,} words", [i for i, n in enumerate(words) if n < low]),
        (_label(low, high, "word"), [i for i, n in enumerate(words) if low <= n <= high]),
        (f"over {high:,} words", [i for i, n in enumerate(words) if n > high]),
    ]
    return [(label, rows) for label, rows in groups if rows]


def _label(low: int, high: int, noun: str) -> str:
    numbers = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    return f"{numbers} {noun}" if high == 1 else f"{numbers} {noun}s"

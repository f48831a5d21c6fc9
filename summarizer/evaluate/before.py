"""A run from before: read back from its files, and compared with a new one system by system.

Scores are paired by the clusters' ids, so both runs must have the same benchmark; how ROUGE was
computed and the budgets must be the same, too.  Versions and the settings of a method may differ:
they are what such a comparison is about.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from summarizer.arrays import Floats
from summarizer.errors import BadLayout, InputError, LimitExceeded, NothingUsable, UsageError
from summarizer.evaluate.compare import differences
from summarizer.evaluate.report import json
from summarizer.evaluate.types import (
    METRICS,
    Against,
    Benchmark,
    Change,
    Results,
    Scores,
    System,
)  # fmt: skip
from summarizer.limits import DEFAULTS, MAX_JSON_BYTES
from summarizer.read.cluster_files import lines
from summarizer.read.decode import decode
from summarizer.read.safe_json import loads
from summarizer.read.sources import Found, open_file, read_file
from summarizer.types import displayed

_VERSIONS = ("rouge", "engine", "lsum", "v")  # of ROUGE's signature: they are no setting
_BUDGET = re.compile(r"(words|sentences|characters)=\d")

F1s = dict[str, dict[str, tuple[float, ...]]]  # by system, by cluster; in the order of METRICS


@dataclass(frozen=True, slots=True)
class Before:
    """A run's results, the F1 of each summary, and the file they are from."""

    path: str
    results: Results
    f1: F1s


def results(path: str | Path) -> Results:
    """The results in a results.json, or in the folder that has one; raises InputError."""
    file = _file(path)
    try:
        return json.from_dict(loads(decode(read_file(str(file), "", MAX_JSON_BYTES))))
    except InputError as error:
        raise type(error)(f"{file}: {error}") from None


def read(path: str | Path) -> Before:
    """The run whose results.json that is, with the scores.jsonl beside it; raises InputError."""
    found = results(path)
    file = _file(path).with_name("scores.jsonl")
    f1: F1s = {}
    number = 0
    try:
        with open_file(Found(str(file), "")) as stream:
            for number, line in lines(stream, DEFAULTS):  # noqa: B007
                _add(f1, line)
    except InputError as error:
        where = f"{file}, line {number}" if number else f"{file}, the scores of {path}"
        raise type(error)(f"{where}: {error}") from None
    return Before(str(path), found, f1)


def check(
    before: Before,
    benchmark: Benchmark,
    rouge_signature: str,
    systems: Sequence[System],
    clusters: Collection[str],
) -> None:
    """Raise InputError or UsageError where a new run could not be compared with that one."""
    for what, old, new in _settings(before, benchmark, rouge_signature, systems):
        if old != new:
            raise UsageError(
                f"cannot compare with {before.path}: its {what} is {old or 'none'}, that of this "
                f"run {new or 'none'}; evaluate both alike"
            )
    labels = _common(before, systems)
    if not labels:
        there = ", ".join(displayed(label) for label in before.f1) or "none"
        raise UsageError(
            f"cannot compare with {before.path}: it has none of these systems: {there}"
        )
    _some(before, {cluster for label in labels for cluster in before.f1[label]} & set(clusters))


def compare(
    before: Before, systems: Sequence[System], scores: Iterable[Scores], resamples: int, seed: int
) -> Against:
    """The change of every system that both runs have, on the clusters that both have.

    Raises NothingUsable where there is no such cluster.
    """
    labels = _common(before, systems)
    new: F1s = {label: {} for label in labels}
    for own in scores:
        if own.system in new:
            f1 = (own.rouge[metric].fmeasure for metric in METRICS)
            new[own.system][own.cluster] = tuple(f1)
    there = set.intersection(*(set(before.f1[label]) for label in labels))
    ids = sorted(_some(before, there.intersection(*new.values())))
    tables = {label: (_table(new[label], ids), _table(before.f1[label], ids)) for label in labels}
    pairs = {
        metric: {label: (own[:, i], old[:, i]) for label, (own, old) in tables.items()}
        for i, metric in enumerate(METRICS)
    }
    signatures = {system.label: system.signature for system in before.results.systems}
    return Against(
        file=before.path,
        clusters=len(ids),
        before=len(there),
        rouge_signature=before.results.rouge_signature,
        code=before.results.code,
        command=before.results.command,
        systems=tuple(
            Change(label, signatures.get(displayed(label), ""), own)
            for label, own in differences(pairs, resamples, seed).items()
        ),
    )


def folder(path: str | Path) -> Path:
    """The folder that a run is in."""
    return _file(path).parent


def _file(path: str | Path) -> Path:
    return Path(path) / "results.json" if Path(path).is_dir() else Path(path)


def _add(f1: F1s, line: bytes | None) -> None:
    """Add what a line of scores.jsonl says."""
    if line is None:
        raise LimitExceeded(f"over {DEFAULTS.line_bytes:,} bytes")
    try:
        record = loads(decode(line))
        cluster, system = record["cluster"], record["system"]  # type: ignore[index]
        found = tuple(float(record["rouge"][m]["fmeasure"]) for m in METRICS)  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        raise BadLayout("not the scores of a summary as consensus evaluate writes them") from None
    if not (type(cluster) is type(system) is str and all(map(math.isfinite, found))):
        raise BadLayout("not the scores of a summary as consensus evaluate writes them")
    if cluster in f1.setdefault(system, {}):
        raise BadLayout(f"{displayed(system)} has several scores on {displayed(cluster)}")
    f1[system][cluster] = found


def _settings(
    before: Before, benchmark: Benchmark, rouge_signature: str, systems: Sequence[System]
) -> Iterator[tuple[str, str, str]]:
    """What has to be the same: its name, as it was and as it is."""
    old = before.results
    yield "benchmark", old.benchmark, displayed(benchmark.name)
    yield "split", old.split, displayed(benchmark.split)
    rouge, now = _parsed(old.rouge_signature), _parsed(rouge_signature)
    for key in now:
        if key in rouge and key not in _VERSIONS:  # an older version may not have had it
            yield f"ROUGE setting {key}", rouge[key], now[key]
    signatures = {system.label: system.signature for system in old.systems}
    for system in systems:
        parts = signatures.get(displayed(system.label), "").split("|")
        if budgets := [part for part in parts if _BUDGET.match(part)]:
            new = system.budget.signature()
            was = new if new in budgets else budgets[-1]
            yield f"budget of {displayed(system.label)}", was, new


def _parsed(signature: str) -> Mapping[str, str]:
    """The settings in ROUGE's signature by their names."""
    return {key: value for key, _, value in (s.partition(":") for s in signature.split("|"))}


def _common(before: Before, systems: Sequence[System]) -> list[str]:
    return [system.label for system in systems if system.label in before.f1]


def _some(before: Before, clusters: set[str]) -> set[str]:
    if not clusters:
        raise NothingUsable(
            f"cannot compare with {before.path}: the runs have no cluster in common"
        )
    return clusters


def _table(f1: Mapping[str, tuple[float, ...]], ids: Sequence[str]) -> Floats:
    """A row for each cluster, a column for each metric."""
    return np.array([f1[cluster] for cluster in ids])

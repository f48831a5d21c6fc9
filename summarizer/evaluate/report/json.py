"""The results as the JSON that `results.schema.json` describes, and the cost beside it.

Costs are never in the results: the same comparison gives the same bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from summarizer.evaluate.report.phrases import costs
from summarizer.evaluate.types import Difference, Interval, Results, Slice, SystemResult, Timing
from summarizer.types import displayed

SCHEMA = "consensus-results/1"
TIMINGS = "consensus-timings/1"
DIGITS = 6


def to_dict(results: Results) -> dict[str, Any]:
    """The record: scores are fractions, what is undefined is null, text in its display form."""
    return {
        "schema": SCHEMA,
        "benchmark": displayed(results.benchmark),
        "split": displayed(results.split),
        "clusters": {"given": results.given, "compared": results.compared},
        "baseline": displayed(results.baseline),
        "rouge_signature": displayed(results.rouge_signature),
        "code": displayed(results.code),
        "command": displayed(results.command),
        "resamples": results.resamples,
        "seed": results.seed,
        "systems": [_system(system) for system in results.systems],
        "failures": [
            {k: displayed(getattr(failure, k)) for k in ("cluster", "system", "reason")}
            for failure in results.failures
        ],
        "warnings": [displayed(warning) for warning in results.warnings],
    }


def timings_dict(timings: Iterable[Timing]) -> dict[str, Any]:
    """Each system's cost: mean seconds a cluster, and the highest peak memory in MB."""
    systems = [
        {"label": displayed(label), "seconds": _rounded(c.seconds), "megabytes": round(c.megabytes)}
        for label, c in costs(timings).items()
    ]
    return {"schema": TIMINGS, "systems": systems}


def dumps(record: Mapping[str, Any]) -> str:
    """The record as text ending in a newline."""
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _rounded(value: float) -> float | None:
    """Six decimals, no negative zero; None for what JSON has no number for."""
    return round(float(value), DIGITS) + 0.0 if math.isfinite(value) else None


def _system(system: SystemResult) -> dict[str, Any]:
    return {
        "label": displayed(system.label),
        "signature": displayed(system.signature),
        "rouge": {
            metric: {part: _interval(interval) for part, interval in parts.items()}
            for metric, parts in system.rouge.items()
        },
        "measures": {name: _interval(interval) for name, interval in system.measures.items()},
        "differences": [_difference(own) for own in system.differences],
        "by_sources": [_slice(part) for part in system.by_sources],
        "by_length": [_slice(part) for part in system.by_length],
    }


def _interval(interval: Interval) -> dict[str, float | None]:
    return {k: _rounded(getattr(interval, k)) for k in ("mean", "low", "high")}


def _difference(own: Difference) -> dict[str, Any]:
    tests = ("p_bootstrap", "p_randomization", "p_bootstrap_holm", "p_randomization_holm")
    return {
        "metric": own.metric,
        **_interval(own.interval),
        **{test: _rounded(getattr(own, test)) for test in tests},
        **{count: int(getattr(own, count)) for count in ("wins", "ties", "losses")},
    }


def _slice(part: Slice) -> dict[str, Any]:
    rouge = {metric: _rounded(mean) for metric, mean in part.rouge.items()}
    return {"label": displayed(part.label), "clusters": part.clusters, "rouge": rouge}

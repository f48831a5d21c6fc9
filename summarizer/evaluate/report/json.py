"""The results as the JSON that `results.schema.json` describes, and the cost beside it.

Costs are never in the results: the same comparison gives the same bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from summarizer.evaluate.report.wording import costs
from summarizer.evaluate.types import Difference, Results, Timing
from summarizer.types import displayed

SCHEMA = "consensus-results/1"
TIMINGS = "consensus-timings/1"
DIGITS = 6


def to_dict(results: Results) -> dict[str, Any]:
    """The record: scores are fractions, what is undefined is null, text in its display form."""
    record: dict[str, Any] = _plain(results)
    given, compared = record.pop("given"), record.pop("compared")
    first = ("benchmark", "split")
    last = ("systems", "failures", "warnings")
    middle = (key for key in record if key not in first + last)
    return {
        "schema": SCHEMA,
        **{key: record[key] for key in first},
        "clusters": {"given": given, "compared": compared},
        **{key: record[key] for key in (*middle, *last)},
    }


def timings_dict(timings: Iterable[Timing]) -> dict[str, Any]:
    """Each system's cost: mean seconds a cluster, and the highest peak memory in MB."""
    systems = [
        {"label": displayed(label), "seconds": _plain(c.seconds), "megabytes": round(c.megabytes)}
        for label, c in costs(timings).items()
    ]
    return {"schema": TIMINGS, "systems": systems}


def dumps(record: Mapping[str, Any]) -> str:
    """The record as text ending in a newline."""
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Dataclasses as objects; floats with six decimals, None for what JSON has no number for."""
    if isinstance(value, str):
        return displayed(value)
    if isinstance(value, float):
        return round(float(value), DIGITS) + 0.0 if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if not is_dataclass(value):
        return value
    found = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Difference):  # its interval stands beside the tests, not in an object
        return {"metric": found.pop("metric"), **found.pop("interval"), **found}
    return found

"""The results as the JSON that `results.schema.json` describes and back; the cost beside it.

Costs are never in the results: the same comparison gives the same bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any, get_args, get_origin, get_type_hints

from summarizer.errors import BadLayout
from summarizer.evaluate.report.wording import costs
from summarizer.evaluate.types import METRICS, PARTS, Difference, Interval, Results, Timing
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


def from_dict(record: Any) -> Results:
    """The results that a record holds, also one of an older version, which lacks some fields.

    Raises BadLayout for any other record.
    """
    schema = record.get("schema") if isinstance(record, dict) else None
    if not str(schema).startswith("consensus-results/"):
        raise BadLayout("not the results.json of consensus evaluate: its key schema says otherwise")
    clusters = record.get("clusters")
    results: Results = _typed(Results, record | (clusters if isinstance(clusters, dict) else {}))
    if not results.systems:
        raise BadLayout("results of no system")
    undefined = Interval(math.nan, math.nan, math.nan)
    systems = (
        replace(
            system,
            rouge={
                m: {part: system.rouge.get(m, {}).get(part, undefined) for part in PARTS}
                for m in METRICS
            },
        )
        for system in results.systems
    )
    return replace(results, systems=tuple(systems))


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


def _typed(kind: Any, value: Any, where: str = "the results") -> Any:
    """The reverse of `_plain`: a value of that type.  Raises BadLayout."""
    args = get_args(kind)
    if type(None) in args:
        return None if value is None else _typed(args[0], value, where)
    if isinstance(value, dict) and hasattr(kind, "__dataclass_fields__"):
        hints, parts = get_type_hints(kind), value
        if kind is Difference:
            parts = {**value, "interval": value}
        names = (f.name for f in fields(kind) if f.name in parts or f.default is MISSING)
        return kind(**{k: _typed(hints[k], parts.get(k), f"{where}: {k}") for k in names})
    if get_origin(kind) is tuple and isinstance(value, list):
        return tuple(_typed(args[0], item, f"{where} {i}") for i, item in enumerate(value, 1))
    if get_origin(kind) is Mapping and isinstance(value, dict):
        return {displayed(k): _typed(args[1], v, f"{where}, {k[:40]}") for k, v in value.items()}
    if kind is float and (value is None or type(value) in (int, float)):
        return math.nan if value is None else float(value)
    if kind is str and type(value) is str:
        return displayed(value)
    if kind is int and type(value) is int:
        return value
    raise BadLayout(f"{displayed(where)} is missing or of a wrong type")

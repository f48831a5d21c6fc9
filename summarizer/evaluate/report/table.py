"""The comparison as a table for the terminal, never wider than it.

What does not fit is left out, in this order: peak memory, seconds, support, the intervals of
the scores, words, the interval of the difference, ROUGE-Lsum, ROUGE-1.  Labels are cut before
a column goes, down to `LABEL` columns of text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from summarizer.evaluate.report.phrases import (
    ALPHA,
    MAIN,
    NOTHING,
    SHORT,
    SHOWN,
    Cost,
    bounds,
    clipped,
    costs,
    cut,
    difference,
    is_bound,
    measured,
    name,
    number,
    percent,
    scope,
    significant,
    troubles,
)  # fmt: skip
from summarizer.evaluate.report.verdict import verdict
from summarizer.evaluate.types import Interval, Results, SystemResult, Timing
from summarizer.render.wrap import columns, fill, words

LABEL = 20
_DROPS = ("MB", "s/cluster", "support", "±", "words", "[]", "rougeLsum", "rouge1")
_GAP = "  "

_Row = list[str]
_Show = Callable[[SystemResult], str]


def table(results: Results, timings: Iterable[Timing], width: int) -> str:
    """What was compared, the table, its legend and the verdict, on lines of at most `width`.

    Warnings are left to the caller.
    """
    head = f"{name(results)}: {scope(results)}"
    grid = _fitting(results, costs(timings), width)
    notes = [_legend(results), results.rouge_signature, *_lost(results)]
    blocks = [_wrapped(head, width), "", grid, "", *(_wrapped(note, width) for note in notes), ""]
    return "\n".join([*blocks, _wrapped(verdict(results), width)]) + "\n"


def _fitting(results: Results, cost: dict[str, Cost], width: int) -> str:
    """The fullest table that fits; if none does, the barest with its lines cut."""
    for dropped in range(len(_DROPS) + 1):
        rows = _rows(results, cost, frozenset(_DROPS[:dropped]))
        rest = max(sum(columns(_GAP + cell) for cell in row[1:]) for row in _padded(rows))
        room = width - rest
        if room >= min(LABEL, max(columns(row[0]) for row in rows)):
            break
    for row in rows:
        row[0] = clipped(row[0], max(room, 1))
    return "\n".join(cut(_GAP.join(row).rstrip(), width) for row in _padded(rows))


def _rows(results: Results, cost: dict[str, Cost], dropped: frozenset[str]) -> list[_Row]:
    """The header and a row for each system."""
    shown = _columns(cost, dropped)
    rows = [["system", *shown]]
    for system in results.systems:
        mark = " (bound)" if is_bound(system) else ""
        rows.append([clipped(system.label, 60) + mark, *(show(system) for show in shown.values())])
    return rows


def _columns(cost: dict[str, Cost], dropped: frozenset[str]) -> dict[str, _Show]:
    """The columns after the label: their names and how each is filled."""

    def score(metric: str) -> _Show:
        return lambda s: _score(s.rouge[metric]["fmeasure"], "±" not in dropped)

    def spent(kind: Callable[[Cost], str]) -> _Show:
        return lambda s: kind(cost[s.label]) if s.label in cost else NOTHING

    found: dict[str, _Show] = {SHORT[m]: score(m) for m in SHOWN if m not in dropped}
    found[f"Δ {SHORT[MAIN]}"] = lambda s: _against(s, "[]" not in dropped)
    found |= {m: _measure(m) for m in ("words", "support") if m not in dropped}
    if cost and "s/cluster" not in dropped:
        found["s/cluster"] = spent(lambda c: number(c.seconds, 2))
    if cost and "MB" not in dropped:
        found["MB"] = spent(lambda c: number(c.megabytes, 0))
    return found


def _score(interval: Interval, whole: bool) -> str:
    half = (interval.high - interval.low) / 2
    spread = f" ±{percent(half)}" if whole and math.isfinite(half) else ""
    return percent(interval.mean) + spread


def _against(system: SystemResult, whole: bool) -> str:
    own = difference(system)
    if own is None:
        return "baseline "
    ends = bounds(own.interval, sign=True) if whole else ""
    mark = "*" if significant(own) else " "
    return " ".join(filter(None, [percent(own.interval.mean, sign=True), ends])) + mark


def _measure(measure: str) -> _Show:
    def show(system: SystemResult) -> str:
        found = system.measures.get(measure)
        return NOTHING if found is None else measured(measure, found.mean)

    return show


def _padded(rows: Sequence[_Row]) -> list[_Row]:
    """Every column as wide as its widest cell: labels to the left, the rest to the right."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    return [
        [
            cell + " " * (width - columns(cell)) if i == 0 else " " * (width - columns(cell)) + cell
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        for row in rows
    ]


def _legend(results: Results) -> str:
    mark = f"Δ minus the baseline's, * p < {ALPHA:.2g} (approximate randomization, Holm)"
    return f"F1 in percent, 95 % intervals ({results.resamples:,} bootstrap resamples). {mark}."


def _lost(results: Results) -> list[str]:
    return [
        f"failed: {trouble.system} on {trouble.where()}: {trouble.reason}"
        for trouble in troubles(results.failures)[:5]
    ]


def _wrapped(text: str, width: int) -> str:
    lines = fill(words(clipped(text, 2_000)), width)
    return "\n".join(
        "".join(p.text if p.glued or not i else f" {p.text}" for i, p in enumerate(line))
        for line in lines
    )

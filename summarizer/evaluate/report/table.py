"""The comparison as a table for the terminal, never wider than it.

What does not fit is left out, in the order of `_DROPS`: ± stands for the intervals of the scores,
[] for that of the difference.  Labels are cut before a column goes, down to `LABEL` columns of
text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from summarizer.evaluate.report import wording
from summarizer.evaluate.report.wording import MAIN, SHORT, SHOWN, UNDEFINED, Cost, clipped, percent
from summarizer.evaluate.types import Difference, Interval, Results, SystemResult, Timing
from summarizer.render.wrap import columns, fill, words

LABEL = 20
_DROPS = ("MB", "s/cluster", "support", "±", "words", "[]", "rougeLsum", "rouge1", "before")
_GAP = "  "

_Row = list[str]
_Cell = Callable[[SystemResult], str]


def table(results: Results, timings: Iterable[Timing], width: int) -> str:
    """What was compared, the table, its legend and the verdict, on lines of at most `width`.

    Warnings are left to the caller.
    """
    head = f"{wording.name(results)}: {wording.scope(results)}"
    grid = _fitting(results, wording.costs(timings), width)
    if results.measures:
        grid += "\n\n" + _measures(results, width)
    signatures = filter(None, (results.rouge_signature, results.measures_signature))
    more = filter(None, (wording.against(results), wording.ranking(results)))
    notes = [_legend(results), *signatures, *more, *_failures(results)]
    blocks = [_wrapped(head, width), "", grid, "", *(_wrapped(note, width) for note in notes), ""]
    return "\n".join([*blocks, _wrapped(wording.verdict(results), width)]) + "\n"


def _fitting(results: Results, costs: Mapping[str, Cost], width: int) -> str:
    """The fullest table that fits; if none does, the barest with its lines cut."""
    for dropped in range(len(_DROPS) + 1):
        rows = _rows(results, costs, frozenset(_DROPS[:dropped]))
        rest = max(sum(columns(_GAP + cell) for cell in row[1:]) for row in _padded(rows))
        room = width - rest
        if room >= min(LABEL, max(columns(row[0]) for row in rows)):
            break
    for row in rows:
        row[0] = clipped(row[0], max(room, 1))
    return _joined(rows, width)


def _measures(results: Results, width: int) -> str:
    """The chosen measures with their differences in brackets, in as many tables as it takes."""

    def cell(system: SystemResult, name: str) -> str:
        mean, own = wording.measure(system, name), wording.difference(system, name)
        star = "*" if own and wording.significant(own) else " "
        return f"{mean} ({wording.points(own)}){star}" if own else f"{mean} "

    labels = ["system", *(clipped(system.label, LABEL) for system in results.systems)]
    tables = [[[label] for label in labels]]
    for name in results.measures:
        column = [wording.LONG[name], *(cell(system, name) for system in results.systems)]
        wider = [[*row, figure] for row, figure in zip(tables[-1], column, strict=True)]
        if columns(_GAP.join(_padded(wider)[0])) <= width:
            tables[-1] = wider
        else:
            tables.append([[label, figure] for label, figure in zip(labels, column, strict=True)])
    return "\n\n".join(_joined(rows, width) for rows in tables if len(rows[0]) > 1)


def _joined(rows: Sequence[_Row], width: int) -> str:
    return "\n".join(wording.cut(_GAP.join(row).rstrip(), width) for row in _padded(rows))


def _rows(results: Results, costs: Mapping[str, Cost], dropped: AbstractSet[str]) -> list[_Row]:
    """The header and a row for each system."""
    shown = _columns(results, costs, dropped)
    rows = [["system", *shown]]
    for system in results.systems:
        label = clipped(system.label, 60) + (" (bound)" if wording.is_bound(system) else "")
        rows.append([label, *(cell(system) for cell in shown.values())])
    return rows


def _columns(
    results: Results, costs: Mapping[str, Cost], dropped: AbstractSet[str]
) -> dict[str, _Cell]:
    """The columns after the label: their names and how each is filled."""

    def score(metric: str) -> _Cell:
        return lambda s: _score(s.rouge[metric]["fmeasure"], "±" not in dropped)

    def measure(name: str) -> _Cell:
        return lambda s: wording.measure(s, name)

    def cost(shown: Callable[[Cost], str]) -> _Cell:
        return lambda s: shown(costs[s.label]) if s.label in costs else UNDEFINED

    found: dict[str, _Cell] = {SHORT[m]: score(m) for m in SHOWN if m not in dropped}
    found[f"Δ {SHORT[MAIN]}"] = lambda s: _difference(
        wording.difference(s), "baseline", "[]" not in dropped
    )
    if results.against and "before" not in dropped:
        then = {s.label: wording.difference(s) for s in results.against.systems}
        found["Δ before"] = lambda s: _difference(then.get(s.label), UNDEFINED, "[]" not in dropped)
    found |= {m: measure(m) for m in ("words", "support") if m not in dropped}
    if costs and "s/cluster" not in dropped:
        found["s/cluster"] = cost(lambda c: wording.number(c.seconds, 2))
    if costs and "MB" not in dropped:
        found["MB"] = cost(lambda c: wording.number(c.megabytes, 0))
    return found


def _score(interval: Interval, whole: bool) -> str:
    half = (interval.high - interval.low) / 2
    spread = f" ±{percent(half)}" if whole and math.isfinite(half) else ""
    return percent(interval.mean) + spread


def _difference(own: Difference | None, otherwise: str, whole: bool) -> str:
    if own is None:
        return f"{otherwise} "
    mean = percent(own.interval.mean, sign=True)
    shown = wording.spread(own.interval, sign=True) if whole else mean
    return shown + ("*" if wording.significant(own) else " ")


def _padded(rows: Sequence[_Row]) -> list[_Row]:
    """Every column as wide as its widest cell: labels to the left, the rest to the right."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    padded = []
    for label, *cells in rows:
        rest = zip(cells, widths[1:], strict=True)
        figures = (" " * (width - columns(cell)) + cell for cell, width in rest)
        padded.append([label + " " * (widths[0] - columns(label)), *figures])
    return padded


def _legend(results: Results) -> str:
    alpha = f"{wording.ALPHA:.2g}"
    mark = f"Δ minus the baseline's, * p < {alpha} (approximate randomization, Holm)"
    return f"F1 in percent, 95 % intervals ({results.resamples:,} bootstrap resamples). {mark}."


def _failures(results: Results) -> list[str]:
    return [
        f"failed: {group.system} on {group.where()}: {group.reason}"
        for group in wording.failure_groups(results.failures)[:5]
    ]


def _wrapped(text: str, width: int) -> str:
    lines = fill(words(clipped(text, 2_000)), width)
    return "\n".join(
        "".join(p.text if p.glued or not i else f" {p.text}" for i, p in enumerate(line))
        for line in lines
    )

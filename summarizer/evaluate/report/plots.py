"""Plots as SVG that keep their text size at any width.

Across, everything is placed in percent of the drawing's width, so a plot fits a telephone and a
page without scaling; a label stands above its line for the same reason.  Colours are the page's
classes.  Every string is escaped here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from summarizer.evaluate.report import wording
from summarizer.evaluate.report.wording import LONG, is_bound, percent
from summarizer.evaluate.types import Difference, Interval, Results, SystemResult
from summarizer.types import displayed

ROW = 38  # pixels from one system to the next
FOOT = 22  # the axis under the last one
LABEL = 26  # columns of text that a label may take
STEPS = (1, 2, 5, 10)
TICKS = 5
LEAST = 1.0  # points that the ticks are made for, however close the values: labels stay short


@dataclass(frozen=True, slots=True)
class _Mark:
    """A row of a plot: a label, an interval in percent, the figure shown, and its class."""

    label: str
    interval: Interval
    shown: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Axis:
    """From `low` to `high` with a tick every `step`, in percent."""

    low: float
    high: float
    step: float

    def at(self, value: float) -> str:
        """Where a value is, in percent of the width; the ends keep room for their labels."""
        share = (value - self.low) / (self.high - self.low)
        return f"{3 + 94 * min(max(share, 0), 1):.2f}%"

    def ticks(self) -> list[float]:
        """The values with a line and a number."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + i * self.step, 6) + 0.0 for i in range(count + 1)]


def scores(results: Results, metric: str) -> str:
    """Every system's F1 with its interval, and a line at the baseline's mean."""
    marks = []
    base = math.nan
    for system in results.systems:
        interval = _scaled(system.rouge[metric]["fmeasure"])
        kind = "bound" if is_bound(system) else "system"
        if system.label == results.baseline:
            base, kind = interval.mean, "base"
        marks.append(_Mark(system.label, interval, percent(interval.mean / 100), kind))
    return _plot(f"{LONG[metric]} F1 in percent, with 95 % intervals", marks, base)


def differences(results: Results, metric: str) -> str:
    """Every system's F1 minus the baseline's with its interval, and a line at zero."""
    marks = []
    for system in results.systems:
        own = wording.difference(system, metric)
        if own is None:
            continue
        p = wording.p_value(own.p_randomization_holm)
        interval = _scaled(own.interval, wording.scale_of(metric))
        shown = f"{wording.points(own)}, {p}"
        marks.append(_Mark(system.label, interval, shown, _side(system, own)))
    name = f"{wording.unit(metric)}, minus that of {displayed(results.baseline)}"
    return _plot(name, marks, 0.0)


def _side(system: SystemResult, own: Difference) -> str:
    if is_bound(system):
        return "bound"
    if not wording.significant(own):
        return "unsure"
    return "above" if own.interval.mean > 0 else "below"


def strip(values: Sequence[tuple[float, str]], high: float) -> str:
    """A small line with a dot for each value, from 0 to `high`; (value, class of the dot)."""
    dots = "".join(
        _tag("circle", "", cx=_Axis(0, high, high).at(value), cy=7, r=3.5, class_=kind)
        for value, kind in values
        if math.isfinite(value)
    )
    rail = _line(0, "100%", 7, 7, "rail")
    return _tag("svg", rail + dots, class_="strip", height=14, aria_hidden="true")


def bar(share: float) -> str:
    """A bar over a `share` of the cell."""
    width = f"{100 * share:.1f}%" if math.isfinite(share) else "0%"
    return _tag("svg", _tag("rect", "", width=width, height=4), class_="bar", aria_hidden="true")


def _plot(name: str, marks: Sequence[_Mark], base: float) -> str:
    defined = [end for m in marks for end in _ends(m.interval)]
    axis = _axis([*defined, base] if math.isfinite(base) else defined)
    height = ROW * len(marks)
    parts = [_grid(axis, height)]
    if math.isfinite(base):
        x = axis.at(base)
        parts.append(_line(x, x, 0, height, "zero"))
    parts += [_row(mark, axis, ROW * i) for i, mark in enumerate(marks)]
    spoken = "; ".join(_spoken(mark) for mark in marks)
    return _tag(
        "svg", "".join(parts), class_="plot", height=height + FOOT, role="img",
        aria_label=f"{name}. {spoken}",
    )  # fmt: skip


def _row(mark: _Mark, axis: _Axis, top: int) -> str:
    """The label with its figure, and under it the interval with a dot at the mean."""
    label = _tag(
        "text", escape(wording.clipped(mark.label, LABEL)), x=0, y=top + 14, class_="label"
    )
    shown = _tag("text", escape(_minus(mark.shown)), x="100%", y=top + 14, class_="figure")
    parts = [_tag("title", escape(_spoken(mark))), label, shown]
    y = top + 25
    ends = _ends(mark.interval)
    if ends:
        parts.append(_line(axis.at(min(ends)), axis.at(max(ends)), y, y, "whisker"))
    if math.isfinite(mark.interval.mean):
        parts.append(_tag("circle", "", cx=axis.at(mark.interval.mean), cy=y, r=4.5))
    return _tag("g", "".join(parts), class_=mark.kind)


def _grid(axis: _Axis, height: int) -> str:
    parts = [_line(0, "100%", y, y, "rail") for y in range(ROW, height + 1, ROW)]
    for tick in axis.ticks():
        x = axis.at(tick)
        number = _tag("text", escape(_minus(f"{tick:g}")), x=x, y=height + 16, class_="tick")
        parts += [_line(x, x, 0, height, "grid"), number]
    return "".join(parts)


def _line(x1: object, x2: object, y1: int, y2: int, kind: str) -> str:
    return _tag("line", "", x1=x1, x2=x2, y1=y1, y2=y2, class_=kind)


def _axis(values: Iterable[float]) -> _Axis:
    """Round ends around the values, with about `TICKS` ticks at 1, 2 or 5 times a power of 10."""
    found = list(values) or [0.0]
    low, high = min(found), max(found)
    rough = max(high - low, LEAST) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in STEPS if s * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step), math.ceil(high / step)
    return _Axis(first * step, max(last, first + 1) * step, step)


def _spoken(mark: _Mark) -> str:
    parts = [mark.shown, wording.bounds(mark.interval, scale=1)]
    return f"{displayed(mark.label)} {' '.join(filter(None, parts))}"


def _ends(interval: Interval) -> list[float]:
    return [v for v in (interval.low, interval.mean, interval.high) if math.isfinite(v)]


def _scaled(interval: Interval, scale: float = 100) -> Interval:
    return Interval(scale * interval.mean, scale * interval.low, scale * interval.high)


def _minus(figure: str) -> str:
    return figure.replace("-", "−")


def _tag(tag: str, content: str, **attributes: object) -> str:
    """An element; `content` is markup, attributes are escaped here."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
    )
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"

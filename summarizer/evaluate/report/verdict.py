"""What a comparison shows, in one plain sentence that claims no more than the test does.

A system is above or below the baseline when approximate randomization says so, corrected over
the systems; every other difference could be luck, which is not the same as a tie.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from summarizer.evaluate.report.phrases import (
    LONG,
    MAIN,
    bounds,
    difference,
    is_bound,
    p_value,
    percent,
    plural,
    significant,
)  # fmt: skip
from summarizer.evaluate.types import Difference, Interval, Results
from summarizer.types import displayed

_Rivals = Sequence[tuple[str, Difference]]


def verdict(results: Results) -> str:
    """The sentence, on the metric `MAIN`; a system that saw the references is out of it."""
    rivals = [
        (displayed(system.label), own)
        for system in results.systems
        if not is_bound(system) and (own := difference(system)) is not None
        and math.isfinite(own.interval.mean)
    ]  # fmt: skip
    above = [rival for rival in rivals if significant(rival[1]) and rival[1].interval.mean > 0]
    level = [rival for rival in rivals if not significant(rival[1])]
    if not rivals:
        return "There is nothing to compare: no other system has scores."
    if above:
        return _above(results, above)
    return _level(results, level, len(rivals)) if level else _below(results, rivals)


def _above(results: Results, above: _Rivals) -> str:
    label, best = _best(above)
    more = len(above) - 1
    others = f"; {more} more {'is' if more == 1 else 'are'} above it, too" if more else ""
    pair = f"{label} is above {displayed(results.baseline)}"
    return f"{pair} on {LONG[MAIN]} by {_amount(best)}{others}."


def _level(results: Results, level: _Rivals, rivals: int) -> str:
    baseline, below = displayed(results.baseline), rivals - len(level)
    rest = f"; {below} other{' is' if below == 1 else 's are'} below {baseline}" if below else ""
    sample = f"{LONG[MAIN]} that {plural(results.compared, 'cluster')} can show"
    if len(level) > 1:
        return f"No difference between {baseline} and {len(level)} systems on {sample}{rest}."
    label, only = level[0]
    amount = " ".join(
        [percent(only.interval.mean, sign=True), *filter(None, [bounds(only.interval, sign=True)])]
    )
    doubt = f"{label} {amount}, {p_value(only.p_randomization_holm)} (Holm)"
    return f"No difference between {baseline} and {label} on {sample}: {doubt}{rest}."


def _below(results: Results, rivals: _Rivals) -> str:
    label, best = _best(rivals)
    baseline, amount = displayed(results.baseline), _amount(best)
    if len(rivals) == 1:
        return f"{label} is below {baseline} on {LONG[MAIN]} by {amount}."
    everyone = f"All {len(rivals)} others are below {baseline} on {LONG[MAIN]}"
    return f"{everyone}; the closest, {label}, by {amount}."


def _best(rivals: _Rivals) -> tuple[str, Difference]:
    return max(rivals, key=lambda rival: rival[1].interval.mean)


def _amount(own: Difference) -> str:
    """How far apart, whichever is above, e.g. `1.5 [0.4, 2.6], p = .008 (Holm)`."""
    up = own.interval.mean >= 0
    low, high = own.interval.low, own.interval.high
    apart = Interval(abs(own.interval.mean), low if up else -high, high if up else -low)
    points = " ".join(filter(None, [percent(apart.mean), bounds(apart)]))
    return f"{points}, {p_value(own.p_randomization_holm)} (Holm)"

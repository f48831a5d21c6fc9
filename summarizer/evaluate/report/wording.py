"""The words and numbers that all forms of a report share, and the sentence that sums it up.

That sentence claims no more than the test does: a system is above or below the baseline when
approximate randomization says so, corrected over the systems; every other difference could be
luck, which is not the same as a tie.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from statistics import fmean

from summarizer.evaluate.types import (
    NAMES,
    Change,
    Difference,
    Failure,
    Interval,
    Results,
    SystemResult,
    Timing,
)  # fmt: skip
from summarizer.render.wrap import columns
from summarizer.types import displayed

MAIN = "rouge2"  # the metric of the verdict: the one that DUC and TAC ranked systems by
SHOWN = ("rouge1", "rouge2", "rougeLsum")
SHORT = {"rouge1": "R-1", "rouge2": "R-2", "rougeL": "R-L", "rougeLsum": "R-Lsum"}
LONG = {**{key: name.replace("R-", "ROUGE-") for key, name in SHORT.items()}, **NAMES}
ALPHA = 0.05
UNDEFINED = "-"

_NOT_SHARES = ("words", "density", "support")


@dataclass(frozen=True, slots=True)
class Cost:
    """Mean seconds a cluster and peak memory in MB."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """One reason why a system failed, and the clusters it failed on."""

    system: str
    reason: str
    clusters: tuple[str, ...]

    def where(self, shown: int = 5) -> str:
        """The first few ids, and how many more there are."""
        more = len(self.clusters) - shown
        listed = ", ".join(self.clusters[:shown])
        return f"{listed} and {more:,} more" if more > 0 else listed


def number(value: float, digits: int = 1, *, sign: bool = False) -> str:
    """`value` with so many decimals, never `-0.0`; a dash where it is undefined."""
    if not math.isfinite(value):
        return UNDEFINED
    rounded = round(value, digits) + 0.0
    return f"{rounded:+.{digits}f}" if sign and rounded else f"{rounded:.{digits}f}"


def percent(fraction: float, digits: int = 1, *, sign: bool = False) -> str:
    """A fraction in percent, without the sign %."""
    return number(100 * fraction, digits, sign=sign)


def bounds(interval: Interval, digits: int = 1, *, sign: bool = False, scale: float = 100) -> str:
    """E.g. `[39.5, 42.1]`; empty where the interval is undefined."""
    ends = (interval.low, interval.high)
    if not all(map(math.isfinite, ends)):
        return ""
    return f"[{', '.join(number(scale * end, digits, sign=sign) for end in ends)}]"


def spread(interval: Interval, digits: int = 1, *, sign: bool = False, scale: float = 100) -> str:
    """A mean, in percent unless scaled otherwise, with its interval, e.g. `40.8 [39.5, 42.1]`."""
    mean = number(scale * interval.mean, digits, sign=sign)
    ends = bounds(interval, digits, sign=sign, scale=scale)
    return f"{mean} {ends}" if ends else mean


def apart(own: Difference, digits: int = 1) -> str:
    """A difference with its sign and interval: of scores and shares in points."""
    digits += own.metric in _NOT_SHARES
    return spread(own.interval, digits, sign=True, scale=scale_of(own.metric))


def points(own: Difference) -> str:
    """A difference with its sign: of scores and shares in points."""
    scale = scale_of(own.metric)
    return number(scale * own.interval.mean, 1 if scale > 1 else 2, sign=True)


def scale_of(metric: str) -> float:
    """What a figure is multiplied by to be shown: 100 for scores and shares."""
    return 1 if metric in _NOT_SHARES else 100


def short(metric: str) -> str:
    """A metric or measure in a table."""
    return SHORT.get(metric) or NAMES[metric]


def unit(metric: str) -> str:
    """A metric as a title of its differences, e.g. `ROUGE-2 F1, in points`."""
    f1 = "" if metric in NAMES else " F1"
    return f"{LONG[metric]}{f1}{'' if metric in _NOT_SHARES else ', in points'}"


def measured(name: str, value: float) -> str:
    """A measure as a table shows it: shares in percent."""
    if name in _NOT_SHARES:
        return number(value, 1 if name != "support" else 2)
    return percent(value)


def measure(system: SystemResult, name: str) -> str:
    """The mean of one of a system's measures as a table shows it."""
    found = system.measures.get(name)
    return UNDEFINED if found is None else measured(name, found.mean)


def p_value(p: float) -> str:
    """E.g. `p = .008`, `p < .001`."""
    if not math.isfinite(p):
        return f"p {UNDEFINED}"
    if p < 0.0005:
        return "p < .001"
    return "p = " + f"{p:.3f}".removeprefix("0").replace("1.000", "1")


def is_bound(system: SystemResult) -> bool:
    """Whether it saw the references: an upper bound, and out of the competition."""
    return system.signature.partition("|")[0] == "oracle"


def difference(system: SystemResult | Change, metric: str = MAIN) -> Difference | None:
    """The system's difference from the baseline (None for the baseline), or from before."""
    return next((d for d in system.differences if d.metric == metric), None)


def significant(difference: Difference) -> bool:
    """By approximate randomization, corrected over the systems."""
    return difference.p_randomization_holm < ALPHA


def costs(timings: Iterable[Timing]) -> dict[str, Cost]:
    """Each system's cost, by label."""
    found: dict[str, list[Timing]] = {}
    for timing in timings:
        found.setdefault(timing.system, []).append(timing)
    return {
        label: Cost(fmean(t.seconds for t in own), max(t.megabytes for t in own))
        for label, own in sorted(found.items())
    }


def failure_groups(failures: Iterable[Failure]) -> list[FailureGroup]:
    """The failures by system and reason, as they come."""
    found: dict[tuple[str, str], list[str]] = {}
    for failure in failures:
        found.setdefault((failure.system, failure.reason), []).append(displayed(failure.cluster))
    return [FailureGroup(*key, clusters=tuple(ids)) for key, ids in found.items()]


def clipped(text: str, width: int) -> str:
    """The display form of `text` in at most `width` columns, with … where it is cut."""
    shown = displayed(text)
    if columns(shown) <= width:
        return shown
    return cut(shown, width - 1) + "…" if width > 0 else ""


def cut(line: str, width: int) -> str:
    """The longest start of `line` that takes at most `width` columns."""
    taken = accumulate(map(columns, line))
    return line[: sum(1 for _ in takewhile(lambda end: end <= width, taken))]


def plural(count: int, noun: str) -> str:
    """E.g. `1 cluster`, `1,140 clusters`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def name(results: Results) -> str:
    """The benchmark and its split, e.g. `neus_full/val`."""
    return displayed("/".join(filter(None, (results.benchmark, results.split))))


def scope(results: Results) -> str:
    """How many clusters, out of how many, the budget if all share one, and the baseline."""
    of = f"{results.compared:,} of " if results.given != results.compared else ""
    budgets = {system.signature.rpartition("|")[2] for system in results.systems}
    shared = displayed(budgets.pop()) if len(budgets) == 1 else ""
    budget = f"{shared}, " if shared.startswith(("words=", "sentences=", "characters=")) else ""
    baseline = displayed(results.baseline)
    return f"{of}{plural(results.given, 'cluster')}, {budget}baseline {baseline}"


def ranking(results: Results) -> str:
    """How stable the order of the systems is on `MAIN`; empty where there is none."""
    own = next((own for own in results.rankings if own.metric == MAIN and own.kept), None)
    if own is None or len(own.order) <= len(own.kept):
        return ""
    told = f"The order of systems on {LONG[MAIN]} holds in {percent(own.whole, 0)} % of resamples"
    least = min(range(len(own.kept)), key=own.kept.__getitem__)
    pair = f"{displayed(own.order[least])} above {displayed(own.order[least + 1])}"
    weakest = f"; least certain is {pair}, {percent(own.kept[least], 0)} %"
    return told + (weakest if len(own.kept) > 1 and own.kept[least] < 1 else "") + "."


def against(results: Results) -> str:
    """Which run from before, and how many clusters the runs have in common; empty without one."""
    own = results.against
    if own is None:
        return ""
    of = f"{own.before:,} there and {results.compared:,} here"
    then = {change.label: change.signature for change in own.systems}
    changed = [s.label for s in results.systems if then.get(s.label, s.signature) != s.signature]
    others = f"; signatures differ of {displayed(', '.join(changed))}" if changed else ""
    common = plural(own.clusters, "cluster")
    return displayed(f"Before: {own.file}; {common} in common of {of}{others}.")


_Rivals = Sequence[tuple[str, Difference]]


def verdict(results: Results) -> str:
    """What the comparison shows on `MAIN` and then on the chosen measures.

    A system that saw the references takes no part.  Measures without a difference share a sentence.
    """
    level = [
        name
        for name in results.measures
        if not any(significant(own) for s in results.systems if (own := difference(s, name)))
    ]
    said = [_verdict(results, m) for m in (MAIN, *results.measures) if m not in level]
    if level and any(said):
        sample = plural(results.compared, "cluster")
        names = ", ".join(LONG[name] for name in level)
        said.append(f"No difference that {sample} can show on {names}.")
    return " ".join(filter(None, said)) or (
        "There is nothing to compare: no other system has scores."
    )


def _verdict(results: Results, metric: str) -> str:
    rivals = [
        (displayed(system.label), own)
        for system in results.systems
        if not is_bound(system) and (own := difference(system, metric)) is not None
        and math.isfinite(own.interval.mean)
    ]  # fmt: skip
    above = [rival for rival in rivals if significant(rival[1]) and rival[1].interval.mean > 0]
    level = [rival for rival in rivals if not significant(rival[1])]
    if not rivals:
        return ""
    if above:
        return _above(results, above)
    return _level(results, level, len(rivals)) if level else _below(results, rivals)


def _above(results: Results, above: _Rivals) -> str:
    label, best = _best(above)
    more = len(above) - 1
    others = f"; {more} more {'is' if more == 1 else 'are'} above it, too" if more else ""
    pair = f"{label} is above {displayed(results.baseline)}"
    return f"{pair} on {LONG[best.metric]} by {_amount(best)}{others}."


def _level(results: Results, level: _Rivals, rivals: int) -> str:
    baseline, below = displayed(results.baseline), rivals - len(level)
    rest = f"; {below} other{' is' if below == 1 else 's are'} below {baseline}" if below else ""
    sample = f"{LONG[level[0][1].metric]} that {plural(results.compared, 'cluster')} can show"
    if len(level) > 1:
        return f"No difference between {baseline} and {len(level)} systems on {sample}{rest}."
    label, only = level[0]
    p = p_value(only.p_randomization_holm)
    doubt = f"{label} {apart(only)}, {p} (Holm)"
    return f"No difference between {baseline} and {label} on {sample}: {doubt}{rest}."


def _below(results: Results, rivals: _Rivals) -> str:
    label, best = _best(rivals)
    baseline, amount = displayed(results.baseline), _amount(best)
    if len(rivals) == 1:
        return f"{label} is below {baseline} on {LONG[best.metric]} by {amount}."
    everyone = f"All {len(rivals)} others are below {baseline} on {LONG[best.metric]}"
    return f"{everyone}; the closest, {label}, by {amount}."


def _best(rivals: _Rivals) -> tuple[str, Difference]:
    return max(rivals, key=lambda rival: rival[1].interval.mean)


def _amount(own: Difference) -> str:
    """How far apart, whichever is above, e.g. `1.5 [0.4, 2.6], p = .008 (Holm)`."""
    up = own.interval.mean >= 0
    low, high = own.interval.low, own.interval.high
    size = Interval(abs(own.interval.mean), low if up else -high, high if up else -low)
    digits, scale = 1 + (own.metric in _NOT_SHARES), scale_of(own.metric)
    return f"{spread(size, digits, scale=scale)}, {p_value(own.p_randomization_holm)} (Holm)"

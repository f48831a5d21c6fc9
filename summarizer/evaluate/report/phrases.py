"""The words and numbers that all forms of a report share."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, takewhile
from statistics import fmean

from summarizer.evaluate.types import Difference, Failure, Interval, Results, SystemResult, Timing
from summarizer.render.wrap import columns
from summarizer.types import displayed

MAIN = "rouge2"  # the metric of the verdict: the one that DUC and TAC ranked systems by
SHOWN = ("rouge1", "rouge2", "rougeLsum")
SHORT = {"rouge1": "R-1", "rouge2": "R-2", "rougeL": "R-L", "rougeLsum": "R-Lsum"}
LONG = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L", "rougeLsum": "ROUGE-Lsum"}
PLAIN = ("words", "density", "support")  # measures that are not shares
ALPHA = 0.05
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Cost:
    """Mean seconds a cluster and peak memory in MB."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Trouble:
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
        return NOTHING
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


def measured(name: str, value: float) -> str:
    """A measure as a table shows it: shares in percent."""
    if name in PLAIN:
        return number(value, 1 if name != "support" else 2)
    return percent(value)


def p_value(p: float) -> str:
    """E.g. `p = .008`, `p < .001`."""
    if not math.isfinite(p):
        return f"p {NOTHING}"
    if p < 0.0005:
        return "p < .001"
    return "p = " + f"{p:.3f}".removeprefix("0").replace("1.000", "1")


def is_bound(system: SystemResult) -> bool:
    """Whether it saw the references: an upper bound, and out of the competition."""
    return system.signature.partition("|")[0] == "oracle"


def difference(system: SystemResult, metric: str = MAIN) -> Difference | None:
    """The system's difference from the baseline; None for the baseline."""
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


def troubles(failures: Iterable[Failure]) -> list[Trouble]:
    """The failures by system and reason, as they come."""
    found: dict[tuple[str, str], list[str]] = {}
    for failure in failures:
        found.setdefault((failure.system, failure.reason), []).append(displayed(failure.cluster))
    return [Trouble(*key, clusters=tuple(ids)) for key, ids in found.items()]


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

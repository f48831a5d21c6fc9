"""The results as Markdown tables in which nothing from the data is markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from summarizer.evaluate.report.phrases import (
    NOTHING,
    SHORT,
    bounds,
    costs,
    measured,
    name,
    number,
    p_value,
    percent,
    plural,
    scope,
    troubles,
)  # fmt: skip
from summarizer.evaluate.report.verdict import verdict
from summarizer.evaluate.types import (
    MEASURES,
    METRICS,
    Difference,
    Interval,
    Results,
    Slice,
    SystemResult,
    Timing,
)  # fmt: skip
from summarizer.render.markdown import escape
from summarizer.types import displayed

_Rows = Iterable[Sequence[str]]


def render(results: Results, timings: Iterable[Timing]) -> str:
    """All tables; only the last one, the cost, differs from run to run."""
    blocks = [
        f"# {escape(name(results))}",
        _code(results.command),
        escape(verdict(results)),
        _terms(results),
        *(f"**Warning:** {escape(warning)}" for warning in results.warnings),
        *_scores(results),
        *_differences(results),
        *_slices(results, "by_sources", "F1 by number of sources"),
        *_slices(results, "by_length", "F1 by length of the sources"),
        *_measures(results),
        *_failures(results),
        *_signatures(results),
        *_costs(results, timings),
    ]
    return "\n\n".join(blocks) + "\n"


def _terms(results: Results) -> str:
    how = (
        f"{plural(results.resamples, 'resample')}, seed {results.seed}: 95 % bootstrap intervals "
        "in brackets"
    )
    signature = escape(results.rouge_signature)
    return f"{escape(scope(results))}. Scores in percent. {how}. ROUGE: {signature}."


def _scores(results: Results) -> Iterator[str]:
    yield "## F1"
    rows = [
        [escape(s.label), *(_interval(s.rouge[m]["fmeasure"]) for m in METRICS)]
        for s in results.systems
    ]
    yield _table(["system", *(SHORT[m] for m in METRICS)], rows)
    yield "## Precision and recall"
    rows = [
        [escape(s.label), *(_both(s, metric) for metric in METRICS)]
        for s in results.systems
    ]  # fmt: skip
    yield _table(["system", *(f"{SHORT[m]} P / R" for m in METRICS)], rows)


def _both(system: SystemResult, metric: str) -> str:
    parts = system.rouge[metric]
    return f"{percent(parts['precision'].mean, 2)} / {percent(parts['recall'].mean, 2)}"


def _differences(results: Results) -> Iterator[str]:
    """Both tests, as they are and corrected over the systems."""
    rows = [
        [escape(system.label), SHORT[own.metric], *_difference(own)]
        for system in results.systems
        for own in system.differences
    ]
    if rows:
        yield f"## F1 minus that of {escape(results.baseline)}"
        yield "Two-sided p by approximate randomization and paired bootstrap; Holm over systems."
        tests = ["p randomization", "Holm", "p bootstrap", "Holm"]
        header = ["system", "metric", "difference", *tests, "wins / ties / losses"]
        yield _table(header, rows, words=2)


def _difference(own: Difference) -> list[str]:
    tests = (
        own.p_randomization,
        own.p_randomization_holm,
        own.p_bootstrap,
        own.p_bootstrap_holm,
    )
    counts = f"{own.wins} / {own.ties} / {own.losses}"
    return [_interval(own.interval, sign=True), *map(_p, tests), counts]


def _p(p: float) -> str:
    return p_value(p).removeprefix("p ").removeprefix("= ")


def _slices(results: Results, attribute: str, title: str) -> Iterator[str]:
    slices: list[tuple[Slice, ...]] = [getattr(s, attribute) for s in results.systems]
    if not slices or not slices[0]:
        return
    yield f"## {title}"
    yield "R-1 / R-2 / R-Lsum"
    header = [f"{escape(p.label)} ({plural(p.clusters, 'cluster')})" for p in slices[0]]
    rows = [
        [escape(system.label), *map(_slice, own)]
        for system, own in zip(results.systems, slices, strict=True)
    ]
    yield _table(["system", *header], rows)


def _slice(part: Slice) -> str:
    return " / ".join(percent(part.rouge[m]) for m in ("rouge1", "rouge2", "rougeLsum"))


def _measures(results: Results) -> Iterator[str]:
    shown = [m for m in MEASURES if any(m in system.measures for system in results.systems)]
    if shown:
        yield "## Beside ROUGE"
        yield "Means; shares in percent, but for words, density and support."
        rows = [[escape(s.label), *(_measure(s, m) for m in shown)] for s in results.systems]
        yield _table(["system", *(MEASURES[m] for m in shown)], rows)


def _measure(system: SystemResult, measure: str) -> str:
    found = system.measures.get(measure)
    return NOTHING if found is None else measured(measure, found.mean)


def _failures(results: Results) -> Iterator[str]:
    if results.failures:
        yield "## Failures"
        rows = [
            [escape(t.system), f"{len(t.clusters)}", escape(t.where()), escape(t.reason)]
            for t in troubles(results.failures)
        ]
        yield _table(["system", "clusters", "which", "why"], rows, words=4)


def _signatures(results: Results) -> Iterator[str]:
    yield "## Signatures"
    rows = [[escape(s.label), escape(s.signature)] for s in results.systems]
    yield _table(["system", "signature"], rows, words=2)
    yield f"Code: {escape(results.code)}"


def _costs(results: Results, timings: Iterable[Timing]) -> Iterator[str]:
    found = costs(timings)
    if found:
        yield "## Cost"
        yield "Measured on the machine that ran it; not the same in every run."
        rows = [
            [escape(s.label), number(cost.seconds, 3), number(cost.megabytes, 0)]
            for s in results.systems
            if (cost := found.get(s.label))
        ]
        yield _table(["system", "seconds a cluster", "peak MB"], rows)


def _interval(interval: Interval, *, sign: bool = False) -> str:
    ends = bounds(interval, 2, sign=sign)
    return " ".join(filter(None, [percent(interval.mean, 2, sign=sign), ends]))


def _table(header: Sequence[str], rows: _Rows, words: int = 1) -> str:
    """A table whose first columns hold `words`, to the left, and the rest figures."""
    rule = ["---" if i < words else "---:" for i in range(len(header))]
    return "\n".join(f"| {' | '.join(row)} |" for row in [header, rule, *rows])


def _code(command: str) -> str:
    """The command in a fence longer than any run of backticks in it."""
    shown = displayed(command)
    fence = "```"
    while fence in shown:
        fence += "`"
    return f"{fence}console\n$ {shown}\n{fence}"

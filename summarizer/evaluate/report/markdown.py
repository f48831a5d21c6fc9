"""The results as Markdown tables in which nothing from the data is markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from summarizer.evaluate.report import wording
from summarizer.evaluate.report.wording import SHORT, SHOWN, p_value, percent, plural, spread
from summarizer.evaluate.types import (
    METRICS,
    NAMES,
    Change,
    Difference,
    Ranking,
    Results,
    SystemResult,
    Timing,
)  # fmt: skip
from summarizer.render.markdown import escape
from summarizer.types import displayed


def render(results: Results, timings: Iterable[Timing]) -> str:
    """All tables; only the last one, the cost, differs from run to run."""
    blocks = [
        f"# {escape(wording.name(results))}",
        _command(results.command),
        escape(wording.verdict(results)),
        _conditions(results),
        *(f"**Warning:** {escape(warning)}" for warning in results.warnings),
        *_scores(results),
        *_differences(_title(results), results.systems),
        *_against(results),
        *_rankings(results),
        *_slices(results, "by_sources", "F1 by number of sources"),
        *_slices(results, "by_length", "F1 by length of the sources"),
        *_measures(results),
        *_failures(results),
        "## Signatures",
        _by_system(results, ["signature"], lambda s: [escape(s.signature)], words=2),
        f"Code: {escape(results.code)}",
        *_costs(results, timings),
    ]
    return "\n\n".join(blocks) + "\n"


def _conditions(results: Results) -> str:
    how = (
        f"{plural(results.resamples, 'resample')}, seed {results.seed}: 95 % bootstrap intervals "
        "in brackets"
    )
    signature = escape(results.rouge_signature)
    model = results.measures_signature
    judged = f" By the pair model: {escape(model)}." if model else ""
    return (
        f"{escape(wording.scope(results))}. Scores in percent. {how}. ROUGE: {signature}.{judged}"
    )


def _scores(results: Results) -> Iterator[str]:
    yield "## F1"
    header = [SHORT[m] for m in METRICS]
    yield _by_system(
        results, header, lambda s: [spread(s.rouge[m]["fmeasure"], 2) for m in METRICS]
    )
    yield "## Precision and recall"
    header = [f"{SHORT[m]} P / R" for m in METRICS]
    yield _by_system(results, header, lambda s: [_precision_recall(s, m) for m in METRICS])


def _precision_recall(system: SystemResult, metric: str) -> str:
    parts = system.rouge[metric]
    return f"{percent(parts['precision'].mean, 2)} / {percent(parts['recall'].mean, 2)}"


def _title(results: Results) -> str:
    what = "F1 and measures minus those" if results.measures else "F1 minus that"
    return f"{what} of {escape(results.baseline)}"


def _differences(title: str, systems: Sequence[SystemResult] | Sequence[Change]) -> Iterator[str]:
    """Both tests, as they are and corrected over the systems."""
    rows = [
        [escape(system.label), wording.short(own.metric), *_difference(own)]
        for system in systems
        for own in system.differences
    ]
    if rows:
        yield f"## {title}"
        yield "Two-sided p by approximate randomization and paired bootstrap; Holm over systems."
        tests = ["p randomization", "Holm", "p bootstrap", "Holm"]
        header = ["system", "metric", "difference", *tests, "wins / ties / losses"]
        yield _table(header, rows, words=2)


def _against(results: Results) -> Iterator[str]:
    if before := results.against:
        yield from _differences("F1 minus that of the same system before", before.systems)
        yield f"{escape(wording.against(results))} Code: {escape(before.code)}"
        yield _command(before.command)


def _rankings(results: Results) -> Iterator[str]:
    """Each metric's order, with the share of resamples in which it holds."""
    if results.rankings:
        yield "## Stability of the ranking"
        yield "Shares of resamples in percent: each system above the next, and the whole order."
        rows = [[SHORT[r.metric], _order(r), percent(r.whole)] for r in results.rankings]
        yield _table(["metric", "order", "whole"], rows, words=2)


def _order(ranking: Ranking) -> str:
    shares = [f" ({percent(share)}) > " for share in ranking.kept]
    return "".join(escape(k) + v for k, v in zip(ranking.order, [*shares, ""], strict=True))


def _difference(own: Difference) -> list[str]:
    tests = (
        own.p_randomization,
        own.p_randomization_holm,
        own.p_bootstrap,
        own.p_bootstrap_holm,
    )
    p_values = [p_value(p).removeprefix("p ").removeprefix("= ") for p in tests]
    return [
        wording.apart(own, 2),
        *p_values,
        f"{own.wins} / {own.ties} / {own.losses}",
    ]


def _slices(results: Results, attribute: str, title: str) -> Iterator[str]:
    first = getattr(results.systems[0], attribute) if results.systems else ()
    if first:
        yield f"## {title}"
        yield "R-1 / R-2 / R-Lsum"
        header = [f"{escape(p.label)} ({plural(p.clusters, 'cluster')})" for p in first]
        yield _by_system(
            results,
            header,
            lambda s: [
                " / ".join(percent(part.rouge[m]) for m in SHOWN) for part in getattr(s, attribute)
            ],
        )


def _measures(results: Results) -> Iterator[str]:
    shown = [m for m in NAMES if any(m in system.measures for system in results.systems)]
    if shown:
        yield "## Beside ROUGE"
        yield "Means; shares in percent, but for words, density and support."
        header = [NAMES[m] for m in shown]
        yield _by_system(results, header, lambda s: [wording.measure(s, m) for m in shown])


def _failures(results: Results) -> Iterator[str]:
    if results.failures:
        yield "## Failures"
        rows = [
            [escape(g.system), f"{len(g.clusters)}", escape(g.where()), escape(g.reason)]
            for g in wording.failure_groups(results.failures)
        ]
        yield _table(["system", "clusters", "which", "why"], rows, words=4)


def _costs(results: Results, timings: Iterable[Timing]) -> Iterator[str]:
    found = wording.costs(timings)
    if found:
        yield "## Cost"
        yield "Measured on the machine that ran it; not the same in every run."
        rows = [
            [escape(s.label), wording.number(cost.seconds, 3), wording.number(cost.megabytes, 0)]
            for s in results.systems
            if (cost := found.get(s.label))
        ]
        yield _table(["system", "seconds a cluster", "peak MB"], rows)


def _by_system(
    results: Results,
    header: Sequence[str],
    cells: Callable[[SystemResult], list[str]],
    words: int = 1,
) -> str:
    """A table with a row for each system: its label, then its cells."""
    rows = [[escape(system.label), *cells(system)] for system in results.systems]
    return _table(["system", *header], rows, words)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """A table whose first columns hold `words`, to the left, and the rest figures."""
    rule = ["---" if i < words else "---:" for i in range(len(header))]
    return "\n".join(f"| {' | '.join(row)} |" for row in [header, rule, *rows])


def _command(command: str) -> str:
    """The command in a fence longer than any run of backticks in it."""
    shown = displayed(command)
    fence = "```"
    while fence in shown:
        fence += "`"
    return f"{fence}console\n$ {shown}\n{fence}"

"""The report as one page that asks nobody for anything.

Plots are inside with style and script (`render.page` has what all our pages share).  Without
JavaScript everything can be read; the script only sorts and filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from summarizer.evaluate.report import phrases, plots
from summarizer.evaluate.report.clusters import panels
from summarizer.evaluate.report.verdict import verdict
from summarizer.evaluate.types import MEASURES, METRICS, PARTS, Exhibit, Results, Timing
from summarizer.render import page

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PACKAGE = "summarizer.evaluate.report"


def pieces(
    results: Results, exhibits: Iterable[Exhibit], timings: Iterable[Timing]
) -> Iterator[str]:
    """The page, piece by piece."""
    environment = _environment()
    from markupsafe import Markup

    style, script = (Markup(page.part(PACKAGE, name)) for name in ("report.css", "report.js"))
    shown, total = panels(results, exhibits)
    top = max((e.mean for p in shown for e in p.entries if e.mean == e.mean), default=0.0)
    return environment.get_template("report.html.jinja").generate(
        results=results,
        style=style,
        script=script,
        policy=page.policy(style, script),
        name=phrases.name(results),
        scope=phrases.scope(results),
        verdict=verdict(results),
        costs=phrases.costs(timings),
        troubles=phrases.troubles(results.failures),
        panels=shown,
        total=total,
        top=max(top, 1e-6),
        highest=lambda kind, metric: _highest(results, kind, metric),
        measures_shown=[m for m in MEASURES if any(m in s.measures for s in results.systems)],
    )


def _environment() -> Environment:
    environment = page.environment(PACKAGE)
    from markupsafe import Markup

    environment.globals |= _vocabulary(Markup)
    return environment


def _vocabulary(markup: type[Markup]) -> dict[str, Any]:
    """What the template can call and name."""

    def drawn(plot: Any) -> Any:
        return lambda *args: markup(plot(*args))

    return {
        "METRICS": METRICS,
        "PARTS": PARTS,
        "MEASURES": MEASURES,
        "MAIN": phrases.MAIN,
        "METRICS_SHOWN": phrases.SHOWN,
        "SHORT": phrases.SHORT,
        "LONG": phrases.LONG,
        "percent": lambda *a, **k: phrases.percent(*a, **k).replace("-", "−"),
        "number": lambda *a, **k: phrases.number(*a, **k).replace("-", "−"),
        "bounds": lambda *a, **k: phrases.bounds(*a, **k).replace("-", "−"),
        "measured": phrases.measured,
        "p_value": phrases.p_value,
        "plural": phrases.plural,
        "is_bound": phrases.is_bound,
        "difference": phrases.difference,
        "significant": phrases.significant,
        "plot_scores": drawn(plots.scores),
        "plot_differences": drawn(plots.differences),
        "strip": drawn(plots.strip),
        "bar": drawn(plots.bar),
    }


def _highest(results: Results, kind: str, metric: str) -> float:
    """The highest score of a slice, for the bars; 1 if there is none."""
    found = [part.rouge[metric] for s in results.systems for part in getattr(s, kind)]
    return max((score for score in found if score > 0), default=1.0)

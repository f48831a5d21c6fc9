"""The report as one page that asks nobody for anything.

Style, script and plots are inside; the content security policy lets nothing else load or run.
Without JavaScript everything can be read; the script only sorts and filters.  What comes from
data is escaped by the template engine and passes through `displayed`, all of it in one place.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from summarizer.errors import MissingExtra
from summarizer.evaluate.report import phrases, plots
from summarizer.evaluate.report.clusters import panels
from summarizer.evaluate.report.verdict import verdict
from summarizer.evaluate.types import MEASURES, METRICS, PARTS, Exhibit, Results, Timing
from summarizer.types import displayed

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PACKAGE = "summarizer.evaluate.report"


def pieces(
    results: Results, exhibits: Iterable[Exhibit], timings: Iterable[Timing]
) -> Iterator[str]:
    """The page, piece by piece.  Raises MissingExtra without Jinja."""
    environment = _environment()
    from markupsafe import Markup

    style, script = (Markup(_part(name)) for name in ("report.css", "report.js"))
    shown, total = panels(results, exhibits)
    top = max((e.mean for p in shown for e in p.entries if e.mean == e.mean), default=0.0)
    return environment.get_template("report.html.jinja").generate(
        results=results,
        style=style,
        script=script,
        style_hash=_sha256(style),
        script_hash=_sha256(script),
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
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
        from markupsafe import Markup
    except ImportError as error:
        raise MissingExtra(
            "report.html needs Jinja, everything else is written: "
            "pip install 'consensus-summarizer[eval]'"
        ) from error
    environment = Environment(
        loader=PackageLoader(PACKAGE, "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals |= _vocabulary(Markup)
    return environment


def _shown(value: object) -> object:
    """Text from data in its display form; markup made here as it is."""
    return displayed(value) if type(value) is str else value


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


def _part(name: str) -> str:
    return files(PACKAGE).joinpath("page", name).read_text("utf-8")


def _sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"

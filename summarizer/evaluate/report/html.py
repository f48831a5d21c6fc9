"""The report as one page that loads nothing from anywhere.

Plots are inside with style and script (`render.page` has what all our pages share).  Without
JavaScript everything can be read; the script only sorts and filters.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from summarizer.evaluate.report import plots, wording
from summarizer.evaluate.types import METRICS, NAMES, PARTS, Results, ScoredCluster, Timing
from summarizer.render import page
from summarizer.types import Article, displayed

if TYPE_CHECKING:
    from jinja2 import Environment

PACKAGE = "summarizer.evaluate.report"
SHOWN = 300  # clusters
MAX_BYTES = 5_000_000  # of the clusters on the page
MARKUP = 450  # bytes of markup around what a system wrote, a little more than it takes
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """A system's summary: scores are fractions, `mean` that of ROUGE-1 and ROUGE-2 F1.

    `kind` is `system`, `base` or `bound`; `sentences` are those of the record.
    """

    label: str
    kind: str
    mean: float
    rouge: Mapping[str, float]
    words: int
    support: float
    sentences: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Source:
    """A source: `link` is empty unless it is on the web, `copies` 0 unless it is a copy."""

    id: int
    headline: str
    link: str
    copies: int


@dataclass(frozen=True, slots=True)
class Panel:
    """A cluster: its entries best first, and how far apart the systems are.

    `winners` are positions in `Results.systems`.
    """

    id: str
    title: str
    spread: float
    mean: float
    winners: tuple[int, ...]
    references: tuple[str, ...]
    entries: tuple[Entry, ...]
    missing: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def independent(self) -> int:
        """How many sources are no copies."""
        return sum(not source.copies for source in self.sources)

    @property
    def dots(self) -> list[tuple[float, str]]:
        """Each entry's mean score and its kind."""
        return [(entry.mean, entry.kind) for entry in self.entries]


def pieces(
    results: Results, clusters: Iterable[ScoredCluster], timings: Iterable[Timing]
) -> Iterator[str]:
    """The page, piece by piece."""
    environment = _environment()
    from markupsafe import Markup

    style, script = (Markup(page.part(PACKAGE, name)) for name in ("report.css", "report.js"))
    shown, total = panels(results, clusters)
    means = (e.mean for panel in shown for e in panel.entries if math.isfinite(e.mean))
    return environment.get_template("report.html.jinja").generate(
        results=results,
        style=style,
        script=script,
        policy=page.policy(style, script),
        name=wording.name(results),
        scope=wording.scope(results),
        verdict=wording.verdict(results),
        before=wording.against(results),
        ranking=wording.ranking(results),
        costs=wording.costs(timings),
        failure_groups=wording.failure_groups(results.failures),
        panels=shown,
        total=total,
        top=max([1e-6, *means]),
        highest=lambda kind, metric: _highest(results, kind, metric),
        measures_shown=[m for m in NAMES if any(m in s.measures for s in results.systems)],
    )


def panels(results: Results, clusters: Iterable[ScoredCluster]) -> tuple[list[Panel], int]:
    """The clusters where the systems differ most, the most first, and how many there are in all.

    No more than `SHOWN`, and no more than `MAX_BYTES` of them: a page must open.
    No more clusters are held than are shown.
    """
    total = 0

    def counted() -> Iterator[Panel]:
        nonlocal total
        for total, cluster in enumerate(clusters, start=1):  # noqa: B007
            yield _panel(results, cluster)

    chosen = heapq.nsmallest(SHOWN, counted(), key=lambda p: (-p.spread, p.id))
    room = MAX_BYTES
    kept: list[Panel] = []
    for panel in chosen:
        room -= _size(panel)
        if room < 0 and kept:
            break
        kept.append(panel)
    return kept, total


def _environment() -> Environment:
    """The template engine, with what the templates can call and name."""
    environment = page.environment(PACKAGE)
    from markupsafe import Markup

    def drawn(plot: Callable[..., str]) -> Callable[..., Markup]:
        return lambda *args: Markup(plot(*args))

    def minus(shown: Callable[..., str]) -> Callable[..., str]:
        return lambda *args, **settings: shown(*args, **settings).replace("-", "−")

    same = ("measured", "p_value", "plural", "is_bound", "difference", "significant", "unit")
    environment.globals |= {
        "METRICS": METRICS,
        "PARTS": PARTS,
        "NAMES": NAMES,
        "MAIN": wording.MAIN,
        "METRICS_SHOWN": wording.SHOWN,
        "SHORT": wording.SHORT,
        "LONG": wording.LONG,
        "plot_scores": drawn(plots.scores),
        "plot_differences": drawn(plots.differences),
        "strip": drawn(plots.strip),
        "bar": drawn(plots.bar),
        **{name: minus(getattr(wording, name)) for name in ("percent", "number", "bounds")},
        **{name: getattr(wording, name) for name in same},
    }
    return environment


def _highest(results: Results, kind: str, metric: str) -> float:
    """The highest score of a slice, for the bars; 1 if there is none."""
    found = [part.rouge[metric] for s in results.systems for part in getattr(s, kind)]
    return max((score for score in found if score > 0), default=1.0)


def _panel(results: Results, scored: ScoredCluster) -> Panel:
    entries = [
        _entry(results, scored, place)
        for place, system in enumerate(results.systems)
        if system.label in scored.predictions
    ]
    rivals = {e.label: e.mean for e in entries if e.kind != "bound" and math.isfinite(e.mean)}
    best = max(rivals.values(), default=math.nan)
    spread = best - min(rivals.values()) if rivals else 0.0
    articles = scored.cluster.articles
    return Panel(
        id=displayed(scored.cluster.id),
        title=next((shown for a in articles if (shown := displayed(a.title))), ""),
        spread=round(spread, DIGITS),
        mean=round(fmean(rivals.values()), DIGITS) if rivals else 0.0,
        winners=tuple(
            place
            for place, system in enumerate(results.systems)
            if rivals.get(system.label, -1.0) >= best - 10**-DIGITS
        ),
        references=scored.cluster.references,
        entries=tuple(sorted(entries, key=lambda e: -e.mean if math.isfinite(e.mean) else 1.0)),
        missing=tuple(s.label for s in results.systems if s.label not in scored.predictions),
        sources=tuple(_sources(articles, scored.cluster.origins)),
    )


def _entry(results: Results, scored: ScoredCluster, place: int) -> Entry:
    system = results.systems[place]
    record = scored.predictions[system.label].record
    scores = scored.scores.get(system.label)
    rouge = {m: prf.fmeasure for m, prf in scores.rouge.items()} if scores else {}
    support = scores.measures.get("support") if scores else None
    kind = "base" if system.label == results.baseline else "system"
    return Entry(
        label=system.label,
        kind="bound" if wording.is_bound(system) else kind,
        mean=fmean(rouge.get(m, math.nan) for m in ("rouge1", "rouge2")),
        rouge=rouge,
        words=len(str(record["summary"]).split()),
        support=math.nan if support is None else support,
        sentences=record["sentences"],
    )


def _sources(articles: Sequence[Article], origins: Sequence[int]) -> Iterator[Source]:
    for i, article in enumerate(articles):
        copied = origins[i] if i < len(origins) else i
        name = ": ".join(filter(None, map(displayed, (article.outlet, article.title))))
        link = page.web_link(article.url) or page.web_link(article.location)
        dated = f" ({displayed(article.date)})" if displayed(article.date) else ""
        shown = name or displayed(article.location) or f"source {i + 1}"
        yield Source(i + 1, shown + dated, link, copied + 1 if copied != i else 0)


def _size(panel: Panel) -> int:
    """About the bytes that a cluster takes on the page."""
    texts = [
        *panel.references,
        *(sentence["text"] for entry in panel.entries for sentence in entry.sentences),
        *(part for source in panel.sources for part in (source.headline, source.link)),
    ]
    parts = 2 + len(panel.entries) + len(panel.sources) // 2
    return sum(len(text.encode("utf-8", "replace")) for text in texts) + MARKUP * parts

"""The clusters as the page shows them: what every system wrote, next to the references."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from summarizer.evaluate.report.phrases import is_bound
from summarizer.evaluate.types import Exhibit, Results
from summarizer.render.page import web_link
from summarizer.types import Article, displayed

SHOWN = 300
MAX_BYTES = 5_000_000  # of the clusters on the page
MARKUP = 450  # bytes of markup around what a system wrote, a little more than it takes
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the numbers of the sources behind it, as `[1, 3]`, maybe empty."""

    text: str
    cited: str
    support: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What one system wrote: scores are fractions, `mean` that of ROUGE-1 and ROUGE-2 F1."""

    label: str
    kind: str  # `system`, `base` or `bound`
    mean: float
    rouge: Mapping[str, float]
    words: int
    support: float
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """A source: `link` is empty unless it is on the web, `copies` 0 unless it is a copy."""

    id: int
    headline: str
    link: str
    copies: int


@dataclass(frozen=True, slots=True)
class Panel:
    """A cluster: its entries best first, and how far apart the systems are."""

    id: str
    title: str
    spread: float
    mean: float
    winners: tuple[int, ...]  # positions in `Results.systems`
    references: tuple[str, ...]
    entries: tuple[Entry, ...]
    missing: tuple[str, ...]
    origins: tuple[Origin, ...]

    @property
    def independent(self) -> int:
        """How many sources are no copies."""
        return sum(not origin.copies for origin in self.origins)

    @property
    def dots(self) -> list[tuple[float, str]]:
        """Each entry's mean score and its kind."""
        return [(entry.mean, entry.kind) for entry in self.entries]


def panels(results: Results, exhibits: Iterable[Exhibit]) -> tuple[list[Panel], int]:
    """The clusters where the systems differ most, the most first, and how many there are in all.

    No more than `SHOWN`, and no more than `MAX_BYTES` of them: a page must open.
    Of the exhibits no more are held than are shown.
    """
    total = 0

    def counted() -> Iterator[Panel]:
        nonlocal total
        for total, exhibit in enumerate(exhibits, start=1):  # noqa: B007
            yield _panel(results, exhibit)

    chosen = heapq.nsmallest(SHOWN, counted(), key=lambda p: (-p.spread, p.id))
    room = MAX_BYTES
    kept: list[Panel] = []
    for panel in chosen:
        room -= _size(panel)
        if room < 0 and kept:
            break
        kept.append(panel)
    return kept, total


def _panel(results: Results, exhibit: Exhibit) -> Panel:
    entries = [
        _entry(results, exhibit, place)
        for place, system in enumerate(results.systems)
        if system.label in exhibit.predictions
    ]
    rivals = {e.label: e.mean for e in entries if e.kind != "bound" and math.isfinite(e.mean)}
    best = max(rivals.values(), default=math.nan)
    spread = best - min(rivals.values()) if rivals else 0.0
    articles = exhibit.cluster.articles
    return Panel(
        id=displayed(exhibit.cluster.id),
        title=next((shown for a in articles if (shown := displayed(a.title))), ""),
        spread=round(spread, DIGITS),
        mean=round(fmean(rivals.values()), DIGITS) if rivals else 0.0,
        winners=tuple(
            place
            for place, system in enumerate(results.systems)
            if rivals.get(system.label, -1.0) >= best - 10**-DIGITS
        ),
        references=exhibit.cluster.references,
        entries=tuple(sorted(entries, key=lambda e: -e.mean if math.isfinite(e.mean) else 1.0)),
        missing=tuple(s.label for s in results.systems if s.label not in exhibit.predictions),
        origins=tuple(_origins(articles, exhibit.cluster.origins)),
    )


def _entry(results: Results, exhibit: Exhibit, place: int) -> Entry:
    system = results.systems[place]
    record = exhibit.predictions[system.label].record
    scores = exhibit.scores.get(system.label)
    rouge = {m: prf.fmeasure for m, prf in scores.rouge.items()} if scores else {}
    support = scores.measures.get("support") if scores else None
    kind = "base" if system.label == results.baseline else "system"
    return Entry(
        label=system.label,
        kind="bound" if is_bound(system) else kind,
        mean=fmean(rouge.get(m, math.nan) for m in ("rouge1", "rouge2")),
        rouge=rouge,
        words=len(str(record["summary"]).split()),
        support=math.nan if support is None else support,
        sentences=tuple(map(_sentence, record["sentences"])),
    )


def _sentence(sentence: Mapping[str, Any]) -> Sentence:
    numbers = sorted({citation["source"] for citation in sentence["citations"]})
    cited = f"[{', '.join(map(str, numbers))}]" if numbers else ""
    return Sentence(sentence["text"], cited, sentence["support"])


def _origins(articles: Sequence[Article], origins: Sequence[int]) -> Iterator[Origin]:
    for i, article in enumerate(articles):
        copied = origins[i] if i < len(origins) else i
        name = ": ".join(filter(None, map(displayed, (article.outlet, article.title))))
        link = web_link(article.url) or web_link(article.location)
        dated = f" ({displayed(article.date)})" if displayed(article.date) else ""
        shown = name or displayed(article.location) or f"source {i + 1}"
        yield Origin(i + 1, shown + dated, link, copied + 1 if copied != i else 0)


def _size(panel: Panel) -> int:
    """About the bytes that a cluster takes on the page."""
    texts = [
        *panel.references,
        *(sentence.text for entry in panel.entries for sentence in entry.sentences),
        *(part for origin in panel.origins for part in (origin.headline, origin.link)),
    ]
    parts = 2 + len(panel.entries) + len(panel.origins) // 2
    return sum(len(text.encode("utf-8", "replace")) for text in texts) + MARKUP * parts

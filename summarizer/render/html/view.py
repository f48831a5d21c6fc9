"""All that the template of a summary shows: sentences, conflicts, sources, their passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from summarizer.render.common import dependence, shared_agency
from summarizer.render.html.article import Backing, Block, Highlight, blocks
from summarizer.render.page import web_link
from summarizer.text.lexicon import MONTHS
from summarizer.types import (
    Claim,
    Cluster,
    Conflict,
    SingleSourceFact,
    Source,
    Span,
    Summary,
    SummarySentence,
    Verification,
    displayed,
)

KINDS = {
    "count": "Number", "amount": "Amount", "date": "Day", "time": "Time", "place": "Place",
    "name": "Name", "outcome": "Outcome",
}  # fmt: skip
_BRACKETS = str.maketrans("", "", "[]")


# --- sources


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source: `link` is empty unless it is on the web, `counts_as` the id that it counts as.

    `iso_date` is its date for machines, empty where it is not certain, `dependence` why it does not
    count by itself, empty where it does, `agency` the agency that it credits as others do.
    """

    id: int
    name: str
    title: str
    date: str
    iso_date: str
    link: str
    location: str
    words: int
    counts_as: int
    dependence: str
    agency: str


def source_views(summary: Summary | Verification) -> tuple[SourceView, ...]:
    """The sources in their order."""
    articles = summary.cluster.articles if summary.cluster else ()
    places = [(a.url, a.location) for a in articles] or [("", s.location) for s in summary.sources]
    sources_at = Counter(source.location for source in summary.sources)
    return tuple(
        _source_view(
            source,
            web_link(url) or web_link(location),
            sources_at[source.location] == 1,
            shared_agency(source, summary.sources),
        )
        for source, (url, location) in zip(summary.sources, places, strict=True)
    )


def _source_view(source: Source, link: str, own_file: bool, agency: str) -> SourceView:
    """A source without an outlet goes by its site, or by a file of its own."""
    date, iso_date = _dates(displayed(source.date))
    place = PurePosixPath(source.location).name if own_file else ""
    if link:
        place = (urlsplit(link).hostname or "").removeprefix("www.")
    return SourceView(
        id=source.id,
        name=displayed(source.outlet) or displayed(place) or f"Source {source.id}",
        title=displayed(source.title),
        date=date,
        iso_date=iso_date,
        link=link,
        location="" if link else displayed(source.location),
        words=source.words,
        counts_as=source.witness or source.origin,
        dependence=dependence(source).translate(_BRACKETS),
        agency=agency,
    )


def _dates(given: str) -> tuple[str, str]:
    """A date for people and for machines, e.g. `4 March 2031, 14:10`; or as it was given."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return given, ""
    # `strftime` would ask the reader's locale.
    day = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    if len(given) > len("2031-03-04"):
        return f"{day}, {moment:%H:%M}", moment.isoformat()
    return day, moment.date().isoformat()


def grouped(sources: tuple[SourceView, ...]) -> tuple[SourceView, ...]:
    """Sources that count as one together, those that say why after the other."""
    return tuple(sorted(sources, key=lambda s: (s.counts_as, bool(s.dependence), s.id)))


# --- the page


@dataclass(frozen=True, slots=True)
class BackingSource:
    """A source that states something; `anchor` is where, empty if its text is not on the page."""

    source: SourceView
    anchor: str


Backers = Callable[[Highlight], tuple[BackingSource, ...]]


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A conflict and its claims; `sentences` are those of the summary that make one of them."""

    conflict: Conflict
    kind: str
    claims: tuple[tuple[Highlight, Claim], ...]
    sentences: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article in full; `highlights` are what it backs."""

    source: SourceView
    highlights: tuple[Highlight, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """The whole page; in `sources` copies stand under their origin.

    `backers` says which sources back a highlight, each once.
    """

    sentences: tuple[tuple[Highlight, SummarySentence], ...]
    conflicts: tuple[ConflictView, ...]
    single_source: tuple[tuple[Highlight, SingleSourceFact], ...]
    sources: tuple[SourceView, ...]
    articles: tuple[ArticleView, ...]
    highlights: tuple[Highlight, ...]
    backers: Backers

    @property
    def independent(self) -> int:
        """How many sources count by themselves."""
        return sum(not source.dependence for source in self.sources)

    def claim_words(self, sentence: SummarySentence) -> list[str]:
        """The words of the claims of the conflicts that a sentence is in."""
        conflicts = (self.conflicts[i].conflict for i in sentence.disputed)
        return [claim.text for conflict in conflicts for claim in conflict.claims]


def page_view(summary: Summary) -> PageView:
    """The page of a summary; without the articles where they are not at hand."""
    sentences = [
        Highlight(f"s{n}", f"home-s{n}", f"Sentence {n}", str(n), s.text, s.citations)
        for n, s in enumerate(summary.sentences, 1)
    ]
    claims = [
        [
            Highlight(f"c{n}_{m}", f"conflict-{n}", f"Difference {n}", f"≠{n}", c.text, c.evidence)
            for m, c in enumerate(conflict.claims, 1)
        ]
        for n, conflict in enumerate(summary.conflicts, 1)
    ]
    facts = [
        Highlight(f"u{n}", f"home-u{n}", "Only here", "", fact.text, (fact.evidence,))
        for n, fact in enumerate(summary.unique, 1)
    ]
    highlights = (*sentences, *chain(*claims), *facts)
    sources = source_views(summary)
    articles = _articles(summary.cluster, sources, highlights) if summary.cluster else ()
    return PageView(
        sentences=tuple(zip(sentences, summary.sentences, strict=True)),
        conflicts=tuple(
            ConflictView(
                conflict,
                KINDS[conflict.kind],
                tuple(zip(claims[i], conflict.claims, strict=True)),
                tuple(sentences[n] for n, s in enumerate(summary.sentences) if i in s.disputed),
            )
            for i, conflict in enumerate(summary.conflicts)
        ),
        single_source=tuple(zip(facts, summary.unique, strict=True)),
        sources=grouped(sources),
        articles=articles,
        highlights=highlights,
        backers=_backers(sources, frozenset(_anchors(articles))),
    )


def _backers(sources: Sequence[SourceView], anchors: frozenset[str]) -> Backers:
    """A function that says which sources back a highlight, each once."""

    def backers(highlight: Highlight) -> tuple[BackingSource, ...]:
        numbers = dict.fromkeys(e.article for e in highlight.evidence)
        places = ((i, highlight.anchor(i)) for i in numbers)
        return tuple(BackingSource(sources[i], a if a in anchors else "") for i, a in places)

    return backers


def _articles(
    cluster: Cluster, sources: Sequence[SourceView], highlights: Iterable[Highlight]
) -> tuple[ArticleView, ...]:
    backing: list[list[Backing]] = [[] for _ in cluster.articles]
    for highlight in highlights:
        for e in highlight.evidence:
            backing[e.article].append((e.start, e.end, highlight))
    sentences: list[list[Span]] = [[] for _ in cluster.articles]
    for s in cluster.sentences:
        sentences[s.article].append((s.start, s.end))
    stories = cluster.stories or tuple(article.text for article in cluster.articles)
    return tuple(
        ArticleView(
            source,
            tuple({h.id: h for _, _, h in backing[i]}.values()),
            blocks(i, article.text, stories[i], sentences[i], backing[i]),
        )
        for i, (source, article) in enumerate(zip(sources, cluster.articles, strict=True))
    )


def _anchors(articles: Iterable[ArticleView]) -> Iterator[str]:
    for article in articles:
        for block in article.blocks:
            for paragraph in block.paragraphs:
                for segment in paragraph.segments:
                    yield from segment.anchors


def style_rules(highlights: Sequence[Highlight]) -> str:
    """The rules of the style sheet that light up what backs a highlight, without a script.

    Its passages are lit while it is pointed at, focused or the target of the address, or while
    one of the passages is; as long as it is the target itself, the rest is folded.
    """
    if not highlights:
        return ""
    ids = [highlight.id for highlight in highlights]
    lit = ",".join(
        f':root:has(#{i}:is(:target,:hover,:focus-within),[id^="{i}-"]:target) .{i}' for i in ids
    )
    folded = ",".join(f":root:has(#{i}:target) .fold:not(.in-{i})" for i in ids)
    bars = ",".join(f":root:has(#{i}:target) #bar-{i}" for i in ids)
    return (
        f"@media screen{{\n{lit}{{background:var(--lit);color:var(--ink)}}\n"
        f"{folded}{{display:none}}\n{bars}{{display:flex}}\n}}\n"
    )

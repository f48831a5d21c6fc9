"""The sources as the page names, dates and links them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from summarizer.render.common import counted, wire
from summarizer.render.page import web_link
from summarizer.text.lexicon import MONTHS
from summarizer.types import Source, Summary, Verification, displayed

_BRACKETS = str.maketrans("", "", "[]")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A source: `link` is empty unless it is on the web, `witness` the id that it counts as.

    `moment` is its date as machines read it, empty where that is not certain, `why` why it does not
    count by itself, empty where it does, `wire` the agency that it credits as others do.
    """

    id: int
    name: str
    title: str
    date: str
    moment: str
    link: str
    location: str
    words: int
    witness: int
    why: str
    wire: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A source that tells something; `anchor` is where, empty if its text is not on the page."""

    outlet: Outlet
    anchor: str


def outlets(summary: Summary | Verification) -> tuple[Outlet, ...]:
    """The sources in their order."""
    articles = summary.cluster.articles if summary.cluster else ()
    places = [(a.url, a.location) for a in articles] or [("", s.location) for s in summary.sources]
    read_from = Counter(source.location for source in summary.sources)
    return tuple(
        _outlet(
            source,
            link,
            _place(source, link, read_from[source.location] == 1),
            wire(source, summary.sources),
        )
        for source, (url, location) in zip(summary.sources, places, strict=True)
        for link in [web_link(url) or web_link(location)]
    )


def _place(source: Source, link: str, own_file: bool) -> str:
    """What an outlet that does not say its name goes by: its site, or a file of its own."""
    if link:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    return PurePosixPath(source.location).name if own_file else ""


def _outlet(source: Source, link: str, place: str, wire: str) -> Outlet:
    shown, moment = _dated(displayed(source.date))
    return Outlet(
        id=source.id,
        name=displayed(source.outlet) or displayed(place) or f"Source {source.id}",
        title=displayed(source.title),
        date=shown,
        moment=moment,
        link=link,
        location="" if link else displayed(source.location),
        words=source.words,
        witness=source.witness or source.origin,
        why=counted(source).translate(_BRACKETS),
        wire=wire,
    )


def _dated(given: str) -> tuple[str, str]:
    """A date for people and for machines, e.g. `4 March 2031, 14:10`; or as it was given."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return given, ""
    # `strftime` would ask the reader's locale.
    shown = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    if len(given) > len("2031-03-04"):
        return f"{shown}, {moment:%H:%M}", moment.isoformat()
    return shown, moment.date().isoformat()


def grouped(found: tuple[Outlet, ...]) -> tuple[Outlet, ...]:
    """Sources that count as one together, those that say why after the other."""
    return tuple(sorted(found, key=lambda o: (o.witness, bool(o.why), o.id)))

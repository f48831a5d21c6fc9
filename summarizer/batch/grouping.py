"""Files → the events found in all their articles, each as a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import BinaryIO

from summarizer.batch.inputs import opened
from summarizer.batch.types import Record, Rejected
from summarizer.errors import InputError
from summarizer.limits import Limits
from summarizer.read import cluster_files
from summarizer.read.cluster_files import Place
from summarizer.read.html import Pages
from summarizer.read.loose import contents
from summarizer.read.sources import walk
from summarizer.read.streams import Stream
from summarizer.types import Article, Cluster, Reject, displayed

# How many articles were read; in the end also the events that are told in them.
_OFTEN = 100
Hear = Callable[[int, Sequence[Cluster]], None]


def records(
    sources: Sequence[str], stdin: BinaryIO | None, language: str, limits: Limits, hear: Hear
) -> Iterator[Record | Rejected]:
    """What cannot be read, and then the events; all articles are in memory meanwhile.

    Cluster files give the articles of all their clusters, or one article a line.  How far it is
    can be heard.  Raises LimitExceeded for more than a pile may have.
    """
    from summarizer.sources.events import events

    numbers = count()
    articles: list[Article] = []
    for item in _articles(sources, stdin, language, limits):
        if isinstance(item, Reject):
            yield Rejected(next(numbers), item.location, item.line, None, item.reason)
        else:
            articles.append(item)
            if len(articles) % _OFTEN == 0:
                hear(len(articles), ())
        if len(articles) > limits.pile_articles:
            break  # which `events` refuses
    hear(len(articles), ())
    found = events(articles, language, limits) if articles else ()
    hear(len(articles), found)
    for event in found:
        yield Record(next(numbers), "events", event.id, None, event)


def _articles(
    sources: Sequence[str], stdin: BinaryIO | None, language: str, limits: Limits
) -> Iterator[Article | Reject]:
    with Pages(limits) as pages:
        for found in walk(sources):
            if isinstance(found, Reject):
                yield found
                continue
            place = Place(found.location, found.name, language, limits)
            try:
                with opened(found, stdin) as (kind, stream):
                    yield from _inside(kind, stream, place, pages)
            except InputError as error:
                yield Reject(found.location, displayed(str(error)))


def _inside(kind: str, stream: Stream, place: Place, pages: Pages) -> Iterator[Article | Reject]:
    """The articles of a file, whatever it is."""
    if kind == "clusters":
        for number, line in cluster_files.records(stream, place.limits):
            found = cluster_files.articles(line, number, place)
            yield from (found,) if isinstance(found, Reject) else found
        return
    for item in contents(stream, kind, place, pages.extract):
        if isinstance(item, Article | Reject):
            yield item
        else:
            yield from _pooled(item())


def _pooled(clusters: Iterable[Cluster | Reject]) -> Iterator[Article | Reject]:
    for item in clusters:
        yield from (item,) if isinstance(item, Reject) else item.articles

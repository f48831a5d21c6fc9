"""Source files → records: those of cluster files, unparsed, or the events found in articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from summarizer.batch.types import Record, Rejected
from summarizer.errors import EmptySource, InputError, UnreadableSource
from summarizer.limits import Limits
from summarizer.read import cluster_files, warc
from summarizer.read.cluster_files import Place
from summarizer.read.html import Pages
from summarizer.read.single_file import Item, Reader, sniff
from summarizer.read.sources import STDIN, WEB, Found, open_file, walk
from summarizer.read.streams import Stream
from summarizer.read.warc import Capture
from summarizer.types import Article, Cluster, Reject, displayed

if TYPE_CHECKING:
    from summarizer.read.web.policy import Web

_OTHER = "no cluster file (.jsonl, .jsonl.gz, .parquet): --group finds the events in articles"
_FILES = "a batch of cluster files reads files: save it, or find events with --group"
_OFTEN = 100  # articles between two calls of `Progress`
_OLDER = "older captures of an address"

T = TypeVar("T")


@dataclass(slots=True)
class Pile:
    """The articles that events are looked for in, and the events, None until they are found.

    `skipped` counts records of web archives by what they are, if not articles; `few` the events
    so far that too few sources tell.
    """

    articles: list[Article] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    events: Sequence[Cluster] | None = None
    few: int = 0
    _captures: dict[str, tuple[str, int]] = field(default_factory=dict)

    def add(self, item: Article | Capture) -> None:
        """Put an article on the pile; of the captures of one address the newest in their place."""
        if isinstance(item, Article):
            self.articles.append(item)
            return
        moment, place = self._captures.get(item.key, ("", len(self.articles)))
        if place < len(self.articles):
            self.skipped[_OLDER] += 1
            if item.moment < moment:
                return
        self.articles[place : place + 1] = [item.article]
        self._captures[item.key] = item.moment, place


Progress = Callable[[Pile], None]


def of_clusters(
    sources: Sequence[str], stdin: BinaryIO | None, limits: Limits
) -> Iterator[Record | Rejected]:
    """The records of cluster files in order, and what cannot be read or is no cluster file."""
    numbers = count()

    def read(found: Found, kind: str, stream: Stream) -> Iterator[Record]:
        if kind != "clusters":
            raise InputError(_FILES if kind == WEB else _OTHER)
        empty = True
        for line, content in cluster_files.records(stream, limits):
            empty = False
            yield Record(next(numbers), found.location, found.name, line, content)
        if empty:
            raise EmptySource("it is empty: give one JSON record a line")

    for item in _in_each_file(sources, stdin, read):
        yield _rejected(next(numbers), item) if isinstance(item, Reject) else item


def of_events(
    sources: Sequence[str],
    stdin: BinaryIO | None,
    language: str,
    limits: Limits,
    progress: Progress,
    told: Callable[[Cluster], bool] = lambda event: True,
    web: Web | None = None,
) -> Iterator[Record | Rejected]:
    """What cannot be read, then the events that all articles report; all are in memory meanwhile.

    Cluster files give the articles of all their clusters, or one article a line, web archives
    those of their pages; `web` says how addresses are fetched.  Of the events only those come of
    which `told` is true.  `progress` is called now and then, and in the end.  Raises LimitExceeded
    for more articles than `limits.pile_articles`.
    """
    from summarizer.sources.events import events

    def read(found: Found, kind: str, stream: Stream) -> Iterator[Article | Capture | Reject]:
        place = Place(found.location, found.name, language, limits)
        if kind == WEB:
            return _flat(reader.fetched(found.path, place))
        if kind == "archive":
            return warc.captures(stream, place, pages.extract, pile.skipped)
        return _articles(kind, stream, place, reader)

    numbers = count()
    pile = Pile()
    with Pages(limits) as pages:
        reader = Reader(pages.extract, web)
        for item in _in_each_file(sources, stdin, read):
            if isinstance(item, Reject):
                yield _rejected(next(numbers), item)
            else:
                pile.add(item)
                if len(pile.articles) % _OFTEN == 0:
                    progress(pile)
            if len(pile.articles) > limits.pile_articles:
                break  # which `events` refuses
    progress(pile)
    found = events(pile.articles, language, limits) if pile.articles else ()
    pile.events = found
    progress(pile)
    for event in found:
        if told(event):
            yield Record(next(numbers), "events", event.id, None, event)
        else:
            pile.few += 1


def _rejected(number: int, item: Reject) -> Rejected:
    return Rejected(number, item.location, item.line, None, displayed(item.reason))


def _in_each_file(
    sources: Sequence[str],
    stdin: BinaryIO | None,
    read: Callable[[Found, str, Stream], Iterator[T]],
) -> Iterator[T | Reject]:
    """What `read` finds in each file, and a Reject where one cannot be read, or not to its end."""
    for found in walk(sources):
        if isinstance(found, Reject):
            yield found
            continue
        try:
            with _opened(found, stdin) as (kind, stream):
                yield from read(found, kind, stream)
        except InputError as error:
            yield Reject(found.location, displayed(str(error)))


@contextmanager
def _opened(found: Found, stdin: BinaryIO | None) -> Iterator[tuple[str, Stream]]:
    """The kind of a file, and the file.  Raises UnreadableSource."""
    if found.kind == WEB:
        yield WEB, BytesIO()  # it is fetched where it is read
        return
    if found.path == STDIN and stdin is None:
        raise UnreadableSource("standard input is closed")
    with nullcontext(stdin) if found.path == STDIN else open_file(found) as file:
        assert file
        yield (found.kind, file) if found.kind else sniff(file)


def _articles(
    kind: str, stream: Stream, place: Place, reader: Reader
) -> Iterator[Article | Reject]:
    """The articles of a file of any kind, those of its clusters among them."""
    if kind == "clusters":
        for number, line in cluster_files.records(stream, place.limits):
            found = cluster_files.articles(line, number, place)
            yield from (found,) if isinstance(found, Reject) else found
    else:
        yield from _flat(reader.contents(stream, kind, place))


def _flat(items: Iterator[Item]) -> Iterator[Article | Reject]:
    """The articles, those of clusters among them."""
    for item in items:
        if isinstance(item, Article | Reject):
            yield item
            continue
        for cluster in item():
            yield from (cluster,) if isinstance(cluster, Reject) else cluster.articles

"""Source files → records: those of cluster files, unparsed, or the events found in articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from summarizer.batch.types import Record, Rejected
from summarizer.errors import EmptySource, InputError, UnreadableSource
from summarizer.limits import Limits
from summarizer.read import cluster_files
from summarizer.read.cluster_files import Place
from summarizer.read.html import Pages
from summarizer.read.single_file import Item, Reader, sniff
from summarizer.read.sources import STDIN, WEB, Found, open_file, walk
from summarizer.read.streams import Stream
from summarizer.types import Article, Cluster, Reject, displayed

if TYPE_CHECKING:
    from summarizer.read.web.policy import Web

_OTHER = "no cluster file (.jsonl, .jsonl.gz, .parquet): --group finds the events in articles"
_FILES = "a batch of cluster files reads files: save it, or find events with --group"
_OFTEN = 100  # articles between two calls of `Progress`

# The number of articles read; in the end also the events that were found in them.
Progress = Callable[[int, Sequence[Cluster]], None]
T = TypeVar("T")


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
    web: Web | None = None,
) -> Iterator[Record | Rejected]:
    """What cannot be read, then the events that all articles report; all are in memory meanwhile.

    Cluster files give the articles of all their clusters, or one article a line; `web` says how
    addresses are fetched.  Raises
    LimitExceeded for more articles than `limits.pile_articles`.
    """
    from summarizer.sources.events import events

    def read(found: Found, kind: str, stream: Stream) -> Iterator[Article | Reject]:
        place = Place(found.location, found.name, language, limits)
        if kind == WEB:
            return _flat(reader.fetched(found.path, place))
        return _articles(kind, stream, place, reader)

    numbers = count()
    articles: list[Article] = []
    with Pages(limits) as pages:
        reader = Reader(pages.extract, web)
        for item in _in_each_file(sources, stdin, read):
            if isinstance(item, Reject):
                yield _rejected(next(numbers), item)
            else:
                articles.append(item)
                if len(articles) % _OFTEN == 0:
                    progress(len(articles), ())
            if len(articles) > limits.pile_articles:
                break  # which `events` refuses
    progress(len(articles), ())
    found = events(articles, language, limits) if articles else ()
    progress(len(articles), found)
    for event in found:
        yield Record(next(numbers), "events", event.id, None, event)


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

"""Cluster files → records as they stand there, one at a time; nothing is looked into yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import count
from typing import BinaryIO

from summarizer.batch.types import Record, Rejected
from summarizer.errors import EmptySource, InputError, UnreadableSource
from summarizer.limits import Limits
from summarizer.read import cluster_files
from summarizer.read.loose import sniff
from summarizer.read.sources import STDIN, WEB, Found, open_file, walk
from summarizer.read.streams import Stream
from summarizer.types import Reject, displayed

_OTHER = "no cluster file (.jsonl, .jsonl.gz, .parquet): --group finds the events in articles"


def records(
    sources: Sequence[str], stdin: BinaryIO | None, limits: Limits
) -> Iterator[Record | Rejected]:
    """The records of the files in order, and what cannot be read of them or is no cluster file."""
    numbers = count()
    for found in walk(sources):
        if isinstance(found, Reject):
            yield rejected(next(numbers), found.location, found.reason)
            continue
        try:
            with opened(found, stdin) as (kind, stream):
                for line, content in _contents(kind, stream, limits):
                    yield Record(next(numbers), found.location, found.name, line, content)
        except InputError as error:
            yield rejected(next(numbers), found.location, str(error))


def rejected(number: int, location: str, reason: str) -> Rejected:
    """A file that cannot be read, or not on from where it was."""
    return Rejected(number, location, None, None, displayed(reason))


@contextmanager
def opened(found: Found, stdin: BinaryIO | None) -> Iterator[tuple[str, Stream]]:
    """The kind of a file, and the file.  Raises UnreadableSource."""
    if found.kind == WEB:
        raise UnreadableSource("a batch reads files: save the page, or give it to summarize")
    if found.path == STDIN and stdin is None:
        raise UnreadableSource("standard input is closed")
    with nullcontext(stdin) if found.path == STDIN else open_file(found) as file:
        assert file
        yield (found.kind, file) if found.kind else sniff(file)


def _contents(kind: str, stream: Stream, limits: Limits) -> Iterator[cluster_files.Record]:
    """The records of one file.  Raises InputError where there are none, or no more."""
    if kind != "clusters":
        raise InputError(_OTHER)
    empty = True
    for record in cluster_files.records(stream, limits):
        empty = False
        yield record
    if empty:
        raise EmptySource("it is empty: give one JSON record a line")

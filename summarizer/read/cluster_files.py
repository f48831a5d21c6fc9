"""Cluster files: one JSON record a line, plain or packed with gzip, or the rows of Parquet.

Memory holds one record, however large the file.  A bad record is a `Reject` and the next is read;
packed data that breaks off is a `Reject` after the good records before it.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from summarizer.errors import InputError, LimitExceeded
from summarizer.limits import MAX_BAD_RECORDS, MAX_LINE_BYTES
from summarizer.read import layouts, safe_json
from summarizer.read.decode import decode
from summarizer.types import Article, Cluster, Reject, displayed

Record = tuple[int, bytes | None]  # the line it stands on, from 1; None for one that is too long

_GIVE_UP_AFTER = 10  # lines' worth of bytes that are skipped in search of a line's end
GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"


class Stream(Protocol):
    """What is needed of a binary file."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes."""

    def readline(self, size: int = ..., /) -> bytes:
        """A line with its end, or its first `size` bytes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is read, the name that makes ids for it, and its language."""

    location: str
    name: str
    language: str


class Rewound:
    """A stream whose first bytes were read already, put back in front of the rest."""

    def __init__(self, head: bytes, rest: Stream) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, or all."""
        first = self._head.read(size)
        if size < 0:
            return first + self._rest.read()
        return first if first or size == 0 else self._rest.read(size)

    def readline(self, size: int = -1, /) -> bytes:
        """A line with its end, or its first `size` bytes."""
        first = self._head.readline(size)
        if first.endswith(b"\n") or 0 <= size <= len(first):
            return first
        return first + self._rest.readline(size - len(first) if size >= 0 else -1)


def clusters(stream: Stream, place: Place) -> Iterator[Cluster | Reject]:
    """The clusters of a file, in order."""
    found = bad = 0
    try:
        for number, line in records(stream):
            result = cluster(line, number, place)
            found += 1
            bad = bad + 1 if isinstance(result, Reject) else 0
            yield result
            if bad >= MAX_BAD_RECORDS:
                reason = f"given up after {bad:,} bad records in a row: is it a cluster file?"
                yield Reject(place.location, reason, number)
                return
    except InputError as error:
        yield Reject(place.location, str(error))
        return
    if not found:
        yield Reject(place.location, "it is empty: give one JSON record a line")


def records(stream: Stream) -> Iterator[Record]:
    """The records of a file, unread; those of Parquet as the JSON that they would be.

    Raises LimitExceeded or a subclass of InputError when the file cannot be read on.
    """
    head = b""
    while len(head) < len(PARQUET) and (more := stream.read(len(PARQUET) - len(head))):
        head += more
    if head == PARQUET:
        from summarizer.read import parquet

        yield from parquet.records(stream)
        return
    whole: Stream = Rewound(head, stream)
    if head.startswith(GZIP):
        whole = gzip.GzipFile(fileobj=whole)  # type: ignore[call-overload]
    for number, line in _lines(whole):
        if line is None or line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield number, line


def _lines(stream: Stream) -> Iterator[Record]:
    """The lines, blank ones and all."""
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(MAX_LINE_BYTES + 1)
            long = len(line) > MAX_LINE_BYTES
            if long:
                _skip_line(stream, line)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise InputError(f"the packed data is broken or cut off at line {number}") from None
        except (OSError, ValueError) as error:
            raise InputError(f"cannot be read on at line {number}: {error}") from None
        if not line:
            return
        yield number, None if long else line


def _skip_line(stream: Stream, line: bytes) -> None:
    """Move to the end of a line that is too long; give up if that is too far."""
    skipped = 0
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 20)
        skipped += len(line)
        if skipped > _GIVE_UP_AFTER * MAX_LINE_BYTES:
            raise LimitExceeded(f"a line of more than {skipped:,} bytes: the rest is not read")


def cluster(line: bytes | None, number: int, place: Place) -> Cluster | Reject:
    """The cluster that a record is."""
    try:
        return layouts.cluster(value(line), *_names(number, place), place.language)
    except InputError as error:
        return Reject(place.location, displayed(str(error)), number)


def articles(line: bytes | None, number: int, place: Place) -> tuple[Article, ...] | Reject:
    """The articles of the cluster that a record is, or the article."""
    try:
        found = value(line)
        if isinstance(found, dict) and layouts.is_cluster(found):
            return layouts.cluster(found, *_names(number, place), place.language).articles
        return (layouts.article(found, *_names(number, place)),)
    except InputError as error:
        return Reject(place.location, displayed(str(error)), number)


def value(line: bytes | None) -> object:
    """The JSON of a record.  Raises BadLayout, LimitExceeded or another InputError."""
    if line is None:
        raise LimitExceeded(f"a record of more than {MAX_LINE_BYTES:,} bytes")
    return safe_json.loads(decode(line).lstrip("\ufeff"))


def _names(number: int, place: Place) -> tuple[str, str]:
    """Where a record stands, and what it is called if it does not say."""
    return f"{place.location}:{number}", f"{place.name}:{number}"

"""Cluster files: one JSON record a line, plain or packed with gzip, or the rows of Parquet.

Memory holds one record, however large the file.  A bad record is a `Reject` and the next is read;
packed data that breaks off is a `Reject` after the good records before it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.errors import InputError, LimitExceeded
from summarizer.limits import DEFAULTS, MAX_SKIPPED_LINES, Limits
from summarizer.read import layouts, safe_json
from summarizer.read.decode import decode
from summarizer.read.streams import Stream, peek, unpacked
from summarizer.types import Article, Cluster, Reject, displayed

Record = tuple[int, bytes | None]  # the line it stands on, from 1; None for one that is too long

PARQUET = b"PAR1"
BLANK = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is read, the name that makes ids for it, its language and its caps."""

    location: str
    name: str
    language: str
    limits: Limits = DEFAULTS


def clusters(stream: Stream, place: Place) -> Iterator[Cluster | Reject]:
    """The clusters of a file, in order."""
    found = bad = 0
    try:
        for number, line in records(stream, place.limits):
            result = cluster(line, number, place)
            found += 1
            bad = bad + 1 if isinstance(result, Reject) else 0
            yield result
            if bad >= place.limits.bad_records:
                yield Reject(place.location, _given_up(bad), number)
                return
    except InputError as error:
        yield Reject(place.location, displayed(str(error)))
        return
    if not found:
        yield Reject(place.location, "it is empty: give one JSON record a line")


def records(stream: Stream, limits: Limits) -> Iterator[Record]:
    """The records of a file, unread; those of Parquet as the JSON that they would be.

    Raises LimitExceeded or a subclass of InputError when the file cannot be read on, or when too
    many records in a row do not even begin as an object.
    """
    head, whole = peek(stream, len(PARQUET))
    if head == PARQUET:
        from summarizer.read import parquet

        yield from parquet.records(stream, limits)
        return
    bad = 0
    for number, line in lines(unpacked(whole, limits), limits):
        start = None if line is None else line.strip(BLANK)[:1]
        if start == b"":
            continue
        bad = 0 if start == b"{" else bad + 1
        yield number, line
        if bad >= limits.bad_records:
            raise LimitExceeded(f"{_given_up(bad)} (line {number:,})")


def _given_up(bad: int) -> str:
    return f"given up after {bad:,} bad records in a row: is it a cluster file?"


def lines(stream: Stream, limits: Limits) -> Iterator[Record]:
    """The lines with their ends, blank ones and all.  Raises InputError where it breaks off."""
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(limits.line_bytes + 1)
            long = len(line) > limits.line_bytes
            if long:
                _skip_line(stream, line, MAX_SKIPPED_LINES * limits.line_bytes)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise InputError(f"the packed data is broken or cut off at line {number}") from None
        except (OSError, ValueError) as error:
            raise InputError(f"cannot be read on at line {number}: {error}") from None
        if not line:
            return
        yield number, None if long else line


def _skip_line(stream: Stream, line: bytes, most: int) -> None:
    """Move to the end of a line that is too long; give up if that is too far."""
    skipped = 0
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 20)
        skipped += len(line)
        if skipped > most:
            raise LimitExceeded(f"a line of more than {skipped:,} bytes: the rest is not read")


def cluster(line: bytes | None, number: int, place: Place) -> Cluster | Reject:
    """The cluster that a record is."""
    try:
        found = value(line, place.limits)
        return layouts.cluster(found, *_names(number, place), place.language, place.limits)
    except InputError as error:
        return Reject(place.location, displayed(str(error)), number)


def articles(line: bytes | None, number: int, place: Place) -> tuple[Article, ...] | Reject:
    """The articles of the cluster that a record is, or the article."""
    try:
        found, caps = value(line, place.limits), place.limits
        if isinstance(found, dict) and layouts.is_cluster(found):
            return layouts.cluster(found, *_names(number, place), place.language, caps).articles
        return (layouts.article(found, *_names(number, place), caps),)
    except InputError as error:
        return Reject(place.location, displayed(str(error)), number)


def value(line: bytes | None, limits: Limits) -> object:
    """The JSON of a record.  Raises BadLayout, LimitExceeded or another InputError."""
    if line is None:
        raise LimitExceeded(f"a record of more than {limits.line_bytes:,} bytes")
    return safe_json.loads(decode(line).lstrip("\ufeff"), limits.json_depth)


def _names(number: int, place: Place) -> tuple[str, str]:
    """Where a record stands, and what it is called if it does not say."""
    return f"{place.location}:{number}", f"{place.name}:{number}"

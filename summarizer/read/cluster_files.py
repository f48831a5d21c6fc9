"""Cluster files: one JSON record a line, read one at a time, plain or packed with gzip.

Memory holds one line, however large the file.  A bad record is a `Reject` and the next is read;
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
from summarizer.read.streams import Stream, unpacked
from summarizer.types import Cluster, Reject, displayed


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
        for number, line in _lines(unpacked(stream, place.limits), place.limits):
            result = _record(line, number, place)
            if result is None:
                continue
            found += 1
            bad = bad + 1 if isinstance(result, Reject) else 0
            yield result
            if bad >= place.limits.bad_records:
                reason = f"given up after {bad:,} bad records in a row: is it a cluster file?"
                yield Reject(place.location, reason, number)
                return
    except InputError as error:
        yield Reject(place.location, str(error))
        return
    if not found:
        yield Reject(place.location, "it is empty: give one JSON record a line")


def _lines(stream: Stream, limits: Limits) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers from 1; None for one that is too long.

    Raises LimitExceeded or a subclass of InputError when the file cannot be read on.
    """
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


def _record(line: bytes | None, number: int, place: Place) -> Cluster | Reject | None:
    """What a line holds; None for a blank one."""
    if line is None:
        reason = f"a record of more than {place.limits.line_bytes:,} bytes"
        return Reject(place.location, reason, number)
    if not line.strip(b"\xef\xbb\xbf \t\r\n"):
        return None
    try:
        value = safe_json.loads(decode(line).lstrip("\ufeff"), place.limits.json_depth)
        location, name = f"{place.location}:{number}", f"{place.name}:{number}"
        return layouts.cluster(value, location, name, place.language, place.limits)
    except InputError as error:
        return Reject(place.location, displayed(str(error)), number)

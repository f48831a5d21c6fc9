"""Parquet: a table of records, each row as a line of JSON.

A table does not state how large it gets (a page decompresses to a thousand times its size, one
stored value may be that of every row), and damage crashes the library: so a child process reads
it, a few rows at a time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, BinaryIO

from summarizer.errors import (
    BadLayout,
    InputError,
    MissingExtra,
    UnreadableSource,
)
from summarizer.limits import MAX_METADATA_CHARACTERS, Limits
from summarizer.read import child, layouts
from summarizer.read.child import Child
from summarizer.read.decode import scrub
from summarizer.read.streams import ExpansionLimit
from summarizer.types import displayed

if TYPE_CHECKING:
    from summarizer.read.cluster_files import Record

_ROWS = 16  # in memory at a time
_BUFFER = 1 << 16  # bytes of a column read at a time, which else were those of a group of rows
_MESSAGE = 1 << 20  # bytes after which rows are handed over
_LONG = b"-"  # in place of a row that is too long
_LAST = b"."


def records(file: Any, limits: Limits) -> Iterator[Record]:
    """The rows with their numbers from 1; None for one that is too long.

    Columns that nothing reads are left out.  Raises InputError for what cannot be read (on),
    LimitExceeded for what comes to too much, and UnreadableSource without pyarrow.
    """
    if find_spec("pyarrow") is None:
        needs = MissingExtra.of("parquet", "reading .parquet needs pyarrow")
        raise UnreadableSource(str(needs))
    try:
        packed = os.fstat(file.fileno()).st_size
    except (AttributeError, OSError):
        raise UnreadableSource("a Parquet table is read from a file only: save it first") from None
    expanded = ExpansionLimit(limits)
    for number, line in enumerate(_lines(file, limits), 1):
        expanded.add(limits.line_bytes if line == _LONG else len(line), packed)
        yield number, None if line == _LONG else line


def _lines(file: BinaryIO, limits: Limits) -> Iterator[bytes]:
    """The rows, as the process hands them over."""
    seconds, most = limits.table_seconds, limits.table_megabytes
    process = Child(__name__, limits, limits.line_bytes + 2 * _MESSAGE, file)
    rest = ": the rest is not read"
    try:
        with child.failures_told("the table", "rows that take", seconds, most, rest):
            while (message := process.ask(None, seconds)) != _LAST:
                if not message.startswith(b"\n"):
                    child.parse_answer(message)
                    raise EOFError
                yield from message[1:].split(b"\n")
    finally:
        process.stop()


# --- in the process itself


def serve(given: str) -> None:
    """In the child process: send the rows of the table that is the standard input."""
    limits = Limits(**json.loads(given))
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # others reserve more than they may
    with child.serving(limits.table_megabytes) as answers:
        import pyarrow.parquet  # noqa: F401 before the clock runs

        child.send(answers, child.READY)
        messages = _messages(limits)
        while True:
            with child.ended_after(limits.table_seconds):
                message = next(messages, b"")
            if not message:
                return
            child.send(answers, message)


def _messages(limits: Limits) -> Iterator[bytes]:
    """Some rows at a time, and why there are no more."""
    rows: list[bytes] = []
    size, last = 0, _LAST
    try:
        for line in _row_lines(limits):
            rows.append(b"\n" + line)
            size += len(line)
            if size >= _MESSAGE:
                yield b"".join(rows)
                rows, size = [], 0
    except (InputError, MemoryError) as error:
        last = child.error_answer(error)
    if rows:
        yield b"".join(rows)
    yield last


def _row_lines(limits: Limits) -> Iterator[bytes]:
    """The rows as lines.  Raises InputError for whatever the library raises over a table."""
    from pyarrow.parquet import ParquetFile

    number = 0
    try:
        table = ParquetFile(os.fdopen(0, "rb"), buffer_size=_BUFFER)
        names = [name for name in table.schema_arrow.names if name in layouts.FIELDS]
        if not names:
            reason = "no known layout: none of its columns is called as records name things"
            raise BadLayout(reason)
        for batch in table.iter_batches(_ROWS, columns=names, use_threads=False):
            for row in map(batch.slice, range(len(batch)), [1] * len(batch)):
                line = _line(row.to_pylist()[0])
                number += 1
                yield line if len(line) <= limits.line_bytes else _LONG
    except (InputError, MemoryError):
        raise
    except Exception as error:
        reason = displayed(scrub(str(error).partition("\n")[0]))[:MAX_METADATA_CHARACTERS]
        name = type(error).__name__
        raise InputError(f"broken Parquet behind row {number}: {reason or name}") from None


def _line(row: dict[str, Any]) -> bytes:
    """A row as the line of JSON that it would be; a column that is null is left out."""
    fields = {name: value for name, value in row.items() if value is not None}
    text = json.dumps(fields, ensure_ascii=False, default=_text)
    return text.encode("utf-8", "backslashreplace")


def _text(value: object) -> str:
    """A value that JSON has no form for; text that is not marked as text is bytes."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)

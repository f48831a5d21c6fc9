"""Parquet: a table of records, read in small steps, each row as a line of JSON.

Little of it says how large it gets: a page may unpack to a thousand times its size, and a value
that stands there once be that of every row.  So the headers of the pages are looked at before
these are unpacked, and texts stay in their dictionaries until the size of a row is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

from summarizer.errors import BadLayout, InputError, LimitExceeded, MissingExtra, UnreadableSource
from summarizer.limits import MAX_METADATA_CHARACTERS, MAX_PAGE_BYTES, MAX_PARQUET_PARTS, Limits
from summarizer.read import layouts
from summarizer.read.decode import scrub
from summarizer.read.parquet_headers import Chunk, groups, pages
from summarizer.read.streams import Proportion
from summarizer.types import displayed

if TYPE_CHECKING:
    from summarizer.read.cluster_files import Record

_ROWS = 16  # in memory at a time
_BUFFER = 1 << 16  # bytes of a column read at a time, which else were those of a group of rows
_VALUE = 16  # bytes that a value takes in memory even if it is null
_LEAST = 2  # bytes that a value takes in JSON, with the comma behind it


def records(file: Any, limits: Limits) -> Iterator[Record]:
    """The rows with their numbers from 1; None for one that is too long.

    Columns that nothing reads are left out.  Raises InputError for what cannot be read (on),
    LimitExceeded for what unpacks to too much, and UnreadableSource without pyarrow.
    """
    number = 0
    try:
        for row in _rows(file, limits):
            number += 1
            line = b"" if row is None else _line(row)
            yield number, line if 0 < len(line) <= limits.line_bytes else None
    except (InputError, MemoryError):
        raise
    except Exception as error:  # the tables of strangers find every hole in a library
        reason = displayed(scrub(str(error).partition("\n")[0]))[:MAX_METADATA_CHARACTERS]
        name = type(error).__name__
        raise InputError(f"broken Parquet behind row {number}: {reason or name}") from None


def _rows(file: Any, limits: Limits) -> Iterator[dict[str, Any] | None]:
    """The rows; None for one that is too long."""
    table = _opened(file)
    names = [name for name in table.schema_arrow.names if name in layouts.FIELDS]
    if not names:
        raise BadLayout("no known layout: none of its columns is called as records name things")
    packed = file.seek(0, 2)
    unpacked, told = Proportion(limits), Proportion(limits)
    for number, chunks in enumerate(groups(file)):
        columns = list(_columns(table, chunks))
        for size in _pages(file, columns, max(MAX_PAGE_BYTES, limits.line_bytes)):
            unpacked.add(size, packed)
        kept = [column.path for column in columns if column.keeps]
        again = _opened(file, metadata=table.metadata, read_dictionary=kept)
        for batch in again.iter_batches(_ROWS, [number], names, use_threads=False):
            rows = batch.to_struct_array()
            told.add(_size(rows), packed)
            yield from _converted(rows, limits.line_bytes)


def _converted(rows: Any, most: int) -> Iterator[dict[str, Any] | None]:
    """The rows as Python has them, but for those that come to more bytes than `most`."""
    fit = _size(rows) <= most
    for row in map(rows.slice, range(len(rows)), repeat(1)):
        yield row.to_pylist()[0] if fit or _size(row) <= most else None


def _opened(file: Any, **options: Any) -> Any:
    """The table.  Raises UnreadableSource without pyarrow."""
    try:
        from pyarrow import parquet
    except ImportError:
        needs = MissingExtra.of("parquet", "reading .parquet needs pyarrow")
        raise UnreadableSource(str(needs)) from None
    return parquet.ParquetFile(
        file, thrift_container_size_limit=MAX_PARQUET_PARTS, buffer_size=_BUFFER, **options
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A column, or one within lists, in a group of rows."""

    path: str
    chunk: Chunk
    each: int  # bytes that a value takes in memory, whatever it is
    listed: bool
    keeps: bool  # texts are numbers in their dictionary until the size of a row is known


def _columns(table: Any, chunks: Sequence[Chunk]) -> Iterator[_Column]:
    """The columns that are read."""
    for column, chunk in zip(
        map(table.schema.column, range(len(table.schema))), chunks, strict=True
    ):
        if column.path.partition(".")[0] in layouts.FIELDS:
            listed = column.max_repetition_level > 0
            # Outside lists there are a few copies at most.
            keeps = listed and column.physical_type == "BYTE_ARRAY" and chunk.can_keep
            yield _Column(column.path, chunk, max(_VALUE, column.length or 0), listed, keeps)


def _pages(file: Any, columns: Iterable[_Column], most: int) -> Iterator[int]:
    """What each page of the columns takes when it is unpacked, in bytes.

    Raises LimitExceeded for one that, with the copies made of it for the rows that are read at a
    time, may take more than `most`.
    """
    for column in columns:
        dictionary = 0
        for page in pages(file, column.chunk):
            size = page.size + column.each * page.values
            if page.is_dictionary:
                dictionary = size
            copied = page.size if page.has_rests else 0
            copied += dictionary if page.has_numbers and not column.keeps else 0
            copies = page.values if column.listed else min(page.values, _ROWS)
            if size + copied * copies > most:
                raise LimitExceeded(
                    f"a page that may take more than {most:,} bytes: the rest is not read"
                )
            yield size


def _size(array: Any) -> int:
    """What values take as JSON, at least."""
    from pyarrow import compute, types

    kind, size = array.type, _LEAST * len(array)
    if types.is_dictionary(kind):
        if not _is_text(kind.value_type):
            return size
        lengths = compute.take(compute.binary_length(array.dictionary), array.indices)
        return size + (compute.sum(lengths).as_py() or 0)
    if types.is_string_view(kind) or types.is_binary_view(kind):
        return _size(array.cast("large_binary"))
    if types.is_struct(kind):
        return size + sum(map(_size, array.flatten()))
    if types.is_map(kind):
        first, last = array.offsets[0].as_py(), array.offsets[-1].as_py()
        both = (array.keys, array.items)
        return size + sum(_size(part.slice(first, last - first)) for part in both)
    if types.is_nested(kind):
        return size + _size(array.flatten())
    if not _is_text(kind):
        return size
    return size + (compute.sum(compute.binary_length(array)).as_py() or 0)


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    text = (types.is_string, types.is_binary, types.is_large_string, types.is_large_binary)
    return any(is_one(kind) for is_one in text)


def _line(row: dict[str, Any]) -> bytes:
    """A row as the line of JSON that it would be; a column that is null is not there."""
    there = {name: value for name, value in row.items() if value is not None}
    return json.dumps(there, ensure_ascii=False, default=_text).encode("utf-8", "backslashreplace")


def _text(value: object) -> str:
    """A value that JSON has no form for: text without a mark that says so is bytes."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)

"""What a Parquet file says of its columns and their pages, before any of it is unpacked.

What stands at its end of the size of columns is not checked by whoever unpacks them; the header
of a page is.  pyarrow shows no headers, and takes the process down where it is asked for damaged
columns.  Both are structs in Thrift's compact protocol, see `FileMetaData` and `PageHeader` at
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from summarizer.errors import LimitExceeded
from summarizer.limits import MAX_PARQUET_FOOTER_BYTES, MAX_PARQUET_PARTS

# Types of Thrift.
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _STRUCT = (*range(1, 10), 12)

# Fields of FileMetaData, RowGroup, ColumnChunk and ColumnMetaData.
_GROUPS, _CHUNKS, _ABOUT_CHUNK = (4, _LIST), (1, _LIST), (3, _STRUCT)
_ENCODINGS, _COUNT, _LENGTH = (2, _LIST), (5, _I64), (7, _I64)
_DATA_AT, _DICTIONARY_AT = (9, _I64), (11, _I64)

# Fields of PageHeader, and of what it holds for each type of page.
_TYPE, _UNPACKED, _PACKED = (1, _I32), (2, _I32), (3, _I32)
_DATA, _DICTIONARY, _DATA_2 = 0, 2, 3
_ABOUT_PAGE = {_DATA: (5, _STRUCT), _DICTIONARY: (7, _STRUCT), _DATA_2: (8, _STRUCT)}
_VALUES = (1, _I32)
_ENCODING = {_DATA: (2, _I32), _DATA_2: (4, _I32)}

# Encodings: a number in the dictionary (by two names), and what a value does not share with the
# one before it (DELTA_BYTE_ARRAY): in both a value takes less than it comes to.
_NUMBERS, _RESTS = (2, 8), 7
# Those of columns that pyarrow can leave in their dictionaries: plain, numbers, levels.
_KEPT = {0, 2, 8, 3, 4}

_END = 8  # the length of what the file says of itself, and its mark
_PADDING = 100  # bytes by which old files state too little


class Struct(dict[tuple[int, int], Any]):
    """Values by number and type: one of another type is not there, nor is it for pyarrow."""

    def __missing__(self, key: tuple[int, int]) -> Any:
        raise ValueError("what it says of itself has gaps")


class Chunk(NamedTuple):
    """A column in a group of rows."""

    start: int  # where in the file it is, its dictionary included
    end: int
    values: int
    can_keep: bool  # whether texts can be left in their dictionary


class Page(NamedTuple):
    """What a page comes to when it is unpacked."""

    size: int  # bytes
    values: int  # nulls and empty lists, too
    is_dictionary: bool
    has_numbers: bool  # of values in the dictionary
    has_rests: bool  # of values that begin as the ones before them


def groups(file: BinaryIO) -> Iterator[list[Chunk]]:
    """The columns of each group of rows, all of them.

    Raises LimitExceeded for a file that says too much of itself to be read, and EOFError or
    ValueError for one that says nothing that can be understood.
    """
    footer = io.BytesIO(_footer(file))
    start = -1
    for field in _fields(footer):
        if field == _GROUPS:
            start = footer.tell()
        _value(footer, field[1])
    if start < 0:
        raise ValueError("no groups of rows")
    footer.seek(start)
    for group in _items(footer):
        yield [_chunk(chunk[_ABOUT_CHUNK]) for chunk in group[_CHUNKS]]


def _footer(file: BinaryIO) -> bytes:
    end = file.seek(0, 2) - _END
    file.seek(max(end, 0))
    size = int.from_bytes(file.read(4), "little")
    if size > MAX_PARQUET_FOOTER_BYTES:
        most = MAX_PARQUET_FOOTER_BYTES
        raise LimitExceeded(f"a table that says more than {most:,} bytes of itself: split it")
    file.seek(max(end - size, 0))
    return file.read(size)


def _chunk(about: Struct) -> Chunk:
    start, dictionary = about[_DATA_AT], about.get(_DICTIONARY_AT, 0)
    if 0 < dictionary < start:
        start = dictionary
    end = start + about[_LENGTH] + _PADDING
    return Chunk(start, end, about[_COUNT], _KEPT.issuperset(about[_ENCODINGS]))


def pages(file: BinaryIO, chunk: Chunk) -> Iterator[Page]:
    """The pages of a column, until it has its values.

    Raises EOFError or ValueError for what is no header.
    """
    start, left = chunk.start, chunk.values
    while left > 0 and start < chunk.end:
        file.seek(start)
        header = _struct(file)
        page, packed = _page(header), header[_PACKED]
        if min(page.size, page.values, packed) < 0:
            raise ValueError("a page of negative size")
        yield page
        left -= 0 if page.is_dictionary else page.values
        start = file.tell() + packed


def _page(header: Struct) -> Page:
    kind = header[_TYPE]
    about = (
        header[_ABOUT_PAGE[kind]] if kind in _ABOUT_PAGE else Struct()
    )  # an index holds no values
    encoding = about.get(_ENCODING[kind]) if kind in _ENCODING else None
    return Page(
        size=header[_UNPACKED],
        values=about.get(_VALUES, 0),
        is_dictionary=kind == _DICTIONARY,
        has_numbers=encoding in _NUMBERS,
        has_rests=encoding == _RESTS,
    )


def _struct(file: BinaryIO) -> Struct:
    return Struct((field, _value(file, field[1])) for field in _fields(file))


def _fields(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """The numbers and types of the fields of a struct; who asks for the next has read the value."""
    number = 0
    while head := _byte(file):
        number = number + (head >> 4) if head >> 4 else _integer(file)
        yield number, head & 15


def _value(file: BinaryIO, kind: int) -> Any:
    """The value of a field; None for what nobody asks for."""
    if kind in (_I16, _I32, _I64):
        return _integer(file)
    if kind == _STRUCT:
        return _struct(file)
    if kind == _LIST:
        return list(_items(file))
    if kind in (_BYTE, _DOUBLE, _BINARY):
        file.seek({_BYTE: 1, _DOUBLE: 8}.get(kind) or _unsigned(file), 1)
    elif kind not in (_TRUE, _FALSE):
        raise ValueError("a value of an unknown type")
    return None


def _items(file: BinaryIO) -> Iterator[Any]:
    head = _byte(file)
    size, kind = head >> 4, head & 15
    size = _unsigned(file) if size == 15 else size
    if size > MAX_PARQUET_PARTS:
        raise ValueError("a list that is too long")
    for _ in range(size):
        # In a list, unlike a field, whether it is true is a value of its own.
        yield _value(file, _BYTE if kind in (_TRUE, _FALSE) else kind)


def _byte(file: BinaryIO) -> int:
    byte = file.read(1)
    if not byte:
        raise EOFError("the table is cut off")
    return byte[0]


def _unsigned(file: BinaryIO) -> int:
    value = shift = 0
    while (byte := _byte(file)) >= 128:
        value |= (byte & 127) << shift
        shift += 7
        if shift > 63:
            raise ValueError("a number that is too long")
    return value | byte << shift


def _integer(file: BinaryIO) -> int:
    """A signed number: 0, -1, 1, -2, … are written as 0, 1, 2, 3, …"""
    value = _unsigned(file)
    return value >> 1 ^ -(value & 1)

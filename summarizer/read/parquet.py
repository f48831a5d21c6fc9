"""Parquet: a table of records, read in small steps, each row as a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from summarizer.errors import InputError, MissingExtra
from summarizer.limits import Limits
from summarizer.read import layouts

if TYPE_CHECKING:
    from summarizer.read.cluster_files import Record

_ROWS = 16  # in memory at a time


def records(file: Any, limits: Limits) -> Iterator[Record]:
    """The rows with their numbers from 1; None for one that is too long.

    Columns that nothing reads are left out.  Raises InputError for what cannot be read (on), and
    MissingExtra without pyarrow.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingExtra.of("parquet", "reading .parquet needs pyarrow") from error
    number = 0
    try:
        table = ParquetFile(file)
        columns = [name for name in table.schema_arrow.names if name in layouts.FIELDS]
        for batch in table.iter_batches(_ROWS, columns=columns, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                line = _line(row)
                yield number, line if len(line) <= limits.line_bytes else None
    except (ArrowException, OSError, ValueError, TypeError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"broken Parquet behind row {number}: {reason}") from None


def _line(row: dict[str, Any]) -> bytes:
    """A row as the line of JSON that it would be; a column that is null is not there."""
    there = {name: value for name, value in row.items() if value is not None}
    return json.dumps(there, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")

"""Lines of output as a Parquet table whose schema never depends on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from summarizer.errors import MissingExtra

# A group of rows is in memory when it is written and when it is read.
_ROWS = 1_000
_BYTES = 8_000_000

_COLUMNS = ("id", "summary", "method", "signature", "warnings")


def imported() -> Any:
    """The library.  Raises MissingExtra."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra.of("parquet", "writing .parquet needs pyarrow") from error
    return pyarrow


def table(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file with a row for each line, which stands whole in the column `record`.

    The same lines come to the same bytes, by the same version of pyarrow.
    """
    arrow = imported()
    text = arrow.string()
    kinds = {name: arrow.list_(text) if name == "warnings" else text for name in _COLUMNS}
    schema = arrow.schema([*kinds.items(), ("record", text)])
    held = BytesIO()
    with arrow.parquet.ParquetWriter(
        held, schema, version="2.6", data_page_version="1.0", compression="zstd",
        compression_level=3, use_dictionary=["method", "signature"], write_statistics=["id"],
    ) as writer:  # fmt: skip
        for rows in _groups(lines):
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))
            yield _taken(held)
    yield _taken(held)


def _groups(lines: Iterable[bytes]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    size = 0
    for line in lines:
        record = json.loads(line)
        rows.append({**{name: record[name] for name in _COLUMNS}, "record": line.decode()})
        size += len(line)
        if len(rows) == _ROWS or size >= _BYTES:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _taken(held: BytesIO) -> bytes:
    """What was written since the last time."""
    piece = held.getvalue()
    held.seek(0)
    held.truncate()
    return piece

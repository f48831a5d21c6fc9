"""Where a batch writes to: one file, or a folder of parts, each of them whole or not there."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from summarizer.errors import MissingExtra, OutputError
from summarizer.jobs import files

# Records of a part: some 40 MB of JSON at 100 words each, which any reader takes whole.
SHARD = 10_000

_PART = re.compile(r"(\.)?part-\d{5,}\.(jsonl|parquet)(?(1)\.tmp)")
_MARK = "`consensus batch` writes the part-* files of this folder, and removes those of before.\n"

# A row group of Parquet is in memory when it is written and when it is read.
_ROWS = 1_000
_BYTES = 8_000_000
_COLUMNS = ("id", "summary", "method", "signature", "warnings")


@dataclass(frozen=True, slots=True)
class Output:
    """A file, or with `shard` a folder whose parts have at most so many records each."""

    path: Path
    parquet: bool = False
    shard: int | None = None

    def __str__(self) -> str:
        return os.path.join(self.path, "") if self.shard else str(self.path)

    @property
    def journal(self) -> Path:
        """Where finished records are kept until all are."""
        return self._beside("journal")

    @property
    def rejects(self) -> Path:
        """Where records that could not be done are listed."""
        return self._beside("rejects.jsonl")

    @property
    def blocks(self) -> Path:
        """A folder for what an engine hands to other machines."""
        return self._beside("blocks")

    def prepare(self) -> None:
        """Check, before any work, that it can be written, and create the folder.

        Raises MissingExtra without pyarrow, and OutputError, also where parts in the folder are
        of somebody else: they would be removed.
        """
        if self.parquet:
            _pyarrow()
        if not self.shard:
            return
        mark = self._beside("consensus")
        with files.writing(self.path):
            self.path.mkdir(exist_ok=True)
            if mark.exists():
                return
            if others := _parts(self.path):
                raise OutputError(
                    f"{self.path} has a {others[0].name} that no batch wrote: choose another folder"
                )
            with mark.open("x", encoding="utf-8") as stream:
                stream.write(_MARK)

    def write(self, lines: Iterator[bytes], count: int) -> None:
        """Put `count` lines in place; then remove what an earlier run left in the folder.

        Raises OutputError.
        """
        if not self.shard:
            files.write(self.path, self._packed(lines))
            return
        suffix = "parquet" if self.parquet else "jsonl"
        parts = -(-count // self.shard)
        digits = max(5, len(str(parts - 1)))  # so that the order of names is that of the records
        paths = [self.path / f"part-{n:0{digits}}.{suffix}" for n in range(parts)]
        for path in paths:
            files.write(path, self._packed(islice(lines, self.shard)))
        with files.writing(self.path, "tidy"):
            for stale in set(_parts(self.path)).difference(paths):
                stale.unlink()

    def _packed(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        return _table(lines) if self.parquet else (line + b"\n" for line in lines)

    def _beside(self, name: str) -> Path:
        """Beside the file; in the folder hidden, so that no reader of it takes that for data."""
        if self.shard:
            return self.path / f".{name}"
        return self.path.with_name(f"{self.path.name}.{name}")


def _parts(folder: Path) -> list[Path]:
    """The parts in a folder, and what a run that was killed left of one."""
    return sorted(path for path in folder.iterdir() if _PART.fullmatch(path.name))


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra.of("parquet", "writing .parquet needs pyarrow") from error
    return pyarrow


def _table(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a Parquet file with a row for each line, which is in the column `record`.

    Its schema never depends on the lines; the same lines give the same bytes, by the same version
    of pyarrow.
    """
    arrow = _pyarrow()
    text = arrow.string()
    kinds = {name: arrow.list_(text) if name == "warnings" else text for name in _COLUMNS}
    schema = arrow.schema([*kinds.items(), ("record", text)])
    buffer = BytesIO()
    with arrow.parquet.ParquetWriter(
        buffer, schema, version="2.6", data_page_version="1.0", compression="zstd",
        compression_level=3, use_dictionary=["method", "signature"], write_statistics=["id"],
    ) as writer:  # fmt: skip
        for rows in _row_groups(lines):
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))
            yield _emptied(buffer)
    yield _emptied(buffer)


def _row_groups(lines: Iterable[bytes]) -> Iterator[list[dict[str, Any]]]:
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


def _emptied(buffer: BytesIO) -> bytes:
    """What the buffer held."""
    piece = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return piece

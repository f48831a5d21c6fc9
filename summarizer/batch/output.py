"""Where a batch writes to: one file, or a folder of parts, each of them whole or not there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from summarizer.batch import parquet
from summarizer.errors import OutputError
from summarizer.jobs import files

# Records of a part: some 40 MB of JSON at 100 words each, which any reader takes whole.
SHARD = 10_000

_PART = re.compile(r"(\.)?part-\d{5,}\.(jsonl|parquet)(?(1)\.tmp)")
_MARK = "`consensus batch` writes the part-* files of this folder, and removes those of before.\n"


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
        """Where what is done so far is kept."""
        return self._beside("journal")

    @property
    def rejects(self) -> Path:
        """Where what could not be done is told."""
        return self._beside("rejects.jsonl")

    @property
    def blocks(self) -> Path:
        """A folder for what an engine hands to other machines."""
        return self._beside("blocks")

    def prepare(self) -> None:
        """See, before any work, that it can be written; a folder is made.

        Raises MissingExtra without pyarrow, and OutputError, also where parts in the folder are
        of somebody else: they would be gone.
        """
        if self.parquet:
            parquet.imported()
        if not self.shard:
            return
        mark = self._beside("consensus")
        try:
            self.path.mkdir(exist_ok=True)
            if mark.exists():
                return
            if others := _parts(self.path):
                raise OutputError(
                    f"{self.path} has a {others[0].name} that no batch wrote: choose another folder"
                )
            with mark.open("x", encoding="utf-8") as stream:
                stream.write(_MARK)
        except OSError as error:
            raise OutputError(f"cannot write {self.path}: {error.strerror or error}") from error

    def write(self, lines: Iterator[bytes], count: int) -> None:
        """Put so many lines in place; what an earlier run left in the folder goes after that.

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
        try:
            for stale in set(_parts(self.path)).difference(paths):
                stale.unlink()
        except OSError as error:
            raise OutputError(f"cannot tidy {self.path}: {error.strerror or error}") from error

    def _packed(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        return parquet.table(lines) if self.parquet else (line + b"\n" for line in lines)

    def _beside(self, name: str) -> Path:
        """Beside the file; in the folder hidden, so that no reader of it takes that for data."""
        if self.shard:
            return self.path / f".{name}"
        return self.path.with_name(f"{self.path.name}.{name}")


def _parts(folder: Path) -> list[Path]:
    """The parts that lie in a folder, and what a run that was killed left of one."""
    return sorted(path for path in folder.iterdir() if _PART.fullmatch(path.name))

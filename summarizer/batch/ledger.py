"""The outcome of every record: lines in the journal, rejects beside it, and the files in the end.

Memory holds one offset a record, eight bytes, and of records that an earlier run did what the
journal keeps.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from summarizer.batch.output import Output
from summarizer.batch.types import Done, Outcome, Record, Rejected, Tally
from summarizer.jobs import files, journal
from summarizer.jobs.journal import Journal, Warn
from summarizer.types import Cluster, displayed

Progress = Callable[[Tally, Rejected | None], None]

_PENDING = -1


@contextmanager
def opened(output: Output, signature: str, progress: Progress, warn: Warn) -> Iterator[Ledger]:
    """The ledger of a batch that writes to `output`, locked against other runs.

    `signature` states all that decides the outcome of a record; `progress` is called with each
    outcome.  Raises OutputError, and MissingExtra where the format cannot be written here.
    """
    output.prepare()
    with (
        journal.opened(output.journal, "batch", warn) as kept,
        _nameless_file(output.rejects) as rejects,
    ):
        yield Ledger(output, signature, progress, kept, rejects)


class Ledger:
    """Outcomes by the number of their record."""

    def __init__(
        self, output: Output, signature: str, progress: Progress, kept: Journal, rejects: IO[bytes]
    ) -> None:
        self._output = output
        self._signature = signature.encode("utf-8", "backslashreplace")
        self._progress = progress
        self._kept = kept
        self._rejects = rejects
        self._offsets = array("q")  # in the journal; below _PENDING in the rejects
        self._keys: dict[int, str] = {}  # of the records that are being worked on
        self._done = self._before = self._rejected = 0

    @property
    def tally(self) -> Tally:
        """The outcomes so far."""
        return Tally(self._done, self._before, self._rejected)

    def missing(self, records: Iterable[Record | Rejected]) -> Iterator[Record]:
        """The records that are to be done; what was done before, or never can be, is noted."""
        for item in records:
            self._offsets.append(_PENDING)
            if isinstance(item, Rejected):
                self.note(item)
                continue
            key = self._key(item)
            offset = self._kept.offset(key)
            if offset is None:
                self._keys[item.number] = key
                yield item
            else:
                self._offsets[item.number] = offset
                self._before += 1
                self._done += 1
                self._progress(self.tally, None)

    def note(self, outcome: Outcome) -> None:
        """Keep the outcome of a record.  Raises OutputError."""
        key = self._keys.pop(outcome.number, "")
        if isinstance(outcome, Done):
            entry = journal.entry(key, outcome.line)
            self._offsets[outcome.number] = self._kept.append(entry)
            self._done += 1
            self._progress(self.tally, None)
        else:
            with files.writing(self._output.rejects):
                offset = self._rejects.seek(0, os.SEEK_END)
                self._rejects.write(_reject_line(outcome))
                self._rejects.flush()
            self._offsets[outcome.number] = _PENDING - 1 - offset
            self._rejected += 1
            self._progress(self.tally, outcome)

    def write(self) -> None:
        """Put the output in its place, if there is any, and the rejects; then remove the journal.

        All records must be done or rejected.  Raises OutputError.
        """
        assert _PENDING not in self._offsets
        if self._rejected:
            files.write(self._output.rejects, self._reject_lines())
        else:
            self._output.rejects.unlink(missing_ok=True)
        if self._done:
            lines = (self._kept.value(offset) for offset in self._offsets if offset > _PENDING)
            self._output.write(lines, self._done)
        self._kept.path.unlink()

    def _reject_lines(self) -> Iterator[bytes]:
        for offset in self._offsets:
            if offset < _PENDING:
                self._rejects.seek(_PENDING - 1 - offset)
                yield self._rejects.readline()

    def _key(self, record: Record) -> str:
        """The journal's key of a record that is done in this way."""
        content = record.content
        if isinstance(content, Cluster):
            content = json.dumps(astuple(content)).encode()
        place = json.dumps([record.location, record.line]).encode()
        parts = (self._signature, place, content or b"")
        return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()


def _reject_line(reject: Rejected) -> bytes:
    shown = {
        "file": displayed(reject.location),
        "line": reject.line,
        "id": reject.id and displayed(reject.id),
        "reason": displayed(reject.reason),
    }
    return json.dumps(shown, ensure_ascii=False).encode() + b"\n"


@contextmanager
def _nameless_file(beside: Path) -> Iterator[IO[bytes]]:
    """A file without a name, so that it is gone when the process is."""
    with files.writing(beside):
        stream = TemporaryFile(dir=beside.parent)  # noqa: SIM115 closed below
    try:
        yield stream
    finally:
        with suppress(OSError):  # what a full disk did not take was reported already
            stream.close()

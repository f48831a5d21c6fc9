"""What became of every record: lines in the journal, rejects beside it, and the files in the end.

In memory is one place a record, eight bytes, and of records that an earlier run did what the
journal keeps.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile

from summarizer.batch.output import Output
from summarizer.batch.types import Done, Outcome, Record, Rejected, Tally
from summarizer.errors import OutputError
from summarizer.jobs import files, journal
from summarizer.jobs.journal import Journal, Warn
from summarizer.types import Cluster, displayed

Heard = Callable[[Tally, Rejected | None], None]

_PENDING = -1


@contextmanager
def opened(output: Output, recipe: str, heard: Heard, warn: Warn) -> Iterator[Ledger]:
    """The ledger of a batch that writes to `output`, and of no other run meanwhile.

    `recipe` says all that decides what becomes of a record; what it comes to is `heard`, one by
    one.  Raises OutputError, and MissingExtra where that cannot be written here.
    """
    output.prepare()
    with (
        journal.opened(output.journal, "batch", warn) as kept,
        _Rejects(output.rejects) as rejects,
    ):
        yield Ledger(output, recipe, heard, kept, rejects)


class Ledger:
    """Outcomes by the number of their record."""

    def __init__(
        self, output: Output, recipe: str, heard: Heard, kept: Journal, rejects: _Rejects
    ) -> None:
        self._output = output
        self._recipe = recipe.encode("utf-8", "backslashreplace")
        self._heard = heard
        self._kept = kept
        self._rejects = rejects
        self._places = array("q")  # in the journal; below _PENDING in the rejects
        self._keys: dict[int, str] = {}  # of the records that are being worked on
        self._done = self._before = self._rejected = 0

    @property
    def tally(self) -> Tally:
        """What there is so far."""
        return Tally(self._done, self._before, self._rejected)

    def missing(self, records: Iterable[Record | Rejected]) -> Iterator[Record]:
        """The records that are to be done; what was done before, or never can be, is noted."""
        for item in records:
            self._places.append(_PENDING)
            if isinstance(item, Rejected):
                self.note(item)
                continue
            key = self._key(item)
            place = self._kept.place(key)
            if place is None:
                self._keys[item.number] = key
                yield item
            else:
                self._places[item.number] = place
                self._before += 1
                self._done += 1
                self._heard(self.tally, None)

    def note(self, outcome: Outcome) -> None:
        """Keep what became of a record.  Raises OutputError."""
        key = self._keys.pop(outcome.number, "")
        if isinstance(outcome, Done):
            entry = journal.entry(key, outcome.line)
            self._places[outcome.number] = self._kept.append(entry)
            self._done += 1
            self._heard(self.tally, None)
        else:
            self._places[outcome.number] = _PENDING - 1 - self._rejects.append(outcome)
            self._rejected += 1
            self._heard(self.tally, outcome)

    def write(self) -> None:
        """Put the output in its place, if there is any, and the rejects; then forget the journal.

        All records must be done or rejected.  Raises OutputError.
        """
        assert _PENDING not in self._places
        rejects = self._output.rejects
        if self._rejected:
            places = (_PENDING - 1 - place for place in self._places if place < _PENDING)
            files.write(rejects, map(self._rejects.line, places))
        else:
            rejects.unlink(missing_ok=True)
        if self._done:
            self._output.write(self._lines(), self._done)
        self._kept.path.unlink()

    def _lines(self) -> Iterator[bytes]:
        for place in self._places:
            if place > _PENDING:
                yield self._kept.value(place)

    def _key(self, record: Record) -> str:
        """What the journal calls a record that is done by this recipe."""
        content = record.content
        if isinstance(content, Cluster):
            content = json.dumps(astuple(content)).encode()
        place = json.dumps([record.location, record.line]).encode()
        parts = (self._recipe, place, content or b"")
        return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()


class _Rejects:
    """Lines of a file that has no name, so that it is gone when the process is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._end = 0
        try:
            self._stream = TemporaryFile(dir=path.parent)  # noqa: SIM115 closed by __exit__
        except OSError as error:
            raise _failed(path, error) from error

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what a full disk did not take was told already
            self._stream.close()

    def append(self, reject: Rejected) -> int:
        """Keep a reject; returns where it is."""
        told = {
            "file": displayed(reject.location),
            "line": reject.line,
            "id": reject.id and displayed(reject.id),
            "reason": displayed(reject.reason),
        }
        line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
        place = self._end
        try:
            self._stream.seek(place)
            self._end += self._stream.write(line)
            self._stream.flush()
        except OSError as error:
            raise _failed(self._path, error) from error
        return place

    def line(self, place: int) -> bytes:
        """The line at a place."""
        self._stream.seek(place)
        return self._stream.readline()


def _failed(path: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write {path}: {error.strerror or error}")

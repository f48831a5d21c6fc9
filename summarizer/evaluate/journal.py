"""What is done already: an append-only file that survives being killed at any moment.

One line an entry, `{"key": "…", "value": …}`, written by one `os.write` to a file opened for
appending, so that a process that dies leaves whole lines and at most one torn one, the last,
which is taken off when the file is opened again.  Only where each entry lies is kept in memory,
some 200 bytes an entry.  What the machine itself loses when it loses power is done again.
POSIX only.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from summarizer.errors import OutputError

_HEADER = b'{"journal": "consensus-evaluate/1"}\n'
_ENTRY = re.compile(rb'\{"key": "([0-9a-f]{64})", "value": .*\}\n', re.DOTALL)


def line(key: str, value: object) -> bytes:
    """An entry as it is written; a lone surrogate becomes the JSON escape that it is."""
    entry = {"key": key, "value": value}
    text = json.dumps(entry, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


@contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """The journal at `path`, made if it is not there, for this process alone.

    Raises OutputError where it cannot be written, is in use, or is some other file.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OutputError(f"cannot write {path}: it is no file")
        _lock(descriptor, path)
        yield Journal(descriptor, path)
    finally:
        os.close(descriptor)


class Journal:
    """Values by key, on disk; a key that is added again keeps its first value."""

    def __init__(self, descriptor: int, path: Path) -> None:
        """Take off a torn last line and find every entry."""
        self._descriptor = descriptor
        self._path = path
        self._places: dict[bytes, tuple[int, int]] = {}  # digest of the key → offset, length
        self._end = 0
        with os.fdopen(os.dup(descriptor), "rb") as stream:
            for number, entry in enumerate(stream):
                if not entry.endswith(b"\n"):
                    break
                if number == 0 and entry != _HEADER:
                    raise OutputError(f"{path} is no journal of ours: choose another folder")
                self._note(entry)
        os.ftruncate(descriptor, self._end)
        if not self._end:
            self._write(_HEADER)

    def __contains__(self, key: str) -> bool:
        return bytes.fromhex(key) in self._places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, key: str) -> Any:
        """The value of a key; raises KeyError."""
        offset, length = self._places[bytes.fromhex(key)]
        try:
            return json.loads(os.pread(self._descriptor, length, offset))["value"]
        except ValueError as error:
            raise OutputError(f"{self._path} is broken at byte {offset:,}: delete it") from error

    def add(self, entry: bytes) -> None:
        """Append what `line` made, unless its key is there."""
        found = _ENTRY.fullmatch(entry)
        assert found, "an entry is what `line` makes"
        if bytes.fromhex(found[1].decode()) not in self._places:
            self._write(entry)

    def _write(self, entry: bytes) -> None:
        """One write, whole or not at all: what a full disk cut off is taken back."""
        try:
            written = os.write(self._descriptor, entry)
        except OSError as error:
            raise OutputError(f"cannot write {self._path}: {error.strerror or error}") from error
        if written < len(entry):
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._end)
            raise OutputError(f"cannot write {self._path}: the disk is full")
        self._note(entry)

    def _note(self, entry: bytes) -> None:
        """Remember where an entry lies; what is none of ours is passed over, and so redone."""
        found = _ENTRY.fullmatch(entry)
        if found:
            place = (self._end, len(entry))
            self._places.setdefault(bytes.fromhex(found[1].decode()), place)
        self._end += len(entry)


def _lock(descriptor: int, path: Path) -> None:
    """Lock the open file until it is closed, which the end of the process does, too."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise OutputError(
            f"another run is writing to {path.parent}: wait for it, or choose another folder"
        ) from error

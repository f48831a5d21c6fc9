"""What is done already: an append-only file that survives being killed at any moment.

One line an entry, `{"key": "…", "sum": "…", "value": …}`, written by one `os.write` to a file
opened for appending, so that a process that dies leaves whole lines and at most one torn one, the
last, which is taken off when the file is opened again.  An entry that does not have its checksum,
or is none, is blanked out and told, and so done again.  Only where each entry lies is kept in
memory, some 200 bytes an entry.  What the machine itself loses when it loses power is done again.
POSIX only.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from summarizer.errors import OutputError

Warn = Callable[[str], None]

_VERSION = 2
_HEADER = re.compile(rb'\{"journal": "([a-z-]{1,40}/\d{1,9})"\}\n')
_ENTRY = re.compile(
    rb'\{"key": "([0-9a-f]{64})", "sum": "([0-9a-f]{16})", "value": (.*)\}\n', re.DOTALL
)
_CHUNK = 1 << 16


def line(key: str, value: object) -> bytes:
    """An entry as it is written; a lone surrogate becomes the JSON escape that it is."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return entry(key, text.encode("utf-8", "backslashreplace"))


def entry(key: str, value: bytes) -> bytes:
    """An entry whose value is JSON already, without a line end in it."""
    total = _checksum(key.encode(), value)
    return b'{"key": "%b", "sum": "%b", "value": %b}\n' % (key.encode(), total, value)


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(key + value, digest_size=8).hexdigest().encode()


@contextmanager
def opened(path: Path, owner: str, warn: Warn) -> Iterator[Journal]:
    """The journal of an owner (`evaluate`) at `path`, made if it is not there, for us alone.

    What was found damaged is told through `warn`.  Raises OutputError where it cannot be written,
    is in use, or is another's file.
    """
    try:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(path, flags, 0o666)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OutputError(f"cannot write {path}: it is no file")
        _lock(descriptor, path)
        yield Journal(descriptor, path, owner, warn)
    finally:
        os.close(descriptor)


class Journal:
    """Values by key, on disk; a key that is added again keeps its first value."""

    def __init__(self, descriptor: int, path: Path, owner: str, warn: Warn) -> None:
        """Find every entry; take off a torn last line, and blank out what is damaged."""
        self._descriptor = descriptor
        self.path = path
        self._places: dict[bytes, int] = {}
        self._end = 0
        header = b'{"journal": "consensus-%b/%d"}\n' % (owner.encode(), _VERSION)
        damaged = self._read(header)
        os.ftruncate(descriptor, self._end)
        if not self._end:
            self._write(header)
        if damaged:
            self._blank(damaged)
            told = f"{len(damaged):,} damaged" if len(damaged) > 1 else "a damaged"
            warn(f"{told} {'entries' if len(damaged) > 1 else 'entry'} in {path}: done again")

    def __contains__(self, key: str) -> bool:
        return bytes.fromhex(key) in self._places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, key: str) -> Any:
        """The value of a key; raises KeyError."""
        return json.loads(self.value(self._places[bytes.fromhex(key)]))

    def place(self, key: str) -> int | None:
        """Where the entry of a key lies, if there is one."""
        return self._places.get(bytes.fromhex(key))

    def value(self, place: int) -> bytes:
        """The value of the entry at a place, as it was written."""
        found = _sound(self._line(place))
        if not found:
            raise OutputError(f"{self.path} was damaged at byte {place:,}: repeat the command")
        return found[3]

    def add(self, entry: bytes) -> None:
        """Append what `line` made, unless its key is there."""
        key = bytes.fromhex(_sound(entry)[1].decode())  # type: ignore[index]
        if key not in self._places:
            self._places[key] = self.append(entry)

    def append(self, entry: bytes) -> int:
        """Append an entry whose key nobody will ask for in this run; returns its place."""
        place = self._end
        self._write(entry)
        return place

    def _read(self, header: bytes) -> list[tuple[int, int]]:
        """Note every whole entry; where damaged ones lie, and how long they are, comes back."""
        damaged = []
        with os.fdopen(os.dup(self._descriptor), "rb") as stream:
            for line in stream:
                if not self._end:
                    self._check(line, header)
                if not line.endswith(b"\n"):
                    break
                found = _sound(line)
                if found:
                    self._places.setdefault(bytes.fromhex(found[1].decode()), self._end)
                elif self._end and line.strip():
                    damaged.append((self._end, len(line)))
                self._end += len(line)
        return damaged

    def _check(self, first: bytes, header: bytes) -> None:
        """Refuse a file that does not begin as a journal of ours; a torn header is one."""
        if first == header or (not first.endswith(b"\n") and header.startswith(first)):
            return
        found = _HEADER.fullmatch(first)
        other = f"the journal of {found[1].decode()}, not" if found else "no journal"
        raise OutputError(f"{self.path} is {other} of ours: choose another place, or delete it")

    def _line(self, place: int) -> bytes:
        """What begins at a place, up to and with the end of its line."""
        found = b""
        while True:
            part = os.pread(self._descriptor, _CHUNK, place + len(found))
            end = part.find(b"\n") + 1
            found += part[:end] if end else part
            if end or not part:
                return found

    def _write(self, entry: bytes) -> None:
        """One write, whole or not at all: what a full disk cut off is taken back."""
        try:
            written = os.write(self._descriptor, entry)
        except OSError as error:
            raise OutputError(f"cannot write {self.path}: {error.strerror or error}") from error
        if written < len(entry):
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._end)
            raise OutputError(f"cannot write {self.path}: the disk is full")
        self._end += written

    def _blank(self, damaged: list[tuple[int, int]]) -> None:
        """Write blanks over lines, so that nobody has to tell of them again."""
        try:
            with self.path.open("r+b") as stream:  # the other one writes at the end only
                for place, length in damaged:
                    stream.seek(place)
                    stream.write(b" " * (length - 1) + b"\n")
        except OSError as error:
            raise OutputError(f"cannot write {self.path}: {error.strerror or error}") from error


def _sound(entry: bytes) -> re.Match[bytes] | None:
    """The parts of an entry that has its checksum."""
    found = _ENTRY.fullmatch(entry)
    return found if found and _checksum(found[1], found[3]) == found[2] else None


def _lock(descriptor: int, path: Path) -> None:
    """Lock the open file until it is closed, which the end of the process does, too.

    One that its owner removed meanwhile is not there for the next run to find.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_nlink:
            return
    except OSError:
        pass
    raise OutputError(
        f"another run is writing to {path.parent}: wait for it, or choose another folder"
    )

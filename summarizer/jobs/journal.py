"""Finished results by key: an append-only file that survives being killed at any moment.

One line an entry, `{"key": "…", "sum": "…", "value": …}`, written by one `os.write` to a file
opened for appending, so that a process that dies leaves whole lines and at most one torn one, the
last, which is cut off when the file is opened again.  An entry without a valid checksum is
reported and overwritten with blanks, so its work is done again.  Memory holds only the offset of
each entry, some 200 bytes.  What the machine loses when it loses power is done again.  POSIX only.
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
from summarizer.jobs.files import writing

Warn = Callable[[str], None]

_VERSION = 2
_HEADER = re.compile(rb'\{"journal": "([a-z-]{1,40}/\d{1,9})"\}\n')
_ENTRY = re.compile(
    rb'\{"key": "([0-9a-f]{64})", "sum": "([0-9a-f]{16})", "value": (.*)\}\n', re.DOTALL
)
_CHUNK = 1 << 16


def line(key: str, value: object) -> bytes:
    """The line of an entry; a lone surrogate becomes the JSON escape that it is.

    `key` is 64 hexadecimal digits.  Raises ValueError for a value that is not JSON.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return entry(key, text.encode("utf-8", "backslashreplace"))


def entry(key: str, value: bytes) -> bytes:
    """The line of an entry whose value is JSON already, without a line end in it."""
    total = _checksum(key.encode(), value)
    return b'{"key": "%b", "sum": "%b", "value": %b}\n' % (key.encode(), total, value)


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(key + value, digest_size=8).hexdigest().encode()


@contextmanager
def opened(path: Path, owner: str, warn: Warn) -> Iterator[Journal]:
    """Open the journal of an owner (`evaluate`) at `path`, create it if missing, and lock it.

    Damaged entries are reported through `warn`.  Raises OutputError where it cannot be written,
    is in use, or is another file.
    """
    with writing(path):
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(path, flags, 0o666)
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
        """Find every entry; cut off a torn last line, and blank out damaged ones."""
        self._descriptor = descriptor
        self.path = path
        self._offsets: dict[bytes, int] = {}
        self._end = 0
        header = b'{"journal": "consensus-%b/%d"}\n' % (owner.encode(), _VERSION)
        damaged = self._read(header)
        os.ftruncate(descriptor, self._end)
        if not self._end:
            self._write(header)
        if damaged:
            self._blank(damaged)
            found = f"{len(damaged):,} damaged entries" if damaged[1:] else "a damaged entry"
            warn(f"{found} in {path}: done again")

    def __contains__(self, key: str) -> bool:
        return bytes.fromhex(key) in self._offsets

    def __len__(self) -> int:
        return len(self._offsets)

    def __getitem__(self, key: str) -> Any:
        """The value of a key; raises KeyError."""
        return json.loads(self.value(self._offsets[bytes.fromhex(key)]))

    def offset(self, key: str) -> int | None:
        """The offset of the entry of a key, if there is one."""
        return self._offsets.get(bytes.fromhex(key))

    def value(self, offset: int) -> bytes:
        """The value of the entry at an offset, as it was written.

        Raises OutputError where it was damaged since the journal was opened.
        """
        line, file = b"", self._descriptor
        while not line.endswith(b"\n") and (part := os.pread(file, _CHUNK, offset + len(line))):
            line += part[: part.find(b"\n") + 1 or None]
        found = _valid(line)
        if not found:
            raise OutputError(f"{self.path} was damaged at byte {offset:,}: repeat the command")
        return found[3]

    def add(self, entry: bytes) -> None:
        """Append what `line` made, unless its key is there."""
        key = bytes.fromhex(_valid(entry)[1].decode())  # type: ignore[index]
        if key not in self._offsets:
            self._offsets[key] = self.append(entry)

    def append(self, entry: bytes) -> int:
        """Append an entry whose key nobody will ask for in this run; returns its offset."""
        offset = self._end
        self._write(entry)
        return offset

    def _read(self, header: bytes) -> list[tuple[int, int]]:
        """Note the offset of every valid entry; returns offsets and lengths of damaged ones."""
        damaged = []
        with os.fdopen(os.dup(self._descriptor), "rb") as stream:
            for line in stream:
                if not self._end:
                    self._check_header(line, header)
                if not line.endswith(b"\n"):
                    break
                found = _valid(line)
                if found:
                    self._offsets.setdefault(bytes.fromhex(found[1].decode()), self._end)
                elif self._end and line.strip():
                    damaged.append((self._end, len(line)))
                self._end += len(line)
        return damaged

    def _check_header(self, first: bytes, header: bytes) -> None:
        """Refuse a file that does not begin as a journal of ours, be it with a torn header."""
        if first == header or (not first.endswith(b"\n") and header.startswith(first)):
            return
        found = _HEADER.fullmatch(first)
        other = f"the journal of {found[1].decode()}, not" if found else "no journal"
        raise OutputError(f"{self.path} is {other} of ours: choose another place, or delete it")

    def _write(self, entry: bytes) -> None:
        """Write whole or not at all: what a full disk cut off is removed again."""
        with writing(self.path):
            written = os.write(self._descriptor, entry)
        if written < len(entry):
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._end)
            raise OutputError(f"cannot write {self.path}: the disk is full")
        self._end += written

    def _blank(self, damaged: list[tuple[int, int]]) -> None:
        """Write blanks over lines, so that they are reported only once."""
        # Opened anew: the descriptor writes at the end only.
        with writing(self.path), self.path.open("r+b") as stream:
            for offset, length in damaged:
                stream.seek(offset)
                stream.write(b" " * (length - 1) + b"\n")


def _valid(entry: bytes) -> re.Match[bytes] | None:
    """The parts of an entry with a valid checksum."""
    found = _ENTRY.fullmatch(entry)
    return found if found and _checksum(found[1], found[3]) == found[2] else None


def _lock(descriptor: int, path: Path) -> None:
    """Lock the open file until it is closed or the process ends.

    A file that its owner removed meanwhile is refused: the next run would not find it.
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

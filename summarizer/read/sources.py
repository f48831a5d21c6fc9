"""What the user named → regular files that can be opened, in order.

Pipes, sockets and devices are refused without being opened: opening one can block for ever or
make hardware do something.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from summarizer.errors import EmptySource, InputError, LimitExceeded, UnreadableSource
from summarizer.read.cluster_files import Stream
from summarizer.read.decode import scrub
from summarizer.types import Reject, displayed

STDIN = "-"
SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "clusters",
    ".ndjson": "clusters",
    ".jsonl.gz": "clusters",
    ".ndjson.gz": "clusters",
    ".parquet": "clusters",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: its path, and the kind its suffix states, or an empty string."""

    path: str
    kind: str

    @property
    def location(self) -> str:
        """The path as given, fit for output."""
        return scrub(self.path)

    @property
    def name(self) -> str:
        """The file's name, fit for output."""
        return displayed(scrub(os.path.basename(self.path)))


def walk(sources: Sequence[str | os.PathLike[str]]) -> Iterator[Found | Reject]:
    """The files named, and those in the directories named; a Reject for what is neither.

    A file that comes up twice is read once.
    """
    seen: set[tuple[int, int]] = set()
    if isinstance(sources, str | os.PathLike):
        sources = [sources]
    for source in sources:
        path = os.fsdecode(source)
        if path == STDIN:
            yield Found(path, "")
            continue
        if path.lower().startswith(("http://", "https://")):
            yield Reject(scrub(path), "an address is not read: save the page and give the file")
            continue
        for found in _named(path):
            key = _identity(found)
            if key not in seen:
                yield found
            if key is not None:
                seen.add(key)


def open_file(found: Found) -> BinaryIO:
    """Open a regular file for reading.  Raises UnreadableSource for anything else."""
    try:
        _regular(os.stat(found.path).st_mode)
        descriptor = os.open(found.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        file = os.fdopen(descriptor, "rb")
        _regular(os.fstat(file.fileno()).st_mode)  # it may have been replaced in between
        return file
    except (OSError, ValueError) as error:
        raise UnreadableSource(_why(error)) from None


def read_whole(stream: Stream, limit: int) -> bytes:
    """All that is left in a stream.  Raises LimitExceeded, EmptySource or UnreadableSource."""
    parts: list[bytes] = []
    size = 0
    try:
        while part := stream.read(1 << 20):
            parts.append(part)
            size += len(part)
            if size > limit:
                raise LimitExceeded(f"more than {limit:,} bytes: split it or cut it down")
    except (OSError, ValueError) as error:
        raise UnreadableSource(_why(error)) from None
    if not size:
        raise EmptySource("it is empty: give a file with the article's text")
    return b"".join(parts)


def kind_of(name: str) -> str:
    """The kind of file that a name states by its suffix, or an empty string."""
    lower = name.lower()
    return next((kind for suffix, kind in SUFFIXES.items() if lower.endswith(suffix)), "")


def _named(path: str) -> Iterator[Found | Reject]:
    """The file at a path, or the files in the directory there."""
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            yield from _inside(path)
            return
        _regular(mode)
    except (OSError, ValueError, InputError) as error:
        yield Reject(scrub(path), _why(error))
        return
    yield Found(path, kind_of(path))


def _inside(directory: str) -> Iterator[Found | Reject]:
    """The files of a directory that have a known suffix, by name; not those below it."""
    names = sorted(os.listdir(directory))
    usable = [
        path
        for name in names
        if not name.startswith(".")
        and kind_of(name)
        and os.path.isfile(path := os.path.join(directory, name))
    ]
    if not usable:
        known = ", ".join(SUFFIXES)
        skipped = f"{len(names)} skipped" if names else "it is empty"
        yield Reject(scrub(directory), f"no file to read in this directory ({skipped}): {known}")
    for path in usable:
        yield Found(path, kind_of(path))


def _regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise UnreadableSource("it is a directory")
    if not stat.S_ISREG(mode):
        raise UnreadableSource("it is a pipe or a device, not a file: use - for standard input")


def _identity(found: Found | Reject) -> tuple[int, int] | None:
    """What makes a file the same under two names."""
    if isinstance(found, Reject):
        return None
    try:
        status = os.stat(found.path)
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if status.st_ino else None


def _why(error: Exception) -> str:
    """The reason an operating system gives, in words of ours where they help more."""
    if isinstance(error, FileNotFoundError):
        return "no such file or directory: check the path"
    if isinstance(error, PermissionError):
        return "not permitted: check who may read it"
    if isinstance(error, OSError):
        return f"cannot be read: {displayed(error.strerror or type(error).__name__)}"
    return displayed(scrub(str(error))) or "cannot be read"

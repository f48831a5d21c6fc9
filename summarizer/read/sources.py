"""What the user named → regular files that can be opened, and addresses, in order.

Pipes, sockets and devices are refused without being opened: opening one can block for ever or
make hardware do something.  A file that is named may be a link; one that is found in a directory
that is named must lie there: who can put files into it does not choose what else is read.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from summarizer.errors import EmptySource, InputError, LimitExceeded, UnreadableSource
from summarizer.limits import MAX_METADATA_CHARACTERS
from summarizer.read.decode import scrub
from summarizer.read.streams import Stream
from summarizer.types import Reject, displayed

STDIN = "-"
WEB = "web"
SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".json": "json",
    ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".opml": "feed", ".xml": "feed",
    ".jsonl": "clusters", ".ndjson": "clusters", ".jsonl.gz": "clusters",
    ".ndjson.gz": "clusters", ".parquet": "clusters", ".warc": "archive", ".warc.gz": "archive",
}  # fmt: skip
EVENT = "event.json"  # which files of a directory make an event: for evaluations
# What a browser saves with a page, and what a run leaves beside its output.
_BESIDE = (
    "_files", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".css", ".js",
    ".journal", ".blocks",
)  # fmt: skip
_SHOWN = 3
_ADDRESS = re.compile(r"\s*[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BARE = re.compile(r"www\.|[a-z0-9-]+(\.[a-z]{2,})+/", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<=://)[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, with the kind its suffix states, or an empty string; or an address.

    `root` is the directory that it was found in and must not lead out of, if it was not named.
    """

    path: str
    kind: str
    root: str = ""

    @property
    def location(self) -> str:
        """The path or address as given, fit for output: a password is not."""
        if self.kind == WEB:
            return displayed(scrub(_CREDENTIALS.sub("", self.path)))[:MAX_METADATA_CHARACTERS]
        return scrub(self.path)

    @property
    def name(self) -> str:
        """The file's name, or the whole address, fit for output."""
        if self.kind == WEB:
            return self.location
        return displayed(scrub(os.path.basename(self.path)))


Source = str | os.PathLike[str] | Found


def walk(sources: Sequence[Source]) -> Iterator[Found | Reject]:
    """The files and addresses named, and the files in directories named; a Reject for the rest.

    What comes up twice is read once.  A path object is a file whatever its name: only text can
    be an address.  What was found before is passed on.
    """
    seen: set[object] = set()
    if isinstance(sources, str | os.PathLike):
        sources = [sources]
    for source in sources:
        for found in _expanded(source):
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
    except (OSError, ValueError) as error:
        raise UnreadableSource(_reason(error)) from None
    try:
        opened = os.fstat(file.fileno())  # it may have been replaced in between
        _regular(opened.st_mode)
        if found.root:
            _refuse_outside(found.path, found.root, opened)
    except BaseException:
        file.close()
        raise
    return file


def read_file(path: str, root: str, limit: int) -> bytes:
    """The bytes of a regular file in a directory.  Raises as `open_file` and `read_whole` do."""
    with open_file(Found(path, "", root)) as file:
        return read_whole(file, limit)


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
        raise UnreadableSource(_reason(error)) from None
    if not size:
        raise EmptySource("it is empty: give a file with the article's text")
    return b"".join(parts)


def kind_of(name: str) -> str:
    """The kind of file that a name states by its suffix, or an empty string."""
    lower = name.lower()
    return next((kind for suffix, kind in SUFFIXES.items() if lower.endswith(suffix)), "")


def _expanded(source: Source) -> Iterable[Found | Reject]:
    if isinstance(source, Found):
        return [source]
    path = os.fsdecode(source)
    if path == STDIN:
        return [Found(STDIN, "")]
    if isinstance(source, str) and _ADDRESS.match(source):
        return [Found(path, WEB)]
    return _at_path(path)


def _at_path(path: str) -> Iterator[Found | Reject]:
    """The file at a path, or the files in the directory there."""
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            yield from _in_directory(path)
            return
        _regular(mode)
    except (OSError, ValueError, InputError) as error:
        yield Reject(scrub(path), _reason(error))
        return
    yield Found(path, kind_of(path))


def _in_directory(directory: str) -> Iterator[Found | Reject]:
    """The files of a directory that have a known suffix, by name; not those below it.

    Other files are reported, but for what browsers and runs leave beside theirs, unless `EVENT`
    says what belongs to the directory.
    """
    every = sorted(os.listdir(directory))
    names = [name for name in every if not name.startswith(".") and name != EVENT]
    paths = {name: os.path.join(directory, name) for name in names}
    known = [path for name, path in paths.items() if kind_of(name) and not os.path.isdir(path)]
    if not known:
        suffixes = ", ".join(SUFFIXES)
        skipped = f"{len(every)} skipped" if every else "it is empty"
        reason = f"no file to read in this directory ({skipped}): {suffixes}"
        yield Reject(scrub(directory), reason)
        return
    other = [n for n in names if paths[n] not in known and not n.endswith(_BESIDE)]
    if other and EVENT not in every:
        more = " …" if other[_SHOWN:] else ""
        named = ", ".join(displayed(scrub(name)) for name in other[:_SHOWN]) + more
        yield Reject(scrub(directory), f"left out {len(other):,} of no known kind: {named}")
    for path in known:
        try:
            status = os.stat(path)
            _refuse_outside(path, directory, status)
            _regular(status.st_mode)
        except (OSError, ValueError, InputError) as error:
            yield Reject(scrub(path), _reason(error))
        else:
            yield Found(path, kind_of(path), directory)


def _refuse_outside(path: str, root: str, status: os.stat_result) -> None:
    """Raise UnreadableSource unless the file of this status lies in the directory."""
    real, home = os.path.realpath(path), os.path.realpath(root)
    if os.path.commonpath([real, home]) != home or not os.path.samestat(status, os.lstat(real)):
        raise UnreadableSource("a link out of the directory: name the file itself to have it read")


def _regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise UnreadableSource("it is a directory")
    if not stat.S_ISREG(mode):
        raise UnreadableSource("it is a pipe or a device, not a file: use - for standard input")


def _identity(found: Found | Reject) -> object:
    """What makes a file the same under two names, and an address."""
    if isinstance(found, Reject) or found.path == STDIN:
        return None
    if found.kind == WEB:
        return found.path.partition("#")[0]
    try:
        status = os.stat(found.path)
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if status.st_ino else None


def _reason(error: Exception) -> str:
    """The reason an operating system gives, in words of ours where they help more."""
    if isinstance(error, FileNotFoundError):
        bare = _BARE.match(str(error.filename))
        hint = " (an address begins with https://)" if bare else ""
        return f"no such file or directory: check the path{hint}"
    if isinstance(error, PermissionError):
        return "not permitted: check who may read it"
    if isinstance(error, OSError):
        return f"cannot be read: {displayed(error.strerror or type(error).__name__)}"
    return displayed(scrub(str(error))) or "cannot be read"

"""Where the result goes: standard output, or a file that is moved into place when complete."""

from __future__ import annotations

import io
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO

from summarizer.errors import OutputError, UsageError

Write = Callable[[str], None]


def check(path: str | None, sources: Sequence[str]) -> None:
    """Refuse, before any work, a path that cannot be written or that holds a source."""
    if path in (None, "-"):
        return
    target = Path(str(path))
    if target.is_dir():
        raise OutputError(f"cannot write {path}: it is a directory")
    if not target.parent.is_dir():
        raise OutputError(f"cannot write {path}: there is no directory {target.parent}")
    if target.is_file() and any(_reads(source, target) for source in sources):
        raise UsageError(f"-o {path} would overwrite a source; choose another file")


def check_folder(folder: Path, sources: Sequence[str]) -> None:
    """Refuse, before any work, a folder that cannot be written or that holds a source."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"cannot write {folder}/: it is a file")
    if not folder.parent.is_dir():
        raise OutputError(f"cannot write {folder}/: there is no directory {folder.parent}")
    for source in sources:
        with suppress(OSError, ValueError):
            held = Path("/dev/stdin" if source == "-" else source).resolve()
            if folder in (held, held.parent):
                raise UsageError(f"-o {folder}/ holds a source, {source}; choose another folder")


def check_outside(target: Path, sources: Sequence[str]) -> None:
    """Refuse, before any work, a file in a source: the next run would read what this one left."""
    for source in sources:
        with suppress(OSError, ValueError):
            if Path(source).resolve() == target.parent:
                raise UsageError(f"-o {target} lies in a source, {source}; choose another folder")


def opened(path: str | None, *, utf8: bool) -> AbstractContextManager[Write]:
    """A function that writes text and flushes it; `utf8` whatever the terminal's encoding."""
    if path is None or path == "-":
        return _standard(utf8)
    return _file(Path(path), path)


def silence() -> None:
    """Point standard output at nothing, so that the interpreter's last flush cannot fail."""
    with suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def _reads(source: str, target: Path) -> bool:
    """Whether an existing file is the source, or one that is read from a directory."""
    from summarizer.read.sources import kind_of

    with suppress(OSError, ValueError, AttributeError):
        if source == "-":
            return os.path.samestat(os.fstat(sys.stdin.fileno()), target.stat())
        if Path(source).is_dir():
            inside = Path(source).resolve() in (target.parent.resolve(), target.resolve().parent)
            return inside and bool(kind_of(target.name))
        return Path(source).samefile(target)
    return False


@contextmanager
def _standard(utf8: bool) -> Iterator[Write]:
    if sys.stdout is None:
        raise OutputError("cannot write: standard output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        if utf8:
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="replace")
    yield _writer(sys.stdout, "standard output")


@contextmanager
def _file(target: Path, name: str) -> Iterator[Write]:
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        with _closing(_open(target, "w", name)) as stream:  # a device or a pipe is not replaced
            yield _writer(stream, name)
        return
    target = target.resolve()  # a link stays a link
    beside = target.with_name(f".consensus-{os.getpid()}-{time.time_ns()}.tmp")
    try:
        with _closing(_open(beside, "x", name)) as stream:
            yield _writer(stream, name)
            _move(stream, beside, target, name)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def _closing(stream: IO[str]) -> Iterator[IO[str]]:
    """Close the stream in the end; what a full disk did not take was told when it was written."""
    try:
        yield stream
    finally:
        with suppress(OSError):
            stream.close()


def _open(path: Path, mode: str, name: str) -> IO[str]:
    try:
        return open(path, mode, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _failed(name, error) from error


def _move(stream: IO[str], beside: Path, target: Path, name: str) -> None:
    """Put what was written in place once the disk has it: some disks are full only then."""
    try:
        os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        os.replace(beside, target)
    except OSError as error:
        raise _failed(name, error) from error


def _writer(stream: IO[str], name: str) -> Write:
    def write(text: str) -> None:
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _failed(name, error) from error

    return write


def _failed(name: str, error: OSError) -> OutputError:
    return OutputError(f"cannot write {name}: {error.strerror or error}")

"""Where the result goes, and in which form: a terminal, a file moved into place, a browser."""

from __future__ import annotations

import io
import os
import shutil
import stat
import sys
import tempfile
import time
import webbrowser
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from summarizer.cli.console import Console, say
from summarizer.errors import OutputError, UsageError
from summarizer.jobs.files import writing
from summarizer.render import DIFFERENCES, READINGS, SUMMARIES, VERIFICATIONS, Format, View
from summarizer.render.reading import Reading
from summarizer.types import Summary

Write = Callable[[str], None]
T = TypeVar("T")
Shown = TypeVar("Shown", Summary, Reading)

WIDEST = 100


def format_of(path: str | None, table: Mapping[str, Format[T]]) -> str:
    """The format of a table that the name of a file stands for: `text` without a known suffix.

    It may be one of another table, which `require` tells the user.
    """
    suffix = os.path.splitext(path or "")[1].lower()
    for forms in (table, SUMMARIES, VERIFICATIONS, DIFFERENCES, READINGS):
        for name, form in forms.items():
            if suffix in form.suffixes:
                return name
    return "text"


def require(name: str, table: Mapping[str, Format[T]], what: str) -> None:
    """Raise UsageError for a format in which `what` cannot be shown."""
    if name not in table:
        *names, last = table
        raise UsageError(f"{what} goes with {', '.join(names)} or {last}, not with {name}")


def view(path: str | None, *, many: bool = False) -> View:
    """The width and colours that fit the terminal, or a file; `many` for more than one cluster."""
    if path is not None and path != "-":
        return View(80, False, many)
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    color = not plain and sys.stdout is not None and sys.stdout.isatty()
    return View(min(shutil.get_terminal_size().columns, WIDEST), color, many)


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


def write_each(
    results: Iterable[Shown], form: Format[Shown], many: bool, args: Namespace, console: Console
) -> None:
    """Write each result before the next is computed, with progress if there are many."""
    shown = view(args.output, many=many)
    written = 0
    try:
        with opened(args.output, utf8=form.utf8) as write:
            if many:
                console.done(0)
            for result in results:
                text = form.render(result, shown)
                console.clear()
                write(form.between + text if written else text)
                if args.format != "json":  # which has them inside
                    for warning in result.warnings:
                        console.warn(warning, result.id if many else "")
                written += 1
                if many:
                    console.done(written)
        if many:
            console.finish(written)
    finally:
        console.clear()


def opened(path: str | None, *, utf8: bool = False) -> AbstractContextManager[Write]:
    """A function that writes text and flushes it; `utf8` whatever the terminal's encoding.

    A file is moved into place when the block ends without an error.  Raises OutputError.
    """
    if path is None or path == "-":
        return _standard_output(utf8)
    return _file(Path(path), path)


@contextmanager
def _standard_output(utf8: bool) -> Iterator[Write]:
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
        with _open(target, "w", name) as stream:  # a device or a pipe is not replaced
            yield _writer(stream, name)
        return
    target = target.resolve()  # a link stays a link
    beside = target.with_name(f".consensus-{os.getpid()}-{time.time_ns()}.tmp")
    try:
        with _open(beside, "x", name) as stream:
            yield _writer(stream, name)
            with writing(name):
                os.fsync(stream.fileno())  # some disks are full only then
                if target.exists():
                    shutil.copymode(target, beside)
                os.replace(beside, target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def _open(path: Path, mode: str, name: str) -> Iterator[IO[str]]:
    """A file, whose failures while closing were told when it was written."""
    with writing(name):
        stream = path.open(mode, encoding="utf-8", newline="\n")
    try:
        yield stream
    finally:
        with suppress(OSError):
            stream.close()


def _writer(stream: IO[str], name: str) -> Write:
    def write(text: str) -> None:
        with writing(name):
            stream.write(text)
            stream.flush()

    return write


def flush_stdout() -> None:
    """Write what standard output still holds.  Raises OutputError."""
    if sys.stdout is not None:
        with writing("standard output"):
            sys.stdout.flush()


def discard_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush cannot fail."""
    with suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


@contextmanager
def opened_in_browser(path: str | None) -> Iterator[str]:
    """Where to write the page, which the browser opens when it is complete.

    Without a path that is a temporary file: it stays, since the browser reads it after we are
    gone, unless nothing came of it.
    """
    if path is not None:
        yield path
        page = Path(path)
    else:
        with writing("a temporary file"):
            folder = tempfile.mkdtemp(prefix="consensus-")
        page = Path(folder, "summary.html")
        try:
            yield str(page)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    if webbrowser.open(page.resolve().as_uri()):
        say("note", f"opened {page}")
    else:
        say("warning", f"no browser could be started; the page is {page}")

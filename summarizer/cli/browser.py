"""`--open`: a page in the reader's browser."""

from __future__ import annotations

import shutil
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from summarizer.cli.console import say
from summarizer.errors import OutputError


@contextmanager
def opening(path: str | None) -> Iterator[str]:
    """Where to write the page, which is opened when it is complete.

    Without a path that is a temporary file: it stays, since the browser reads it after we are
    gone, unless nothing came of it.
    """
    if path is not None:
        yield path
        _open(Path(path))
        return
    folder = _temporary()
    try:
        yield str(folder / "summary.html")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _open(folder / "summary.html")


def _temporary() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="consensus-"))
    except OSError as error:
        raise OutputError(f"cannot write a temporary file: {error.strerror or error}") from error


def _open(page: Path) -> None:
    """Some browsers may not read temporary files, so say where the page is."""
    if webbrowser.open(page.resolve().as_uri()):
        say("note", f"opened {page}")
    else:
        say("warning", f"no browser could be started; the page is {page}")

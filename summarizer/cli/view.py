"""How a result is shown: in which format, how wide, and whether in colour."""

from __future__ import annotations

import os
import shutil
import sys

from summarizer.render import View

WIDEST = 100
_SUFFIXES = {
    ".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown",
    ".json": "json", ".jsonl": "json", ".ndjson": "json",
}  # fmt: skip


def named(path: str | None) -> str:
    """The format that the name of a file promises."""
    return _SUFFIXES.get(os.path.splitext(path or "")[1].lower(), "text")


def view(path: str | None, *, many: bool = False) -> View:
    """What fits the terminal, or a file; `many` when more than one cluster is shown."""
    to_stdout = path is None or path == "-"
    width = shutil.get_terminal_size().columns if to_stdout else 80
    return View(min(width, WIDEST), to_stdout and _colored(), many)


def _colored() -> bool:
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout is not None and sys.stdout.isatty()

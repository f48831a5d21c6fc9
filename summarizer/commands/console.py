"""Notes and progress on standard error."""

from __future__ import annotations

import os
import sys
import time

from summarizer.types import displayed

_CLEAR = "\r\x1b[K"
_INTERVAL = 0.1


def say(kind: str, text: str) -> None:
    """One line `consensus: kind: text`; never fails, whatever became of standard error."""
    _write(f"consensus: {kind}: {displayed(text)}\n")


def _write(text: str) -> None:
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        pass


class Console:
    """Warnings, each told once, and a line of progress when standard error is a terminal."""

    def __init__(self) -> None:
        """Progress is for terminals that can take a line back."""
        terminal = sys.stderr is not None and sys.stderr.isatty()
        self._live = terminal and os.environ.get("TERM") != "dumb"
        self._shown = False
        self._said: set[str] = set()
        self._start = self._last = time.monotonic()

    def warn(self, text: str, cluster: str = "") -> None:
        """A warning, of a cluster if it is named; skipped when it was told for this cluster."""
        if text in self._said:
            return
        self._said.add(text)
        self.clear()
        say("warning", f"{cluster}: {text}" if cluster else text)

    def done(self, clusters: int) -> None:
        """So many clusters are finished: warnings may come again, and progress is shown."""
        if clusters:
            self._said.clear()
        now = time.monotonic()
        if self._live and (clusters == 0 or now - self._last >= _INTERVAL):
            self._last = now
            self._shown = True
            _write(_CLEAR + self._progress(clusters, now))

    def finish(self, clusters: int) -> None:
        """The last word on progress, which stays on the screen."""
        if self._live:
            _write(f"{_CLEAR}{self._progress(clusters, time.monotonic())}\n")
            self._shown = False

    def clear(self) -> None:
        """Take the line of progress off the screen before something else is written."""
        if self._shown:
            _write(_CLEAR)
            self._shown = False

    def _progress(self, clusters: int, now: float) -> str:
        rate = clusters / max(now - self._start, 1e-3)
        return f"{clusters} clusters" + (f", {rate:.1f}/s" if clusters else "")

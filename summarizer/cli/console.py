"""Notes and progress on standard error."""

from __future__ import annotations

import os
import shutil
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
    """Warnings, each once, and a line of progress when standard error is a terminal."""

    def __init__(self, unit: str = "clusters") -> None:
        """Progress, in this unit, is for terminals that can take a line back."""
        terminal = sys.stderr is not None and sys.stderr.isatty()
        self._live = terminal and os.environ.get("TERM") != "dumb"
        self._progress_shown = False
        self._warned: set[str] = set()
        self._unit = unit
        self._total: int | None = None
        self._before = 0
        self._start = self._last = time.monotonic()

    def expect(self, total: int, before: int) -> None:
        """Set how many there are in all, and how many were done before the clock started."""
        self._total, self._before = total, before
        self._start = self._last = time.monotonic()

    def warn(self, text: str, cluster: str = "") -> None:
        """Print a warning, of a cluster if it is named, unless it was printed for this cluster."""
        if text in self._warned:
            return
        self._warned.add(text)
        self.clear()
        say("warning", f"{cluster}: {text}" if cluster else text)

    def wait(self, text: str) -> None:
        """Show what is being waited for."""
        if self._live:
            self._progress_shown = True
            _write(_CLEAR + displayed(text)[: shutil.get_terminal_size().columns - 1])

    def done(self, clusters: int, before: int | None = None) -> None:
        """Set how many are finished, and by an earlier run; warnings may be printed again."""
        if clusters:
            self._warned.clear()
        if before is not None:
            self._before = before
        now = time.monotonic()
        if self._live and (clusters == 0 or now - self._last >= _INTERVAL):
            self._last = now
            self._progress_shown = True
            _write(_CLEAR + self._progress_line(clusters, now))

    def finish(self, clusters: int) -> None:
        """Print the final progress, which stays on the screen."""
        if self._live:
            _write(f"{_CLEAR}{self._progress_line(clusters, time.monotonic())}\n")
            self._progress_shown = False

    def clear(self) -> None:
        """Take the line of progress off the screen before something else is written."""
        if self._progress_shown:
            _write(_CLEAR)
            self._progress_shown = False

    def _progress_line(self, clusters: int, now: float) -> str:
        total = "" if self._total is None else f" of {self._total:,}"
        count = f"{clusters:,}{total} {self._unit}"
        rate = (clusters - self._before) / max(now - self._start, 1e-3)
        if not rate:
            return count
        left = (self._total or clusters) - clusters
        return f"{count}, {rate:.1f}/s" + (f", {duration(left / rate)} left" if left else "")


def duration(seconds: float) -> str:
    """A span of time as people say it: `45 s`, `12 min`, `3 h 20 min`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"

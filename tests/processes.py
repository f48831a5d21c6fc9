"""Processes that tests start: that they can be interrupted, and that none is left."""

from __future__ import annotations

import contextlib
import signal
import time
from pathlib import Path


def interruptible() -> None:
    """For `preexec_fn`: let SIGINT interrupt it, also where the shell had the tests ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for_the_end_of(group: int) -> None:
    deadline = time.monotonic() + 10
    while alive(group):
        assert time.monotonic() < deadline, "a process is left"
        time.sleep(0.01)


def alive(group: int) -> bool:
    """Whether a process of the group is left; what is dead and not yet waited for is none."""
    found = False
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, own = path.read_text().rpartition(")")[2].split()[:3]
            found |= int(own) == group and state != "Z"
    return found

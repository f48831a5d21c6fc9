"""Disks of a test's own, small enough to be full."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """A file system at a place; skips the test where this user may not mount one."""
    place.mkdir()
    if os.geteuid() or _mount(place, f"size={kilobytes}k", "none").returncode:
        pytest.skip("a full disk: this user may not mount a tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def resize(place: Path, kilobytes: int) -> None:
    _mount(place, f"remount,size={kilobytes}k").check_returncode()


def _mount(place: Path, options: str, *source: str) -> subprocess.CompletedProcess[bytes]:
    command = ["mount", "-t", "tmpfs", "-o", options, *source, str(place)]
    return subprocess.run(command, capture_output=True, check=False)

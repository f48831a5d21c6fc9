"""A plug-in's method that does what the cluster's id says, and notes what it was given."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from summarizer import methods

MOODY = """
import os, signal, time
from pathlib import Path
from summarizer.methods.simple import Lead

PLACE = Path(__file__).parent

class Moody(Lead):
    name = "moody"

    def rank(self, cluster):
        with open(PLACE / "seen", "a") as log:
            print(cluster.id, len(cluster.references), file=log)
        if not (PLACE / "healed").exists():
            self.moods(cluster.id)
        if cluster.id == "heavy":
            held = b"x" * 300_000_000
        return super().rank(cluster)

    def moods(self, id):
        if id == "broken":
            raise ValueError("two\\nlines \\x1b[31m")
        if id == "once" and not (PLACE / "died").exists():
            (PLACE / "died").touch()
            id = "deadly"
        if id == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        if id == "exiting":
            os._exit(3)
        if id == "hanging":
            time.sleep(60)
        if id == "stopped":
            os.kill(os.getpid(), signal.SIGSTOP)
        if id == "greedy":
            held = b"x" * 900_000_000

    def draft(self, analyses, budget):
        return super().draft([a for a in analyses if a.cluster.id != "silent"], budget)
"""


@contextmanager
def installed(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages with the moody method, here and in what is started here."""
    info = place / "moody-1.0.dist-info"
    info.mkdir(parents=True)
    (place / "moody.py").write_text(MOODY)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: moody\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{methods.GROUP}]\nmoody = moody:Moody\n")
    monkeypatch.syspath_prepend(str(place))
    sys.modules.pop("moody", None)
    methods._plugins.cache_clear()
    yield place
    methods._plugins.cache_clear()
    sys.modules.pop("moody", None)

"""Kill evaluations at random moments and see that nothing is lost and nothing doubled.

    python tests/torture.py [KILLS] [--seed N]

Each run is killed with SIGKILL, its whole process group at once, and started again until it is
done; then everything must be as an undisturbed run left it, byte for byte.  Three in four are
one process, forked with everything loaded, so that kills fall on the work and not on imports;
the rest are the real command with two workers.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from summarizer.cli import main

ROOT = Path(__file__).resolve().parent.parent
SYSTEMS = ("consensus", "lead", "lead-interleave", "random", "random:seed=2")
CLUSTERS = 24
SAME = ("predictions.jsonl", "scores.jsonl", "results.json")
ENTRY = '{"key": "'


def write_clusters(path: Path) -> None:
    """Small events, each told by three outlets, with two references."""
    generator = random.Random(1)
    places = "Aldmoor Brenwick Carrow Dunmere Eskdale Farrow Glenholm Harrow".split()
    things = "bridge school mill station library harbour market theatre".split()
    with path.open("w", encoding="utf-8") as stream:
        for number in range(CLUSTERS):
            place, thing, hurt = places[number % 8], things[number // 8], generator.randint(2, 90)
            facts = [
                f"A fire destroyed the {thing} in {place} on Friday night.",
                f"At least {hurt} people were hurt, the police in {place} said.",
                f"The mayor, Ada Holm, said the {thing} would be rebuilt within two years.",
                f"Firefighters needed {hurt % 9 + 2} hours to bring the flames under control.",
            ]
            texts = [" ".join(generator.sample(facts, 3)) for _ in range(3)]
            record = {
                "id": f"event-{number}",
                "documents": [{"text": text} for text in texts],
                "references": [" ".join(facts[:2]), " ".join(facts[1:3])],
            }
            stream.write(json.dumps(record) + "\n")


def arguments(data: Path, folder: Path, workers: int) -> list[str]:
    """The command line of the evaluation."""
    specs = [word for system in SYSTEMS for word in ("--system", system)]
    rest = ["--words", "25", "--workers", str(workers), "-o", str(folder)]
    return ["evaluate", str(data), *specs, *rest]


def forked(words: list[str]) -> int:
    """Start the command in a fork of this process; returns its id."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    os.setsid()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = main(words)
    os._exit(code)


def spawned(words: list[str]) -> int:
    """Start the command as a process of its own; returns its id."""
    command = [sys.executable, "-m", "summarizer", *words]
    return subprocess.Popen(
        command, cwd=ROOT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ).pid  # fmt: skip


def ended(child: int, seconds: float) -> bool:
    """Whether a process ends by itself, well, within the time; if not it is killed."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            if status:
                raise AssertionError(f"it ended with {os.waitstatus_to_exitcode(status)}")
            return True
        time.sleep(0.001)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def whole_lines(journal: Path) -> bytes:
    """What of the journal must never be lost."""
    content = journal.read_bytes() if journal.exists() else b""
    return content[: content.rfind(b"\n") + 1]


def check(folder: Path, expected: Path) -> None:
    """Everything is there, once, and as it is where nobody was killed."""
    for name in SAME:
        assert (folder / name).read_bytes() == (expected / name).read_bytes(), f"{name} differs"
    _, *entries = whole_lines(folder / "journal.jsonl").decode().splitlines()
    keys = [entry.removeprefix(ENTRY)[:64] for entry in entries]
    assert len(keys) == len(set(keys)) == 2 * CLUSTERS * len(SYSTEMS), "entries lost or doubled"
    left = {path.name for path in folder.iterdir()} - {path.name for path in expected.iterdir()}
    assert all(name.endswith(".tmp") for name in left), left


class Torture:
    """Runs that are killed until they are done, over and over."""

    def __init__(self, place: Path, seed: int) -> None:
        self.data, self.expected = place / "events.jsonl", place / "expected"
        self.folder = place / "killed"
        self.random = random.Random(seed)
        write_clusters(self.data)
        self.kills = self.completed = 0

    def undisturbed(self) -> None:
        """The run that all others must equal."""
        child = forked(arguments(self.data, self.expected, 1))
        assert ended(child, 120), "the undisturbed run takes too long"

    def run(self, kills: int, start: Callable[[list[str]], int], workers: int) -> None:
        """Kill so often, then let the last run end."""
        began = time.monotonic()
        shutil.rmtree(self.folder, ignore_errors=True)
        assert ended(start(arguments(self.data, self.folder, workers)), 120)
        whole = time.monotonic() - began
        check(self.folder, self.expected)
        shutil.rmtree(self.folder)
        until = self.kills + kills
        while self.kills < until:
            self._once(start, workers, self.random.uniform(0, 0.6 * whole))
        while not self._once(start, workers, 120):
            pass

    def _once(self, start: Callable[[list[str]], int], workers: int, seconds: float) -> bool:
        """One start, and a kill unless it is done by then; whether it was."""
        journal = self.folder / "journal.jsonl"
        before = whole_lines(journal)
        done = ended(start(arguments(self.data, self.folder, workers)), seconds)
        after = whole_lines(journal)
        assert after.startswith(before), "entries were lost"
        if done:
            self.completed += 1
            check(self.folder, self.expected)
            shutil.rmtree(self.folder)
            told = "done, the same bytes"
        else:
            self.kills += 1
            torn = (journal.stat().st_size if journal.exists() else 0) - len(after)
            told = f"killed ({self.kills}), {torn} torn bytes"
        entries = f"{before.count(b'key'):4} → {after.count(b'key'):4} entries"
        print(f"{start.__name__:8} {seconds:7.3f} s  {entries}  {told}", flush=True)
        return done


def torture(kills: int, seed: int) -> None:
    """So many kills in all; raises AssertionError for the first thing that is not right."""
    from summarizer.evaluate import compare, report  # noqa: F401 before the forks
    from summarizer.jobs import pool, version  # noqa: F401

    version.code()  # is remembered

    with tempfile.TemporaryDirectory() as place:
        tortured = Torture(Path(place), seed)
        tortured.undisturbed()
        tortured.run(kills - kills // 4, forked, 1)
        if kills // 4:
            tortured.run(kills // 4, spawned, 2)
        told = f"{tortured.kills} kills, {tortured.completed} runs completed"
        print(f"{told}: nothing lost, nothing doubled")


if __name__ == "__main__":
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kills", type=int, nargs="?", default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torture(options.kills, options.seed)

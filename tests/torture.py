"""Kill evaluations and batches at random moments: nothing is lost and nothing doubled.

    python tests/torture.py [KILLS] [--seed N]

Each run is killed with SIGKILL, its whole process group at once, and started again until it is
done; then everything must be as an undisturbed run left it, byte for byte.  Half of the kills are
for evaluations, most of them one process, forked with everything loaded, so that kills fall on
the work and not on imports; half are for batches, forked, too, whose workers are processes of
their own.  The rest of both are the real command with two workers.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
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
SUMMARIES = "summaries.jsonl"
ENTRY = '{"key": "'


def write_clusters(path: Path, clusters: int = CLUSTERS) -> None:
    """Small events, each told by three outlets, with two references; over and over after 24."""
    generator = random.Random(1)
    places = "Aldmoor Brenwick Carrow Dunmere Eskdale Farrow Glenholm Harrow".split()
    things = "bridge school mill station library harbour market theatre".split()
    records: list[dict[str, object]] = []
    for number in range(CLUSTERS):
        place, thing, hurt = places[number % 8], things[number // 8], generator.randint(2, 90)
        facts = [
            f"A fire destroyed the {thing} in {place} on Friday night.",
            f"At least {hurt} people were hurt, the police in {place} said.",
            f"The mayor, Ada Holm, said the {thing} would be rebuilt within two years.",
            f"Firefighters needed {hurt % 9 + 2} hours to bring the flames under control.",
        ]
        texts = [" ".join(generator.sample(facts, 3)) for _ in range(3)]
        references = [" ".join(facts[:2]), " ".join(facts[1:3])]
        records.append({"documents": [{"text": t} for t in texts], "references": references})
    with path.open("w", encoding="utf-8") as stream:
        for number in range(clusters):
            record = {"id": f"event-{number}", **records[number % CLUSTERS]}
            stream.write(json.dumps(record) + "\n")


class Evaluation:
    """A comparison of systems, in a folder."""

    journal = "journal.jsonl"

    @staticmethod
    def arguments(data: Path, folder: Path, workers: int) -> list[str]:
        specs = [word for system in SYSTEMS for word in ("--system", system)]
        rest = ["--words", "25", "--workers", str(workers), "-o", str(folder)]
        return ["evaluate", str(data), *specs, *rest]

    @staticmethod
    def check(folder: Path, expected: Path) -> None:
        """Everything is there, once, and as it is where nobody was killed."""
        for name in SAME:
            assert (folder / name).read_bytes() == (expected / name).read_bytes(), f"{name} differs"
        _, *entries = whole_lines(folder / "journal.jsonl").decode().splitlines()
        keys = [entry.removeprefix(ENTRY)[:64] for entry in entries]
        assert len(keys) == len(set(keys)) == 2 * CLUSTERS * len(SYSTEMS), "entries lost or doubled"


class Batch:
    """Summaries of a cluster file, given four times, and of a record that is none."""

    journal = f"{SUMMARIES}.journal"

    @staticmethod
    def arguments(data: Path, folder: Path, workers: int) -> list[str]:
        folder.mkdir(exist_ok=True)
        files = [str(data.with_name(f"{number}.jsonl")) for number in range(4)]
        for file in files:
            Path(file).write_bytes(data.read_bytes())
        rest = ["--words", "25", "--workers", str(workers), "-o", str(folder / SUMMARIES)]
        return ["batch", *files, str(data.with_name("bad.jsonl")), *rest]

    @staticmethod
    def check(folder: Path, expected: Path) -> None:
        """The output is there, and as it is where nobody was killed; the journal is gone."""
        for name in (SUMMARIES, f"{SUMMARIES}.rejects.jsonl"):
            assert (folder / name).read_bytes() == (expected / name).read_bytes(), f"{name} differs"
        assert not (folder / Batch.journal).exists()


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


def ended(child: int, seconds: float, begun: Callable[[], bool] = lambda: True) -> bool:
    """Whether a process ends by itself, well, within the time after it has begun; else kill it."""
    deadline = math.inf
    while time.monotonic() < deadline:
        if deadline == math.inf and begun():
            deadline = time.monotonic() + seconds
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


class Torture:
    """Runs of a command that are killed until they are done, over and over."""

    def __init__(self, subject: type[Evaluation | Batch], place: Path, seed: int) -> None:
        self.subject = subject
        self.data, self.expected = place / "events.jsonl", place / "expected"
        self.folder = place / "killed"
        self.random = random.Random(seed)
        write_clusters(self.data)
        self.data.with_name("bad.jsonl").write_text("{}\n")
        self.kills = self.completed = 0
        child = forked(subject.arguments(self.data, self.expected, 1))
        assert ended(child, 120), "the undisturbed run takes too long"

    def check(self) -> None:
        """The folder is as an undisturbed run leaves it; then remove it."""
        self.subject.check(self.folder, self.expected)
        left, known = ({p.name for p in f.iterdir()} for f in (self.folder, self.expected))
        assert all(name.endswith(".tmp") for name in left - known), left
        shutil.rmtree(self.folder)

    def run(self, kills: int, start: Callable[[list[str]], int], workers: int) -> None:
        """Kill so often, then let the last run end."""
        began = time.monotonic()
        shutil.rmtree(self.folder, ignore_errors=True)
        assert ended(start(self.subject.arguments(self.data, self.folder, workers)), 120)
        whole = time.monotonic() - began
        self.check()
        until = self.kills + kills
        while self.kills < until:
            late = self.random.random() < 0.5  # at work, and not while everything is loaded
            self._once(start, workers, self.random.uniform(0, 0.3 if late else 0.6) * whole, late)
        while not self._once(start, workers, 120):
            pass

    def _once(
        self, start: Callable[[list[str]], int], workers: int, seconds: float, late: bool = False
    ) -> bool:
        """One start, and a kill unless it is done by then; whether it was.

        With `late` the time begins with the first new entry.
        """
        journal = self.folder / self.subject.journal
        before = whole_lines(journal)
        grown = (lambda: whole_lines(journal) != before) if late else lambda: True
        done = ended(start(self.subject.arguments(self.data, self.folder, workers)), seconds, grown)
        after = whole_lines(journal)
        if done:
            self.completed += 1
            self.check()
            shown = "done, the same bytes"
        else:
            self.kills += 1
            # killed after all was in its place, but before the end
            over = self.subject is Batch and not journal.exists() and self.folder.exists()
            assert over or after.startswith(before), "entries were lost"
            torn = (journal.stat().st_size if journal.exists() else 0) - len(after)
            shown = f"killed ({self.kills}), {torn} torn bytes"
        entries = f"{before.count(b'key'):4} → {after.count(b'key'):4} entries"
        print(f"{start.__name__:8} {seconds:7.3f} s  {entries}  {shown}", flush=True)
        return done


def torture(kills: int, seed: int) -> None:
    """So many kills in all; raises AssertionError for the first thing that is not right."""
    from summarizer.evaluate import compare, report  # noqa: F401 before the forks
    from summarizer.jobs import code_version, pool  # noqa: F401

    code_version.code()  # is remembered

    killed = completed = 0
    for subject, share in ((Evaluation, kills - kills // 2), (Batch, kills // 2)):
        with tempfile.TemporaryDirectory() as place:
            tortured = Torture(subject, Path(place), seed)
            tortured.run(share - share // 4, forked, 1)
            if share // 4:
                tortured.run(share // 4, spawned, 2)
            killed += tortured.kills
            completed += tortured.completed
    print(f"{killed} kills, {completed} runs completed: nothing lost, nothing doubled")


if __name__ == "__main__":
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kills", type=int, nargs="?", default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torture(options.kills, options.seed)

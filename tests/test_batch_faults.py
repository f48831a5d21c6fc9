"""A batch from outside: interrupted, orphaned, on a disk that is full."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from disks import disk, resize
from moods import installed
from processes import interruptible, wait_for_the_end_of
from test_batch import ROOT, record, write
from warcs import as_archive

COMMAND = (sys.executable, "-m", "summarizer", "batch")
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def expected(events: Path, tmp_path: Path) -> bytes:
    """What an undisturbed run writes."""
    done = run(events, tmp_path / "expected.jsonl")
    assert done.returncode == 0, done.stderr
    return (tmp_path / "expected.jsonl").read_bytes()


def started(data: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, str(data), "-o", str(out), "--words", "25", *options], cwd=ROOT, env=ENV,
        start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=interruptible,
    )  # fmt: skip


def run(data: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    process = started(data, out, *options)
    shown = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, *shown)


def begun(process: subprocess.Popen[str], out: Path, entries: int = 3) -> None:
    """Wait until so many records are done."""
    journal = out.with_name(f"{out.name}.journal")
    while not (journal.exists() and journal.read_bytes().count(b"\n") > entries):
        assert process.poll() is None
        time.sleep(0.002)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_interrupted_it_says_how_to_go_on_and_leaves_no_process(
    events: Path, tmp_path: Path, workers: str
) -> None:
    out = tmp_path / "out.jsonl"
    process = started(events, out, "--workers", workers, "--method", "kl")
    begun(process, out)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    told, err = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, "")
    assert re.fullmatch(
        rf"consensus: interrupted: \d+ records are in {out}.journal: "
        r"the same command goes on from there\n", err,
    )  # fmt: skip
    wait_for_the_end_of(process.pid)
    assert not out.exists()
    done = run(events, out, "--workers", workers, "--method", "kl")
    assert re.search(r"24 records: 24 done \(\d+ from before\), 0 rejected", done.stderr)


def test_killed_over_a_web_archive_it_loses_and_doubles_nothing(
    events: Path, tmp_path: Path
) -> None:
    """Killed while pages are read and while events are summarised, it ends as if undisturbed."""
    data = as_archive(events, tmp_path / "a.warc.gz")
    options = ("--group", "--method", "kl", "--workers", "1")
    out, expected = tmp_path / "out.jsonl", tmp_path / "expected.jsonl"
    assert run(data, expected, *options).returncode == 0
    for entries in (0, 3, 9):
        process = started(data, out, *options)
        begun(process, out, entries)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        assert not out.exists()
    done = run(data, out, *options)
    assert re.search(r"24 done \(\d+ from before\), 0 rejected", done.stderr), done.stderr
    assert out.read_bytes() == expected.read_bytes()


def test_workers_end_with_their_parent(events: Path, tmp_path: Path) -> None:
    process = started(events, tmp_path / "out.jsonl", "--workers", "2", "--method", "kl")
    begun(process, tmp_path / "out.jsonl")
    process.kill()
    assert process.communicate(timeout=60)[1] == ""
    wait_for_the_end_of(process.pid)


def test_a_worker_that_hangs_ends_without_its_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write(tmp_path / "d.jsonl", *map(record, ("a", "b", "c", "hanging")))
    with installed(tmp_path / "site", monkeypatch) as site:
        monkeypatch.setitem(ENV, "PYTHONPATH", f"{ROOT}{os.pathsep}{site}")
        options = ("--method", "moody", "--timeout", "2", "--workers", "1")
        process = started(data, tmp_path / "out.jsonl", *options)
        while "hanging" not in ((site / "seen").read_text() if (site / "seen").exists() else ""):
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.communicate(timeout=60)
        wait_for_the_end_of(process.pid)


def test_two_runs_cannot_mix(events: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    process = started(events, out, "--workers", "1", "--method", "kl")
    begun(process, out, 1)
    process.send_signal(signal.SIGSTOP)
    done = run(events, out)
    process.kill()
    process.communicate()
    assert done.returncode == 1
    assert done.stderr.startswith(f"consensus: error: another run is writing to {tmp_path}: wait")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    with disk(tmp_path / "disk", 1_024) as place:
        yield place


@pytest.mark.slow
@pytest.mark.parametrize("pages", [2, 8, 13])
def test_on_a_full_disk_nothing_is_lost(
    events: Path, tiny_disk: Path, expected: bytes, pages: int
) -> None:
    """The journal does not fit, or the output beside it does not."""
    out = tiny_disk / "out.jsonl"
    out.write_text("of an earlier run")
    resize(tiny_disk, 4 * pages)
    done = run(events, out, "--workers", "2")
    assert done.returncode == 1
    assert re.fullmatch(
        r"consensus: error: cannot write .*(disk is full|No space.*)\n", done.stderr
    )
    assert out.read_text() == "of an earlier run"
    assert {path.name for path in tiny_disk.iterdir()} == {"out.jsonl", "out.jsonl.journal"}
    resize(tiny_disk, 1_024)
    done = run(events, out, "--workers", "2")
    assert re.search(r"24 done \(\d+ from before\), 0 rejected", done.stderr)
    assert out.read_bytes() == expected


@pytest.mark.slow
def test_where_files_cannot_grow_nothing_is_lost(
    events: Path, tmp_path: Path, expected: bytes
) -> None:
    """The same without a disk of one's own: a limit on the size of files."""
    out = tmp_path / "out.jsonl"
    command = [*COMMAND, str(events), "-o", str(out), "--words", "25", "--workers", "1"]
    done = subprocess.run(
        command, cwd=ROOT, env=ENV, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000)),
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"consensus: error: cannot write {out}.journal: ")
    done = run(events, out)
    assert re.search(r"24 done \(\d+ from before\), 0 rejected", done.stderr)
    assert out.read_bytes() == expected

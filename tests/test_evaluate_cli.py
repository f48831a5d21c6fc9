"""`consensus evaluate` as a process: exit codes, streams, interruptions and terminals."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import interruptible, wait_for_the_end_of
from torture import write_clusters
from wheels import laid_out

pytest.importorskip("rouge_score_rs", reason="the extra `eval` is not installed")

from summarizer.cli.console import Console

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "summarizer", "evaluate")
ENV = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "CONSENSUS_DATA", "TERM"}}
ENV["PYTHONPATH"] = str(ROOT)
FAST = ("--system", "lead", "--system", "random", "--resamples", "50", "--workers", "1")


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    write_clusters(path)
    return path


def run(
    *args: str | Path, cwd: Path = ROOT, command: tuple[str, ...] = COMMAND, **env: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*command, *map(str, args)], cwd=cwd, capture_output=True, text=True, timeout=120,
        stdin=subprocess.DEVNULL, env={**ENV, **env}, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


def error(done: subprocess.CompletedProcess[str], code: int = 2) -> str:
    assert done.returncode == code
    assert done.stdout == ""
    assert re.fullmatch(r"consensus: error: .*\n", done.stderr)
    return done.stderr.removeprefix("consensus: error: ").rstrip("\n")


def test_the_table_is_the_output_and_the_rest_is_in_the_folder(
    events: Path, tmp_path: Path
) -> None:
    done = run(events, *FAST, "--limit", "6", cwd=tmp_path)
    assert done.returncode == 0
    *warnings, report = done.stderr.splitlines()
    assert warnings[0].startswith("consensus: warning: only 6 clusters: ")
    assert report == "consensus: report: eval-out/events/report.html"
    assert "only 6 clusters" not in done.stdout
    assert re.search(r"^lead .*baseline", done.stdout, re.M)
    assert re.search(r"^random ", done.stdout, re.M)
    assert max(map(len, done.stdout.splitlines())) <= 80
    results = json.loads((tmp_path / "eval-out" / "events" / "results.json").read_text())
    assert results["clusters"] == {"given": 6, "compared": 6}
    again = run("--from", "eval-out/events", "--export", "csv", cwd=tmp_path)
    assert again.returncode == 0
    assert again.stdout.splitlines()[2].split()[:4] == ["system", "R-1", "R-2", "R-Lsum"]
    assert again.stderr.splitlines()[-1] == "consensus: export: eval-out/events/results.csv"


@pytest.mark.slow
def test_the_command_in_the_report_gives_the_same_numbers(events: Path, tmp_path: Path) -> None:
    options = (
        "--words 30 --cut whole --references pooled --no-stem --baseline random --resamples 60 "
        "--seed 5 --shuffle 3 --limit 8 --language en --strict"
    ).split()
    assert run(events, *FAST[:4], *options, "-o", tmp_path / "one").returncode == 0
    results = json.loads((tmp_path / "one" / "results.json").read_text())
    name, evaluate, *words = shlex.split(results["command"])
    assert (name, evaluate) == ("consensus", "evaluate")
    assert "--workers" not in words
    assert run(*words, "-o", tmp_path / "two").returncode == 0
    for file in ("predictions.jsonl", "scores.jsonl", "results.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    assert {"refs:pooled", "stem:no"} < set(results["rouge_signature"].split("|"))
    assert "|words=30" in results["systems"][0]["signature"]
    assert "truncate" not in results["systems"][0]["signature"]
    assert results["baseline"] == "random"


def test_clusters_from_standard_input_and_the_batch_script(events: Path, tmp_path: Path) -> None:
    shell = f"{shlex.join(COMMAND)} - {shlex.join(FAST)} --limit 2 -o {tmp_path}/out < {events}"
    done = run(command=("sh", "-c", shell))
    assert done.stdout.startswith("stdin: 2 clusters, words=100,truncate, baseline lead\n")
    script = (sys.executable, str(ROOT / "eval" / "run.py"), "examples", *FAST)
    done = run("--limit", "2", "-o", tmp_path / "script", cwd=tmp_path, command=script)
    assert done.stdout.startswith("examples: 2 clusters, words=100,truncate, baseline lead\n")


def test_every_method_and_the_oracle_take_part_unless_systems_are_named(
    events: Path, tmp_path: Path
) -> None:
    done = run(events, "--limit", "2", "--resamples", "20", "--workers", "1", "-o", tmp_path / "o")
    assert done.returncode == 0
    results = json.loads((tmp_path / "o" / "results.json").read_text())
    labels = [system["label"] for system in results["systems"]]
    assert labels[:4] == ["consensus", "lead", "lead-interleave", "random"]
    assert {"lexrank", "textrank", "lsa", "luhn", "sumbasic", "kl", "reduction"} < set(labels)
    assert labels[-1] == "oracle"


def test_an_installed_package_has_benchmarks_and_events(tmp_path: Path) -> None:
    laid_out(tmp_path / "site")
    (tmp_path / "empty").mkdir()
    elsewhere = {"cwd": tmp_path / "empty", "PYTHONPATH": str(tmp_path / "site")}
    done = run("examples", "--system", "lead", "--limit", "1", **elsewhere)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("examples: 1 cluster, words=100,truncate, baseline lead\n")
    (row,) = (tmp_path / "empty/eval-out/examples/predictions.jsonl").read_text().splitlines()
    assert json.loads(row)["record"]["sources"][0]["location"].startswith("examples/castlow")
    told = error(run("wcep-val", **elsewhere))
    assert "wcep/val.jsonl.gz into a folder and name the folder with --data" in told


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), r"^name a benchmark \(examples, "),
        (("exampels",), "exampels: neither a file nor a benchmark; did you mean examples?"),
        (("wcep-val",), r"benchmark wcep-val: there is no .*source: WCEP .*; layout: JSONL"),
        (("examples", "--sytem", "lead"), "unknown option --sytem; did you mean --system?"),
        (("examples", "--system", "led"), "system 'led': .*did you mean lead"),
        (("examples", "--system", "lead", "--system", "lead"), "'lead' is given twice"),
        (("examples", "--system", "file:none.jsonl"), "predictions none.jsonl: no such file"),
        (("examples", "--baseline", "x"), "no system 'x': the baseline can be consensus, lead"),
        (("examples", "--words", "0"), "'0' is not a whole number from 1"),
        (("examples", "--workers", "0"), "'0' is not a whole number from 1"),
        (("examples", "--cut", "half"), "invalid choice: 'half'"),
        (("examples", "--language", "xx"), "no language 'xx': give a two-letter code"),
        (("examples", "--language", ""), "no language ''"),
        (("examples", "--measures", "truth"), "no measure 'truth': there are faithfulness, "),
        (("x.jsonl", "--data", "."), "--data is for benchmarks"),
        (("examples", "--from", "x"), "--from runs nothing: leave out benchmark"),
        (("--from", "none.json"), "none.json: .*no such file"),
        (("--from", str(ROOT / "pyproject.toml")), "pyproject.toml: broken JSON"),
        (("examples", "--against", "none.json"), "none.json: .*no such file"),
        (("examples", "--export", "pdf"), "invalid choice: 'pdf'"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_line(
    args: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    assert re.search(told, error(run(*args, "-o", tmp_path / "out")))
    assert not (tmp_path / "out").exists()


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from summarizer.cli import main\n"
        "main(['models']); main(['evaluate', '--help'])\n"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = run(command=(sys.executable, "-c", program))
    assert "--baseline" in done.stdout
    heavy = {"numpy", "scipy", "sumy", "torch", "jinja2", "rouge_score_rs", "nupunkt", "lxml"}
    heavy |= {"transformers", "tokenizers", "safetensors", "huggingface_hub"}
    assert not heavy & set(done.stderr.split())


def begun(events: Path, folder: Path, workers: str) -> subprocess.Popen[str]:
    """A run in a session of its own that has some summaries."""
    args = [str(events), *FAST[:-1], workers, "--system", "kl", "-o", str(folder)]
    started = subprocess.Popen(
        [*COMMAND, *args], cwd=ROOT, env=ENV, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=interruptible,
    )  # fmt: skip
    journal = folder / "journal.jsonl"
    while not (journal.exists() and journal.read_bytes().count(b"\n") > 3):
        assert started.poll() is None
        time.sleep(0.005)
    return started


@pytest.mark.parametrize("workers", ["1", "2"])
def test_interrupted_it_says_how_to_go_on_and_leaves_no_process(
    events: Path, tmp_path: Path, workers: str
) -> None:
    folder = tmp_path / "out"
    started = begun(events, folder, workers)
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    out, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert out == ""
    assert re.fullmatch(
        rf"consensus: interrupted: \d+ of 72 summaries are in {folder}: "
        r"the same command goes on from there\n", err,
    )  # fmt: skip
    wait_for_the_end_of(started.pid)


def test_workers_end_with_their_parent(events: Path, tmp_path: Path) -> None:
    started = begun(events, tmp_path / "out", "2")
    started.kill()
    assert started.communicate(timeout=60) == ("", "")  # what the workers say, too
    wait_for_the_end_of(started.pid)


def test_progress_on_a_terminal_has_rate_and_time_left(events: Path, tmp_path: Path) -> None:
    main, side = pty.openpty()
    args = [str(events), "--system", "kl", "--workers", "1", "-o", str(tmp_path / "out")]
    started = subprocess.Popen(
        [*COMMAND, *args], cwd=ROOT, env={**ENV, "TERM": "xterm"},
        stdout=subprocess.DEVNULL, stderr=side,
    )  # fmt: skip
    os.close(side)
    shown = b""
    while select.select([main], [], [], 60)[0]:
        try:
            shown += os.read(main, 4096)
        except OSError:
            break
    os.close(main)
    assert started.wait(60) == 0
    text = shown.decode()
    assert "0 of 24 summaries" in text
    told = text.rpartition("\r\x1b[K")[2].splitlines(keepends=True)
    assert all(line.startswith("consensus: warning: ") for line in told[:-1])
    assert told[-1] == f"consensus: report: {tmp_path}/out/report.html\r\n"


def test_the_rate_is_that_of_this_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 1,000 summaries 400 were there; 100 more in 20 seconds leave 500 for 100 seconds."""
    now = [1_000.0]
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setenv("TERM", "xterm")
    console = Console("summaries")
    now[0] += 60
    console.expect(1_000, 400)
    now[0] += 20
    console.done(500)
    assert screen.getvalue() == "\r\x1b[K500 of 1,000 summaries, 5.0/s, 2 min left"

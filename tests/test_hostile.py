"""Hostile strings in everything that is given, through the real commands to everything shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import made
import pytest

from summarizer.cli import main
from summarizer.render import READINGS, SUMMARIES

ROOT = Path(__file__).resolve().parent.parent
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
FAST = ("--method", "lead", "--workers", "1")
STORY = (
    "The ferry left the island on Monday with {} people on board. {} The mayor of Tolworth said "
    "that {} of them had been saved by a fishing boat."
)


def odd(shown: str) -> set[str]:
    """The characters that a terminal may act on, but for the end of a line."""
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {c for c in shown if c != "\n" and unicodedata.category(c) in bad}


def cluster(number: int, raw: str) -> dict[str, object]:
    articles = [
        {
            "id": f"{raw}{number}", "title": raw, "source": raw, "date": raw,
            "url": f"https://news.example/{raw}", "text": STORY.format(40 + n, raw, 30 + n),
        }
        for n in range(2)
    ]  # fmt: skip
    return {
        "id": f"{number} {raw}", "documents": articles, "references": [f"The ferry left. {raw}"]
    }  # fmt: skip


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One event for each string, with an article that is left out, and broken records."""
    path = tmp_path_factory.mktemp("hostile") / "events.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number, raw in enumerate(made.HOSTILE):
            record = cluster(number, raw)
            file.write(json.dumps(record) + "\n")
            file.write(json.dumps({"id": raw, "documents": raw}) + "\n")
            file.write(json.dumps({raw: 1})[:-1] + f',"{number}":1,"{number}":2}}\n')
            file.write(f"{{ {json.dumps(raw)} \x1b[31m\n")
    return path


def run(*args: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "summarizer", *map(str, args)],
        capture_output=True, encoding="utf-8", env=ENV, check=False, timeout=250,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    "options",
    [
        ("summarize", "--format", "text", "--words", "40"),
        # A page shows one event: see `test_page`.
        *(("summarize", "--format", f, "--method", "lead") for f in SUMMARIES if f != "html"),
        *(("read", "--format", form) for form in READINGS),
    ],
    ids=" ".join,
)
def test_nothing_given_controls_what_shows_it(options: tuple[str, ...], events: Path) -> None:
    done = run(options[0], events, *options[1:])
    assert done.returncode == 0
    assert not odd(done.stdout)
    assert not odd(done.stderr)
    assert done.stderr.count("\n") >= 3 * len(made.HOSTILE)
    assert all(line.startswith("consensus: warning: ") for line in done.stderr.splitlines())
    if "json" in options:
        assert len(done.stdout.splitlines()) == len(made.HOSTILE)
        for line in done.stdout.splitlines():
            json.loads(line)


def test_nothing_in_the_names_of_files_does_either(tmp_path: Path) -> None:
    folder = tmp_path / "pile\x1b[31m\u202e\n"
    folder.mkdir()
    named = 0
    for number, raw in enumerate(made.HOSTILE):
        name = os.fsencode(raw.replace("/", "_")) if _encodable(raw) else b"lone \xff\xfe"
        for suffix, text in ((".txt", STORY.format(1, "", 2)), (".html", ""), (".json", "{")):
            target = os.path.join(
                os.fsencode(folder), b"%d %s%s" % (number, name, os.fsencode(suffix))
            )
            try:
                Path(os.fsdecode(target)).write_text(text)
                named += 1
            except (OSError, ValueError):  # too long, or with a NUL
                continue
    assert named > 200
    done = run("summarize", folder)
    assert done.returncode == 0
    assert not odd(done.stdout + done.stderr)
    assert all(line.startswith("consensus: warning: ") for line in done.stderr.splitlines())
    out = tmp_path / "out.jsonl"
    assert run("batch", folder, "--group", "-o", out, *FAST).returncode == 0
    assert_plain(out)


def _encodable(raw: str) -> bool:
    try:
        os.fsencode(raw)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("raw", made.HOSTILE)
def test_error_lines_are_printable(raw: str, capsys: pytest.CaptureFixture[str]) -> None:
    for args in (
        ["summarize", f"/nowhere/{raw}"],
        ["summarize", "/dev/null", "--method", raw],
        ["summarize", "/dev/null", "--method", f"lexrank:{raw}=1"],
        ["summarize", "/dev/null", "--language", raw],
        ["summarize", "/dev/null", "--format", raw],
        ["summarize", "/dev/null", "--words", raw],
        ["summarize", "/dev/null", "--cap", raw],
        ["summarize", "/dev/null", "-o", f"/nowhere/{raw}"],
        ["summarize", "/dev/null", f"--{raw}"],
        ["evaluate", f"/nowhere/{raw}"],
        ["evaluate", "examples", "--system", f"file:/nowhere/{raw}"],
        [raw],
    ):
        if "-h" in args[-1] or args[-1] in ("--", "---"):
            continue
        assert main(args) in (1, 2), args
        shown = capsys.readouterr()
        assert not shown.out
        assert not odd(shown.err), args
        lines = shown.err.splitlines()
        assert lines[-1].startswith("consensus: error: "), args
        assert all(line.startswith("consensus: ") for line in lines), args


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--group",)])
def test_nothing_in_a_batch_does_either(
    options: tuple[str, ...], events: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    done = run("batch", events, "-o", out, *FAST, *options)
    assert done.returncode == 0, done.stderr
    assert not odd(done.stdout + done.stderr)
    assert_plain(out)


def assert_plain(out: Path) -> None:
    """What a batch wrote, the rejects among it, is fit for a terminal."""
    for path in (out, out.with_name(f"{out.name}.rejects.jsonl")):
        written = path.read_bytes().decode("utf-8")
        assert written
        assert not odd(written), path.name


@pytest.mark.slow
def test_nothing_in_an_evaluation_does_either(events: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(
        "evaluate", events, "--system", "lead", "--system", "random:seed=1", "--workers", "1",
        "--resamples", "50", "-o", out,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not odd(done.stdout + done.stderr)
    written = [path for path in out.rglob("*") if path.is_file()]
    assert {"report.html", "results.md", "results.json"} <= {path.name for path in written}
    for path in written:
        assert not odd(path.read_bytes().decode("utf-8")), path.name

"""The command line: exit codes, streams, files and terminals, in processes of their own."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import select
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import interruptible

from summarizer import __version__
from summarizer.cli.options import SHELLS, parse
from summarizer.render import SUMMARIES
from summarizer.render.wrap import columns

HERE = Path(__file__).resolve().parent
FAKED = (sys.executable, str(HERE / "fakes.py"))
REAL = (sys.executable, "-m", "summarizer")
SHELL = shlex.join(FAKED)
ENV = {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONHASHSEED": "0"}
ENV = {k: v for k, v in ENV.items() if k not in {"COLUMNS", "NO_COLOR", "CONSENSUS_DEBUG"}}
TEXT = "The bridge over the Lune was closed on Friday after two lorries collided on it."

Run = subprocess.CompletedProcess[str]


def run(line: str, command: tuple[str, ...] = FAKED, stdin: str = "", **env: str) -> Run:
    """A finished run of a command line; it must not have shown a traceback."""
    done = subprocess.run(
        [*command, *shlex.split(line)],
        input=stdin, capture_output=True, text=True, env={**ENV, **env}, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


def shell(line: str) -> Run:
    """The same, where a shell closes or directs its streams."""
    return run(shlex.quote(f"set -o pipefail; {SHELL} {line}"), command=("bash", "-c"))


def error(done: Run, code: int = 2) -> str:
    """The one line of a failed run."""
    assert (done.returncode, done.stdout) == (code, "")
    assert re.fullmatch(r"consensus: error: .*\n", done.stderr)
    return done.stderr.removeprefix("consensus: error: ").rstrip("\n")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an article."""
    monkeypatch.chdir(tmp_path)
    Path("one.txt").write_text(TEXT)
    return tmp_path


def events(*lines: str) -> None:
    Path("events.jsonl").write_text("\n".join(lines) + "\n")


# --- what is read and done


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("summarize one.txt", f"{TEXT} [1]\n\nSources\n[1] one.txt\n"),
        ("summarize", f"{TEXT} [1]\n\nSources\n[1] -\n"),
        ("summarize -", f"{TEXT} [1]\n\nSources\n[1] -\n"),
        ("summarize --words 9 -- -two.txt", "Two. [1]\n\nSources\n[1] -two.txt\n"),
        ("summarize one.txt -o /dev/stdout", f"{TEXT}\n[1]\n\nSources\n[1] one.txt\n"),
        ("--version", f"consensus {__version__}\n"),
    ],
)
def test_what_is_done(line: str, out: str) -> None:
    Path("-two.txt").write_text("Two.")
    done = run(line, stdin=TEXT, COLUMNS="200")
    assert (done.returncode, done.stdout, done.stderr) == (0, out, "")


@pytest.mark.parametrize(
    ("limits", "signature"),
    [
        ("", "consensus words=100"),
        ("--characters 80 --truncate", "consensus characters=80,truncate"),
        ("--words 9 --sentences 2", "consensus words=9,sentences=2"),
        ("--method random --seed 7", "random seed=7 words=100"),
    ],
)
def test_limits(limits: str, signature: str) -> None:
    done = run(f"summarize one.txt --format json {limits}")
    assert json.loads(done.stdout)["signature"] == signature


def test_sources_may_stand_between_options() -> None:
    done = run("summarize one.txt --words 9 -", stdin=TEXT)
    assert done.stdout.endswith("Sources\n[1] one.txt\n[2] -\n")


def test_closed_standard_streams() -> None:
    for closing, code in (("<&-", 2), ("one.txt >&-", 1), ("one.txt 2>&-", 0)):
        assert shell(f"summarize {closing}").returncode == code


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("no.txt", 2, ["error: no.txt: no such file"]),
        ("one.txt no.txt", 0, ["warning: no.txt: no such file"]),
        ("one.txt no.txt --strict", 2, ["error: no.txt: no such file"]),
        (
            "a.txt b.txt", 2,
            ["warning: a.txt: no such file", "warning: b.txt: no such file",
             "error: none of the 2 sources can be used"],
        ),
        ("events.jsonl --strict -o out", 2, ["error: events.jsonl, line 3: not JSON"]),
    ],
)  # fmt: skip
def test_sources_that_cannot_be_read(line: str, code: int, told: list[str]) -> None:
    events("a", "b", "bad", "c")
    done = run(f"summarize {line}")
    assert done.returncode == code
    lines = [line.removeprefix("consensus: ") for line in done.stderr.splitlines()]
    assert lines[-len(told) :] == told
    assert not Path("out").exists()


# --- clusters


def test_several_clusters_have_headings_and_warnings_with_ids() -> None:
    events("a", "bad", "b")
    done = run("summarize events.jsonl")
    assert re.findall(r"^== (.*) ==$", done.stdout, re.M) == ["a", "b"]
    assert done.stderr.splitlines() == [
        "consensus: warning: events.jsonl, line 2: not JSON",
        "consensus: warning: a: odd a",
        "consensus: warning: b: odd b",
    ]


def test_json_is_an_object_or_an_object_a_line_of_the_clusters_that_are_picked() -> None:
    """Nothing is read behind the last that is picked."""
    events("a", "b", "c", "bad")
    one = run("summarize one.txt --format json")
    assert one.stdout.startswith('{\n  "schema": "consensus-summary/1"')
    several = run("summarize events.jsonl --cluster c --cluster a --format json")
    found = [json.loads(line) for line in several.stdout.splitlines()]
    assert [(record["id"], record["warnings"]) for record in found] == [
        ("a", ["odd a"]), ("c", ["odd c"])
    ]  # fmt: skip
    assert several.stderr == ""


def test_a_cluster_that_fails_does_not_stop_the_others() -> None:
    events("a", "huge", "b", "huge")
    done = run("summarize events.jsonl --format json")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "b"]
    assert done.stderr.count("consensus: warning: cluster huge: too many sentences\n") == 2
    assert run("summarize events.jsonl --strict").returncode == 2
    given = "summarize events.jsonl --cluster huge"
    assert error(run(given)).startswith("cluster huge: too many")


# --- what makes no sense


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "the following arguments are required: COMMAND"),
        ("sumarize", "argument COMMAND: invalid choice: 'sumarize'"),
        ("summarize one.txt --words 0", "argument --words: '0' is not a whole number from 1"),
        ("summarize one.txt --words -5", "argument --words: '-5' is not a whole number from 1"),
        (f"summarize x --words {'9' * 5000}", f"argument --words: '{'9' * 20}' is not a whole"),
        ("summarize one.txt --words", "argument --words: expected one argument"),
        ("summarize one.txt --wrods 5", "unknown option --wrods; did you mean --words?"),
        ("summarize one.txt --zzzz", "unknown option --zzzz (see consensus summarize --help)"),
        ("summarize one.txt --format xml", "argument --format: invalid choice: 'xml'"),
        ("summarize one.txt --publishers no.toml", "no.toml"),
        ("summarize one.txt --seed 1", "--seed is for --method random, not consensus"),
        ("summarize one.txt --language xx", "no language 'xx': give a two-letter code such as en"),
        ("summarize one.txt --language '\x1b[31m'", "no language '\\x1b[31m'"),
        ("summarize one.txt --method '\x1b[31m\n'", "no method is called '\\x1b[31m\\n'"),
        ("summarize events.jsonl --cluster z", "no cluster z; there are a, b"),
        ("summarize events.jsonl --format html", "a page shows one event and there are several: "),
        ("summarize one.txt --open --format json", "--open shows a page: it goes with --format ht"),
        ("summarize one.txt --open -o -", "--open needs a file"),
        ("summarize one.txt -o one.txt", "-o one.txt would overwrite a source"),
        ("completion csh", "argument SHELL: invalid choice: 'csh'"),
        ("completion", "the following arguments are required: SHELL"),
    ],
)
def test_usage_errors_are_one_line(line: str, message: str) -> None:
    events("a", "b")
    assert error(run(line)).startswith(message)


def test_a_language_goes_by_its_code() -> None:
    for stated in ("de", "DE", "de-AT", "de-Latn-CH"):
        assert parse(["summarize", "--language", stated]).language == "de"


def test_an_unexpected_error_is_one_line() -> None:
    events("broken")
    told = error(run("summarize events.jsonl"), 1)
    assert told.startswith("unexpected RuntimeError: two lines")


# --- what is shown


@pytest.mark.parametrize("conflicts", [True, False])
@pytest.mark.parametrize("unique", [True, False])
def test_parts_can_be_left_out(conflicts: bool, unique: bool) -> None:
    events("torn")
    line = "summarize events.jsonl" + " --no-conflicts" * (not conflicts)
    line += " --no-unique" * (not unique)
    shown = run(line).stdout
    assert ("Sources differ" in shown, "(disputed)" in shown) == (conflicts, conflicts)
    assert ("Only here" in shown) == unique
    record = json.loads(run(f"{line} --format json").stdout)
    assert bool(record["conflicts"]) == bool(record["sentences"][0]["disputed"]) == conflicts
    assert bool(record["unique"]) == unique


@pytest.fixture
def browser() -> dict[str, str]:
    """The environment in which a browser only notes what it was to open."""
    script = Path("browser").resolve()
    script.write_text(f'#!/bin/sh\necho "$1" > {script.parent}/opened\n')
    script.chmod(0o755)
    Path("temporary").mkdir()
    return {"BROWSER": f"{script} %s", "TMPDIR": str(Path("temporary").resolve())}


@pytest.mark.parametrize("named", [True, False])
def test_a_page_is_opened(named: bool, place: Path, browser: dict[str, str]) -> None:
    events("a")
    done = run("summarize events.jsonl --open" + " -o 'a page.html'" * named, **browser)
    assert (done.returncode, done.stdout) == (0, "")
    (page,) = place.glob("a page.html" if named else "temporary/*/*.html")
    assert Path("opened").read_text() == f"{page.as_uri()}\n"
    assert page.read_text("utf-8").startswith("<p>a é")
    told = done.stderr.splitlines()[-1]
    assert told == f"consensus: note: opened {'a page.html' if named else page}"
    assert bool(list(Path("temporary").iterdir())) != named
    none = {"PATH": str(place), "BROWSER": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    told = run("summarize events.jsonl --open -o p.html", **none).stderr.splitlines()[-1]
    assert told == "consensus: warning: no browser could be started; the page is p.html"


@pytest.mark.parametrize("last", ["broken", "interrupt"])
def test_nothing_is_opened_when_nothing_came(last: str, browser: dict[str, str]) -> None:
    events(last)
    assert run("summarize events.jsonl --open", **browser).returncode
    assert not Path("opened").exists()
    assert not list(Path("temporary").iterdir())


# --- output


def test_output_file_is_replaced_when_complete() -> None:
    out = Path("out/summary.md")
    out.parent.mkdir()
    out.write_text("old")
    out.chmod(0o640)
    done = run(f"summarize one.txt --format markdown -o {out}")
    assert (done.returncode, done.stdout) == (0, "")
    assert out.read_text().startswith("The bridge")
    assert out.stat().st_mode & 0o777 == 0o640
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize(("last", "code"), [("broken", 1), ("interrupt", 130)])
def test_a_failed_run_leaves_the_old_file(last: str, code: int, place: Path) -> None:
    events("a", "b", last)
    Path("out.txt").write_text("old")
    assert run("summarize events.jsonl -o out.txt").returncode == code
    assert Path("out.txt").read_text() == "old"
    assert {path.name for path in place.iterdir()} == {"one.txt", "events.jsonl", "out.txt"}


def test_output_that_cannot_be_written(place: Path) -> None:
    told = error(run("summarize one.txt -o no/out.txt"), 1)
    assert told == "cannot write no/out.txt: there is no directory no"
    assert "is a directory" in error(run("summarize one.txt -o ."), 1)
    assert "No space left" in error(run("summarize one.txt -o /dev/full"), 1)
    told = error(shell("summarize one.txt > /dev/full"), 1)
    assert "cannot write standard output: No space left" in told


@pytest.mark.parametrize(
    ("name", "holds"),
    [("a.HTML", "<p>"), ("a.md", "**Sources**"), ("a.json", '"schema"'), ("a", "")],
)
def test_the_name_of_the_output_says_its_format(name: str, holds: str) -> None:
    assert run(f"summarize one.txt -o {name}").returncode == 0
    written = Path(name).read_text()
    assert holds in written
    assert run(f"summarize one.txt -o {name} --format text").returncode == 0
    assert (Path(name).read_text() == written) == (name == "a")


def test_output_over_a_source_is_refused() -> None:
    Path("link.txt").symlink_to("one.txt")
    for line in ("one.txt -o link.txt", ". -o one.txt", "-o one.txt < one.txt"):
        assert "would overwrite a source" in error(shell(f"summarize {line}"))
    assert Path("one.txt").read_text() == TEXT


def test_output_to_a_device_does_not_replace_it() -> None:
    assert run("summarize one.txt -o /dev/null").returncode == 0
    assert not Path("/dev/null").is_file()


def test_closed_pipe() -> None:
    events(*[f"cluster{i}" for i in range(20_000)])
    done = shell("summarize events.jsonl --format json | head -1")
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 1, "")


@pytest.mark.parametrize("out", ["", "-o out.json"])
def test_a_signal_ends_quietly(out: str, place: Path) -> None:
    """And what was done by then is on standard output already."""
    events("a", "b", *["slow"] * 60)
    command = [*FAKED, *f"summarize events.jsonl --format json {out}".split()]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV, preexec_fn=interruptible
    ) as process:
        assert process.stdout is not None
        if out:
            time.sleep(1)
        else:
            assert b'"a"' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert {path.name for path in place.iterdir()} == {"one.txt", "events.jsonl"}


def test_any_encoding_of_the_terminal() -> None:
    Path("café.txt").write_text("Un café — 東京.", "utf-8")
    done = run("summarize café.txt", PYTHONIOENCODING="ascii", PYTHONUTF8="1")
    assert done.stdout.startswith("Un caf? ? ??.")
    for form, holds in (("json", "Un café — 東京."), ("html", "é")):
        line = f"summarize café.txt --format {form}"
        assert holds in run(line, PYTHONIOENCODING="latin-1", PYTHONUTF8="1").stdout


# --- terminals


def terminal(line: str, code: int = 0, stdin: bool = False, **env: str) -> str:
    """What a run writes to a terminal that is its standard output and error, or its input too."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        [*FAKED, *line.split()], stdin=side if stdin else subprocess.DEVNULL, stdout=side,
        stderr=side, env={**ENV, "TERM": "xterm", **env},
    )  # fmt: skip
    os.close(side)
    shown = b""
    while select.select([main], [], [], 20)[0]:
        try:
            chunk = os.read(main, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(main)
    assert process.wait(20) == code
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_lines_fit_the_terminal(width: int) -> None:
    Path("long.txt").write_text(f"{TEXT} https://example.com/{'a' * 300} {'東京' * 50}")
    shown = terminal("summarize long.txt", COLUMNS=str(width), NO_COLOR="1")
    assert min(width, 100) - 15 <= max(map(columns, shown.splitlines())) <= width


def test_colour_only_at_a_terminal_that_wants_it() -> None:
    assert "\x1b[1mSources\x1b[0m" in terminal("summarize one.txt")
    assert "\x1b" not in terminal("summarize one.txt", NO_COLOR="1")
    assert "\x1b" not in terminal("summarize one.txt", TERM="dumb")
    assert "\x1b" not in run("summarize one.txt", TERM="xterm").stdout


def test_what_a_terminal_is_told() -> None:
    """How to call it, where it would wait for somebody to type, and how far it is."""
    told = terminal("summarize", code=2, stdin=True)
    assert told == "usage: consensus summarize [options] SOURCES...\n"
    events("a", "slow", "b")
    shown = terminal("summarize events.jsonl --format json")
    assert re.search(r"\r\x1b\[K3 clusters, [\d.]+/s\n$", shown)
    assert re.search(r"^\r\x1b\[K0 clusters", shown)
    assert "clusters" not in run("summarize events.jsonl --format json").stderr
    events("broken", "b")
    shown = terminal("summarize events.jsonl", code=1)
    assert "\r\x1b[K0 clusters\r\x1b[Kconsensus: error: unexpected" in shown


# --- start-up and completion


def test_help_is_quick(place: Path) -> None:
    # Processor time, with byte code kept as an installed package keeps it: other tests may run.
    cache = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(place)}
    times = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run("summarize --help", command=REAL, **cache).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.3


def test_the_script_for_each_shell() -> None:
    for name in SHELLS:
        done = run(f"completion {name}")
        assert (done.returncode, done.stderr) == (0, "")
        assert "consensus" in done.stdout
    Path("script").write_text(run("completion bash").stdout)
    assert run("-n script", command=("bash",)).returncode == 0


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("consensus ver", {"verify "}),
        ("consensus summarize --no-", {"--no-conflicts", "--no-unique"}),
        ("consensus summarize a.txt --words 9 --format m", {"markdown "}),
        ("consensus verify claims.txt one", {"one.txt "}),
    ],
)
def test_completions(line: str, found: set[str]) -> None:
    asked = {
        "_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "\n", "COMP_LINE": line,
        "COMP_POINT": str(len(line)), "_ARGCOMPLETE_STDOUT_FILENAME": "answer",
    }  # fmt: skip
    done = run("", command=REAL, **asked)
    assert (done.returncode, done.stdout) == (0, "")
    assert set(Path("answer").read_text().split("\n")) == found


# --- the whole of it


STORIES = (
    "Bridge closed after crash\n\nThe bridge over the Lune was closed on Friday after two lorries "
    "collided on it, police said. Nobody was hurt. The council hopes to open it on Monday.\n",
    "Police closed the bridge over the Lune on Friday because two lorries had collided on it. "
    "Traffic was sent through the village of Caton for the rest of the day.\n",
    "Two lorries collided on the bridge over the Lune on Friday, and police closed it. "
    "Engineers will inspect the arches at the weekend, a spokesman for the county said.\n",
)
# What there is to tell does not fill 40 words.
SHORT = (
    "consensus: warning: 29 of 40 words: no other sentence fits, adds a fact and can be understood "
    "there\n"
)


@pytest.fixture
def stories() -> str:
    for i, text in enumerate(STORIES):
        Path(f"story{i}.txt").write_text(text)
    return "story0.txt story1.txt story2.txt"


@pytest.mark.parametrize("form", SUMMARIES)
def test_summarize_for_real(stories: str, form: str) -> None:
    done = run(f"summarize {stories} --format {form} --words 40", command=REAL)
    assert (done.returncode, done.stderr) == (0, "" if form == "json" else SHORT)
    assert "Engineers will inspect the arches" in done.stdout
    assert done.stdout.startswith("<!DOCTYPE html>") == (form == "html")
    assert ("3 of 3 sources" in done.stdout) == (form in ("text", "markdown"))
    if form == "json":
        record = json.loads(done.stdout)
        assert record["sources"][0]["title"] == "Bridge closed after crash"
        assert record["sentences"][0]["support"] == 3
        for citation in record["sentences"][0]["citations"]:
            story = STORIES[citation["source"] - 1]
            assert story[citation["start"] : citation["end"]] == citation["text"]


@pytest.mark.slow
def test_errors_for_real(stories: str) -> None:
    Path("empty.txt").touch()
    for line, told in {
        "no.txt": "no.txt", "empty.txt": "empty.txt", f"{stories} empty.txt --strict": "empty.txt",
        f"{stories} --method lexrnk": "did you mean lexrank?",
    }.items():  # fmt: skip
        assert told in error(run(f"summarize {line}", command=REAL))
    done = run(f"summarize {stories} empty.txt --format json", command=REAL)
    assert "empty.txt" in json.loads(done.stdout)["warnings"][0]

"""The command line: exit codes, streams, files and terminals, in processes of their own."""

from __future__ import annotations

import json
import os
import pty
import re
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import interruptible

from summarizer.cli import main
from summarizer.cli.options import SHELLS, parse
from summarizer.render import SUMMARIES, Format
from summarizer.render.wrap import columns
from summarizer.types import Summary

HERE = Path(__file__).resolve().parent
FAKED = (sys.executable, str(HERE / "fakes.py"))
REAL = (sys.executable, "-m", "summarizer")
ENV = {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONHASHSEED": "0"}
ENV = {k: v for k, v in ENV.items() if k not in {"COLUMNS", "NO_COLOR", "CONSENSUS_DEBUG"}}
TEXT = "The bridge over the Lune was closed on Friday after two lorries collided on it."


def run(
    *args: str | Path, command: tuple[str, ...] = FAKED, stdin: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """A finished run; it must not have shown a traceback."""
    done = subprocess.run(
        [*command, *map(str, args)],
        input=stdin, capture_output=True, text=True, env={**ENV, **env}, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


def args_in(folder: Path, args: list[str]) -> list[str | Path]:
    """Arguments in which what looks like a file lies in the folder."""
    return [folder / a if a[0] != "-" and not a.isdigit() else a for a in args]


def error(done: subprocess.CompletedProcess[str], code: int = 2) -> str:
    """The one line of a failed run."""
    assert done.returncode == code
    assert done.stdout == ""
    assert re.fullmatch(r"consensus: error: .*\n", done.stderr)
    return done.stderr.removeprefix("consensus: error: ").rstrip("\n")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "one.txt"
    path.write_text(TEXT)
    return path


def events(folder: Path, *lines: str) -> Path:
    path = folder / "events.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


# --- what is read


def test_text(article: Path) -> None:
    done = run("summarize", article, COLUMNS="200")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{TEXT} [1]\n\nSources\n[1] {article}\n"


@pytest.mark.parametrize("args", [[], ["-"]])
def test_standard_input(args: list[str]) -> None:
    assert run("summarize", *args, stdin=TEXT).stdout.startswith("The bridge over")


def test_no_sources_at_a_terminal_is_a_usage_line() -> None:
    main, side = pty.openpty()
    done = subprocess.run(
        [*FAKED, "summarize"], stdin=side, capture_output=True, env=ENV, timeout=60
    )
    os.close(main)
    os.close(side)
    assert done.returncode == 2
    assert done.stderr == b"usage: consensus summarize [options] SOURCES...\n"


def test_closed_standard_streams(article: Path) -> None:
    for closing, code in (("<&-", 2), (f"{article} >&-", 1), (f"{article} 2>&-", 0)):
        shell = ("sh", "-c", f"{FAKED[0]} {FAKED[1]} summarize {closing}")
        assert run(command=shell).returncode == code


def test_sources_may_stand_between_options(article: Path, tmp_path: Path) -> None:
    other = tmp_path / "-two.txt"
    other.write_text("Second.")
    done = run("summarize", article, "--words", "9", article, "--", other, COLUMNS="200")
    assert done.stdout.count(str(article)) == 2
    assert str(other) in done.stdout


@pytest.mark.parametrize(
    ("args", "code", "lines"),
    [
        (["missing.txt"], 2, ["error: missing.txt: no such file"]),
        (["one.txt", "missing.txt"], 0, ["warning: missing.txt: no such file"]),
        (["one.txt", "missing.txt", "--strict"], 2, ["error: missing.txt: no such file"]),
        (
            ["a.txt", "b.txt"],
            2,
            [
                "warning: a.txt: no such file",
                "warning: b.txt: no such file",
                "error: none of the 2 sources can be used",
            ],
        ),
        (["events.jsonl", "--strict", "-o", "out"], 2, ["error: events.jsonl, line 3: not JSON"]),
    ],
)
def test_sources_that_cannot_be_read(
    args: list[str], code: int, lines: list[str], article: Path, tmp_path: Path
) -> None:
    events(tmp_path, "a", "b", "bad", "c")
    done = run(*args_in(tmp_path, args), command=(*FAKED, "summarize"))
    assert done.returncode == code
    told = [line.removeprefix("consensus: ") for line in done.stderr.splitlines()]
    assert [line.replace(f"{tmp_path}/", "") for line in told[-len(lines) :]] == lines
    assert not (tmp_path / "out").exists()


# --- clusters


def test_several_clusters_have_headings_and_warnings_with_ids(tmp_path: Path) -> None:
    done = run("summarize", events(tmp_path, "a", "bad", "b"))
    assert re.findall(r"^== (.*) ==$", done.stdout, re.M) == ["a", "b"]
    assert done.stderr.splitlines() == [
        f"consensus: warning: {tmp_path}/events.jsonl, line 2: not JSON",
        "consensus: warning: a: odd a",
        "consensus: warning: b: odd b",
    ]


def test_json_is_an_object_or_an_object_a_line(tmp_path: Path, article: Path) -> None:
    one = run("summarize", article, "--format", "json")
    assert one.stdout.startswith('{\n  "schema": "consensus-summary/1"')
    several = run("summarize", events(tmp_path, "a", "b"), "--format", "json")
    assert [json.loads(line)["id"] for line in several.stdout.splitlines()] == ["a", "b"]
    assert json.loads(several.stdout.splitlines()[0])["warnings"] == ["odd a"]
    assert several.stderr == ""


def test_cluster_picks_and_stops_reading(tmp_path: Path) -> None:
    source = events(tmp_path, "a", "b", "c", "bad")
    done = run("summarize", source, "--cluster", "c", "--cluster", "a", "--format", "json")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "c"]
    assert done.stderr == ""


def test_unknown_cluster(tmp_path: Path) -> None:
    done = run("summarize", events(tmp_path, "a", "b"), "--cluster", "z")
    assert error(done) == "no cluster z; there are a, b"


def test_each_cluster_is_written_before_the_next_is_computed(tmp_path: Path) -> None:
    source = events(tmp_path, "a", "b", "slow", "interrupt")
    command = [*FAKED, "summarize", str(source), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENV) as process:
        assert process.stdout is not None
        assert b'"a"' in process.stdout.readline()
        assert process.stdout.readline()
        early = time.monotonic()
        assert process.stdout.readline()
        assert time.monotonic() - early > 0.1
    assert process.returncode == 130


def test_a_cluster_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    source = events(tmp_path, "a", "huge", "b", "huge")
    done = run("summarize", source, "--format", "json")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "b"]
    assert done.stderr.count("consensus: warning: cluster huge: too many sentences\n") == 2
    assert run("summarize", source, "--strict").returncode == 2
    assert error(run("summarize", source, "--cluster", "huge")).startswith("cluster huge: too many")


# --- options


def test_limits(article: Path) -> None:
    def signature(*args: str) -> str:
        done = run("summarize", article, "--format", "json", *args)
        found: str = json.loads(done.stdout)["signature"]
        return found

    assert signature() == "consensus words=100"
    assert signature("--sentences", "2") == "consensus sentences=2"
    assert signature("--characters", "80", "--truncate") == "consensus characters=80,truncate"
    assert signature("--words", "9", "--sentences", "2") == "consensus words=9,sentences=2"
    assert signature("--method", "random", "--seed", "7") == "random seed=7 words=100"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--words", "0"], "argument --words: '0' is not a whole number from 1"),
        (["--words", "-5"], "argument --words: '-5' is not a whole number from 1"),
        (["--words", "9" * 5000], "argument --words: '99999999999999999999' is not a whole"),
        (["--words"], "argument --words: expected one argument"),
        (["--wrods", "5"], "unknown option --wrods; did you mean --words?"),
        (["--zzzz"], "unknown option --zzzz (see consensus summarize --help)"),
        (["--format", "xml"], "argument --format: invalid choice: 'xml'"),
        (["--min-support", "0"], "argument --min-support: '0' is not a whole number from 1"),
        (["--publishers", "no.toml"], "no.toml"),
        (["--seed", "1"], "--seed is for --method random, not consensus"),
        (["--language", "xx"], "no language 'xx': give a two-letter code such as en, fr or pt-BR"),
        (["--language", "english"], "no language 'english'"),
        (["--language", "\x1b[31m"], "no language '\\x1b[31m'"),
        (["--method", "\x1b[31m\n"], "no method is called '\\x1b[31m\\n'"),
    ],
)
def test_usage_errors_are_one_line(args: list[str], message: str, article: Path) -> None:
    assert error(run("summarize", article, *args)).startswith(message)


def test_a_language_goes_by_its_code() -> None:
    for stated in ("de", "DE", "de-AT", "de-Latn-CH"):
        assert parse(["summarize", "--language", stated]).language == "de"


def test_no_command() -> None:
    assert "COMMAND" in error(run())
    assert "invalid choice: 'sumarize'" in error(run("sumarize"))


# --- what is shown


@pytest.mark.parametrize("conflicts", [True, False])
@pytest.mark.parametrize("unique", [True, False])
def test_parts_can_be_left_out(conflicts: bool, unique: bool, tmp_path: Path) -> None:
    source = events(tmp_path, "torn")
    options = ["--no-conflicts"] * (not conflicts) + ["--no-unique"] * (not unique)
    shown = run("summarize", source, *options).stdout
    assert ("Sources differ" in shown, "(disputed)" in shown) == (conflicts, conflicts)
    assert ("Only here" in shown) == unique
    record = json.loads(run("summarize", source, "--format", "json", *options).stdout)
    assert bool(record["conflicts"]) == bool(record["sentences"][0]["disputed"]) == conflicts
    assert bool(record["unique"]) == unique


@pytest.fixture
def sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A format for summaries alone, added to their table."""
    form: Format[Summary] = Format(lambda s, v: f"{s.id}\n", suffixes=(".csv",), utf8=True)
    for module in ("options", "output", "summarize"):
        table = {**SUMMARIES, "csv": form}
        monkeypatch.setattr(f"summarizer.cli.{module}.SUMMARIES", table)


@pytest.mark.usefixtures("sheet")
@pytest.mark.parametrize("args", [["--format", "csv"], ["-o", "x.csv"]])
def test_a_format_for_summaries_alone(
    args: list[str],
    article: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(article.parent)
    given = [str(article), *args]
    assert main(["summarize", *given, "--method", "lead", "--evidence", "words"]) == 0
    out = Path("x.csv")
    assert (out.read_text() if out.exists() else capsys.readouterr().out).count("\n") == 1
    capsys.readouterr()
    assert main(["verify", str(article), *given]) == 2
    told = {"--format": "argument --format: invalid choice: 'csv' (choose from "}.get(
        args[0], "verify goes with text, markdown, json or html, not with csv\n"
    )
    assert f"consensus: error: {told}" in capsys.readouterr().err


def test_a_page_shows_one_event(tmp_path: Path) -> None:
    given = ("summarize", events(tmp_path, "a", "b"), "--format", "html")
    assert error(run(*given)).endswith("there are several: pick one with --cluster ID")
    picked = run(*given, "--cluster", "b", PYTHONIOENCODING="ascii")
    assert picked.stdout.startswith("<p>b é")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["--open", "--format", "json"],
            "--open shows a page: it goes with --format html, not json",
        ),
        (
            ["--open", "--format", "text"],
            "--open shows a page: it goes with --format html, not text",
        ),
        (["--open", "-o", "-"], "--open needs a file"),
    ],
)
def test_what_does_not_go_together(args: list[str], message: str, article: Path) -> None:
    assert error(run("summarize", article, *args)).startswith(message)


@pytest.fixture
def browser(tmp_path: Path) -> dict[str, str]:
    """The environment in which a browser only notes what it was to open."""
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    script.chmod(0o755)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    return {"BROWSER": f"{script} %s", "TMPDIR": str(temporary)}


@pytest.mark.parametrize("named", [True, False])
def test_a_page_is_opened(named: bool, tmp_path: Path, browser: dict[str, str]) -> None:
    place = ["-o", tmp_path / "a page.html"] if named else []
    done = run("summarize", events(tmp_path, "a"), "--open", *place, **browser)
    assert (done.returncode, done.stdout) == (0, "")
    (page,) = tmp_path.glob("a page.html" if named else "temporary/*/*.html")
    assert (tmp_path / "opened").read_text() == f"{page.as_uri()}\n"
    assert page.read_text("utf-8").startswith("<p>a é")
    assert done.stderr.splitlines()[-1] == f"consensus: note: opened {page}"
    assert bool(list((tmp_path / "temporary").iterdir())) != named
    done = run(
        "summarize", events(tmp_path, "a"), "--open", "-o", page,
        PATH=str(tmp_path), BROWSER="", DISPLAY="", WAYLAND_DISPLAY="",
    )  # fmt: skip
    assert done.stderr.splitlines()[-1] == (
        f"consensus: warning: no browser could be started; the page is {page}"
    )


@pytest.mark.parametrize("last", ["broken", "interrupt"])
def test_nothing_is_opened_when_nothing_came(
    last: str, tmp_path: Path, browser: dict[str, str]
) -> None:
    assert run("summarize", events(tmp_path, last), "--open", **browser).returncode
    assert not (tmp_path / "opened").exists()
    assert not list((tmp_path / "temporary").iterdir())


# --- output


def test_output_file_is_replaced_when_complete(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "summary.md"
    out.parent.mkdir()
    out.write_text("old")
    out.chmod(0o640)
    done = run("summarize", article, "--format", "markdown", "-o", out)
    assert (done.returncode, done.stdout) == (0, "")
    assert out.read_text().startswith("The bridge")
    assert out.stat().st_mode & 0o777 == 0o640
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize(("last", "code"), [("broken", 1), ("interrupt", 130)])
def test_a_failed_run_leaves_the_old_file(last: str, code: int, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("old")
    done = run("summarize", events(tmp_path, "a", "b", last), "-o", out)
    assert done.returncode == code
    assert out.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_output_that_cannot_be_written(article: Path, tmp_path: Path) -> None:
    missing = tmp_path / "no" / "out.txt"
    assert error(run("summarize", article, "-o", missing), 1) == (
        f"cannot write {missing}: there is no directory {tmp_path}/no"
    )
    assert "is a directory" in error(run("summarize", article, "-o", tmp_path), 1)
    assert "No space left" in error(run("summarize", article, "-o", "/dev/full"), 1)
    shell = ("sh", "-c", f"{FAKED[0]} {FAKED[1]} summarize {article} > /dev/full")
    assert "cannot write standard output: No space left" in error(run(command=shell), 1)


@pytest.mark.parametrize(
    ("name", "holds"),
    [("a.HTML", "<p>"), ("a.md", "**Sources**"), ("a.json", '"schema"'), ("a", "")],
)
def test_the_name_of_the_output_says_its_format(
    name: str, holds: str, article: Path, tmp_path: Path
) -> None:
    out = tmp_path / name
    assert run("summarize", article, "-o", out).returncode == 0
    written = out.read_text()
    assert holds in written
    assert run("summarize", article, "-o", out, "--format", "text").returncode == 0
    assert (out.read_text() == written) == (name == "a")


def test_output_over_a_source_is_refused(article: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(article)
    for out in (article, link):
        assert "would overwrite a source" in error(run("summarize", article, "-o", out))
    assert "would overwrite a source" in error(run("summarize", tmp_path, "-o", article))
    shell = ("sh", "-c", f"{FAKED[0]} {FAKED[1]} summarize -o {article} < {article}")
    assert "would overwrite a source" in error(run(command=shell))
    assert article.read_text() == TEXT


def test_output_to_a_device_does_not_replace_it(article: Path) -> None:
    assert run("summarize", article, "-o", "/dev/null").returncode == 0
    assert not Path("/dev/null").is_file()
    assert run("summarize", article, "-o", "/dev/stdout").stdout.startswith("The bridge")


def test_closed_pipe(tmp_path: Path) -> None:
    source = events(tmp_path, *[f"cluster{i}" for i in range(20_000)])
    shell = f"{FAKED[0]} {FAKED[1]} summarize {source} --format json | head -1"
    done = run(command=("bash", "-c", f"set -o pipefail; {shell}"))
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 1, "")


def test_a_signal_ends_quietly(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    source = events(tmp_path, "a", "b", *["slow"] * 60)
    command = [*FAKED, "summarize", str(source), "--format", "json"]
    for place in ([], ["-o", str(out)]):
        with subprocess.Popen(
            [*command, *place], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV,
            preexec_fn=interruptible,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            time.sleep(1) if place else process.stdout.readline()
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 130
            assert process.stderr is not None
            assert process.stderr.read() == b""
    assert list(tmp_path.iterdir()) == [source]


def test_an_unexpected_error_is_one_line(tmp_path: Path) -> None:
    done = run("summarize", events(tmp_path, "broken"))
    assert error(done, 1).startswith("unexpected RuntimeError: two lines")


def test_any_encoding_of_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "café.txt"
    path.write_text("Un café — 東京.", "utf-8")
    done = run("summarize", path, PYTHONIOENCODING="ascii", PYTHONUTF8="1")
    assert done.stdout.startswith("Un caf? ? ??.")
    done = run("summarize", path, "--format", "json", PYTHONIOENCODING="latin-1", PYTHONUTF8="1")
    assert json.loads(done.stdout)["summary"] == "Un café — 東京."


# --- terminals


def terminal(*args: str | Path, code: int = 0, **env: str) -> str:
    """What a run writes to a terminal that is its standard output and error."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        [*FAKED, *map(str, args)], stdin=subprocess.DEVNULL, stdout=side, stderr=side,
        env={**ENV, "TERM": "xterm", **env},
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
def test_lines_fit_the_terminal(width: int, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(f"{TEXT} https://example.com/{'a' * 300} {'東京' * 50}")
    shown = terminal("summarize", path, COLUMNS=str(width), NO_COLOR="1")
    assert max(map(columns, shown.splitlines())) <= width
    assert min(width, 100) - 15 <= max(map(columns, shown.splitlines()))


def test_colour_only_at_a_terminal_that_wants_it(article: Path) -> None:
    assert "\x1b[1mSources\x1b[0m" in terminal("summarize", article)
    assert "\x1b" not in terminal("summarize", article, NO_COLOR="1")
    assert "\x1b" not in terminal("summarize", article, TERM="dumb")
    assert "\x1b" not in run("summarize", article, TERM="xterm").stdout


def test_progress_at_a_terminal_only(tmp_path: Path) -> None:
    source = events(tmp_path, "a", "slow", "b")
    shown = terminal("summarize", source, "--format", "json")
    assert re.search(r"\r\x1b\[K3 clusters, [\d.]+/s\n$", shown)
    assert re.search(r"^\r\x1b\[K0 clusters", shown)
    assert "clusters" not in run("summarize", source, "--format", "json").stderr
    shown = terminal("summarize", events(tmp_path, "broken", "b"), code=1)
    assert "\r\x1b[K0 clusters\r\x1b[Kconsensus: error: unexpected" in shown


# --- start-up


def test_help_is_quick(tmp_path: Path) -> None:
    # Processor time, with byte code kept as an installed package keeps it: other tests may run.
    cache = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    times = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run("summarize", "--help", command=REAL, **cache).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.3


def test_version() -> None:
    from summarizer import __version__

    assert run("--version").stdout == f"consensus {__version__}\n"


# --- completion


def test_the_script_for_each_shell(tmp_path: Path) -> None:
    for shell in SHELLS:
        done = run("completion", shell)
        assert (done.returncode, done.stderr) == (0, "")
        assert "consensus" in done.stdout
    (tmp_path / "script").write_text(run("completion", "bash").stdout)
    assert run("-n", tmp_path / "script", command=("bash",)).returncode == 0
    assert "invalid choice: 'csh'" in error(run("completion", "csh"))
    assert "required: SHELL" in error(run("completion"))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("consensus ver", {"verify "}),
        ("consensus summarize --no-", {"--no-conflicts", "--no-unique"}),
        ("consensus summarize a.txt --words 9 --format m", {"markdown "}),
        ("consensus verify claims.txt sto", {"story.txt "}),
    ],
)
def test_completions(line: str, found: set[str], tmp_path: Path) -> None:
    (tmp_path / "story.txt").touch()
    answer = tmp_path / "answer"
    done = subprocess.run(
        REAL, cwd=tmp_path, capture_output=True, timeout=60, check=False,
        env={**ENV, "_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "\n", "COMP_LINE": line,
             "COMP_POINT": str(len(line)), "_ARGCOMPLETE_STDOUT_FILENAME": str(answer)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, b"")
    assert set(answer.read_text().split("\n")) == found


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
def stories(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"story{i}.txt" for i in range(len(STORIES))]
    for path, text in zip(paths, STORIES, strict=True):
        path.write_text(text)
    return paths


@pytest.mark.parametrize("form", SUMMARIES)
def test_summarize_for_real(stories: list[Path], form: str) -> None:
    done = run("summarize", *stories, "--format", form, "--words", "40", command=REAL)
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
def test_errors_for_real(tmp_path: Path, stories: list[Path]) -> None:
    assert "no.txt" in error(run("summarize", tmp_path / "no.txt", command=REAL))
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert "empty.txt" in error(run("summarize", empty, command=REAL))
    assert "empty.txt" in error(run("summarize", *stories, empty, "--strict", command=REAL))
    done = run("summarize", *stories, empty, "--format", "json", command=REAL)
    assert "empty.txt" in json.loads(done.stdout)["warnings"][0]
    done = run("summarize", *stories, "--method", "lexrnk", command=REAL)
    assert "did you mean lexrank?" in error(done)

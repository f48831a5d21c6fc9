"""The documentation: what it shows is what happens, and its tables are what the code has.

Every fenced `console` and `python` block of README.md, CONTRIBUTING.md and `docs` is run, page by
page, in an empty folder with a link to `eval`.  A comment `<!-- not run: reason -->` before a block
keeps it from being run; its commands are then only parsed.
"""

from __future__ import annotations

import argparse
import glob
import io
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from test_imports import MAY

from summarizer import Limits
from summarizer.cli import main
from summarizer.cli.options import parse
from summarizer.limits import DEFAULTS
from summarizer.methods import names

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "models" / "README.md",
    *sorted(DOCS.rglob("*.md")),
]
COLUMNS = "80"  # of the terminal that the outputs were taken from
COMMANDS = ("summarize", "verify", "diff", "read", "batch", "evaluate", "serve", "mcp", "models")
FENCE = re.compile(
    r"^(?:<!-- not run: (?P<reason>.+) -->\n)?"
    r'^```(?P<language>\w+)(?: title="(?P<title>[\w.-]+)")?\n(?P<body>(?:.*\n)*?)```$',
    re.MULTILINE,
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language, the name to save it under, why it is not run, its text."""

    language: str
    title: str
    reason: str
    body: str


class Step(NamedTuple):
    """A command of a console block and what is shown of its output."""

    command: str
    shown: str


def blocks(page: Path) -> list[Block]:
    found = FENCE.finditer(page.read_text("utf-8"))
    return [Block(m["language"], m["title"] or "", m["reason"] or "", m["body"]) for m in found]


def steps(block: Block) -> list[Step]:
    parts = re.split(r"^\$ (.*)\n", block.body, flags=re.MULTILINE)
    assert not parts[0], "a console block begins with a command"
    return [Step(*pair) for pair in zip(parts[1::2], parts[2::2], strict=True)]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def matches(shown: str, written: str) -> bool:
    """Whether the output is what is shown; a line that is just `…` stands for any lines."""
    pieces = [re.escape(piece) for piece in re.split(r"^…\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(pieces), written) is not None


# Running


def expanded(command: str) -> list[str]:
    """The words of a command, comments dropped and patterns replaced by the files they match."""
    words = []
    for word in shlex.split(command, comments=True):
        words += sorted(glob.glob(word)) if re.search(r"[*\[]", word) else [word]
    return words


def run(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """All output and the exit status of a `consensus` command, maybe behind a pipe."""
    before, _, own = command.rpartition(" | ")
    given = folder / ".stdin"
    given.write_bytes(
        subprocess.run(["bash", "-c", before], cwd=folder, stdout=-1, check=True).stdout
    )
    program, *words = expanded(own)
    assert program == "consensus", f"cannot run {command}; say why in a comment before the block"
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "utf-8", write_through=True)
    with open(given, encoding="utf-8") as stdin, redirect_stdout(out), redirect_stderr(out):
        monkeypatch.setattr("sys.stdin", stdin)
        status = main(words)
    return raw.getvalue().decode(), status


def executed(code: str, scope: dict[str, Any]) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code, "<documentation>", "exec"), scope)
    return out.getvalue()


def runnable() -> Iterator[Any]:
    for page in PAGES:
        if any(b.language in ("console", "python") and not b.reason for b in blocks(page)):
            slow = [] if page.parent == ROOT else [pytest.mark.slow]
            yield pytest.param(page, marks=slow, id=name(page))


@pytest.mark.parametrize("page", [*runnable()])
def test_what_is_shown_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eval").symlink_to(ROOT / "eval")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("COLUMNS", COLUMNS)
    scope: dict[str, Any] = {}
    known, printed = set(sys.modules), ""
    for block in blocks(page):
        if block.reason:
            continue
        if block.title:
            (tmp_path / block.title).write_text(block.body, "utf-8")
        elif block.language == "python":
            printed = executed(block.body, scope)
        elif block.language == "text":
            assert matches(block.body, printed), printed
        for step in steps(block) if block.language in ("console", "bash") else ():
            written, status = run(step.command, tmp_path, monkeypatch)
            assert (status == 0) != ("consensus: error:" in written), (step.command, written)
            assert not step.shown or matches(step.shown, written), (step.command, written)
    for module in set(sys.modules) - known:  # those that the page made
        if str(tmp_path) in str(getattr(sys.modules[module], "__file__", "")):
            del sys.modules[module]


def test_most_of_it_is_run() -> None:
    everything = [b for page in PAGES for b in blocks(page) if b.language in ("console", "bash")]
    assert sum(not block.reason for block in everything) > len(everything) / 2


# Parsing


def piped(command: str) -> Iterator[list[str]]:
    """The words of each program of a pipeline."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="|")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if word == "|":
            yield words
            words = []
        else:
            words.append(word)
    yield words


def check(command: str) -> None:
    """Raise or fail unless every program of a pipeline that is known here is called rightly."""
    known = 0
    for program, *words in piped(command):
        if program == "consensus":
            parse(words)
        elif program == "make":
            assert set(words) <= set(TARGETS), command
        elif program == "python":
            assert (ROOT / words[0]).is_file(), command
        elif program == "pip":
            extras = re.findall(r"\[(\w+)\]", command)
            assert set(extras) <= set(PROJECT["optional-dependencies"]), command
        else:
            continue
        known += 1
    assert known or command.startswith("source "), f"nothing to check in {command}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_that_are_not_run_can_be_parsed(page: Path) -> None:
    for block in blocks(page):
        if block.reason and block.language in ("console", "bash"):
            for step in steps(block):
                check(step.command)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_named_files_options_and_targets_exist(page: Path) -> None:
    codes = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", page.read_text("utf-8"))
    options = {o for parser in parsers().values() for o in parser._option_string_actions}
    for code in codes:
        for path in re.findall(r"\b(?:eval|tests|models|docs|summarizer)/[\w./-]+", code):
            assert "_models" in path or (ROOT / path).exists(), path
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", code):
            assert option in options | {"--version", "--strict", "--output"}, option
        if made := re.fullmatch(r"make ([\w-]+)", code):
            assert made[1] in TARGETS


@pytest.mark.parametrize("page", [*PAGES, ROOT / "eval" / "README.md"], ids=name)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if not re.match(r"https?:", target):
            assert (page.parent / target).is_file(), target


# Tables


def parsers() -> dict[str, argparse.ArgumentParser]:
    """The real parser of each command, caught as it is about to print its help."""
    caught: list[argparse.ArgumentParser] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "print_help", lambda self: caught.append(self))
        for command in COMMANDS:
            main([command, "--help"])
    return dict(zip(COMMANDS, caught, strict=True))


def rows(text: str) -> Iterator[list[str]]:
    """The cells of table rows whose first cell is code."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def section(text: str, heading: str) -> str:
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.M | re.S)
    assert found, heading
    return found[2]


def table(page: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading of a page."""
    return list(rows(section((DOCS / page).read_text("utf-8"), heading)))


def listed(cell: str) -> str:
    """The code in a cell."""
    return cell.strip("`")


@pytest.mark.parametrize("command", COMMANDS)
def test_options(command: str) -> None:
    parser = parsers()[command]
    found = {
        listed(first).split()[0]: (listed(first).partition(" ")[2], meaning)
        for first, meaning in table("reference/commands.md", f"consensus {command}")
    }
    real = {a.option_strings[0]: a for a in parser._actions if a.option_strings}
    real.pop("-h")
    assert found.keys() == real.keys()
    for option, action in real.items():
        value, meaning = found[option]
        if action.choices:
            assert all(f"`{choice}`" in meaning for choice in action.choices), option
        else:
            assert value == (action.metavar or ""), option
        numbers = {str(action.default), *re.findall(r"\d+", str(action.help).replace(",", ""))}
        for number in re.findall(r"([\d,]+) by default", meaning):
            assert number.replace(",", "") in numbers, option


def test_methods() -> None:
    found = [listed(first) for first, _ in table("reference/commands.md", "Methods")]
    assert found == [n for n in names() if n != "closing"]


SCHEMAS = {
    "summary": ("A summary", "schema.json"),
    "verification": ("A verification", "verification.schema.json"),
}


def kind(schema: dict[str, Any]) -> str:
    """A schema in the words of the table."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema or "const" in schema:
        return "string"
    if isinstance(schema["type"], list):
        return " or ".join(schema["type"])
    return f"list of {kind(schema['items'])}" if schema["type"] == "array" else schema["type"]


@pytest.mark.parametrize("record", SCHEMAS)
def test_json_keys(record: str) -> None:
    title, file = SCHEMAS[record]
    schema = json.loads((ROOT / "summarizer" / "render" / file).read_text("utf-8"))
    objects = {title: schema, **{f"{record}: {n}": s for n, s in schema["$defs"].items()}}
    for heading, described in objects.items():
        found = table("reference/json.md", heading)
        assert {listed(key): type_ for key, type_, _ in found} == {
            key: kind(value) for key, value in described["properties"].items()
        }
        for key, _, meaning in found:
            for choice in described["properties"][listed(key)].get("enum", ()):
                assert f"`{choice}`" in meaning, (heading, key)


def test_caps() -> None:
    found = table("reference/input.md", "Caps")
    assert {listed(cap): value for cap, value, _ in found} == {
        field.name.replace("_", "-"): f"{getattr(DEFAULTS, field.name):,}"
        for field in fields(Limits)
    }


def test_who_may_import_whom() -> None:
    found = table("contributing.md", "Architecture")
    assert {listed(part): set(re.findall(r"`(\w+)`", others)) for part, others in found} == MAY


def test_the_picture_shows_a_real_summary() -> None:
    picture = (DOCS / "images" / "summary.svg").read_text("utf-8")
    drawn = " ".join(re.findall(r'class="sentence">([^<]*)<', picture))
    shown = " ".join((DOCS / "tutorial.md").read_text("utf-8").split())
    for sentence in re.findall(r"[^.]+\.", drawn):
        assert sentence.strip() in shown


# The whole


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= 1_500


def test_the_site_is_built_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="the extra docs is not installed")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for page in tmp_path.rglob("*.html"):
        loading = re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", page.read_text("utf-8"))
        assert not [tag for tag in loading if re.search(r"=.?(?:https?:)?//", tag)], page

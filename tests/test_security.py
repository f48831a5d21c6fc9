"""SECURITY.md: every promise has a test that exists, and some that have no other home."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
ROWS = re.findall(r"^\|(.*)\|(.*)\|$", PAGE.partition("## Promises")[2], re.MULTILINE)
PROMISES = [(a.strip(), b) for a, b in ROWS if a.strip() not in ("promise", "---")]
STORY = (
    "The ferry left the island on Monday with forty people on board, the mayor of Tolworth said."
)


@pytest.mark.parametrize(("promise", "tests"), PROMISES, ids=[p[:40] for p, _ in PROMISES])
def test_every_promise_names_tests_that_exist(promise: str, tests: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", tests)
    assert named, promise
    assert not re.sub(r"`tests/[\w/]+\.py::\w+`", "", tests).strip()
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert functions.count(name) == 1, f"{path}::{name}"


def test_there_are_promises() -> None:
    assert len(PROMISES) > 25


# Told to the interpreter before anything else: what is done that a summary does not need.
AUDIT = """\
import sys
def seen(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "os.system", "os.exec"):
        print(event, args, file=sys.stderr)
    if event == "open" and isinstance(args[0], str) and args[2] & 3 and args[0] != "/dev/null":
        print(event, args, file=sys.stderr)
    if event == "subprocess.Popen" and args[0] != sys.executable:
        print(event, args, file=sys.stderr)
sys.addaudithook(seen)
"""


def test_summarising_reaches_for_nothing(tmp_path: Path) -> None:
    """No connection, no other program, and no file for writing but the result."""
    link = '<link rel=canonical href="http://127.0.0.1:9/x"><img src="http://127.0.0.1:9/y">'
    evil = '<script src="http://127.0.0.1:9/z"></script><iframe src="file:///etc/passwd"></iframe>'
    (tmp_path / "a.html").write_text(f"<!doctype html>{link}{evil}<p>{STORY}</p>")
    (tmp_path / "b.txt").write_text(f"Source: http://127.0.0.1:9/x\nDate: today\n\n{STORY}")
    doctype = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (tmp_path / "c.html").write_text(f"{doctype}<p>{STORY} &x;</p>")
    out = tmp_path / "out.json"
    code = (
        f"{AUDIT}from summarizer.cli import main\n"
        f"code = main(['summarize', {str(tmp_path)!r}, '--format', 'json', '-o', {str(out)!r}])\n"
        "from summarizer.read import html\n"
        "for name in 'ac':\n"
        f"    html.extract(open({str(tmp_path)!r} + f'/{{name}}.html', 'rb').read())\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    lines = [line for line in done.stderr.splitlines() if not line.startswith("consensus: ")]
    assert [line for line in lines if str(tmp_path / ".consensus-") not in line] == []
    assert len(lines) == 1
    assert "root:" not in out.read_text()

"""What README shows is what comes out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from summarizer.cli import main

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = "92"  # of the terminal that they were taken from
EXAMPLES = re.findall(
    r"^```console\n\$ consensus (summarize eval/examples/.*)\n((?:(?!```|\$ ).*\n)+)```$",
    (ROOT / "README.md").read_text("utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_examples(
    command: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", COLUMNS)
    words = [
        sorted(map(str, Path().glob(word))) if "*" in word else [word]
        for word in shlex.split(command)
    ]
    assert main([word for some in words for word in some]) == 0
    written = capsys.readouterr().out
    cut = shown.removesuffix("…\n")
    assert written == shown if cut == shown else written.startswith(cut)


def test_there_are_some() -> None:
    assert len(EXAMPLES) == 1

"""Caps on input: each is told in one line, and each that callers may change can be changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from summarizer import Limits, limits, read
from summarizer.errors import ConsensusError
from summarizer.limits import LIMITS
from summarizer.types import Cluster, Reject

ROOT = Path(__file__).resolve().parent.parent
STORY = "The ferry left the island on Monday with forty people and a goat on board."


def told(found: list[Cluster | Reject]) -> list[str]:
    return [str(item) for item in found if isinstance(item, Reject)]


@pytest.mark.parametrize(
    ("cap", "name", "content", "why"),
    [
        ({"article_bytes": 20}, "a.txt", STORY, "more than 20 bytes"),
        ({"article_characters": 20}, "a.txt", STORY, "more than 20 characters"),
        ({"article_characters": 20}, "a.html", f"<p>{STORY}", "more than 20 characters"),
        ({"article_characters": 20}, "a.json", json.dumps({"text": STORY}), "longer than 20 char"),
        ({"json_bytes": 20}, "a.json", json.dumps({"text": STORY}), "more than 20 bytes"),
        ({"json_depth": 3}, "a.json", "[[[[]]]]", "more than 3 levels deep"),
        ({"json_depth": 10**6}, "a.json", "[" * 10**5 + "]" * 10**5, "more deeply than"),
        ({"html_bytes": 20}, "a.html", f"<p>{STORY}", "more than 20 bytes"),
        ({"html_elements": 3}, "a.html", "<p>x" * 9, "more than 3 elements"),
        ({"articles": 1}, "a.json", json.dumps([{"text": STORY}] * 2), "over the limit of 1 art"),
        ({"articles": 1}, "a.jsonl", json.dumps({"documents": [STORY] * 2}), "may have 1"),
        ({"line_bytes": 20}, "a.jsonl", json.dumps({"documents": [STORY] * 2}), "than 20 bytes"),
        ({"bad_records": 2}, "a.jsonl", "x\n" * 9, "given up after 2 bad"),
    ],
)  # fmt: skip
def test_what_is_over_a_cap_is_told(
    cap: dict[str, int], name: str, content: str, why: str, tmp_path: Path
) -> None:
    """Both sides of every cap: refused in one line under it, and not for it above."""
    (tmp_path / name).write_text(content)
    lines = told(list(read([tmp_path / name], limits=Limits(**cap))))
    assert any(why in line for line in lines)
    assert not any("\n" in line for line in lines)
    assert not any(why in line for line in told(list(read([tmp_path / name]))))


def test_caps_are_named_on_the_command_line(tmp_path: Path) -> None:
    source = tmp_path / "events" / "a.txt"
    source.parent.mkdir()
    source.write_text(f"{STORY} {STORY.replace('Monday', 'Friday')}")

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "summarizer", "summarize", source, *args],
            capture_output=True, text=True, cwd=ROOT, check=False,
        )  # fmt: skip

    done = run("--cap", "sentences=1", "--cap", "articles=5")
    assert done.returncode == 2
    assert done.stderr == "consensus: error: cluster events: 2 sentences, the limit is 1\n"
    for wrong, why in (
        ("sentence=1", "no cap is called 'sentence': articles, pile-articles, article-bytes, "),
        ("sentences", "'' is not a whole number from 1"),
        ("sentences=-1", "'-1' is not"),
        ("sentences=1e9", "'1e9' is not"),
    ):
        done = run("--cap", wrong)
        assert (done.returncode, done.stdout) == (2, "")
        assert why in done.stderr
        assert done.stderr.count("\n") == 1
    record = json.loads(run("--cap", "sentences=9", "--format", "json").stdout)
    assert "|caps:sentences=9|" in record["signature"]
    record = json.loads(run("--cap", "sentences=200_000", "--format", "json").stdout)
    assert "caps" not in record["signature"]


@pytest.mark.parametrize("value", [0, 1.5, "9", None, True])
def test_a_cap_is_a_whole_number_from_one(value: object) -> None:
    with pytest.raises(ConsensusError, match="the cap sentences must be a whole number from 1"):
        Limits(sentences=value)  # type: ignore[arg-type]


def test_every_cap_has_its_reason() -> None:
    """A comment stands above each value, or above the block of values that it explains."""
    source = Path(limits.__file__).read_text("utf-8")
    value = r"^(?: {4}[a-z_]+: int|[A-Z_]+) = [\d_.]+\n"
    values = re.findall(value, source, re.MULTILINE)
    reasoned = re.findall(rf"(?:^ *#.*\n)+((?:{value})+)", source, re.MULTILINE)
    assert len(values) > len(LIMITS) + 25
    assert "".join(values) == "".join(reasoned)

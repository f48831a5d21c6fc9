"""`--group`: articles of all kinds of files become a pile, in which events are found."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from test_batch import FAST, last, left_by, record, rejects, rows

from summarizer.cli import main


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """Two stories, in a text, a list, lines of articles and a cluster."""
    place = tmp_path / "pile"
    place.mkdir()
    mill, whale = "The mill burned on Friday. Two were hurt.", "A whale sang in the bay. It left."
    (place / "a.txt").write_text(mill)
    (place / "b.json").write_text(json.dumps([{"text": whale, "title": "Whale"}, {"text": mill}]))
    lines = [json.dumps({"text": mill}), "{", json.dumps({"text": whale}), json.dumps(record("x"))]
    (place / "c.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (place / "d.json").write_text(json.dumps(record("y")))
    return place


def test_events_are_records(pile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out" / "s.jsonl"
    out.parent.mkdir()
    assert main(["batch", str(pile), "--group", "-o", str(out), *FAST]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[-2] == "consensus: grouped: 2 events in 9 articles, 0 of one article alone"
    assert "3 records: 2 done, 1 rejected" in said[-1]
    mill, whale = sorted(
        (sorted(Path(source["location"]).name for source in row["sources"]) for row in rows(out)),
        key=len, reverse=True,
    )  # fmt: skip
    assert whale == ["b.json", "c.jsonl.gz:3"]
    pair = ["c.jsonl.gz:4", "c.jsonl.gz:4", "d.json", "d.json"]
    assert mill == ["a.txt", "b.json", "c.jsonl.gz:1", *pair]
    (reject,) = rejects(out)
    assert (Path(reject["file"]).name, reject["line"]) == ("c.jsonl.gz", 2)
    assert left_by(out) == {"", ".rejects.jsonl"}


def test_caps_hold_for_events(
    pile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["batch", str(pile), "--group", "-o", str(tmp_path / "s.jsonl"), *FAST]
    assert main([*command, "--cap", "pile-articles=8"]) == 2
    assert "more than 8 articles to find events in" in last(capsys)
    assert main([*command, "--cap", "sentences=4"]) == 0
    assert "3 records: 1 done, 2 rejected" in last(capsys)
    assert any("the limit is 4" in reject["reason"] for reject in rejects(tmp_path / "s.jsonl"))
    assert main([*command, "--cap", "articles=4"]) == 0
    assert max(len(row["sources"]) for row in rows(tmp_path / "s.jsonl")) == 4

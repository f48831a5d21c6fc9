"""`--group`: articles of all kinds of files become a pile, in which events are found."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
from test_batch import FAST, last, left_by, record, rejects, rows

from summarizer.cli import main
from summarizer.types import Article, Cluster


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


def by_animal(articles: Sequence[Article], language: str) -> tuple[Cluster, ...]:
    """Stands for the stage that finds events."""
    found = {"whale": [a for a in articles if "whale" in a.text]}
    found["mill"] = [a for a in articles if "mill" in a.text]
    return tuple(Cluster(id, tuple(some), language=language) for id, some in found.items())


def test_events_are_records(
    pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = ModuleType("summarizer.events")
    module.events = by_animal  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "summarizer.events", module)
    out = tmp_path / "out" / "s.jsonl"
    out.parent.mkdir()
    assert main(["batch", str(pile), "--group", "-o", str(out), *FAST]) == 0
    assert "3 records: 2 done, 1 rejected" in last(capsys)
    assert [(row["id"], len(row["sources"])) for row in rows(out)] == [("whale", 2), ("mill", 7)]
    assert [Path(s["location"]).name for s in rows(out)[0]["sources"]] == ["b.json", "c.jsonl.gz:3"]
    (reject,) = rejects(out)
    assert (Path(reject["file"]).name, reject["line"]) == ("c.jsonl.gz", 2)
    assert left_by(out) == {"", ".rejects.jsonl"}


def test_events_that_are_found(pile: Path, tmp_path: Path) -> None:
    pytest.importorskip("summarizer.events")
    out = tmp_path / "s.jsonl"
    assert main(["batch", str(pile), "--group", "-o", str(out), *FAST]) == 0
    assert sum(len(row["sources"]) for row in rows(out)) == 9

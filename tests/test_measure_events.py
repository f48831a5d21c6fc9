"""The measure of `events`: B³ and its baselines on a small invented pile, and what it refuses."""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path
from types import ModuleType

import pytest
from news import OUTLETS, event

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
EVAL = Path(__file__).resolve().parent.parent / "eval"


@pytest.fixture
def measure(monkeypatch: Patch) -> ModuleType:
    monkeypatch.syspath_prepend(str(EVAL))
    import measure_events

    return measure_events


def called(measure: ModuleType, monkeypatch: Patch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["measure_events.py", *arguments])
    code: int = measure.main()
    return code


def test_a_split_in_one_table(
    measure: ModuleType, monkeypatch: Patch, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "neus_full").mkdir()
    with (tmp_path / "neus_full" / "dev.jsonl").open("w", encoding="utf-8") as file:
        for number, copied in enumerate(("A mill burned in Kestry.", "Rain fell on Vastel.")):
            documents = [{"text": copied, "id": f"{number}-{i}"} for i in range(3)]
            file.write(json.dumps({"id": str(number), "documents": documents}) + "\n")
    assert called(measure, monkeypatch, "--split", "dev", "--data", str(tmp_path)) == 0
    told = capsys.readouterr().out
    assert "dev: 6 articles of 2 clusters, neus_full/dev.jsonl" in told
    assert "| events | 1.000 | 1.000 | 1.000 | 2 |" in told
    assert "| every article alone | 1.000 | 0.333 | 0.500 | 6 |" in told  # 1/3 of each event


def test_an_archive_is_timed_and_shown(
    measure: ModuleType, monkeypatch: Patch, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "archive.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        for number in range(8):
            for outlet, report in zip(OUTLETS, event(number), strict=True):
                record = {"text": "\n".join(report), "source": outlet, "date": f"201{number}-01-01"}
                file.write(json.dumps(record) + "\n")
        file.write("no record\n")
    assert called(measure, monkeypatch, "--archive", str(path), "--show", "2") == 0
    told = capsys.readouterr()
    assert "24 articles, 24 with a date" in told.out
    assert "events by number of articles: 1: 0, 2: 0, 3-4: 8," in told.out
    assert "2. event-" in told.out
    assert "archive.jsonl.xz:25: left out" in told.err


def test_data_that_is_not_there_is_said_in_a_line(
    measure: ModuleType, monkeypatch: Patch, tmp_path: Path, capsys: Capture
) -> None:
    assert called(measure, monkeypatch, "--data", str(tmp_path)) == 2
    assert "there is no" in capsys.readouterr().err
    assert called(measure, monkeypatch, "--archive", str(tmp_path / "none.jsonl")) == 2
    assert "none.jsonl" in capsys.readouterr().err

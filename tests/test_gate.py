"""The quality gate: `consensus` is no worse on the bundled events than it was."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

EVAL = Path(__file__).resolve().parent.parent / "eval"
SPEC = importlib.util.spec_from_file_location("gate", EVAL / "gate.py")
assert SPEC
assert SPEC.loader
gate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(gate)

CHANGES = json.loads(gate.GATE.read_text("utf-8"))


def change(events: str = "a", reason: str = "", **floors: float) -> dict[str, Any]:
    return {"floors": floors, "events": events, "reason": reason}


def test_no_floor_was_lowered_in_silence() -> None:
    assert CHANGES[-1]["events"] == gate.checksum()
    assert gate.unexplained(CHANGES) == []


@pytest.mark.slow
def test_the_floors_are_reached() -> None:
    """Also the gate's own proof: floors a point higher would not be."""
    pytest.importorskip("rouge_score_rs", reason="the extra `eval` is not installed")
    measured = gate.measure()
    floors = CHANGES[-1]["floors"]
    assert gate.below(measured, floors) == []
    assert floors.keys() == measured.keys()
    raised = {name: floor + 1 for name, floor in floors.items()}
    assert len(gate.below(measured, raised)) == len(floors)


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ([change(rouge1=40.0), change(rouge1=41.0)], 0),
        ([change(rouge1=40.0), change(rouge1=39.0)], 1),
        ([change(rouge1=40.0), change(rouge1=39.0, reason="readers first")], 0),
        ([change(rouge1=40.0), change()], 1),
        ([change(rouge1=40.0), change("b", rouge1=40.0)], 1),
        ([change(rouge1=40.0), change("b", "twelve events now", rouge1=10.0)], 0),
        ([change(rouge1=40.0), change(rouge1=40.0, reason="   "), change(rouge1=39.9)], 1),
    ],
)
def test_lowering_takes_a_reason(changes: list[dict[str, Any]], lines: int) -> None:
    assert len(gate.unexplained(changes)) == lines


def test_the_checksum_sees_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").write_text("one")
    first = gate.checksum(tmp_path)
    (tmp_path / "a" / "1.txt").write_text("One")
    second = gate.checksum(tmp_path)
    (tmp_path / "a" / "1.txt").rename(tmp_path / "a" / "2.txt")
    assert len({first, second, gate.checksum(tmp_path)}) == 3

"""The scorer of the corroboration benchmark, on made-up predictions; and that the pairs hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parent.parent / "eval" / "benchmarks" / "corroboration"


@pytest.fixture
def score(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    import score

    return score


def pairs(score: ModuleType, *rows: tuple[str, str, str] | tuple[str, str, str, str]) -> Any:
    """Pairs of (cluster, source, label[, what the source is a copy of]); the sentence is of `A`."""
    base = {"dataset": "made/up", "document": "A", "start": 0, "end": 9}
    names = ("cluster", "source", "label", "copy_of")
    return [score.pair(base | dict(zip(names, row, strict=False))) for row in rows]


def some(score: ModuleType) -> Any:
    """Two events: one with a copy of a supporting article and a copy of the sentence's own."""
    return pairs(
        score,
        ("one", "B", "full"),
        ("one", "C", "full", "B"),
        ("one", "D", "full", "A"),
        ("one", "E", "no"),
        ("two", "B", "partial"),
        ("two", "C", "full"),
        ("two", "D", "contradict"),
    )


def write(path: Path, found: Any, values: Mapping[int, object], *, leave_out: int = 0) -> Path:
    lines = [
        {"cluster": p.cluster, "document": p.document, "start": p.start, "source": p.source}
        | {"score": values.get(i, False)}
        for i, p in enumerate(found)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines[leave_out:]), "utf-8")
    return path


def test_precision_and_recall_by_hand(score: ModuleType) -> None:
    found = some(score)
    values = np.array([0.9, 0.2, 0.6, 0.7, 0.5, 0.1, 0.0])  # full: the first three and 0.1
    full, said = score.labels(found), values >= 0.5
    assert str(score.precision(said, full)) == "0.500 [0.150, 0.850] (2 of 4)"
    assert score.recall(said, full) == (2, 4)
    assert score.f1(said, full) == 0.5
    # Right at ranks 1, 3, 5 and 6.
    assert score.average_precision(values, full) == pytest.approx((1 + 2 / 3 + 3 / 5 + 4 / 6) / 4)
    # 0.9 is above three, 0.6 above two, 0.2 and 0.1 above one.
    assert score.auc(values, full) == pytest.approx(7 / 12)
    assert score.recall_at(values, full) == 0.25
    assert score.recall_at(values, full, 0.6) == 1
    # Equal scores are said together.
    half, same = np.array([True, False, False, True]), np.ones(4)
    assert score.average_precision(same, half) == score.auc(same, half) == 0.5
    assert score.recall_at(same, half) == 0


def test_the_interval_of_a_share(score: ModuleType) -> None:
    nothing = np.zeros(7, np.bool_)
    assert str(score.precision(nothing, score.labels(some(score)))) == "– (0 of 0)"
    # Newcombe (1998), table I: 81 of 263 and 0 of 20, method 3.
    assert score.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert score.wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)


def test_copies_count_once_and_the_own_article_never(score: ModuleType) -> None:
    found = some(score)
    everything = np.ones(len(found), np.bool_)
    assert score.independent(found, score.labels(found)).tolist() == [1, 1]
    assert score.independent(found, everything).tolist() == [2, 3]  # B with C, and E; B, C, D
    only_the_copy = np.array([p.source == "C" for p in found])
    assert score.independent(found, only_the_copy).tolist() == [1, 1]
    _, exact, error = score.figures(score.sums(found, everything).sum(0))
    assert (exact, error) == (0, 1.5)


def test_differences_are_paired(score: ModuleType) -> None:
    found = pairs(score, *((f"event {i}", "B", "full" if i % 2 else "no") for i in range(40)))
    full = score.labels(found)
    right, wrong = score.sums(found, full), score.sums(found, ~full)
    assert (score.resampled(right) == score.resampled(right)).all()
    assert (score.resampled(right)[:, 1] - score.resampled(wrong)[:, 1] == 1).all()
    line = score.sentence_line("wrong", wrong, right)
    assert "-1.000 [-1.000, -1.000] | +1.000 [+1.000, +1.000]" in line


@pytest.mark.parametrize(
    ("values", "left_out", "again", "why"),
    [
        ({}, 1, 0, "1 pairs are missing"),
        ({2: 1.5}, 0, 0, "line 3: a score"),
        ({0: None}, 0, 0, "line 1"),
        ({}, 0, 1, "line 8: said twice"),
    ],
)
def test_predictions_that_cannot_be_scored(
    score: ModuleType, tmp_path: Path, values: Any, left_out: int, again: int, why: str
) -> None:
    found = some(score)
    path = write(tmp_path / "bad.jsonl", [*found, *found[:again]], values, leave_out=left_out)
    with pytest.raises(score.BadPredictions, match=why):
        score.read_predictions(path, found)


def test_the_command_scores_every_saved_prediction(
    score: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = sorted(str(path) for path in (FOLDER / "predictions").glob("*.jsonl"))
    assert score.main(saved) == 0
    assert capsys.readouterr().out.count("\n| rules |") == 2


def test_events_met_in_training_can_be_left_out(
    score: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = str(FOLDER / "predictions" / "rules.jsonl")
    counts = []
    for options in ([], ["--unseen"], ["--dataset", "neus_full/dev", "--unseen"]):
        score.main([saved, *options])
        counts.append(int(capsys.readouterr().out.split()[0]))
    assert counts[0] == 314
    assert 148 == counts[2] < counts[1] < counts[0]


def test_the_benchmark_holds_ids_offsets_and_labels_alone(score: ModuleType) -> None:
    clusters = {row["cluster"]: row for row in score.rows(score.CLUSTERS)}
    seen = set()
    for row in score.rows(score.PAIRS):
        cluster = clusters[row["cluster"]]
        assert cluster["dataset"] == row["dataset"]
        assert set(cluster.get("also_in_training", ())) <= set(cluster["documents"])
        assert {row["document"], row["source"], row.get("copy_of", row["source"])} <= set(
            cluster["documents"]
        )
        assert row["label"] in {"full", "partial", "no", "contradict", "junk"}
        assert bool(row["evidence"]) == (row["label"] not in {"no", "junk"})
        assert all(
            0 <= start < end for start, end in [*row["evidence"], (row["start"], row["end"])]
        )
        assert all(len(str(value)) < 40 for key, value in row.items() if key != "evidence")
        seen.add(score.pair(row).key)
    assert len(seen) == 314

"""The benchmark still runs, and says so when what it compares is not the same."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import tiny

from summarizer.errors import ConsensusError
from summarizer.evaluate.rouge import Rouge
from summarizer.jobs import pool as processes

FOLDER = Path(__file__).resolve().parent.parent / "eval"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    import bench_harness

    return bench_harness


@pytest.fixture
def pool() -> Any:
    with ThreadPoolExecutor(1) as threads:
        yield threads


def test_every_part_runs(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the extra `transformer` is not installed: bench NOT run")
    output = tmp_path / "bench.md"
    done = subprocess.run(
        [sys.executable, str(FOLDER / "bench.py"), "--quick", "--made", "--output", str(output),
         "--checkpoint", str(tiny.make("fuse", tmp_path))],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    written = output.read_text("utf-8")
    assert done.stdout == written
    parts = written.split("## ")[1:]
    assert [part.split()[0] for part in parts] == [
        "Summaries", "Entailment", "Scoring", "Evaluation", "Writing",
    ]  # fmt: skip
    first = [[line.split(" | ")[0][2:] for line in part.splitlines() if line.startswith("| ")]
             for part in parts]  # fmt: skip
    assert first[0][:3] == ["sentences", "20", "40"]
    assert {"contradictions", "single_source", "Attribution.cite"} <= {*first[0]}
    assert first[1] == ["sentences shown", "1", "2", "5"]
    assert first[2] == ["like", "NeuS", "Multi-News", "bundled events"]
    assert first[3] == ["workers", "1", "2"]
    assert first[4] == ["", "consensus", "batched", "singly"]


def test_other_scores_than_those_of_rouge_score_end_it(
    bench: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("rouge_score", reason="the package rouge-score is not installed")
    pairs = list(bench.Events().pairs(2, 2, 30, 20))
    assert bench.scored(pairs).theirs > 0
    score = Rouge.score

    def off(self: Rouge, *texts: Any) -> Any:
        found = score(self, *texts)
        return {**found, "rouge2": replace(found["rouge2"], recall=found["rouge2"].recall + 1e-12)}

    monkeypatch.setattr(Rouge, "score", off)
    with pytest.raises(SystemExit, match="differ"):
        bench.scored(pairs)


def test_other_bytes_with_two_workers_end_it(
    bench: ModuleType, monkeypatch: pytest.MonkeyPatch, pool: Executor
) -> None:
    def evaluate(data: Path, folder: Path, workers: int) -> Any:
        folder.mkdir()
        (folder / "predictions.jsonl").write_text("same")
        (folder / "scores.jsonl").write_text(f"of {workers}")
        return bench.Evaluated(1.0, 2.0, 3.0, 4.0)

    monkeypatch.setattr(bench, "evaluate", evaluate)
    with pytest.raises(SystemExit, match=r"scores.jsonl differs"):
        list(bench.evaluation(pool, True))


def test_a_failed_cluster_ends_it(
    bench: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("rouge_score_rs", reason="the extra `eval` is not installed")
    others = tmp_path / "others.jsonl"
    others.write_text('{"id": "made-0", "summary": "A mill burned."}\n')
    monkeypatch.setattr(bench, "SYSTEMS", ("lead", f"file:{others}"))
    monkeypatch.setattr(processes, "one_thread", lambda: None)  # it would outlive the test
    bench.write(tmp_path / "made.jsonl", 2)
    with pytest.raises(ConsensusError, match=r"on made-1: .* has no summary of it"):
        bench.evaluate(tmp_path / "made.jsonl", tmp_path / "out", 1)


def test_what_is_made_is_as_large_as_asked_and_the_same_again(
    bench: ModuleType, tmp_path: Path
) -> None:
    for references, candidate in bench.Events().pairs(3, 2, 47, 50):
        assert [len(text.split()) for text in (*references, candidate)] == [47, 47, 50]
    for name in ("a", "b"):
        bench.write(tmp_path / name, 20)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    made = [json.loads(line) for line in (tmp_path / "a").read_text().splitlines()]
    assert len({record["references"][0] for record in made}) == len(made)
    words = [sum(len(d["text"].split()) for d in record["documents"]) for record in made]
    assert 1_500 < sum(words) / len(words) < 2_000  # NeuS 1,900, Multi-News 1,800

"""A whole comparison: what is done, what is done again, what fails, and the bytes it leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import pytest
from moods import installed
from torture import SAME, write_clusters

pytest.importorskip("rouge_score_rs", reason="the extra `eval` is not installed")

from summarizer.errors import (
    ConsensusError,
    InputError,
    LimitExceeded,
    OutputError,
    UsageError,
)
from summarizer.evaluate import dataset, harness, systems
from summarizer.evaluate.rouge import Rouge
from summarizer.evaluate.systems import cut
from summarizer.evaluate.types import Results, RougeSettings, Timing
from summarizer.evaluate.worker import Job
from summarizer.jobs import code_version, pool
from summarizer.types import Budget

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUDGET = Budget(words=25, truncate=True)
SPECS = ("consensus", "lead", "random")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with installed(tmp_path / "site", monkeypatch) as place:
        yield place


def record(id: str, fire: str = "The mill burned on Friday.") -> dict[str, Any]:
    texts = [f"{fire} Two people were hurt. The owner was away.", f"{fire} Police came at noon."]
    return {
        "id": id,
        "documents": [{"text": text} for text in texts],
        "references": ["The mill burned on Friday and two were hurt.", "A mill burned."],
    }


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    return path


def plan(data: Path, folder: Path, *specs: str, **changes: Any) -> harness.Plan:
    benchmark = dataset.of_files([str(data)], BUDGET)
    return harness.Plan(
        replace(benchmark, **changes.pop("benchmark", {})),
        systems.parse_all(specs or SPECS, changes.pop("budget", BUDGET)),
        folder,
        **{"resamples": 50, **changes},
    )


def run(*args: Any, **changes: Any) -> tuple[Results, list[Timing]]:
    return harness.evaluate(plan(*args, **changes))


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in SAME}


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Job]]:
    """The cluster and the job of everything that is done from here on."""
    done: list[tuple[str, Job]] = []
    results = pool.results

    def noted(tasks: Any, worker: Any, workers: int) -> Any:
        tasks = list(tasks)
        done.extend((job.cluster.id, job) for task in tasks for job in task)
        return results(tasks, worker, workers)

    monkeypatch.setattr(pool, "results", noted)
    return done


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """24 small events, the first six of which the tests use."""
    write_clusters(tmp_path / "all.jsonl")
    path = tmp_path / "events.jsonl"
    path.write_text("".join((tmp_path / "all.jsonl").read_text().splitlines(True)[:6]))
    return path


def test_the_files_of_a_run(events: Path, tmp_path: Path) -> None:
    results, timings = run(events, tmp_path / "out")
    pairs = [(f"event-{i}", system) for i in range(6) for system in SPECS]
    for name in ("predictions", "scores", "timings"):
        found = rows(tmp_path / "out" / f"{name}.jsonl")
        assert [(row["cluster"], row["system"]) for row in found] == pairs
    assert [(t.cluster, t.system) for t in timings] == pairs
    assert all(t.seconds > 0 and t.megabytes > 10 for t in timings)
    assert (results.given, results.compared, results.failures) == (6, 6, ())
    assert {"report.html", "results.json", "results.md"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }


def test_a_prediction_is_what_summarize_gives(events: Path, tmp_path: Path) -> None:
    run(events, tmp_path / "out", "lead")
    command = ["summarize", str(events), "--words", "25", "--truncate", "--method", "lead"]
    command += ["--no-conflicts", "--no-unique"]  # nothing scores those
    done = subprocess.run(
        [sys.executable, "-m", "summarizer", *command, "--format", "json"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    expected = [json.loads(line) for line in done.stdout.splitlines()]
    for one in expected:  # the harness tells places from the file's folder down
        for source in one["sources"]:
            source["location"] = Path(source["location"]).name
    assert [row["record"] for row in rows(tmp_path / "out" / "predictions.jsonl")] == expected


@pytest.mark.slow
def test_workers_order_of_hashes_and_place_change_no_byte(events: Path, tmp_path: Path) -> None:
    run(events, tmp_path / "out")
    moved = tmp_path / "elsewhere" / "events.jsonl"
    moved.parent.mkdir()
    moved.write_bytes(events.read_bytes())
    program = (
        "import sys; from pathlib import Path; from test_harness import run\n"
        "if __name__ == '__main__': run(Path(sys.argv[1]), Path(sys.argv[2]), workers=2)"
    )
    script = tmp_path / "script.py"
    script.write_text(program)
    path = os.pathsep.join([str(HERE), str(ROOT)])
    subprocess.run(
        [sys.executable, str(script), str(moved), str(tmp_path / "other")],
        check=True, env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": path},
    )  # fmt: skip
    assert contents(tmp_path / "other") == contents(tmp_path / "out")


@pytest.mark.slow
def test_killed_at_random_moments_it_ends_with_the_same_bytes(tmp_path: Path) -> None:
    """20 kills; `make torture` does 200."""
    done = subprocess.run(
        [sys.executable, str(HERE / "torture.py"), "20"],
        capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("20 kills, ")


def test_a_second_run_does_nothing_and_changes_nothing(
    events: Path, tmp_path: Path, jobs: list[tuple[str, Job]]
) -> None:
    run(events, tmp_path / "out")
    assert len(jobs) == 18
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    jobs.clear()
    run(events, tmp_path / "out")
    assert jobs == []
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize(
    ("changed", "redone"),
    [
        ({}, 0),
        ({"documents": [{"text": "Another mill burned."}]}, 4),
        ({"references": ["Another mill burned."]}, 4),
        ({"lang": "de"}, 4),
        ({"id": "another"}, 4),
    ],
)
def test_a_changed_cluster_is_done_again(
    tmp_path: Path, jobs: list[tuple[str, Job]], changed: dict[str, Any], redone: int
) -> None:
    data = write(tmp_path / "data.jsonl", record("a"), record("b"))
    specs = ("lead", "random", "random:seed=1", "oracle")
    run(data, tmp_path / "out", *specs)
    jobs.clear()
    write(data, record("a"), {**record("b"), **changed})
    run(data, tmp_path / "out", *specs)
    assert len(jobs) == redone
    assert {id for id, _ in jobs} <= {changed.get("id", "b")}
    again = {job.system for _, job in jobs if job.record is None}
    if "references" in changed:  # only the oracle's summary depends on them
        assert again == {"oracle"}
    elif redone:
        assert again == set(specs)


@pytest.mark.parametrize(
    ("changes", "version", "remade"),
    [
        ({"benchmark": {"rouge": RougeSettings(stem=False)}}, "", False),
        ({"budget": Budget(words=25)}, "", True),
        ({}, "scores", False),
        ({}, "summaries", True),
    ],
)
def test_what_decides_a_summary_or_its_scores_has_them_done_again(
    events: Path, tmp_path: Path, jobs: Any, monkeypatch: Any, changes: Any, version: str,
    remade: bool,
) -> None:  # fmt: skip
    run(events, tmp_path / "out", "lead")
    jobs.clear()
    if version:
        monkeypatch.setattr(code_version, version, lambda: "other")
    run(events, tmp_path / "out", "lead", **changes)
    assert [job.record is None for _, job in jobs] == [remade] * 6


def test_a_system_added_is_all_that_is_done(
    events: Path, tmp_path: Path, jobs: list[tuple[str, Job]]
) -> None:
    told: list[tuple[int, int]] = []
    run(events, tmp_path / "out", "lead")
    jobs.clear()
    added = plan(events, tmp_path / "out", "random", "lead")
    harness.evaluate(added, lambda done, total: told.append((done, total)))
    assert [job.system for _, job in jobs] == ["random"] * 6
    assert told == [(i, 12) for i in range(6, 13)]
    run(events, tmp_path / "fresh", "random", "lead")
    assert contents(tmp_path / "fresh") == contents(tmp_path / "out")


def test_a_failure_is_told_counted_and_done_again(tmp_path: Path, site: Path) -> None:
    data = write(tmp_path / "d.jsonl", record("good"), record("broken"), record("silent"))
    results, _ = run(data, tmp_path / "out", "moody", "lead")
    assert (results.given, results.compared) == (3, 1)
    assert [(f.cluster, f.system, f.reason) for f in results.failures] == [
        ("broken", "moody", "ValueError: two lines [31m"),
        ("silent", "moody", "method moody gave no draft"),
    ]
    found = [(r["cluster"], r["system"]) for r in rows(tmp_path / "out" / "scores.jsonl")]
    assert ("broken", "lead") in found
    assert ("broken", "moody") not in found
    (site / "healed").touch()
    results, _ = run(data, tmp_path / "out", "moody", "lead")
    assert [failure.cluster for failure in results.failures] == ["silent"]


def test_a_summary_that_cannot_be_scored_is_kept(
    tmp_path: Path, jobs: list[tuple[str, Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write(tmp_path / "d.jsonl", record("a"), record("b", "A whale was seen on Monday."))
    score = Rouge.score

    def picky(self: Rouge, references: Any, candidate: Any) -> Any:
        if "whale" in candidate[0]:
            raise LimitExceeded("too much of a whale")
        return score(self, references, candidate)

    with monkeypatch.context() as patched:
        patched.setattr(Rouge, "score", picky)
        results, _ = run(data, tmp_path / "out", "lead")
    assert [(f.cluster, f.reason) for f in results.failures] == [("b", "too much of a whale")]
    assert len(rows(tmp_path / "out" / "predictions.jsonl")) == 2
    assert len(rows(tmp_path / "out" / "scores.jsonl")) == 1
    jobs.clear()
    results, _ = run(data, tmp_path / "out", "lead")
    assert [(id, job.record is None) for id, job in jobs] == [("b", False)]
    assert results.compared == 2


@pytest.mark.slow
def test_a_worker_that_dies_costs_one_summary(tmp_path: Path, site: Path) -> None:
    names = ("a", "deadly", "exiting", "b", "c")
    data = write(tmp_path / "d.jsonl", *map(record, names))
    results, _ = run(data, tmp_path / "out", "lead", "moody", "random", workers=2)
    assert [(f.cluster, f.system, f.reason) for f in results.failures] == [
        ("deadly", "moody", "its process was killed by SIGKILL: out of memory?"),
        ("exiting", "moody", "its process ended with exit code 3"),
    ]
    assert len(rows(tmp_path / "out" / "scores.jsonl")) == 3 * 5 - 2
    (site / "healed").touch()
    results, _ = run(data, tmp_path / "out", "lead", "moody", "random", workers=2)
    run(data, tmp_path / "fresh", "lead", "moody", "random")
    assert not results.failures
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_strict_stops_at_the_first_failure_and_keeps_what_is_done(
    tmp_path: Path, site: Path
) -> None:
    data = write(tmp_path / "d.jsonl", record("good"), record("broken"), record("fine"))
    with pytest.raises(ConsensusError, match="moody on broken: ValueError: two lines"):
        run(data, tmp_path / "out", "moody", strict=True)
    assert not (tmp_path / "out" / "results.json").exists()
    assert (tmp_path / "out" / "journal.jsonl").read_text().count('"record"') == 1
    write(data, record("good"), {"no": "cluster"}, {**record("bare"), "references": []})
    with pytest.raises(InputError, match=r"d\.jsonl, line 2: no known layout"):
        run(data, tmp_path / "out", "lead", strict=True)
    results, _ = run(data, tmp_path / "out", "lead")  # else what cannot be read is a warning
    assert results.given == 1
    assert any("line 2: no known layout" in warning for warning in results.warnings)
    assert any("reference" in warning for warning in results.warnings)


def test_a_baseline_that_is_no_system_is_told_before_any_work(events: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no system 'kl': the baseline can be lead"):
        run(events, tmp_path / "out", "lead", baseline="kl")
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot make"):
        run(events, tmp_path / "file" / "out", "lead")


def test_only_the_oracle_sees_the_references(tmp_path: Path, site: Path) -> None:
    data = write(tmp_path / "d.jsonl", record("a"), record("b"))
    results, _ = run(data, tmp_path / "out", "oracle", "moody")
    assert (site / "seen").read_text() == "a 0\nb 0\n"
    oracle, moody = (s.rouge["rouge2"]["recall"].mean for s in results.systems)
    assert oracle >= moody


def test_peak_memory_is_that_of_the_summary(tmp_path: Path, site: Path) -> None:
    if not os.access("/proc/self/clear_refs", os.W_OK):
        pytest.skip("NOT CHECKED: no /proc/self/clear_refs, so peaks are of the whole process")
    data = write(tmp_path / "d.jsonl", record("heavy"), record("light"))
    _, timings = run(data, tmp_path / "out", "lead", "moody")
    peak = {(t.cluster, t.system): t.megabytes for t in timings}
    assert peak["heavy", "moody"] > peak["heavy", "lead"] + 250
    assert peak["light", "moody"] < peak["heavy", "moody"] - 250


def test_summaries_made_elsewhere_are_cut_and_cited_like_all(tmp_path: Path) -> None:
    data = write(tmp_path / "d.jsonl", record("a"), record("b"))
    text = "The mill burned on Friday. Two people were hurt. Nobody saw a whale."
    write(tmp_path / "p.jsonl", {"id": "a", "summary": text})
    results, _ = run(data, tmp_path / "out", f"file:{tmp_path}/p.jsonl", "lead",
                     budget=Budget(words=10, truncate=True))  # fmt: skip
    (failure,) = results.failures
    assert failure.reason == "the file of predictions has no summary of it"
    made = rows(tmp_path / "out" / "predictions.jsonl")[0]["record"]
    assert made["summary"] == "The mill burned on Friday. Two people were hurt. Nobody"
    assert [s["how"] for s in made["sentences"]] == ["written"] * 3
    assert [s["support"] for s in made["sentences"]] == [2, 1, 0]
    assert [[c["source"] for c in s["citations"]] for s in made["sentences"]] == [[1, 2], [1], []]


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (Budget(words=5), ["One two.", "Three four five"]),
        (Budget(words=2), ["One two."]),
        (Budget(words=1), ["One"]),
        (Budget(words=9), ["One two.", "Three four five six."]),
        (Budget(sentences=1), ["One two."]),
        (Budget(characters=14), ["One two.", "Three"]),
        (Budget(characters=13), ["One two."]),
        (Budget(characters=2), []),
    ],
)
def test_cutting_where_the_budget_ends(budget: Budget, expected: list[str]) -> None:
    assert cut(["One two.", "Three four five six."], budget) == expected


def test_a_worker_that_cannot_start_ends_the_run(
    events: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource_tracker.ensure_running()  # with the real interpreter
    monkeypatch.setattr("multiprocessing.spawn._python_exe", b"/bin/false")
    with pytest.raises(ConsensusError, match="could not be started: it ended with exit code 1"):
        run(events, tmp_path / "out", workers=2)

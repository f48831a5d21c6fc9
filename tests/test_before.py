"""A run against one from before: read back, paired by cluster, refused where they do not match."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from made_results import hostile, made
from test_harness import contents, plan, rows, run
from test_report import SCHEMA, undefined

from summarizer.errors import BadLayout, InputError, UsageError
from summarizer.evaluate import before, report
from summarizer.evaluate.harness import evaluate
from summarizer.evaluate.report.json import dumps, from_dict, to_dict

pytest.importorskip("rouge_score_rs", reason="the extra `eval` is not installed")

SYSTEMS = ("lead", "random")
Record = dict[str, Any]


@pytest.fixture
def old(events: Path, tmp_path: Path) -> Path:
    """A run on 24 events as version 0.1 left it."""
    run(events, tmp_path / "old", *SYSTEMS)
    edit(tmp_path / "old", lambda record: [record.pop(key) for key in ("rankings", "against")])
    return tmp_path / "old"


def edit(folder: Path, change: Callable[[Record], object]) -> None:
    record = json.loads((folder / "results.json").read_text())
    change(record)
    (folder / "results.json").write_text(json.dumps(record))


def rescored(folder: Path, keep: Callable[[Record], bool], lead: float = 0.0) -> None:
    """Only the scores that `keep` says, those of lead higher by so much."""
    kept = [row for row in rows(folder / "scores.jsonl") if keep(row)]
    for row in kept:
        for parts in row["rouge"].values():
            parts["fmeasure"] += lead if row["system"] == "lead" else 0.0
    (folder / "scores.jsonl").write_text("".join(json.dumps(row) + "\n" for row in kept))


def test_every_system_is_compared_with_itself(events: Path, old: Path, tmp_path: Path) -> None:
    rescored(old, lambda row: row["cluster"] not in ("event-3", "event-4"), lead=-0.05)
    edit(old, lambda record: record["systems"][0].update(signature="lead|v:0|words=25,truncate"))
    folder = tmp_path / "new"
    results, timings = run(events, folder, "kl", *SYSTEMS, limit=20, against=str(old))
    assert results.against
    assert (results.against.clusters, results.against.before) == (18, 22)
    lead, same = results.against.systems
    assert [(d.interval.mean, d.wins) for d in lead.differences] == [(pytest.approx(0.05), 18)] * 4
    assert all(d.p_randomization_holm < 0.001 for d in lead.differences)
    assert {(d.interval.mean, d.ties, d.p_randomization) for d in same.differences} == {(0, 18, 1)}
    told = "18 clusters in common of 22 there and 20 here; signatures differ of lead"
    shown = report.table(results, timings, 160)
    assert re.search(
        r"^kl .* - .*\nlead .*\+5.0 \[\+5.0, \+5.0\]\* .*\nrandom .* 0.0 \[0", shown, re.M
    )
    assert told in " ".join(shown.split())
    assert told in (folder / "results.md").read_text().replace("\\", "")
    assert told in (folder / "report.html").read_text()
    record = json.loads((folder / "results.json").read_text())
    jsonschema.validate(record, SCHEMA, cls=jsonschema.Draft202012Validator)
    first = contents(folder)
    assert run(events, folder, "kl", *SYSTEMS, limit=20, against=str(old / "results.json"))
    assert contents(folder)["scores.jsonl"] == first["scores.jsonl"]


def settings(record: Record, old: str, new: str) -> None:
    record["rouge_signature"] = record["rouge_signature"].replace(old, new)


def budget(record: Record) -> None:
    record["systems"][1]["signature"] = "random|seed=1|words=60,truncate|plugin=1"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda r: settings(r, "stem:yes", "stem:no"), "ROUGE setting stem is no, that .* yes"),
        (lambda r: settings(r, "refs:max", "refs:pooled"), "ROUGE setting refs is pooled"),
        (lambda r: settings(r, "tok:ascii", "tok:unicode"), "ROUGE setting tok is unicode"),
        (budget, "budget of random is words=60,truncate, that of this run words=25,truncate"),
        (lambda r: r.update(benchmark="other"), "benchmark is other, that of this run events"),
        (lambda r: r.update(split="dev"), "split is dev, that of this run none"),
        (lambda r: settings(r, "|v:", "|new:1|v:0."), ""),  # versions may differ
    ],
)
def test_runs_that_were_made_otherwise_are_refused(
    change: Callable[[Record], object], told: str, events: Path, old: Path, tmp_path: Path
) -> None:
    edit(old, change)
    wanted = plan(events, tmp_path / "new", *SYSTEMS, against=str(old))
    if not told:
        assert evaluate(wanted)[0].against
        return
    with pytest.raises(UsageError, match=f"cannot compare with .*: its {told}"):
        evaluate(wanted)
    assert not (tmp_path / "new").exists()  # before anything is done


def test_without_anything_in_common_it_is_refused(events: Path, old: Path, tmp_path: Path) -> None:
    for specs, folder, told in (
        (("kl",), "new", "it has none of these systems: lead, random"),
        (SYSTEMS, "old", "this run would overwrite"),
    ):
        with pytest.raises(UsageError, match=told):
            run(events, tmp_path / folder, *specs, against=str(old))
    rescored(old, lambda row: row["cluster"] == "event-23")
    with pytest.raises(InputError, match="no cluster in common"):
        run(events, tmp_path / "new", *SYSTEMS, limit=20, against=str(old))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "broken JSON"),
        ("[]", "not the scores"),
        (
            '{"cluster": "a", "system": "lead", "rouge": {"rouge1": {"fmeasure": 1}}}',
            "not the scores",
        ),
        ("again", "lead has several scores on event-0"),
        ("nan", "not the scores"),
        (None, r"scores of .*old: .*(no such file|No such file)"),
    ],
)
def test_broken_scores_are_told_with_their_line(line: str | None, told: str, old: Path) -> None:
    file = old / "scores.jsonl"
    first = file.read_text().splitlines()[0]
    number = re.compile(r'("fmeasure": )[\d.]+')
    known = {"again": first, "nan": number.sub(r"\1NaN", first.replace("event-0", "x"))}
    if line is None:
        file.unlink()
    else:
        file.write_text(f"{first}\n{known.get(line, line)}\n")
        told = f"scores.jsonl, line 2: .*{told}"
    with pytest.raises(InputError, match=told):
        before.read(old)


@pytest.mark.parametrize("text", ["plain", "\x1b[31m\u202e", "<b>&\\"])
def test_results_are_read_as_they_were_written(text: str, tmp_path: Path) -> None:
    for results in (made().results, hostile(text).results, undefined(hostile(text).results)):
        record = to_dict(results)
        (tmp_path / "results.json").write_text(dumps(record))
        assert to_dict(before.results(tmp_path)) == record


@pytest.mark.parametrize(
    "change",
    [
        {"schema": None}, {"schema": "consensus/2"}, {"systems": []}, {"systems": [1]},
        {"systems": {}}, {"clusters": 3}, {"resamples": "many"}, {"seed": 1.5},
        {"rankings": [{"metric": "rouge2"}]}, {"against": []}, {"warnings": [None]},
        {"systems": [{**to_dict(made().results)["systems"][0], "rouge": {"rouge1": 3}}]},
    ],
)  # fmt: skip
def test_what_is_no_results_is_refused(change: Record) -> None:
    with pytest.raises(BadLayout):
        from_dict(to_dict(made().results) | change)
    for other in (None, [], "x", {}):
        with pytest.raises(BadLayout):
            from_dict(other)

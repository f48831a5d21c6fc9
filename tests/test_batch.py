"""A batch: what it writes, what it does again, and what it reports that it cannot do."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from moods import installed
from warcs import capture, packed

from summarizer.batch.run import signature
from summarizer.batch.types import Done, Recipe, Record, Rejected
from summarizer.batch.work import Worker
from summarizer.cli import main
from summarizer.limits import MAX_LINE_BYTES, Limits
from summarizer.types import Budget

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
ROOT = Path(__file__).resolve().parent.parent
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
FAST = ["--method", "lead", "--words", "25", "--workers", "1"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: Patch) -> Iterator[Path]:
    with installed(tmp_path / "site", monkeypatch) as place:
        yield place


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "summaries.jsonl"


def record(id: str, fire: str = "The mill burned on Friday.") -> dict[str, Any]:
    texts = [f"{fire} Two people were hurt. The owner was away.", f"{fire} Police came at noon."]
    return {"id": id, "documents": [{"text": text} for text in texts]}


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    return path


def batch(data: Path | str, out: Path, *options: str) -> int:
    return main(["batch", str(data), "-o", str(out), *(options or FAST)])


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rejects(out: Path) -> list[dict[str, Any]]:
    return rows(out.with_name(f"{out.name}.rejects.jsonl"))


def journal(out: Path) -> Path:
    return out.with_name(f"{out.name}.journal")


def left_by(out: Path) -> set[str]:
    return {path.name.removeprefix(out.name) for path in out.parent.iterdir()}


def last(capsys: Capture) -> str:
    return capsys.readouterr().err.splitlines()[-1]


# --- what it gives


@pytest.mark.parametrize(
    "options",
    [
        ["--words", "30"],
        ["--sentences", "2", "--method", "random", "--seed", "3"],
        ["--words", "30", "--no-conflicts", "--no-unique", "--truncate"],
    ],
)
def test_the_output_is_what_summarize_writes(
    events: Path, out: Path, options: list[str], capsys: Capture
) -> None:
    assert batch(events, out, *options, "--workers", "2") == 0
    assert last(capsys) == f"consensus: done: 24 records: 24 done, 0 rejected → {out}"
    assert main(["summarize", str(events), *options, "--format", "json"]) == 0
    assert out.read_text("utf-8") == capsys.readouterr().out
    assert left_by(out) == {""}


def test_gzip_directories_and_standard_input_are_read(
    events: Path, out: Path, capsys: Capture
) -> None:
    folder = events.parent / "archive"
    folder.mkdir()
    first, second = events.read_bytes().splitlines(True)[:2]
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(first))
    (folder / "b.ndjson").write_bytes(second + b"\n\n")
    assert batch(folder, out) == 0
    assert [row["id"] for row in rows(out)] == ["event-0", "event-1"]
    done = subprocess.run(
        [sys.executable, "-m", "summarizer", "batch", "-o", str(out), *FAST],
        input=gzip.compress(first), capture_output=True, check=True, cwd=ROOT, env=ENV,
    )  # fmt: skip
    assert done.stdout == b""
    assert [row["sources"][0]["location"] for row in rows(out)] == ["-:1"]


def test_parquet_gives_what_json_lines_give(events: Path, out: Path) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import Table
    from pyarrow.parquet import write_table

    table = Table.from_pylist([{**row, "picture": "x" * 9} for row in rows(events)])
    write_table(table, events.with_suffix(".parquet"), row_group_size=7)
    assert batch(events, out) == 0
    expected = out.read_text("utf-8").replace("events.jsonl:", "events.parquet:")
    assert batch(events.with_suffix(".parquet"), out) == 0
    assert out.read_text("utf-8") == expected


# --- the same bytes


@pytest.mark.slow
def test_hash_seeds_workers_and_the_order_of_records_change_no_byte(
    events: Path, out: Path
) -> None:
    def told(seed: int, workers: int) -> dict[str, str]:
        """Each record, without the lines on which its sources stand, by its id, in order."""
        command = ["batch", str(events), "-o", str(out), "--words", "30"]
        subprocess.run(
            [sys.executable, "-m", "summarizer", *command, "--workers", str(workers)],
            check=True, cwd=ROOT, env={**ENV, "PYTHONHASHSEED": str(seed)}, capture_output=True,
        )  # fmt: skip
        lines = re.sub(r"jsonl:\d+", "jsonl", out.read_text("utf-8")).splitlines()
        return {json.loads(line)["id"]: line for line in lines}

    expected = told(0, 1)
    for seed, workers in ((1, 2), (2, 4), (3, 1)):
        found = told(seed, workers)
        assert (found, [*found]) == (expected, [*expected])
    lines = events.read_text().splitlines(True)
    random.Random(1).shuffle(lines)
    events.write_text("".join(lines))
    found = told(0, 2)
    assert [*found] == [json.loads(line)["id"] for line in lines]
    assert found == expected


# --- what cannot be done


def test_every_record_that_cannot_be_read_is_told(
    tmp_path: Path, out: Path, capsys: Capture
) -> None:
    good = json.dumps(record("good")).encode()
    lines = [
        good, b"{", b"\xff\xfe\x00", b'{"id": "empty", "documents": []}', b"[1]", b"",
        b'{"id": "x", "text": "an article"}', b"[" * 100, b'{"a": 1, "a": 2}',
        b'{"documents": [{"text": "' + b"x" * MAX_LINE_BYTES + b'"}]}', good,
    ]  # fmt: skip
    (tmp_path / "d.jsonl").write_bytes(b"\n".join(lines))
    (tmp_path / "e.txt").write_text("An article.")
    (tmp_path / "f.jsonl.gz").write_bytes(gzip.compress(good + b"\n" + good * 99)[:-20])
    sources = [str(tmp_path / name) for name in ("d.jsonl", "e.txt", "none.jsonl", "f.jsonl.gz")]
    assert main(["batch", *sources, "-o", str(out), *FAST]) == 0
    told = {(Path(r["file"]).name, r["line"], r["id"]): r["reason"] for r in rejects(out)}
    assert {key: told[key].partition(":")[0].partition(" (")[0] for key in told} == {
        ("d.jsonl", 2, None): "broken JSON",
        ("d.jsonl", 3, None): "broken JSON",
        ("d.jsonl", 4, "empty"): "no usable article in it",
        ("d.jsonl", 5, None): "a cluster is an object with `documents`, this is a list",
        ("d.jsonl", 7, "x"): "an article, not a cluster",
        ("d.jsonl", 8, None): "JSON nested more than 64 levels deep",
        ("d.jsonl", 9, None): "the key 'a' stands twice in one JSON object",
        ("d.jsonl", 10, None): "a record of more than 50,000,000 bytes",
        ("e.txt", None, None): "no cluster file",
        ("none.jsonl", None, None): "no such file or directory",
        ("f.jsonl.gz", None, None): "the packed data is broken or cut off at line 2",
    }
    assert [row["id"] for row in rows(out)] == ["good"] * 3
    lines_told = capsys.readouterr().err.splitlines()
    assert len(lines_told) == 6  # the first five, and the last
    assert lines_told[-1].startswith("consensus: done: 14 records: 3 done, 11 rejected → ")


@pytest.mark.parametrize("options", [(), ("--group",)])
def test_what_is_no_cluster_file_is_given_up(
    options: tuple[str, ...], tmp_path: Path, out: Path
) -> None:
    """And the next is read; one good record among bad ones is a sign of hope."""
    good = json.dumps(record("a"))
    (tmp_path / "a.jsonl").write_text("x\n" + good + "\n\n" + "x\n" * 9 + good + "\n")
    more = write(tmp_path / "b.jsonl", record("b", "The whale sang."))
    given = ["batch", str(tmp_path / "a.jsonl"), str(more), "-o", str(out), *FAST, *options]
    assert main([*given, "--cap", "bad-records=2"]) == 0
    assert [r["line"] for r in rejects(out)] == [1, 4, 5, None]
    why = "given up after 2 bad records in a row: is it a cluster file? (line 5)"
    assert rejects(out)[-1]["reason"] == why
    assert sum(len(row["sources"]) for row in rows(out)) == 4


def test_where_nothing_can_be_done(tmp_path: Path, out: Path, capsys: Capture) -> None:
    """The output of before stays; its rejects go as soon as there are none."""
    out.write_text("of an earlier run")
    (tmp_path / "d.jsonl").write_text("{\n{\n")
    assert batch(tmp_path / "d.jsonl", out) == 2
    assert last(capsys) == (
        f"consensus: error: nothing could be done, 2 rejected: see {out}.rejects.jsonl"
    )
    assert out.read_text() == "of an earlier run"
    assert left_by(out) == {"", ".rejects.jsonl"}
    assert batch(write(tmp_path / "d.jsonl", record("a")), out) == 0
    assert left_by(out) == {""}


@pytest.mark.slow
def test_what_is_wrong_costs_its_own_record(tmp_path: Path, out: Path, site: Path) -> None:
    """Two tries for what ends a process, one for what is only an error."""
    names = (
        "a", "deadly", "exiting", "hanging", "broken", "greedy", "silent", "once", "stopped", "b",
    )  # fmt: skip
    data = write(tmp_path / "d.jsonl", *map(record, names))
    options = ["--method", "moody", "--timeout", "2", "--memory", "700", "--workers", "2"]
    assert batch(data, out, *options) == 0
    assert [row["id"] for row in rows(out)] == ["a", "once", "b"]
    assert [(r["id"], r["line"], r["reason"]) for r in rejects(out)] == [
        ("deadly", 2, "its process was killed by SIGKILL: out of memory?"),
        ("exiting", 3, "its process ended with exit code 3"),
        ("hanging", 4, "its process took longer than 2 s: allow more with --timeout"),
        ("broken", 5, "ValueError: two lines [31m"),
        ("greedy", 6, "its process needed more than 700 MB: allow more with --memory"),
        ("silent", 7, "method moody gave no draft"),
        ("stopped", 9, "its process took longer than 2 s: allow more with --timeout"),
    ]
    seen = [line.split()[0] for line in (site / "seen").read_text().splitlines()]
    assert {name: seen.count(name) for name in names} == {
        "a": 1, "b": 1, "broken": 1, "silent": 0,
        "deadly": 2, "exiting": 2, "hanging": 2, "greedy": 2, "once": 2, "stopped": 2,
    }  # fmt: skip


def test_strict_stops_at_the_first_and_keeps_what_is_done(
    tmp_path: Path, out: Path, site: Path, capsys: Capture
) -> None:
    data = write(tmp_path / "d.jsonl", record("a"), record("broken"), record("b"))
    options = ["--method", "moody", "--workers", "1", "--strict"]
    assert batch(data, out, *options) == 2
    assert last(capsys) == f"consensus: error: {data}, line 2: ValueError: two lines [31m"
    assert left_by(out) == {".journal"}
    (site / "healed").touch()
    assert batch(data, out, *options) == 0
    assert "3 done (1 from before), 0 rejected" in last(capsys)
    write(data, {"no": 1}, record("a"))
    assert batch(data, out, *options) == 2
    assert "line 1: no known layout" in last(capsys)


# --- what is done again


@pytest.fixture
def begun(tmp_path: Path, out: Path, site: Path) -> Path:
    """Three records, of which the first is in the journal."""
    data = write(tmp_path / "d.jsonl", record("a"), record("broken"), record("c"))
    assert batch(data, out, "--method", "moody", "--workers", "1", "--strict") == 2
    (site / "healed").touch()
    return data


@pytest.mark.parametrize(
    ("change", "before"),
    [("content", 0), ("method", 0), ("version", 0), ("budget", 0), ("journal", 0), ("nothing", 1)],
)
def test_what_was_done_otherwise_is_done_again(
    begun: Path, out: Path, site: Path, change: str, before: int,
    capsys: Capture, monkeypatch: Patch
) -> None:  # fmt: skip
    """As is what was damaged in the journal, which is told."""
    if change == "content":
        begun.write_text(begun.read_text().replace("mill", "barn"))
    if change == "method":
        with (site / "moody.py").open("a") as stream:
            stream.write("# edited\n")
    if change == "version":
        monkeypatch.setattr("summarizer.jobs.code_version.summaries", lambda: "another")
    if change == "journal":
        journal(out).write_bytes(journal(out).read_bytes().replace(b"mill b", b"mill t", 1))
    options = ["--words", "50"] if change == "budget" else []
    capsys.readouterr()
    assert batch(begun, out, "--method", "moody", *options) == 0
    told = capsys.readouterr().err
    assert f"3 done{f' ({before} from before)' if before else ''}, 0 rejected" in told
    damaged = f"consensus: warning: a damaged entry in {journal(out)}: done again\n"
    assert (damaged in told) == (change == "journal")
    assert b"mill t" not in out.read_bytes()


def test_the_signature_states_all_that_decides_a_summary() -> None:
    recipe = Recipe("random", {"seed": 1}, Budget(words=25))
    others = [
        {"method": "lead", "settings": {}}, {"settings": {"seed": 2}},
        {"budget": Budget(words=25, truncate=True)}, {"language": "de"}, {"conflicts": False},
        {"unique": False}, {"limits": Limits(articles=3)}, {"evidence": "words"},
        {"publishers": {"a.example": "A"}},
    ]  # fmt: skip
    assert len({signature(replace(recipe, **other)) for other in ({}, *others)}) == 10


# --- usage


def test_nonsense_is_told_before_any_work(events: Path, out: Path, capsys: Capture) -> None:
    for options, told in {
        ("--method", "lede"): "no method is called 'lede': did you mean lead?",
        ("--method", "lead:x=1"): "method lead does not take these settings: x",
        ("--timeout", "nan"): "'nan' is not a number of seconds",
        ("--memory", "0"): "'0' is not a whole number from 1",
        ("--language", "xx"): "no language 'xx'",
        ("--seed", "1"): "--seed is for --method random, not consensus",
    }.items():
        assert batch(events, out, *options) == 2
        assert told in last(capsys)
    assert left_by(out) == set()


def test_an_output_that_makes_no_sense_is_refused(events: Path, out: Path, capsys: Capture) -> None:
    named = events.with_name("out.jsonl.rejects.jsonl")
    events.rename(named)
    for source, target, told in (
        (named, "-", "-o -: a batch keeps a journal beside its output, so name a file"),
        (named, "", "-o : a batch keeps a journal"),
        (named, "/", "not the root of the file system"),
        (named, "/dev/null", "-o /dev/null: a batch keeps a journal"),
        (named, str(named.parent), "holds a source"),
        (named, f"{named}/", "it is a file"),
        (named, str(out.parent / "none" / "x") + "/", "there is no directory"),
        (named, str(out.parent / "none" / "x"), "there is no directory"),
        (named, str(named), "would overwrite a source"),
        (named, str(events.with_name("out.jsonl")), "would overwrite a source"),
        (named.parent, str(events.with_name("new.jsonl")), "lies in a source"),
        (named, str(out.with_suffix(".jsonl.gz")), "a batch writes .jsonl or .parquet"),
    ):
        assert main(["batch", str(source), "-o", target]) in (1, 2)
        assert told in last(capsys)
    assert main(["batch", str(named)]) == 2
    assert "the following arguments are required: -o" in last(capsys)


def test_memory_too_small_to_begin_is_told_once(events: Path, out: Path, capsys: Capture) -> None:
    assert batch(events, out, "--memory", "40") == 1
    assert "a worker process could not be started" in last(capsys)


def test_an_error_in_a_block_costs_its_own_record(site: Path) -> None:
    """What a model would be given at a time."""
    names = ("a", "broken", "", "b", "silent", "c")
    lines = [json.dumps(record(name)).encode() if name else b"{" for name in names]
    records = [Record(n, "d.jsonl", "d.jsonl", n + 1, line) for n, line in enumerate(lines)]
    outcomes = list(Worker(Recipe("moody", {}, Budget(words=25))).work(records))
    assert [outcome.number for outcome in outcomes] == [*range(6)]
    assert {o.number: o.reason for o in outcomes if isinstance(o, Rejected)} == {
        1: "ValueError: two lines [31m",
        2: "broken JSON (Expecting property name enclosed in double quotes at column 2)",
        4: "method moody gave no draft",
    }
    ids = [json.loads(o.line)["id"] for o in outcomes if isinstance(o, Done)]
    assert ids == ["a", "b", "c"]


# --- articles to group


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Two stories, in a text, a list, lines of articles and a cluster."""
    place = tmp_path / "articles"
    place.mkdir()
    mill, whale = "The mill burned on Friday. Two were hurt.", "A whale sang in the bay. It left."
    (place / "a.txt").write_text(mill)
    (place / "b.json").write_text(json.dumps([{"text": whale, "title": "Whale"}, {"text": mill}]))
    lines = [json.dumps({"text": mill}), "{", json.dumps({"text": whale}), json.dumps(record("x"))]
    (place / "c.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (place / "d.json").write_text(json.dumps(record("y")))
    return place


def test_grouped_events_are_records(articles: Path, out: Path, capsys: Capture) -> None:
    assert batch(articles, out, "--group", *FAST) == 0
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


def test_web_archives_are_grouped_each_address_once(
    tmp_path: Path, out: Path, capsys: Capture
) -> None:
    """Of the captures of an address the newest counts, whichever file it is in."""

    def captured(outlet: str, text: str, day: int, **other: str) -> bytes:
        page = f"<html><title>Fire</title><article><p>{text}</p></article></html>".encode()
        return capture(f"http://{outlet}.example/1", page, f"2031-05-0{day}T10:00:00Z", **other)

    mill = "The mill at Kestry burned down on Friday. Twelve weavers were inside."
    fled = "Weavers fled on Friday when the mill at Kestry burned: twelve had been inside."
    place = tmp_path / "crawl"
    place.mkdir()
    (place / "a.warc.gz").write_bytes(
        packed(
            captured("one", f"{mill} So far.", 1), captured("two", fled, 2),
            captured("one", mill, 1, kind="request"), captured("one", "Nothing.", 1, length="3"),
        )
    )  # fmt: skip
    (place / "b.warc").write_bytes(
        captured("one", mill + " Ten died.", 3) + captured("one", mill, 1)
    )
    (place / "c.txt").write_text("A whale sang in the bay. It left.")
    options = ["--group", *FAST, "--min-sources"]
    assert batch(place, out, *options, "1") == 0
    said = capsys.readouterr().err.splitlines()
    skipped = "3 records of web archives: 2 older captures of an address, 1 request records"
    assert said[-3] == f"consensus: skipped: {skipped}"
    assert said[-2] == "consensus: grouped: 2 events in 3 articles, 1 of one article alone"
    assert "3 records: 2 done, 1 rejected" in said[-1]
    (event,) = (row for row in rows(out) if len(row["sources"]) > 1)
    assert [(s["location"], s["date"]) for s in event["sources"]] == [
        ("http://two.example/1", "2031-05-02"), ("http://one.example/1", "2031-05-03")
    ]  # fmt: skip
    assert batch(place, out, *options, "2") == 0
    assert "1 done, 1 rejected, 1 event of too few sources left out" in last(capsys)
    assert batch(place, out, *options, "3") == 2
    assert "nothing could be done, 1 rejected, 2 events of too few sources left out" in last(capsys)
    assert batch(place / "b.warc", out, "--min-sources", "2") == 2
    assert "--min-sources is for --group" in last(capsys)


def test_caps_hold_for_grouped_events(articles: Path, out: Path, capsys: Capture) -> None:
    options = ["--group", *FAST, "--cap"]
    assert batch(articles, out, *options, "pile-articles=8") == 2
    assert "more than 8 articles to find events in" in last(capsys)
    assert batch(articles, out, *options, "sentences=4") == 0
    assert "3 records: 1 done, 2 rejected" in last(capsys)
    assert any("the limit is 4" in reject["reason"] for reject in rejects(out))
    assert batch(articles, out, *options, "articles=4") == 0
    assert max(len(row["sources"]) for row in rows(out)) == 4

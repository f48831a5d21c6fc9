"""A batch written as a folder of parts, and as Parquet."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from test_batch import ENV, FAST, ROOT, batch, last, record, write

from summarizer.batch.output import Output
from summarizer.cli import main
from summarizer.errors import OutputError
from summarizer.read.sources import Found, walk

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
LINES = [
    json.dumps(
        {
            "id": f"event-{number}", "summary": "Zwei Brände, \u2028 „gelöscht“.", "method": "lead",
            "signature": "lead", "warnings": ["cut"] * (number % 3), "more": {"of": [number]},
        },
        ensure_ascii=False,
    ).encode()
    for number in range(25)
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "summaries"


def sharded(data: Path, folder: Path, *options: str) -> int:
    return main(["batch", str(data), "-o", f"{folder}/", *FAST, *options])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".consensus")


def joined(folder: Path) -> bytes:
    return b"".join((folder / name).read_bytes() for name in names(folder))


def lines(path: Path) -> list[str]:
    """The records of a part or a file."""
    if path.suffix == ".jsonl":
        return path.read_text("utf-8").split("\n")[:-1]
    parquet = pytest.importorskip("pyarrow.parquet")
    found: list[str] = parquet.read_table(path)["record"].to_pylist()
    return found


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_parts_joined_are_the_single_file(
    events: Path, folder: Path, kind: str, capsys: Capture
) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    single = folder.with_suffix(f".{kind}")
    assert batch(events, single) == 0
    assert sharded(events, folder, "--shard", "7", "--output-format", kind) == 0
    assert last(capsys) == f"consensus: done: 24 records: 24 done, 0 rejected → {folder}/"
    assert names(folder) == [f"part-0000{number}.{kind}" for number in range(4)]
    parts = [lines(folder / name) for name in names(folder)]
    assert [len(part) for part in parts] == [7, 7, 7, 3]
    assert [line for part in parts for line in part] == lines(single)
    assert [json.loads(line)["id"] for line in lines(single)] == [f"event-{n}" for n in range(24)]


@pytest.mark.parametrize("name", [".out.jsonl.tmp", "out.jsonl.journal", "out.jsonl.rejects.jsonl"])
def test_no_link_that_waits_is_followed(name: str, events: Path, tmp_path: Path) -> None:
    """Beside a file that is to be written."""
    mine = write(tmp_path / "mine.jsonl", {"my": "own"})
    place = tmp_path / "given"
    place.mkdir()
    (place / name).symlink_to(mine)
    done = batch(events, place / "out.jsonl")
    assert done == (1 if "journal" in name else 0)
    assert json.loads(mine.read_text()) == {"my": "own"}


def test_nor_in_a_folder(events: Path, folder: Path, capsys: Capture) -> None:
    folder.mkdir()
    (folder / ".consensus").symlink_to(folder.parent / "mine")
    assert sharded(events, folder) == 1
    assert last(capsys) == f"consensus: error: cannot write {folder}: File exists"
    assert not (folder.parent / "mine").exists()


def test_a_smaller_run_leaves_no_stale_part(events: Path, folder: Path) -> None:
    assert sharded(events, folder, "--shard", "2") == 0
    (folder / ".part-00009.jsonl.tmp").write_text("of a run that was killed")
    (folder / "part-of-mine.jsonl").write_text("mine")
    write(events, record("a"))
    assert batch(events, folder) == 0  # a folder that exists needs no slash
    assert names(folder) == ["part-00000.jsonl", "part-of-mine.jsonl"]
    assert json.loads((folder / "part-00000.jsonl").read_bytes())["id"] == "a"


def test_rejects_lie_in_the_folder_where_no_reader_takes_them_for_data(
    events: Path, folder: Path, capsys: Capture
) -> None:
    write(events, record("a"), {"no": 1})
    assert sharded(events, folder) == 0
    assert last(capsys).endswith(f"1 done, 1 rejected → {folder}/, {folder}/.rejects.jsonl")
    assert names(folder) == [".rejects.jsonl", "part-00000.jsonl"]
    found = list(walk([str(folder)]))
    assert [item.name for item in found if isinstance(item, Found)] == ["part-00000.jsonl"]
    assert len(found) == 1


def test_strict_keeps_the_journal_in_the_folder_and_the_parts_of_before(
    events: Path, folder: Path, capsys: Capture
) -> None:
    assert sharded(events, folder, "--shard", "20") == 0
    before = joined(folder)
    good = events.read_text()
    events.write_text(good + "{\n")
    assert sharded(events, folder, "--strict", "--words", "20") == 2
    assert names(folder) == [".journal", "part-00000.jsonl", "part-00001.jsonl"]
    assert (folder / "part-00000.jsonl").read_bytes() == before[
        : (folder / "part-00000.jsonl").stat().st_size
    ]
    events.write_text(good)
    assert sharded(events, folder, "--strict", "--words", "20", "--shard", "12") == 0
    assert "24 from before" in last(capsys)
    assert names(folder) == ["part-00000.jsonl", "part-00001.jsonl"]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "moves"), [("jsonl", 2), ("jsonl", 4), ("parquet", 4)])
def test_killed_between_parts_the_same_command_mends_the_folder(
    events: Path, folder: Path, kind: str, moves: int
) -> None:
    """Killed when `moves` files stand (the mark and so many parts), over an older, larger run."""
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    assert sharded(events, folder, "--shard", "2") == 0
    options = ["--words", "20", "--shard", "5", "--output-format", kind]
    clean = folder.with_name("clean")
    assert sharded(events, clean, *options) == 0
    script = folder.with_name("killing.py")
    script.write_text(
        "import os, signal, sys\n"
        "from summarizer.cli import main\n"
        f"replace, left = os.replace, iter(range({moves}))\n"
        "def move(*paths):\n"
        "    if next(left, None) is None: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    replace(*paths)\n"
        "os.replace = move\n"
        "if __name__ == '__main__': sys.exit(main(sys.argv[1:]))\n"
    )
    command = ["batch", str(events), "-o", f"{folder}/", *FAST, *options]
    done = subprocess.run([sys.executable, str(script), *command], cwd=ROOT, env=ENV, check=False)
    assert done.returncode == -signal.SIGKILL
    assert (folder / ".journal").exists()
    assert (folder / "part-00011.jsonl").exists()
    assert sharded(events, folder, *options) == 0
    assert names(folder) == names(clean)
    assert joined(folder) == joined(clean)


def test_parts_of_somebody_else_are_left_alone(events: Path, folder: Path, capsys: Capture) -> None:
    folder.mkdir()
    (folder / "part-00003.parquet").write_text("years of work")
    assert sharded(events, folder) == 1
    told = f"{folder} has a part-00003.parquet that no batch wrote: choose another folder"
    assert last(capsys) == f"consensus: error: {told}"
    assert names(folder) == ["part-00003.parquet"]


@pytest.mark.parametrize("source", ["{}", "{}/events.jsonl", "{}/../summaries"])
def test_a_folder_that_is_read_is_not_written(folder: Path, capsys: Capture, source: str) -> None:
    folder.mkdir()
    write(folder / "events.jsonl", record("a"))
    assert main(["batch", source.format(folder), "-o", f"{folder}/", *FAST]) == 2
    assert "holds a source" in last(capsys)
    assert names(folder) == ["events.jsonl"]


def test_formats_and_shards_that_make_no_sense(
    events: Path, tmp_path: Path, capsys: Capture
) -> None:
    for name, options, told in (
        ("x.jsonl", ["--shard", "5"], "--shard is for a folder: -o "),
        ("x.jsonl", ["--output-format", "parquet"], "name it .parquet, or name a folder"),
        ("x.parquet", ["--output-format", "jsonl"], "name it .jsonl, or name a folder"),
        ("x/", ["--shard", "0"], "not a whole number from 1"),
        ("x/", ["--output-format", "csv"], "invalid choice"),
    ):
        assert main(["batch", str(events), "-o", f"{tmp_path}/{name}", *options]) == 2
        assert told in last(capsys)
    assert names(tmp_path) == ["events.jsonl"]


def test_without_pyarrow_it_is_told_before_the_work(
    events: Path, folder: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert sharded(events, folder, "--output-format", "parquet") == 2
    told = 'writing .parquet needs pyarrow: pip install "pyarrow>=17"'
    assert last(capsys) == f"consensus: error: {told}"
    assert names(events.parent) == ["events.jsonl"]


def test_parquet_holds_the_very_lines_in_small_groups(tmp_path: Path, monkeypatch: Patch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    target = Output(tmp_path / "out.parquet", parquet=True)
    target.write(iter(LINES), len(LINES))
    first = target.path.read_bytes()
    read = parquet.read_table(target.path)
    assert read.schema.names == ["id", "summary", "method", "signature", "warnings", "record"]
    assert [line.encode() for line in read["record"].to_pylist()] == LINES
    for row, line in zip(read.drop_columns("record").to_pylist(), LINES, strict=True):
        assert row == {name: json.loads(line)[name] for name in row}
    target.write(iter(LINES), len(LINES))
    assert target.path.read_bytes() == first
    for few in (LINES[:1], []):  # on which the schema does not depend
        target.write(iter(few), len(few))
        assert parquet.read_schema(target.path) == read.schema
    monkeypatch.setattr("summarizer.batch.output._ROWS", 10)
    for most, sizes in ((10**6, [10, 10, 5]), (5 * len(LINES[0]) // 2, [3] * 8 + [1])):
        monkeypatch.setattr("summarizer.batch.output._BYTES", most)
        target.write(iter(LINES), len(LINES))
        described = parquet.ParquetFile(target.path).metadata
        found = [described.row_group(n).num_rows for n in range(described.num_row_groups)]
        assert found == sizes


def test_a_folder_that_cannot_be_tidied_is_told(folder: Path, monkeypatch: Patch) -> None:
    folder.mkdir()
    (folder / "part-00007.jsonl").mkdir()
    with pytest.raises(OutputError, match="cannot tidy"):
        Output(folder, shard=5).write(iter(LINES), len(LINES))

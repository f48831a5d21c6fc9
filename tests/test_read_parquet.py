"""Parquet: what its columns give, what is wrong with a table, and what none may cost."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from tables import bombs, packed, repeated
from test_isolated import says

from summarizer.cli import main
from summarizer.errors import UnreadableSource
from summarizer.limits import DEFAULTS, Limits
from summarizer.read import read
from summarizer.read.cluster_files import records
from summarizer.types import Cluster, Reject

ROOT = Path(__file__).resolve().parent.parent
EVENT = {"id": "c1", "documents": [{"text": "One."}, {"text": "Two."}], "summary": "R."}


@pytest.fixture
def pyarrow() -> Any:
    return pytest.importorskip("pyarrow")


def found(data: bytes, folder: Path, limits: Limits = DEFAULTS) -> list[Cluster | Reject]:
    path = folder / "t.parquet"
    path.write_bytes(data)
    return list(read([path], limits=limits))


def rejected(data: bytes, folder: Path, limits: Limits = DEFAULTS) -> str:
    (item,) = found(data, folder, limits)
    assert isinstance(item, Reject)
    assert "\n" not in str(item)
    return item.reason


def told(data: bytes, limits: Limits = DEFAULTS) -> list[dict[str, Any] | None]:
    """The rows as they are handed over, numbered from 1."""
    with TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        rows = list(records(file, limits))
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    return [None if line is None else json.loads(line) for _, line in rows]


def row(data: bytes) -> dict[str, Any] | None:
    (only,) = told(data)
    return only


# --- what it gives


def test_columns_of_clusters_and_of_articles_are_read_and_no_others(pyarrow: Any) -> None:
    columns = {**{name: [value] for name, value in EVENT.items()}, "picture": ["x"], "lang": [None]}
    assert row(packed(columns)) == EVENT
    article = {"text": "One.", "headline": "T", "outlet": "Herald", "time": "2031", "link": "x"}
    assert row(packed({**{k: [v] for k, v in article.items()}, "blurb": ["x"]})) == article


def test_text_without_the_mark_of_text_is_text_and_so_are_dates(pyarrow: Any) -> None:
    text = "The ferry “Arle” burned.".encode() + b"\xff"
    bare = pyarrow.array([text])
    assert row(packed({"text": bare})) == {"text": "The ferry “Arle” burned.\\xff"}
    documents = pyarrow.array([[{"text": text[:-1]}]])
    assert row(packed({"documents": documents})) == {"documents": [{"text": text[:-1].decode()}]}
    times = {"date": [date(2031, 5, 14)], "time": [datetime(2031, 5, 14, 9, tzinfo=UTC)]}
    assert row(packed(times)) == {"date": "2031-05-14", "time": "2031-05-14 09:00:00+00:00"}


@pytest.mark.parametrize("options", [{}, {"use_dictionary": False}, {"data_page_version": "2.0"}])
def test_however_a_table_is_written_it_says_the_same(pyarrow: Any, options: Any) -> None:
    events = [
        {"id": f"c{n}", "documents": [{"text": f"{n} {m}. " * 99, "title": "T"} for m in range(n)]}
        for n in range(90)
    ]
    columns = {name: [event[name] for event in events] for name in ("id", "documents")}
    for more in ({}, {"row_group_size": 7}, {"data_page_size": 50, "write_batch_size": 3}):
        assert told(packed(columns, **options, **more)) == events


# --- what is wrong with it


def test_what_a_broken_table_raises_is_a_reject(pyarrow: Any, tmp_path: Path) -> None:
    """A day and a zone that Python has not, deep in a row and at the top."""
    days = pyarrow.array([[2**30]], pyarrow.list_(pyarrow.date32()))
    seconds = pyarrow.array([0], pyarrow.timestamp("s", tz="Europe/Nowhere\u202e"))
    late = pyarrow.array([2**40], pyarrow.timestamp("s"))
    for columns in ({"documents": days}, {"date": seconds}, {"date": late}):
        assert rejected(packed(columns), tmp_path).startswith("broken Parquet behind row 0: ")


def test_the_rows_before_what_is_wrong_are_read(pyarrow: Any, tmp_path: Path) -> None:
    good = [EVENT["documents"]] * 3
    data = packed({"documents": good, "date": pyarrow.array([1, 2, 2**40], pyarrow.timestamp("s"))})
    *clusters, reject = found(data, tmp_path)
    assert len(clusters) == 2
    assert "broken Parquet behind row 2: " in str(reject)


def test_tables_that_are_cut_off_or_no_records_are_rejects(pyarrow: Any, tmp_path: Path) -> None:
    data = packed({name: [value] for name, value in EVENT.items()})
    for size in (0, 4, 20, 200, -9, -1):
        rejected(data[:size], tmp_path)
    assert "none of its columns" in rejected(packed({"x": ["One."] * 5}), tmp_path)
    assert rejected(packed({"text": ["The ferry burned."]}), tmp_path).startswith("an article, not")


@pytest.mark.parametrize("name", ["b.parquet", "b.jsonl"])
def test_without_pyarrow_a_table_costs_itself_only(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps(EVENT))
    (folder / name).write_bytes(b"PAR1" + bytes(100))
    (folder / "c.jsonl").write_text(json.dumps(EVENT))
    told = 'reading .parquet needs pyarrow: pip install "pyarrow>=17"'
    items = list(read([folder]))
    assert [type(item) for item in items] == [Cluster, Reject, Cluster]
    assert str(items[1]) == f"{folder / name}: {told}"
    assert main(["summarize", str(folder), "--method", "lead", "--words", "9"]) == 0
    capsys.readouterr()
    assert main(["summarize", str(folder / name), "--method", "lead", "--words", "9"]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("name", ["levels-that-do-not-fit", "sizes-of-no-text"])
def test_damaged_columns_do_not_bring_the_process_down(
    pyarrow: Any, name: str, tmp_path: Path
) -> None:
    """But the one that reads them, which is told."""
    data = (ROOT / f"tests/fuzz/seeds/readers/parquet-{name}").read_bytes()
    rejected(data.removeprefix(b".parquet\n"), tmp_path)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("say(b'\\n{}')", "the table brought down what reads it"),
        ("say(b'{}')", "the table brought down what reads it"),
        ("say(child.error_answer(MemoryError()))", "rows that take over 3,000 MB to read"),
        ("time.sleep(600)", "rows that take over 1 seconds to read"),
    ],
)
def test_where_it_falls_hangs_or_lies_that_is_told(
    code: str, why: str, pyarrow: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, code)
    *_, last = found(packed({"text": ["One."]}), tmp_path, Limits(table_seconds=1))
    assert f"{why}: the rest is not read" in str(last)


@pytest.mark.usefixtures("pyarrow")
def test_what_is_no_file_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="read from a file only"):
        list(records(io.BytesIO(b"PAR1"), DEFAULTS))


# --- what it may cost

TELL = """\
import sys
from pathlib import Path
from summarizer.read import read
from summarizer.types import Reject
def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1000
def rejects(name):
    return [item.reason for item in read([Path(name)]) if isinstance(item, Reject)]
assert not rejects(sys.argv[1])
before = peak()
told = rejects(sys.argv[2])
print(peak() - before, *told, sep="\\n")
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is NOT measured")
def test_what_unpacks_to_too_much_is_refused_before_it_takes_memory(
    pyarrow: Any, tmp_path: Path
) -> None:
    good = tmp_path / "good.parquet"
    good.write_bytes(packed({name: [value] for name, value in EVENT.items()}))
    for name, data in bombs().items():
        assert len(data) < 20_000, name
        (tmp_path / "bomb.parquet").write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-c", TELL, good, tmp_path / "bomb.parquet"],
            capture_output=True, text=True, cwd=ROOT, check=True,
        )  # fmt: skip
        megabytes, *told = done.stdout.splitlines()
        assert int(megabytes) < 200, name
        assert len(told) == 1, name
        assert "the rest is not read" in told[0] or "a record of more than" in told[0], name


def test_the_caps_on_packed_files_hold_for_tables(pyarrow: Any, tmp_path: Path) -> None:
    """Both sides of each: what is stored once for many rows, and what is stored."""
    columns = {
        "documents": [[{"text": "The ferry burned."}]] * 900,
        "id": repeated("a" * 9_999, 900),
    }
    assert len(found(packed(columns), tmp_path)) == 900
    told = found(packed(columns), tmp_path, Limits(unpacked_bytes=8_000_000))[-1]
    assert "unpacks to more than 8,000,000 bytes" in str(told)
    columns["summary"] = repeated("b" * 9_999, 900)
    *clusters, told = found(packed(columns), tmp_path)
    assert 300 < len(clusters) < 900
    assert "unpacks to more than 200 times its size" in str(told)
    assert len(found(packed(columns), tmp_path, Limits(compression_ratio=1_000_000))) == 900


def test_a_row_that_is_too_long_costs_itself_only(pyarrow: Any, tmp_path: Path) -> None:
    texts = (["One."], ["Two. " * 50, "Three."], ["Four."])
    documents = [[{"text": text} for text in some] for some in texts]
    items = found(packed({"documents": documents}), tmp_path, Limits(line_bytes=200))
    assert [type(item) for item in items] == [Cluster, Reject, Cluster]
    assert items[1].line == 2
    assert "more than 200 bytes" in str(items[1])


def test_what_is_not_read_counts_for_nothing(pyarrow: Any, tmp_path: Path) -> None:
    columns = {name: [value] for name, value in EVENT.items()}
    (cluster,) = found(packed({**columns, "picture": ["a" * 30_000_000]}), tmp_path)
    assert isinstance(cluster, Cluster)

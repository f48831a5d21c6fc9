"""The journal: what is written stays, and what is torn goes."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import OutputError
from summarizer.jobs import journal
from summarizer.jobs.journal import Journal, line

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, width=32)
    .filter(lambda number: abs(number) != float("inf")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def key(name: object) -> str:
    return hashlib.sha256(repr(name).encode()).hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """The tests' own journal, with nothing damaged in it."""
    told: list[str] = []
    with journal.opened(path, "tests", told.append) as kept:
        yield kept
    assert not told


def fill(path: Path, **values: Any) -> None:
    with opened(path) as kept:
        for name, value in values.items():
            kept.add(line(key(name), value))


def read(path: Path, *names: str) -> dict[str, Any]:
    with opened(path) as kept:
        return {name: kept[key(name)] for name in names if key(name) in kept}


def test_what_is_added_is_there_again(tmp_path: Path) -> None:
    """The first value of a key, and a lone surrogate as it was."""
    fill(tmp_path / "j", a={"x": [1, 2.5, None]}, b="é\n\u2028")
    fill(tmp_path / "j", a=2, c="\ud800 and \udcff")
    assert read(tmp_path / "j", "a", "b", "c", "d") == {
        "a": {"x": [1, 2.5, None]}, "b": "é\n\u2028", "c": "\ud800 and \udcff",
    }  # fmt: skip
    assert (tmp_path / "j").read_bytes().count(b"value") == 3
    with pytest.raises(ValueError, match="not JSON compliant"):
        line(key("a"), float("nan"))


@settings(max_examples=60, deadline=None)
@given(values=st.lists(VALUES, max_size=5), data=st.data())
def test_cut_off_anywhere_it_keeps_the_whole_entries_before(
    tmp_path_factory: pytest.TempPathFactory, values: list[Any], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("cut") / "j"
    with opened(path) as kept:
        for number, value in enumerate(values):
            kept.add(line(key(number), value))
    content = path.read_bytes()
    size = data.draw(st.integers(0, len(content)))
    path.write_bytes(content[:size])
    whole = max(0, content[:size].count(b"\n") - 1)
    with opened(path) as kept:
        assert len(kept) == whole
        assert [kept[key(number)] for number in range(whole)] == values[:whole]
        for number, value in enumerate(values):
            kept.add(line(key(number), value))
    assert path.read_bytes() == content


def test_lines_that_are_no_entries_are_told_once_and_blanked(tmp_path: Path) -> None:
    path = tmp_path / "j"
    fill(path, a=1)
    with path.open("ab") as stream:
        stream.write(b"\0" * 50 + b"\n" + line(key("b"), 2)[:30] + b"\n")
    told: list[str] = []
    with journal.opened(path, "tests", told.append) as kept:
        assert len(kept) == 1
    assert told == [f"2 damaged entries in {path}: done again"]
    fill(path, c=3)
    assert read(path, "a", "b", "c") == {"a": 1, "c": 3}


VALUE = {"x": "Ärger\n", "y": [1, 2.5]}


def flipped(content: bytes, place: int, bit: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_is_never_believed(tmp_path: Path, bit: int) -> None:
    """In any byte of three entries: what is read is what was written, or is not there."""
    path = tmp_path / "j"
    fill(path, a=VALUE, b=VALUE, c=VALUE)
    content = path.read_bytes()
    for place in range(content.index(b"\n") + 1, len(content)):
        path.write_bytes(flipped(content, place, bit))
        told: list[str] = []
        with journal.opened(path, "tests", told.append) as kept:
            found = [kept[key(name)] for name in "abc" if key(name) in kept]
        torn = place == len(content) - 1  # the last line's end: as if it had been cut off
        assert len(told) == (not torn), place
        assert found in ([VALUE] * 2, [VALUE]), place
        fill(path, a=VALUE, b=VALUE, c=VALUE)
        assert read(path, "a", "b", "c") == {"a": VALUE, "b": VALUE, "c": VALUE}


def test_a_flipped_bit_in_the_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "j"
    fill(path, a=1)
    content = path.read_bytes()
    for place in range(content.index(b"\n") + 1):
        broken = flipped(content, place, 0)
        path.write_bytes(broken)
        with pytest.raises(OutputError, match="of ours: choose another place"), opened(path):
            pass
        assert path.read_bytes() == broken


def test_what_is_damaged_while_it_is_open_is_told(tmp_path: Path) -> None:
    fill(tmp_path / "j", a=VALUE)
    with opened(tmp_path / "j") as kept:
        (tmp_path / "j").write_bytes(flipped((tmp_path / "j").read_bytes(), 130, 0))
        with pytest.raises(OutputError, match="was damaged at byte 33: repeat the command"):
            kept[key("a")]


OTHER = '{"journal": "consensus-batch/2"}\n'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("Dear diary\nno line end", "no journal of ours"),
        ("Dear diary", "no journal of ours"),
        ("{}\n", "no journal of ours"),
        (OTHER, "the journal of consensus-batch/2, not of ours"),
    ],
)
def test_another_file_is_not_touched(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(content)
    with pytest.raises(OutputError, match=f"journal.jsonl is {what}: choose"), opened(path):
        pass
    assert path.read_text() == content


def test_an_entry_larger_than_a_chunk_is_read_back(tmp_path: Path) -> None:
    long = "ü" * 200_000
    with opened(tmp_path / "j") as kept:
        kept.add(line(key("a"), 1))
        place = kept.append(journal.entry(key("long"), json.dumps(long).encode()))
        kept.add(line(key("b"), 2))
        assert json.loads(kept.value(place)) == long
        assert kept.offset(key("long")) is None
    with opened(tmp_path / "j") as kept:
        assert kept.offset(key("long")) == place


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (Path("/dev/full"), tmp_path, tmp_path / "none" / "j"):
        with pytest.raises(OutputError, match=rf"cannot write {path}"), opened(path):
            pass


def test_the_lock_is_not_inherited(tmp_path: Path) -> None:
    """A process started meanwhile that lives on does not hold it."""
    with opened(tmp_path / "j"):
        sleeper = subprocess.Popen(["sleep", "60"], close_fds=False)
    try:
        with opened(tmp_path / "j"):
            pass
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_full_disk_leaves_whole_entries(tmp_path: Path) -> None:
    """A limit on the file's size cuts a write short, as a full disk does."""
    path = tmp_path / "j"
    fill(path, a=1)
    before = path.read_bytes()

    def limit() -> None:
        size = len(before) + 50
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    program = (
        "import signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from pathlib import Path; from summarizer.jobs import journal\n"
        "with journal.opened(Path(sys.argv[1]), 'tests', print) as kept:\n"
        "  try: kept.add(journal.line('b' * 64, 'x' * 500))\n"
        "  except Exception as error: print(type(error).__name__, error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True, text=True, check=True, preexec_fn=limit,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.stdout == f"OutputError cannot write {path}: the disk is full\n"
    assert path.read_bytes() == before
    assert json.loads(before.splitlines()[1])["value"] == 1

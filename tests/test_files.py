"""Which files are opened, and how results get to their place."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import made
import pytest
from disks import disk

from summarizer import read
from summarizer.cli import output
from summarizer.cli.evaluate import FOLDER, _folder
from summarizer.errors import OutputError, UnreadableSource
from summarizer.evaluate import dataset
from summarizer.evaluate.types import Benchmark, RougeSettings
from summarizer.jobs import files
from summarizer.read.sources import Found, open_file
from summarizer.types import Budget, Cluster, Reject

ROOT = Path(__file__).resolve().parent.parent
STORY = "The ferry left the island on Monday with forty people and a goat on board."
SECRET = "A password that nobody is to read stands on this line of the file."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that was given, with one good file, beside a secret one."""
    (tmp_path / "secret.txt").write_text(SECRET)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "good.txt").write_text(STORY)
    return inside


def told(found: list[Cluster | Reject]) -> list[str]:
    return [str(item) for item in found if isinstance(item, Reject)]


def texts(found: list[Cluster | Reject]) -> list[str]:
    return [a.text for item in found if isinstance(item, Cluster) for a in item.articles]


# --- what is opened


@pytest.mark.parametrize(
    "target", ["../secret.txt", "{folder}/../secret.txt", "step", "up/secret.txt", "/etc/hostname"]
)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.html"])
def test_a_link_out_of_a_given_folder_is_refused(target: str, name: str, folder: Path) -> None:
    (folder / "step").symlink_to("../secret.txt")
    (folder / "up").symlink_to("..")
    (folder / name).symlink_to(target.format(folder=folder))
    found = list(read([folder]))
    why = "a link out of the directory: name the file itself to have it read"
    assert told(found)[-1] == f"{folder / name}: {why}"
    assert texts(found) == [STORY]


def test_a_link_that_is_named_is_followed_and_so_is_one_inside(folder: Path) -> None:
    (folder / "same.txt").symlink_to("good.txt")
    (folder.parent / "link.txt").symlink_to("secret.txt")
    (folder.parent / "folder").symlink_to("inside")
    assert texts(list(read([folder.parent / "folder"]))) == [STORY]
    assert texts(list(read([folder.parent / "link.txt"]))) == [SECRET]


def test_a_file_that_becomes_a_link_before_it_is_opened_is_refused(folder: Path) -> None:
    found = Found(str(folder / "good.txt"), "text", str(folder))
    open_file(found).close()
    (folder / "good.txt").unlink()
    (folder / "good.txt").symlink_to("../secret.txt")
    with pytest.raises(UnreadableSource, match="a link out of the directory"):
        open_file(found)


def test_what_is_swapped_all_the_time_is_never_read(folder: Path) -> None:
    """A link that points in and out in turn gives the file inside or a reject."""
    with swapping(folder):
        for _ in range(300):
            assert set(texts(list(read([folder])))) <= {STORY}


def test_nor_is_it_where_an_event_lists_it(folder: Path) -> None:
    event = _event(folder / "event", articles=["a.txt"])
    (event / "good.txt").write_text(STORY)
    with swapping(event, "../../secret.txt"):
        for _ in range(300):
            assert set(texts(list(dataset.clusters(_benchmark(event))))) <= {STORY}


@contextmanager
def swapping(folder: Path, outside: str = "../secret.txt") -> Iterator[None]:
    """A link `a.txt` in a folder leads out of it, and to `good.txt`, and so on."""
    done = threading.Event()

    def swap() -> None:
        link = folder / ".new"
        while not done.is_set():
            for target in (outside, "good.txt"):
                link.symlink_to(target)
                link.rename(folder / "a.txt")

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_pipes_devices_dead_links_and_loops_in_a_folder_are_told(folder: Path) -> None:
    os.mkfifo(folder / "pipe.html")
    (folder / "dead.txt").symlink_to("nowhere")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "folder.txt").mkdir()
    found = list(read([folder]))
    lines = told(found)
    assert lines[0] == f"{folder}: left out 1 of no known kind: folder.txt"
    assert [line.removeprefix(f"{folder}/").partition(":")[0] for line in lines[1:]] == [
        "dead.txt", "loop.txt", "pipe.html",
    ]  # fmt: skip
    assert "pipe or a device" in lines[3]
    assert texts(found) == [STORY]


def _benchmark(path: Path) -> Benchmark:
    return Benchmark("b", (path,), Budget(words=50), RougeSettings())


def _event(folder: Path, **fields: object) -> Path:
    folder.mkdir()
    (folder / "1.txt").write_text(STORY)
    fields = {"articles": ["1.txt"], "references": ["1.txt"], **fields}
    (folder / "event.json").write_text(json.dumps(fields))
    return folder


def test_events_are_read_from_regular_files_of_their_folder_alone(folder: Path) -> None:
    (folder / "good.txt").unlink()
    _event(folder / "good")
    (_event(folder / "pipe") / "event.json").unlink()
    os.mkfifo(folder / "pipe" / "event.json")
    _event(folder.parent / "elsewhere")
    (folder / "linked").symlink_to("../elsewhere")
    (_event(folder / "out") / "2.txt").symlink_to("../../secret.txt")
    (folder / "out" / "event.json").write_text('{"articles": ["2.txt"], "references": ["2.txt"]}')
    os.mkfifo(_event(folder / "slow", references=["pipe.txt"]) / "pipe.txt")
    found = list(dataset.clusters(_benchmark(folder)))
    assert texts(found) == [STORY]
    lines = [line.removeprefix(f"{folder}/") for line in told(found)]
    assert [line.partition(":")[0] for line in lines] == ["linked", "out", "pipe", "slow"]
    assert "a link out of the directory" in lines[0]
    assert "lies outside" in lines[1]
    assert "pipe or a device" in lines[2]
    assert "pipe.txt: it is a pipe or a device" in lines[3]


# --- where results go


@pytest.mark.parametrize(
    "raw", [*made.HOSTILE, "..", ".", "../../x", "/etc/passwd", "a/../../b", ""]
)
def test_the_name_of_a_comparison_stays_in_the_output_folder(raw: str) -> None:
    benchmark = Benchmark(raw, (), Budget(words=50), RougeSettings(), split=raw)
    place = _folder(Namespace(output=None), benchmark)
    assert place.parent == Path(FOLDER)
    assert place.name not in ("", ".", "..")
    assert not place.name.startswith((".", "-"))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with disk(tmp_path / "small", 64) as place:
        yield place


def written(path: Path, text: str) -> None:
    with output.opened(str(path), utf8=True) as write:
        for start in range(0, len(text), 1_000):
            write(text[start : start + 1_000])


def test_a_full_disk_leaves_the_last_good_state_and_says_so(small: Path) -> None:
    target = small / "out.json"
    written(target, "old " * 1_000)
    for write in (
        lambda: written(target, "new " * 50_000),
        lambda: files.write(target, [b"new " * 1_000] * 50),
    ):
        with pytest.raises(OutputError, match=f"cannot write {target}: No space left on device"):
            write()
        assert target.read_text() == "old " * 1_000
        assert list(small.iterdir()) == [target]


@pytest.mark.parametrize("disk", ["quota", "/dev/full"])
def test_a_file_that_cannot_grow_is_one_line(disk: str, tmp_path: Path) -> None:
    """The same without the right to mount: a bound on the size of files, and a full device."""
    target = tmp_path / "out.json" if disk == "quota" else Path(disk)
    code = (
        "import sys; from summarizer.cli import output\n"
        "from summarizer.errors import OutputError\n"
        "try:\n"
        "    with output.opened(sys.argv[1], utf8=True) as write:\n"
        "        write('new ' * 50_000)\n"
        "except OutputError as error: print(error)\n"
    )
    if disk == "quota":
        target.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", code, target],
        capture_output=True, text=True, cwd=ROOT, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, 4_096)),
    )  # fmt: skip
    assert done.stdout.startswith(f"cannot write {target}: ")
    assert done.stderr == ""
    if disk == "quota":
        assert target.read_text() == "old"
        assert list(tmp_path.iterdir()) == [target]


def test_killed_while_writing_it_leaves_the_last_good_state(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")
    code = (
        "import os, sys; from summarizer.cli import output\n"
        "with output.opened(sys.argv[1], utf8=True) as write:\n"
        "    write('new'); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, target], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert target.read_text() == "old"


def test_a_full_disk_through_the_command(small: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (small / "fill").write_bytes(bytes(65_536 - 4_096))
    (small / "out.txt").write_text("old")
    given = (tmp_path / "a.txt", "-o", small / "out.txt")
    done = subprocess.run(
        [sys.executable, "-m", "summarizer", "summarize", *given],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, (small / "out.txt").read_text()) == (1, "old")
    assert done.stderr.splitlines()[-1].endswith("out.txt: No space left on device")

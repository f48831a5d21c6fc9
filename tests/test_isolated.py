"""Pages are read in a process of their own, which may hang, crash or fill its memory."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer.errors import (
    BadLayout,
    BinarySource,
    EmptySource,
    InputError,
    LimitExceeded,
    UnreadableSource,
)
from summarizer.limits import DEFAULTS, Limits
from summarizer.read import child, html, read
from summarizer.read.html import Pages
from summarizer.types import Cluster

ROOT = Path(__file__).resolve().parent.parent
STORY = "The ferry left the island on Monday with forty people and a goat on board, police said."
PAGE = f"<!doctype html><title>Goat at sea</title><article><p>{STORY}</p></article>".encode()
EXAMPLES = sorted((ROOT / "eval" / "examples").glob("*/*.html"))[:6]


@pytest.fixture
def pages() -> Iterator[Pages]:
    with Pages(DEFAULTS) as own:
        yield own


def process(pages: Pages) -> int:
    assert pages._process is not None
    return pages._process.process.pid


def says(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the process run this, with `hear()` and `say(data)`, once it is ready."""
    monkeypatch.setattr(
        child,
        "START",
        "import os, sys, time\nsys.path[:] = sys.argv[3:]\n"
        "from summarizer.read import child\n"
        "say = lambda data: child.send(sys.stdout.buffer, data)\n"
        "hear = lambda: child.receive(sys.stdin.buffer, 10**9)\n"
        f"say(child.READY)\n{code}",
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_page_gives_what_it_gives_here(path: Path, pages: Pages) -> None:
    data = path.read_bytes()
    assert pages.extract(data) == html.extract(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"", EmptySource), (b"\0\1\2", BinarySource), (b"<div>" * 400, LimitExceeded)],
)
def test_errors_are_those_of_here(data: bytes, kind: type[InputError], pages: Pages) -> None:
    with pytest.raises(kind) as here:
        html.extract(data)
    with pytest.raises(kind) as there:
        pages.extract(data)
    assert str(there.value) == str(here.value)
    assert pages.extract(PAGE).title == "Goat at sea"


def test_one_process_reads_all_pages_and_ends_with_them() -> None:
    with Pages(DEFAULTS) as pages:
        pages.extract(PAGE)
        first = process(pages)
        for number in range(20):
            assert f"no. {number}" in pages.extract(PAGE.replace(b"goat", b"no. %d" % number)).text
        assert process(pages) == first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_a_page_that_takes_too_long_is_stopped_and_the_next_is_read() -> None:
    slow = b"<html><body>" + b"<p>The ferry left the island on Monday.</p>" * 100_000
    start = time.monotonic()
    with Pages(Limits(html_elements=10**6, html_seconds=2)) as pages:
        with pytest.raises(LimitExceeded, match="over 2 seconds to read: save the article as"):
            pages.extract(slow)
        assert pages.extract(PAGE).text == STORY
    assert time.monotonic() - start < 30


@pytest.mark.skipif(sys.platform != "linux", reason="address space is bounded on Linux")
def test_a_page_that_takes_too_much_memory_is_stopped_and_the_next_is_read() -> None:
    big = b"<html><body>" + b"<p>" + STORY.encode() * 250_000
    with Pages(Limits(html_bytes=10**8, html_megabytes=120)) as pages:
        for _ in range(2):
            with pytest.raises(LimitExceeded, match="over 120 MB to read"):
                pages.extract(big)
            assert pages.extract(PAGE).text == STORY


def test_a_process_that_is_killed_from_outside_is_replaced(pages: Pages) -> None:
    pages.extract(PAGE)
    before = process(pages)
    os.kill(before, signal.SIGKILL)
    assert pages.extract(PAGE).text == STORY
    assert process(pages) != before


@pytest.mark.parametrize(
    "code",
    [
        "os.abort()",
        "sys.stdout.write('x' * 100)",
        "os.write(1, b'\\xff' * 8); time.sleep(600)",
        "os.write(1, b'\\0' * 7 + b'\\x09' + b'short')",
        "say(b'')",
        "say(b'\\xff\\xff')",
        "say(b'[1]')",
        "say(b'{}')",
        "say(b'[' * 5000)",
        'say(b\'{"error": "SystemExit", "reason": "x"}\')',
        'say(b\'{"text": 1, "title": "", "outlet": "", "date": "", "url": ""}\')',
    ],
)
def test_what_a_fallen_process_says_is_one_line(
    code: str, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        says(patch, f"hear(); {code}")
        with pytest.raises(BadLayout, match="brought down what reads it"):
            pages.extract(PAGE)
    assert pages.extract(PAGE).text == STORY


@pytest.mark.parametrize("code", ["time.sleep(600)", "hear(); time.sleep(600)"])
@pytest.mark.parametrize("size", [1, 5_000_000])
def test_a_process_that_does_not_answer_is_stopped(
    code: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, code)
    refused = pytest.raises(LimitExceeded, match="over 1 seconds")
    with Pages(Limits(html_seconds=1)) as pages, refused:
        pages.extract(b"x" * size)


@pytest.mark.parametrize("code", ["raise SystemExit", "print('hello' * 9)", "import nothing_here"])
def test_a_process_that_does_not_start_is_one_line(
    code: str, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "START", code)
    with pytest.raises(UnreadableSource, match="does not start"):
        pages.extract(PAGE)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(UnreadableSource, match="no process can be started"):
        pages.extract(PAGE)


@pytest.mark.slow
def test_it_ends_by_itself_when_its_parent_is_gone() -> None:
    """Idle it sees the end of its input; in the middle of a page an alarm ends it."""
    code = (
        "import os, sys; from summarizer.limits import Limits\n"
        "from summarizer.read.child import send\n"
        "from summarizer.read.html import Pages\n"
        "pages = Pages(Limits(html_seconds=4, html_elements=10**6, html_bytes=10**8))\n"
        f"pages.extract({PAGE!r})\n"
        "process = pages._process.process\n"
        "if sys.argv[1] == 'busy':\n"
        "    send(process.stdin, b'<p>The ferry left the island on Monday.</p>' * 400_000)\n"
        "print(process.pid, flush=True)\n"
        "os._exit(0)\n"
    )
    for state in ("idle", "busy"):
        done = subprocess.run(
            [sys.executable, "-c", code, state],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        deadline = time.monotonic() + 30
        while Path(f"/proc/{int(done.stdout)}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert time.monotonic() < deadline, state


def test_nothing_in_the_working_directory_is_run(tmp_path: Path) -> None:
    for name in ("json", "lxml", "trafilatura", "summarizer"):
        (tmp_path / f"{name}.py").write_text("open('taken', 'w')")
    (tmp_path / "a.html").write_bytes(PAGE)
    code = "from summarizer import read; (c,) = read(['a.html']); print(c.articles[0].text)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )  # fmt: skip
    assert done.stdout == f"{STORY}\n"
    assert not (tmp_path / "taken").exists()


def _in_worker(path: str) -> str:
    (found,) = read([path])
    assert isinstance(found, Cluster)
    return found.articles[0].text


def test_a_daemonic_worker_can_read_pages(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(_in_worker, [str(tmp_path / "a.html")]) == [STORY]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are listed in /proc")
def test_reading_leaves_no_process_behind(tmp_path: Path) -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = children.read_text()
    for name in ("a", "b"):
        (tmp_path / f"{name}.html").write_bytes(b"<html></html>")
    reading = read([tmp_path])
    next(reading)
    assert children.read_text() != before
    reading.close()
    assert children.read_text() == before

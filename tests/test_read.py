"""`read`: files, directories and standard input, from end to end."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import tracemalloc
from collections import deque
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from summarizer.limits import Limits
from summarizer.read import read
from summarizer.types import Cluster, Reject

GOOD = {"id": "c1", "documents": [{"text": "One."}, {"text": "Two."}], "references": ["R."]}
PAGE = "<!doctype html><title>Fire at sea</title><p>The ferry burned, and all were saved.</p>"


def lines(*records: object) -> bytes:
    return b"".join(
        (r if isinstance(r, bytes) else json.dumps(r).encode()) + b"\n" for r in records
    )


def one(*sources: str | os.PathLike[str], **options: Any) -> Cluster:
    (found,) = read(sources, **options)
    assert isinstance(found, Cluster)
    return found


def stdin(data: bytes | str) -> list[Cluster | Reject]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read(["-"], stdin=io.BytesIO(raw)))


def rejected(source: str | os.PathLike[str], **options: Any) -> str:
    (found,) = read([source], **options)
    assert isinstance(found, Reject)
    assert "\n" not in str(found)
    return str(found)


# --- loose articles


def test_loose_files_make_one_cluster_named_after_their_directory(tmp_path: Path) -> None:
    folder = tmp_path / "ferry"
    folder.mkdir()
    (folder / "b.txt").write_text("Fire at sea\n\nThe ferry burned.")
    (folder / "a.html").write_text(PAGE)
    (folder / "c.md").write_text("# Fire *again*\n\nThe **ferry** burned.")
    (folder / "d.json").write_text(json.dumps([{"id": "x", "text": "One."}, {"text": "Two."}]))
    (folder / ".hidden.txt").write_text("hidden")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    found = one(folder, language="fr")
    assert (found.id, found.language, found.warnings) == ("ferry", "fr", ())
    assert [a.id for a in found.articles] == ["a.html", "b.txt", "c.md", "x", "d.json-2"]
    assert [a.title for a in found.articles] == ["Fire at sea", "Fire at sea", "Fire again", "", ""]
    assert found.articles[1].location == str(folder / "b.txt")
    # A list or one path, as text or not; what is named again is read once.
    paths = sorted(folder.glob("[a-d].*"))
    assert found == one(*paths, folder, str(paths[0]), language="fr")
    assert found == next(read(folder, language="fr")) == next(read(str(folder), language="fr"))


def test_what_is_left_out_of_a_directory_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ferry burned.")
    (tmp_path / "page_files").mkdir()
    assert one(tmp_path).warnings == ()
    for name in ("b.docx", "c.pdf", "notes"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "more").mkdir()
    left, found = list(read([tmp_path]))
    assert str(left) == f"{tmp_path}: left out 4 of no known kind: b.docx, c.pdf, more …"
    assert isinstance(found, Cluster)
    assert found.warnings == (str(left),)
    (tmp_path / "event.json").write_text(json.dumps({"articles": ["a.txt"]}))
    assert one(tmp_path).warnings == ()


def test_rejected_articles_come_first_and_stay_in_the_warnings(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ferry burned.")
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.4")
    (tmp_path / "c.txt").write_text(" ")
    reject, empty, found = read([tmp_path])
    assert isinstance(reject, Reject)
    assert isinstance(found, Cluster)
    assert found.warnings == (str(reject), str(empty))
    assert "b.txt: it is a PDF" in str(reject)


def test_pages_decide_on_the_language(tmp_path: Path) -> None:
    pages = [tmp_path / f"{n}.html" for n in range(4)]
    for path, code in zip(pages, ("fr", "fr-CA", "de", "ja"), strict=True):
        path.write_text(PAGE.replace("<title>", f'<html lang="{code}"><title>'))
    assert one(*pages[:2]).language == "fr"
    mixed = one(*pages[:3])
    assert mixed.language == "fr"
    assert mixed.warnings == (f"{pages[2]}: its language is de, it is read as fr",)
    assert "language ja is written without spaces" in rejected(pages[3])
    assert one(*pages, language="pt").language == "pt"  # said by the user


# --- what cannot be read


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.txt", b"", "it is empty"),
        ("a.txt", b"a\x00b", "NUL"),
        ("a.html", b"<html></html>", "no article text"),
        ("a.md", b"---\n***\n![](x.png)\n", "no text"),
        ("a.json", b"{", "broken JSON"),
        ("a.json", b"[]", "empty list"),
        ("a.json", b"5", "this is a number"),
        ("a.jsonl", b"\n\n", "it is empty"),
        ("a.txt.gz", gzip.compress(b"text", mtime=0), "line 1: broken JSON"),
    ],
)
def test_a_bad_file_is_one_line_that_names_it(
    tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(data)
    line = rejected(tmp_path / name)
    assert line.startswith(str(tmp_path / name))
    assert why in line


def test_missing_and_impossible_paths(tmp_path: Path) -> None:
    assert "no such file" in rejected(tmp_path / "nope.txt")
    assert "nope" in rejected("nope\x00.txt")
    rejected("x" * 5_000)
    assert "no such file" in rejected(Path("https://c.example/1.html"))
    rejected(os.fsdecode(b"caf\xe9.txt")).encode()


def test_a_directory_without_usable_files_says_how_many_were_skipped(tmp_path: Path) -> None:
    assert "it is empty" in rejected(tmp_path)
    (tmp_path / "a.png").write_bytes(b"x")
    (tmp_path / ".b.txt").write_bytes(b"x")
    assert "2 skipped" in rejected(tmp_path)


def test_pipes_and_devices_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "pipe or a device" in rejected(tmp_path / "pipe.txt")
    assert "pipe or a device" in rejected("/dev/zero")
    assert "pipe.txt: it is a pipe or a device" in rejected(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    assert "not permitted" in rejected(tmp_path / "a.txt")


# --- cluster files


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_good_and_bad_records(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"many{suffix}"
    data = lines(
        b"\xef\xbb\xbf" + json.dumps(GOOD).encode(),
        b"",
        b"{broken",
        {"document": "One. ||||| Two.", "summary": "– S."},
        {"text": "An article."},
        b"[" * 500,
        b'{"documents": [{"text": "caf\xe9"}]}',
        b"x" * 5_000,
        {"cluster": "last", "documents": [{"text": "x"}, {"text": ""}]},
    )[:-1]
    path.write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    found = list(read([path], limits=Limits(line_bytes=1_000)))
    assert [f.id if isinstance(f, Cluster) else f.line for f in found] == [
        "c1", 3, f"many{suffix}:4", 5, 6, f"many{suffix}:7", 8, "last",
    ]  # fmt: skip
    first, last = found[0], found[-1]
    assert isinstance(first, Cluster)
    assert isinstance(last, Cluster)
    assert first.articles[0].location == f"{path}:1"
    assert last.warnings == ("article 2 left out: `text` is empty",)
    assert str(found[1]).startswith(f"{path}, line 3: broken JSON")
    assert "line 8: a record of more than 1,000 bytes" in str(found[-2])


def test_json_with_clusters(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([GOOD, {"documents": []}, {"documents": [{"text": "x"}]}]))
    reject, first, second = read([path])
    assert "item 2: no usable article" in str(reject)
    assert isinstance(first, Cluster)
    assert isinstance(second, Cluster)
    assert (first.id, second.id) == ("c1", "a.json:3")
    path.write_bytes(lines(GOOD, b"{broken", GOOD | {"id": "c2"}))
    assert [f.id if isinstance(f, Cluster) else f.line for f in read([path])] == ["c1", 2, "c2"]


def test_a_cut_gzip_gives_its_good_records_and_one_reject(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    noise = random.Random(0)
    texts = [noise.randbytes(99).hex() for _ in range(500)]
    data = gzip.compress(lines(*({"documents": [{"text": text}]} for text in texts)))
    for damaged, least in (
        (data[: len(data) // 2], 200),
        (data[:-4], 500),
        (data[:-8] + bytes(8), 500),
        (data + b"tail", 500),
    ):
        path.write_bytes(damaged)
        *good, bad = read([path])
        assert all(isinstance(c, Cluster) for c in good)
        assert len(good) >= least
        assert isinstance(bad, Reject)
        assert "broken or cut off" in bad.reason


@pytest.mark.parametrize(
    ("line", "times", "caps", "why"),
    [
        (b"\0", 100_000_000, {"line_bytes": 1_000_000}, "a line of more than"),
        (b"\0", 100_000_000, {}, "unpacks to more than 200 times its size"),
        (b" " * 9_999 + b"\n", 2_000, {"compression_ratio": 20}, "more than 20 times its size"),
        (b'{"id": 1}\n', 1_000, {"unpacked_bytes": 5_000}, "unpacks to more than 5,000 bytes"),
    ],
    ids=["line", "ratio", "own ratio", "size"],
)
def test_a_gzip_bomb_is_given_up(
    line: bytes, times: int, caps: dict[str, int], why: str, tmp_path: Path
) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(lines(GOOD) + line * times, 1))
    found = iter(read([path], limits=Limits(**caps)))
    assert isinstance(next(found), Cluster)
    tracemalloc.start()
    last = deque(found, maxlen=1).pop()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(last, Reject)
    assert why in str(last)
    assert "the rest is not read" in str(last)
    assert peak < (20_000_000 if "line_bytes" in caps else 120_000_000)


def test_news_that_packs_well_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    story = "The ferry burned, and all forty people on board were saved by a fishing boat. " * 30
    records = ({"id": n, "documents": [{"text": f"{n}. {story}"}]} for n in range(5_000))
    path.write_bytes(gzip.compress(lines(*records)))
    assert 100 < 5_000 * len(story) / path.stat().st_size < 200
    assert all(isinstance(found, Cluster) for found in read([path]))


@pytest.mark.parametrize("packed", [False, True])
def test_a_large_file_is_read_one_cluster_at_a_time(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("big.jsonl.gz" if packed else "big.jsonl")
    with gzip.open(path, "wb", 1) if packed else path.open("wb") as file:
        for n in range(5_000):
            file.write(lines({"id": n, "documents": [{"text": "The ferry burned. " * 60}]}))
    tracemalloc.start()
    count = sum(isinstance(c, Cluster) for c in read([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 1_000_000  # the file has 5 MB


def test_reading_starts_before_the_end_of_standard_input() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            record = lines(GOOD)
            buffer[: len(record)] = record
            return len(record)

    stream = io.BufferedReader(Endless(), 4_096)
    assert len(list(islice(read(["-"], stdin=stream), 100))) == 100


# --- standard input


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        ("The ferry burned.", ["The ferry burned."]),
        ("One.\n|||||\nTwo.\n\n|||||\n|||||\n", ["One.", "Two."]),
        ("[Editor's note] The ferry burned.", ["[Editor's note] The ferry burned."]),
        ("{sic} The ferry burned.", ["{sic} The ferry burned."]),
        ("3 < 4 <p> not a page", ["3 < 4 <p> not a page"]),
        ('{"text": "One."}', ["One."]),
        ('{\n  "text": "One.",\n  "title": "T"\n}\n', ["One."]),
        ('[{"text": "One."}, {"text": "Two."}]', ["One.", "Two."]),
        ('[\n{"text": "One."},\n{"text": "Two."}\n]', ["One.", "Two."]),
        (json.dumps(GOOD), ["One.", "Two."]),
        (json.dumps(GOOD, indent=1), ["One.", "Two."]),
        ("\ufeff" + json.dumps(GOOD), ["One.", "Two."]),
        (PAGE, ["The ferry burned, and all were saved."]),
        ("\n<!-- saved -->\n" + PAGE, ["The ferry burned, and all were saved."]),
        ("<div><p>The ferry burned.</p></div>", ["The ferry burned."]),
    ],
)
def test_standard_input_and_files_of_no_known_suffix_are_told_by_content(
    data: str, texts: list[str], tmp_path: Path
) -> None:
    (found,) = stdin(data)
    assert isinstance(found, Cluster)
    assert [a.text for a in found.articles] == texts
    assert {a.location for a in found.articles} <= {"-", "-:1"}
    (tmp_path / "file").write_text(data)
    assert [a.text for a in one(tmp_path / "file").articles] == texts


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_clusters_are_told_by_content(pack: Any, tmp_path: Path) -> None:
    data = pack(lines(GOOD, b"{broken", GOOD | {"id": "c2"}))
    (tmp_path / "file").write_bytes(data)
    for found in (stdin(data), list(read([tmp_path / "file"]))):
        assert [f.id if isinstance(f, Cluster) else f.line for f in found] == ["c1", 2, "c2"]


def test_standard_input_without_anything_and_twice() -> None:
    (empty,) = stdin(b"")
    assert str(empty).startswith("-: it is empty")
    found = list(read(["-", "-"], stdin=io.BytesIO(b"The ferry burned.")))
    assert [type(f).__name__ for f in found] == ["Reject", "Cluster"]
    assert "only once" in str(found[0])
    closed = io.BytesIO(b"x")
    closed.close()
    assert isinstance(next(read(["-"], stdin=closed)), Reject)

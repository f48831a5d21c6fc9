"""Web archives: a record each, whatever is wrong with its neighbours, in flat memory."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from warcs import BODY, DAY, HTML, capture, packed

from summarizer.errors import EmptySource, InputError, LimitExceeded
from summarizer.limits import DEFAULTS, Limits
from summarizer.read.cluster_files import Place
from summarizer.read.warc import Capture, captures
from summarizer.types import Article


def read(
    data: bytes | io.BufferedReader, limits: Limits = DEFAULTS
) -> tuple[list[Capture], list[str], Counter[str]]:
    """What is captured, why the rest is not, and what is skipped."""
    skipped: Counter[str] = Counter()

    def extract(page: bytes) -> Article:
        if b"unreadable" in page:
            raise EmptySource("no article text")
        return Article(page.decode("utf-8-sig", "replace"))

    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    items = list(captures(stream, Place("a.warc", "a.warc", "en", limits), extract, skipped))
    found = [i for i in items if isinstance(i, Capture)]
    return found, [str(i) for i in items if not isinstance(i, Capture)], skipped


FIRST, LAST = capture("https://one.example/1"), capture("https://two.example/3")


def chunked(data: bytes, size: int = 50) -> bytes:
    parts = [data[i : i + size] for i in range(0, len(data), size)] + [b""]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)


def test_what_an_article_states_is_its_record_s() -> None:
    (found,), bad, skipped = read(capture("<https://one.example/1#top>", "Örlé".encode()))
    assert found.article == Article(
        "Örlé", url="https://one.example/1#top", date="2031-05-02", id="a.warc:1",
        location="a.warc:1",
    )  # fmt: skip
    assert (found.key, found.moment) == ("//one.example/1", DAY[:-1])
    assert not bad
    assert not skipped


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (HTML, BODY),
        ("", BODY),
        ("Content-Type: text/html; charset*=a; charset*0=b\r\n", BODY),
        (HTML + "Content-Length: 3\r\n", BODY),
        (HTML + "Transfer-Encoding: chunked\r\n", chunked(BODY)),
        (HTML + "Transfer-Encoding: chunked\r\n", BODY),  # some crawlers unpack and still say so
        (HTML + "Content-Encoding: gzip\r\n", gzip.compress(BODY, mtime=0)),
        (HTML + "Content-Encoding: gzip\r\n", BODY),
        (HTML + "Content-Encoding: deflate\r\n", zlib.compress(BODY)),
        (
            HTML + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
            chunked(gzip.compress(BODY, mtime=0)),
        ),
    ],
)
def test_bodies_as_they_were_sent(head: str, body: bytes) -> None:
    records = FIRST, capture("http://x.example", body, head=head), LAST
    for data in (b"".join(records), packed(*records), gzip.compress(b"".join(records))):
        found, bad, _ = read(data)
        assert [c.article.text.encode() for c in found] == [BODY] * 3
        assert not bad


def test_brotli() -> None:
    brotli = pytest.importorskip("brotli", reason="the extra `warc` is not installed")
    head = HTML + "Content-Encoding: br\r\n"
    small, bomb = (brotli.compress(data, quality=1) for data in (BODY, bytes(60_000_000)))
    records = [capture("http://x.example", body, head=head) for body in (small, small[:-9], bomb)]
    found, bad, _ = read(packed(*records, LAST))
    assert len(found) == 2
    assert ["broken" in bad[0], "more than 5,000,000" in bad[1]] == [True, True]


def test_what_holds_no_page_is_counted() -> None:
    kinds = "request", "revisit", "warcinfo", "metadata", "odd"
    records = [capture("http://x.example", kind=kind) for kind in kinds]
    records += [
        capture("http://x.example", status="301 Moved"),
        capture("http://x.example", head="Content-Type: image/png\r\n"),
        capture("dns:x.example"),
        capture("http://x.example", bytes(30_000_000), head="Content-Type: video/mp4\r\n"),
    ]
    for data in (b"".join(records), packed(*records)):
        found, bad, skipped = read(data, replace(DEFAULTS, compression_ratio=10_000))
        assert not found
        assert not bad
        assert skipped == {
            "request records": 1, "revisit records": 1, "warcinfo records": 1,
            "metadata records": 1, "of unknown type": 1, "not of status 200": 1,
            "without HTML": 2, "of no web address": 1,
        }  # fmt: skip


# Records between two good ones, and why they are not read.
BROKEN = {
    "too short": (capture("http://x.example", length="60"), "Content-Length is wrong"),
    "too long": (capture("http://x.example", length="1000"), "Content-Length is wrong"),
    "absurd": (capture("http://x.example", length="9" * 17), "Content-Length is wrong"),
    "negative": (capture("http://x.example", length="-5"), "missing or no number"),
    "many digits": (capture("http://x.example", length="9" * 400), "missing or no number"),
    "no head": (capture("http://x.example", extra="X: " + "y" * 90_000), "no end within"),
    "no response": (capture("http://x.example").replace(b"HTTP/1.1", b"SPDY 4  "), "no HTTP"),
    "many fields": (capture("http://x.example", extra="X: y\r\n" * 500), "too many lines"),
    "cut": (capture("http://x.example", extra="WARC-Truncated: length\r\n"), "was cut off"),
    "no story": (capture("http://x.example", b"<p>unreadable"), "no article text"),
    "large": (capture("http://x.example", bytes(21_000_000)), "more than 20,000,000 bytes"),
    "chunk": (
        capture("http://x.example", b"5\r\n<p>on\r\nffff\r\ne",
                head=HTML + "Transfer-Encoding: chunked\r\n"), "a chunk of it",
    ),
    "body": (
        capture("http://x.example", gzip.compress(BODY)[:-9],
                head=HTML + "Content-Encoding: gzip\r\n"), "packed data is broken",
    ),
    "coding": (
        capture("http://x.example", b"\0" * 9, head=HTML + "Content-Encoding: sdch\r\n"),
        "not read (Content-Encoding)",
    ),
    "bomb": (
        capture("http://x.example", gzip.compress(bytes(40_000_000)),
                head=HTML + "Content-Encoding: gzip\r\n"), "more than 5,000,000 bytes",
    ),
    "garbage": (b"no record\r\n" * 9, "no record begins"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_record_is_one_line_and_its_neighbours_are_read(case: str, tmp_path: Path) -> None:
    record, reason = BROKEN[case]
    (tmp_path / "a.warc").write_bytes(FIRST + record + LAST)
    (tmp_path / "a.warc.gz").write_bytes(packed(FIRST, record, LAST))
    for path in tmp_path.iterdir():
        with path.open("rb") as file:
            found, bad, _ = read(file, replace(DEFAULTS, compression_ratio=10_000))
        assert [c.key for c in found] == ["//one.example/1", "//two.example/3"]
        assert len(bad) == 1
        assert bad[0].startswith("a.warc, line 2: ")
        assert reason in bad[0]


def broken_members() -> Iterator[tuple[bytes, str]]:
    member = gzip.compress(capture("http://x.example", random.Random(1).randbytes(5_000)), mtime=0)
    yield member[:40] + b"\xff" * 40 + member[80:], "packed data is broken"
    yield member[:-8] + bytes(4) + member[-4:], "packed data is broken"  # its checksum alone
    yield member[:900], "it is cut off"
    yield b"\x1f\x8b\x08" * 9, "it is cut off"  # its name has no end
    yield b"\x1f\x8b\x08\0" * 9, "packed data is broken"
    yield packed(capture("http://x.example", bytes(80_000_000))), "more than 200 times its size"


@pytest.mark.parametrize(("member", "reason"), [*broken_members()])
def test_a_broken_member_is_one_line_and_its_neighbours_are_read(
    member: bytes, reason: str
) -> None:
    found, bad, _ = read(packed(FIRST) + member + packed(LAST))
    assert [c.key for c in found] == ["//one.example/1", "//two.example/3"]
    assert len(bad) == 1
    assert reason in bad[0]


def test_members_within_each_other_count_together() -> None:
    """Each begins in the file name of the one before; all share their broken data."""
    data = gzip.compress(b"WARC/1.0\r\n\r\n" + bytes(9_000_000), mtime=0)[10:-8]
    starts = b"\x1f\x8b\x08\x08abcdef" * 40
    with pytest.raises(LimitExceeded, match="200 times its size"):
        read(starts + b"\0" + data + b"\xff" * 8)


def test_a_file_that_is_cut_off_is_read_to_there() -> None:
    for data in (FIRST + LAST, packed(FIRST, LAST)):
        found, bad, _ = read(data[:-60])
        assert len(found) == 1
        assert bad == ["a.warc, line 2: it is cut off: the file ends within the record"]


def test_what_is_no_archive_is_given_up() -> None:
    with pytest.raises(EmptySource):
        read(b"")
    assert "is it a web archive?" in read(b"WARC/9 or so\n" * 9)[1][0]
    with pytest.raises(LimitExceeded, match="given up after 5 broken records in a row"):
        read(b"WARC/1.0\r\n\r\n" * 9, replace(DEFAULTS, bad_records=5))
    assert "the rest is not read" in read(packed(FIRST, LAST), Limits(unpacked_bytes=900))[1][-1]


def test_anything_may_be_in_it() -> None:
    """Bytes changed, cut out, doubled: no error but ours, and no end without one."""
    dice = random.Random(5)
    seeds = [FIRST + r + LAST for r, _ in BROKEN.values() if len(r) < 100_000]
    seeds += [packed(s[: len(s) // 2], s[len(s) // 2 :]) for s in seeds] + [packed(FIRST, LAST)]
    for _ in range(1_500):
        data = bytearray(dice.choice(seeds))
        for _ in range(dice.randint(1, 4)):
            at, size = dice.randrange(len(data)), dice.randrange(200)
            data[at : at + dice.choice((0, size))] = dice.choice(
                (b"", b"\xff", b"WARC/1.0\r\n", b"\r\n\r\n", b"\x1f\x8b\x08", data[:size])
            )
        try:
            found, bad, _ = read(bytes(data) or b"\0")
            assert len(found) + len(bad) < 100
        except InputError:
            pass


def test_memory_does_not_grow_with_the_records(tmp_path: Path) -> None:
    peaks = []
    for number in (100, 1_000):
        path = tmp_path / f"{number}.warc.gz"
        page = packed(
            capture("http://x.example", random.Random(2).randbytes(20_000).hex().encode())
        )
        path.write_bytes(page * number)
        tracemalloc.start()
        with path.open("rb") as file:
            place = Place("a", "a", "en", DEFAULTS)
            assert (
                sum(1 for _ in captures(file, place, lambda _: Article("x"), Counter())) == number
            )
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]

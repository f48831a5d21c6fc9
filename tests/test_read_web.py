"""Fetching: from servers on loopback, with every way a server can misbehave."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers import (
    STORY,
    Server,
    answer,
    endless,
    get,
    packed,
    redirect,
    refused,
    rules,
    stay_on_loopback,
)

from summarizer.errors import EmptySource, LimitExceeded, UnreadableSource
from summarizer.read.web.fetch import Page, fetch
from summarizer.read.web.policy import Web

CHUNKED = answer(b"", Content_Length=None, Transfer_Encoding="chunked")


_loopback_only = pytest.fixture(autouse=True)(stay_on_loopback)


# --- what is fetched


def test_a_page_and_what_the_server_is_told() -> None:
    with Server(answer()) as server:
        url = f"http://NEWS.example.:{server.port}/a b%20ü?q=ü#part".replace(" ", "")
        page = fetch(url, rules(server))
    place = f"news.example:{server.port}"
    assert page == Page(f"http://{place}/ab%20%C3%BC?q=%C3%BC", "html", STORY)
    (request,) = server.asked
    assert request.startswith(f"GET /ab%20%C3%BC?q=%C3%BC HTTP/1.1\r\nHost: {place}\r\n")
    assert not {"cookie", "authorization", "referer"} & set(request.lower().split(":"))
    names = {line.partition(":")[0] for line in request.splitlines()[1:-1]}
    assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("text/html", "html"), ("TEXT/HTML; charset=utf-8", "html"),
        ("application/xhtml+xml", "html"), ("text/plain;format=flowed", "text"),
        ("text/markdown", "markdown"), ("application/json", "json"),
        ("application/x-ndjson", "clusters"), (None, ""), (" ", ""),
    ],
)  # fmt: skip
def test_the_type_decides(stated: str | None, kind: str) -> None:
    assert get(answer(Content_Type=stated)).kind == kind


def deflated(bits: int) -> bytes:
    packer = zlib.compressobj(wbits=bits)
    return packer.compress(STORY) + packer.flush()


@pytest.mark.parametrize(
    ("data", "packing"),
    [
        *((gzip.compress(STORY, mtime=0), name) for name in ("gzip", "x-gzip", "GZIP")),
        *((deflated(bits), "deflate") for bits in (15, -15)),  # with and without its header
    ],
)
def test_compressed_pages(data: bytes, packing: str) -> None:
    assert get(answer(data, Content_Encoding=packing)).data == STORY


def test_chunks_and_a_body_that_ends_with_the_connection() -> None:
    chunked = b"".join(b"%x;x=y\r\n%b\r\n" % (len(p), p) for p in (STORY[:9], STORY[9:]))
    end = b"0\r\nTrailer: x\r\n\r\n"
    assert get(CHUNKED + chunked + end).data == STORY
    assert get(answer(Content_Length=None)).data == STORY
    assert get(b"HTTP/1.1 100 Continue\r\n\r\n" + answer()).data == STORY


# --- what is refused


@pytest.mark.parametrize(
    "answering",
    [
        endless(b"HTTP/1.1 100 Continue\r\n\r\n"),
        endless(b"Set-Cookie: a=b\r\n", b"HTTP/1.1 200 OK\r\n"),
        endless(b"x" * 999, b"HTTP/1.1 200 OK\r\nA: "),
    ],
)
def test_heads_without_end(answering: Any) -> None:
    begun = time.monotonic()
    assert refused(answering)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "start",
    [answer(b"", Content_Length=None), CHUNKED + b"-1\r\n", CHUNKED + b"fffffffffffff\r\n"],
)
def test_bodies_without_end(start: bytes) -> None:
    tracemalloc.start()
    assert "LimitExceeded" in refused(endless(b"x" * 60_000, start), most=500_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_large_page_is_refused_before_and_while_it_comes() -> None:
    unstated, stated = {"Content_Length": None}, {"Content_Length": "500001"}
    for page in (answer(b"x" * 700_000, **unstated), answer(b"x", **stated)):
        assert "LimitExceeded: more than" in refused(page, most=500_000)
    assert len(get(answer(b"x" * 500_000), most=500_000).data) == 500_000


EMPTY = (answer(b""), answer(b" \n"), packed(b""), answer(b"", Content_Encoding="gzip"))
NO_HTTP = (
    b"", b"\n", b"SSH-2.0-OpenSSH_9.9\r\n", b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 2OO OK\r\n\r\n",
    b"HTTP/2.0 200\r\n\r\nx", b"\x00" * 100,
    b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 150 + b"\r\n",
    b"HTTP/1.1 " + b"2" * 70_000, b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000,
    b"HTTP/1.1 99999999999999 OK\r\n\r\n",
)  # fmt: skip
STATUS = ("404 Nope", "403 Forbidden", "500 X", "204 Y", "206 Z", "799 ?")
TYPES = (
    "application/pdf", "image/png", "application/octet-stream", "text/htmlx", "text/html, x/y",
    "html", ";", "text /html", "\x1b[31mred", "a/" + "b" * 9_000,
)  # fmt: skip
LENGTHS = ("20000001", "9" * 18, "-1", "+5", "1_0", "x", "1, 2", "9" * 5_000)
TWO_LENGTHS = answer(Content_Length=f"{len(STORY)}\r\nContent-Length: 5")


@pytest.mark.parametrize(
    ("answered", "why"),
    [
        *((answer(status=status), f"the server answers {status[:3]}") for status in STATUS),
        *((answer(Content_Type=stated), "it is of type ") for stated in TYPES),
        *((answer(Content_Length=length), "") for length in LENGTHS),
        *((page, "EmptySource: the page is empty") for page in EMPTY),
        *((answered, "") for answered in NO_HTTP),
        *((packed(packing=p), "not asked for") for p in ("br", "gzip, gzip", "compress", "zstd")),
        (TWO_LENGTHS, "broken length"),
        (answer(Transfer_Encoding="gzip, chunked"), "Transfer-Encoding"),
        (answer(status="302 Found"), "answers 302 Found"),  # without a target
        (answer(status="300 X", Location="/a"), "answers 300 Multiple Choices"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_what_is_refused_in_one_short_line(answered: bytes, why: str) -> None:
    told = refused(answered)
    assert why in told
    assert len(told) < 300
    assert "Nope" not in told


def reset(connection: socket.socket) -> None:
    connection.sendall(answer()[:-50])
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


@pytest.mark.parametrize(
    "broken",
    [
        answer()[:-1],
        answer()[:-300],
        answer(Content_Length=str(len(STORY) + 1)),
        CHUNKED + b"5\r\nabc",
        CHUNKED + b"3\r\nabc\r\n",
        CHUNKED + b"zz\r\nabc\r\n",
        answer(gzip.compress(STORY, mtime=0)[:-9], Content_Encoding="gzip"),
        answer(gzip.compress(STORY, mtime=0) + b"more", Content_Encoding="gzip"),
        answer(b"no gzip at all", Content_Encoding="gzip"),
        answer(b"\x00\x01", Content_Encoding="deflate"),
        answer(b"x", Content_Encoding="deflate"),
        reset,
    ],
)
def test_a_part_of_a_page_is_no_page(broken: Any) -> None:
    told = refused(broken)
    assert "broke off within the page" in told or "packed data is broken" in told


def test_nobody_listens() -> None:
    with Server(b"") as server:
        web = rules(server)
    with pytest.raises(UnreadableSource, match=r"no connection \(connection refused\)"):
        fetch(f"http://news.example:{server.port}/", web)


def test_bombs() -> None:
    bomb = packed(bytes(300_000_000), level=1)
    tracemalloc.start()
    assert "more than 20,000,000 bytes" in refused(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000
    assert "100 times its size" in refused(packed(b"a" * 5_000_000))
    assert get(packed(b"a" * 900_000)).data == b"a" * 900_000


# --- time


@pytest.mark.parametrize(
    ("part", "start"),
    [
        (b"x", b""), (b"x", b"HTTP/1.1 200 OK\r\n"), (b"x", answer(b"", Content_Length="500000")),
        (b"", answer()[:-50]),
    ],
)  # fmt: skip
def test_what_trickles_or_stalls_ends(part: bytes, start: bytes) -> None:
    begun = time.monotonic()
    told = refused(endless(part, start, 0.02), seconds=20.0, slow_start=0.3)
    assert "slower than 1,000 bytes a second" in told
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    ("part", "start"),
    [
        *((b"", start) for start in (b"", b"HTTP/1.1 200 OK\r\n", answer()[:-5])),
        (b"x" * 500, answer(b"", Content_Length=None)),
    ],
)
def test_what_hangs_and_a_steady_stream_end_at_the_deadline(part: bytes, start: bytes) -> None:
    begun = time.monotonic()
    assert "not there after 0.4 seconds" in refused(endless(part, start, 0.02), seconds=0.4)
    assert time.monotonic() - begun < 2


def test_looking_up_ends_at_the_deadline() -> None:
    going = threading.Event()

    def hang(host: str) -> list[str]:
        going.wait(10)
        return []

    begun = time.monotonic()
    assert "not there after" in refused(answer(), seconds=0.3, resolve=hang)
    assert time.monotonic() - begun < 2
    going.set()


def test_connecting_ends_at_the_deadline() -> None:
    with socket.socket() as full, contextlib.ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # nobody takes these, and no more are let in
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                one.connect(full.getsockname())
        port = full.getsockname()[1]
        web = Web(
            ports=frozenset({port}),
            permit=lambda address, port: address.is_loopback,
            resolve=lambda host: ["127.0.0.1"],
            seconds=0.3,
        )
        begun = time.monotonic()
        with pytest.raises(UnreadableSource, match="no answer"):
            fetch(f"http://news.example:{port}/", web)
    assert time.monotonic() - begun < 2


def test_redirects_share_the_time() -> None:
    def late(connection: socket.socket) -> None:
        time.sleep(0.3)
        connection.sendall(redirect("/"))

    assert "not there after 0.5 seconds" in refused(late, seconds=0.5)


HEADS = st.lists(
    st.sampled_from(
        [b"HTTP/1.1 200 OK\r\n", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n",
         b"Content-Type: text/html\r\n", b"Content-Encoding: gzip\r\n", b"Location: /\r\n",
         b"\r\n", b"5\r\nhello\r\n", b"0\r\n\r\n", b"\xff\xfe", b": \r\n", b" folded\r\n",
         b"Content-Type: =?utf-8?b?eA==?=; charset*=x''%ff\r\n", gzip.compress(b"<p>hello"), STORY]
    ) | st.binary(max_size=20),
    max_size=12,
).map(b"".join)  # fmt: skip


@pytest.fixture(scope="module")
def anything() -> Iterator[list[Any]]:
    """A server and what it answers."""
    said: list[Any] = [b""]
    with Server(lambda connection: connection.sendall(said[0])) as server:
        yield [server, said]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(answered=HEADS | HEADS.map(lambda rest: b"HTTP/1.1 200 OK\r\n" + rest))
def test_any_answer_is_a_page_or_an_error_of_ours(anything: list[Any], answered: bytes) -> None:
    server, said = anything
    said[0] = answered
    with contextlib.suppress(UnreadableSource, LimitExceeded, EmptySource):
        assert fetch(f"http://news.example:{server.port}/", rules(server, seconds=5.0)).data

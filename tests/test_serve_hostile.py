"""The server against clients that mean harm: each is refused properly, and the server lives."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from served import ONE, Running, needs_extra, serving

from summarizer.limits import MAX_BODY_BYTES, MAX_BODY_SECONDS, MAX_JOB_SOURCES, MAX_QUEUE

needs_extra()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("serve") / "data") as running:
        yield running


def post(path: str, body: bytes, kind: str = "application/json", *lines: str) -> bytes:
    head = [f"POST {path} HTTP/1.1", "Host: HOST", f"Content-Length: {len(body)}"]
    head += [f"Content-Type: {kind}"] if kind else []
    return "\r\n".join([*head, *lines, "", ""]).encode("latin-1") + body


def get(path: str, *lines: str, host: str = "Host: HOST") -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", host, *lines, "", ""]).encode("latin-1")


def fetching(address: str) -> bytes:
    return post("/api/summarize", b'{"fetch": ["%b"]}' % address.encode())


READ = b'{"sources": [{"text": "The mill burned."}]}'
JSON = "application/json"
EVIL = "Origin: http://evil.example"
CROSS, LINK = "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"
MANY = b",".join([b'{"text": "x"}'] * (MAX_JOB_SOURCES + 1))
FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n--x--\r\n'
HOSTILE = {
    # what is no request, or none to this server
    "noise": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (get("/", "Host: evil.example"), 400),
    "a rebound name": (get("/", host="Host: evil.example:8765"), 421),
    "a rebound name, for the interface": (get("/api/jobs", host="Host: evil.example"), 421),
    "a name that begins alike": (get("/", host="Host: 127.0.0.1.evil.example"), 421),
    "a name that ends alike": (get("/", host="Host: evil-localhost"), 421),
    "a user in the host": (get("/", host="Host: 127.0.0.1@evil.example"), 421),
    "another machine": (get("/", host="Host: 192.0.2.7"), 421),
    "absolute form": (get("http://evil.example/results"), 404),
    "a tunnel": (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: HOST\r\n\r\n", 404),
    "a header of 100 kB": (get("/", "X: " + "x" * 100_000), (400, 431)),
    "an address of 100 kB": (get("/" + "x" * 100_000), (400, 431)),
    "a header that is split": (get("/", "X: a\nY\x00: b"), 400),
    "an upgrade": (get("/", "Connection: Upgrade", "Upgrade: websocket"), 200),
    # pages elsewhere
    "foreign origin": (post("/api/read", READ, JSON, EVIL), 403),
    "no origin": (post("/api/read", READ, JSON, "Origin: null"), 403),
    "another port": (post("/", READ, FORM, "Origin: http://127.0.0.1:1"), 403),
    "a foreign form": (post("/", READ, FORM, CROSS, LINK), 403),
    "a foreign deletion": (post("/results/x/delete", b"", FORM, "Sec-Fetch-Site: same-site"), 403),
    "a foreign image": (get("/results", CROSS, "Sec-Fetch-Mode: no-cors"), 403),
    "a foreign link to the interface": (get("/api/jobs", CROSS, LINK), 403),
    "a preflight": (get("/api/read", EVIL).replace(b"GET", b"OPTIONS"), 403),
    # paths
    "up": (get("/../../etc/passwd"), 404),
    "up, encoded": (get("/results/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), 404),
    "a null": (get("/results/%00"), 404),
    "no UTF-8": (get("/results/%ff%fe"), 404),
    "SQL": (get("/api/jobs/'%20OR%201=1--"), 404),
    "an unknown id": (get("/api/jobs/" + "0" * 32), 404),
    "no such export": (get(f"/results/{'0' * 32}/export/sqlite3"), 404),
    "another method": (b"DELETE /results HTTP/1.1\r\nHost: HOST\r\n\r\n", 405),
    "a long wait": (get("/api/jobs?skip=-1"), 422),
    # bodies
    "stated too large": (post("/api/read", b"", JSON)
                         .replace(b"Length: 0", b"Length: %d" % 10**11), 413),
    "too large": (post("/api/read", b" " * (MAX_BODY_BYTES + 1)), 413),
    "two lengths": (post("/api/read", READ, JSON, "Content-Length: 3"), 400),
    "length and chunks": (post("/api/read", READ, JSON, "Transfer-Encoding: chunked"), 400),
    "a negative length": (post("/api/read", READ).replace(b"Length: ", b"Length: -"), 400),
    "broken chunks": (b"POST /api/read HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n"
                      b"Content-Type: application/json\r\n\r\nzz\r\n", 400),
    "plain text": (post("/api/read", READ, "text/plain"), 415),
    "no type": (post("/api/read", READ, ""), 415),
    "JSON to a page": (post("/", READ), 415),
    "no JSON": (post("/api/read", b"{"), 400),
    "Latin-1": (post("/api/read", '{"x": "é"}'.encode("latin-1")), 400),
    "UTF-16": (post("/api/read", READ.decode().encode("utf-16")), 400),
    "deep": (post("/api/read", b"[" * 100_000), 400),
    "a key twice": (post("/api/read", b'{"fetch": [], "fetch": []}'), 400),
    "a huge number": (post("/api/summarize", b'{"words": %b}' % (b"9" * 19)), 422),
    "another key": (post("/api/read", b'{"path": "/etc/passwd"}'), 422),
    "a path as a source": (post("/api/read", b'{"sources": ["/etc/passwd"]}'), 422),
    "no list": (post("/api/read", b'"x"'), 422),
    "too many": (post("/api/read", b'{"sources": [%b]}' % MANY), 422),
    "a method that loads": (post("/api/summarize", b'{"method": "transformer:/etc"}'), 422),
    "no parts": (post("/", b"x", FORM), 400),
    "no boundary": (post("/", b"x", "multipart/form-data"), 400),
    "an odd charset": (post("/", PART % (b"text", b"", b"\xff"), f"{FORM}; charset=x-none"), 303),
    "nothing": (post("/", PART % (b"text", b"", b" "), FORM), 422),
    "only addresses": (post("/", PART % (b"text", b"", b"http://a.example/"), FORM), 422),
    # addresses that lead here
    **{address: (fetching(address), 422) for address in (
        "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://10.0.0.1/",
        "http://169.254.169.254/latest/", "http://2130706433/", "http://0x7f.1/", "http://0/",
        "file:///etc/passwd", "http://a@127.0.0.1/", "http://\\\\u0000/", "gopher://127.0.0.1/",
    )},
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_refused_and_the_server_lives(name: str, server: Running) -> None:
    sent, status = HOSTILE[name]
    found = server.raw(sent)
    assert found.status in (status if isinstance(status, tuple) else (status,)), found
    assert b"Traceback" not in found.body
    assert b"root:" not in found.body
    if found.status not in (200, 400):  # which the parser of HTTP may have said, before our headers
        assert found.headers["content-security-policy"].startswith("default-src 'none'")
        assert found.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in found.headers
    assert server.ask("GET", "/api/jobs").status == 200


@pytest.mark.parametrize("name", ["localhost", "a.example"])
def test_a_name_that_leads_here_is_not_fetched(name: str, server: Running) -> None:
    """A name is resolved when it is fetched: nothing on loopback is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        id = server.raw(fetching(f"http://{name}/")).json["id"]
        job = server.done(id)
        with pytest.raises(TimeoutError):
            listening.accept()
    assert (job["status"], job["error"]["error"]) == ("failed", "NothingUsable")


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "/etc/passwd", "..\\x", ".ssh/id", "a\x00b", "x" * 500, "é/ü.txt"],
)
def test_names_of_files_lead_nowhere(name: str, server: Running) -> None:
    given = {"sources": [{"text": ONE, "name": name}, {"text": ONE, "name": name}]}
    job = server.done(server.ask("POST", "/api/read", given).json["id"])
    assert job["status"] == "done", job
    documents = job["result"]["documents"]
    assert [document["text"].strip() for document in documents] == [ONE] * 2
    assert all(".." not in document["location"] for document in documents)


@pytest.mark.slow
def test_slow_clients_are_given_up(server: Running) -> None:
    """Heads and bodies that trickle end, while others are answered."""

    def trickle(start: bytes) -> float:
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.settimeout(1)
            began = time.monotonic()
            connection.sendall(start.replace(b"HOST", b"127.0.0.1"))
            while time.monotonic() - began < 2 * MAX_BODY_SECONDS:
                try:
                    connection.sendall(b"x")
                    if not connection.recv(1):
                        break
                except TimeoutError:
                    assert server.ask("GET", "/").status == 200
                except OSError:
                    break
            return time.monotonic() - began

    assert trickle(b"GET / HTTP/1.1\r\nX: ") < MAX_BODY_SECONDS
    assert (
        trickle(post("/api/read", b"").replace(b"Length: 0", b"Length: 999"))
        < 1.5 * MAX_BODY_SECONDS
    )


def test_the_queue_is_bounded(server: Running) -> None:
    """Who comes when it is full is told to come again, and its end is reached."""
    long = " ".join(f"Mayor Number{n} said on Friday that mill {n} had burned." for n in range(300))
    given = {"sources": [{"text": f"{long} {n}"} for n in range(8)], "words": 500}
    answers = [server.ask("POST", "/api/summarize", given) for _ in range(MAX_QUEUE + 8)]
    statuses = {answer.status for answer in answers}
    assert statuses == {202, 429}
    assert all("retry-after" in a.headers for a in answers if a.status == 429)
    for answer in answers:
        if answer.status == 202:
            assert server.ask("DELETE", f"/api/jobs/{answer.json['id']}").status == 204
    read = server.ask("POST", "/api/read", {"sources": [{"text": ONE}]})
    assert server.done(read.json["id"])["status"] == "done"

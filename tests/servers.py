"""Servers on loopback that answer what a test tells them to, byte for byte."""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import InputError
from summarizer.read.web.fetch import Page, fetch
from summarizer.read.web.policy import Web
from summarizer.read.web.target import Address

CERTIFICATE = Path(__file__).parent / "news.example.pem"
STORY = (
    b"<!doctype html><title>Mill burns at Orrin Bridge</title><article><h1>Mill burns at Orrin "
    b"Bridge</h1><p>A paper mill at Orrin Bridge burned down on Friday night, and 30 workers got "
    b"out unhurt, the fire brigade said.</p><p>The mill had stood beside the river since 1871 and "
    b"employed 210 people.</p></article>"
)

Answer = Callable[[socket.socket], None] | bytes


def answer(body: bytes = STORY, status: str = "200 OK", **headers: str | None) -> bytes:
    """A whole answer; headers by keyword, with _ for -, and None to leave one out."""
    given = {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}
    lines = [f"{k.replace('_', '-')}: {v}" for k, v in given.items() if v is not None]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + body


def packed(body: bytes = STORY, packing: str = "gzip", level: int = 9) -> bytes:
    """An answer that is packed with gzip, and says how it says it is."""
    return answer(gzip.compress(body, level, mtime=0), Content_Encoding=packing)


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", status, Location=location)


class Server:
    """Answers each path as `pages` says, and keeps what it was asked; a context manager."""

    def __init__(self, pages: dict[str, Answer] | Answer, *, tls: bool = False) -> None:
        self._pages = pages
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if self._context:
            self._context.load_cert_chain(CERTIFICATE)
        self._open: list[socket.socket] = []
        self.port: int = self._socket.getsockname()[1]
        self.connections = 0
        self.asked: list[str] = []
        self.posted: list[bytes] = []

    def __enter__(self) -> Server:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            connection.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError, KeyError):
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            request = head(connection)
            self.asked.append(request)
            if length := re.search(r"content-length: (\d+)", request, re.IGNORECASE):
                with connection.makefile("rb") as stream:
                    self.posted.append(stream.read(int(length[1])))
            found = self._pages
            if isinstance(found, dict):
                found = found[request.split(" ")[1]]
            if callable(found):
                found(connection)
            else:
                connection.sendall(found)
        # Closing with something unread would throw away what was sent.
        with contextlib.suppress(OSError, ValueError):
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        connection.close()


def head(connection: socket.socket) -> str:
    """The head of a request, up to the empty line; the first byte of one in TLS."""
    got = b""
    while not got.endswith((b"\r\n\r\n", b"\x16")) and (byte := connection.recv(1)):
        got += byte
    return got.decode("latin-1")


def rules(*servers: Server, **changed: Any) -> Web:
    """The web in which every name is loopback and these servers' ports are public."""
    ports = frozenset(server.port for server in servers)

    def permit(address: Address, port: int) -> bool:
        return str(address) == "127.0.0.1" and port in ports

    given = {"ports": ports, "permit": permit, "resolve": lambda host: ["127.0.0.1"], **changed}
    return Web(**given)


def trusting() -> ssl.SSLContext:
    """A context that trusts the certificate of the tests, and checks everything."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def get(pages: Any, path: str = "/", **changed: Any) -> Page:
    with Server(pages) as server:
        return fetch(f"http://news.example:{server.port}{path}", rules(server, **changed))


def refused(pages: Any, path: str = "/", **changed: Any) -> str:
    with pytest.raises(InputError) as caught:
        get(pages, path, **changed)
    assert str(caught.value).isprintable()
    return f"{type(caught.value).__name__}: {caught.value}"


def endless(part: bytes, start: bytes = b"", pause: float = 0.0) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(part)
            time.sleep(pause)

    return send


def stay_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a test connects to anything but 127.0.0.1, or looks a name up."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        assert address[0] == "127.0.0.1", f"{address}: a test left this machine"
        connect(self, address)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a test looked a name up")

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", never)

"""One request and the head of its answer, over HTTP/1.1; no cookies, no credentials."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from typing import Any

from summarizer.errors import UnreadableSource
from summarizer.read.web.connect import connect, secured
from summarizer.read.web.rules import Deadline, Web
from summarizer.read.web.target import Target
from summarizer.read.web.wire import Wire

_WANTED = (
    "User-Agent: consensus-summarizer",
    "Accept: text/html, application/xhtml+xml, text/plain;q=0.9, application/json;q=0.8",
    "Accept-Encoding: gzip",
    "Connection: close",
)


@contextmanager
def ask(target: Target, web: Web, deadline: Deadline) -> Iterator[HTTPResponse]:
    """The answer of a target, its body not yet read; the connection ends with the context.

    Raises UnreadableSource or LimitExceeded.
    """
    connection = connect(target, web, deadline)
    try:
        path = target.path
        if target.scheme == "https":
            if web.via:
                _tunnel(connection, target, web, deadline)
            connection = secured(connection, target, web, deadline)
        elif web.via:
            path = str(target)
        lines = (f"GET {path} HTTP/1.1", f"Host: {target.place}", *_WANTED)
        yield _answer(connection, lines, web, deadline)
    finally:
        connection.close()


def _tunnel(connection: socket.socket, target: Target, web: Web, deadline: Deadline) -> None:
    """Have the proxy connect through to the target."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    place = f"{host}:{target.port}"
    answer = _answer(connection, (f"CONNECT {place} HTTP/1.1", f"Host: {place}"), web, deadline)
    if answer.status != 200:
        raise UnreadableSource(f"the proxy answers {answer.status}")


def _answer(
    connection: socket.socket, lines: tuple[str, ...], web: Web, deadline: Deadline
) -> HTTPResponse:
    """Send a request and read the head of the answer."""
    wire: Any = Wire(connection, deadline, web.slow_start)
    answer = HTTPResponse(wire, method=lines[0].partition(" ")[0])
    try:
        connection.settimeout(deadline.left())
        connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        answer.begin()
    except TimeoutError:
        raise deadline.over() from None
    except OSError:
        raise UnreadableSource("the connection broke off before an answer") from None
    except (HTTPException, ValueError):
        raise UnreadableSource("its answer is not HTTP, or has too many headers") from None
    wire.expect_body()
    return answer

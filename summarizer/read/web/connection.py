"""HTTP/1.1 over a socket that is connected to a checked address; no cookies, no credentials.

A host name is resolved once, all its addresses are checked, and one of these very addresses is
connected to: no second answer of the DNS can lead elsewhere.  urllib3 speaks HTTP over that
socket.  Connecting and TLS are done here, because urllib3 resolves names itself, bounds each
read and not the whole exchange, and takes a TLS connection that is cut off for one that ended.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from ipaddress import IPv4Address, ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.response import HTTPResponse
from urllib3.util import SKIP_HEADER

from summarizer.errors import LimitExceeded, UnreadableSource
from summarizer.limits import MAX_HEAD_BYTES, MIN_BYTES_PER_SECOND
from summarizer.read.web.policy import AGENT, Deadline, Web
from summarizer.read.web.target import Address, Target
from summarizer.types import displayed

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

BROKEN_LENGTH = "it states a broken length (Content-Length)"
_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, "
    "text/plain;q=0.9, application/xml;q=0.9, application/json;q=0.8",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


@contextmanager
def request(
    target: Target,
    web: Web,
    deadline: Deadline,
    headers: Mapping[str, str],
    content: bytes | None = None,
) -> Iterator[HTTPResponse]:
    """The response to a GET, or a POST of content, with these headers; its body is not read yet.

    The connection ends with the context.

    Raises UnreadableSource or LimitExceeded.
    """
    sock = _connected(target, web, deadline.within(web.connect))
    try:
        path = target.path
        if target.scheme == "https":
            if web.via:
                _tunnel(sock, target, web, deadline)
            sock = _secured(sock, target, web, deadline)
        elif web.via:
            path = str(target)
        method = "GET" if content is None else "POST"
        given = {"Host": target.place, **_HEADERS, **headers}
        yield _response(_MeteredSocket(sock, deadline, web), method, path, given, content)
    finally:
        sock.close()


class _MeteredSocket(io.RawIOBase):
    """What HTTPConnection needs of a socket, bounded in total time, rate and bytes.

    A socket's own timeout starts anew with every byte that arrives, and http.client takes
    headers by the megabyte and interim responses without end.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline, web: Web) -> None:
        self._socket = sock
        self.deadline = deadline
        self._web = web
        self._began = 0.0
        self._received = 0
        self._most = MAX_HEAD_BYTES

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def sendall(self, data: ReadableBuffer) -> None:
        self._socket.settimeout(self.deadline.left())
        self._socket.sendall(data)

    def settimeout(self, seconds: float | None) -> None:
        pass  # the deadline decides

    def close(self) -> None:
        pass  # `request` closes the socket; HTTPConnection would before the body is read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Some bytes, or 0 at the end.  Raises LimitExceeded, or OSError when it breaks off."""
        left, due = self.deadline.left(), self._due()
        if due <= 0:
            raise self._slow()
        self._socket.settimeout(min(left, due))
        try:
            count = self._socket.recv_into(buffer)
        except TimeoutError:
            raise (self._slow() if due < left else self.deadline.over()) from None
        self._began = self._began or time.monotonic()
        self._received += count
        if self._received > self._most:
            raise LimitExceeded("its answer has no end, or a head of many thousand lines")
        return count

    def expect_body(self) -> None:
        """From now on a whole page may come; chunk headers may double it."""
        self._most = MAX_HEAD_BYTES + 2 * self._web.most

    def _slow(self) -> LimitExceeded:
        rate = f"slower than {MIN_BYTES_PER_SECOND:,} bytes a second"
        return LimitExceeded(f"{rate}: {self.deadline.advice}")

    def _due(self) -> float:
        """Seconds within which more has to come; not before the server's first byte."""
        if not self._began:
            return float("inf")
        earned = self._web.slow_start + self._received / MIN_BYTES_PER_SECOND
        return self._began + earned - time.monotonic()


def _response(
    wire: _MeteredSocket,
    method: str,
    path: str,
    headers: Mapping[str, str],
    content: bytes | None = None,
) -> HTTPResponse:
    """Send a request and read the head of the response; the body stays as it is encoded."""
    connection = HTTPConnection("")  # never connects: it has its socket
    connection.sock = wire
    try:
        connection.request(
            method, path, content, headers, preload_content=False, decode_content=False
        )
        response = connection.getresponse()
    except TimeoutError:
        raise wire.deadline.over() from None
    except OSError:
        raise UnreadableSource("the connection broke off before an answer") from None
    except InvalidHeader:
        raise UnreadableSource(BROKEN_LENGTH) from None
    except (HTTPException, HTTPError, ValueError):
        raise UnreadableSource("its answer is not HTTP, or has too many headers") from None
    wire.expect_body()
    return response


def _connected(target: Target, web: Web, deadline: Deadline) -> socket.socket:
    """A connection to a target, or to the proxy that leads there.

    Through a proxy, only an address that stands in the target itself can be checked.
    """
    if target.port not in web.ports:
        usual = " and ".join(map(str, sorted(web.ports)))
        raise UnreadableSource(f"port {target.port} is not one of the web's ({usual})")
    if not web.via or target.address:
        addresses = _resolved(target, web, deadline)
        for address in addresses:
            _check(address, target, web)
    if not web.via:
        return _dialled(addresses, target.port, deadline)
    try:  # the user named the proxy, so it may be anywhere
        return _dialled(_resolved(web.via, web, deadline), web.via.port, deadline)
    except UnreadableSource as error:
        raise UnreadableSource(f"the proxy {web.via.place}: {error}") from None


def _resolved(target: Target, web: Web, deadline: Deadline) -> list[Address]:
    """The addresses of the target's host, each once, in the order of the answer."""
    if target.address is not None:
        return [target.address]
    box: SimpleQueue[list[Address] | None] = SimpleQueue()

    def resolve() -> None:
        try:
            box.put([ip_address(text) for text in dict.fromkeys(web.resolve(target.host))])
        except (OSError, ValueError):
            box.put(None)

    # The system's resolver cannot be told to stop, so the thread is left behind.
    Thread(target=resolve, daemon=True).start()
    try:
        found = box.get(timeout=deadline.left())
    except Empty:
        raise deadline.over() from None
    if not found:
        raise UnreadableSource(f"there is no host {target.host}: check the address")
    return found


def _check(address: Address, target: Target, web: Web) -> None:
    if not web.permit(address, target.port):
        if target.address:
            raise UnreadableSource(f"{address} is not {web.reach}")
        raise UnreadableSource(f"{target.host} leads to {address}, which is not {web.reach}")


def _dialled(addresses: list[Address], port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first of these addresses that answers."""
    reason = ""
    for i, address in enumerate(addresses):
        seconds = deadline.left() / (len(addresses) - i)
        try:
            return _dialled_one(address, port, seconds)
        except TimeoutError:
            reason = "no answer"
        except OSError as error:
            reason = error.strerror or type(error).__name__
    raise UnreadableSource(f"no connection ({displayed(reason).lower()}): check the address")


def _dialled_one(address: Address, port: int, seconds: float) -> socket.socket:
    """A connection to this address and no other.  Raises OSError."""
    family = socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6
    try:
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError:  # a system without IPv6
        raise OSError(0, "no way there") from None
    try:
        sock.settimeout(seconds)
        sock.connect((str(address), port))
        peer = sock.getpeername()
        if (ip_address(peer[0]), peer[1]) != (address, port):
            raise OSError(0, "another address answered")
    except BaseException:
        sock.close()
        raise
    return sock


def _tunnel(sock: socket.socket, target: Target, web: Web, deadline: Deadline) -> None:
    """Have the proxy connect through to the target."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    place = f"{host}:{target.port}"
    wire = _MeteredSocket(sock, deadline, web)
    headers = {"Host": place, "User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER}
    response = _response(wire, "CONNECT", place, headers)
    if response.status != 200:
        raise UnreadableSource(f"the proxy answers {response.status}")


def _secured(plain: socket.socket, target: Target, web: Web, deadline: Deadline) -> socket.socket:
    """The connection with TLS to the target, its certificate and name checked."""
    context = web.trust()
    # A connection cut off must not pass for the end of the page: neither in OpenSSL, which some
    # builds of Python 3.11 tell to ignore it, nor in Python's socket.
    context.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    try:
        plain.settimeout(deadline.left())
        return context.wrap_socket(plain, server_hostname=target.host, suppress_ragged_eofs=False)
    except ssl.SSLCertVerificationError as error:
        raise UnreadableSource(f"its certificate is not trusted ({_reason(error)})") from None
    except TimeoutError:
        raise deadline.over() from None
    except ssl.SSLError as error:
        raise UnreadableSource(f"no secure connection ({_reason(error)})") from None
    except (OSError, ValueError):
        raise UnreadableSource("no secure connection: it was broken off") from None


def _reason(error: ssl.SSLError) -> str:
    stated: Any = getattr(error, "verify_message", "") or error.reason or "it broke off"
    return displayed(stated).replace("_", " ").lower().rstrip(".")

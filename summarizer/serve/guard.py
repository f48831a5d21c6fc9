"""Who may ask, and how much: checked before anything else sees a request.

A page elsewhere on the web must not drive this server through the browser of whoever runs it: the
name it is called by must be its own (against DNS rebinding), and what comes from another origin is
refused.  With a token whoever does not know it is refused, too.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from summarizer.limits import MAX_BODIES_BYTES, MAX_BODY_BYTES, MAX_BODY_SECONDS, MAX_HEAD_BYTES

COOKIE = "consensus"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_SAFE = ("GET", "HEAD", "OPTIONS")
# For every answer; a page has a policy of its own beside.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Connection": "close",
}
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Rules:
    """The names the server goes by, besides any address of this machine if `addresses`, and the
    token that is asked for, if there is one.
    """

    names: frozenset[str]
    addresses: bool = False
    token: str = ""

    def knows(self, host: str) -> bool:
        """Whether a Host or the host of an Origin is this server's."""
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        name = name.strip("[]").lower().removesuffix(".")
        if name in self.names:
            return True
        try:
            return self.addresses and bool(ip_address(name))
        except ValueError:
            return False


class Refused(Exception):
    """A request that is not answered, with the status and a line."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Guard:
    """The server behind its rules."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules
        self._held = 0  # bytes of bodies that are in memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _with_headers(send)
        body = bytearray()
        try:
            head = _Head(scope)
            self._admit(head)
            if head.method not in _SAFE:
                try:
                    async with asyncio.timeout(MAX_BODY_SECONDS):
                        await self._take(body, receive, head.one("content-length"))
                except TimeoutError:
                    raise Refused(408, "the request took too long to come") from None
            await self._app(scope, _replayed(bytes(body), receive), answer)
        except Refused as refused:
            await _drained(receive)
            await _refuse(scope["path"], refused, answer)
        finally:
            self._held -= len(body)

    def _admit(self, head: _Head) -> None:
        """Raise Refused for what comes from elsewhere, or without the token."""
        rules = self._rules
        if head.size > MAX_HEAD_BYTES:
            raise Refused(431, f"a head of more than {MAX_HEAD_BYTES:,} bytes")
        if head.one("content-length") and head.one("transfer-encoding"):
            raise Refused(400, "two statements of the body's length")
        if not rules.knows(head.one("host")):
            raise Refused(421, "this server does not go by that name (Host)")
        origin = head.one("origin")
        if origin and origin not in (f"http://{head.one('host')}", f"https://{head.one('host')}"):
            raise Refused(403, "a page of another origin may not ask (Origin)")
        if head.one("sec-fetch-site") in ("cross-site", "same-site"):
            link = head.one("sec-fetch-mode") == "navigate" and head.method in _SAFE
            if not link or head.path.startswith("/api"):
                raise Refused(403, "a page of another origin may not ask (Sec-Fetch-Site)")
        if rules.token and head.path != "/login" and not head.shows(rules.token):
            raise Refused(401, "the token is needed: Authorization: Bearer TOKEN")

    async def _take(self, body: bytearray, receive: Receive, stated: str) -> None:
        """Take a body up to its end.  Raises Refused where it is too large."""
        more = True
        size = int(stated[:12]) if stated.isdecimal() else 0
        while more:
            if size > MAX_BODY_BYTES:
                raise Refused(413, f"more than {MAX_BODY_BYTES:,} bytes")
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused(400, "the request broke off")
            part = message.get("body", b"")
            if self._held + len(part) > MAX_BODIES_BYTES:
                raise Refused(429, "too many large requests at once: try again in a while")
            body += part
            self._held += len(part)
            size, more = len(body), message.get("more_body", False)


class _Head:
    """The head of a request."""

    def __init__(self, scope: Scope) -> None:
        self.path: str = scope["path"]
        self.method: str = scope["method"]
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]

    @property
    def size(self) -> int:
        """Its bytes, about."""
        return len(self.path) + sum(len(key) + len(value) for key, value in self._headers)

    def one(self, name: str) -> str:
        """A header that may come once; Refused where it comes twice."""
        found = [value.decode("latin-1") for key, value in self._headers if key == name.encode()]
        if len(found) > 1:
            raise Refused(400, f"the header {name} stands twice")
        return found[0].strip() if found else ""

    def shows(self, token: str) -> bool:
        """Whether the token comes with the request."""
        given = [self.one("authorization").removeprefix("Bearer ")]
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(self.one("cookie"))
        except CookieError:
            cookies.clear()
        given += [cookies[COOKIE].value] if COOKIE in cookies else []
        return any(same(one, token) for one in given)


def same(given: str, token: str) -> bool:
    """Whether this is the token, in a time that says nothing about it."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode("utf-8"))


def _replayed(body: bytes, receive: Receive) -> Receive:
    """What gives a body that came whole, then what still comes."""
    rest: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return rest.pop() if rest else await receive()

    return again


async def _drained(receive: Receive) -> None:
    """Take what is still coming, for a moment: who is cut off while sending sees no answer."""
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            while (message := await receive()).get("more_body"):
                assert message["type"] == "http.request"


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {key.lower() for key, _ in message.get("headers", ())}
            every = {**HEADERS, "Content-Security-Policy": POLICY}
            message = {
                **message,
                "headers": [
                    *message.get("headers", ()),
                    *((k.lower().encode(), v.encode()) for k, v in every.items()
                      if k.lower().encode() not in given),
                ],
            }  # fmt: skip
        await send(message)

    return sending


async def _refuse(path: str, refused: Refused, send: Send) -> None:
    """Answer with a line; whoever opens a page without the token is led to where it is given."""
    headers: list[tuple[bytes, bytes]] = []
    status = refused.status
    if status == HTTPStatus.UNAUTHORIZED and not path.startswith("/api"):
        status = 303
        headers = [(b"location", f"/login?next={quote(path, safe='/')}".encode())]
    elif status == HTTPStatus.UNAUTHORIZED:
        headers = [(b"www-authenticate", b"Bearer")]
    body = problem(HTTPStatus(status).phrase, str(refused))
    headers += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def problem(kind: str, message: str) -> bytes:
    """The body of an answer that is an error."""
    return json.dumps({"error": kind, "message": message}, ensure_ascii=False).encode("utf-8")


def rules_of(host: str, others: Iterable[str], token: str) -> Rules:
    """The rules of a server that listens on this address."""
    names = {host.lower(), *(name.lower() for name in others)}
    wild = host in ("0.0.0.0", "::")
    names |= LOOPBACK if host in LOOPBACK or wild else set()
    return Rules(frozenset(names), wild, token)


class Protocol(H11Protocol):
    """HTTP/1.1 in which the head of a request must come in time; one request a connection."""

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the head."""
        super().connection_made(transport)
        self.loop.call_later(MAX_BODY_SECONDS / 3, self._give_up)

    def _give_up(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()

"""An address → the page it leads to, over at most three redirects, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException

from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from summarizer.errors import EmptySource, InputError, LimitExceeded, UnreadableSource
from summarizer.limits import MAX_REDIRECTS
from summarizer.read.decode import stated_charset, to_utf8
from summarizer.read.streams import decompressed
from summarizer.read.web.connection import BROKEN_LENGTH, request
from summarizer.read.web.policy import Deadline, Web
from summarizer.read.web.target import Target, parse, redirected
from summarizer.types import displayed

REDIRECTS = (301, 302, 303, 307, 308)
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/json": "json",
    "application/x-ndjson": "clusters",
    "application/feed+json": "json",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/xml": "feed",
    "text/xml": "feed",
    "text/x-opml": "feed",
}
_ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")
_TYPE = re.compile(r"\s*([\w.+-]{1,60}/[\w.+-]{1,60})\s*(?:;|\Z)", re.ASCII)
_SHOWN = 200
_CUT = "the connection broke off within the page: try again"


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: its own address, its kind (empty where not stated), and its bytes.

    `etag` and `modified` are what a later request may ask by, whether it is still the same;
    `unchanged` says that it is, and there are no bytes.
    """

    url: str
    kind: str
    data: bytes
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


class StatusError(UnreadableSource):
    """The server answers with another status than 200."""

    status = 0


Hop = Callable[[Target], Mapping[str, str]]


def fetch(url: str, web: Web, hop: Hop = lambda target: {}) -> Page:
    """The page at an address.  Raises UnreadableSource, LimitExceeded or EmptySource.

    `hop` is called before each request, also those that redirects lead to: it may refuse it with
    an InputError, and gives the headers that are sent with it.
    """
    deadline = Deadline(web.seconds, web.advice)
    target, led = parse(url), ""
    for _ in range(MAX_REDIRECTS + 1):
        try:
            found = _step(target, web, deadline, hop(target))
        except InputError as error:
            error.args = (f"{led}{error}",)
            raise error from None
        if isinstance(found, Page):
            return found
        target, led = found, f"it leads to {str(found)[:_SHOWN]}: "
    raise UnreadableSource(f"more than {MAX_REDIRECTS} redirects: give the address they end at")


def exchange(
    target: Target, web: Web, headers: Mapping[str, str], content: bytes | None = None
) -> tuple[int, bytes]:
    """The status and the body of the answer to a GET, or to a POST of content, whatever it is.

    Redirects are not followed.  Raises UnreadableSource or LimitExceeded.
    """
    deadline = Deadline(web.seconds, web.advice)
    with request(target, web, deadline, headers, content) as response:
        return response.status, _body(response, web.most)


def _step(
    target: Target, web: Web, deadline: Deadline, headers: Mapping[str, str]
) -> Page | Target:
    """The page at a target, or where the target redirects to."""
    with request(target, web, deadline, headers) as response:
        if response.status in REDIRECTS and (location := _header(response, "Location")):
            return redirected(target, location)
        if response.status == HTTPStatus.NOT_MODIFIED and headers:
            return Page(str(target), "", b"", unchanged=True)
        if response.status != HTTPStatus.OK:
            error = StatusError(f"the server answers {status_words(response.status)}")
            error.status = response.status
            raise error
        kind, charset = _content_type(response)
        etag, modified = (_header(response, name) for name in ("ETag", "Last-Modified"))
        data = _body(response, web.most)
        if not data.strip():
            raise EmptySource("the page is empty")
        return Page(str(target), kind, to_utf8(data, charset), etag, modified)


def _header(response: HTTPResponse, name: str) -> str:
    """The first header of this name, or an empty string."""
    return next(iter(response.headers.getlist(name)), "").strip()


def _content_type(response: HTTPResponse) -> tuple[str, str]:
    """The kind and the charset that a response states.  Raises UnreadableSource."""
    stated = _header(response, "Content-Type")
    if not stated:
        return "", ""
    name = match[1].lower() if (match := _TYPE.match(stated)) else displayed(stated)[:60]
    if name not in _KINDS:
        read = "pages, text, JSON and feeds (RSS, Atom, OPML) are read"
        raise UnreadableSource(f"it is of type {name}: {read}")
    return _KINDS[name], stated_charset(stated)


def status_words(status: int) -> str:
    """A status with its meaning, in the standard's words and not in the server's."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _body(response: HTTPResponse, most: int) -> bytes:
    """The whole body, decompressed.  Raises UnreadableSource or LimitExceeded."""
    _check_length(response, most)
    encoding = _header(response, "Content-Encoding").lower()
    if encoding not in _ENCODINGS:
        raise UnreadableSource("it is packed in a way that was not asked for (only gzip is read)")
    return decompressed(_received(response, most), encoding, most)


def _check_length(response: HTTPResponse, most: int) -> None:
    """Refuse what two readers could take for bodies of different length, and long ones."""
    if _header(response, "Transfer-Encoding").lower() not in ("", "chunked"):
        raise UnreadableSource("it is sent in an odd way (Transfer-Encoding)")
    for length in map(str.strip, response.headers.getlist("Content-Length")):
        if not re.fullmatch(r"[0-9]{1,18}", length):
            raise UnreadableSource(BROKEN_LENGTH)
        if int(length) > most:
            raise _too_large(most)


def _too_large(most: int) -> LimitExceeded:
    return LimitExceeded(f"more than {most:,} bytes: too large to be read")


def _received(response: HTTPResponse, most: int) -> bytes:
    """The body as it was sent, without chunk headers."""
    parts: list[bytes] = []
    size = 0
    try:
        while part := response.read(1 << 16):
            parts.append(part)
            size += len(part)
            if size > most:
                raise _too_large(most)
    except (HTTPError, HTTPException, OSError, ValueError):
        raise UnreadableSource(_CUT) from None
    return b"".join(parts)

"""An address → the page it leads to, over at most three redirects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPResponse

from summarizer.errors import InputError, UnreadableSource
from summarizer.limits import MAX_REDIRECTS
from summarizer.read.decode import restated
from summarizer.read.web.ask import ask
from summarizer.read.web.body import body
from summarizer.read.web.rules import Deadline, Web
from summarizer.read.web.target import Target, parse, redirected
from summarizer.types import displayed

_REDIRECTS = (301, 302, 303, 307, 308)
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/json": "json",
    "application/x-ndjson": "clusters",
}
_TYPE = re.compile(r"\s*([\w.+-]{1,60}/[\w.+-]{1,60})\s*(?:;|\Z)", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: its own address, its kind (empty where not stated), and its bytes."""

    url: str
    kind: str
    data: bytes


def fetch(url: str, web: Web) -> Page:
    """The page at an address.  Raises UnreadableSource, LimitExceeded or EmptySource."""
    deadline = Deadline(web.seconds)
    target, led = parse(url), ""
    for _ in range(MAX_REDIRECTS + 1):
        try:
            found = _step(target, web, deadline)
        except InputError as error:
            raise type(error)(f"{led}{error}") from None
        if isinstance(found, Page):
            return found
        target, led = found, f"it leads to {str(found)[:_SHOWN]}: "
    raise UnreadableSource(f"more than {MAX_REDIRECTS} redirects: give the address they end at")


def _step(target: Target, web: Web, deadline: Deadline) -> Page | Target:
    """The page at a target, or where the target sends us."""
    with ask(target, web, deadline) as answer:
        if answer.status in _REDIRECTS and (location := answer.headers.get("Location")):
            return redirected(target, str(location))
        if answer.status != HTTPStatus.OK:
            raise UnreadableSource(f"the server answers {_status(answer.status)}")
        kind, charset = _stated(answer)
        return Page(str(target), kind, restated(body(answer), charset))


def _stated(answer: HTTPResponse) -> tuple[str, str]:
    """The kind and the charset that an answer states.  Raises UnreadableSource."""
    stated = str(answer.headers.get("Content-Type") or "")
    if not stated.strip():
        return "", ""
    name = match[1].lower() if (match := _TYPE.match(stated)) else displayed(stated)[:60]
    if name not in _KINDS:
        raise UnreadableSource(f"it is of type {name}: only {', '.join(_KINDS)} are read")
    charset = _CHARSET.search(stated)
    return _KINDS[name], charset[1] if charset else ""


def _status(status: int) -> str:
    """A status with its meaning, in the standard's words and not in the server's."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)

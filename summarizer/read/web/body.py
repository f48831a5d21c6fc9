"""The body of an answer, whole and unpacked, or an error: never a part of it."""

from __future__ import annotations

import re
import zlib
from http.client import HTTPException, HTTPResponse

from summarizer.errors import EmptySource, LimitExceeded, UnreadableSource
from summarizer.limits import MAX_FETCH_BYTES, MAX_PACKING, MIN_BOMB_BYTES

_PACKINGS = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_CUT = "the connection broke off within the page: try again"
_LARGE = f"more than {MAX_FETCH_BYTES:,} bytes: give a smaller page"


def body(answer: HTTPResponse) -> bytes:
    """What an answer holds.  Raises UnreadableSource, LimitExceeded or EmptySource."""
    _check_length(answer)
    packing = _PACKINGS.get(_header(answer, "Content-Encoding"))
    if packing is None:
        raise UnreadableSource("it is packed in a way that was not asked for (only gzip is read)")
    data = _received(answer)
    if packing and data:
        data = _unpacked(data, packing)
    if not data.strip():
        raise EmptySource("the page is empty")
    return data


def _header(answer: HTTPResponse, name: str) -> str:
    return str(answer.headers.get(name) or "").strip().lower()


def _check_length(answer: HTTPResponse) -> None:
    """Refuse what two readers could take for bodies of different length, and long ones."""
    if _header(answer, "Transfer-Encoding") not in ("", "chunked"):
        raise UnreadableSource("it is sent in an odd way (Transfer-Encoding)")
    stated = {str(value).strip() for value in answer.headers.get_all("Content-Length", [])}
    if not stated:
        return
    if len(stated) > 1 or not re.fullmatch(r"[0-9]{1,18}", length := stated.pop()):
        raise UnreadableSource("it states a broken length (Content-Length)")
    if int(length) > MAX_FETCH_BYTES:
        raise LimitExceeded(_LARGE)


def _received(answer: HTTPResponse) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        while part := answer.read(1 << 16):
            parts.append(part)
            size += len(part)
            if size > MAX_FETCH_BYTES:
                raise LimitExceeded(_LARGE)
    except (HTTPException, OSError, ValueError):
        raise UnreadableSource(_CUT) from None
    if answer.length:  # http.client tells of a missing rest in chunked bodies only
        raise UnreadableSource(_CUT)
    return b"".join(parts)


def _unpacked(data: bytes, packing: str) -> bytes:
    # Deflate is meant to have zlib's wrapping, and often has none.
    bare = packing == "deflate" and (data[0] & 15 != 8 or int.from_bytes(data[:2], "big") % 31)
    unpacking = zlib.decompressobj(31 if packing == "gzip" else -15 if bare else 15)
    try:
        plain = unpacking.decompress(data, MAX_FETCH_BYTES + 1)
    except zlib.error:
        raise UnreadableSource("its packed data is broken") from None
    if len(plain) > MAX_FETCH_BYTES:
        raise LimitExceeded(f"unpacked {_LARGE}")
    if len(plain) > max(MIN_BOMB_BYTES, MAX_PACKING * len(data)):
        raise LimitExceeded(f"it unpacks to more than {MAX_PACKING} times its size")
    if not unpacking.eof or unpacking.unused_data:
        raise UnreadableSource("its packed data is broken")
    return plain

"""Web archives (WARC, plain or packed with gzip) → the articles on the pages in them, streamed.

    _plain, _unpacked   the file → bytes, and marks where a record must have ended
    _Reader             the bytes held of them → the head and the block of each record
    _page               the HTTP response in a record → the page
    captures            → the article on each page, its address, and when it was captured

Memory holds one record, however long it claims to be.  Damage costs the record that it is in:
reading goes on at the next packed member, or at the next line that begins a record.  Both heads, of
the record and of the HTTP response in it, are read by the standard library, within its caps.
"""

from __future__ import annotations

import math
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from email.message import Message
from http.client import HTTPException, parse_headers
from io import BytesIO
from itertools import count

from summarizer.errors import EmptySource, InputError, LimitExceeded, UnreadableSource
from summarizer.limits import MAX_HEAD_BYTES, UNPACKED_UNCHECKED, Limits
from summarizer.read.cluster_files import Place
from summarizer.read.decode import stated_charset, to_utf8
from summarizer.read.metadata import address, find_date
from summarizer.read.streams import GZIP, WARC, Counted, ExpansionLimit, Stream, decompressed, peek
from summarizer.types import Article, Reject, displayed

_BEGIN = re.compile(rb"\nWARC/[01]\.\d{1,2}[ \t]*\r?\n")
_HEAD_END = re.compile(rb"\n\r?\n")
_LINE_ENDS = re.compile(rb"[\r\n]*")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b[^\n]*\n")
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)Z?")
_PAGES = ("text/html", "application/xhtml+xml")
_OTHERS = {
    kind: f"{kind} records"
    for kind in "warcinfo resource request metadata revisit conversion continuation".split()
}

_PART = 1 << 16
_MEMBER = b"\x1f\x8b\x08"
_KEPT = 1 << 20  # bytes of a packed member that are looked through again where it is broken
_TRIED = 1 << 12  # bytes that tell whether a record is packed there

# Marks: why a record ends at a place where it goes on by its own account.
_END = InputError("it is cut off: the file ends within the record")
_NEXT = InputError("its Content-Length is wrong: another record begins within it")
_WRONG = "its Content-Length is wrong: something else stands behind it"
_BROKEN = "its packed data is broken"


@dataclass(frozen=True, slots=True)
class Capture:
    """The article on a page, what its address is known by, and when it was captured, or ""."""

    article: Article
    key: str
    moment: str


def captures(
    stream: Stream, place: Place, extract: Callable[[bytes], Article], skipped: Counter[str]
) -> Iterator[Capture | Reject]:
    """The articles of an archive, and a Reject for each record or page that cannot be read.

    What holds no page is counted in `skipped`, by what it is.  `extract` reads a page.  Raises
    EmptySource, and LimitExceeded for too many records in a row that are broken.
    """
    reader = _Reader(stream, place.limits)
    bad = 0
    for number in count(1):
        try:
            if (record := reader.record()) is None:
                break
            bad = 0
        except InputError as error:
            yield Reject(place.location, displayed(str(error)), number)
            reader.find_next()
            bad += 1
            if bad >= place.limits.bad_records:
                raise LimitExceeded(f"given up after {bad:,} broken records in a row") from None
            continue
        item: Capture | Reject
        try:
            found = _page(record, place.limits)
            if isinstance(found, str):
                skipped[found] += 1
                continue
            item = _capture(extract(found), record.head, place, number)
        except InputError as error:
            item = Reject(place.location, displayed(str(error)), number)
        yield item
    if number == 1:
        raise EmptySource("it is empty: there is no record in it")


@dataclass(frozen=True, slots=True)
class _Record:
    """A record; its block, or the beginning of one that is too long to be held."""

    head: Message
    block: bytes
    whole: bool


class _Reader:
    """The bytes of an archive that are held, from the beginning of a record on."""

    def __init__(self, stream: Stream, limits: Limits) -> None:
        size = _size(stream)
        start, whole = peek(stream, len(GZIP))
        packed = start == GZIP
        self._pieces = _unpacked(Counted(whole), limits) if packed else _plain(whole)
        self._size = math.inf if packed else size
        self._most = limits.article_bytes
        self._held = bytearray()
        self._mark: InputError | None = None  # behind what is held

    def record(self) -> _Record | None:
        """The next record; None at the end.  Raises InputError, after which `find_next` is due."""
        if (head := self._head()) is None:
            return None
        stated = head.get("Content-Length", "").strip()
        if not re.fullmatch(r"\d{1,18}", stated, re.ASCII):
            raise InputError("its Content-Length is missing or no number")
        length = int(stated)
        if length > self._size:
            raise InputError(f"its Content-Length is wrong: {length:,} bytes are not in the file")
        whole = length <= self._most
        block = self._peek(length if whole else MAX_HEAD_BYTES)
        if not whole:
            while len(self._held) < length:
                length -= len(self._held)
                self._held.clear()
                if not self._more():
                    raise self._passed_mark()
        elif len(block) < length:
            raise self._passed_mark()
        self._end(length)
        return _Record(head, block, whole)

    def find_next(self) -> None:
        """Go to where the next record may begin."""
        while not self._held.startswith(WARC):
            if match := _BEGIN.search(self._held):
                del self._held[: match.start() + 1]
            else:
                del self._held[:-_TRIED]
                if not self._more():
                    self._held.clear()
                    if self._mark is not _NEXT:
                        self._passed_mark()  # it is the same record that breaks off there
                    return

    def _head(self) -> Message | None:
        """The head of the record that begins here, and pass it; None at the end."""
        while not self._held and not self._more():
            if self._mark is _END:
                return None
            if (mark := self._passed_mark()) is not _NEXT:
                raise mark
        found = self._peek(MAX_HEAD_BYTES)
        end = _HEAD_END.search(found)
        del self._held[: len(WARC)]  # so that `find_next` goes on from behind it
        if not _BEGIN.match(b"\n" + found):
            raise InputError("no record begins where one should: is it a web archive?")
        if not end:
            if self._mark:
                raise self._passed_mark()
            raise InputError(f"its head has no end within {MAX_HEAD_BYTES:,} bytes")
        del self._held[: end.end() - len(WARC)]
        return _headers(found[found.index(b"\n") + 1 : end.end()])

    def _end(self, at: int) -> None:
        """Pass what was read and the line ends behind it, where a record may end."""
        end = at
        while end - at < _TRIED:
            end = _LINE_ENDS.match(self._held, at).end()  # type: ignore[union-attr]
            if len(self._held) - end >= len(WARC) or not self._more():
                break
        if len(self._held) == end:
            if self._mark not in (_END, _NEXT):
                raise self._passed_mark()
        elif end - at < 2 and not self._held.startswith(WARC, end):
            raise InputError(_WRONG)
        del self._held[:end]

    def _peek(self, size: int) -> bytes:
        """So many bytes, or all before the mark."""
        while len(self._held) < size and self._more():
            pass
        return bytes(self._held[:size])

    def _more(self) -> bool:
        """Hold more bytes; False where there is a mark behind them."""
        if self._mark is None:
            try:
                piece = next(self._pieces, _END)
            except (OSError, ValueError) as error:
                raise UnreadableSource(f"cannot be read on: {error}") from None
            if isinstance(piece, bytes):
                self._held += piece
            else:
                self._mark = piece
        return self._mark is None

    def _passed_mark(self) -> InputError:
        """Why a record ends at the mark, and pass it, unless it is the end of the file."""
        mark = self._mark or InputError(_WRONG)
        if mark is not _END:
            self._mark = None
        return mark


# --- the file


def _size(stream: Stream) -> float:
    """How many bytes there are, where that is known."""
    try:
        return os.fstat(stream.fileno()).st_size or math.inf  # type: ignore[attr-defined]
    except (AttributeError, OSError):
        return math.inf


def _plain(stream: Stream) -> Iterator[bytes]:
    while piece := stream.read(_PART):
        yield piece


def _unpacked(stream: Counted, limits: Limits) -> Iterator[bytes | InputError]:
    """What the members of a packed archive hold, and a mark between two of them.

    One that is broken is left at a mark; the next is the one that a record begins in.
    """
    limit = ExpansionLimit(limits)  # of all members, which may lie within each other
    raw = stream.read(_PART)
    while raw:
        reason, raw = yield from _member(raw, stream, limits.compression_ratio, limit)
        if reason:
            yield InputError(reason)
            raw = _next_member(raw, stream)
        raw = raw or stream.read(_PART)


def _member(
    raw: bytes, stream: Counted, ratio: int, limit: ExpansionLimit
) -> Generator[bytes | InputError, None, tuple[str, bytes]]:
    """Unpack one member; returns why it is given up, if it is, and the bytes behind it."""
    unpacker = zlib.decompressobj(31)
    kept, began, piece = raw, b"", b""
    packed, size = len(raw), 0
    while not unpacker.eof:
        if not raw and len(piece) < _PART:
            if not (raw := stream.read(_PART)):
                if size < len(WARC):
                    yield _NEXT  # it is not the record before that is broken
                return str(_END), kept[1:]  # it may have swallowed the next
            kept = kept + raw if len(kept) < _KEPT else raw
            packed += len(raw)
        try:
            piece = unpacker.decompress(raw, _PART)
        except zlib.error:
            if size < len(WARC):
                yield _NEXT
            return _BROKEN, kept[1:]
        raw = unpacker.unconsumed_tail
        size += len(piece)
        # What is never checked comes on top, so that one bomb costs itself alone.
        limit.add(len(piece), stream.size + UNPACKED_UNCHECKED // ratio)
        if size > max(UNPACKED_UNCHECKED, ratio * packed):
            return f"it unpacks to more than {ratio:,} times its size, which news never does", raw
        if size - len(piece) < len(WARC):
            began += piece
            if size < len(WARC) and not unpacker.eof:
                continue
            if began.startswith(WARC):
                yield _NEXT
            yield began
        elif piece:
            yield piece
    return "", unpacker.unused_data


def _next_member(raw: bytes, stream: Counted) -> bytes:
    """The bytes from where the next member begins that holds a record."""
    at = 0
    while True:
        at = raw.find(_MEMBER, at)
        if at < 0 or len(raw) - at < _TRIED:
            more = stream.read(_PART)
            if not more and at < 0:
                return b""
            raw = raw[at if at >= 0 else -len(_MEMBER) :] + more
            at = 0
            if more:
                continue
        with suppress(zlib.error):
            if zlib.decompressobj(31).decompress(raw[at : at + _TRIED], len(WARC)) == WARC:
                return raw[at:]
        at += 1


# --- the HTTP response in a record


def _headers(lines: bytes) -> Message:
    """The fields of a head.  Raises InputError."""
    try:
        return parse_headers(BytesIO(lines))
    except (HTTPException, ValueError):
        raise InputError("its head is broken, or has too many lines") from None


def _page(record: _Record, limits: Limits) -> bytes | str:
    """The page in a record as it was sent, or what other records are called.

    Raises InputError for a page that cannot be used.
    """
    head, block = record.head, record.block
    kind = head.get("WARC-Type", "").strip().lower()
    if kind != "response":
        return _OTHERS.get(kind, "of unknown type")
    if not _address(head).lower().startswith(("http:", "https:")):
        return "of no web address"
    status, end = _STATUS.match(block), _HEAD_END.search(block)
    if not status or not end:
        raise InputError("it holds no HTTP response, or one whose head has no end")
    if status[1] != b"200":
        return "not of status 200"
    http = _headers(block[status.end() : end.end()])
    if http.get("Content-Type") and http.get_content_type() not in _PAGES:
        return "without HTML"
    body = block[end.end() :]
    if not http.get("Content-Type") and body.lstrip()[:1] != b"<":
        return "without HTML"
    if not record.whole:
        raise LimitExceeded(f"a record of more than {limits.article_bytes:,} bytes")
    if head.get("WARC-Truncated"):
        raise UnreadableSource("the page was cut off when it was captured")
    body = _unchunked(body) if http.get("Transfer-Encoding") else body
    body = _decoded(body, http.get("Content-Encoding", "").strip().lower(), limits)
    return to_utf8(body, stated_charset(http.get("Content-Type", "")))


def _unchunked(body: bytes) -> bytes:
    """The body without the sizes of its chunks, which some crawlers take out and still declare."""
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK.match(body, at):
        at = match.end() + int(match[1], 16)
        if at == match.end():
            return b"".join(parts)
        parts.append(body[match.end() : at])
    if at:
        raise UnreadableSource("the page is cut off: a chunk of it is broken or missing")
    return body


def _decoded(body: bytes, coding: str, limits: Limits) -> bytes:
    """The body without its compression, which some crawlers take off and still declare."""
    try:
        return decompressed(body, coding, limits.html_bytes)
    except UnreadableSource:
        if body.lstrip()[:1] == b"<":
            return body
        raise


def _address(head: Message) -> str:
    """The address that was captured; some crawlers wrote it in angle brackets."""
    return str(head.get("WARC-Target-URI", "")).strip().removeprefix("<").removesuffix(">")


def _capture(article: Article, head: Message, place: Place, number: int) -> Capture:
    """An article with what its record states; the date of the page comes before the capture's."""
    given = _address(head)
    moment = match[1] if (match := _MOMENT.fullmatch(head.get("WARC-Date", "").strip())) else ""
    article = replace(
        article,
        location=f"{place.location}:{number}",
        id=f"{place.name}:{number}",
        url=address(given) or article.url,
        date=article.date or find_date(moment[:10]),
    )
    return Capture(article, given.partition("#")[0].partition(":")[2], moment)

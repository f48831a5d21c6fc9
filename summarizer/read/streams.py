"""Streams of bytes: looked into and put back, and decompressed within bounds."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Protocol

from summarizer.errors import LimitExceeded, MissingExtra, UnreadableSource
from summarizer.limits import MAX_PACKING, MIN_BOMB_BYTES, UNPACKED_UNCHECKED, Limits

GZIP = b"\x1f\x8b"
WARC = b"WARC/"
_BROKEN = "its packed data is broken"


class Stream(Protocol):
    """What is needed of a binary file."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes."""

    def readline(self, size: int = ..., /) -> bytes:
        """A line with its end, or its first `size` bytes."""


class ExpansionLimit:
    """Bounds what compressed data expands to, in bytes and as a multiple of its size."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._size = 0

    def add(self, size: int, packed: int) -> None:
        """Count `size` bytes more, from `packed` bytes so far in all.  Raises LimitExceeded."""
        self._size += size
        most, ratio = self._limits.unpacked_bytes, self._limits.compression_ratio
        if self._size > most:
            raise LimitExceeded(f"unpacks to more than {most:,} bytes: the rest is not read")
        if self._size > max(UNPACKED_UNCHECKED, ratio * packed):
            raise LimitExceeded(
                f"unpacks to more than {ratio:,} times its size, which news never does: "
                "the rest is not read"
            )


def peek(stream: Stream, size: int) -> tuple[bytes, Stream]:
    """The first bytes of a stream, and the stream from its start."""
    head = b""
    while len(head) < size and (more := stream.read(size - len(head))):
        head += more
    return head, Rewound(head, stream)


def unpacked(stream: Stream, limits: Limits) -> Stream:
    """The stream itself, or what is compressed in it with gzip.

    Reading it raises LimitExceeded beside what `gzip` raises.
    """
    head, whole = peek(stream, len(GZIP))
    return _Unpacked(whole, limits) if head == GZIP else whole


def decompressed(data: bytes, coding: str, most: int) -> bytes:
    """The body of an HTTP response without its compression (`Content-Encoding`), if it has any.

    Deflate is meant to have zlib's header, and often has none.  Raises UnreadableSource for what
    is broken or packed in another way, LimitExceeded for more than `most` bytes or a bomb.
    """
    if coding in ("", "identity") or not data:
        return data
    if coding == "br":
        plain, whole = _brotli(data, most + 1)
    elif coding in ("gzip", "x-gzip", "deflate"):
        bare = coding == "deflate" and (data[0] & 15 != 8 or int.from_bytes(data[:2], "big") % 31)
        unpacker = zlib.decompressobj(-15 if bare else 15 if coding == "deflate" else 31)
        try:
            plain = unpacker.decompress(data, most + 1)
        except zlib.error:
            raise UnreadableSource(_BROKEN) from None
        whole = unpacker.eof and not unpacker.unused_data
    else:
        raise UnreadableSource("it is packed in a way that is not read (Content-Encoding)")
    if len(plain) > most:
        raise LimitExceeded(f"it unpacks to more than {most:,} bytes")
    if len(plain) > max(MIN_BOMB_BYTES, MAX_PACKING * len(data)):
        raise LimitExceeded(f"it unpacks to more than {MAX_PACKING} times its size")
    if not whole:
        raise UnreadableSource(_BROKEN)
    return plain


def _brotli(data: bytes, most: int) -> tuple[bytes, bool]:
    """At most about so many of the bytes that Brotli packed, and whether they are all."""
    try:
        import brotli
    except ImportError:
        raise UnreadableSource(str(MissingExtra.of("warc", "Brotli pages need brotli"))) from None
    unpacker = brotli.Decompressor()
    try:
        return unpacker.process(data, output_buffer_limit=most), unpacker.is_finished()
    except brotli.error:
        raise UnreadableSource(_BROKEN) from None


class Rewound:
    """A stream whose first bytes were read already, put back in front of the rest."""

    def __init__(self, head: bytes, rest: Stream) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes."""
        first = self._head.read(size)
        if size < 0:
            return first + self._rest.read()
        return first if first or size == 0 else self._rest.read(size)

    def readline(self, size: int = -1, /) -> bytes:
        """A line with its end, or its first `size` bytes."""
        first = self._head.readline(size)
        if first.endswith(b"\n") or 0 <= size <= len(first):
            return first
        return first + self._rest.readline(size - len(first) if size >= 0 else -1)


class _Unpacked:
    def __init__(self, packed: Stream, limits: Limits) -> None:
        self._packed = Counted(packed)
        self._file = gzip.GzipFile(fileobj=self._packed)  # type: ignore[call-overload]
        self._limit = ExpansionLimit(limits)

    def read(self, size: int = -1, /) -> bytes:
        return self._checked(self._file.read(size))

    def readline(self, size: int = -1, /) -> bytes:
        return self._checked(self._file.readline(size))

    def _checked(self, data: bytes) -> bytes:
        self._limit.add(len(data), self._packed.size)
        return data


class Counted:
    """Knows how much was read from a stream."""

    def __init__(self, stream: Stream) -> None:
        self.size = 0
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, counted."""
        data = self._stream.read(size)
        self.size += len(data)
        return data

"""What comes over one connection, every wait and every byte counted.

http.client reads the answer; by itself it waits as long as a server likes and takes headers by
the megabyte.
"""

from __future__ import annotations

import io
import socket
import time
from typing import TYPE_CHECKING

from summarizer.errors import LimitExceeded
from summarizer.limits import MAX_FETCH_BYTES, MAX_HEAD_BYTES, MIN_BYTES_PER_SECOND
from summarizer.read.web.rules import Deadline

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_SLOW = f"slower than {MIN_BYTES_PER_SECOND:,} bytes a second: try again, or save it"


class Wire(io.RawIOBase):
    """What comes over a connection, within the time and the bytes it may take."""

    def __init__(self, connection: socket.socket, deadline: Deadline, slow_start: float) -> None:
        self._connection = connection
        self._deadline = deadline
        self._slow_start = slow_start
        self._began = 0.0
        self._received = 0
        self._most = MAX_HEAD_BYTES

    def makefile(self, mode: str) -> io.BufferedReader:
        """The wire as http.client wants it from a socket."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Some bytes, or 0 at the end.  Raises LimitExceeded, or OSError for a broken line."""
        left = self._deadline.left()
        due = self._due()
        if due <= 0:
            raise LimitExceeded(_SLOW)
        self._connection.settimeout(min(left, due))
        try:
            count = self._connection.recv_into(buffer)
        except TimeoutError:
            raise LimitExceeded(_SLOW) if due < left else self._deadline.over() from None
        self._began = self._began or time.monotonic()
        self._received += count
        if self._received > self._most:
            raise LimitExceeded("its answer has no end, or a head of many thousand lines")
        return count

    def expect_body(self) -> None:
        """From now on a whole page may come; marks between chunks may double it."""
        self._most = MAX_HEAD_BYTES + 2 * MAX_FETCH_BYTES

    def _due(self) -> float:
        """Seconds within which more has to come; the server's own time to think is not counted."""
        if not self._began:
            return float("inf")
        earned = self._slow_start + self._received / MIN_BYTES_PER_SECOND
        return self._began + earned - time.monotonic()

"""HTML pages read in a process of their own, which may hang, crash or fill its memory.

It starts with the first page, reads the next ones too, and is replaced when it had to be stopped.
"""

from __future__ import annotations

import json
import sys

from summarizer.errors import BadLayout, InputError, LimitExceeded
from summarizer.limits import Limits
from summarizer.read import child
from summarizer.read.child import Child
from summarizer.read.html import HINT
from summarizer.types import Article

_FIELDS = ("text", "title", "outlet", "date", "url")


class Pages:
    """Reads pages, one after the other; a context, at whose end its process ends."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: Child | None = None

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def extract(self, data: bytes) -> Article:
        """The article on a page; raises what `html.extract` raises.

        LimitExceeded also when it takes too long or too much memory, BadLayout when it brings
        the process down.  What the pages before it left behind is not held against it.
        """
        fresh = self._process is None
        try:
            return self._tried(data)
        except TimeoutError:
            seconds = self._limits.html_seconds
            self._stop()
            reason = f"a page that takes over {seconds:,} seconds to read: {HINT}"
            raise LimitExceeded(reason) from None
        except (EOFError, MemoryError) as error:
            self._stop()
            if not fresh:
                return self.extract(data)
            if isinstance(error, EOFError):
                raise BadLayout(f"the page brought down what reads it: {HINT}") from None
            most = self._limits.html_megabytes
            raise LimitExceeded(f"a page that takes over {most:,} MB to read: {HINT}") from None

    def _tried(self, data: bytes) -> Article:
        if self._process is None:
            # JSON takes up to 12 bytes for a character.
            most = 12 * self._limits.article_characters + 100_000
            self._process = Child(__name__, self._limits, most)
        told = child.understood(self._process.ask(data, self._limits.html_seconds))
        if told.keys() != set(_FIELDS):
            raise EOFError
        return Article(**told)

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None


def serve(given: str) -> None:
    """Read the pages that come on standard input until there are no more."""
    limits = Limits(**json.loads(given))
    with child.served(limits.html_megabytes) as answers:
        from summarizer.read import html

        html.load()
        child.send(answers, child.READY)
        while True:
            data = child.received(sys.stdin.buffer, sys.maxsize)
            with child.ended_after(limits.html_seconds):
                answer = _answer(data, limits)
            child.send(answers, answer)


def _answer(data: bytes, limits: Limits) -> bytes:
    from summarizer.read import html

    try:
        article = html.extract(data, limits)
    except (InputError, MemoryError) as error:
        return child.told(error)
    return json.dumps({name: getattr(article, name) for name in _FIELDS}).encode("ascii")

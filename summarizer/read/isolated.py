"""HTML pages read in a process of their own, which may hang, crash or fill its memory.

The process is this interpreter running `serve`.  It starts with the first page, reads the next
ones too, and is replaced when it had to be stopped.  It is none of `multiprocessing`'s, so that
a worker process can have one.  A message is eight bytes of length and so many bytes, both ways;
an answer is JSON and never a pickle: what a process says that fell to a page is data.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from threading import Event, Timer
from typing import IO

from summarizer.errors import (
    BadLayout,
    BinarySource,
    EmptySource,
    InputError,
    LimitExceeded,
    UnreadableSource,
)
from summarizer.limits import Limits
from summarizer.read.html import HINT
from summarizer.read.safe_json import loads
from summarizer.types import Article

# It looks for packages where this process does: with `-P` nowhere else, so that no stranger's
# `json.py` in the working directory is run.
_START = """\
import sys
sys.path[:] = sys.argv[2:]
from summarizer.read.isolated import serve
serve(sys.argv[1])
"""
_READY = b"ready"
_START_SECONDS = 60  # for what takes a quarter of a second
_GRACE = 2  # seconds after which it stops by itself, when who should stop it is gone
_HEAD = 8
_FIELDS = ("text", "title", "outlet", "date", "url")
_KINDS = {kind.__name__: kind for kind in (EmptySource, BinarySource, BadLayout, LimitExceeded)}
_NO_MEMORY = "MemoryError"


class Pages:
    """Reads pages, one after the other; a context, at whose end its process ends."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: _Process | None = None

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
            self._process = _Process(self._limits)
        return _article(self._process.ask(data, self._limits.html_seconds))

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None


class _Process:
    """A process that reads pages."""

    def __init__(self, limits: Limits) -> None:
        import subprocess

        # What it may say at most: JSON takes up to 12 bytes for a character.
        self._most = 12 * limits.article_characters + 100_000
        given = json.dumps(asdict(limits))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, given, *sys.path],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise UnreadableSource(f"no process can be started to read pages: {error}") from None
        try:
            ready = self.ask(None, _START_SECONDS) == _READY
        except (EOFError, TimeoutError):
            ready = False
        if not ready:
            self.stop()
            raise UnreadableSource("the process that reads pages does not start")

    def ask(self, data: bytes | None, seconds: float) -> bytes:
        """Its answer, or what it says unasked.  Raises TimeoutError, or EOFError when it ended."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        late = Event()
        timer = Timer(seconds, self._give_up, [late])
        timer.daemon = True
        timer.start()
        try:
            if data is not None:
                _send(stdin, data)
            return _received(stdout, self._most)
        except (OSError, EOFError):
            raise (TimeoutError if late.is_set() else EOFError) from None
        finally:
            timer.cancel()
            timer.join()

    def _give_up(self, late: Event) -> None:
        late.set()
        self._process.kill()

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(_HEAD, "big"))
    pipe.write(data)
    pipe.flush()


def _received(pipe: IO[bytes], most: int) -> bytes:
    """The next message.  Raises EOFError when there is none, or no proper one."""
    head = pipe.read(_HEAD)
    size = int.from_bytes(head, "big")
    data = pipe.read(size) if len(head) == _HEAD and size <= most else b""
    if len(head) < _HEAD or len(data) < size:
        raise EOFError
    return data


def _article(answer: bytes) -> Article:
    """The article, or the error, in an answer.  Raises EOFError for what is no answer."""
    try:
        told = loads(answer.decode("ascii"))
    except (InputError, UnicodeDecodeError):
        raise EOFError from None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise EOFError
    if told.keys() == set(_FIELDS):
        return Article(**told)
    if told.get("error") == _NO_MEMORY:
        raise MemoryError
    kind = _KINDS.get(told.get("error", ""))
    raise kind(told.get("reason", "")) if kind else EOFError


# --- in the process itself


def serve(given: str) -> None:
    """Read the pages that come on standard input until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it hears of it, too
    limits = Limits(**json.loads(given))
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    _bound_memory(limits.html_megabytes)
    from summarizer.read import html

    html.load()
    _send(answers, _READY)
    with suppress(EOFError, BrokenPipeError):
        while True:
            data = _received(requests, sys.maxsize)
            _stop_after(limits.html_seconds + _GRACE)
            answer = _answer(data, limits)
            _stop_after(0)
            _send(answers, json.dumps(answer).encode("ascii"))


def _answer(data: bytes, limits: Limits) -> dict[str, str]:
    from summarizer.read import html

    try:
        article = html.extract(data, limits)
    except MemoryError:
        return {"error": _NO_MEMORY}
    except InputError as error:
        return {"error": type(error).__name__, "reason": str(error)}
    return {name: getattr(article, name) for name in _FIELDS}


def _bound_memory(megabytes: int) -> None:
    """Bound what the process may take, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000,) * 2)


def _stop_after(seconds: int) -> None:
    """End the process by then, even inside a library's C code; 0 is never."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)

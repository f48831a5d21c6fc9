"""A child process for what a library may hang over, crash in or fill memory with.

The process is this interpreter running `serve` of a module.  It is none of `multiprocessing`'s,
so that a worker process can have one.  A message is eight bytes of length and so many bytes, both
ways, and never a pickle: what a process says that was taken over by its input is data.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib import import_module
from threading import Event, Timer
from typing import IO, BinaryIO

from summarizer import errors
from summarizer.errors import BadLayout, InputError, LimitExceeded, UnreadableSource
from summarizer.limits import Limits
from summarizer.read.safe_json import loads

# It looks for packages where this process does: with `-P` nowhere else, so that no stranger's
# `json.py` in the working directory is run.
START = """\
import sys
sys.path[:] = sys.argv[3:]
from importlib import import_module
import_module(sys.argv[1]).serve(sys.argv[2])
"""
READY = b"ready"
NO_MEMORY = "MemoryError"
_START_SECONDS = 60  # for what takes a quarter of a second
_GRACE = 2  # seconds after which it stops by itself, when its parent is gone
_HEAD = 8


class Child:
    """A process that runs a module's `serve`, from its first message on.

    `most` is how many bytes a message of it may have.  With `file` that is its standard input,
    and nothing can be sent.  Raises UnreadableSource when it does not start.
    """

    def __init__(
        self, module: str, limits: Limits, most: int, file: BinaryIO | None = None
    ) -> None:
        self._most = most
        command = [sys.executable, "-P", "-c", START, module, json.dumps(asdict(limits))]
        try:
            self.process = subprocess.Popen(
                [*command, *sys.path], stdin=file or subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise UnreadableSource(f"no process can be started to read it: {error}") from None
        try:
            ready = self.ask(None, _START_SECONDS) == READY
        except (EOFError, TimeoutError):
            ready = False
        if not ready:
            self.stop()
            raise UnreadableSource("the process that is to read it does not start")

    def ask(self, data: bytes | None, seconds: float) -> bytes:
        """Its answer, or its next message.  Raises TimeoutError, or EOFError when it ended."""
        assert self.process.stdout is not None
        late = Event()

        def give_up() -> None:
            late.set()
            self.process.kill()

        timer = Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            if data is not None:
                assert self.process.stdin is not None
                send(self.process.stdin, data)
            return receive(self.process.stdout, self._most)
        except (OSError, EOFError):
            raise (TimeoutError if late.is_set() else EOFError) from None
        finally:
            timer.cancel()
            timer.join()

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


@contextmanager
def failures_told(
    what: str, within: str, seconds: int, megabytes: int, rest: str = ""
) -> Iterator[None]:
    """Raise what is told of a process that was stopped or fell while it read `what`.

    LimitExceeded where it took too much, in a line that begins with `within` ("rows that take"),
    and else BadLayout.
    """
    try:
        yield
    except TimeoutError:
        raise LimitExceeded(f"{within} over {seconds:,} seconds to read{rest}") from None
    except MemoryError:
        raise LimitExceeded(f"{within} over {megabytes:,} MB to read{rest}") from None
    except EOFError:
        raise BadLayout(f"{what} brought down what reads it{rest}") from None


def send(pipe: IO[bytes], data: bytes) -> None:
    """Write a message."""
    pipe.write(len(data).to_bytes(_HEAD, "big") + data)
    pipe.flush()


def receive(pipe: IO[bytes], most: int) -> bytes:
    """The next message.  Raises EOFError when there is none, or no proper one."""
    head = pipe.read(_HEAD)
    size = int.from_bytes(head, "big")
    data = pipe.read(size) if len(head) == _HEAD and size <= most else b""
    if len(head) < _HEAD or len(data) < size:
        raise EOFError
    return data


def parse_answer(answer: bytes) -> dict[str, str]:
    """The JSON object of strings in a message.

    Raises EOFError for anything else, and the error that `error_answer` wrote: MemoryError, or
    an InputError.
    """
    try:
        fields = loads(answer.decode("ascii"))
    except (InputError, UnicodeDecodeError):
        raise EOFError from None
    if not isinstance(fields, dict) or not all(isinstance(v, str) for v in fields.values()):
        raise EOFError
    if fields.keys() != {"error", "reason"}:
        return fields
    if fields["error"] == NO_MEMORY:
        raise MemoryError
    kind = getattr(errors, fields["error"], None)
    if isinstance(kind, type) and issubclass(kind, InputError):
        raise kind(fields["reason"])
    raise EOFError


# --- in the process itself


@contextmanager
def serving(megabytes: int) -> Iterator[IO[bytes]]:
    """The pipe for answers, apart from what a library prints; memory is bounded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it, too, and ends this one
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with suppress(ImportError, ValueError, OSError):  # where the system can
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000,) * 2)
    with suppress(EOFError, BrokenPipeError):
        yield answers


def answer_all(
    answer: Callable[[bytes], dict[str, str]],
    what: str,
    limits: Limits,
    modules: Sequence[str],
    rest: str = "",
) -> None:
    """Answer each message on standard input, within the caps on pages, until there are no more.

    The modules are imported before the clock runs; `what` and `rest` tell of what breaks a library.
    """
    with serving(limits.html_megabytes) as answers:
        for name in modules:
            import_module(name)
        send(answers, READY)
        while True:
            data = receive(sys.stdin.buffer, sys.maxsize)
            with ended_after(limits.html_seconds):
                try:
                    message = json.dumps(answer(data)).encode("ascii")
                except (InputError, MemoryError) as error:
                    message = error_answer(error)
                except Exception as error:  # strangers find every hole in a parser
                    reason = f"{what} broke what reads it ({type(error).__name__}){rest}"
                    message = error_answer(BadLayout(reason))
            send(answers, message)


def error_answer(error: InputError | MemoryError) -> bytes:
    """The message that `parse_answer` raises as this error."""
    name = NO_MEMORY if isinstance(error, MemoryError) else type(error).__name__
    return json.dumps({"error": name, "reason": str(error)}).encode("ascii")


@contextmanager
def ended_after(seconds: int) -> Iterator[None]:
    """The process ends by then, even inside a library's C code."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds + _GRACE)
    yield
    if hasattr(signal, "alarm"):
        signal.alarm(0)

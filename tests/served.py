"""A server of ours in a process of its own, and requests to it, byte for byte."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
START = 60.0
ONE = "A paper mill at Orrin Bridge burned down on Friday night. Thirty workers got out unhurt."
TWO = "Fire destroyed the paper mill at Orrin Bridge on Friday. Its thirty workers were unhurt."


def needs_extra() -> None:
    """Skip where the server's packages are missing."""
    for name in ("starlette", "uvicorn", "python_multipart", "mcp"):
        pytest.importorskip(name, reason="the extra `serve` is not installed: server NOT tested")


class Answer(NamedTuple):
    """What came back: 0 where the connection ended without an answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Running:
    """A server that is running."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def raw(self, sent: bytes, *, seconds: float = 30, end: bool = False) -> Answer:
        """What is answered to these bytes; `end` says that no more will come."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as connection:
            connection.settimeout(seconds)
            got = b""
            try:
                connection.sendall(sent.replace(b"HOST", b"127.0.0.1:%d" % self.port))
                if end:
                    connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(1 << 16):
                    got += part
            except OSError:
                pass  # what came before counts
        head, _, body = got.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(": ") for line in lines[1:])
        status = int(lines[0].split(" ")[1]) if got else 0
        return Answer(status, {k.lower(): v for k, _, v in pairs}, body)

    def ask(self, method: str, path: str, given: object = None, **headers: str) -> Answer:
        """A well-formed request, of JSON where something is given."""
        body = b"" if given is None else json.dumps(given).encode()
        every = {"Host": "HOST", "Content-Type": "application/json", **headers}
        lines = [f"{k.replace('_', '-')}: {v}" for k, v in every.items()]
        head = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, f"Content-Length: {len(body)}"])
        return self.raw(head.encode() + b"\r\n\r\n" + body)

    def form(self, path: str, *parts: tuple[str, str, str]) -> Answer:
        """A form of fields: a name, the name of a file or nothing, and the value."""
        body = ""
        for name, file, value in parts:
            named = f'; filename="{file}"' if file else ""
            about = f'Content-Disposition: form-data; name="{name}"{named}'
            body += f"--x\r\n{about}\r\n\r\n{value}\r\n"
        sent = f"{body}--x--\r\n".encode()
        head = f"POST {path} HTTP/1.1\r\nHost: HOST\r\nContent-Length: {len(sent)}\r\n"
        kind = "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        return self.raw((head + kind).encode() + sent)

    def done(self, id: str) -> dict[str, Any]:
        """The job, once it is finished."""
        for _ in range(10):
            job: dict[str, Any] = self.ask("GET", f"/api/jobs/{id}?wait=20").json
            if job["status"] not in ("queued", "running"):
                return job
        raise AssertionError("the job is not finished")


@contextmanager
def serving(data: Path, *options: str, **env: str) -> Iterator[Running]:
    """A server with its results in a folder."""
    command = [sys.executable, "-m", "summarizer", "serve", "--port", "0", "--data", str(data)]
    process = subprocess.Popen(
        [*command, *options], stderr=subprocess.PIPE, text=True, cwd=data.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )  # fmt: skip
    assert process.stderr
    try:
        line = process.stderr.readline()
        found = re.search(r"serving http://.*:(\d+)/", line)
        assert found, line + process.stderr.read()
        yield ready(Running(process, int(found[1])))
    finally:
        process.kill()
        process.communicate()


def ready(server: Running) -> Running:
    """The server, once it answers."""
    end = time.monotonic() + START
    while not server.ask("GET", "/login").status:
        assert time.monotonic() < end
        time.sleep(0.1)
    return server

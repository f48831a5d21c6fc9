"""The server under load: many clients at once that read, summarise and look at pages.

    python eval/bench_serve.py --seconds 20

Prints answers by kind, errors other than 429 (which there must not be: exit status 1), the time
from asking for a reading to its result, and the memory of all processes over time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

from common import HERE, parser, row

PAUSE = 0.2  # seconds before somebody who was told to come again does
DEAR = 10  # every so many-th client summarises, with the pair model
EXAMPLES = HERE / "examples"


@dataclass
class Seen:
    """What all clients saw: answers by kind and status, failures, and seconds of readings."""

    answers: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    summaries: int = 0


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60.0)
    args = options.parse_args()
    seen, memory = Seen(), []
    with serving() as (process, port):
        end = time.monotonic() + args.seconds
        clients = [
            Thread(target=client, args=(port, number, end, seen)) for number in range(args.clients)
        ]
        for one in clients:
            one.start()
        while time.monotonic() < end:
            memory.append(resident(process.pid))
            time.sleep(args.seconds / 10)
        for one in clients:
            one.join()
        memory.append(resident(process.pid))
        alive = process.poll() is None
    print(row("answer", "count"), row("---", "---:"), sep="\n")
    for kind, count in sorted(seen.answers.items()):
        print(row(kind, f"{count:,}"))
    print(f"\nreadings: {len(seen.seconds):,}, summaries: {seen.summaries:,}")
    print(f"median seconds from asking to the result of a reading: {_median(seen.seconds)}")
    print(f"MB over time: {', '.join(f'{size:,.0f}' for size in memory)}")
    print(f"errors other than 429: {dict(seen.failures) or 'none'}")
    return 0 if alive and not seen.failures else 1


def _median(values: list[float]) -> str:
    return f"{median(values):.2f}" if values else "-"


def client(port: int, number: int, end: float, seen: Seen) -> None:
    """One client: pages, readings or summaries, one after the other, until the time is up."""
    dear = number % DEAR == 0
    events = sorted(EXAMPLES.iterdir())
    paths = sorted(events[number % len(events)].glob("[0-9]*"))
    sources = [{"name": p.name, "text": p.read_text("utf-8")} for p in paths]
    given = {"sources": sources if dear else sources[:1]}
    path = "/api/summarize" if dear else "/api/read"
    while time.monotonic() < end:
        asked(port, "GET", "/results", None, seen)
        began = time.monotonic()
        status, job = asked(port, "POST", path, given, seen)
        if status == 429:
            time.sleep(PAUSE)
        while status in (200, 202) and job["status"] in ("queued", "running"):
            status, job = asked(port, "GET", f"/api/jobs/{job['id']}?wait=20", None, seen)
        if status == 200 and job["status"] == "done" and not dear:
            seen.seconds.append(time.monotonic() - began)
        elif status == 200 and job["status"] == "done":
            seen.summaries += 1
        elif status != 429:
            seen.failures[f"{path}: {status} {job.get('error') if job else ''}"] += 1


def asked(
    port: int, method: str, path: str, given: object, seen: Seen
) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of an answer; 0 where there was none."""
    kind = re.sub(r"[0-9a-f]{32}.*", "ID", path)
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        body = None if given is None else json.dumps(given)
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        data, status = answer.read(), answer.status
        connection.close()
    except (OSError, HTTPException) as error:
        seen.failures[f"{kind}: {type(error).__name__}"] += 1
        return 0, {}
    seen.answers[f"{method} {kind} {status}"] += 1
    if status >= 400 and status != 429:
        seen.failures[f"{kind}: {status}"] += 1
    is_json = "json" in (answer.getheader("Content-Type") or "")
    return status, json.loads(data) if is_json else {}


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server with an empty folder, and its port."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "summarizer", "serve", "--port", "0", "--no-fetch"]
        process = subprocess.Popen(
            [*command, "--data", folder], stderr=subprocess.PIPE, text=True, cwd=HERE.parent
        )
        assert process.stderr
        line = process.stderr.readline()
        found = re.search(r":(\d+)/", line)
        if not found:
            raise SystemExit(line)
        try:
            yield process, int(found[1])
        finally:
            process.terminate()
            process.wait()


def resident(pid: int) -> float:
    """MB that a process and those it started have in memory."""
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            own, (_, parent, *_) = (
                int(path.parent.name),
                path.read_text().rpartition(")")[2].split(),
            )
            if pid in (own, int(parent)):
                found = re.search(r"VmRSS:\s+(\d+)", (path.parent / "status").read_text())
                total += int(found[1]) / 1024 if found else 0
        except OSError:
            continue
    return total


if __name__ == "__main__":
    sys.exit(main())

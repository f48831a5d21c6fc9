"""What a batch takes: clusters a core-hour, peak memory of its processes, bytes in and out.

    python eval/bench_batch.py [--clusters N …] [--short] [--output FILE] [--workers N …]

The clusters are made from the bundled events: each in turn, with one of its articles left out and
the others in another order.  `--short` takes the beginnings of three articles, for what depends on
how many records there are and not on what is in them.  Other options go to `consensus batch`.
Memory is the most that a process had resident (VmHWM), asked of Linux five times a second.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench_texts import bundled
from common import HERE, parser, row

SHORT = 3, 600  # articles, characters
HEAD = """\
| clusters | seconds | clusters a core-hour | parent, MB | largest worker, MB | MB in | MB out |
|---|---|---|---|---|---|---|"""


def write(path: Path, clusters: int, short: bool) -> None:
    """So many clusters, the same in every run."""
    known = [[{"title": a.title, "text": a.text} for a in event.articles] for event in bundled()]
    generator = random.Random(1)
    with path.open("w", encoding="utf-8") as stream:
        for number in range(clusters):
            event = known[number % len(known)]
            articles = generator.sample(event, len(event) - 1)
            if short:
                articles = [{**a, "text": a["text"][: SHORT[1]]} for a in articles[: SHORT[0]]]
            stream.write(json.dumps({"id": f"event-{number}", "documents": articles}) + "\n")


def measure(clusters: int, short: bool, options: list[str]) -> str:
    """The row of the table for one batch in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        data, out = Path(place) / "in.jsonl", Path(place) / "out.jsonl"
        write(data, clusters, short)
        command = [sys.executable, "-m", "summarizer", "batch", str(data), "-o", str(out), *options]
        root, began, spent = HERE.parent, time.monotonic(), os.times()
        process = subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
        parent = worker = 0.0
        while process.poll() is None:
            parent = max(parent, peak_of(process.pid))
            worker = max([worker, *map(peak_of, children(process.pid))])
            time.sleep(0.2)
        if process.returncode:
            raise SystemExit(f"the batch ended with {process.returncode}")
        now, seconds = os.times(), time.monotonic() - began
        read, written = (path.stat().st_size / 1e6 for path in (data, out))
    processor = now.children_user - spent.children_user
    processor += now.children_system - spent.children_system
    rate = clusters / processor * 3600
    memory = f"{parent:.0f}", f"{worker:.0f}"
    sizes = f"{read:.1f}", f"{written:.1f}"
    return row(f"{clusters:,}", f"{seconds:,.0f}", f"{rate:,.0f}", *memory, *sizes)


def peak_of(pid: int) -> float:
    """The most memory a process has had, in MB; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    rows = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((int(cells[1]) / 1024 for cells in rows), 0.0)


def children(pid: int) -> Iterator[int]:
    """The processes that a process has started, and theirs."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    for child in map(int, found):
        yield child
        yield from children(child)


def main() -> None:
    """Print (and maybe write) the table."""
    given = parser(__doc__)
    given.add_argument("--clusters", type=int, nargs="+", default=[1_000, 10_000])
    given.add_argument("--short", action="store_true")
    given.add_argument("--output", type=Path)
    options, rest = given.parse_known_args()
    lines = [HEAD]
    for clusters in options.clusters:
        lines.append(measure(clusters, options.short, rest))
        print(lines[-1], flush=True)
    if options.output:
        options.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

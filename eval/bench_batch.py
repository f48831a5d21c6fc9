"""What a batch takes: clusters a core-hour, peak memory of its processes, bytes in and out.

    python eval/bench_batch.py [--clusters N …] [--short] [--output FILE] [--workers N …]

The clusters are made from the bundled events: each in turn, with one of its articles left out and
the others in another order.  `--short` takes the beginnings of three articles, for what depends on
how many records there are and not on what is in them.  Other options go to `consensus batch`.
Memory is the most that a process had resident (VmHWM), asked of Linux five times a second.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "eval" / "examples"
SHORT = 3, 600  # articles, characters


@dataclass(frozen=True)
class Cost:
    """One run: seconds on the clock, of the processors, MB of each kind of process, bytes."""

    clusters: int
    seconds: float
    processor: float
    parent: float
    worker: float
    read: int
    written: int

    def row(self) -> str:
        """A row of the table."""
        rate = self.clusters / self.processor * 3600
        return (
            f"| {self.clusters:,} | {self.seconds:,.0f} | {rate:,.0f} | {self.parent:.0f} "
            f"| {self.worker:.0f} | {self.read / 1e6:.1f} | {self.written / 1e6:.1f} |"
        )


HEAD = """\
| clusters | seconds | clusters a core-hour | parent, MB | largest worker, MB | MB in | MB out |
|---|---|---|---|---|---|---|"""


def events() -> list[list[dict[str, str]]]:
    """The articles of every bundled event."""
    from summarizer.read import read
    from summarizer.types import Cluster

    found = []
    for folder in sorted(path.parent for path in EXAMPLES.glob("*/event.json")):
        known = json.loads((folder / "event.json").read_text("utf-8"))
        (cluster,) = read([folder / name for name in known["articles"]])
        assert isinstance(cluster, Cluster)
        found.append([{"title": a.title, "text": a.text} for a in cluster.articles])
    return found


def write(path: Path, clusters: int, short: bool) -> None:
    """So many clusters, the same in every run."""
    known = events()
    generator = random.Random(1)
    with path.open("w", encoding="utf-8") as stream:
        for number in range(clusters):
            event = known[number % len(known)]
            articles = generator.sample(event, len(event) - 1)
            if short:
                articles = [{**a, "text": a["text"][: SHORT[1]]} for a in articles[: SHORT[0]]]
            stream.write(json.dumps({"id": f"event-{number}", "documents": articles}) + "\n")


def measure(clusters: int, short: bool, options: list[str]) -> Cost:
    """One batch in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        data, out = Path(place) / "in.jsonl", Path(place) / "out.jsonl"
        write(data, clusters, short)
        command = [sys.executable, "-m", "summarizer", "batch", str(data), "-o", str(out), *options]
        began, spent = time.monotonic(), os.times()
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        parent = worker = 0.0
        while process.poll() is None:
            parent = max(parent, peak(process.pid))
            worker = max([worker, *map(peak, children(process.pid))])
            time.sleep(0.2)
        if process.returncode:
            raise SystemExit(f"the batch ended with {process.returncode}")
        now = os.times()
        processor = now.children_user + now.children_system
        processor -= spent.children_user + spent.children_system
        seconds = time.monotonic() - began
        sizes = data.stat().st_size, out.stat().st_size
    return Cost(clusters, seconds, processor, parent, worker, *sizes)


def peak(pid: int) -> float:
    """The most memory a process has had, in MB; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    rows = (row.split() for row in status.splitlines() if row.startswith("VmHWM:"))
    return next((int(row[1]) / 1024 for row in rows), 0.0)


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
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clusters", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--output", type=Path)
    options, rest = parser.parse_known_args()
    lines = [HEAD]
    for clusters in options.clusters:
        lines.append(measure(clusters, options.short, rest).row())
        print(lines[-1], flush=True)
    if options.output:
        options.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

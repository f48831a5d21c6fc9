"""The quality gate: what `consensus` must reach on the bundled events, which CI holds it to.

    python eval/gate.py                    measure, and compare with the floors
    python eval/gate.py --raise            lift the floors to what is measured now
    python eval/gate.py --lower REASON     lower them, or take them anew for changed events

Floors live in `gate.json` with every change ever made to them.  A change that lowers a floor, or
that goes with other events, carries a reason; `tests/test_gate.py` fails without one, and when
the events are not those that the floors were taken on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import replace
from itertools import pairwise
from math import floor
from pathlib import Path
from statistics import fmean
from typing import Any

from summarizer.evaluate import dataset
from summarizer.evaluate.rouge import Rouge
from summarizer.methods.consensus import Consensus
from summarizer.pipeline import summarize_clusters
from summarizer.types import Cluster

HERE = Path(__file__).parent
GATE = HERE / "gate.json"
EXAMPLES = HERE / "examples"
DEFINITION = HERE / "benchmarks" / "examples.toml"

Floors = dict[str, float]


def checksum(folder: Path = EXAMPLES) -> str:
    """A hash of the names and bytes of all files of the events."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def measure() -> Floors:
    """Means over the events: ROUGE F1 in percent, and what other origins back.

    `corroborated` is the share, in percent, of summary sentences that a second source supports, in
    whole sentences, as people get them.
    """
    benchmark = dataset.load(DEFINITION)
    clusters = [c for c in dataset.clusters(benchmark) if isinstance(c, Cluster)]
    rouge = Rouge(benchmark.rouge)
    found: dict[str, list[float]] = {}
    for summary in summarize_clusters(clusters, Consensus(), benchmark.budget):
        assert summary.cluster
        texts = [sentence.text for sentence in summary.sentences]
        for metric, score in rouge.score(summary.cluster.references, texts).items():
            found.setdefault(metric, []).append(100 * score.fmeasure)
    whole = replace(benchmark.budget, truncate=False)
    for summary in summarize_clusters(clusters, Consensus(), whole):
        several = [sentence.support > 1 for sentence in summary.sentences]
        found.setdefault("corroborated", []).append(100 * fmean(several))
    return {name: fmean(values) for name, values in found.items()}


def floors_of(measured: Floors) -> Floors:
    """Floors for what was measured: rounded down, so that the last digits may differ."""
    return {name: floor(100 * value) / 100 for name, value in measured.items()}


def below(measured: Floors, floors: Floors) -> list[str]:
    """A line for each floor that is not reached."""
    return [
        f"{name}: {measured.get(name, 0.0):.2f} is below the floor of {least:.2f}"
        for name, least in floors.items()
        if measured.get(name, 0.0) < least
    ]


def unexplained(changes: list[dict[str, Any]]) -> list[str]:
    """A line for each change that lowers a floor, or takes other events, without a reason."""
    lines = []
    for number, (old, new) in enumerate(pairwise(changes), 1):
        lowered = below(new["floors"], old["floors"])
        if new["events"] != old["events"]:
            lowered.append("the events are others")
        if lowered and not str(new.get("reason", "")).strip():
            lines.append(f"change {number}: {'; '.join(lowered)}")
    return lines


def main() -> int:
    """Check, raise or lower; returns 1 when a floor is not reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--raise", action="store_true", dest="lift")
    parser.add_argument("--lower", metavar="REASON")
    options = parser.parse_args()
    changes = json.loads(GATE.read_text("utf-8")) if GATE.exists() else []
    measured, events = measure(), checksum()
    last: dict[str, Any] = changes[-1] if changes else {"floors": {}, "events": events}
    for name, value in measured.items():
        print(f"{name:14} {value:6.2f}   floor {last['floors'].get(name, 0.0):6.2f}")
    short = below(measured, last["floors"])
    if events != last["events"]:
        short.append("the events are not those that the floors were taken on")
    if options.lift or options.lower:
        change = {"floors": floors_of(measured), "events": events, "reason": options.lower or ""}
        if broken := unexplained([last, change]):
            print("\n".join(broken), "--lower REASON says why", sep="\n", file=sys.stderr)
            return 1
        GATE.write_text(json.dumps([*changes, change], indent=1) + "\n", encoding="utf-8")
        return 0
    print("\n".join(short), end="\n" if short else "", file=sys.stderr)
    return bool(short)


if __name__ == "__main__":
    sys.exit(main())

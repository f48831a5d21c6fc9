"""What is reported on the bundled events: nothing but what their sources do contradict."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer import Cluster, read
from summarizer.pipeline import Planner, prepare

EVENTS = Path(__file__).resolve().parent.parent / "eval" / "examples"
# Numbers of the sides; an update in the order of time.
EXPECTED = {
    "castlow-mayor-recount": [("count", False, ("37", "41"))],
    "hollin-valley-flood": [("count", False, ("Fourteen", "Thirteen"))],
    "lubra-bridge-verdict": [("count", True, ("Forty-one", "Forty-three"))],
    "zorvany-mine-rescue": [("amount", False, ("2.6", "2.9"))],
}


@pytest.mark.parametrize("event", sorted(p.name for p in EVENTS.iterdir() if p.is_dir()))
def test_only_what_they_contradict(event: str) -> None:
    paths = [str(p) for p in sorted((EVENTS / event).glob("[0-9]*"))]
    (cluster,) = (c for c in read(paths) if isinstance(c, Cluster))
    found = Planner(prepare(cluster)).differences.conflicts
    expected = EXPECTED.get(event, [])
    assert [(c.kind, c.later) for c in found] == [(kind, later) for kind, later, _ in expected]
    for conflict, (_, _, values) in zip(found, expected, strict=True):
        assert all(v in c.text for v, c in zip(values, conflict.claims, strict=True))

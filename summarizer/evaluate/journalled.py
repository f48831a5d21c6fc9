"""What the journal holds of a comparison, in the order of clusters and systems."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from summarizer.evaluate.types import PRF, Exhibit, Prediction, Scores, Timing
from summarizer.jobs.files import write
from summarizer.jobs.journal import Journal
from summarizer.types import Cluster


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the journal has a system's summary of a cluster, and its scores."""

    summary: str
    scores: str


@dataclass(frozen=True, slots=True)
class Row:
    """A cluster with references, and its keys by the labels of the systems, in order."""

    cluster: Cluster
    keys: Mapping[str, Keys]


@dataclass(frozen=True, slots=True)
class Made:
    """The summaries and scores of these rows; read from the journal one at a time."""

    rows: Sequence[Row]
    journal: Journal

    def write(self, folder: Path) -> list[Timing]:
        """Write predictions, scores and timings as JSON Lines; the timings come back.

        Each file is moved into place when it is complete; raises OutputError.
        """
        timings: list[Timing] = []
        write(folder / "predictions.jsonl", map(_line, self._predictions(timings)))
        write(folder / "scores.jsonl", map(_line, self.scores()))
        write(folder / "timings.jsonl", map(_line, timings))
        return timings

    def scores(self) -> Iterator[Scores]:
        """Every system's scores on every cluster."""
        for row in self.rows:
            yield from self._scores(row)

    def exhibits(self) -> Iterator[Exhibit]:
        """Every cluster with its summaries, and with its origins as these have them."""
        for row in self.rows:
            predictions = {p.system: p for p, _ in self._made(row)}
            sources = next((p.record["sources"] for p in predictions.values()), ())
            origins = tuple(source["origin"] - 1 for source in sources)
            scores = {s.system: s for s in self._scores(row)}
            yield Exhibit(replace(row.cluster, origins=origins), predictions, scores)

    def _predictions(self, timings: list[Timing]) -> Iterator[Prediction]:
        """Every system's summary of every cluster; what it took goes to `timings`."""
        for row in self.rows:
            for prediction, timing in self._made(row):
                timings.append(timing)
                yield prediction

    def _made(self, row: Row) -> Iterator[tuple[Prediction, Timing]]:
        for label, keys in row.keys.items():
            if keys.summary in self.journal:
                value = self.journal[keys.summary]
                costs = value["seconds"], value["megabytes"]
                yield (
                    Prediction(row.cluster.id, label, value["record"]),
                    Timing(row.cluster.id, label, *costs),
                )

    def _scores(self, row: Row) -> Iterator[Scores]:
        for label, keys in row.keys.items():
            if keys.scores in self.journal:
                value = self.journal[keys.scores]
                rouge = {metric: PRF(**parts) for metric, parts in value["rouge"].items()}
                yield Scores(row.cluster.id, label, rouge, value["measures"])


def _line(item: Prediction | Scores | Timing) -> bytes:
    """The fields as a line of JSON; a lone surrogate becomes the escape that it is."""
    text = json.dumps(item, ensure_ascii=False, allow_nan=False, default=_fields)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _fields(item: Any) -> dict[str, Any]:
    """A dataclass as a dictionary; `dataclasses.asdict` would copy everything in it."""
    return {field.name: getattr(item, field.name) for field in fields(item)}

"""Report: a comparison for people (a table, Markdown, one page) and for programs (JSON)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from summarizer.evaluate.report import html, json, markdown
from summarizer.evaluate.report.table import table
from summarizer.evaluate.types import Results, ScoredCluster, Timing
from summarizer.jobs import files

__all__ = ["table", "write"]


def write(
    folder: Path, results: Results, clusters: Iterable[ScoredCluster], timings: Sequence[Timing]
) -> list[Path]:
    """The files written: `results.json`, `timings.json`, `results.md`, `report.html`.

    Each is moved into place when it is complete.  The same comparison gives the same bytes,
    but for the costs in `timings.json`, at the end of `results.md` and in the page's table.
    Raises OutputError.
    """
    contents: dict[str, Iterable[str]] = {
        "results.json": [json.dumps(json.to_dict(results))],
        "timings.json": [json.dumps(json.timings_dict(timings))],
        "results.md": [markdown.render(results, timings)],
        "report.html": html.pieces(results, clusters, timings),
    }
    return [
        files.write(folder / name, map(str.encode, pieces)) for name, pieces in contents.items()
    ]

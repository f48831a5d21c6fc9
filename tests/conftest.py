"""One line at the end of a run: what was not tested, and why."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from torture import write_clusters

# What the reason of a skipped test speaks of; the first that fits.
NEEDS = {
    "torch": r"torch|transformer|safetensors|extra `?train",
    "a browser": r"(?i)browser|chromium|playwright",
    "pyarrow": r"(?i)pyarrow|parquet",
    "schemathesis": "schemathesis",
    "the server's packages": "`serve`",
    "rouge-score": r"(?i)rouge|extra `eval",
    "Ray": r"\bray\b",
    "mkdocs": r"docs",
    "pdflatex": r"(?i)latex",
    "shared/": r"(?i)\bdata\b|shared",
    "another machine or user": "",
}
LEFT_OUT = pytest.StashKey[Counter[str]]()


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """24 small events."""
    write_clusters(tmp_path / "events.jsonl")
    return tmp_path / "events.jsonl"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = Counter()


def pytest_deselected(items: list[pytest.Item]) -> None:
    if items and "slow" in items[0].config.option.markexpr:
        slow = sum(item.get_closest_marker("slow") is not None for item in items)
        items[0].config.stash[LEFT_OUT]["slow"] += slow


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):  # a process of pytest-xdist
        session.config.workeroutput["left_out"] = dict(session.config.stash[LEFT_OUT])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # Every process collects, and so leaves out, the same.
    node.config.stash[LEFT_OUT] |= Counter(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    left_out = +config.stash[LEFT_OUT]
    left_out.update(map(_need, terminalreporter.stats.get("skipped", [])))
    if left_out:
        told = ", ".join(f"{count} {why}" for why, count in left_out.most_common())
        terminalreporter.write_line(f"not run: {told} (make test-all; reasons: pytest -rs)")


def _need(report: pytest.TestReport | pytest.CollectReport) -> str:
    """What a skipped test, or a module skipped before its tests were counted, lacks."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    need = next(f"need {what}" for what, said in NEEDS.items() if re.search(said, reason))
    return f"modules {need}" if isinstance(report, pytest.CollectReport) else need

"""The code's version: it changes with whatever can change a summary or a score, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer.jobs import version

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package's layout, small, that the version is taken of."""
    for name in ("select.py", "render/schema.json", "evaluate/rouge.py", "cli/console.py"):
        path = tmp_path / "package" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
    monkeypatch.setattr(version, "PACKAGE", tmp_path / "package")
    forget()
    yield tmp_path / "package"
    forget()


def forget() -> None:
    version.summaries.cache_clear()
    version.scores.cache_clear()
    version._checkpoint.cache_clear()


@pytest.mark.parametrize(
    ("name", "summaries", "scores"),
    [
        ("select.py", True, False),
        ("new/stage.py", True, False),
        ("render/schema.json", True, False),
        ("evaluate/worker.py", True, False),
        ("evaluate/oracle.py", True, False),
        ("evaluate/rouge.py", False, True),
        ("evaluate/measures.py", False, True),
        ("evaluate/report/html.py", False, False),
        ("evaluate/compare.py", False, False),
        ("cli/console.py", False, False),
        ("cli/__init__.py", False, False),
        ("jobs/journal.py", False, False),
        ("__pycache__/select.cpython-311.pyc", False, False),
    ],
)
def test_the_version_changes_with_what_matters(
    package: Path, name: str, summaries: bool, scores: bool
) -> None:
    before = version.summaries(), version.scores(), version.code()
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x = 2\n")
    forget()
    after = version.summaries(), version.scores(), version.code()
    changed = tuple(one != other for one, other in zip(before, after, strict=True))
    assert changed == (summaries, scores, summaries or scores)


def test_the_version_knows_the_libraries(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = version.summaries()
    monkeypatch.setattr(version, "version", lambda name: "9.9" if name == "scipy" else "1.0")
    forget()
    assert version.summaries() != before


def test_every_file_that_is_known_not_to_matter_exists() -> None:
    for name in (*version._NEITHER, *version._SCORING):
        assert list((ROOT / "summarizer").glob(f"{name}*")), name


def test_a_checkpoint_counts_by_its_content(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "weights").write_text("1")
    tuned = {"checkpoint": str(model)}
    first = version.of_method("lead", tuned)
    assert first != version.of_method("lead", {})
    (model / "weights").write_text("2")
    forget()
    assert version.of_method("lead", tuned) != first

"""The code's version: it changes with whatever can change a summary or a score, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from wheels import PROJECT, ROOT, laid_out

from summarizer import errors
from summarizer.jobs import code_version

MODULE = '''"""What it is for."""

# Why it is so.
LIMIT = 3


def double(x: int) -> int:
    """Twice as much."""
    return 2 * x
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small copy of the package's layout, as a checkout has it, that the version is taken of."""
    home = tmp_path / "checkout" / "package"
    for name in ("select.py", "render/schema.json", "evaluate/rouge.py", "cli/console.py"):
        put(home / name, MODULE)
    put(home.parent / "models" / "small" / "SHA256SUMS", "0123  model.onnx")
    monkeypatch.setattr(code_version, "PACKAGE", home)
    forget()
    yield home
    forget()


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def forget() -> None:
    code_version.summaries.cache_clear()
    code_version.scores.cache_clear()
    code_version._checkpoint.cache_clear()


def versions() -> tuple[str, str, str]:
    forget()
    return code_version.summaries(), code_version.scores(), code_version.code()


@pytest.mark.parametrize(
    ("name", "summaries", "scores"),
    [
        ("select.py", True, False),
        ("new/stage.py", True, False),
        ("render/schema.json", True, False),
        ("../models/small/SHA256SUMS", True, False),
        ("evaluate/worker.py", True, False),
        ("evaluate/rouge.py", False, True),
        ("evaluate/measures.py", False, True),
        ("evaluate/report/html.py", False, False),
        ("jobs/journal.py", False, False),
        ("__pycache__/select.cpython-311.pyc", False, False),
        ("py.typed", False, False),
    ],
)
def test_the_version_changes_with_what_matters(
    package: Path, name: str, summaries: bool, scores: bool
) -> None:
    before = versions()
    put(package / name, "x = 2\n")
    changed = tuple(one != other for one, other in zip(before, versions(), strict=True))
    assert changed == (summaries, scores, summaries or scores)


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("# Why it is so.", "# For another reason.", False),
        ("Twice as much", "The double", False),
        ('"""What it is for."""\n', "", False),
        ("2 * x", "(2  *  x)", False),
        ("LIMIT = 3", "LIMIT = 4", True),
        ("2 * x", "3 * x", True),
        ("x: int) -> int", "x: float) -> float", True),
    ],
)
def test_only_what_a_module_does_counts(package: Path, old: str, new: str, counts: bool) -> None:
    before = versions()
    put(package / "select.py", MODULE.replace(old, new))
    assert (versions() != before) == counts
    put(package / "render" / "schema.json", MODULE.replace(old, new))  # data: byte for byte
    assert versions() != before


def test_a_wheel_has_the_version_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = versions()
    monkeypatch.setattr(code_version, "PACKAGE", laid_out(tmp_path))
    assert versions() == before
    forget()


def test_the_version_knows_the_libraries(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = versions()
    monkeypatch.setattr(code_version, "version", lambda name: "9.9" if name == "scipy" else "1.0")
    assert versions()[0] != before[0]


def test_every_file_that_is_known_not_to_matter_exists() -> None:
    for name in (*code_version._NEITHER, *code_version._SCORING):
        assert list((ROOT / "summarizer").glob(f"{name}*")), name


def test_a_checkpoint_counts_by_its_content(package: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    put(model / "weights", "1")
    tuned = {"checkpoint": str(model)}
    first = code_version.of_method("lead", tuned)
    assert first != code_version.of_method("lead", {})
    put(model / "weights", "2")
    forget()
    assert code_version.of_method("lead", tuned) != first


@pytest.mark.parametrize("extra", errors.EXTRAS)
def test_what_a_missing_extra_installs_is_what_the_project_says(extra: str) -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    listed = extras[extra] if extra != "train" else extras["transformer"]
    assert list(errors.EXTRAS[extra]) == listed
    told = " ".join(f'"{package}"' for package in listed)
    assert str(errors.MissingExtra.of(extra, "x needs y")) == f"x needs y: pip install {told}"

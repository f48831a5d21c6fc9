"""Which code ran: hashes that change whenever a summary or a score might, for a journal's keys.

A Python file counts by its syntax tree without docstrings, so that an edited comment repeats no
work, and every other file by its bytes.  The files known not to matter are listed; all others of
the package count, so that a new one does before anybody thinks of it.  What an installed wheel has
inside the package and a checkout beside it is left out; of the models their digests count.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from summarizer.methods import WRITTEN

PACKAGE = Path(__file__).parents[1]

_LIBRARIES = ("numpy", "scipy", "nupunkt", "PyStemmer", "sumy", "trafilatura")
_NEURAL = ("torch", "transformers")
_SCORING_LIBRARIES = ("rouge-score-rs",)

# What makes scores of summaries, and what only moves, compares or shows either.
_SCORING = ("evaluate/rouge.py", "evaluate/measures", "evaluate/faithfulness")
_NEITHER = (
    "__main__.py", "cli/", "jobs/", "batch/records.py", "batch/ledger.py", "batch/output.py",
    "batch/ray.py", "batch/run.py", "evaluate/dataset.py", "evaluate/harness.py",
    "evaluate/before.py", "evaluate/compare.py", "evaluate/significance.py", "evaluate/report/",
)  # fmt: skip
# Data that only a wheel has inside the package, and a mark for type checkers.
_ELSEWHERE = ("_models/", "_eval/", "py.typed")


@cache
def summaries() -> str:
    """The code that makes summaries, with the models and the versions of what it stands on."""
    python = "python {}.{}".format(*sys.version_info)
    return _hash([*_sources(scoring=False), *_models(), python, *_versions(_LIBRARIES)])


@cache
def scores() -> str:
    """The code that scores them."""
    return _hash([*_sources(scoring=True), *_versions(_SCORING_LIBRARIES)])


def code() -> str:
    """All of it, in 16 hexadecimal digits, for a report."""
    return _hash([summaries(), scores()])[:16]


def of_method(name: str, settings: Mapping[str, object]) -> str:
    """The code that makes a method's summaries, with the checkpoint in its settings if any.

    What a plug-in's version does not say is in the method's signature already.
    """
    checkpoint = settings.get("checkpoint")
    extra = [_checkpoint(Path(checkpoint))] if isinstance(checkpoint, str) else []
    if name in WRITTEN:  # the bundled checkpoint, too
        extra += _versions(_NEURAL)
    return _hash([summaries(), *extra])


@cache
def _checkpoint(path: Path) -> str:
    """The content of a model's file or folder, with the versions of the libraries that run it."""
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    held = (f"{file.relative_to(path)} {_bytes(file)}" for file in files if file.is_file())
    return _hash([*held, *_versions(_NEURAL)])


def _sources(*, scoring: bool) -> Iterator[str]:
    """A line for each file of the package that counts."""
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        counts = path.is_file() and "__pycache__" not in path.parts
        left_out = name.startswith(_NEITHER) or name.startswith(_ELSEWHERE)
        if counts and not left_out and name.startswith(_SCORING) == scoring:
            yield f"{name} {_syntax(path) if path.suffix == '.py' else _bytes(path)}"


def _models() -> Iterator[str]:
    """The digests of the bundled models, inside an installed package or beside it in a checkout."""
    inside = PACKAGE / "_models"
    folder = inside if inside.is_dir() else PACKAGE.parent / "models"
    for path in sorted(folder.glob("*/SHA256SUMS")):
        yield f"{path.parent.name} {_bytes(path)}"


def _versions(packages: Iterable[str]) -> Iterator[str]:
    for package in packages:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} -"


def _syntax(path: Path) -> str:
    """A hash of what a Python file does: neither comments nor docstrings nor layout count."""
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and ast.get_docstring(node, clean=False) is not None
        ):
            del node.body[0]
    return _hash([ast.dump(tree, annotate_fields=False)])


def _bytes(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "backslashreplace")).hexdigest()

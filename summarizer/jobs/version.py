"""Which code ran: hashes that change whenever a summary or a score might.

What is known not to matter is listed; every other file of the package counts, so that a new one
does before anybody thinks of it.
"""

from __future__ import annotations

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
_SCORING = ("evaluate/rouge.py", "evaluate/measures")
_NEITHER = (
    "__main__.py", "cli/", "jobs/", "batch/records.py", "batch/ledger.py", "batch/output.py",
    "batch/ray.py", "batch/run.py", "evaluate/dataset.py", "evaluate/harness.py",
    "evaluate/compare.py", "evaluate/warnings.py", "evaluate/significance.py", "evaluate/report/",
)  # fmt: skip


@cache
def summaries() -> str:
    """The code that makes summaries, with the versions of what it stands on."""
    return _hash([*_sources(scoring=False), *_versions(("python", *_LIBRARIES))])


@cache
def scores() -> str:
    """The code that scores them."""
    return _hash([*_sources(scoring=True), *_versions(_SCORING_LIBRARIES)])


def code() -> str:
    """All of it, in 16 hexadecimal digits, for a report."""
    return _hash([summaries(), scores()])[:16]


@cache
def _checkpoint(path: Path) -> str:
    """The content of a model's file or folder, with the versions of the libraries that run it."""
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    held = (f"{file.relative_to(path)} {_file(file)}" for file in files if file.is_file())
    return _hash([*held, *_versions(_NEURAL)])


def of_method(name: str, settings: Mapping[str, object]) -> str:
    """The code that makes a method's summaries, with its checkpoint if it has one.

    What a plug-in's version does not tell is in the signature already.
    """
    checkpoint = settings.get("checkpoint")
    extra = [_checkpoint(Path(checkpoint))] if isinstance(checkpoint, str) else []
    if name in WRITTEN:  # the bundled checkpoint, too
        extra += _versions(_NEURAL)
    return _hash([summaries(), *extra])


def _sources(*, scoring: bool) -> Iterator[str]:
    """A line for each file of the package that counts."""
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        counts = path.is_file() and "__pycache__" not in path.parts
        if counts and not name.startswith(_NEITHER) and name.startswith(_SCORING) == scoring:
            yield f"{name} {_file(path)}"


def _versions(packages: Iterable[str]) -> Iterator[str]:
    for package in packages:
        if package == "python":
            yield f"python {sys.version_info[0]}.{sys.version_info[1]}"
            continue
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} -"


def _file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "backslashreplace")).hexdigest()

"""What the scripts of this folder share: options, labelled data, and how figures are printed."""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"

Row = dict[str, Any]


def parser(doc: str | None, *, shared: bool = False) -> argparse.ArgumentParser:
    """A parser described by the first line of a script's docstring, maybe with `--shared`."""
    made = argparse.ArgumentParser(description=(doc or "").split("\n")[0])
    if shared:
        made.add_argument("--shared", type=Path, default=SHARED, help="the folder with data/")
    return made


def lines(path: Path) -> list[Row]:
    """The records of a JSONL file, packed with xz or not."""
    with lzma.open(path, "rt") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def documents(shared: Path, marks: list[Row]) -> dict[tuple[str, str], list[Row]]:
    """The documents of every cluster of the files that marks name, by file and cluster id."""
    return {
        (name, cluster["id"]): cluster["documents"]
        for name in sorted({mark["id"] for mark in marks})
        for cluster in lines(shared / "data" / f"{name}.jsonl")
    }


def row(*cells: object) -> str:
    """A row of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"


def peak() -> float:
    """The most memory that this process has had, in MB."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def visible(text: str) -> int:
    """How many characters of `text` are not white space."""
    return sum(not c.isspace() for c in text)


def wilson(hits: int, total: int) -> str:
    """A share with its 95 % Wilson interval."""
    if not total:
        return "– (0 of 0)"
    from scipy.stats import binomtest

    low, high = binomtest(hits, total).proportion_ci(method="wilson")
    return f"{hits / total:.3f} [{low:.3f}, {high:.3f}] ({hits} of {total})"

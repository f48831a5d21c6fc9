"""The package as an installed wheel has it, from what pyproject.toml says."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]


def laid_out(site: Path) -> Path:
    """The package in the folder `site`, with the data that a wheel puts into it."""
    for pattern in WHEEL["include"]:
        for path in ROOT.glob(pattern.removeprefix("/")):
            first, *rest = path.relative_to(ROOT).parts
            target = site.joinpath(WHEEL["sources"].get(first, first), *rest)
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if path.is_dir() else shutil.copy)(path, target)
    return site / "summarizer"

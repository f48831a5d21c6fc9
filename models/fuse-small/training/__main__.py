"""`train.py RECIPE`: train a checkpoint, or go on training it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from summarizer.errors import ConsensusError, MissingExtra


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="train.py",
        description="Train a checkpoint from its recipe. Killed, it goes on from where it was.",
    )
    parser.add_argument("recipe", type=Path, help="a recipe.toml")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="its data folder")
    parser.add_argument("--output", type=Path, required=True, help="where everything is written")
    parser.add_argument("--minutes", type=float, help="stop after so many, state saved")
    parser.add_argument("--validate", type=float, default=10, help="minutes between validations")
    parser.add_argument("--threads", type=int, help="of the CPU; all of them by default")
    given = parser.parse_args(arguments)
    try:
        _train(given)
    except ConsensusError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _train(given: argparse.Namespace) -> None:
    try:
        from training.run import train
    except ImportError as error:
        raise MissingExtra.of("train", f"training needs {error.name}") from None
    from training.recipe import load

    train(
        load(given.recipe),
        given.data,
        given.output,
        minutes=given.minutes,
        validate=given.validate,
        threads=given.threads,
    )


if __name__ == "__main__":
    sys.exit(main())

"""`consensus models`: what is bundled, what is cached and what is known to work."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict

from summarizer.cli import output
from summarizer.write.checkpoints import Listing, listed

_HEAD = ("model", "", "writes", "architecture", "parameters", "context", "licence")
_RIGHT = (4, 5)


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    models = listed()
    with output.opened(None, utf8=args.format == "json") as write:
        if args.format == "json":
            write(
                json.dumps([asdict(model) for model in models], indent=2, ensure_ascii=False) + "\n"
            )
        else:
            write(_table(models))


def _table(models: Sequence[Listing]) -> str:
    """Columns as wide as what they hold; a note goes under its model."""
    rows = [_HEAD, *map(_row, models)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row, note in zip(rows, ["", *(model.note for model in models)], strict=True):
        cells = [
            cell.rjust(width) if i in _RIGHT else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
        lines += [f"  {note}"] if note else []
    return "\n".join(lines) + "\n"


def _row(model: Listing) -> tuple[str, ...]:
    size = f"{model.parameters / 1e6:,.0f} M" if model.parameters else ""
    context = f"{model.context:,}" if model.context else ""
    return (model.name, model.state, model.mode, model.architecture, size, context, model.licence)

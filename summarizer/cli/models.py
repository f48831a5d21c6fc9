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
    lines = listed()
    with output.opened(None, utf8=args.format == "json") as write:
        if args.format == "json":
            write(json.dumps([asdict(line) for line in lines], indent=2, ensure_ascii=False) + "\n")
        else:
            write(_table(lines))


def _table(lines: Sequence[Listing]) -> str:
    """Columns as wide as what they hold; a note goes under its line."""
    rows = [_HEAD, *map(_row, lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    shown = []
    for row, note in zip(rows, ["", *(line.note for line in lines)], strict=True):
        cells = [
            cell.rjust(width) if i in _RIGHT else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        shown.append("  ".join(cells).rstrip())
        shown += [f"  {note}"] if note else []
    return "\n".join(shown) + "\n"


def _row(line: Listing) -> tuple[str, ...]:
    size = f"{line.parameters / 1e6:,.0f} M" if line.parameters else ""
    context = f"{line.context:,}" if line.context else ""
    return (line.name, line.state, line.mode, line.architecture, size, context, line.licence)

"""Evaluate benchmarks one after the other: `consensus evaluate` for each, from this checkout.

    python eval/run.py [BENCHMARK…] [options of `consensus evaluate`]

Without arguments the bundled examples, every method: offline, in under a minute.  Reports go to
eval/out/NAME.
"""

from __future__ import annotations

import sys
from itertools import takewhile
from pathlib import Path

from summarizer.cli import main

OUT = Path(__file__).parent / "out"


def run(arguments: list[str]) -> int:
    """Evaluate each benchmark named before the first option; returns the worst exit code."""
    named = list(takewhile(lambda word: not word.startswith("-"), arguments))
    options = arguments[len(named) :]
    codes = []
    for name in named or ["examples"]:
        codes.append(main(["evaluate", name, "-o", str(OUT / Path(name).stem), *options]))
        if codes[-1] == 130:
            break
    return max(codes)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

"""The `consensus` command: dispatch and exit codes.

`--help` is quick because nothing heavy is imported here: each command imports what it needs
when it runs.  Exit codes: 0 done, 1 the result cannot be written, 2 bad input or
usage, 3 less support than `verify --fail-under` asks for, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from summarizer.errors import ConsensusError, OutputError, UsageError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    from summarizer.cli.console import say
    from summarizer.cli.output import silence

    try:
        code = _dispatch(sys.argv[1:] if argv is None else list(argv))
        _flush()
        return code
    except BrokenPipeError:  # the reader has seen enough
        silence()
        return 0
    except ConsensusError as error:
        say("error", str(error))
        if isinstance(error, OutputError):
            silence()
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("CONSENSUS_DEBUG"):
            raise
        say("error", f"unexpected {type(error).__name__}: {error} (CONSENSUS_DEBUG=1 shows where)")
        return 1


def _flush() -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write standard output: {error.strerror or error}") from error


def _dispatch(argv: list[str]) -> int:
    from summarizer.cli.options import USAGES, parse

    try:
        args = parse(argv)
    except SystemExit as finished:  # --help and --version
        return int(finished.code or 0)
    if not args.sources and args.command == "evaluate":
        raise UsageError(
            "name a benchmark (examples, neus_full-dev, …) or cluster files with references "
            "(see consensus evaluate --help)"
        )
    if not args.sources and args.command != "models" and _at_terminal():
        print(f"usage: {USAGES[args.command]}", file=sys.stderr)
        return 2
    args.sources = args.sources or ["-"]
    import_module(f"summarizer.cli.{args.command}").run(args)
    return 0


def _at_terminal() -> bool:
    return sys.stdin is None or sys.stdin.isatty()

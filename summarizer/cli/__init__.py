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
    from summarizer.cli.output import discard_stdout, flush_stdout

    try:
        code = _run(sys.argv[1:] if argv is None else list(argv))
        flush_stdout()
        return code
    except BrokenPipeError:  # the reader has seen enough
        discard_stdout()
        return 0
    except ConsensusError as error:
        say("error", str(error))
        if isinstance(error, OutputError):
            discard_stdout()
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("CONSENSUS_DEBUG"):
            raise
        say("error", f"unexpected {type(error).__name__}: {error} (CONSENSUS_DEBUG=1 shows where)")
        return 1


def _run(argv: list[str]) -> int:
    from summarizer.cli.options import USAGES, parse

    try:
        args = parse(argv)
    except SystemExit as finished:  # --help and --version
        return int(finished.code or 0)
    if "sources" in args and not args.sources and not getattr(args, "given", None):
        if args.command == "evaluate":
            raise UsageError(
                "name a benchmark (examples, neus_full-dev, …) or cluster files with references "
                "(see consensus evaluate --help)"
            )
        if sys.stdin is None or sys.stdin.isatty():
            print(f"usage: {USAGES[args.command]}", file=sys.stderr)
            return 2
        args.sources = ["-"]
    import_module(f"summarizer.cli.{args.command}").run(args)
    return 0

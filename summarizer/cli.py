"""The `consensus` command: options, dispatch and exit codes.

`--help` is quick because nothing heavy is imported here: each command imports what it needs
when it runs.  Exit codes: 0 done, 1 the result cannot be written, 2 bad input or
usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from summarizer import __version__
from summarizer.errors import ConsensusError, OutputError, UsageError

FORMATS = ("text", "markdown", "json")
USAGE = "consensus summarize [options] SOURCES..."

DESCRIPTION = """\
Read what several sources say about one event and print what they agree on, each sentence
with the sources that back it."""

SOURCES = """\
text, Markdown, HTML or JSON files, cluster files (.jsonl, .jsonl.gz), directories,
or - for standard input; all loose articles together are one event"""

EPILOG = """\
JSON is one indented object for one cluster and one object a line for several.

examples:
  consensus summarize outlet1.txt outlet2.html outlet3.txt
  consensus summarize articles/ --words 60 --format markdown -o summary.md
  consensus summarize events.jsonl.gz --cluster 17 --format json"""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line and go the way of all other errors."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing and exiting."""
        raise UsageError(f"{message} (see {self.prog} --help)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    from summarizer.commands.console import say
    from summarizer.commands.output import silence

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
    try:
        args = _parse(argv)
    except SystemExit as finished:  # --help and --version
        return int(finished.code or 0)
    if not args.sources:
        if sys.stdin is None or sys.stdin.isatty():
            print(f"usage: {USAGE}", file=sys.stderr)
            return 2
        args.sources = ["-"]
    from summarizer.commands.summarize import run

    run(args)
    return 0


def _parse(argv: list[str]) -> argparse.Namespace:
    """The options, with sources allowed before, between and after them."""
    parser, summarize = _parsers()
    args, rest = parser.parse_known_args(argv)
    unknown = [word for word in rest if word.startswith("-") and word not in ("-", "--")]
    if unknown and "--" not in argv:
        near = _near(unknown[0], list(summarize._option_string_actions))
        summarize.error(f"unknown option {unknown[0]}{near}")
    args.sources += [word for word in rest if word != "--"]
    return args


def _near(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a whole number from 1")
    return number


def _parsers() -> tuple[Parser, Parser]:
    parser = Parser(prog="consensus", description=DESCRIPTION, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"consensus {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, dest="command")
    summarize: Parser = commands.add_parser(
        "summarize",
        help="summarise articles or cluster files",
        prog="consensus summarize",
        usage=USAGE,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_options(summarize)
    return parser, summarize


def _add_options(parser: argparse.ArgumentParser) -> None:
    from summarizer.methods import names

    add = parser.add_argument
    add("sources", nargs="*", metavar="SOURCES", help=SOURCES)
    length = parser.add_argument_group(
        "length", "a summary stays within all limits given; 100 words if none is"
    )
    for name in ("words", "sentences", "characters"):
        length.add_argument(f"--{name}", type=_count, metavar="N", help=f"at most N {name}")
    length.add_argument("--truncate", action="store_true", help="cut the last sentence to fit")
    add("--method", default="consensus", metavar="NAME", help=f"one of {', '.join(names())}")
    add("--seed", type=int, metavar="N", help="for --method random")
    add("--language", default="en", metavar="CODE", help="of the sources (default en)")
    add("--cluster", action="append", default=[], metavar="ID", help="only this one; repeatable")
    add("--format", choices=FORMATS, default="text", help="default text")
    add("-o", dest="output", metavar="FILE", help="write to FILE, in place when complete")
    add("--strict", action="store_true", help="a source that cannot be read is an error")
    add("--explain-cleaning", action="store_true", help="list what cleaning removed, and why")

"""`consensus diff`: two records of one event in, what is new, changed and gone out."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import nullcontext

from summarizer.cli import output
from summarizer.cli.console import Console
from summarizer.cli.inputs import limits_of
from summarizer.errors import InputError, UsageError
from summarizer.limits import Limits
from summarizer.read.accounts import Account, parse
from summarizer.render import DIFFERENCES

TWICE = "standard input can be read only once: name a file instead of one of the two -"


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    if len(args.sources) != 2:
        raise UsageError("name two records: consensus diff OLD.json NEW.json")
    if args.sources == ["-", "-"]:
        raise UsageError(TWICE)
    name = args.format or output.format_of(args.output, DIFFERENCES)
    output.require(name, DIFFERENCES, "diff")
    output.check(args.output, args.sources)
    form, console, limits = DIFFERENCES[name], Console(), limits_of(args)
    old, new = (_account(path, limits) for path in args.sources)
    from summarizer.pipeline import compare_accounts

    console.wait("comparing the two records")
    try:
        found = compare_accounts(old, new)
    finally:
        console.clear()
    with output.opened(args.output, utf8=form.utf8) as write:
        write(form.render(found, output.view(args.output)))
    if name != "json":  # which has them in the record
        for warning in found.warnings:
            console.warn(warning)


def _account(path: str, limits: Limits) -> Account:
    """The account in a file.  Raises InputError, which names the file."""
    from summarizer.read.sources import Found, open_file, read_whole

    try:
        if path == "-" and sys.stdin is None:
            raise InputError("standard input is closed")
        opened = nullcontext(sys.stdin.buffer) if path == "-" else open_file(Found(path, ""))
        with opened as file:
            return parse(read_whole(file, limits.json_bytes), limits)
    except InputError as error:
        raise type(error)(f"{path}: {error}") from error

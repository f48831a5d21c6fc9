"""`consensus completion`: the script that completes the command line in a shell."""

from __future__ import annotations

from argparse import Namespace

from argcomplete.shell_integration import shellcode

from summarizer.cli import output


def run(args: Namespace) -> None:
    """Print the script; what it completes is asked of `options.parse` at every tab."""
    with output.opened(None) as write:
        write(shellcode(["consensus"], shell=args.shell))

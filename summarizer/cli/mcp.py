"""`consensus mcp`: the tools of an assistant, on standard input and output."""

from __future__ import annotations

from argparse import Namespace

from summarizer.errors import MissingExtra


def run(args: Namespace) -> None:
    """Serve until standard input ends."""
    try:
        from summarizer.serve import mcp
    except ImportError as error:
        raise MissingExtra.of("serve", f"consensus mcp needs {error.name}") from error
    mcp.run()

"""`consensus serve`: the pages and the interface, on this machine until it is stopped."""

from __future__ import annotations

import os
import webbrowser
from argparse import Namespace
from contextlib import suppress
from pathlib import Path

from summarizer.cli.console import say
from summarizer.errors import MissingExtra

TOKEN = "CONSENSUS_TOKEN"


def run(args: Namespace) -> None:
    """Do what the parsed command line says, until the process is told to stop."""
    try:
        from summarizer.serve import app
    except ImportError as error:
        raise MissingExtra.of("serve", f"consensus serve needs {error.name}") from error
    settings = app.Settings(
        host=args.host, port=args.port, data=Path(args.data) if args.data else None,
        names=tuple(args.allow_host), token=os.environ.pop(TOKEN, ""), workers=args.workers,
        fetches=args.fetches,
    )  # fmt: skip
    with app.bound(settings) as listening:
        served = app.application(settings)
        host = f"[{args.host}]" if ":" in args.host else args.host
        address = f"http://{host}:{listening.getsockname()[1]}/"
        say("note", f"serving {address} until Ctrl-C")
        if args.open:
            webbrowser.open(address)
        with suppress(KeyboardInterrupt):
            app.run(served, listening)

"""`consensus read`: sources in, what was read of them out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import replace

from summarizer.cli import output
from summarizer.cli.console import Console
from summarizer.cli.inputs import clusters, peek
from summarizer.render import READINGS
from summarizer.render.reading import Cut, Reading
from summarizer.types import Cluster


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    args.format = args.format or output.format_of(args.output, READINGS)
    output.require(args.format, READINGS, "read")
    output.check(args.output, args.sources)
    console = Console()
    first, found = peek(clusters(args, args.sources, args.cluster, console))
    output.write_each(readings(found), READINGS[args.format], len(first) > 1, args, console)


def readings(found: Iterable[Cluster]) -> Iterator[Reading]:
    """What was read of each cluster, cleaned."""
    from summarizer.pipeline import cleaned
    from summarizer.sources.input_warnings import article_warnings

    for cluster in found:
        read, every = cleaned(cluster)
        cuts = tuple(tuple(Cut(r.start, r.end, r.rule) for r in one.removed) for one in every)
        warnings = (*cluster.warnings, *article_warnings(cluster.articles))
        yield Reading(replace(read, warnings=warnings), cuts)

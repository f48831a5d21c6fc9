"""Sources to clusters: what cannot be read is a warning, or an error where it must not be."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.cli.console import Console
from summarizer.errors import InputError, NothingUsable, UnknownCluster
from summarizer.limits import Limits
from summarizer.types import Cluster, Reject

if TYPE_CHECKING:
    from summarizer.read.web.policy import Web

_LISTED = 5  # ids of other clusters in an error message


def limits_of(args: Namespace) -> Limits:
    """The caps on input, with what `--cap` changes."""
    return Limits(**dict(args.cap))


def web_of(args: Namespace, console: Console) -> Web:
    """How addresses are fetched, and whether what feeds link to is."""
    from summarizer.read.web.policy import Web

    return Web(proxy=args.proxy, follow=args.fetch, tell=console.wait)


def clusters(
    args: Namespace, sources: Sequence[str], wanted: Sequence[str], console: Console
) -> Iterator[Cluster]:
    """The clusters of the sources, or those of them that are wanted, as they are read.

    Raises InputError: NothingUsable where there is none, UnknownCluster where a wanted one is
    missing, any for the first that cannot be read with `--strict`.
    """
    from summarizer.read import read

    if "-" in sources and sys.stdin is None:
        raise InputError("-: standard input is closed")
    items = read(
        list(sources),
        stdin=sys.stdin.buffer if "-" in sources else None,
        language=args.language,
        web=web_of(args, console),
        limits=limits_of(args),
    )
    usable = _usable(items, args.strict, console)
    return _wanted(usable, wanted) if wanted else usable


def peek(found: Iterator[Cluster]) -> tuple[list[Cluster], Iterator[Cluster]]:
    """The first two clusters at most, and all of them."""
    first = list(islice(found, 2))
    return first, chain(first, found)


def publishers(path: str | None) -> Mapping[str, str]:
    """The table of publishers in a file, or an empty one; InputError if it cannot be read."""
    if path is None:
        return {}
    from summarizer.sources.publishers import read_table

    return read_table(Path(path))


def _usable(items: Iterable[Cluster | Reject], strict: bool, console: Console) -> Iterator[Cluster]:
    """The clusters; a reject is an error when it is strict or when there is nothing else."""
    first: Reject | None = None  # held back, since it is the error if it stays alone
    rejects = clusters = 0
    for item in items:
        console.clear()
        if isinstance(item, Reject) and strict:
            raise InputError(str(item))
        if first is not None:
            console.warn(str(first))
            first = None
        if isinstance(item, Cluster):
            clusters += 1
            yield item
            continue
        rejects += 1
        if rejects == 1 and not clusters:
            first = item
        else:
            console.warn(str(item))
    if first is not None:
        raise NothingUsable(str(first))
    if not clusters:
        raise NothingUsable(
            f"none of the {rejects} sources can be used" if rejects else "there is nothing to read"
        )


def _wanted(found: Iterable[Cluster], wanted: Sequence[str]) -> Iterator[Cluster]:
    """Each wanted cluster once; reading stops at the last of them."""
    missing = dict.fromkeys(wanted)
    others: list[str] = []
    for cluster in found:
        if cluster.id in missing:
            del missing[cluster.id]
            yield cluster
            if not missing:
                return
        elif len(others) < _LISTED:
            others.append(cluster.id)
    known = f"; there are {', '.join(others)}" if others else ""
    raise UnknownCluster(f"no cluster {', '.join(missing)}{known}")

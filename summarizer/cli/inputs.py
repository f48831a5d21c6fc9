"""Sources to clusters: what is rejected is told, or raised when it must not be."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from summarizer.cli.console import Console
from summarizer.errors import InputError, NothingUsable, UnknownCluster
from summarizer.limits import DEFAULTS, Limits
from summarizer.types import Cluster, Reject

_SHOWN = 5


def clusters(
    sources: Sequence[str],
    wanted: Sequence[str],
    language: str,
    strict: bool,
    console: Console,
    proxy: str = "",
    limits: Limits = DEFAULTS,
) -> Iterator[Cluster]:
    """The clusters of the sources, or those of them that are wanted, as they are read."""
    from summarizer.read import read
    from summarizer.read.web.rules import Web

    web = Web(proxy=proxy, tell=console.wait)
    found = read(list(sources), stdin=_stdin(sources), language=language, web=web, limits=limits)
    usable = _usable(found, strict, console)
    return _wanted(usable, tuple(wanted)) if wanted else usable


def publishers(path: str | None) -> Mapping[str, str]:
    """The table of publishers in a file, or an empty one; InputError if it cannot be read."""
    if path is None:
        return {}
    from summarizer.sources.publishers import read_table

    return read_table(Path(path))


def _stdin(sources: Sequence[str]) -> BinaryIO | None:
    if "-" not in sources:
        return None
    if sys.stdin is None:
        raise InputError("-: standard input is closed")
    return sys.stdin.buffer


def _usable(found: Iterable[Cluster | Reject], strict: bool, console: Console) -> Iterator[Cluster]:
    """The clusters; a reject is an error when it is strict or when there is nothing else."""
    held: Reject | None = None  # the first, which is the error if it stays alone
    rejects = clusters = 0
    for item in found:
        console.clear()
        if isinstance(item, Reject) and strict:
            raise InputError(str(item))
        if held is not None:
            console.warn(str(held))
            held = None
        if isinstance(item, Cluster):
            clusters += 1
            yield item
        else:
            rejects += 1
            if rejects == 1 and not clusters:
                held = item
            else:
                console.warn(str(item))
    if not clusters:
        raise NothingUsable(_why_nothing(rejects, held))


def _why_nothing(rejects: int, only: Reject | None) -> str:
    if only is not None:
        return str(only)
    return f"none of the {rejects} sources can be used" if rejects else "there is nothing to read"


def _wanted(found: Iterable[Cluster], wanted: tuple[str, ...]) -> Iterator[Cluster]:
    """Each wanted cluster once; reading stops at the last of them."""
    missing = dict.fromkeys(wanted)
    others: list[str] = []
    for cluster in found:
        if cluster.id in missing:
            del missing[cluster.id]
            yield cluster
            if not missing:
                return
        elif len(others) < _SHOWN:
            others.append(cluster.id)
    known = f"; there are {', '.join(others)}" if others else ""
    raise UnknownCluster(f"no cluster {', '.join(missing)}{known}")

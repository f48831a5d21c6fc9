"""Sources → clusters: files, directories, addresses and standard input, one cluster at a time.

    sources        what was named → files that may be opened, and addresses
    loose          a file or standard input → articles, or the clusters it holds
    fetched (+ web/)   an address → the same, from the page there
    cluster_files  one record a line, streamed, maybe packed (or parquet, + parquet_headers)
    layouts        JSON records → articles and clusters
    plain, markdown, html (+ page)   one format each → Article
    isolated                         html in a process that can be killed
    decode, safe_json, dates         bytes, JSON and dates of strangers
    streams                          read ahead, unpacked
    predictions                      summaries made elsewhere, for evaluations and verification

All loose articles together make one cluster, which comes first; the clusters of cluster files
follow, in the order in which the sources were named.  What cannot be read is a `Reject`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from summarizer.errors import InputError, UnreadableSource
from summarizer.limits import DEFAULTS, Limits
from summarizer.read.cluster_files import Place, clusters
from summarizer.read.isolated import Pages
from summarizer.read.loose import Later, contents, tell
from summarizer.read.sources import STDIN, WEB, Found, Source, open_file, walk
from summarizer.read.streams import Stream
from summarizer.types import Article, Cluster, Reject, displayed

if TYPE_CHECKING:
    from summarizer.read.web.rules import Web

__all__ = ["read"]


def read(
    sources: Sequence[Source],
    *,
    stdin: BinaryIO | None = None,
    language: str = "en",
    web: Web | None = None,
    limits: Limits = DEFAULTS,
    pages: Pages | None = None,
) -> Iterator[Cluster | Reject]:
    """The clusters in `sources`, one at a time, and a `Reject` for whatever cannot be read.

    Bad content never raises.

    Args:
        sources: Files, directories, addresses and `-` for standard input.  Text that begins with
            `http://` or `https://` is fetched: give a path that you did not choose yourself as a
            `pathlib.Path`, which is a file whatever it says.
        stdin: What `-` reads; by default the standard input of the process.
        language: The language code of clusters that do not state their own.
        web: How addresses are fetched (proxy, timeout).
        limits: The caps on input.
        pages: The process that reads HTML, for calls that follow each other to share; ending it
            is then the caller's part.

    Yields:
        The cluster of all loose articles first, then those of cluster files in the order of
        `sources`.  Cluster files are read record by record.
    """
    with nullcontext(pages) if pages else Pages(limits) as reader:
        pile = _Pile(stdin, language, web, limits, reader)
        for found in walk(sources):
            if isinstance(found, Reject):
                yield pile.reject(found)
            else:
                yield from pile.add(found)
    yield from pile.cluster()
    for later in pile.later:
        yield from later()


class _Pile:
    """The loose articles of one call, and what is read after them."""

    def __init__(
        self,
        stdin: BinaryIO | None,
        language: str,
        web: Web | None,
        limits: Limits,
        pages: Pages,
    ) -> None:
        self._rejects: list[Reject] = []
        self.later: list[Later] = []
        self._articles: list[Article] = []
        self._folders: set[str] = set()
        self._stdin = stdin
        self._stdin_read = False
        self._language = language
        self._web = web
        self._limits = limits
        self._page = pages.extract

    def add(self, found: Found) -> Iterator[Reject]:
        """Read a file, or note down to read it later; yields what had to be left out."""
        if found.kind == "clusters":
            self.later.append(lambda: self._cluster_file(found))
            return
        yield from self._contents(found)

    def reject(self, reject: Reject) -> Reject:
        """Note a reject down for the warnings of the cluster."""
        self._rejects.append(reject)
        return reject

    def cluster(self) -> Iterator[Cluster]:
        """The cluster of the loose articles, if there is any."""
        if self._articles:
            folder = self._folders.pop() if len(self._folders) == 1 else ""
            yield Cluster(
                id=folder or "articles",
                articles=tuple(self._articles),
                language=self._language,
                warnings=tuple(map(str, self._rejects)),
                limits=self._limits,
            )

    def _contents(self, found: Found) -> Iterator[Reject]:
        try:
            if found.path == STDIN:
                kind, stream = tell(self._standard_input())
                place = Place(STDIN, "stdin", self._language, self._limits)
                yield from self._take(contents(stream, kind, place, self._page), "")
                return
            if found.kind == WEB:
                yield from self._take(self._fetched(found), "")
                return
            if not found.kind:
                with open_file(found) as file:
                    kind, _ = tell(file)
                yield from self.add(replace(found, kind=kind))
                return
            folder = displayed(os.path.basename(os.path.dirname(found.location)))
            with open_file(found) as file:
                place = self._place(found)
                yield from self._take(contents(file, found.kind, place, self._page), folder)
        except InputError as error:
            yield self.reject(Reject(found.location, displayed(str(error))))

    def _take(self, items: Iterator[Article | Reject | Later], folder: str) -> Iterator[Reject]:
        for item in items:
            if isinstance(item, Reject):
                yield self.reject(item)
            elif not isinstance(item, Article):
                self.later.append(item)
            elif len(self._articles) >= self._limits.articles:
                reason = f"left out, over the limit of {self._limits.articles:,} articles"
                yield self.reject(Reject(item.location, reason))
            else:
                self._articles.append(item)
                self._folders.add(folder if folder not in (".", "..") else "")

    def _fetched(self, found: Found) -> Iterator[Article | Reject | Later]:
        # Whoever reads files needs none of what fetching takes.
        from summarizer.read.fetched import fetched
        from summarizer.read.web.rules import Web

        return fetched(found.path, self._place(found), self._web or Web(), self._page)

    def _cluster_file(self, found: Found) -> Iterator[Cluster | Reject]:
        place = self._place(found)
        try:
            with open_file(found) as file:
                yield from clusters(file, place)
        except InputError as error:
            yield Reject(found.location, displayed(str(error)))

    def _place(self, found: Found) -> Place:
        return Place(found.location, found.name, self._language, self._limits)

    def _standard_input(self) -> Stream:
        if self._stdin_read:
            raise UnreadableSource("standard input can be read only once")
        self._stdin_read = True
        stream: BinaryIO | None = self._stdin or getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise UnreadableSource("there is no standard input")
        return stream

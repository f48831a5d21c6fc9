"""Sources → clusters: files, directories, addresses and standard input, one cluster at a time.

    sources        what was named → files that may be opened, and addresses
    web/           an address → the page there
    loose          a file, page or standard input → articles, or the clusters it holds
    cluster_files  one record a line, streamed, maybe compressed (or `parquet`)
    layouts        JSON records → articles and clusters
    plain, markdown, html            one format each → Article
    feeds                            RSS, Atom, JSON Feed, OPML → articles
    story, stated                    a page's paragraphs; what it states about itself
    child                            html, feeds and parquet in a process that can be killed
    decode, safe_json, metadata      bytes, JSON, titles and dates of strangers
    streams                          peeked into, decompressed
    predictions                      summaries made elsewhere, for evaluations and verification

All articles outside cluster files make one cluster, which comes first; the clusters of cluster
files follow, in the order in which the sources were named.  What cannot be read is a `Reject`.

As an attribute, `summarizer.read` is the function `read`; the modules of this package are
imported from it: `from summarizer.read import plain`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from summarizer.errors import InputError, UnreadableSource
from summarizer.limits import DEFAULTS, Limits
from summarizer.read.cluster_files import Place, clusters
from summarizer.read.html import Pages
from summarizer.read.single_file import Item, Later, Reader, sniff
from summarizer.read.sources import STDIN, WEB, Found, Source, open_file, walk
from summarizer.read.streams import Stream
from summarizer.text.tokens import UNSEGMENTED
from summarizer.types import Article, Cluster, Reject, displayed

if TYPE_CHECKING:
    from summarizer.read.web.policy import Web

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
        language: The language code of clusters and, where it is "en", of pages that do not state
            their own.
        web: How addresses are fetched (proxy, timeout), and whether what feeds link to is.
        limits: The caps on input.
        pages: The process that reads HTML, for calls that follow each other to share; ending it
            is then the caller's part.

    Yields:
        The cluster of all loose articles first, then those of cluster files in the order of
        `sources`.  Cluster files are read record by record.
    """
    with nullcontext(pages) if pages else Pages(limits) as reader:
        reading = _Reading(stdin, language, Reader(reader.extract, web), limits)
        for found in walk(sources):
            if isinstance(found, Reject):
                yield reading.reject(found)
            else:
                yield from reading.add(found)
    yield from reading.cluster()
    for later in reading.later:
        yield from later()


_DEFAULT = "en"


@dataclass(slots=True)
class _Reading:
    """The articles of one call that stand outside cluster files, and what is read after them."""

    stdin: BinaryIO | None
    language: str
    reader: Reader
    limits: Limits
    later: list[Later] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)
    stdin_read: bool = False

    def add(self, found: Found) -> Iterator[Reject]:
        """Read a file, or note down to read it later; yields what had to be left out."""
        if found.kind == "clusters":
            self.later.append(lambda: self._cluster_file(found))
            return
        try:
            if found.path == STDIN:
                kind, stream = sniff(self._standard_input())
                place = Place(STDIN, "stdin", self.language, self.limits)
                yield from self._take(self.reader.contents(stream, kind, place))
            elif found.kind == WEB:
                yield from self._take(self.reader.fetched(found.path, self._place(found)))
            elif not found.kind:
                with open_file(found) as file:
                    kind, _ = sniff(file)
                yield from self.add(replace(found, kind=kind))
            else:
                folder = displayed(os.path.basename(os.path.dirname(found.location)))
                place = self._place(found)
                with open_file(found) as file:
                    yield from self._take(self.reader.contents(file, found.kind, place), folder)
        except InputError as error:
            yield self.reject(Reject(found.location, displayed(str(error))))

    def reject(self, reject: Reject) -> Reject:
        """Note a reject down for the warnings of the cluster."""
        self.rejects.append(reject)
        return reject

    def cluster(self) -> Iterator[Cluster]:
        """The cluster of the articles, if there are any."""
        if self.articles:
            folder = self.folders.pop() if len(self.folders) == 1 else ""
            language, warnings = self._languages()
            yield Cluster(
                id=folder or "articles",
                articles=tuple(self.articles),
                language=language,
                warnings=(*map(str, self.rejects), *warnings),
                limits=self.limits,
            )

    def _languages(self) -> tuple[str, list[str]]:
        """The language of most articles, and a warning on those that state another.

        That the user names a language other than the default goes before what pages state.
        """
        if self.language != _DEFAULT:
            return self.language, []
        every = [article.language or self.language for article in self.articles]
        most = max(dict.fromkeys(every), key=every.count)
        others = (a for a, own in zip(self.articles, every, strict=True) if own != most)
        return most, [f"{a.location}: its language is {a.language or self.language}, "
                      f"it is read as {most}" for a in others]  # fmt: skip

    def _take(self, items: Iterator[Item], folder: str = "") -> Iterator[Reject]:
        for item in items:
            if isinstance(item, Reject):
                yield self.reject(item)
            elif not isinstance(item, Article):
                self.later.append(item)
            elif self.language == _DEFAULT and item.language in UNSEGMENTED:
                reason = (
                    f"language {item.language} is written without spaces between words, which "
                    "cannot be split here"
                )
                yield self.reject(Reject(item.location, reason))
            elif len(self.articles) >= self.limits.articles:
                reason = f"left out, over the limit of {self.limits.articles:,} articles"
                yield self.reject(Reject(item.location, reason))
            else:
                self.articles.append(item)
                self.folders.add(folder if folder not in (".", "..") else "")

    def _cluster_file(self, found: Found) -> Iterator[Cluster | Reject]:
        try:
            with open_file(found) as file:
                yield from clusters(file, self._place(found))
        except InputError as error:
            yield Reject(found.location, displayed(str(error)))

    def _place(self, found: Found) -> Place:
        return Place(found.location, found.name, self.language, self.limits)

    def _standard_input(self) -> Stream:
        if self.stdin_read:
            raise UnreadableSource("standard input can be read only once")
        self.stdin_read = True
        stream: BinaryIO | None = self.stdin or getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise UnreadableSource("there is no standard input")
        return stream

"""One file or standard input → the articles in it, or the clusters it turns out to hold.

The suffix of a file says what it is.  Standard input, and files with another suffix, are
recognised by their content: web archives by their first bytes, gzip or lines of JSON objects are
clusters, JSON is JSON, RSS, Atom and OPML are feeds, other markup is HTML, and everything else is
plain text.
"""

from __future__ import annotations

import codecs
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from summarizer.errors import EmptySource, InputError, LimitExceeded, UnreadableSource
from summarizer.limits import MAX_LINE_BYTES
from summarizer.read import feeds, layouts, metadata, safe_json
from summarizer.read.cluster_files import Place, clusters
from summarizer.read.decode import decode, refuse_format
from summarizer.read.sources import read_whole
from summarizer.read.streams import GZIP, WARC, Rewound, Stream, peek
from summarizer.types import Article, Cluster, Reject, displayed

if TYPE_CHECKING:
    from summarizer.read.web.links import Links
    from summarizer.read.web.policy import Web

# What may stand before a root: each piece is taken once and whole, or a thousand comments could be
# divided up in more ways than can be tried.
_PROLOG = rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--(?>.*?-->)|<!doctype\s+(?!html)[^<>\[]*>)*+"
_PAGE = re.compile(_PROLOG + rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(_PROLOG + rb"<(?:rss|feed|opml|(?:\w+:)?rdf)\b", re.IGNORECASE | re.DOTALL)
_XML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<!--(?>.*?-->))*+<(?:\?xml|!doctype)\b", re.IGNORECASE | re.DOTALL
)
_MARKUP = re.compile(rb"<(?:p|div|article|section|main|h1)\b[^<>]*>", re.IGNORECASE)
_JSON = re.compile(rb"\{\s*(?:[\"}]|$)|\[\s*(?:[\[{\"\]]|$)")
_RECORD = re.compile(rb"\{\s*\"")
_SPLIT = re.compile(r"^[ \t]*\|{5}[ \t]*$", re.MULTILINE)
_HEAD_LINES = 200  # blank ones included
_SHOWN_LINES = 2
_SNIFFED = 4096

Later = Callable[[], Iterator[Cluster | Reject]]
Item = Article | Reject | Later
Extract = Callable[[bytes], Article]


class Reader:
    """Reads files and addresses, and what the feeds among them link to if the web is to follow."""

    def __init__(self, extract: Extract, web: Web | None) -> None:
        self._extract = extract
        self._web = web
        self._links: Links | None = None
        if web and web.follow:
            from summarizer.read.web.links import Links

            self._links = Links(web, self._read)

    def contents(
        self, stream: Stream, kind: str, place: Place, *, follow: bool = True
    ) -> Iterator[Item]:
        """What a stream holds: articles, rejects, and clusters as calls that read them later.

        Raises InputError when nothing of it can be used.
        """
        links = self._links if follow else None
        if kind == "clusters":
            yield partial(clusters, stream, place)
        elif kind == "archive":
            reason = "a web archive holds many events: consensus batch --group finds them"
            raise InputError(reason)
        elif kind == "json":
            yield from _json(read_whole(stream, place.limits.json_bytes), place, links)
        else:
            data = read_whole(stream, place.limits.article_bytes)
            # Servers and people call feeds pages, and pages XML.
            if _FEED.match(data) or (kind == "feed" and not _PAGE.match(data)):
                yield from feeds.articles(data, place, links)
                return
            for article in _articles(data, kind, place.limits.article_characters, self._extract):
                if not article.text.strip():
                    raise EmptySource("it holds markup but no text")
                yield replace(article, location=place.location, id=place.name + article.id)

    def fetched(self, address: str, place: Place) -> Iterator[Item]:
        """What is at an address; an article that states no address has the page's."""
        # Whoever reads files needs none of what fetching takes.
        from summarizer.read.web.fetch import fetch
        from summarizer.read.web.policy import Web

        web = self._web or Web()
        web.tell(f"fetching {place.location}")
        page = fetch(address, web)
        for item in self._read(page.data, page.kind, place, True):
            if isinstance(item, Article):
                item = replace(item, url=item.url or metadata.address(page.url))
            yield item

    def _read(self, data: bytes, kind: str, place: Place, follow: bool) -> Iterator[Item]:
        kind = kind or sniff(io.BytesIO(data))[0]
        return self.contents(io.BytesIO(data), kind, place, follow=follow)


def sniff(stream: Stream) -> tuple[str, Stream]:
    """The kind of a stream by its first lines, and the stream from its start.

    Raises UnreadableSource, and BinarySource for another format.
    """
    head = b""
    lines: list[bytes] = []
    try:
        for _ in range(_HEAD_LINES):
            line = stream.readline(MAX_LINE_BYTES)
            head += line
            if shown := line.strip(b"\xef\xbb\xbf \t\r\n"):
                lines.append(shown)
            enough = _SNIFFED if lines and lines[0].startswith(b"<") else 0
            shown_enough = len(lines) >= _SHOWN_LINES and len(head) >= enough
            if shown_enough or not line or len(head) > MAX_LINE_BYTES:
                break
    except (OSError, ValueError):
        raise UnreadableSource("cannot be read") from None
    if head.startswith(GZIP):
        start, stream = peek(Rewound(head, stream), _SNIFFED)
        with suppress(zlib.error):
            if zlib.decompressobj(31).decompress(start, len(WARC)) == WARC:
                return "archive", stream
        return "clusters", stream
    if head.startswith(WARC):
        return "archive", Rewound(head, stream)
    refuse_format(head)  # before it is found too large for an article
    shown = head
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        shown = head.decode("utf-16", "ignore").encode()
        lines = [line.strip() for line in shown.split(b"\n") if line.strip()][:_SHOWN_LINES]
    return _kind(shown, lines), Rewound(head, stream)


def _kind(head: bytes, lines: list[bytes]) -> str:
    if _FEED.match(head):
        return "feed"
    if _PAGE.match(head[:_SNIFFED]):
        return "html"
    if not lines or not _JSON.match(lines[0]):
        if bool(lines) and lines[0].startswith(b"<") and _MARKUP.search(head[:_SNIFFED]):
            return "html"
        return "feed" if _XML.match(head) else "text"
    # Lines that each begin an object; in an indented one the second line begins with a key.
    records = [line for line in lines if _RECORD.match(line)]
    return "clusters" if len(records) == 2 else "json"


def _articles(data: bytes, kind: str, longest: int, extract: Extract) -> Iterator[Article]:
    """The article in the bytes of a file, or the articles between its separators."""
    if kind in ("html", "feed") or (kind == "text" and _PAGE.match(data[:_SNIFFED])):
        yield extract(data)
        return
    warnings: list[str] = []
    text = decode(data, warnings=warnings).lstrip("\ufeff")
    if len(text) > longest:
        raise LimitExceeded(f"more than {longest:,} characters: is it one article?")
    from summarizer.read import markdown, plain

    read = markdown.article if kind == "markdown" else plain.article
    parts = [part for part in _SPLIT.split(text) if part.strip()]
    if len(parts) > 1:
        for number, part in enumerate(parts, 1):
            article = read(part.strip("\n"))
            yield replace(article, id=f"-{number}", warnings=tuple(warnings))
    elif parts:
        yield replace(read(parts[0]), warnings=tuple(warnings))
    else:
        raise EmptySource("it is empty: there is nothing between the separators")


def _json(data: bytes, place: Place, links: Links | None) -> Iterator[Item]:
    """The article, the articles, the cluster or the clusters of a JSON document, or of a feed."""
    text = decode(data).lstrip("\ufeff")
    try:
        value = safe_json.loads(text, place.limits.json_depth)
    except InputError:
        if not _is_lines(text, place.limits.json_depth):
            raise
        lines = io.BytesIO(text.encode("utf-8"))
        yield partial(clusters, lines, place)
        return
    if isinstance(value, dict) and str(value.get("version")).startswith(feeds.JSON_FEED):
        yield from feeds.articles(data, place, links)
    elif not isinstance(value, list):
        yield _item(value, place, 0)
    elif not value:
        raise EmptySource("it is an empty list: there is no article in it")
    else:
        for number, item in enumerate(value, 1):
            yield _item(item, place, number)


def _is_lines(text: str, depth: int) -> bool:
    """Whether the first line is a whole object, and more lines follow."""
    first, _, rest = text.strip().partition("\n")
    try:
        return bool(rest) and isinstance(safe_json.loads(first, depth), dict)
    except InputError:
        return False


def _item(value: object, place: Place, number: int) -> Item:
    """One value of a JSON document; `number` counts those of a list from 1."""
    try:
        if isinstance(value, dict) and layouts.is_cluster(value):
            name = f"{place.name}:{number or 1}"
            found = layouts.cluster(value, place.location, name, place.language, place.limits)
            return partial(iter, (found,))
        name = f"{place.name}-{number}" if number else place.name
        return layouts.article(value, place.location, name, place.limits)
    except InputError as error:
        item = f"item {number}: " if number else ""
        return Reject(place.location, item + displayed(str(error)))

"""One file or standard input → the articles in it, or the clusters it turns out to hold.

The suffix of a file says what it is.  Standard input, and files with another suffix, are
recognised by their content: gzip or lines of JSON objects are clusters, JSON is JSON, markup is
HTML, and everything else is plain text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from summarizer.errors import EmptySource, InputError, LimitExceeded, UnreadableSource
from summarizer.limits import MAX_LINE_BYTES
from summarizer.read import layouts, safe_json
from summarizer.read.cluster_files import Place, clusters
from summarizer.read.decode import decode, refuse_format
from summarizer.read.sources import read_whole
from summarizer.read.streams import GZIP, Stream, rewound
from summarizer.types import Article, Cluster, Reject, displayed

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(rb"<(?:p|div|article|section|main|h1)\b[^<>]*>", re.IGNORECASE)
_JSON = re.compile(rb"\{\s*(?:[\"}]|$)|\[\s*(?:[\[{\"\]]|$)")
_RECORD = re.compile(rb"\{\s*\"")
_SPLIT = re.compile(r"^[ \t]*\|{5}[ \t]*$", re.MULTILINE)
_HEAD_LINES = 200  # blank ones included
_SHOWN_LINES = 2
_SNIFFED = 4096

Later = Callable[[], Iterator[Cluster | Reject]]
Extract = Callable[[bytes], Article]


def contents(
    stream: Stream, kind: str, place: Place, extract: Extract
) -> Iterator[Article | Reject | Later]:
    """What a stream holds: articles, rejects, and clusters as calls that read them later.

    `extract` reads an HTML page.  Raises InputError when nothing of it can be used.
    """
    if kind == "clusters":
        yield partial(clusters, stream, place)
    elif kind == "json":
        yield from _json(read_whole(stream, place.limits.json_bytes), place)
    else:
        data = read_whole(stream, place.limits.article_bytes)
        for article in _articles(data, kind, place.limits.article_characters, extract):
            if not article.text.strip():
                raise EmptySource("it holds markup but no text")
            yield replace(article, location=place.location, id=place.name + article.id)


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
            if len(lines) == _SHOWN_LINES or not line or len(head) > MAX_LINE_BYTES:
                break
    except (OSError, ValueError):
        raise UnreadableSource("cannot be read") from None
    if head.startswith(GZIP):
        return "clusters", rewound(head, stream)
    refuse_format(head)  # before it is found too large for an article
    return _kind(head, lines), rewound(head, stream)


def _kind(head: bytes, lines: list[bytes]) -> str:
    if _PAGE.match(head[:_SNIFFED]):
        return "html"
    if not lines or not _JSON.match(lines[0]):
        marked = bool(lines) and lines[0].startswith(b"<") and _MARKUP.search(head[:_SNIFFED])
        return "html" if marked else "text"
    # Lines that each begin an object; in an indented one the second line begins with a key.
    records = [line for line in lines if _RECORD.match(line)]
    return "clusters" if len(records) == 2 else "json"


def _articles(data: bytes, kind: str, longest: int, extract: Extract) -> Iterator[Article]:
    """The article in the bytes of a file, or the articles between its separators."""
    if kind == "html" or (kind == "text" and _PAGE.match(data[:_SNIFFED])):
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


def _json(data: bytes, place: Place) -> Iterator[Article | Reject | Later]:
    """The article, the articles, the cluster or the clusters of a JSON document."""
    text = decode(data).lstrip("\ufeff")
    try:
        value = safe_json.loads(text, place.limits.json_depth)
    except InputError:
        if not _is_lines(text, place.limits.json_depth):
            raise
        lines = io.BytesIO(text.encode("utf-8"))
        yield partial(clusters, lines, place)
        return
    if not isinstance(value, list):
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


def _item(value: object, place: Place, number: int) -> Article | Reject | Later:
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

"""Web archives for the tests."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

BODY = b"<p>" + b"Ferries wait off Arle. " * 30
HTML = "Content-Type: text/html; charset=utf-8\r\n"
DAY = "2031-05-02T10:00:00Z"


def capture(
    url: str,
    body: bytes = BODY,
    date: str = DAY,
    *,
    kind: str = "response",
    head: str = HTML,
    status: str = "200 OK",
    length: str = "",
    extra: str = "",
) -> bytes:
    """A record, which may lie about itself."""
    block = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    stated = length or str(len(block))
    fields = f"WARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n{extra}"
    return f"WARC/1.0\r\n{fields}Content-Length: {stated}\r\n\r\n".encode() + block + b"\r\n" * 2


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def as_archive(clusters: Path, archive: Path) -> Path:
    """The articles of a cluster file as pages of an archive, each event on days of its own."""
    records = []
    for number, line in enumerate(clusters.read_text("utf-8").splitlines()):
        day = f"20{10 + number}-05-02T10:00:00Z"
        for place, article in enumerate(json.loads(line)["documents"]):
            page = f"<html><article><p>{article['text']}</p></article></html>"
            records.append(capture(f"http://{place}.example/{number}", page.encode(), day))
    archive.write_bytes(packed(*records))
    return archive

"""Any bytes give clusters or rejects, whatever kind of file they are said to be.

The first line of an input is the suffix of the file; any other first line is the start of
standard input, and `gzip` has the rest packed before it is given there.
"""

from __future__ import annotations

import gzip
import io
import tempfile
from functools import cache
from pathlib import Path

from summarizer.limits import MAX_METADATA_CHARACTERS
from summarizer.read import read
from summarizer.read.sources import SUFFIXES
from summarizer.types import Article, Cluster, Reject, displayed


def check(data: bytes) -> None:
    kind, _, body = data.partition(b"\n")
    if kind.decode("latin-1") in SUFFIXES:
        path = folder() / f"fuzzed{kind.decode()}"
        path.write_bytes(body)
        found = list(read([path]))
        assert found == list(read([path]))
    else:
        given = gzip.compress(body, 1, mtime=0) if kind == b"gzip" else data
        found = list(read(["-"], stdin=io.BytesIO(given)))
    assert found
    for item in found:
        _check_reject(item) if isinstance(item, Reject) else _check_cluster(item)


@cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def _check_reject(reject: Reject) -> None:
    assert reject.reason
    _check_shown(str(reject))


def _check_cluster(cluster: Cluster) -> None:
    assert cluster.articles
    assert cluster.id
    for shown in (cluster.id, cluster.language, *cluster.warnings):
        _check_shown(shown)
    "".join(cluster.references).encode()
    for article in cluster.articles:
        assert article.text.strip()
        assert article.location
        assert article.id
        check_article(article)


def check_article(article: Article) -> None:
    """The text can be written out; every field is one short line, and an address is one."""
    article.text.encode()
    for field in (article.title, article.outlet, article.date, article.url):
        assert len(field) <= MAX_METADATA_CHARACTERS
        _check_shown(field)
    assert not article.url or article.url.lower().startswith(("http://", "https://"))


def _check_shown(text: str) -> None:
    assert text == displayed(text)
    text.encode()

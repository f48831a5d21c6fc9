"""An address that the user named → the articles on the page there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from summarizer.read.cluster_files import Place
from summarizer.read.fields import address
from summarizer.read.loose import Later, Page, contents, tell
from summarizer.read.web.fetch import fetch
from summarizer.read.web.rules import Web
from summarizer.types import Article, Reject


def fetched(url: str, place: Place, web: Web, page: Page) -> Iterator[Article | Reject | Later]:
    """What `contents` finds at an address; an article that states no address has the page's.

    Raises InputError when there is no page or nothing of it can be used.
    """
    web.tell(f"fetching {place.location}")
    found = fetch(url, web)
    kind = found.kind or tell(io.BytesIO(found.data))[0]
    for item in contents(io.BytesIO(found.data), kind, place, page):
        if isinstance(item, Article):
            item = replace(item, url=item.url or address(found.url))
        yield item

"""What feeds link to, fetched with `--fetch`: a page at a time, as robots.txt asks, and cached.

Each address goes through the checks that one given by hand goes through, and so does robots.txt;
both also where a redirect leads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.errors import EmptySource, InputError, LimitExceeded, UnreadableSource
from summarizer.limits import MAX_PAUSE_SECONDS, MAX_ROBOTS_BYTES
from summarizer.read.cluster_files import Place
from summarizer.read.feeds import entries
from summarizer.read.metadata import address
from summarizer.read.web.cache import Cache
from summarizer.read.web.fetch import Page, StatusError, fetch
from summarizer.read.web.policy import AGENT, Web
from summarizer.read.web.target import Target
from summarizer.types import Article, Reject, displayed

if TYPE_CHECKING:
    from protego import Protego

_TOO_MANY_REQUESTS = 429

_FILLED = ("title", "outlet", "date")  # what an entry says where its page does not
Item = Article | Reject
# What is in the data of a page or feed of this kind, and whether its links are followed.
Read = Callable[[bytes, str, Place, bool], Iterator[object]]


@dataclass(slots=True)
class _Site:
    """What a site asks of robots."""

    robots: Protego
    pause: float


class Links:
    """Fetches what the feeds of one run link to, each address once."""

    def __init__(self, web: Web, read: Read) -> None:
        self._web = web
        self._read = read
        self._cache = Cache(web.cache)
        self._sites: dict[tuple[str, str], _Site] = {}
        self._asked: dict[str, float] = {}  # when a host was last asked
        self._seen: set[str] = set()
        self._in_list = False

    def feeds(self, addresses: Sequence[str], place: Place) -> Iterator[Item]:
        """What the feeds of a list have; a list among them is not read, which might never end."""
        if self._in_list:
            reason = "a list of feeds in a list of feeds: name it to have it read"
            yield Reject(place.location, reason)
            return
        self._in_list = True
        most = place.limits.listed_feeds
        if over := len(addresses[most:]):
            reason = (
                f"{entries(over, 'feeds')} left out, over the limit of {most:,} feeds of a list"
            )
            yield Reject(place.location, reason)
        for url in addresses[:most]:
            yield from self._at(url, place, follow=True)
        self._in_list = False

    def pages(self, teasers: Sequence[Article], place: Place) -> Iterator[Item]:
        """The articles on the pages of entries; what a page does not state is the entry's."""
        linked = [entry for entry in teasers if entry.url]
        if unlinked := len(teasers) - len(linked):
            reason = f"{entries(unlinked)} left out: neither the text nor an http(s) address"
            yield Reject(place.location, reason)
        most = place.limits.feed_pages
        if over := len(linked[most:]):
            reason = f"{entries(over)} left out, over the limit of {most:,} pages of a feed"
            yield Reject(place.location, reason)
        for entry in linked[:most]:
            for item in self._at(entry.url, place, follow=False):
                if isinstance(item, Article):
                    stated = {k: getattr(item, k) or getattr(entry, k) for k in _FILLED}
                    yield replace(item, **stated)
                else:
                    yield item

    def _at(self, url: str, place: Place, *, follow: bool) -> Iterator[Item]:
        """What is at an address: a page, or a feed whose links are to be followed."""
        page = url.partition("#")[0]
        if page in self._seen:
            return
        self._seen.add(page)
        self._web.tell(f"fetching {url}")
        place = replace(place, location=url, name=url)
        try:
            found = self._fetched(url)
            for item in self._read(found.data, found.kind, place, follow):
                if isinstance(item, Article):
                    yield replace(item, url=item.url or address(found.url))
                elif isinstance(item, Reject):
                    yield item
                else:
                    raise UnreadableSource("it has clusters: name it to have them read")
        except InputError as error:
            yield Reject(url, displayed(str(error)))

    def _fetched(self, url: str) -> Page:
        page = fetch(url, self._web, self._before)
        if not page.unchanged:
            self._cache.put(page)
            return page
        kept = self._cache.get(page.url)
        if kept is None:
            raise UnreadableSource(
                "the server answers 304 Not Modified, but it is not in the cache"
            )
        self._cache.keep(page.url)
        return kept

    def _before(self, target: Target) -> Mapping[str, str]:
        """Ask robots.txt, wait, and give the headers that ask whether a page has changed."""
        key = target.scheme, target.place
        if key not in self._sites:
            self._sites[key] = self._site(target)
        site = self._sites[key]
        if not site.robots.can_fetch(str(target), AGENT):
            raise UnreadableSource("the site's robots.txt asks programs not to fetch it")
        if site.pause > MAX_PAUSE_SECONDS:
            wanted = f"{site.pause:g} seconds between two requests"
            raise LimitExceeded(f"the site's robots.txt asks for {wanted}: save the page")
        self._wait(target, site.pause)
        kept = self._cache.get(str(target))
        if kept is None:
            return {}
        stated = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
        return {name: value for name, value in stated.items() if value}

    def _site(self, target: Target) -> _Site:
        """What robots.txt says.  Raises an InputError where that cannot be known (RFC 9309)."""
        from protego import Protego

        def before(step: Target) -> Mapping[str, str]:
            self._wait(step, self._web.pause)
            return {}

        text = ""
        try:
            with suppress(EmptySource):
                page = fetch(f"{target.scheme}://{target.place}/robots.txt", self._web, before)
                text = page.data[:MAX_ROBOTS_BYTES].decode("utf-8", "replace")
        except InputError as error:
            status = error.status if isinstance(error, StatusError) else 0
            if not 400 <= status < 500 or status == _TOO_MANY_REQUESTS:
                error.args = (f"its site's robots.txt: {error}",)
                raise
        robots = Protego.parse(text.lstrip("\ufeff"))
        return _Site(robots, max(self._web.pause, float(robots.crawl_delay(AGENT) or 0)))

    def _wait(self, target: Target, pause: float) -> None:
        """Wait until the host may be asked again."""
        now = time.monotonic()
        due = self._asked.get(target.host, now - pause) + pause
        time.sleep(max(0.0, due - now))
        self._asked[target.host] = time.monotonic()

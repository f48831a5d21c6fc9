"""What an HTML page states about itself: title, outlet, date, address.

Only statements count: OpenGraph and other meta elements, JSON-LD of the article, the canonical
link, the single `<h1>` and `<title>`; nothing is guessed from the page's address or its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from summarizer.errors import InputError
from summarizer.limits import MAX_JSON_LD_CHARACTERS
from summarizer.read import dates, safe_json
from summarizer.read.fields import address, field

# Names of meta elements, the most reliable first.
_TITLES = (
    "og:title headline citation_title dc.title dcterms.title parsely-title sailthru.title"
    " twitter:title"
).split()
_OUTLETS = (
    "og:site_name citation_journal_title dc.publisher dcterms.publisher publisher"
    " article:publisher application-name"
).split()
_DATES = (
    "article:published_time datepublished og:published_time og:article:published_time"
    " article:published parsely-pub-date sailthru.date citation_publication_date citation_date"
    " dc.date.issued dcterms.issued dc.date.created dcterms.created dc.date dcterms.date"
    " pubdate publishdate publish-date date"
).split()
_ADDRESSES = ["og:url", "twitter:url"]
_ARTICLE_TYPE = re.compile(r"(?:\w*article|blogposting|reportage\w*)", re.IGNORECASE)
_BREAK = re.compile(r"\s+[|–—·•»:-]+\s+")


def stated(tree: Any) -> dict[str, str]:
    """The `title`, `outlet`, `date` and `url` that the page states, empty where it does not."""
    meta = _meta(tree)
    linked = _json_ld(tree)
    outlet = _first(_values(meta, _OUTLETS), [_name(linked.get("publisher"))], keep=_outlet)
    return {
        "title": _title(tree, meta, linked, outlet),
        "outlet": outlet,
        "date": _first(
            _values(meta, _DATES[:1]),
            [linked.get("datePublished")],
            _values(meta, _DATES[1:]),
            _marked_dates(tree),
            keep=dates.normalise,
        ),
        "url": _first(
            [link.get("href") for link in tree.iterfind(".//link[@rel='canonical']")],
            _values(meta, _ADDRESSES),
            [linked.get("url"), linked.get("mainEntityOfPage")],
            keep=address,
        ),
    }


def _meta(tree: Any) -> dict[str, str]:
    """The meta elements by their lower-case property, name or itemprop; the first counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            key = (element.get(attribute) or "").strip().lower()
            if key and content:
                found.setdefault(key, content)
    return found


def _values(meta: dict[str, str], names: list[str]) -> list[object]:
    return [meta.get(name) for name in names]


def _first(*lists: Sequence[object], keep: Callable[[str], str]) -> str:
    """The first stated value that is text and still something once it is put in form."""
    for values in lists:
        for value in values:
            if isinstance(value, str) and (kept := field(keep(value))):
                return kept
    return ""


def _outlet(value: str) -> str:
    """A name; not an account or an address."""
    return "" if re.match(r"\s*(?:@|https?:|www\.|//)", value) else value


def _title(tree: Any, meta: dict[str, str], linked: dict[str, object], outlet: str) -> str:
    """The headline: as the metadata states it, the only `<h1>`, or `<title>`."""
    headings = [t for h in tree.iter("h1") if (t := field(_text(h)))]
    whole = next((field(_text(t)) for t in tree.iterfind("./head/title")), "")
    title = _first(
        [meta.get("og:title"), linked.get("headline")],
        _values(meta, _TITLES[1:]),
        headings if len(set(headings)) == 1 else [],
        [whole],
        keep=field,
    )
    return _without_outlet(tree, title, outlet)


def _without_outlet(tree: Any, title: str, outlet: str) -> str:
    """`Headline | Outlet` without the outlet, where the page shows which part is which."""
    breaks = list(_BREAK.finditer(title))
    if not breaks:
        return title
    front, back = title[: breaks[-1].start()], title[breaks[-1].end() :]
    known = bool(outlet) and back.casefold() == outlet.casefold()
    return front if known or any((e.text or "").strip() == front for e in tree.iter()) else title


def _text(element: Any) -> str:
    return " ".join(str(part) for part in element.itertext())


def _marked_dates(tree: Any) -> list[object]:
    """What elements marked as the date of publication say."""
    paths = (".//*[@itemprop='datePublished']", ".//time[@pubdate]")
    marked = [element for path in paths for element in tree.iterfind(path)]
    return [e.get("datetime") or e.get("content") or _text(e) for e in marked]


def _json_ld(tree: Any) -> dict[str, object]:
    """The first article that the page describes as JSON-LD."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        source = (script.text or "").strip()
        if not source or len(source) > MAX_JSON_LD_CHARACTERS:
            continue
        try:
            value = safe_json.loads(source)
        except InputError:
            continue
        for record in _records(value):
            kind = record.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(isinstance(k, str) and _ARTICLE_TYPE.fullmatch(k) for k in kinds):
                return record
    return {}


def _records(value: object) -> Iterator[dict[str, object]]:
    """The objects at the top of a JSON-LD value: itself, the list's, the graph's."""
    if isinstance(value, list):
        for item in value:
            yield from _records(item) if isinstance(item, dict) else ()
    elif isinstance(value, dict):
        yield value
        graph = value.get("@graph")
        for item in graph if isinstance(graph, list) else ():
            if isinstance(item, dict):
                yield item


def _name(publisher: object) -> object:
    """The name of a JSON-LD publisher, given plainly, as an object or as a list of them."""
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    return publisher.get("name") if isinstance(publisher, dict) else publisher

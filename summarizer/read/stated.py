"""What a page states about itself.

Only statements count: OpenGraph and other meta elements, the JSON-LD of the article, the canonical
link, `<h1>`, `<title>` and the declared language.  Nothing is guessed from the address or the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from summarizer.errors import InputError
from summarizer.limits import MAX_JSON_LD_CHARACTERS
from summarizer.read.decode import scrub
from summarizer.read.metadata import address, certain_date, field, normalise_date
from summarizer.read.safe_json import loads

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
_DESCRIPTIONS = ["og:description", "description"]
_ADDRESSES = ["og:url", "twitter:url"]
_LANGUAGES = ["og:locale", "content-language", "dc.language", "language"]
_ARTICLE_TYPE = re.compile(r"(?:.*[/:#])?(?:\w*article|(?:live)?blogposting|report\w*)", re.I)
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_BREAK = re.compile(r"\s+[|–—·•»:-]+\s+")
# What scripts put around their data, for parsers that are long gone.
_OPENED = re.compile(r"(?://|/\*)?[ \t]*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?")
_CLOSED = re.compile(r"(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?[\s;]*\Z|;\Z")
_CLOSED_WITHIN = 20
# A string (closed or running to the end), or a comma that nothing follows.
_TIDIED = re.compile(r'"[^"\\]*(?:\\.?[^"\\]*)*(?:"|\Z)|,(?=\s*[\]}])', re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]")
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
# Where paragraphs were joined without a space.
_GLUED = re.compile(r"(?<=[a-z0-9)][.!?])(?=[A-Z“])|(?<=[a-z.!?]”)(?=[A-Z“])")

Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Stated:
    """The page's own statements, empty where there is none.

    `description` is what the article is about, `body` the text of the article, `is_free` whether
    everybody may read all of it.
    """

    title: str
    outlet: str
    date: str
    url: str
    language: str
    description: str
    body: str
    is_free: bool


def stated(tree: Any) -> Stated:
    """What the page states about itself."""
    meta = _meta(tree)
    records = list(_linked(tree))
    linked = next(filter(_is_article, records), {})
    names = {r["@id"]: r.get("name") for r in records if isinstance(r.get("@id"), str)}
    outlet = _first(_values(meta, _OUTLETS), [_name(linked.get("publisher"), names)], keep=_outlet)
    dates = [
        *_values(meta, _DATES[:1]),
        linked.get("datePublished"),
        *_values(meta, _DATES[1:]),
        *_marked_dates(tree),
    ]
    return Stated(
        title=_title(tree, meta, linked, outlet),
        outlet=outlet,
        # What parses goes before what has to be shown as it stands.
        date=_first(dates, keep=certain_date) or _first(dates, keep=normalise_date),
        url=_first(
            [link.get("href") for link in tree.iterfind(".//link[@rel='canonical']")],
            _values(meta, _ADDRESSES),
            [linked.get("url"), linked.get("mainEntityOfPage")],
            keep=address,
        ),
        language=_first(
            [tree.get("lang"), linked.get("inLanguage")], _values(meta, _LANGUAGES), keep=_language
        ),
        description=_first(_values(meta, _DESCRIPTIONS), keep=str),
        body=_body(linked),
        is_free=not (_is_closed(linked) or meta.get("article:content_tier") == "locked"),
    )


def _meta(tree: Any) -> dict[str, str]:
    """The meta elements by their lower-case property, name or itemprop; the first counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
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
            if isinstance(value, int) and not isinstance(value, bool):
                value = str(value)
            if isinstance(value, str) and (kept := field(keep(scrub(value)))):
                return kept
    return ""


def _outlet(value: str) -> str:
    """A name; not an account or an address."""
    return "" if re.match(r"\s*(?:@|https?:|www\.|//)", value) else unescape(value)


def _language(value: str) -> str:
    """The code in lower case, without a region or a script."""
    code = _CODE.fullmatch(value.strip())
    return code[1].lower() if code else ""


def _title(tree: Any, meta: dict[str, str], linked: Record, outlet: str) -> str:
    """The headline: as the metadata states it, the only `<h1>`, or `<title>`."""
    headings = {t for h in tree.iter("h1") if (t := field(_all_text(h)))}
    whole = next((field(_all_text(t)) for t in tree.iterfind("./head/title")), "")
    title = _first(
        [meta.get("og:title"), linked.get("headline")],
        _values(meta, _TITLES[1:]),
        list(headings) if len(headings) == 1 else [],
        [whole],
        keep=lambda value: field(unescape(value)),
    )
    return title if title in headings else _without_outlet(tree, title, outlet, headings)


def _without_outlet(tree: Any, title: str, outlet: str, headings: set[str]) -> str:
    """`Headline | Outlet` without the outlet, where the page shows which part is which.

    A short part before a long one is a topic, and belongs to the headline.
    """
    breaks = list(_BREAK.finditer(title))
    if not breaks:
        return title
    front, back = title[: breaks[-1].start()], title[breaks[-1].end() :]
    if outlet and back.casefold() == outlet.casefold():
        return front
    first, rest = title[: breaks[0].start()], title[breaks[0].end() :]
    if outlet and first.casefold() == outlet.casefold():
        return rest
    longer = len(front.split()) > len(back.split())
    shown = longer and any((e.text or "").strip() == front for e in tree.iter() if e.tag != "a")
    return front if front in headings or shown else title


def _all_text(element: Any) -> str:
    return " ".join(str(part) for part in element.itertext())


def _marked_dates(tree: Any) -> list[object]:
    """What elements marked as the date of publication say."""
    paths = (".//*[@itemprop='datePublished']", ".//time[@pubdate]")
    marked = [element for path in paths for element in tree.iterfind(path)]
    return [e.get("datetime") or e.get("content") or _all_text(e) for e in marked]


# --- JSON-LD


def _linked(tree: Any) -> Iterator[Record]:
    """The objects that the page describes as JSON-LD, in its order."""
    for script in tree.iter("script"):
        kind, source = (script.get("type") or "").strip().lower(), script.text or ""
        if kind.startswith("application/ld+json") and len(source) <= MAX_JSON_LD_CHARACTERS:
            yield from _records(_parsed(source))


def _parsed(source: str) -> object:
    """The value of a script; None where it cannot be read even with common slips put right."""
    text = source.strip()
    opened = _OPENED.match(text)
    text = text[opened.end() :] if opened else text
    text = text[:-_CLOSED_WITHIN] + _CLOSED.sub("", text[-_CLOSED_WITHIN:])
    for attempt in (str, lambda text: _TIDIED.sub(_tidy, text)):
        try:
            return loads(attempt(text))
        except InputError:
            continue
    return None


def _tidy(match: re.Match[str]) -> str:
    """A comma before a closing bracket goes; control characters in a string are escaped."""
    return _CONTROL.sub(lambda c: f"\\u{ord(c[0]):04x}", match[0]) if match[0] != "," else ""


def _records(value: object) -> Iterator[Record]:
    """The objects at the top of a JSON-LD value: in lists, in its graph, or what it is about."""
    if isinstance(value, list):
        for item in value:
            yield from _records(item)
    elif isinstance(value, dict):
        yield value
        for name in _NESTED:
            yield from _records(value.get(name))


def _is_article(record: Record) -> bool:
    kind = record.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(k, str) and _ARTICLE_TYPE.fullmatch(k) for k in kinds)


def _name(publisher: object, names: dict[object, object]) -> object:
    """The name of a publisher, given plainly, as an object, a list of them or by its id."""
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    if isinstance(publisher, dict):
        return publisher.get("name") or names.get(str(publisher.get("@id")))
    return publisher


def _is_closed(linked: Record) -> bool:
    """Whether the article, or a part of it, is said not to be free to read."""
    parts = linked.get("hasPart")
    every = [linked, *(parts if isinstance(parts, list) else [parts])]
    free = [p.get("isAccessibleForFree") for p in every if isinstance(p, dict)]
    return any(re.fullmatch(r"(?i)(?:.*/)?false", str(value)) for value in free)


def _body(linked: Record) -> str:
    """The text of the article and of the updates of a live blog, one paragraph a line."""
    updates = linked.get("liveBlogUpdate")
    records = [linked, *(updates if isinstance(updates, list) else [updates])]
    texts = [
        _plain(text)
        for number, record in enumerate(records)
        if isinstance(record, dict)
        for text in (record.get("headline") if number else None, record.get("articleBody"))
        if isinstance(text, str)
    ]
    return "\n".join(filter(None, texts))


def _plain(text: str) -> str:
    """A stated text without markup, one paragraph a line."""
    text = scrub(text)
    if re.search(r"<(?:p|br|div|li)\b", text, re.IGNORECASE):
        text = re.sub(r"(?i)</?(?:p|br|div|li|ul|ol|h\d|body|blockquote)\b[^<>]*>", "\n", text)
        text = re.sub(r"<[^<>]*>", "", text)
    lines = [line.strip() for line in unescape(text).split("\n") if line.strip()]
    return "\n".join(lines if len(lines) != 1 else _GLUED.split(lines[0]))

"""RSS, Atom, JSON Feed and OPML → articles: the entries that have their text, and those that link.

`read_feed` is a function of the bytes.  `parse` runs it in a child process, as pages are read: a
feed is hostile markup twice over, its own and that of its entries.  feedparser knows the dialects;
one that declares entities is refused before, as a few lines of them unpack to gigabytes.

The markup of an entry is that of one article and nothing else, so its blocks become lines and
nothing has to be found in it, as on a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from summarizer.errors import BadLayout, EmptySource, InputError, LimitExceeded
from summarizer.limits import DEFAULTS, Limits
from summarizer.read import child
from summarizer.read.child import Child
from summarizer.read.cluster_files import Place
from summarizer.read.decode import decode, scrub
from summarizer.read.metadata import address, certain_date, field
from summarizer.read.safe_json import loads
from summarizer.types import Article, Reject

if TYPE_CHECKING:
    from summarizer.read.web.links import Links

JSON_FEED = "https://jsonfeed.org/version/"
# Words of a description that is more than a teaser, where the feed has no text beside it; and of
# a text at all, which may be a line of links ("submitted by …").
_WHOLE_WORDS = 100
_TEXT_WORDS = 10
# How a teaser ends: it breaks off, or sends the reader on.
_SENDS_ON = (
    r"(?:(?:read|continue|keep|learn)\s+(?:more|on|reading)"
    r"|(?:read|view|see|get)\s+the\s+(?:full|whole|entire|rest|complete|original)(?:\s+\w+){0,5}"
    r"|full\s+(?:story|article|text)|weiterlesen|lire\s+la\s+suite|leer\s+m[áa]s)"
)
_BREAKS_OFF = re.compile(
    rf"(?:…|\.\.\.|\[…|(?:^|[\s.!?…\]]){_SENDS_ON})[^\w\"”’»]*$", re.IGNORECASE
)
# The whole of a link or line: it may name the article.
_ONWARD = re.compile(rf"\W*(?:{_SENDS_ON}\W*|continue\s+reading\b.{{0,300}})", re.IGNORECASE)
# The paragraph that WordPress puts under the entries of feeds.
_CLOSING = re.compile(
    r"(?:^|\n)(?:The post|Der Beitrag|L[’']article|La entrada|L[’']articolo|O post|Het bericht)"
    r"\s.{1,400}?\s(?:appeared first on|first appeared on|erschien zuerst auf|proviene da"
    r"|est apparu en premier sur|(?:se publicó|apareció) primero en|apareceu primeiro em"
    r"|verscheen eerst op) .{1,200}$"
)
_TAIL = 120
_SINGULAR = {"entries": "entry", "feeds": "feed"}
# What may stand before the root, as an XML parser reads it; a DOCTYPE without declarations in it.
_PROLOG = re.compile(
    r"""(?:\s+|<\?.*?\?>|<!--.*?-->"""
    r"""|<!DOCTYPE(?:[^\[<>"']|"[^"\[<>]*"|'[^'\[<>]*')*+>)*+""",
    re.DOTALL | re.IGNORECASE,
)
_DECLARES = re.compile("<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What no XML may hold: feedparser would read such a feed with its lax parser, which references to
# them break.
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|opml)\b", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_BLOCKS = frozenset(
    """
    address article blockquote body br dd div dl dt h1 h2 h3 h4 h5 h6 header hr li main ol p pre
    section ul
    """.split()
)
_NO_TEXT = (
    "aside", "audio", "button", "canvas", "figure", "footer", "form", "iframe", "math", "nav",
    "noscript", "object", "script", "select", "style", "svg", "table", "template", "textarea",
    "title", "video",
)  # fmt: skip
_FIELDS = ("text", "title", "outlet", "date", "url")


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed, those without their text too, or the feeds of a list of them.

    `broken` says that its XML is, so that what was made out may not be all.
    """

    entries: tuple[Article, ...] = ()
    feeds: tuple[str, ...] = ()
    broken: bool = False


def articles(data: bytes, place: Place, links: Links | None) -> Iterator[Article | Reject]:
    """The entries that have their text, and what `links` fetches for the others.

    Without `links` those are left out, and told of in one line.  Raises an InputError when
    nothing of it can be read.
    """
    feed = parse(data, place)
    if feed.feeds:
        if links is not None:
            yield from links.feeds(feed.feeds, place)
        else:
            reason = f"a list of {entries(len(feed.feeds), 'feeds')}: --fetch fetches them"
            yield Reject(place.location, reason)
        return
    notes, teasers = [], []
    if feed.broken:
        notes = [f"its XML is broken: {entries(len(feed.entries))} could be made out"]
    for number, entry in enumerate(_distinct(feed.entries), 1):
        found = replace(entry, location=place.location, id=f"{place.name}-{number}")
        if not entry.text:
            teasers.append(found)
        elif len(entry.text) > place.limits.article_characters:
            most = place.limits.article_characters
            reason = f"entry {number}: an article of more than {most:,} characters"
            yield Reject(place.location, reason)
        else:
            yield found
    if teasers and links is None:
        left_out = f"{entries(len(teasers))} with a teaser only left out"
        notes.append(f"{left_out}: --fetch fetches the pages")
    if notes:
        yield Reject(place.location, "; ".join(notes))
    if teasers and links is not None:
        yield from links.pages(teasers, place)


def entries(number: int, what: str = "entries") -> str:
    """E.g. `12 entries`, `1 feed`."""
    return f"{number:,} {_SINGULAR[what] if number == 1 else what}"


def parse(data: bytes, place: Place) -> Feed:
    """What `read_feed` makes of it, in a process that may take bounded time and memory.

    Raises what `read_feed` raises, LimitExceeded also when it takes too much, BadLayout when it
    brings the process down.
    """
    limits = place.limits
    base = place.location if re.match("https?://", place.location, re.IGNORECASE) else ""
    # JSON takes up to 12 bytes for a character; titles and addresses of an entry are capped.
    process = Child(__name__, limits, 12 * (len(data) + 2_000 * limits.feed_entries) + 100_000)
    caps = limits.html_seconds, limits.html_megabytes
    try:
        with child.failures_told("the feed", "a feed that takes", *caps):
            answer = process.ask(base.encode() + b"\n" + data, limits.html_seconds)
            return _parsed(child.parse_answer(answer))
    finally:
        process.stop()


def _parsed(answer: dict[str, str]) -> Feed:
    """The feed in an answer.  Raises EOFError for what is none."""
    try:
        rows, feeds = (_lists(answer[key]) for key in ("entries", "feeds"))
        named = (dict(zip(_FIELDS, row, strict=True)) for row in rows)
        found = tuple(Article(**fields) for fields in named)
        return Feed(found, tuple(chain(*feeds)), bool(answer["broken"]))
    except (InputError, KeyError, ValueError):
        raise EOFError from None


def _lists(text: str) -> list[list[Any]]:
    """A list of lists of strings.  Raises EOFError for any other value."""
    value = loads(text)
    rows: list[Any] = value if isinstance(value, list) else [None]
    if not all(isinstance(row, list) and all(isinstance(s, str) for s in row) for row in rows):
        raise EOFError
    return rows


def _distinct(entries: Iterable[Article]) -> Iterator[Article]:
    """The entries, but for those whose address came before."""
    seen: set[str] = set()
    for entry in entries:
        if entry.url not in seen:
            yield entry
        seen.update(filter(None, [entry.url]))


# --- in the process itself


def serve(given: str) -> None:
    """In the child process: read the feed that comes on standard input."""
    limits = Limits(**json.loads(given))

    def answer(message: bytes) -> dict[str, str]:
        base, _, data = message.partition(b"\n")
        feed = read_feed(data, base.decode(), limits)
        rows = [[getattr(entry, name) for name in _FIELDS] for entry in feed.entries]
        return {
            "entries": json.dumps(rows), "feeds": json.dumps([feed.feeds]),
            "broken": "broken" * feed.broken,
        }  # fmt: skip

    child.answer_all(answer, "the feed", limits, ("feedparser", "lxml.html"))


def read_feed(data: bytes, base: str = "", limits: Limits = DEFAULTS) -> Feed:
    """The feed, or the list of feeds, in these bytes; addresses in it are relative to `base`.

    Raises EmptySource when there is nothing in it, LimitExceeded when there is too much, and
    BinarySource or BadLayout when it is no feed.
    """
    text = scrub(decode(data, markup=True)).lstrip("\ufeff \t\n")
    if text.startswith("{"):
        return _json_feed(text, base, limits)
    text = _CONTROL.sub("", text)
    prolog = _PROLOG.match(text).end()  # type: ignore[union-attr]
    root = _ROOT.search(text, prolog)
    before = text[: root.start()] if root else text
    if _DECLARES.match(text, prolog) or "<!ENTITY" in before:
        raise BadLayout("it declares entities of its own, which no feed needs")
    if root is None:
        raise BadLayout("XML, but no feed: RSS, Atom and OPML are read")
    if root[1].lower() == "opml":
        return _outlines(text)
    _refuse_over(sum(1 for _ in _ENTRY.finditer(text)), limits)
    return _xml_feed(_REFERENCE.sub(_allowed, text), base, limits)


def _allowed(reference: re.Match[str]) -> str:
    """A reference to a character that XML may hold, or U+FFFD."""
    digits = reference[1] or reference[2]
    code = int(digits, 16 if reference[1] else 10) if len(digits) < 9 else 0
    plain = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return reference[0] if plain or 0x10000 <= code < 0x110000 else "\ufffd"


def _refuse_over(entries: int, limits: Limits) -> None:
    most = limits.feed_entries
    if entries > most:
        raise LimitExceeded(
            f"a feed of more than {most:,} entries: --cap feed-entries={entries} allows it"
        )


def _xml_feed(text: str, base: str, limits: Limits) -> Feed:
    import io
    from xml.sax import SAXException

    import feedparser

    stated = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    # A stream: a string may be an address or a path.  Of the markup only the text is taken, so
    # that nothing in it has to be made safe.
    found = feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers=stated, sanitize_html=False, resolve_relative_uris=False,
    )  # fmt: skip
    if not found.entries:
        raise EmptySource("there is no entry in it")
    _refuse_over(len(found.entries), limits)
    outlet = _title(found.feed)
    broken = isinstance(found.get("bozo_exception"), SAXException)
    return Feed(tuple(_entry(entry, outlet) for entry in found.entries), broken=broken)


def _entry(entry: Any, outlet: str) -> Article:
    """An entry as an article; without text where the feed has only a teaser."""
    bodies = [part for part in entry.get("content", ()) if _is_text(part)]
    content = max((_plain(part) for part in bodies), key=len, default="")
    # feedparser gives an entry without a description its content in place of it.
    summary = _plain(entry.summary_detail) if "summary_detail" in entry else ""
    links = [link.get("href") for link in entry.get("links", ()) if link.get("rel") == "alternate"]
    return Article(
        text=_whole(content, summary),
        title=_title(entry),
        outlet=_title(entry.get("source") or {}) or outlet,
        date=_day(entry),
        url=next(filter(None, (address(a or "") for a in [*links, entry.get("link")])), ""),
    )


def _is_text(part: Any) -> bool:
    kind = part.get("type") or "text/plain"
    return bool(part.get("value")) and (kind.startswith("text/") or kind.endswith("xhtml+xml"))


def _plain(part: Any) -> str:
    value = part.get("value") or ""
    return _lines(value) if part.get("type") == "text/plain" else _paragraphs(value)


def _title(part: Any) -> str:
    # The `source` of RSS has but the text.
    stated = {"value": part.get("title"), "type": "text/plain"}
    return field(scrub(_plain(part.get("title_detail") or stated)))


def _day(entry: Any) -> str:
    """The day of publication; of a date in an odd form that feedparser makes out, in UTC."""
    for key in ("published", "created", "updated"):
        if key in entry and (stated := field(scrub(entry.get(key) or ""))):
            known = entry.get(f"{key}_parsed")
            made_out = "{:04}-{:02}-{:02}".format(*known[:3]) if known else ""
            if day := certain_date(stated) or certain_date(made_out):
                return day
    return ""


def _json_feed(text: str, base: str, limits: Limits) -> Feed:
    record = loads(text, limits.json_depth)
    items = record.get("items") if isinstance(record, dict) else None
    if not isinstance(record, dict) or not isinstance(items, list):
        raise BadLayout("a JSON Feed has its entries in `items`, a list")
    _refuse_over(len(items), limits)
    outlet = field(scrub(_string(record, "title")))
    found = [_json_entry(item, outlet, base) for item in items if isinstance(item, dict)]
    if not found:
        raise EmptySource("there is no entry in it")
    return Feed(tuple(found))


def _json_entry(item: dict[str, object], outlet: str, base: str) -> Article:
    content = _paragraphs(_string(item, "content_html")) or _lines(_string(item, "content_text"))
    link = _string(item, "url") or _string(item, "external_url")
    date = _string(item, "date_published") or _string(item, "date_modified")
    return Article(
        text=_whole(content, _lines(_string(item, "summary"))),
        title=field(scrub(_string(item, "title"))),
        outlet=outlet,
        date=certain_date(field(scrub(date))),
        url=address(_joined(base, link)),
    )


def _string(record: dict[str, object], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _joined(base: str, link: str) -> str:
    from urllib.parse import urljoin

    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _outlines(text: str) -> Feed:
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    tree = etree.fromstring(text.encode(), parser)
    outlines = () if tree is None else tree.iter("{*}outline")
    named = [{key.lower(): value for key, value in o.attrib.items()} for o in outlines]
    feeds = dict.fromkeys(address(attributes.get("xmlurl", "")) for attributes in named)
    feeds.pop("", None)
    if not feeds:
        raise EmptySource("an OPML list without the http(s) address of a feed")
    return Feed(feeds=tuple(feeds))


def _whole(content: str, summary: str) -> str:
    """The text of an entry, or nothing where this is only a teaser of it."""
    longer = not summary or len(content) > len(summary)
    for text, enough in (
        (content, _TEXT_WORDS if longer else _WHOLE_WORDS),
        (summary, _WHOLE_WORDS),
    ):
        text = _CLOSING.sub("", text)
        onward = _ONWARD.fullmatch(text.rpartition("\n")[2]) or _BREAKS_OFF.search(text[-_TAIL:])
        if len(text.split()) >= enough and not onward:
            return scrub(text)
    return ""


def _paragraphs(markup: str) -> str:
    """The text of a piece of HTML, a line for each block of it."""
    from lxml import etree, html

    if not markup.strip():
        return ""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = html.document_fromstring(f"<div>{scrub(markup)}</div>".encode(), parser=parser)
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        text = (element.text if event == "start" else element.tail) or ""
        apart = element.tag in _BLOCKS or (
            element.tag == "a" and _ONWARD.fullmatch(" ".join("".join(element.itertext()).split()))
        )
        parts += ["\n" * bool(apart), re.sub(r"\s+", " ", text)]
    return _lines("".join(parts))


def _lines(text: str) -> str:
    """The lines that have text, in the form in which they are kept."""
    return "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split())))

"""An HTML page → Article: the story by trafilatura, the rest as the page itself states it.

`extract` is a pure function of the bytes.  `Pages` runs it in a child process, which may hang,
crash or fill its memory; it starts with the first page and is replaced when it had to be stopped.
trafilatura runs in its balanced mode, without comments and tables: on whole pages its recall
mode adds navigation and teasers but no sentence of the story, and it retries with it anyway
when it finds little.

Of the metadata only statements count: OpenGraph and other meta elements, JSON-LD of the article,
the canonical link, the single `<h1>` and `<title>`; nothing is guessed from address or text.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

from summarizer.errors import BadLayout, EmptySource, InputError, LimitExceeded
from summarizer.limits import DEFAULTS, MAX_HTML_DEPTH, MAX_JSON_LD_CHARACTERS, Limits
from summarizer.read import child
from summarizer.read.child import Child
from summarizer.read.decode import decode, scrub
from summarizer.read.metadata import address, field, normalise_date
from summarizer.read.safe_json import loads
from summarizer.types import Article

_HINT = "save the article as plain text instead"
_FIELDS = ("text", "title", "outlet", "date", "url")

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


class Pages:
    """Reads pages, one after the other; a context, at whose end its process ends."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: Child | None = None

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def extract(self, data: bytes) -> Article:
        """The article on a page; raises what the function `extract` raises.

        LimitExceeded also when it takes too long or too much memory, BadLayout when it brings
        the process down.  What the pages before it left behind is not held against it.
        """
        fresh = self._process is None
        try:
            return self._asked(data)
        except TimeoutError:
            seconds = self._limits.html_seconds
            self._stop()
            reason = f"a page that takes over {seconds:,} seconds to read: {_HINT}"
            raise LimitExceeded(reason) from None
        except (EOFError, MemoryError) as error:
            self._stop()
            if not fresh:
                return self.extract(data)
            if isinstance(error, EOFError):
                raise BadLayout(f"the page brought down what reads it: {_HINT}") from None
            most = self._limits.html_megabytes
            raise LimitExceeded(f"a page that takes over {most:,} MB to read: {_HINT}") from None

    def _asked(self, data: bytes) -> Article:
        if self._process is None:
            # JSON takes up to 12 bytes for a character.
            most = 12 * self._limits.article_characters + 100_000
            self._process = Child(__name__, self._limits, most)
        fields = child.parse_answer(self._process.ask(data, self._limits.html_seconds))
        if fields.keys() != set(_FIELDS):
            raise EOFError
        return Article(**fields)

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None


def serve(given: str) -> None:
    """In the child process: read the pages on standard input until there are no more."""
    limits = Limits(**json.loads(given))
    with child.serving(limits.html_megabytes) as answers:
        for name in ("lxml.html", "trafilatura"):  # before the clock runs
            import_module(name)
        child.send(answers, child.READY)
        while True:
            data = child.receive(sys.stdin.buffer, sys.maxsize)
            with child.ended_after(limits.html_seconds):
                answer = _answer(data, limits)
            child.send(answers, answer)


def _answer(data: bytes, limits: Limits) -> bytes:
    try:
        article = extract(data, limits)
    except (InputError, MemoryError) as error:
        return child.error_answer(error)
    return json.dumps({name: getattr(article, name) for name in _FIELDS}).encode("ascii")


def extract(data: bytes, limits: Limits = DEFAULTS) -> Article:
    """The article on a page.

    Raises EmptySource when there is no story on it, LimitExceeded when it is too large or nested
    too deeply, BinarySource or BadLayout when it is no page.
    """
    if len(data) > limits.html_bytes:
        raise LimitExceeded(f"a page of more than {limits.html_bytes:,} bytes: {_HINT}")
    tree = _parse(decode(data, markup=True))
    _check_size(tree, limits.html_elements)
    text = _story(tree)
    if not text.strip():
        raise EmptySource(f"no article text was found on the page: {_HINT}")
    if len(text) > limits.article_characters:
        raise LimitExceeded(f"an article of more than {limits.article_characters:,} characters")
    return Article(text=text, **_stated(tree))


def _parse(text: str) -> Any:
    """The page as a tree, however sloppy its markup is."""
    from lxml import etree, html

    # The text is handed over as UTF-8 bytes: lxml refuses a str that declares an encoding.
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(scrub(text).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise BadLayout(f"the page cannot be parsed: {_HINT}") from None


def _check_size(tree: Any, most: int) -> None:
    """Refuse what trafilatura would take minutes for, or give up on without a word."""
    from lxml import etree

    depth = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > MAX_HTML_DEPTH:
            raise LimitExceeded(f"a page nested more than {MAX_HTML_DEPTH} levels deep: {_HINT}")
        if elements > most:
            raise LimitExceeded(f"a page of more than {most:,} elements: {_HINT}")


def _story(tree: Any) -> str:
    """The paragraphs of the story, one a line."""
    import logging
    import warnings

    with warnings.catch_warnings():  # of what a library under it could use and does not need
        warnings.simplefilter("ignore")
        import trafilatura

    # Without a handler Python would print the library's warnings to standard error.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        found: Any = trafilatura.bare_extraction(tree, include_comments=False, include_tables=False)
    except MemoryError:
        raise
    except Exception as error:  # the pages of strangers find every hole in a parser
        reason = f"the page broke the extraction ({type(error).__name__}): {_HINT}"
        raise BadLayout(reason) from None
    lines = ((found and found.text) or "").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


# --- what the page states about itself


def _stated(tree: Any) -> dict[str, str]:
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
            keep=normalise_date,
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
    headings = [t for h in tree.iter("h1") if (t := field(_all_text(h)))]
    whole = next((field(_all_text(t)) for t in tree.iterfind("./head/title")), "")
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


def _all_text(element: Any) -> str:
    return " ".join(str(part) for part in element.itertext())


def _marked_dates(tree: Any) -> list[object]:
    """What elements marked as the date of publication say."""
    paths = (".//*[@itemprop='datePublished']", ".//time[@pubdate]")
    marked = [element for path in paths for element in tree.iterfind(path)]
    return [e.get("datetime") or e.get("content") or _all_text(e) for e in marked]


def _json_ld(tree: Any) -> dict[str, object]:
    """The first article that the page describes as JSON-LD."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        source = (script.text or "").strip()
        if not source or len(source) > MAX_JSON_LD_CHARACTERS:
            continue
        try:
            value = loads(source)
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

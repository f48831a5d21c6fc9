"""Records of JSON → articles and clusters, in the layouts the field uses.

    {"documents": [{"id", "text", "title", "source", "date"}], "references": […]}
    WCEP        {"id", "summary", "articles": [{"title", "text", "url", "time"}]}
    Multi-News  {"document": "… ||||| …", "summary": "– …"}

Only the keys named here are read: what else a record carries (a blurb, a label) never gets in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from summarizer.errors import BadLayout, EmptySource, InputError, LimitExceeded
from summarizer.limits import DEFAULTS, Limits
from summarizer.read.decode import scrub
from summarizer.read.metadata import address, field, normalise_date
from summarizer.types import Article, Cluster

_TEXT = ("text", "body", "content", "maintext", "articleBody")
_TITLE = ("title", "headline")
_OUTLET = ("source", "outlet", "publisher", "sitename", "site_name")
_DATE = ("date", "published", "time", "date_publish", "publishedAt", "datePublished")
_URL = ("url", "link")
_CLUSTER = ("documents", "articles", "document")
_ARTICLE = (*_TEXT, *_TITLE, *_OUTLET, *_DATE, *_URL)
# All that is read of a record, be it a cluster or an article.
FIELDS = frozenset(
    {"id", "cluster", *_CLUSTER, "references", "summary", "language", "lang", *_ARTICLE}
)

_LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "english": "en", "french": "fr",
    "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "italian": "it",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "spanish": "es",
}  # fmt: skip
SEPARATOR = "|||||"
_NEWLINE = re.compile(r"[ \t]*NEWLINE_CHAR[ \t]*")
_DASH = re.compile(r"\A\s*[–—]\s+")
_KINDS = {str: "a string", bool: "true or false", list: "a list", dict: "an object"}
_MAX_NAMED = 20  # unusable articles of a cluster that its warnings name one by one


def is_cluster(record: Mapping[str, object]) -> bool:
    """Whether a record holds the articles of an event, rather than being an article."""
    return any(key in record for key in _CLUSTER)


def identity(record: object, fallback: str) -> str:
    """What a record is called."""
    if not isinstance(record, dict):
        return fallback
    return _identity(record.get("id")) or _identity(record.get("cluster")) or fallback


def cluster(
    record: object, location: str, fallback_id: str, language: str, limits: Limits = DEFAULTS
) -> Cluster:
    """The cluster in a record; its articles that cannot be used are left out with a warning.

    Raises BadLayout, EmptySource or LimitExceeded when none of it can be used.
    """
    if not isinstance(record, dict):
        raise BadLayout(f"a cluster is an object with `documents`, this is {_kind(record)}")
    if not is_cluster(record):
        if any(key in record for key in _TEXT):
            raise BadLayout("an article, not a cluster: put an event's articles in `documents`")
        raise BadLayout("no known layout: it has no `documents`, `articles` or `document`")
    name = identity(record, fallback_id)
    items = _items(record)
    if len(items) > limits.articles:
        raise LimitExceeded(f"{len(items):,} articles; a cluster may have {limits.articles:,}")
    numbered, warnings = _usable(items, name, location, limits)
    articles = tuple(article for _, article in numbered)
    if not articles:
        why = "; ".join(warnings[:3]) or "it has no articles"
        raise EmptySource(f"no usable article in it ({why})")
    return Cluster(
        id=name,
        articles=articles,
        references=_references(record),
        language=_language(record, language),
        warnings=tuple(warnings),
        limits=limits,
        numbers=tuple(number for number, _ in numbered),
    )


def article(record: object, location: str, fallback_id: str, limits: Limits = DEFAULTS) -> Article:
    """The article in a record.  Raises BadLayout, EmptySource or LimitExceeded."""
    if not isinstance(record, Mapping):
        raise BadLayout(f"an article is an object with `text`, this is {_kind(record)}")
    key = next((k for k in _TEXT if record.get(k) is not None), None)
    if key is None:
        raise EmptySource("it has no `text`")
    text = record[key]
    if not isinstance(text, str):
        raise BadLayout(f"`{key}` is {_kind(text)}, not a string")
    if len(text) > limits.article_characters:
        raise LimitExceeded(f"`{key}` is longer than {limits.article_characters:,} characters")
    if not text.strip():
        raise EmptySource(f"`{key}` is empty")
    return Article(
        text=scrub(text),
        title=_field(record, _TITLE),
        outlet=_field(record, _OUTLET),
        date=normalise_date(_field(record, _DATE)),
        url=address(_field(record, _URL)),
        location=location,
        id=_identity(record.get("id")) or fallback_id,
        language=_language(record, ""),
        warnings=_warnings(record),
    )


def pieces(document: str) -> list[str]:
    """The articles of a Multi-News document.

    The separator may or may not stand at the end, and may be repeated: only what is between
    separators and has text is an article.
    """
    texts = (_NEWLINE.sub("\n", piece).strip() for piece in document.split(SEPARATOR))
    return [text for text in texts if text]


def _items(record: Mapping[str, object]) -> list[object]:
    """The articles of a cluster as they stand in it, unchecked."""
    key = next(k for k in _CLUSTER if k in record)
    value = record[key]
    if key == "document" and isinstance(value, str):
        return [{"text": text} for text in pieces(value)]
    if not isinstance(value, list) or key == "document":
        wanted = "a string with ||||| between articles" if key == "document" else "a list"
        raise BadLayout(f"`{key}` is {_kind(value)}, not {wanted}")
    return value


def _usable(
    items: list[object], name: str, location: str, limits: Limits
) -> tuple[list[tuple[int, Article]], list[str]]:
    """The articles that can be used, with their places, and a line on each that cannot."""
    articles: list[tuple[int, Article]] = []
    warnings: list[str] = []
    pages: dict[str, int] = {}
    for number, item in enumerate(items, 1):
        try:
            found = article(item, location, f"{name}-{number}", limits)
        except InputError as error:
            warnings.append(f"article {number} left out: {error}")
            continue
        page = _page(found.url)
        if page and page in pages:
            warnings.append(f"article {number} left out: same address as article {pages[page]}")
            continue
        pages[page] = number
        articles.append((number, found))
    if len(warnings) > _MAX_NAMED:
        more = f"{len(warnings) - _MAX_NAMED:,} more articles left out"
        warnings[_MAX_NAMED:] = [more]
    return articles, warnings


def _page(url: str) -> str:
    """What tells one page from another: the address without scheme, `www.` and fragment."""
    page = re.sub(r"^https?://(?:www\.)?", "", url.partition("#")[0], flags=re.IGNORECASE)
    host, _, path = page.rstrip("/").partition("/")
    return f"{host.lower()}/{path}" if path else ""


def _references(record: Mapping[str, object]) -> tuple[str, ...]:
    """The reference summaries, without the dash that those of Multi-News begin with."""
    given = record.get("references")
    if given is None:
        given = record.get("summary")
    values = given if isinstance(given, list) else [given]
    plain = (scrub(_DASH.sub("", value)) for value in values if isinstance(value, str))
    texts = (_NEWLINE.sub("\n", text) for text in plain)
    return tuple(text for text in texts if text.strip())


def _warnings(record: Mapping[str, object]) -> tuple[str, ...]:
    """What `consensus read` noted when it read the article."""
    given = record.get("warnings")
    lines = given[:_MAX_NAMED] if isinstance(given, list) else []
    return tuple(kept for line in lines if isinstance(line, str) and (kept := field(line)))


def _language(record: Mapping[str, object], fallback: str) -> str:
    """The language the record states, if it is a code or a name we know."""
    for key in ("language", "lang"):
        stated = record.get(key)
        if isinstance(stated, str):
            stated = stated.strip().lower()
            if re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?", stated):
                return stated[:2]
            if stated in _LANGUAGES:
                return _LANGUAGES[stated]
    return fallback


def _field(record: Mapping[str, object], keys: Iterable[str]) -> str:
    """The first of these fields that is text (or an object with a name), in display form."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, Mapping):
            value = value.get("name")
        if isinstance(value, int) and not isinstance(value, bool) and key in _DATE:
            value = str(value)
        if isinstance(value, str) and (text := field(scrub(value))):
            return text
    return ""


def _identity(value: object) -> str:
    """An identifier given as text or a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return field(scrub(value)) if isinstance(value, str) else ""


def _kind(value: object) -> str:
    """The JSON type of a value in words."""
    return "null" if value is None else _KINDS.get(type(value), "a number")

"""Publishers and agencies: which articles count as one independent source.

Two desks of one publisher, or its site and its channel, are no independent sources.  An article's
publisher is what its outlet is called, without "The", "Online", "News" and the like, or the
registrable domain of its address; `_ALIASES` and a reader's own table say what else a publisher is
called.  Two articles that share a name of their publisher, or are copies of one text, are one
witness.  Two that print one agency's wire are one witness of the sentences they share, however
much each has added.  Cost: linear in the articles.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from summarizer.errors import InputError
from summarizer.limits import MAX_JSON_BYTES
from summarizer.types import Article, Cluster, Matching

# Other names of publishers, each squeezed to letters and digits as by `_squeezed`.
_ALIASES = {
    "nytimes": "newyorktimes", "nyt": "newyorktimes", "wapo": "washingtonpost",
    "wsj": "wallstreetjournal", "ap": "associatedpress", "apnews": "associatedpress",
    "csmonitor": "christiansciencemonitor", "dailymailcouk": "dailymail",
    "mailonline": "dailymail", "dpa": "deutschepresseagentur", "afp": "agencefrancepresse",
    "ft": "financialtimes", "latimes": "losangelestimes", "smh": "sydneymorningherald",
    "scmp": "southchinamorningpost", "foxbusiness": "fox", "cnnedition": "cnn",
}  # fmt: skip
_ASIDE = re.compile(r"\s*\([^)]*\)|\s+[-–—|]\s.*$")
_GENERAL = frozenset("online news web digital opinion editorial com net org website".split())
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}")

_AGENCY = (
    r"(?:AP|AFP|UPI|PTI|ANI|IANS|dpa|DPA|TASS|EFE|ANSA|Reuters|REUTERS|Thomson Reuters|Xinhua"
    r"|Bloomberg(?: News)?|Kyodo|Yonhap|Interfax|The Associated Press|Associated Press"
    r"|Press Association|Agence France-Presse)"
)
_OPENING = 400  # characters in which a dateline stands
_DATELINE = re.compile(
    rf"\(({_AGENCY})\)\s{{0,3}}[-–—:]|^[^\n]{{0,80}}[-–—]\s?\(?({_AGENCY})\)?\s*$", re.M
)
_CREDIT = re.compile(
    rf"\b({_AGENCY})(?:\s(?:reporters?|writers?|correspondents?|staff|journalists?))?"
    r"(?:\s[A-Z][\w.'’-]{0,30}){0,8}\s(?:also\s)?contributed\s(?:to\s(?:this|the)|reporting)\b"
    rf"|^(?:By|Written by)\s[^\n]{{0,80}}[,/|]\s({_AGENCY})\s*$|^©?\s?({_AGENCY})\s*$",
    re.M,
)
# One name for each that goes by several.
_SHORT_NAMES = {
    "associatedpress": "AP", "agencefrancepresse": "AFP", "deutschepresseagentur": "dpa",
    "reuters": "Reuters", "thomsonreuters": "Reuters",
}  # fmt: skip
_WHOLE = re.compile(_AGENCY)


def assigned(articles: Iterable[Article], table: Mapping[str, str]) -> tuple[Article, ...]:
    """The articles, each with the publisher that `table` (`read_table`) has for it.

    A table maps outlets and domains, as `known_as` writes them, to publishers.
    """

    def publisher(article: Article) -> str:
        named = (table[name] for name in names(article) if name in table)
        return next(named, article.publisher)

    return tuple(replace(article, publisher=publisher(article)) for article in articles)


def configured(cluster: Cluster, evidence: Matching, table: Mapping[str, str]) -> Cluster:
    """A cluster as read, with how its sentences are to be matched and the table's publishers."""
    return replace(cluster, evidence=evidence, articles=assigned(cluster.articles, table))


def read_table(path: Path) -> dict[str, str]:
    """A table of publishers: `"Post Group" = ["The Evening Post", "post.example"]` a line, in TOML.

    Raises InputError for a file that cannot be read or is no such table.
    """
    try:
        with path.open("rb") as file:
            given = tomllib.loads(file.read(MAX_JSON_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # TOML's and UTF-8's are ValueErrors
        raise InputError(f"{path}: cannot be read as a table of publishers ({error})") from error
    table = {}
    for publisher, names in given.items():
        if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
            raise InputError(
                f'{path}: {publisher!r} needs a list of outlets or domains: "{publisher}" = ["…"]'
            )
        for name in (publisher, *names):
            table[known_as(name)] = publisher
    return table


def witnesses(articles: Sequence[Article], origins: Sequence[int]) -> tuple[int, ...]:
    """For each article the index of the first that it is one witness with.

    `origins` are the indices of the articles that they descend from (`near_duplicates`).
    """
    group = list(range(len(articles)))  # a disjoint-set forest, the lowest index its root

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    first: dict[str, int] = {}
    for i, article in enumerate(articles):
        known = [_squeezed(article.publisher)] if article.publisher else names(article)
        for other in (origins[i], *(first.setdefault(name, i) for name in known)):
            low, high = sorted((root(i), root(other)))
            group[high] = low
    return tuple(map(root, range(len(articles))))


def agency(article: Article) -> str:
    """The news agency whose wire an article prints, by its outlet, dateline or credits; or ""."""
    if _WHOLE.fullmatch(article.outlet.strip()):
        return _SHORT_NAMES.get(known_as(article.outlet), article.outlet.strip())
    found = _DATELINE.search(article.text[:_OPENING]) or _CREDIT.search(article.text)
    named = [name for name in found.groups() if name] if found else []
    return _SHORT_NAMES.get(known_as(named[0]), named[0]) if named else ""


def known_as(given: str) -> str:
    """An outlet's name or a domain as one word, the same for all that are known as one."""
    text = unicodedata.normalize("NFKC", given).casefold().strip()
    if _DOMAIN.fullmatch(text):
        text = _label(text)
    else:
        words = _ASIDE.sub("", text).replace(".", " ").split()
        while len(words) > 1 and words[-1] in _GENERAL:
            words.pop()
        text = " ".join(words)
    name = _squeezed(text)
    return _ALIASES.get(name, name)


def names(article: Article) -> list[str]:
    """What the publisher of an article goes by: its outlet's name, and its domain's."""
    host = ""
    with suppress(ValueError):  # an address may be anything
        host = urlsplit(article.url).hostname or ""
    return [name for name in (known_as(article.outlet), known_as(host)) if name]


def _label(host: str) -> str:
    """The part of a host's name that somebody registered, without the ending."""
    with warnings.catch_warnings():  # of what a library under it could use and does not need
        warnings.simplefilter("ignore")
        from courlan import extract_domain

    domain = extract_domain(f"https://{host}") or ".".join(host.split(".")[-2:])
    return domain.partition(".")[0]


def _squeezed(text: str) -> str:
    """Letters and digits alone, without "the" before them or "news" behind."""
    name = "".join(c for kept, some in groupby(text.casefold(), str.isalnum) if kept for c in some)
    if name.startswith("the") and len(name) > 5:
        name = name[3:]
    return name.removesuffix("news") or name

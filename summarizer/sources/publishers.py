"""Publishers: which articles are one publisher's, and so one witness.

Two desks of one house, or its site and its channel, are no independent sources.  An article's
publisher is what its outlet is called, without "The", "Online", "News" and the like, or the
registrable domain of its address; `KNOWN` and a reader's own table say what else a publisher goes
by.  Two articles that share a name of their publisher, or descend from one text, are one witness.
Cost: linear in the articles.
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
from types import MappingProxyType
from urllib.parse import urlsplit

from summarizer.errors import InputError
from summarizer.limits import MAX_JSON_BYTES
from summarizer.types import Article, Cluster, Matching

# What else a publisher goes by, each squeezed to letters and digits as by `_squeezed`.
KNOWN: Mapping[str, str] = MappingProxyType(
    {
        "nytimes": "newyorktimes", "nyt": "newyorktimes", "wapo": "washingtonpost",
        "wsj": "wallstreetjournal", "ap": "associatedpress", "apnews": "associatedpress",
        "csmonitor": "christiansciencemonitor", "dailymailcouk": "dailymail",
        "mailonline": "dailymail", "dpa": "deutschepresseagentur", "afp": "agencefrancepresse",
        "ft": "financialtimes", "latimes": "losangelestimes", "smh": "sydneymorningherald",
        "scmp": "southchinamorningpost", "foxbusiness": "fox", "cnnedition": "cnn",
    }
)  # fmt: skip
_ASIDE = re.compile(r"\s*\([^)]*\)|\s+[-–—|]\s.*$")
_GENERAL = frozenset("online news web digital opinion editorial com net org website".split())
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}")


def assigned(articles: Iterable[Article], table: Mapping[str, str]) -> tuple[Article, ...]:
    """The articles, each with the publisher that the table has for its outlet or its domain."""
    found = []
    for article in articles:
        named = [table[name] for name in _names(article) if name in table]
        found.append(replace(article, publisher=named[0]) if named else article)
    return tuple(found)


def configured(cluster: Cluster, evidence: Matching, table: Mapping[str, str]) -> Cluster:
    """A cluster as it was read, with the way its sentences are to be matched and its publishers."""
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

    `origins` are the articles that they descend from (`origins.origins`).
    """
    first: dict[str, int] = {}
    group = list(range(len(articles)))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    def join(one: int, two: int) -> None:
        low, high = sorted((root(one), root(two)))
        group[high] = low

    for i, article in enumerate(articles):
        join(i, origins[i])
        for name in (_squeezed(article.publisher),) if article.publisher else _names(article):
            join(i, first.setdefault(name, i))
    return tuple(map(root, range(len(articles))))


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
    return KNOWN.get(name, name)


def _names(article: Article) -> list[str]:
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

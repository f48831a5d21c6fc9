"""Events: which articles of a pile report one event.

    vectors   articles → distinct texts → sparse vectors of the stems that distinguish them
    linkage   pairs of texts close in content and in time → groups, by average linkage

An article that is close to no other is an event of its own: nothing is left out.  Dates are used
where they can be read as YYYY-MM-DD; where one is missing the texts must be closer, as must those
that are compared with many, and two of one publisher.  The constants were tuned on the articles of
neus_full/train and multi_news/train in one pile, and in piles of 1 to 300 of their clusters
(`eval/measure_events.py`).

Cost: linear in the words, and for each text in the number of those whose dates are near or
missing, bounded by a thousand for each of its stems.  Memory: about 16 KB an article beside the
articles themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from summarizer.errors import LanguageRefused, LimitExceeded
from summarizer.limits import DEFAULTS, Limits
from summarizer.sources.events.linkage import close, linked
from summarizer.sources.events.vectors import Text, day_of, distinct, publishers, vectors
from summarizer.text.tokens import UNSEGMENTED
from summarizer.types import Article, Cluster

__all__ = ["events"]


def events(
    articles: Iterable[Article], language: str = "en", limits: Limits = DEFAULTS
) -> tuple[Cluster, ...]:
    """The events that the articles report, earliest first; every article is in one of them.

    Ids and the order of events and articles depend on what the articles say, never on the order
    in which they come.  `limits` are the caps that hold for the events, too.  Raises
    LimitExceeded for a pile of too many articles and LanguageRefused for a language whose words
    we cannot tell apart.
    """
    if language.partition("-")[0].lower() in UNSEGMENTED:
        raise LanguageRefused(
            f"language {language} is written without spaces between words: events cannot be found"
        )
    texts = distinct(_counted(articles, limits.pile_articles))
    days = [text.day for text in texts]
    near = close(vectors(texts, language), days, publishers(texts))
    groups = linked(near, days, [len(text.articles) for text in texts], limits.articles)
    found = [c for group in groups for c in _clusters([texts[i] for i in group], language, limits)]
    return tuple(sorted(found, key=_cluster_order))


def _counted(articles: Iterable[Article], most: int) -> Iterator[Article]:
    for number, article in enumerate(articles):
        if number >= most:
            raise LimitExceeded(
                f"more than {most:,} articles to find events in: give them in parts, as a month at "
                "a time, or allow more with --cap pile-articles"
            )
        yield article


def _clusters(texts: list[Text], language: str, limits: Limits) -> Iterator[Cluster]:
    """The cluster of an event; several where copies of one text are more than a cluster holds."""
    articles = sorted((a for text in texts for a in text.articles), key=_order)
    digest = sha256(b"".join(sorted(text.digest * len(text.articles) for text in texts)))
    most = limits.articles
    parts = range(0, len(articles), most)
    for start in parts:
        part = digest.copy()
        part.update(b"%d" % start)
        warnings = (
            f"{len(articles):,} copies of one text are told as {len(parts)} events: one may have "
            f"{most:,} articles",
        ) * (len(parts) > 1)
        yield Cluster(
            id=f"event-{part.hexdigest()[:16]}",
            articles=tuple(articles[start : start + most]),
            language=language,
            warnings=warnings,
            limits=limits,
        )


def _order(article: Article) -> tuple[object, ...]:
    """Articles by their dates, those without one last, then by everything they state."""
    a, day = article, day_of(article)
    return not day, day, a.date, a.outlet, a.title, a.text, a.url, a.location, a.id


def _cluster_order(cluster: Cluster) -> tuple[object, ...]:
    day = day_of(cluster.articles[0])
    return not day, day, cluster.id

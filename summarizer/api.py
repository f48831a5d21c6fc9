"""The programming interface: articles in, a cited summary out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from summarizer.errors import NothingUsable, UsageError
from summarizer.limits import DEFAULTS, Limits
from summarizer.types import Article, Budget, Cluster, Matching, Method, Summary, Verification

WORDS = 100


def summarize(
    articles: Iterable[Article | str],
    *,
    words: int | None = None,
    sentences: int | None = None,
    characters: int | None = None,
    truncate: bool = False,
    min_support: int = 1,
    evidence: Matching = "model",
    publishers: Mapping[str, str] | None = None,
    method: str | Method = "consensus",
    language: str = "en",
    id: str = "articles",
    limits: Limits = DEFAULTS,
    **settings: object,
) -> Summary:
    """Summarise what the articles of one event agree on.

    A plain string is an article whose title and date are taken from the text, if they are
    there.  The summary stays within every limit that is given, and within 100 words when none
    is.  With `min_support` it tells only what so many independent sources state; with `evidence`
    "words" no model is asked, and only repeated words count as agreement; `publishers` says of
    outlets and domains whose they are (`summarizer.sources.publishers.read_table`).  `limits` are
    the caps on input, `settings` go to the method that `method` names.
    Articles without text are left out with a warning; `NothingUsable` is raised when none is
    left.
    """
    from summarizer.pipeline import summarize_clusters
    from summarizer.sources.publishers import assigned

    budget = budget_of(words, sentences, characters, truncate, min_support)
    chosen = _method(method, settings)
    usable, _, warnings = _usable(articles)
    cluster = Cluster(
        id, assigned(usable, publishers or {}), language=language, warnings=warnings,
        limits=limits, evidence=evidence,
    )  # fmt: skip
    return next(iter(summarize_clusters([cluster], chosen, budget)))


def verify(
    claims: str | Iterable[str],
    sources: Iterable[Article | str],
    *,
    language: str = "en",
    id: str = "claims",
    limits: Limits = DEFAULTS,
) -> Verification:
    """Hold a text, sentence by sentence, against sources.

    `claims` is a text, which is split into sentences, or sentences.  Each comes back with the
    sources that support it, contradict it or state a part of it, and where.  Raises UsageError
    without a claim, `NothingUsable` when no source has text, LimitExceeded over a cap.
    """
    from summarizer.pipeline import sentences_in, verify_cluster

    asked = sentences_in(claims) if isinstance(claims, str) else list(claims)
    if not any(claim.strip() for claim in asked):
        raise UsageError("there is no sentence to verify")
    usable, numbers, warnings = _usable(sources)
    cluster = Cluster(
        id, usable, language=language, warnings=warnings, limits=limits, numbers=numbers
    )
    return verify_cluster(cluster, asked)


def budget_of(
    words: int | None, sentences: int | None, characters: int | None, truncate: bool,
    min_support: int = 1,
) -> Budget:  # fmt: skip
    """A budget of the limits that are given, or of 100 words."""
    if words is None and sentences is None and characters is None:
        words = WORDS
    return Budget(words, sentences, characters, truncate, min_support)


def _method(method: str | Method, settings: dict[str, object]) -> Method:
    if isinstance(method, str):
        from summarizer.methods import create

        return create(method, **settings)
    if settings:
        raise UsageError(f"settings ({', '.join(settings)}) need a method given by its name")
    return method


def _usable(
    articles: Iterable[Article | str],
) -> tuple[tuple[Article, ...], tuple[int, ...], tuple[str, ...]]:
    """The articles that have text, their places from 1, and a warning for each of the others."""
    if isinstance(articles, str | Article):
        raise UsageError("articles must be several articles or texts, not one")
    usable: dict[int, Article] = {}
    warnings: list[str] = []
    for number, given in enumerate(articles, 1):
        article = _article(given)
        if article.text.strip():
            usable[number] = article
        else:
            warnings.append(f"article {number} has no text")
    if not usable:
        raise NothingUsable("no article has any text")
    return tuple(usable.values()), tuple(usable), tuple(warnings)


def _article(given: Article | str) -> Article:
    if isinstance(given, Article):
        return given
    from summarizer.read import plain

    return plain.article(given)

"""The programming interface: articles in, a cited summary out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from summarizer.errors import NothingUsable, UsageError
from summarizer.limits import DEFAULTS, Limits
from summarizer.types import (
    Article,
    Budget,
    Cluster,
    Difference,
    Matching,
    Method,
    Summary,
    Verification,
)

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

    The summary keeps to every length that is given, and to 100 words when none is.

    Args:
        articles: Articles on one event, of several outlets.  A plain string is an article whose
            title and date are taken from the text, if they are there.  Those without text are left
            out with a warning.
        words: The most words, as `str.split` counts them.
        sentences: The most sentences.
        characters: The most code points.
        truncate: Fill the budget to the last word, cutting the last sentence.
        min_support: State only what so many independent sources state.
        evidence: "model" asks the bundled pair model which sources state the same; "words" asks
            none and counts only repeated words as agreement, some twenty times faster.
        publishers: The publisher of each outlet or domain; articles of one publisher count as one
            source.  `summarizer.sources.publishers.read_table` reads such a table.
        method: The name of a method (`consensus --help` lists them) or an object with the methods
            of `Method`.
        language: The language code of the articles; other languages than English come with a
            warning.
        id: The id of the summary.
        limits: The caps on input.
        settings: Settings of the method that `method` names, such as `seed=3` for "random".

    Returns:
        The summary with its citations, conflicts and single-source facts.

    Raises:
        NothingUsable: No article has text.
        UsageError: A length or `min_support` is below 1, or the method is unknown
            (`UnknownMethod`) or does not take the settings.
        LimitExceeded: The articles are over a cap of `limits`.
        LanguageRefused: The language is written without spaces between words.
        MissingExtra: The method needs a package that is not installed.
        BadCheckpoint: A model is missing, broken or not safe to load.
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
    """Check a text, sentence by sentence, against sources.

    Args:
        claims: A text, which is split into sentences, or sentences, which stay one for one.
        sources: The articles to check against, as for `summarize`.
        language: The language code of the sources.
        id: The id of the verification.
        limits: The caps on input.

    Returns:
        For each sentence a verdict and the sources that support it, contradict it or state a part
        of it, with the passages.

    Raises:
        UsageError: There is no sentence to check.
        NothingUsable: No source has text.
        LimitExceeded: The sentences or the sources are over a cap.
        LanguageRefused: The language is written without spaces between words.
        BadCheckpoint: The bundled pair model is missing or not the file that it should be.
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


def diff(old: Summary | Mapping[str, object], new: Summary | Mapping[str, object]) -> Difference:
    """Tell what is new, changed and gone between two accounts of one event.

    What a source that both list said already is neither new nor gone.

    Args:
        old: The earlier summary, or its record (`Summary.to_dict`).
        new: The later one.

    Returns:
        The changes, each with the sources that brought it.

    Raises:
        BadLayout: One of the two is no record of a summary, or of another version.
        LimitExceeded: A record has more sentences than are compared.
        BadCheckpoint: The bundled pair model is missing or not the file that it should be.
    """
    from summarizer.pipeline import compare_accounts
    from summarizer.read.accounts import account

    records = (s.to_dict() if isinstance(s, Summary) else s for s in (old, new))
    return compare_accounts(*map(account, records))


def budget_of(
    words: int | None, sentences: int | None, characters: int | None, truncate: bool,
    min_support: int = 1,
) -> Budget:  # fmt: skip
    """A budget of the limits that are given, or of 100 words; raises what `Budget` raises."""
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

"""What the reader of a summary should know about its sources: warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarizer.types import Article, Sentence

_NAMED = 10  # articles that a warning names


def overlong(sentences: Sequence[Sentence], longest: int) -> Iterator[str]:
    """A warning on passages over `longest` characters, which are tables or broken pages."""
    over = [s for s in sentences if s.end - s.start > longest]
    if over:
        passages = f"{len(over):,} passage{'s' if over[1:] else ''}"
        yield (
            f"left out {passages} of more than {longest:,} characters without the end "
            f"of a sentence (article {_named(sorted({s.article for s in over}))})"
        )


def article_warnings(articles: Sequence[Article]) -> Iterator[str]:
    """What was noted when the articles were read, with where."""
    for number, article in enumerate(articles, 1):
        for warning in article.warnings:
            yield f"{article.location or f'article {number}'}: {warning}"


def input_warnings(
    origins: Sequence[int], events: Sequence[set[int]], language: str
) -> Iterator[str]:
    """The warnings on a cluster: its language, and whether its articles corroborate each other.

    `origins[i]` is the article that article i descends from; `events` are groups of originals.
    """
    if language != "en":
        yield f"language {language}: cleaning and evidence are made for English"
    if len(origins) == 1:
        yield "only one article: nothing can be corroborated"
    elif len(set(origins)) == 1:
        yield f"all {len(origins)} articles are copies of one text: one origin"
    elif len(events) == len(set(origins)):
        yield "the articles seem to have nothing to do with each other"
    elif len(events) > 1:
        named = [_named([i for i, o in enumerate(origins) if o in some]) for some in events]
        yield f"the articles seem to tell of {len(events)} different events: {'; '.join(named)}"


def _named(articles: Sequence[int]) -> str:
    """The numbers of articles as they are shown."""
    return ", ".join(str(i + 1) for i in articles[:_NAMED]) + (" …" if articles[_NAMED:] else "")

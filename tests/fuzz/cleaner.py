"""What cleaning keeps and removes covers every article in order, whatever the others are."""

from __future__ import annotations

from test_clean import check as check_spans

from fuzz.parts import articles
from summarizer.clean import clean


def check(data: bytes) -> None:
    given = articles(data)
    cleaned = clean(given)
    for article, result in zip(given, cleaned, strict=True):
        check_spans(article, result)
        assert bool(result.blocks) == bool(article.text.strip())
    assert clean(given[::-1]) == cleaned[::-1]

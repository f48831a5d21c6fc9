"""sumy's summarizers over our sentences and tokens, multi-document by pooling.

Sentences of all articles are pooled in an order that depends on content alone.  sumy keys its
ratings by sentence text, so exact repeats are collapsed first.  Its ranking is taken through
the `count` callable, which it calls with all sentences and their ratings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from math import isfinite
from typing import Any, ClassVar
from warnings import catch_warnings, simplefilter

from summarizer.methods.base import Ranking, by_content
from summarizer.text.tokens import STOPWORDS, stemmer, tokens
from summarizer.types import Cluster, Sentence


class _Tokenizer:
    """Our splitter and tokens behind sumy's interface (its own needs a punkt download)."""

    def to_sentences(self, paragraph: str) -> Sequence[str]:
        return [paragraph]

    def to_words(self, sentence: str) -> Sequence[str]:
        return tokens(sentence)


class Sumy(Ranking):
    """A sumy summarizer; subclasses name its module and class."""

    where: ClassVar[tuple[str, str]]

    def rank(self, cluster: Cluster) -> Iterable[Sentence]:
        """Sentences by sumy's rating, ties by content."""
        from sumy.models import dom

        distinct: dict[str, Sentence] = {}
        for sentence in by_content(cluster):
            distinct.setdefault(cluster.text(sentence).strip(), sentence)
        pooled = {t: s for t, s in distinct.items() if tokens(t)}  # sumy divides by their number
        if not pooled:
            return list(distinct.values())
        tokenizer = _Tokenizer()
        paragraph = dom.Paragraph([dom.Sentence(text, tokenizer) for text in pooled])
        ranking: list[str] = []

        def capture(rated: Sequence[Any]) -> Sequence[Any]:
            best = sorted(rated, key=lambda r: (-_rating(r), r.order))
            ranking.extend(str(r.sentence) for r in best)
            return []

        with catch_warnings():  # sumy divides by zero where no two sentences share a word
            simplefilter("ignore")
            self._summarizer(cluster.language)(dom.ObjectDocumentModel([paragraph]), capture)
        return [pooled[text] for text in ranking] or list(pooled.values())

    def _summarizer(self, language: str) -> Any:
        module, name = self.where
        stem = stemmer(language)
        summarizer = getattr(import_module(module), name)(lambda word: stem([word.lower()])[0])
        if hasattr(summarizer, "stop_words") and language == "en":
            summarizer.stop_words = STOPWORDS
        return summarizer


def _rating(rated: Any) -> float:
    """The rating without float noise, 0 where sumy found none."""
    rating = float(rated.rating)
    return round(rating, 9) if isfinite(rating) else 0.0


class LexRank(Sumy):
    """Erkan & Radev 2004."""

    name = "lexrank"
    where = ("sumy.summarizers.lex_rank", "LexRankSummarizer")


class TextRank(Sumy):
    """Mihalcea & Tarau 2004."""

    name = "textrank"
    where = ("sumy.summarizers.text_rank", "TextRankSummarizer")


class Lsa(Sumy):
    """Steinberger & Ježek 2004."""

    name = "lsa"
    where = ("sumy.summarizers.lsa", "LsaSummarizer")


class Luhn(Sumy):
    """Luhn 1958."""

    name = "luhn"
    where = ("sumy.summarizers.luhn", "LuhnSummarizer")


class SumBasic(Sumy):
    """Nenkova & Vanderwende 2005."""

    name = "sumbasic"
    where = ("sumy.summarizers.sum_basic", "SumBasicSummarizer")


class KL(Sumy):
    """Haghighi & Vanderwende 2009."""

    name = "kl"
    where = ("sumy.summarizers.kl", "KLSummarizer")


class Reduction(Sumy):
    """sumy's graph reduction."""

    name = "reduction"
    where = ("sumy.summarizers.reduction", "ReductionSummarizer")

"""sumy's summarizers over our sentences and tokens, multi-document by pooling.

Sentences of all articles are pooled in an order that depends on content alone.  sumy keys its
ratings by sentence text, so exact repeats are collapsed first.  Its ranking is taken through
the `count` callable, which it calls with all sentences and their ratings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, ClassVar

from summarizer.methods.base import Ranking, by_content
from summarizer.terms import STOPWORDS, stemmer, tokens
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

        pooled: dict[str, Sentence] = {}
        for sentence in by_content(cluster):
            text = cluster.text(sentence)
            if tokens(text):  # sumy divides by the number of words
                pooled.setdefault(text, sentence)
        if not pooled:
            return []
        tokenizer = _Tokenizer()
        paragraph = dom.Paragraph([dom.Sentence(text, tokenizer) for text in pooled])
        ranking: list[str] = []

        def capture(rated: Sequence[Any]) -> Sequence[Any]:
            best = sorted(rated, key=lambda r: (-round(float(r.rating), 9), r.order))
            ranking.extend(str(r.sentence) for r in best)
            return []

        self._summarizer(cluster.language)(dom.ObjectDocumentModel([paragraph]), capture)
        return [pooled[text] for text in ranking]

    def _summarizer(self, language: str) -> Any:
        module, name = self.where
        stem = stemmer(language)
        summarizer = getattr(import_module(module), name)(lambda word: stem([word.lower()])[0])
        if hasattr(summarizer, "stop_words") and language == "en":
            summarizer.stop_words = STOPWORDS
        return summarizer


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

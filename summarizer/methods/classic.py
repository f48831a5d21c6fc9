"""sumy's summarizers over our sentences and tokens, multi-document by pooling.

Sentences of all articles are pooled in an order that depends on content alone.  sumy keys its
ratings by sentence text, so exact repeats are collapsed first.  Its ranking is taken through
the `count` callable, which it calls with all sentences and their ratings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from math import isfinite
from typing import Any
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
    """A sumy summarizer: the method's name, and the class in `sumy.summarizers`."""

    def __init__(self, name: str, summarizer: str) -> None:
        self.name = name
        self._class = summarizer

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
        module, _, name = self._class.rpartition(".")
        stem = stemmer(language)
        kind = getattr(import_module(f"sumy.summarizers.{module}"), name)
        summarizer = kind(lambda word: stem([word.lower()])[0])
        if hasattr(summarizer, "stop_words") and language == "en":
            summarizer.stop_words = STOPWORDS
        return summarizer


def _rating(rated: Any) -> float:
    """The rating without float noise, 0 where sumy found none."""
    rating = float(rated.rating)
    return round(rating, 9) if isfinite(rating) else 0.0


LexRank = partial(Sumy, "lexrank", "lex_rank.LexRankSummarizer")  # Erkan & Radev 2004
TextRank = partial(Sumy, "textrank", "text_rank.TextRankSummarizer")  # Mihalcea & Tarau 2004
Lsa = partial(Sumy, "lsa", "lsa.LsaSummarizer")  # Steinberger & Ježek 2004
Luhn = partial(Sumy, "luhn", "luhn.LuhnSummarizer")  # Luhn 1958
SumBasic = partial(Sumy, "sumbasic", "sum_basic.SumBasicSummarizer")  # Nenkova & Vanderwende 2005
KL = partial(Sumy, "kl", "kl.KLSummarizer")  # Haghighi & Vanderwende 2009
Reduction = partial(Sumy, "reduction", "reduction.ReductionSummarizer")  # sumy's own

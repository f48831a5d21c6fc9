"""Packing: ranked sentences → a draft within the budget, one rule for every extractive method.

Whole sentences: one that no longer fits is skipped and the next one tried.  With `truncate` the
first that does not fit is cut at the budget and ends the summary.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from summarizer.text.placement import Placement, placements
from summarizer.text.tokens import tokens
from summarizer.types import Budget, Cluster, Draft, DraftSentence, Sentence, displayed

ELLIPSIS = "…"
FILLED = 0.9  # share of the words asked for from which a summary counts as full


def pack(cluster: Cluster, ranking: Iterable[Sentence], budget: Budget) -> Draft:
    """The draft that takes sentences from `ranking`, best first, while they fit.

    A sentence with the words of an earlier one is left out: copies repeat everything.  So is one
    of `Cluster.excerpts`, unless the summary is cut for scoring.  When not even one sentence fits,
    the shortest good one is cut at the budget with an ellipsis, and a warning says so.
    """
    taken: list[DraftSentence] = []
    texts: list[str] = []
    seen: set[str] = set()
    for sentence in ranking:
        text = cluster.text(sentence)
        words = " ".join(tokens(text)) or text
        if words in seen or (sentence in cluster.excerpts and not budget.truncate):
            continue
        if budget.fits([*texts, text]):
            taken.append(quoted(cluster, sentence, text))
            texts.append(text)
            seen.add(words)
        elif budget.truncate:
            if start := fitting_prefix(texts, text, budget):
                taken.append(DraftSentence(start, (sentence,), reason="cut at the budget"))
            break
        if not budget.fits([*texts, "a"]):
            break
    if taken or not cluster.sentences:
        return Draft(tuple(taken))
    return _shortest(cluster, budget)


def fitting_prefix(texts: Sequence[str], text: str, budget: Budget) -> str:
    """As many words of `text` as still fit behind `texts`; maybe none."""
    words = text.split()

    def over(length: int) -> bool:
        return not budget.fits([*texts, " ".join(words[:length])])

    return " ".join(words[: bisect_left(range(1, len(words) + 1), True, key=over)])


def quoted(cluster: Cluster, sentence: Sentence, text: str) -> DraftSentence:
    """A source sentence in its display form `text`; its reason is the junk taken out of it."""
    if text == cluster.raw(sentence):
        return DraftSentence(text, (sentence,))
    article, story = cluster.articles[sentence.article].text, cluster.stories[sentence.article]
    blanks = re.compile(r"\s+").finditer(story, sentence.start, sentence.end)
    junk = (displayed(article[blank.start() : blank.end()]) for blank in blanks)
    return DraftSentence(text, (sentence,), reason=f"left out: {' … '.join(filter(None, junk))}")


def _shortest(cluster: Cluster, budget: Budget) -> Draft:
    """The shortest sentence that can stand alone, or of all where none can, cut at the budget."""
    texts = [cluster.text(s) for s in cluster.sentences]
    free = [
        placement is Placement.ANYWHERE and sentence not in cluster.excerpts
        for placement, sentence in zip(placements(texts), cluster.sentences, strict=True)
    ]
    pairs = zip(texts, cluster.sentences, strict=True)
    text, sentence = min(
        (pair for pair, stands in zip(pairs, free, strict=True) if stands or not any(free)),
        key=lambda pair: (len(pair[0].split()), len(pair[0]), pair),
    )
    if budget.fits([text]):
        return Draft((quoted(cluster, sentence, text),))
    cut = budget.cut(text, ELLIPSIS) or text[: (budget.characters or 1) - 1] + ELLIPSIS
    return Draft(
        (DraftSentence(cut, (sentence,), reason="cut at the budget"),),
        ("no sentence fits the budget: the shortest one was cut",),
    )

"""Fill: sentences in order into a budget, the one rule every extractive method shares.

Whole sentences: one that no longer fits is passed over and the next one tried.  With
`truncate` the first that does not fit is cut at the budget and ends the summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from summarizer.text.placement import Placement, placements
from summarizer.text.tokens import tokens
from summarizer.types import Budget, Cluster, Draft, DraftSentence, Sentence, displayed

ELLIPSIS = "…"


def fill(cluster: Cluster, ranking: Iterable[Sentence], budget: Budget) -> Draft:
    """The draft that takes sentences from `ranking`, best first, while they fit.

    A sentence with the words of an earlier one is left out: copies say everything again.
    When not even one sentence fits, the shortest good one is cut at the budget with an
    ellipsis, and a warning says so.
    """
    taken: list[DraftSentence] = []
    texts: list[str] = []
    told: set[str] = set()
    for sentence in ranking:
        text = cluster.text(sentence)
        words = " ".join(tokens(text)) or text
        if words in told:
            continue
        if budget.fits([*texts, text]):
            taken.append(quoted(cluster, sentence, text))
            texts.append(text)
            told.add(words)
        elif budget.truncate:
            start = rest(texts, text, budget)
            if start:
                taken.append(DraftSentence(start, (sentence,), reason="cut at the budget"))
            break
        if _full(texts, budget):
            break
    if taken or not cluster.sentences:
        return Draft(tuple(taken))
    return _shortest(cluster, budget)


def rest(texts: Sequence[str], text: str, budget: Budget) -> str:
    """As many words of `text` as still fit behind `texts`; maybe none."""
    words = text.split()
    low, high = 0, len(words)
    while low < high:  # the longest prefix that fits, by bisection
        middle = (low + high + 1) // 2
        if budget.fits([*texts, " ".join(words[:middle])]):
            low = middle
        else:
            high = middle - 1
    return " ".join(words[:low])


def quoted(cluster: Cluster, sentence: Sentence, text: str) -> DraftSentence:
    """A source sentence in its display form `text`; its reason is the junk taken out of it."""
    if text == cluster.raw(sentence):
        return DraftSentence(text, (sentence,))
    article, story = cluster.articles[sentence.article].text, cluster.stories[sentence.article]
    blanks = re.compile(r"\s+").finditer(story, sentence.start, sentence.end)
    junk = (displayed(article[blank.start() : blank.end()]) for blank in blanks)
    return DraftSentence(text, (sentence,), reason=f"left out: {' … '.join(filter(None, junk))}")


def _full(texts: list[str], budget: Budget) -> bool:
    return not budget.fits([*texts, "a"])


def _shortest(cluster: Cluster, budget: Budget) -> Draft:
    texts = [cluster.text(s) for s in cluster.sentences]
    free = [placement is Placement.ANYWHERE for placement in placements(texts)]
    text, sentence = min(
        (
            (t, s)
            for t, s, f in zip(texts, cluster.sentences, free, strict=True)
            if f or not any(free)
        ),
        key=lambda pair: (len(pair[0].split()), len(pair[0]), pair),
    )
    if budget.fits([text]):
        return Draft((quoted(cluster, sentence, text),))
    cut = budget.cut(text, ELLIPSIS) or text[: (budget.characters or 1) - 1] + ELLIPSIS
    return Draft(
        (DraftSentence(cut, (sentence,), reason="cut at the budget"),),
        ("no sentence fits the budget: the shortest one was cut",),
    )

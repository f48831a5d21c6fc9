"""What is planted in the invented events of `eval/conflicts`; for `measure_conflicts`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from summarizer.pipeline import prepare
from summarizer.text.tokens import is_stop, tokens
from summarizer.types import Article, Cluster, Sentence

Place = tuple[int, int]  # an article and where a sentence of it starts


@dataclass(frozen=True)
class Side:
    """One side of a planted conflict: the sentences that state it, its words and its value."""

    places: frozenset[Place]
    words: frozenset[str]
    value: str


@dataclass(frozen=True)
class Planted:
    """A planted conflict, an update (`later`), or a near miss of some kind."""

    kind: str
    later: bool
    sides: tuple[Side, ...]


class Bed:
    """One event with what was planted in it."""

    def __init__(self, event: dict[str, Any]) -> None:
        articles = tuple(
            Article(a["text"], a["title"], a["outlet"], a["date"]) for a in event["articles"]
        )
        self.cluster = prepare(Cluster(event["id"], articles))
        self.facts = [
            [self._place(q["article"], q["quote"]) for q in fact] for fact in event["facts"]
        ]
        self.conflicts = [self._conflict(c) for c in event["conflicts"]]
        self.near_misses = [self._near_miss(m) for m in event["near_misses"]]
        self.counted = Counter(m.kind for m in self.near_misses)

    def _place(self, article: int, quote: str) -> Place:
        """The sentence that holds a quotation, or most of it."""
        at = self.cluster.articles[article].text.index(quote)

        def shared(s: Sentence) -> int:
            return min(s.end, at + len(quote)) - max(s.start, at)

        best = max((s for s in self.cluster.sentences if s.article == article), key=shared)
        if shared(best) <= 0:
            raise ValueError(f"{self.cluster.id}: no sentence holds {quote!r}")
        return article, best.start

    def _conflict(self, conflict: dict[str, Any]) -> Planted:
        sides = []
        for side in conflict["sides"]:
            first, *others = side["articles"]
            own = self._place(first, side["quote"])
            joined = {p for fact in self.facts if own in fact for p in fact if p[0] in others}
            words = content([side["quote"], side["value"]])
            sides.append(Side(frozenset({own, *joined}), words, side["value"]))
        return Planted(conflict["kind"], conflict["later"], tuple(sides))

    def _near_miss(self, miss: dict[str, Any]) -> Planted:
        sides = [
            Side(frozenset({self._place(q["article"], q["quote"])}), content([q["quote"]]), "")
            for q in miss["quotes"]
        ]
        return Planted(miss["kind"], False, tuple(sides))


def content(texts: Iterable[str]) -> frozenset[str]:
    """The words of the texts that are no function words, numbers among them."""
    return frozenset(t for text in texts for t in tokens(text) if not is_stop(t))

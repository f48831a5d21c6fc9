"""What the template shows of a summary: sentences, sides and sources, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from summarizer.render.common import doubtful
from summarizer.render.differences import dispute, passage
from summarizer.render.html import keys
from summarizer.render.html.keys import Key
from summarizer.render.html.outlets import Outlet, Witness, grouped, outlets
from summarizer.render.html.story import Block, blocks
from summarizer.types import Cluster, Conflict, Span, Summary, SummarySentence

KINDS = {
    "count": "Number", "amount": "Amount", "date": "Day", "time": "Time", "place": "Place",
    "name": "Name", "outcome": "Outcome",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the summary.

    `words` are those of the sides it takes, `disputed` what to call that; `by` has who backs it,
    by source; `doubtful` says that not all of these are sure.
    """

    key: Key
    sentence: SummarySentence
    words: tuple[str, ...]
    disputed: str
    by: Mapping[int, Witness]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A claim, the sentence that has its words, and who tells it, that sentence's source first."""

    key: Key
    support: int
    later: bool
    sentence: str
    by: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A conflict; `told` are the sentences of the summary that take a side."""

    kind: str
    later: bool
    sides: tuple[Side, ...]
    told: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """What one source alone has."""

    key: Key
    kind: str
    by: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """An article in full; `keys` are what it backs."""

    outlet: Outlet
    keys: tuple[Key, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The whole page; copies stand under their origin in `outlets`."""

    told: tuple[Told, ...]
    differences: tuple[Difference, ...]
    alone: tuple[Alone, ...]
    outlets: tuple[Outlet, ...]
    stories: tuple[Story, ...]
    keys: tuple[Key, ...]

    @property
    def independent(self) -> int:
        """How many sources count by themselves."""
        return sum(not outlet.why for outlet in self.outlets)

    @property
    def later(self) -> bool:
        """Whether any of the differences may be an update."""
        return any(difference.later for difference in self.differences)


def view(summary: Summary) -> View:
    """The page of a summary; without the articles where they are not at hand."""
    own, sides, alone = keys.sentences(summary), keys.sides(summary), keys.alone(summary)
    everything = (*own, *(key for some in sides for key in some), *alone)
    found = outlets(summary)
    stories = _stories(summary.cluster, found, everything) if summary.cluster else ()
    seen = _Seen(found, frozenset(_anchors(stories)))
    return View(
        told=tuple(
            _told(summary, sentence, key, seen)
            for sentence, key in zip(summary.sentences, own, strict=True)
        ),
        differences=tuple(_difference(summary, n, some, own, seen) for n, some in enumerate(sides)),
        alone=tuple(
            Alone(key, unique.kind, seen.by(key))
            for unique, key in zip(summary.unique, alone, strict=True)
        ),
        outlets=grouped(found),
        stories=stories,
        keys=everything,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """The sources, and the places on the page that can be pointed to."""

    outlets: Sequence[Outlet]
    anchors: frozenset[str]

    def by(self, key: Key) -> tuple[Witness, ...]:
        """Who backs a key, each once."""
        articles = dict.fromkeys(e.article for e in key.evidence)
        return tuple(
            Witness(self.outlets[i], anchor if (anchor := key.anchor(i)) in self.anchors else "")
            for i in articles
        )


def _told(summary: Summary, sentence: SummarySentence, key: Key, seen: _Seen) -> Told:
    claims = [c.text for i in sentence.disputed for c in summary.conflicts[i].claims]
    by = {witness.outlet.id: witness for witness in seen.by(key)}
    disputed = dispute(summary, sentence).strip("()")
    doubted = doubtful(sentence, summary.sources)
    return Told(key, sentence, tuple(claims), disputed, by, doubted)


def _difference(
    summary: Summary, place: int, sides: Sequence[Key], own: Sequence[Key], seen: _Seen
) -> Difference:
    conflict = summary.conflicts[place]
    told = zip(summary.sentences, own, strict=True)
    return Difference(
        kind=KINDS[conflict.kind],
        later=conflict.later,
        sides=tuple(_sides(summary, conflict, sides, seen)),
        told=tuple(key for sentence, key in told if place in sentence.disputed),
    )


def _sides(
    summary: Summary, conflict: Conflict, sides: Sequence[Key], seen: _Seen
) -> Iterable[Side]:
    for claim, key in zip(conflict.claims, sides, strict=True):
        later = conflict.later and claim is conflict.claims[-1]
        sentence = passage(summary, claim.evidence[0]) if claim.evidence else ""
        yield Side(key, claim.support, later, sentence, seen.by(key))


def _stories(
    cluster: Cluster, found: Sequence[Outlet], everything: Sequence[Key]
) -> tuple[Story, ...]:
    backing = keys.by_article(everything, len(cluster.articles))
    sentences: list[list[Span]] = [[] for _ in cluster.articles]
    for s in cluster.sentences:
        sentences[s.article].append((s.start, s.end))
    return tuple(
        Story(
            outlet,
            tuple({key.id: key for _, _, key in backing[i]}.values()),
            blocks(
                i,
                article.text,
                cluster.stories[i] if cluster.stories else article.text,
                sentences[i],
                backing[i],
            ),
        )
        for i, (outlet, article) in enumerate(zip(found, cluster.articles, strict=True))
    )


def _anchors(stories: Iterable[Story]) -> Iterable[str]:
    for story in stories:
        for block in story.blocks:
            for paragraph in block.paragraphs:
                for piece in paragraph.pieces:
                    yield from piece.anchors

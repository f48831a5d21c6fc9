"""Pairs: groups of sentences, and the sentence to write from them.

    consensus_pairs  a sentence of one outlet, from those of others on the same event
    agreed_pairs     a sentence without the pieces that its partners do not tell
    reference_pairs  a sentence of a reference, from the articles it sums up

The group is what the planner would make: a sentence that states the target's fact, and what is
`aligned` to it.  A pair is kept when its group holds every name and number of the target and most
of its content, and the target stands by itself.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from summarizer.text.overlap import Kind, coverage, kind
from summarizer.text.tfidf import tfidf
from summarizer.text.tokens import tokens
from summarizer.write.alignment import aligned
from training.fidelity import unsupported
from training.sources import Event, Story
from training.trim import agreed, has_pieces

RELATED = 0.16  # cosine of articles on one event, or one story that goes on
DAYS = 3  # between them
SAME_FACT = (0.3, 0.95)  # cosine of target and anchor: below another fact, above a copy
COVERED = 0.7  # of the target's content
WORDS = range(8, 46)  # of a target
LONGEST = 80  # words of a sentence of the input: longer ones are no sentences
_LEANING = frozenset(
    """he she they it this that these those his her their its but and so also however meanwhile
    nor yet then there others another both such we i you our my or""".split()
)
_HELD_OUT = 50  # one in so many events is for validation


@dataclass(frozen=True, slots=True)
class Pair:
    """A group of sentences, best first, the sentence to write, and how it is made of them."""

    sources: tuple[str, ...]
    target: str
    kind: Kind
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Neighbours:
    """An article, and those of other outlets on its event, closest first."""

    story: Story
    others: Sequence[Story]
    held_out: bool


def held_out(event: Event) -> bool:
    """Whether an event is kept for validation: by its reference, which several files may share,
    or by its week, so that all articles on an event of the news go together.
    """
    day = _day(event.stories[0].date)
    key = " ".join(event.references[:1]) or (str(day.isocalendar()[:2]) if day else event.id)
    return hashlib.sha256(key.encode()).digest()[0] * _HELD_OUT < 256


def neighbours(articles: Sequence[Event]) -> list[Neighbours]:
    """Each of these single articles that others report the event of, in order.

    Held-out articles and others never meet.
    """
    stories = [event.stories[0] for event in articles]
    apart = [held_out(event) for event in articles]
    found = []
    for i, others in sorted(_related(stories).items()):
        if same := [stories[j] for j in others if apart[j] == apart[i]]:
            found.append(Neighbours(stories[i], same, apart[i]))
    return found


def companions(clusters: Iterable[Event]) -> Iterator[Neighbours]:
    """Each original article of clusters with the other originals."""
    for event in clusters:
        stories = [s for i, s in enumerate(event.stories) if s.origin == i]
        for story in stories:
            if others := [s for s in stories if s is not story]:
                yield Neighbours(story, others, held_out(event))


def consensus_pairs(near: Iterable[Neighbours]) -> Iterator[Pair]:
    """Sentences of articles, each from what other outlets say of it."""
    for it in near:
        yield from _pairs(it.story.sentences, _pool(it.others, range(len(it.others))), it.held_out)


def agreed_pairs(near: Iterable[Neighbours]) -> Iterator[Pair]:
    """Sentences of articles with their partners, and what remains when pieces that no partner
    tells are taken out.
    """
    for sentence, others, apart in groups(near, has_pieces):
        target = agreed(sentence, others)
        if len(target.split()) in WORDS and whole(target):
            yield Pair((sentence, *others), target, "shortened", apart)


def groups(
    near: Iterable[Neighbours], wanted: Callable[[str], bool]
) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """The sentences of articles that are wanted and have partners, these, and if held out."""
    for it in near:
        texts, origins = _pool([it.story, *it.others], range(len(it.others) + 1))
        own = [i for i, origin in enumerate(origins) if origin == 0 and wanted(texts[i])]
        for anchor, group in zip(own, aligned(texts, origins, own), strict=True):
            if group:
                yield texts[anchor], tuple(texts[i] for i in group), it.held_out


def reference_pairs(clusters: Iterable[Event]) -> Iterator[Pair]:
    """Sentences of references, each from the articles that they sum up."""
    for event in clusters:
        pool = _pool(event.stories, [story.origin for story in event.stories])
        yield from _pairs(event.references, pool, held_out(event))


def _pairs(
    sentences: Sequence[str], pool: tuple[list[str], list[int]], apart: bool
) -> Iterator[Pair]:
    """Each of the sentences that may be a target, from what the pool says of it."""
    texts, origins = pool
    targets = [s for s in sentences if len(s.split()) in WORDS]
    if not texts or not targets:
        return
    vectors = tfidf([*texts, *targets])
    cosines = (vectors[len(texts) :] @ vectors[: len(texts)].T).toarray()  # (targets, texts)
    anchors = cosines.argmax(axis=1)
    best = cosines[np.arange(len(targets)), anchors]
    good = np.flatnonzero((best >= SAME_FACT[0]) & (best <= SAME_FACT[1]))
    groups = aligned(texts, origins, [int(anchors[t]) for t in good])
    for t, group in zip(good, groups, strict=True):
        sources = tuple(texts[i] for i in (int(anchors[t]), *group))
        if pair := _pair(sources, targets[t], apart):
            yield pair


def _pool(stories: Sequence[Story], origins: Sequence[int]) -> tuple[list[str], list[int]]:
    """The distinct sentences of several stories, and the origin of each."""
    first: dict[str, int] = {}
    for story, origin in zip(stories, origins, strict=True):
        for text in story.sentences:
            if len(text.split()) <= LONGEST:
                first.setdefault(text, origin)
    return list(first), list(first.values())


def _pair(sources: tuple[str, ...], target: str, apart: bool) -> Pair | None:
    if not whole(target) or not stands_alone(target):
        return None
    if unsupported(target, sources) or coverage(target, sources) < COVERED:
        return None
    return Pair(sources, target, kind(target, sources), apart)


def stands_alone(target: str) -> bool:
    """Whether a sentence may come first: it opens with nothing that leans on another."""
    return next(iter(tokens(target)), "") not in _LEANING


def whole(target: str) -> bool:
    """Whether every quotation that opens in the sentence closes in it."""
    return target.count("“") == target.count("”") and target.count('"') % 2 == 0


def _related(stories: Sequence[Story]) -> dict[int, list[int]]:
    """For each story those of other outlets on its event, closest first."""
    dated = sorted((day, i) for i, s in enumerate(stories) if (day := _day(s.date)))
    order = [i for _, i in dated]
    days = np.array([day.toordinal() for day, _ in dated])
    vectors = tfidf([" ".join((stories[i].title, *stories[i].sentences)) for i in order])
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for start in np.unique(days, return_index=True)[1]:
        end = int(np.searchsorted(days, days[start], side="right"))
        until = int(np.searchsorted(days, days[start] + DAYS, side="right"))
        cosines = (vectors[start:end] @ vectors[start:until].T).tocoo()
        for row, column, value in zip(cosines.row, cosines.col, cosines.data, strict=True):
            i, j = order[start + row], order[start + column]
            if value > RELATED and row < column and stories[i].outlet != stories[j].outlet:
                found[i].append((-round(float(value), 9), j))
                found[j].append((-round(float(value), 9), i))
    return {i: [j for _, j in sorted(near)] for i, near in found.items()}


def _day(stated: str) -> date | None:
    try:
        return date.fromisoformat(stated[:10])
    except ValueError:
        return None

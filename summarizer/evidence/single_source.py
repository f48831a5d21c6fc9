"""Single-source facts: what one origin alone reports, and a reader would want to know.

A sentence counts by the weight of what it shares with the event, for its length, and by how
early its article has it.  It must stand by itself, and the pair model must find it, wholly or in
part, in no other origin.  Cost: the model is asked about `ASKED` sentences at most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from summarizer.concepts import Candidates, Flags, Floats, Ints
from summarizer.evidence.attribution import Attribution
from summarizer.evidence.manner import manners
from summarizer.readability import Standing
from summarizer.types import Article, Evidence, Sentence, Unique, UniqueKind

MOST, OF_ARTICLE = 5, 2
ASKED = 8
# From this probability on another origin may state a sentence, which is then not alone.
TOLD = 0.2
SAME = 0.5  # cosine from which on two chosen ones repeat each other
LEADS = 2  # sentences of each article whose people and things a reader knows by then
DEPTH = 12.0  # sentences into an article at which a sentence counts half
SPARE = 15  # words that cost nothing
WORTH: Mapping[UniqueKind, float] = {"report": 1.0, "quote": 0.7, "opinion": 0.6}
LEAST = 0.1  # of the best score
_EMPTY = re.compile(  # reports nothing of the event
    r"(?:request|asked|reached|available|respon[ds]\w*)\s(?:\w+\s){0,3}comment|declined\sto\scomment"
    r"|first\sreported|contributed\sto|\bMORE\b|in\san?\s(?:e-?mail|interview)\s(?:to|with)\s(?:the|this)\s"
)


class Weighed(NamedTuple):
    """The sentences of the originals, what each weighs, and how a reader would meet it."""

    sentences: Sequence[Sentence]
    salience: Floats  # (n,)
    candidates: Candidates  # n


class _Scored(NamedTuple):
    score: float
    text: str
    sentence: Sentence
    kind: UniqueKind


def single_source(attribution: Attribution, weighed: Weighed) -> tuple[Unique, ...]:
    """The most salient sentences that no other origin states, best first; at most five."""
    if len(set(attribution.cluster.origins)) < 2:
        return ()  # there is nobody else who could have said it
    ranked = sorted(_scored(attribution, weighed), key=lambda s: (-s.score, s.text, s.sentence))
    chosen: list[_Scored] = []
    used: Counter[int] = Counter()
    for found in ranked[:ASKED]:
        if len(chosen) == MOST or found.score < round(LEAST * ranked[0].score, 9):
            break
        room = used[found.sentence.article] < OF_ARTICLE
        if room and not _repeats(attribution, found, chosen) and _alone(attribution, found):
            chosen.append(found)
            used[found.sentence.article] += 1
    return tuple(
        Unique(s.text, s.kind, Evidence(s.sentence.article, s.sentence.start, s.sentence.end, 1.0))
        for s in chosen
    )


def _scored(attribution: Attribution, weighed: Weighed) -> Iterator[_Scored]:
    """Every sentence that can stand by itself, with its score."""
    cluster, candidates = attribution.cluster, weighed.candidates
    articles = np.array([s.article for s in weighed.sentences], dtype=np.int64)
    position = _positions(articles)
    known = candidates.tells[position < LEADS].sum(axis=0) > 0
    lacking = candidates.needs @ (~known).astype(np.float64)
    stands = (candidates.standing == Standing.FREE) & (lacking == 0)
    kinds = _kinds(candidates.texts, candidates.quoted, articles, cluster.articles)
    for i in np.flatnonzero(stands).tolist():
        text = candidates.texts[i]
        if not _EMPTY.search(text):
            early = 1 / (1 + position[i] / DEPTH)
            cost = max(1.0, len(text.split()) / SPARE)
            score = round(float(weighed.salience[i] * early * WORTH[kinds[i]] / cost), 9)
            yield _Scored(score, text, weighed.sentences[i], kinds[i])


def _positions(articles: Ints) -> Ints:
    """The index of each row within its run of equal articles."""
    starts = np.flatnonzero(np.r_[True, articles[1:] != articles[:-1]])
    lengths = np.diff(np.r_[starts, len(articles)])
    places: Ints = np.arange(len(articles)) - np.repeat(starts, lengths)
    return places


def _kinds(
    texts: Sequence[str], quoted: Flags, articles: Ints, sources: Sequence[Article]
) -> list[UniqueKind]:
    """What each sentence is, article by article."""
    found: dict[int, UniqueKind] = {}
    for article in np.unique(articles).tolist():
        story = np.flatnonzero(articles == article).tolist()
        named = manners([texts[i] for i in story], quoted[story].tolist(), sources[article].title)
        found.update(zip(story, named, strict=True))
    return [found[i] for i in range(len(texts))]


def _alone(attribution: Attribution, found: _Scored) -> bool:
    """Whether no other origin is likely to state the sentence."""
    return not attribution.stated_elsewhere(found.sentence, TOLD)


def _repeats(attribution: Attribution, found: _Scored, chosen: Sequence[_Scored]) -> bool:
    """Whether a chosen sentence already tells much of it."""
    if not chosen:
        return False
    vectors = attribution.vectors.of([found.text, *(s.text for s in chosen)])
    return bool((vectors[1:] @ vectors[[0]].T).max() >= SAME)

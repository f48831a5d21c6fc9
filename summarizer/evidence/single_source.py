"""Single-source facts: salient sentences that no other independent source states.

A sentence's score is the weight of its concepts for its length, discounted by its position in the
article.  It must be understandable by itself, and no other source may state it, wholly or in part,
by the pair model.  Cost: the model reads `READ` sentences and is asked about `ASKED`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from summarizer.arrays import Floats, Ints
from summarizer.evidence.support import Attribution
from summarizer.text.placement import Candidates, Placement
from summarizer.types import Evidence, Sentence, SingleSourceFact, SingleSourceKind

MOST, OF_ARTICLE = 5, 2
READ, ASKED = 24, 8
# Probability of support from which another source may state a sentence.
STATED = 0.2
SAME = 0.5  # cosine from which two of them are redundant
LEADS = 2  # sentences of each article whose referents count as introduced
DEPTH = 12.0  # sentences into an article at which a sentence counts half
SPARE = 15  # words of a sentence that its length does not count against it
WORTH: Mapping[SingleSourceKind, float] = {"report": 1.0, "quote": 0.7}
LEAST = 0.1  # of the best score
_EMPTY = re.compile(  # reports nothing of the event
    r"(?:request|asked|reached|available|respon[ds]\w*)\s(?:\w+\s){0,3}comment|declined\sto\scomment"
    r"|first\sreported|contributed\sto|\bMORE\b|in\san?\s(?:e-?mail|interview)\s(?:to|with)\s(?:the|this)\s"
)


class Weighed(NamedTuple):
    """The sentences of the original articles, their salience, and what each requires."""

    sentences: Sequence[Sentence]
    salience: Floats  # (n,)
    candidates: Candidates  # n


class _Scored(NamedTuple):
    score: float
    text: str
    sentence: Sentence
    kind: SingleSourceKind = "report"


def single_source(attribution: Attribution, weighed: Weighed) -> tuple[SingleSourceFact, ...]:
    """The most salient sentences that no other source states, best first; at most `MOST`."""
    if len(set(attribution.cluster.witnesses or attribution.cluster.origins)) < 2:
        return ()  # no other source could state it
    ranked = _best(_read(attribution, _best(_scored(attribution, weighed))[:READ]))
    chosen: list[_Scored] = []
    used: Counter[int] = Counter()
    for found in ranked[:ASKED]:
        if len(chosen) == MOST or found.score < round(LEAST * ranked[0].score, 9):
            break
        room = used[found.sentence.article] < OF_ARTICLE
        if room and not (
            _repeats(attribution, found, chosen)
            or attribution.stated_elsewhere(found.sentence, STATED)
        ):
            chosen.append(found)
            used[found.sentence.article] += 1
    return tuple(
        SingleSourceFact(
            s.text, s.kind, Evidence(s.sentence.article, s.sentence.start, s.sentence.end, 1.0)
        )
        for s in chosen
    )


def _best(scored: Iterable[_Scored]) -> list[_Scored]:
    return sorted(scored, key=lambda s: (-s.score, s.text, s.sentence))


def _scored(attribution: Attribution, weighed: Weighed) -> Iterator[_Scored]:
    """Every sentence that can stand by itself, with its score."""
    candidates = weighed.candidates
    articles = np.array([s.article for s in weighed.sentences], dtype=np.int64)
    position = _positions(articles)
    known = candidates.introduces[position < LEADS].sum(axis=0) > 0
    lacking = (candidates.requires_names + candidates.requires_things) @ (~known).astype(np.float64)
    least = Placement.AFTER_PREVIOUS if attribution.reads else Placement.ANYWHERE
    stands = (candidates.placement >= least) & (lacking == 0)
    for i in np.flatnonzero(stands).tolist():
        text = candidates.texts[i]
        if not _EMPTY.search(text):
            early = 1 / (1 + position[i] / DEPTH)
            cost = max(1.0, len(text.split()) / SPARE)
            kind: SingleSourceKind = "quote" if candidates.quoted[i] else "report"
            score = round(float(weighed.salience[i] * early * WORTH[kind] / cost), 9)
            yield _Scored(score, text, weighed.sentences[i], kind)


def _read(attribution: Attribution, found: Iterable[_Scored]) -> Iterator[_Scored]:
    """Those that the model finds understandable by themselves, each with its kind."""
    for one in found:
        reading = attribution.reading(one.sentence)
        if reading is None:
            yield one
        elif attribution.placement(one.sentence) in (Placement.NOT_FIRST, Placement.ANYWHERE):
            kind: SingleSourceKind = "quote" if reading.quote > reading.report else one.kind
            score = one.score * WORTH[kind] / WORTH[one.kind]
            yield one._replace(score=round(score, 9), kind=kind)


def _positions(articles: Ints) -> Ints:
    """The index of each row within its run of equal articles."""
    starts = np.flatnonzero(np.r_[True, articles[1:] != articles[:-1]])
    lengths = np.diff(np.r_[starts, len(articles)])
    places: Ints = np.arange(len(articles)) - np.repeat(starts, lengths)
    return places


def _repeats(attribution: Attribution, found: _Scored, chosen: Sequence[_Scored]) -> bool:
    """Whether a chosen sentence has much of its words."""
    if not chosen:
        return False
    vectors = attribution.vectors.of([found.text, *(s.text for s in chosen)])
    return bool((vectors[1:] @ vectors[[0]].T).max() >= SAME)

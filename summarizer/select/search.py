"""Select: the sentences that cover the most of what independent sources agree on.

Greedy maximisation of weighted coverage with cost scaling (Lin & Bilmes 2011), started from
each of the `STARTS` best first sentences; the completion that covers the most wins (partial
enumeration, Khuller, Moss & Naor 1999).  What a sentence brings is the weight of its concepts that
is not covered yet, a little more for an early place in its story, and more for each origin that
states it, by the pair model (`BACKED`).  A covered concept keeps a small share of its weight.

Sentences with nearly the words of a chosen one are no candidates, nor are those that could not
stand there by their own words (`readability`).  In whole sentences, for readers, also not those
that state what a chosen one states, name somebody who was not introduced, or cannot be understood
behind the chosen ones; what still fits is taken, so that the length asked for is filled.  Whether a
sentence can be understood the model says for readers, rules say it where it is not asked: in other
languages, without evidence by the model, and where a summary is cut for scoring, which also does
not count witnesses.

Cost: each pick is one sparse product, linear in the words of the cluster.  The model is asked
about rows in the order of what they could bring at best (lazy evaluation, Minoux 1978).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, Protocol, overload

import numpy as np

from summarizer.arrays import Flags, Floats
from summarizer.select.concepts import Concepts
from summarizer.text.packing import FILLED
from summarizer.text.placement import Candidates, Placement
from summarizer.types import Budget, Sentence

STARTS = 6
LENGTH = 0.6  # exponent of the length that the weight is divided by …
OVERHEAD = 2.0  # … and what every sentence costs beyond its words
# Cosine of the content words from which on the pair model is asked whether a sentence states what
# a chosen one states.
ASKED = 0.2
AGREED = 0.15  # exponent of how much of the first sentence other origins say …
# How much more a sentence brings by how many witnesses state it; more than three are not counted.
BACKED = (1.0, 1.0, 3.0, 5.0)
WITNESSES = len(BACKED) - 1
DIGITS = 9


class Tuning(NamedTuple):
    """What differs between a summary for readers and one that is cut for scoring.

    `kept` is the share of its weight that a covered concept keeps, `early` the exponent of (1 +
    position) that a sentence's gain is divided by.  Two sentences tell the same from a cosine of
    `repeats` of their content words on, or a share of `contained` of the shorter one's words.  One
    has been told when several chosen ones have a share of `told` of its words.
    """

    kept: float
    early: float
    repeats: float
    contained: float
    told: float


# For readers the model is asked, too, whether two sentences tell the same; no share reaches 1.1.
READERS = Tuning(kept=0.2, early=0.6, repeats=0.6, contained=0.7, told=1.1)
SCORING = Tuning(kept=0.2, early=0.1, repeats=0.5, contained=0.6, told=0.5)


class SentenceJudge(Protocol):
    """What selection asks about the sentences of a cluster."""

    @property
    def reads(self) -> bool:
        """Whether a model reads the sentences."""

    def witnesses(self, sentence: Sentence, most: int) -> int:
        """How many witnesses state what the sentence states, counted up to `most`."""

    def witnesses_at_most(self, sentence: Sentence) -> int:
        """A bound on that which costs little."""

    def redundant(self, one: Sentence, two: Sentence) -> bool:
        """Whether two sentences state one fact."""

    def understandable(self, sentence: Sentence, told: Sequence[Sentence]) -> bool:
        """Whether a sentence can be understood behind those that were told."""

    def placement(self, sentence: Sentence) -> Placement | None:
        """How a sentence may be used, read by a model; None where no model reads it."""


class _Backing:
    """How many witnesses state each row, asked for few: the others count as far as they could."""

    def __init__(
        self, sentences: Sequence[Sentence], sentence_judge: SentenceJudge, most: int
    ) -> None:
        self._sentences, self._sentence_judge, self._most = sentences, sentence_judge, most
        self._bound: dict[int, int] = {}
        self._known: dict[int, int] = {}

    def of(self, row: int) -> int:
        """The witnesses that state a row, or a bound on them while it has not been asked for."""
        if row in self._known:
            return self._known[row]
        if row not in self._bound:
            bound = min(self._most, self._sentence_judge.witnesses_at_most(self._sentences[row]))
            self._bound[row] = bound
            if bound < 2:
                self._known[row] = bound
        return self._bound[row]

    def ask(self, row: int) -> int:
        """The witnesses that state a row, up to the most that are counted."""
        if row not in self._known:
            self._known[row] = self._sentence_judge.witnesses(self._sentences[row], self._most)
        return self._known[row]

    def backed(self) -> list[int]:
        """The rows asked about that several witnesses state, best backed first."""
        return sorted((r for r, n in self._known.items() if n > 1), key=lambda r: (-self.of(r), r))


@dataclass(frozen=True, slots=True)
class _Partial:
    """A summary in the making."""

    rows: tuple[int, ...]
    left: Floats  # (m,), what covering each concept still brings
    fresh: Flags  # (n,), neither chosen nor telling what a chosen sentence has told
    covered: float = 0.0


class Selection(NamedTuple):
    """The chosen sentences in reading order, maybe none, and all that were found to be backed.

    `backed` are those of several witnesses among the sentences asked about, best backed first.
    """

    sentences: list[Sentence]
    backed: tuple[Sentence, ...]


def select(
    concepts: Concepts,
    weights: Floats,
    candidates: Candidates,
    budget: Budget,
    sentence_judge: SentenceJudge,
) -> Selection:
    """The sentences of a summary, and what was found to be backed on the way."""
    search = _Search(concepts, candidates, budget, sentence_judge)
    rows = search.best(weights)
    # A sentence that will be cut at the budget has to come last.
    fits = budget.fits(candidates.texts[row] for row in rows)
    whole = len(rows) if fits else len(rows) - 1
    ordered = search.in_order(weights, rows[:whole]) + rows[whole:]
    chosen = [concepts.sentences[row] for row in ordered]
    return Selection(chosen, tuple(concepts.sentences[row] for row in search.backing.backed()))


@overload
def cost(words: int) -> float: ...
@overload
def cost(words: Floats) -> Floats: ...
def cost(words: int | Floats) -> float | Floats:
    """What so many words cost a summary, beyond what is linear in them."""
    return (words + OVERHEAD) ** LENGTH


class _Search:
    """Greedy search over one cluster; rows are in content order, so ties break by content."""

    def __init__(
        self,
        concepts: Concepts,
        candidates: Candidates,
        budget: Budget,
        sentence_judge: SentenceJudge,
    ) -> None:
        self.concepts = concepts
        self.candidates = candidates
        self.budget = budget
        self.backing = _Backing(concepts.sentences, sentence_judge, max(WITNESSES, budget.support))
        self.restates = cache(
            lambda one, two: sentence_judge.redundant(
                concepts.sentences[one], concepts.sentences[two]
            )
        )
        # By rules; where a model reads, they say only what is no sentence.
        self.placement = candidates.placement.copy()  # (n,)
        # A summary filled to the last word is for scoring: nobody reads half a sentence.
        self.for_readers = not budget.truncate
        self.reads = sentence_judge.reads and self.for_readers
        if self.reads:
            self.placement[self.placement > Placement.NOWHERE] = Placement.ANYWHERE
        self.read: set[int] = set()
        self.opening = Placement.ANYWHERE
        self.sentence_judge = sentence_judge
        self.lengths = np.array([len(t) for t in candidates.texts], dtype=np.int64)  # (n,)
        self.tuning = READERS if self.for_readers else SCORING
        self.early = (1.0 + concepts.position) ** self.tuning.early  # (n,)
        self.words = concepts.incidence[:, np.flatnonzero(~concepts.pair)].tocsr()  # (n, words)
        self.sizes = np.maximum(1.0, np.asarray(self.words.sum(axis=1)).ravel())  # (n,)

    def best(self, weights: Floats) -> list[int]:
        """The rows of the best summary, in the order of their choice; maybe none."""
        never = self.placement == Placement.NOWHERE
        empty = _Partial((), weights, ~never)
        gains = self.gains(empty)
        starts = self._starts(empty, gains)
        if not starts and self.reads:  # better what needs its event than nothing
            self.opening = Placement.NOT_FIRST
            starts = self._starts(empty, self.gains(empty))
        if not starts:
            return []
        done = [self.complete(self.take(empty, row)) for row in starts]
        done += [other for partial in done for other in self._without_last(empty, partial)]
        values = [
            round(p.covered * self.shared(weights, p.rows[0]) * self._filled(p), DIGITS)
            for p in done
        ]
        return list(done[int(np.argmax(values))].rows)

    def _without_last(self, empty: _Partial, partial: _Partial) -> Iterator[_Partial]:
        """A summary that is too short, completed with another sentence in its last one's place."""
        if len(partial.rows) > 1 and self._filled(partial) < 1.0:
            shorter = empty
            for row in partial.rows[:-1]:
                shorter = self.take(shorter, row)
            fresh = shorter.fresh.copy()
            fresh[partial.rows[-1]] = False
            yield self.complete(replace(shorter, fresh=fresh))

    def _filled(self, partial: _Partial) -> float:
        """How well a summary fills the words asked for; 1 from nine tenths on."""
        words = int(self.concepts.words[list(partial.rows)].sum())
        return min(1.0, words / (FILLED * self.budget.words)) if self.budget.words else 1.0

    def _starts(self, empty: _Partial, gains: Floats) -> list[int]:
        """The best first sentences."""
        starts: list[int] = []
        for row in np.argsort(-gains, kind="stable").tolist():
            if gains[row] <= 0 or len(starts) == STARTS:
                break
            if self._reads_well(row, empty) and self._worth(row):
                starts.append(row)
        return starts

    def _worth(self, row: int, asked: bool = True) -> float:
        """How much more a row brings for its witnesses; nothing where they are too few.

        It is a bound unless it is `asked`.  What is cut for scoring does not count them.
        """
        if not self.for_readers and self.budget.support == 1:
            return 1.0
        witnesses = self.backing.ask(row) if asked else self.backing.of(row)
        if witnesses < self.budget.support:
            return 0.0
        return BACKED[min(witnesses, WITNESSES)]

    def shared(self, weights: Floats, row: int) -> float:
        """How much a first sentence is worth more for sharing words with other origins."""
        agreement: float = (1.0 + self.agreement(weights, row)) ** AGREED
        return agreement

    def agreement(self, weights: Floats, row: int) -> float:
        """Summed over the other origins: the most of the row's weight that one sentence has."""
        own = np.zeros(len(weights))
        held = self.concepts.incidence[[row]].indices
        own[held] = np.where(self.concepts.pair[held], 0.0, weights[held])
        share = self.concepts.incidence @ own / max(own.sum(), 10.0**-DIGITS)  # (n,)
        best = np.zeros(self.concepts.origins)
        np.maximum.at(best, self.concepts.origin, share)
        best[self.concepts.origin[row]] = 0.0
        return float(best.sum())

    def complete(self, partial: _Partial) -> _Partial:
        """Take the sentence that brings most until none brings anything."""
        while (row := self._next(partial)) is not None:
            if self.for_readers and not self._fits_in(row, partial.rows):
                fresh = partial.fresh.copy()
                fresh[row] = False
                partial = replace(partial, fresh=fresh)
            else:
                partial = self.take(partial, row)
        return partial

    def _next(self, partial: _Partial) -> int | None:
        """The row that brings most, by what agrees on it; None where none brings anything."""
        gains = self.gains(partial)
        best, found = 0.0, None
        for row in np.argsort(-gains, kind="stable").tolist():
            if gains[row] <= 0 or gains[row] * BACKED[WITNESSES] <= best:
                break
            bound = gains[row] * self._worth(row, asked=False)
            if bound > best and self._reads_well(row, partial):
                value = gains[row] * self._worth(row)
                if value > best:
                    best, found = value, row
        return found

    def _reads_well(self, row: int, partial: _Partial) -> bool:
        """Whether a row could be read behind the chosen ones, by what a model reads in it."""
        if row in self.read or not self.reads:
            return True  # then `gains` knows it
        self.read.add(row)
        found = self.sentence_judge.placement(self.concepts.sentences[row])
        if found is None or found >= self.placement[row]:
            return True
        self.placement[row] = found
        return bool(self._readable(partial.rows, self._shown(partial))[row])

    def _fits_in(self, row: int, chosen: tuple[int, ...]) -> bool:
        """Whether a row tells something new behind the chosen ones, and can be understood there."""
        follows = self.concepts.position[row] > 0 and row - 1 in chosen
        if not follows:  # behind the sentence before it in its story anything is clear
            told = [self.concepts.sentences[i] for i in chosen]
            if not self.sentence_judge.understandable(self.concepts.sentences[row], told):
                return False
        return not self._retold(row, chosen)

    def _retold(self, row: int, chosen: tuple[int, ...]) -> bool:
        """Whether a chosen sentence and this one state the same fact."""
        for other in chosen:
            shared = float((self.words[[row]] @ self.words[[other]].T).sum())
            close = shared / float(np.sqrt(self.sizes[row] * self.sizes[other])) >= ASKED
            if close and self.restates(*sorted((row, other))):
                return True
        return False

    def gains(self, partial: _Partial) -> Floats:
        """What each row would bring for its cost, 0 where it cannot be taken, shape (n,)."""
        shown = self._shown(partial)
        usable = partial.fresh & self._readable(partial.rows, shown) & (shown > 0)
        held = self.concepts.incidence
        if self.budget.truncate:  # only what stands before the cut counts
            held = held.copy()
            held.data *= self.concepts.ends.data <= np.repeat(shown, np.diff(held.indptr))
        costs = cost(self.concepts.words * shown) * self.early
        gains: Floats = np.where(usable, held @ partial.left / costs, 0.0).round(DIGITS)
        return gains

    def take(self, partial: _Partial, row: int) -> _Partial:
        """The summary with one more sentence."""
        shown = self._shown(partial)[row]
        held = self.concepts.incidence[[row]].indices
        seen = held[self.concepts.ends[[row]].data <= shown]
        left = partial.left.copy()
        left[held] *= self.tuning.kept
        rows = (*partial.rows, row)
        return replace(
            partial,
            rows=rows,
            left=left,
            fresh=partial.fresh & ~self._repeats(row) & (self._told(rows) < self.tuning.told),
            covered=partial.covered
            + float(partial.left[seen].sum() / self.early[row]) * self._worth(row),
        )

    def _repeats(self, row: int) -> Flags:
        """Which rows have nearly the words of this one, shape (n,)."""
        shared = np.asarray((self.words @ self.words[[row]].T).todense()).ravel()
        alike: Flags = shared >= self.tuning.repeats * np.sqrt(self.sizes * self.sizes[row])
        alike |= shared >= self.tuning.contained * np.minimum(self.sizes, self.sizes[row])
        return alike

    def _told(self, rows: tuple[int, ...]) -> Floats:
        """The share of each row's words that several chosen sentences have told, shape (n,)."""
        if len(rows) < 2:
            return np.zeros(len(self.sizes))
        told = np.asarray(self.words[list(rows)].sum(axis=0)).ravel() > 0
        share: Floats = self.words @ told.astype(np.float64) / self.sizes
        return share

    def _readable(self, chosen: tuple[int, ...], shown: Floats) -> Flags:
        """Which rows could be read behind the chosen ones, shape (n,)."""
        placement, rows = self.placement, list(chosen)
        readable: Flags = placement >= (Placement.NOT_FIRST if rows else self.opening)
        after = np.array(rows, dtype=np.int64) + 1
        after = after[after < len(placement)]
        after = after[self.concepts.position[after] > 0]  # not the next story's first
        # One that would be cut has to come last, so it cannot follow closely.
        after = after[(placement[after] == Placement.AFTER_PREVIOUS) & (shown[after] >= 1)]
        if self.for_readers:
            told = np.asarray(self.candidates.introduces[rows].sum(axis=0)).ravel() > 0  # (terms,)
            untold = (~told).astype(np.float64)
            readable &= self.candidates.requires_names @ untold == 0
            if not self.reads:  # a model says it of each, in `_fits_in`
                readable &= self.candidates.requires_things @ untold == 0
        readable[after] = True
        return readable

    def _shown(self, partial: _Partial) -> Floats:
        """The share of each row that the budget still has room for: 0 or 1 unless truncating."""
        budget, rows = self.budget, list(partial.rows)
        shown: Floats = np.ones(len(self.lengths), dtype=np.float64)
        if budget.words is not None:
            room = budget.words - int(self.concepts.words[rows].sum())
            shown = np.minimum(shown, max(0, room) / np.maximum(1, self.concepts.words))
        if budget.characters is not None:
            room = budget.characters - int((self.lengths[rows] + 1).sum())
            shown = np.minimum(shown, max(0, room) / np.maximum(1, self.lengths))
        if budget.sentences is not None and len(rows) >= budget.sentences:
            shown = np.zeros(len(shown))
        return shown if budget.truncate else np.floor(shown)

    def in_order(self, weights: Floats, chosen: list[int]) -> list[int]:
        """The fullest sentence first, the others as the stories tell them: one story's sentences
        together, nothing before what it needs, followers right behind their leaders.
        """
        if not chosen:
            return []
        followers = [r for r in chosen if self.placement[r] == Placement.AFTER_PREVIOUS]
        leaders = [r for r in chosen if r not in followers]
        left = sorted(leaders, key=lambda r: (self._story_time(weights, r), r))
        ordered: list[int] = []
        while left:
            readable = self._readable(tuple(ordered), np.ones(len(self.lengths)))
            free = [r for r in left if readable[r]]
            if ordered:  # a story that is being told goes on
                story = self.concepts.origin == self.concepts.origin[ordered[-1]]
                row = min((r for r in free if r > ordered[-1] and story[r]), default=free[0])
            else:
                row = max(free, key=lambda r: (self._fullness(weights, r), -r))
            left.remove(row)
            ordered.append(row)
            while ordered[-1] + 1 in followers:
                ordered.append(ordered[-1] + 1)
        return ordered

    def _fullness(self, weights: Floats, row: int) -> float:
        held = self.concepts.incidence[[row]].indices
        worth = self.shared(weights, row) * self._worth(row)
        full = weights[held].sum() * worth / self.early[row]
        return round(float(full), DIGITS)

    def _story_time(self, weights: Floats, row: int) -> float:
        """Where the stories tell it: the mean, by weight, of its concepts' first positions."""
        told = np.bincount(
            self.concepts.held, weights=self.concepts.first, minlength=len(weights)
        ) / np.maximum(1, np.bincount(self.concepts.held, minlength=len(weights)))
        held = self.concepts.incidence[[row]].indices
        total = weights[held].sum()
        return round(float((weights[held] * told[held]).sum() / total), DIGITS) if total else 0.0

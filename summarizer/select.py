"""Select: the sentences that cover the most weight within the budget, saying nothing twice.

Greedy maximisation of weighted coverage with cost scaling (Lin & Bilmes 2011), started from
each of the `STARTS` best first sentences; the completion that covers the most wins (partial
enumeration, Khuller, Moss & Naor 1999).  An exact solver gains nothing on news, see
`eval/README.md`.  A covered concept keeps a `KEPT` share of its weight, and a sentence earlier
in its story is preferred a little.  Sentences with nearly the words of a chosen one are no
candidates, nor are those that could not stand there by their own words (`readability`).  In whole
sentences, for readers, also not those that state what a chosen one states, by the pair model, or
lean on what was not told.
Cost: each of the few picks is one sparse product, linear in the words of the cluster, and asks the
pair model about the chosen sentences that it is close to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import overload

import numpy as np

from summarizer.concepts import Candidates, Concepts, Flags, Floats
from summarizer.readability import Standing
from summarizer.types import Budget, Sentence

STARTS = 6
KEPT = 0.2
EARLY = 0.1  # exponent of (1 + position)
LENGTH = 0.6  # exponent of the length that the weight is divided by …
OVERHEAD = 2.0  # … and what every sentence costs beyond its words
REPEATS = 0.5  # cosine of the content words at which two sentences tell the same fact …
CONTAINED = 0.6  # … or the share of the shorter one's words that the other has
# Cosine of the content words from which on the pair model is asked whether a sentence states what
# a chosen one states.
ASKED = 0.2
# Sentences of each story that a short summary draws on, and words beyond a hundred for which it
# may reach one deeper: what stands deep in a story leans on what stands before it.
REACH = 6
FURTHER = 10
FILLER = 0.03  # a sentence that brings no more, against the best first one, is left out
TOLD = 0.5  # share of a sentence's words at which two or more chosen ones have told it
AGREED = 0.15  # exponent of how much of the first sentence other origins say …
WITNESSES = 3  # origins that make a first sentence worth …
FIRMLY = 2.0  # … so much more
FIRST = 3  # first sentences, the best ones, whose origins the pair model is asked about
DIGITS = 9


@dataclass(frozen=True, slots=True)
class _Partial:
    """A summary in the making."""

    rows: tuple[int, ...]
    left: Floats  # (m,), what covering each concept still brings
    fresh: Flags  # (n,), neither chosen nor telling what a chosen sentence has told
    covered: float = 0.0


def select(
    concepts: Concepts,
    weights: Floats,
    candidates: Candidates,
    budget: Budget,
    backed: Callable[[Sentence, int], bool],
    repeats: Callable[[Sentence, Sentence], bool],
) -> list[Sentence]:
    """The chosen sentences in reading order; maybe none.

    `backed` says whether so many origins state a sentence, `repeats` whether two sentences state
    one fact; both are asked for few.
    """
    search = _Search(concepts, candidates, budget, backed, repeats)
    rows = search.best(weights)
    # A sentence that will be cut at the budget has to come last.
    fits = budget.fits(candidates.texts[row] for row in rows)
    whole = len(rows) if fits else len(rows) - 1
    ordered = search.in_order(weights, rows[:whole]) + rows[whole:]
    return [concepts.sentences[row] for row in ordered]


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
        backed: Callable[[Sentence, int], bool],
        repeats: Callable[[Sentence, Sentence], bool],
    ) -> None:
        self.concepts = concepts
        self.candidates = candidates
        self.budget = budget
        self.firm = cache(lambda row: backed(concepts.sentences[row], WITNESSES))
        self.restates = cache(
            lambda one, two: repeats(concepts.sentences[one], concepts.sentences[two])
        )
        self.lengths = np.array([len(t) for t in candidates.texts], dtype=np.int64)  # (n,)
        self.early = (1.0 + concepts.position) ** EARLY  # (n,)
        self.words = concepts.incidence[:, np.flatnonzero(~concepts.pair)].tocsr()  # (n, words)
        self.sizes = np.maximum(1.0, np.asarray(self.words.sum(axis=1)).ravel())  # (n,)
        # A summary filled to the last word is for scoring: nobody reads half a sentence.
        self.for_readers = not budget.truncate
        self.reach = REACH + max(0, budget.in_words() - 100) // FURTHER

    def best(self, weights: Floats) -> list[int]:
        """The rows of the best summary, in the order of their choice; maybe none."""
        never = self.candidates.standing == Standing.NEVER
        empty = _Partial((), weights, ~never)
        gains = self.gains(empty)
        starts = [int(r) for r in np.argsort(-gains, kind="stable")[:STARTS] if gains[r] > 0]
        if not starts:
            return []
        # A reader is better off without what brings little.
        worth = FILLER * float(gains.max()) if self.for_readers else 0.0
        done = [self.complete(self.take(empty, row), worth) for row in starts]
        values = [
            round(partial.covered * self.shared(weights, row), DIGITS)
            for partial, row in zip(done, starts, strict=True)
        ]
        return list(done[self._firmest(values, starts)].rows)

    def _firmest(self, values: list[float], starts: list[int]) -> int:
        """The place of the best value, firmly backed starts counting more.

        Backing is asked for only where it could decide.
        """
        best, found = 0.0, 0
        for place in sorted(range(len(values)), key=lambda i: (-values[i], i))[:FIRST]:
            if round(FIRMLY * values[place], DIGITS) > best:
                value = round(values[place] * self.firmness(starts[place]), DIGITS)
                if value > best:
                    best, found = value, place
        return found

    def shared(self, weights: Floats, row: int) -> float:
        """How much a first sentence is worth more for sharing words with other origins."""
        agreement: float = (1.0 + self.agreement(weights, row)) ** AGREED
        return agreement

    def firmness(self, row: int) -> float:
        """How much a first sentence is worth more for what several origins state."""
        return FIRMLY if self.firm(row) else 1.0

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

    def complete(self, partial: _Partial, worth: float) -> _Partial:
        """Take the sentence with the largest gain until none is `worth` it."""
        while (gains := self.gains(partial)).max(initial=0.0) > worth:
            row = int(gains.argmax())
            if self.for_readers and self._retold(row, partial.rows):
                fresh = partial.fresh.copy()
                fresh[row] = False
                partial = replace(partial, fresh=fresh)
            else:
                partial = self.take(partial, row)
        return partial

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
        left[held] *= KEPT
        rows = (*partial.rows, row)
        return replace(
            partial,
            rows=rows,
            left=left,
            fresh=partial.fresh & ~self._repeats(row) & (self._told(rows) < TOLD),
            covered=partial.covered + float(partial.left[seen].sum() / self.early[row]),
        )

    def _repeats(self, row: int) -> Flags:
        """Which rows have nearly the words of this one, shape (n,)."""
        shared = np.asarray((self.words @ self.words[[row]].T).todense()).ravel()
        alike: Flags = shared >= REPEATS * np.sqrt(self.sizes * self.sizes[row])
        alike |= shared >= CONTAINED * np.minimum(self.sizes, self.sizes[row])
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
        standing, rows = self.candidates.standing, list(chosen)
        readable: Flags = standing >= (Standing.LATER if rows else Standing.FREE)
        after = np.array(rows, dtype=np.int64) + 1
        after = after[after < len(standing)]
        after = after[self.concepts.position[after] > 0]  # not the next story's first
        # One that would be cut has to come last, so it cannot follow closely.
        after = after[(standing[after] == Standing.FOLLOWS) & (shown[after] >= 1)]
        if self.for_readers:
            told = np.asarray(self.candidates.tells[rows].sum(axis=0)).ravel() > 0  # (terms,)
            readable &= self.candidates.needs @ (~told).astype(np.float64) == 0
            readable &= self.concepts.position < self.reach
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
        followers = [r for r in chosen if self.candidates.standing[r] == Standing.FOLLOWS]
        leaders = [r for r in chosen if r not in followers]
        left = sorted(leaders, key=lambda r: (self._story_time(weights, r), r))
        ordered: list[int] = []
        while left:
            shown = np.ones(len(self.lengths))
            readable = self._readable(tuple(ordered), shown)
            free = [r for r in left if readable[r]]
            if ordered:  # a story that is being told goes on
                row = min((r for r in free if self._goes_on(ordered[-1], r)), default=free[0])
            else:
                row = max(free, key=lambda r: (self._fullness(weights, r), -r))
            left.remove(row)
            ordered.append(row)
            while ordered[-1] + 1 in followers:
                ordered.append(ordered[-1] + 1)
        return ordered

    def _goes_on(self, one: int, two: int) -> bool:
        """Whether two sentences stand in one story in this order."""
        return two > one and bool(self.concepts.origin[one] == self.concepts.origin[two])

    def _fullness(self, weights: Floats, row: int) -> float:
        held = self.concepts.incidence[[row]].indices
        worth = self.shared(weights, row) * self.firmness(row)
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

"""Select: the sentences that cover the most weight within the budget, saying nothing twice.

Greedy maximisation of weighted coverage with cost scaling (Lin & Bilmes 2011), started from
each of the `STARTS` best first sentences; the completion that covers the most wins (partial
enumeration, Khuller, Moss & Naor 1999).  An exact solver gains nothing on news, see
`eval/README.md`.  A covered concept keeps a `KEPT` share of its weight, and a sentence earlier
in its story is preferred a little.  Sentences that repeat a chosen one, or that could not be
read where they would stand (`readability`), are not candidates.
Cost: each of the few picks is one sparse product, linear in the words of the cluster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from summarizer.concepts import Concepts, Flags, Floats
from summarizer.readability import Standing
from summarizer.types import Budget, Sentence

STARTS = 6
KEPT = 0.1
EARLY = 0.2  # exponent of (1 + position)
LENGTH = 0.6  # exponent of the length that the weight is divided by …
OVERHEAD = 2.0  # … and what every sentence costs beyond its words
REPEATS = 0.5  # cosine of the content words at which two sentences tell the same fact …
CONTAINED = 0.7  # … or the share of the shorter one's words that the other has
DIGITS = 9


@dataclass(frozen=True, slots=True)
class _Partial:
    """A summary in the making."""

    rows: tuple[int, ...]
    left: Floats  # (m,), what covering each concept still brings
    fresh: Flags  # (n,), neither chosen nor a repetition of a chosen sentence
    covered: float = 0.0


def select(
    concepts: Concepts,
    weights: Floats,
    texts: Sequence[str],
    standings: Sequence[Standing],
    budget: Budget,
) -> list[Sentence]:
    """The chosen sentences in reading order; `texts` and `standings` follow the rows, (n,)."""
    search = _Search(concepts, texts, standings, budget)
    rows = search.best(weights)
    # A sentence that will be cut at the budget has to come last.
    whole = len(rows) if budget.fits(texts[row] for row in rows) else len(rows) - 1
    ordered = _in_order(concepts, weights, rows[:whole]) + rows[whole:]
    return [concepts.sentences[row] for row in ordered]


class _Search:
    """Greedy search over one cluster; rows are in content order, so ties break by content."""

    def __init__(
        self,
        concepts: Concepts,
        texts: Sequence[str],
        standings: Sequence[Standing],
        budget: Budget,
    ) -> None:
        self.concepts = concepts
        self.budget = budget
        self.standing = np.array(standings, dtype=np.int64)  # (n,)
        self.lengths = np.array([len(t) for t in texts], dtype=np.int64)  # (n,), code points
        self.early = (1.0 + concepts.position) ** EARLY  # (n,)
        self.words = concepts.incidence[:, np.flatnonzero(~concepts.pair)].tocsr()  # (n, words)
        self.sizes = np.maximum(1.0, np.asarray(self.words.sum(axis=1)).ravel())  # (n,)

    def best(self, weights: Floats) -> list[int]:
        """The rows of the best summary, in the order of their choice; maybe none."""
        empty = _Partial((), weights, self.standing != Standing.NEVER)
        gains = self.gains(empty)
        starts = np.argsort(-gains, kind="stable")[:STARTS]
        done = [self.complete(self.take(empty, int(r))) for r in starts if gains[r] > 0]
        return list(max(done, key=lambda p: round(p.covered, DIGITS)).rows) if done else []

    def complete(self, partial: _Partial) -> _Partial:
        """Take the sentence with the largest gain until none brings anything."""
        while (gains := self.gains(partial)).max(initial=0.0) > 0:
            partial = self.take(partial, int(gains.argmax()))
        return partial

    def gains(self, partial: _Partial) -> Floats:
        """What each row would bring for its cost, 0 where it cannot be taken, shape (n,)."""
        shown = self._shown(partial)
        usable = partial.fresh & self._readable(partial) & (shown > 0)
        held = self.concepts.incidence
        if self.budget.truncate:  # only what stands before the cut counts
            held = held.copy()
            held.data *= self.concepts.ends.data <= np.repeat(shown, np.diff(held.indptr))
        cost = (self.concepts.words * shown + OVERHEAD) ** LENGTH * self.early
        gains: Floats = np.where(usable, held @ partial.left / cost, 0.0).round(DIGITS)
        return gains

    def take(self, partial: _Partial, row: int) -> _Partial:
        """The summary with one more sentence."""
        shown = self._shown(partial)[row]
        held = self.concepts.incidence[[row]].indices
        seen = held[self.concepts.ends[[row]].data <= shown]
        left = partial.left.copy()
        left[held] *= KEPT
        shared = np.asarray((self.words @ self.words[[row]].T).todense()).ravel()  # (n,)
        return replace(
            partial,
            rows=(*partial.rows, row),
            left=left,
            fresh=partial.fresh
            & (shared < REPEATS * np.sqrt(self.sizes * self.sizes[row]))
            & (shared < CONTAINED * np.minimum(self.sizes, self.sizes[row])),
            covered=partial.covered + float(partial.left[seen].sum() / self.early[row]),
        )

    def _readable(self, partial: _Partial) -> Flags:
        """Which rows could be read in the summary as it stands, shape (n,)."""
        readable: Flags = self.standing >= (Standing.LATER if partial.rows else Standing.FREE)
        after = np.array(partial.rows, dtype=np.int64) + 1
        after = after[after < len(self.standing)]
        after = after[self.concepts.position[after] > 0]  # not the next story's first
        readable[after[self.standing[after] == Standing.FOLLOWS]] = True
        return readable

    def _shown(self, partial: _Partial) -> Floats:
        """The share of each row that the budget still has room for: 0 or 1 unless truncating."""
        budget, rows = self.budget, list(partial.rows)
        shown: Floats = np.ones(len(self.standing), dtype=np.float64)
        if budget.words is not None:
            room = budget.words - int(self.concepts.words[rows].sum())
            shown = np.minimum(shown, max(0, room) / np.maximum(1, self.concepts.words))
        if budget.characters is not None:
            room = budget.characters - int((self.lengths[rows] + 1).sum())
            shown = np.minimum(shown, max(0, room) / np.maximum(1, self.lengths))
        if budget.sentences is not None and len(rows) >= budget.sentences:
            shown = np.zeros(len(shown))
        return shown if budget.truncate else np.floor(shown)


def _in_order(concepts: Concepts, weights: Floats, chosen: list[int]) -> list[int]:
    """The first pick first, the others as the stories tell them, followers behind their leaders.

    Where the stories tell a sentence: the mean, by weight, of where its concepts first appear.
    """
    told = np.bincount(concepts.held, weights=concepts.first, minlength=len(weights))
    place = told / np.maximum(1, np.bincount(concepts.held, minlength=len(weights)))

    def story_time(row: int) -> tuple[float, int]:
        held = concepts.incidence[[row]].indices
        total = weights[held].sum()
        mean = float((weights[held] * place[held]).sum() / total) if total else 0.0
        return round(mean, DIGITS), row

    taken = set(chosen)
    leaders = [r for r in chosen if r - 1 not in taken or concepts.position[r] == 0]
    ordered: list[int] = []
    for row in leaders[:1] + sorted(leaders[1:], key=story_time):
        ordered.append(row)
        while ordered[-1] + 1 in taken and concepts.position[ordered[-1] + 1] > 0:
            ordered.append(ordered[-1] + 1)
    return ordered

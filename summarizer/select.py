"""Select: the sentences that cover the most weight within the budget, saying nothing twice.

Greedy maximisation of weighted coverage with cost scaling (Lin & Bilmes 2011; exact ILP gains
nothing on news, see `eval/README.md`).  A covered concept keeps a `KEPT` share of its weight.
A sentence earlier in its story is preferred a little.  Sentences that repeat a chosen one, or
that cannot be read where they would stand (`readability`), are not candidates.
Cost: each of the few picks is one sparse product, linear in the words of the cluster.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from summarizer.concepts import Concepts, Flags, Floats, Ints
from summarizer.readability import Standing
from summarizer.types import Budget, Sentence

KEPT = 0.1
EARLY = 0.2  # exponent of (1 + position)
LENGTH = 1.0  # exponent of the length that the weight is divided by …
OVERHEAD = 2.0  # … and what every sentence costs beyond its words
REPEATS = 0.5  # cosine of the content words at which two sentences tell the same fact …
CONTAINED = 0.7  # … or the share of the shorter one's words that the other has
DIGITS = 9


def select(
    concepts: Concepts, weights: Floats, texts: Sequence[str], standings: Sequence[Standing],
    budget: Budget,
) -> list[Sentence]:  # fmt: skip
    """The chosen sentences in reading order; `texts` and `standings` follow the rows, (n,)."""
    chosen = _greedy(concepts, weights, texts, np.array(standings, dtype=np.int64), budget)
    # A sentence that will be cut at the budget has to come last.
    whole = len(chosen) if budget.fits(texts[row] for row in chosen) else len(chosen) - 1
    ordered = _in_order(concepts, weights, chosen[:whole]) + chosen[whole:]
    return [concepts.sentences[row] for row in ordered]


def _greedy(
    concepts: Concepts, weights: Floats, texts: Sequence[str], standing: Ints, budget: Budget
) -> list[int]:
    left = weights.copy()  # (m,), what covering each concept still brings
    words = concepts.incidence[:, np.flatnonzero(~concepts.pair)].tocsr()  # (n, words)
    sizes = np.maximum(1.0, np.asarray(words.sum(axis=1)).ravel())
    lengths = np.array([len(t) for t in texts], dtype=np.int64)
    cost = (concepts.words + OVERHEAD) ** LENGTH * (1.0 + concepts.position) ** EARLY
    fresh = standing != Standing.NEVER  # (n,), neither chosen nor a repetition of a chosen one
    chosen: list[int] = []
    while True:
        usable = fresh & _readable(concepts, standing, chosen)
        usable &= _fitting(concepts, lengths, chosen, budget)
        gain = np.round(np.where(usable, concepts.incidence @ left / cost, 0.0), DIGITS)
        if not len(gain) or gain.max() <= 0:
            return chosen
        row = int(gain.argmax())  # rows are in content order, so ties break by content
        chosen.append(row)
        left[concepts.incidence[[row]].indices] *= KEPT
        shared = np.asarray((words @ words[[row]].T).todense()).ravel()  # (n,)
        fresh &= shared < REPEATS * np.sqrt(sizes * sizes[row])
        fresh &= shared < CONTAINED * np.minimum(sizes, sizes[row])


def _readable(concepts: Concepts, standing: Ints, chosen: list[int]) -> Flags:
    """Which rows could be read in the summary as it stands, shape (n,)."""
    readable: Flags = standing >= (Standing.LATER if chosen else Standing.FREE)
    following = np.array(chosen, dtype=np.int64) + 1
    following = following[following < len(standing)]
    following = following[concepts.position[following] > 0]  # not the next story's first
    readable[following[standing[following] == Standing.FOLLOWS]] = True
    return readable


def _fitting(concepts: Concepts, lengths: Ints, chosen: list[int], budget: Budget) -> Flags:
    """Which rows still fit, shape (n,); when truncating, all while there is any room."""
    fitting: Flags = np.ones(len(lengths), dtype=np.bool_)
    if budget.words is not None:
        room = budget.words - concepts.words[chosen].sum()
        fitting &= np.minimum(concepts.words, 1 if budget.truncate else room + 1) <= room
    if budget.characters is not None:
        room = budget.characters - (lengths[chosen] + 1).sum()
        fitting &= np.minimum(lengths, 1 if budget.truncate else room + 1) <= room
    if budget.sentences is not None:
        fitting &= len(chosen) < budget.sentences
    return fitting


def _in_order(concepts: Concepts, weights: Floats, chosen: list[int]) -> list[int]:
    """The first pick first, the others as the stories tell them, followers behind their leaders.

    Where the stories tell a sentence: the mean, by weight, of where its concepts first appear.
    """
    told = np.bincount(concepts.held, weights=concepts.first, minlength=len(weights))
    place = told / np.maximum(1, np.bincount(concepts.held, minlength=len(weights)))

    def story_time(row: int) -> tuple[float, int]:
        held = concepts.incidence[[row]].indices
        total = weights[held].sum()
        return round(float((weights[held] * place[held]).sum() / total) if total else 0.0, 9), row

    taken = set(chosen)
    leaders = [r for r in chosen if r - 1 not in taken or concepts.position[r] == 0]
    ordered = leaders[:1] + sorted(leaders[1:], key=story_time)
    result: list[int] = []
    for row in ordered:
        result.append(row)
        while result[-1] + 1 in taken and concepts.position[result[-1] + 1] > 0:
            result.append(result[-1] + 1)
    return result

"""The oracle: the best that taking whole sentences from the sources could do, nearly.

Greedy as in Nallapati et al. 2017 (SummaRuNNer) and Liu & Lapata 2019, who add the sentence that
raises ROUGE-1 plus ROUGE-2 the most until none does.  Here it is their recall, since the budget
bounds the length, over stemmed tokens.  Greedy by gain and greedy by gain per word are both run
and the better one is kept, which is never far from the optimum (Lin & Bilmes 2010: at least
1 - 1/√e of it for whole sentences, since clipped counts are submodular).

With several references and `references="max"` it runs for each of them, and the summary that
comes closest to its reference is kept, as ROUGE then takes the best score; with "pooled" it runs
once for their pooled counts (ROUGE-1.5.5 `-f A`).  No tight bound: the counts leave out bigrams
across sentences, and a greedy choice is not the optimum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from summarizer.arrays import Flags, Floats, Ints
from summarizer.errors import UsageError
from summarizer.methods.base import by_content, sign
from summarizer.text.packing import pack
from summarizer.text.tokens import stemmer, tokens
from summarizer.types import Budget, Cluster, Draft, Sentence

if TYPE_CHECKING:
    from summarizer.pipeline import ClusterAnalysis

Gram = tuple[str, ...]

_DIGITS = 9


class Oracle:
    """Greedy on ROUGE-1 plus ROUGE-2 recall against the references, which it needs to see."""

    name = "oracle"

    def __init__(self, references: str = "max") -> None:
        if references not in ("max", "pooled"):
            raise UsageError(f"the oracle's references are max or pooled, not {references!r}")
        self.references = references

    @property
    def signature(self) -> str:
        """The method and how it combines several references."""
        return sign(self.name, {"references": self.references})

    def draft(self, analyses: Iterable[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """One draft for each cluster, in order; raises `UsageError` without references."""
        for analysis in analyses:
            yield pack(analysis.cluster, self._chosen(analysis.cluster, budget), budget)

    def _chosen(self, cluster: Cluster, budget: Budget) -> list[Sentence]:
        """The sentences in the order in which the budget takes them."""
        if not cluster.references:
            raise UsageError(f"cluster {cluster.id}: it has no reference, which the oracle needs")
        distinct: dict[str, Sentence] = {}
        for sentence in by_content(cluster):
            text = cluster.text(sentence)
            distinct.setdefault(" ".join(tokens(text)) or text, sentence)
        sentences = list(distinct.values())
        texts = [cluster.text(s) for s in sentences]
        references = sorted(cluster.references)
        targets = [references] if self.references == "pooled" else [[r] for r in references]
        best, chosen = -1.0, list[int]()
        for target in targets:
            occurrences = _occurrences(texts, target, cluster.language)
            for per_word in (False, True):
                value, rows = _greedy(texts, occurrences, budget, per_word)
                if value > best:
                    best, chosen = value, rows
        return [sentences[row] for row in chosen]


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """Every place where a sentence has an n-gram of the references; arrays of one length.

    row:    (o,)  the sentence
    gram:   (o,)  the n-gram
    rank:   (o,)  1 for its first occurrence in the sentence, 2 for its second, …
    words:  (o,)  how many words of the sentence it takes to show it
    ends:   (o,)  how many characters
    target: (r, g)  how often each reference has each n-gram
    worth:  (g,)  what one occurrence adds to the sum of the two recalls
    """

    row: Ints
    gram: Ints
    rank: Ints
    words: Ints
    ends: Ints
    target: Ints
    worth: Floats


def _occurrences(texts: Sequence[str], references: Sequence[str], language: str) -> _Occurrences:
    counts = [Counter(g for g, *_ in _grams(text, language)) for text in references]
    columns = {g: i for i, g in enumerate(dict.fromkeys(g for c in counts for g in c))}
    target = np.array([[c[g] for g in columns] for c in counts], dtype=np.int64)
    total = [sum(n for c in counts for g, n in c.items() if len(g) == k) for k in (1, 2)]
    found: list[tuple[int, int, int, int, int]] = []
    for row, text in enumerate(texts):
        seen: Counter[Gram] = Counter()
        for g, words, end in _grams(text, language):
            if g in columns:
                seen[g] += 1
                found.append((row, columns[g], seen[g], words, end))
    rows, grams, ranks, shown, ends = np.array(found, dtype=np.int64).reshape(-1, 5).T
    worth = np.array([1 / total[len(g) - 1] for g in columns])
    return _Occurrences(rows, grams, ranks, shown, ends, target, worth)


def _grams(text: str, language: str) -> Iterator[tuple[Gram, int, int]]:
    """The stemmed 1- and 2-grams, with the words and characters up to the end of each."""
    stem, placed, end = stemmer(language), list[tuple[str, int, int]](), 0
    for number, word in enumerate(text.split(), 1):
        end += len(word) + (number > 1)
        placed += [(token, number, end) for token in stem(tokens(word))]
    yield from (((token,), *place) for token, *place in placed)  # type: ignore[misc]
    yield from (((a[0], b[0]), b[1], b[2]) for a, b in pairwise(placed))


def _greedy(
    texts: Sequence[str], found: _Occurrences, budget: Budget, per_word: bool
) -> tuple[float, list[int]]:
    """The sum of the two recalls, and the chosen rows: the first wins a tie, a cut one is last."""
    words = np.array([len(text.split()) for text in texts], dtype=np.int64)
    ends = np.array([len(text) for text in texts], dtype=np.int64)
    each = [np.cumsum([len(word) + 1 for word in text.split()]) - 1 for text in texts]
    covered = np.zeros(found.target.shape[1], dtype=np.int64)  # (g,) occurrences so far
    chosen: list[int] = []
    value = 0.0
    while texts and (budget.sentences is None or len(chosen) < budget.sentences):
        room_words = (budget.words or words.sum()) - words[chosen].sum()
        room_ends = (budget.characters or (ends + 1).sum()) - (ends[chosen] + 1).sum()
        fits = (words <= room_words) & (ends <= room_ends)
        shown = (found.words <= room_words) & (found.ends <= room_ends)
        if not budget.truncate:
            shown &= fits[found.row]
        gains = _gains(found, covered, shown & ~np.isin(found.row, chosen), len(texts))
        costs = np.ones(len(texts))
        if per_word:  # of those that are shown
            shorter = [np.searchsorted(lasts, room_ends, side="right") for lasts in each]
            costs = np.minimum(shorter, room_words).clip(1)
        row = int(np.argmax(np.round(gains / costs, _DIGITS)))
        if gains[row] <= 0:
            break
        chosen.append(row)
        value += float(gains[row])
        if not fits[row]:
            break
        covered += np.bincount(found.gram[found.row == row], minlength=len(covered))
    return round(value, _DIGITS), chosen


def _gains(found: _Occurrences, covered: Ints, shown: Flags, rows: int) -> Floats:
    """What each sentence adds: an occurrence counts while the references have more, shape (n,)."""
    now = covered[found.gram] + found.rank
    wanted = (found.target[:, found.gram] >= now).sum(axis=0) * shown
    worth = wanted * found.worth[found.gram]
    return np.bincount(found.row, weights=worth, minlength=rows).astype(np.float64)

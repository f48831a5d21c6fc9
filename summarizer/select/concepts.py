"""The concepts of a cluster: the type that extraction, weights and search share.

n sentences, m concepts, d origins.  Rows and origins are in an order that depends on content
alone, so that no later sum or tie depends on the order in which articles were given.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from summarizer.arrays import Flags, Ints, csr_array
from summarizer.text.tokens import is_stop, stemmer, tokens
from summarizer.types import Sentence


@dataclass(frozen=True, slots=True)
class Concepts:
    """Which sentences, origins and titles hold which concepts.

    A concept is a stemmed word that is no stop word, or a pair of neighbouring stems that are
    not both stop words (Gillick & Favre 2009, with words added).
    """

    sentences: tuple[Sentence, ...]  # (n,)
    incidence: csr_array  # (n, m), 1 where the sentence holds the concept
    ends: csr_array  # (n, m), the share of the sentence's tokens up to the concept's end
    pair: Flags  # (m,), whether the concept is a pair of words
    stems: tuple[str, ...]  # (v,), the words they are made of, sorted
    codes: Ints  # (m,), sorted: the place of a word's stem, v + v · one + two of a pair's
    titles: Ints  # (m,), number of origins whose title holds it
    origin: Ints  # (n,), origin of each sentence, 0 … d - 1
    position: Ints  # (n,), index of the sentence in its story
    words: Ints  # (n,), length as `str.split` counts
    # One entry for each (origin, concept) that occurs, sorted by both:
    held_by: Ints  # (k,), the origin
    held: Ints  # (k,), the concept
    first: Ints  # (k,), position of the first sentence of the origin that holds it

    @property
    def origins(self) -> int:
        """The number of origins d."""
        return int(self.origin.max()) + 1 if len(self.sentences) else 0

    def in_text(self, text: str, language: str = "en") -> list[int]:
        """The concepts that some other text holds, sorted.  Cost: log v for each of its words."""
        words = tokens(text)
        content = [not is_stop(word, language) for word in words]
        size = len(self.stems)
        at = [_place(self.stems, stem) for stem in stemmer(language)(words)]
        codes = {one for one, counts in zip(at, content, strict=True) if counts and one >= 0}
        for (one, two), counts in zip(pairwise(at), pairwise(content), strict=True):
            if any(counts) and min(one, two) >= 0:
                codes.add(size + one * size + two)
        return sorted({_place(self.codes, code) for code in codes} - {-1})


def _place(ordered: Sequence[Any] | Ints, value: object) -> int:
    """Where a value stands in a sorted sequence, -1 when it does not."""
    at = bisect_left(ordered, value)
    return at if at < len(ordered) and ordered[at] == value else -1

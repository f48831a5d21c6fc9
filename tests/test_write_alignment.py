"""Alignment: the most similar sentence of each other source, against a plain computation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import FLOOD

from summarizer.text.tfidf import tfidf
from summarizer.text.tokens import is_stop, stemmer, tokens
from summarizer.write.alignment import MIN_SIMILARITY, aligned

TEXTS = [text for story in FLOOD for text in story]
words = st.sampled_from("river flood mayor the of library dyke pumps 40 homes".split())
sentences = st.lists(words, max_size=6).map(" ".join)


def cosine(a: str, b: str, texts: list[str]) -> float:
    """The formula of the module, one pair at a time."""
    sets = [{*stemmer()([t for t in tokens(x) if not is_stop(t)])} for x in texts]
    idf = {w: math.log1p(len(texts) / sum(w in s for s in sets)) for w in set().union(*sets)}
    one, other = sets[texts.index(a)], sets[texts.index(b)]
    norms = [math.sqrt(sum(idf[w] ** 2 for w in s)) for s in (one, other)]
    shared = sum(idf[w] ** 2 for w in one & other)
    return shared / (norms[0] * norms[1]) if all(norms) else 0.0


@pytest.mark.parametrize(
    ("texts", "sources", "found"),
    [
        (TEXTS[:1] + TEXTS[5:6] + TEXTS[9:10], [0, 1, 2], (1, 2)),
        (["The mill burned down.", "Rain fell in Peru."], [0, 1], ()),
        (["The mill burned down."] * 3 + ["A mill burned down."], [0, 1, 2, 3], (3,)),  # repeats
        (["A mill burned.", "A mill burned down.", "The mill burned.", "The old mill burned."],
         [0, 0, 1, 1], (2,)),  # one of each source, and never its own
    ],
)  # fmt: skip
def test_aligned(texts: list[str], sources: list[int], found: tuple[int, ...]) -> None:
    assert aligned(texts, sources, [0]) == [found]


@settings(max_examples=60)
@given(st.lists(sentences, min_size=1, max_size=8))
def test_cosines_are_those_of_the_formula(texts: list[str]) -> None:
    got = (tfidf(texts) @ tfidf(texts).T).toarray()
    want = [[cosine(a, b, texts) for b in texts] for a in texts]
    assert np.allclose(got, want)


@settings(max_examples=60)
@given(st.lists(st.tuples(sentences, st.integers(0, 3)), min_size=1, max_size=8), st.data())
def test_aligned_are_similar_and_ranked(pairs: list[tuple[str, int]], data: st.DataObject) -> None:
    texts, sources = [t for t, _ in pairs], [source for _, source in pairs]
    anchor = data.draw(st.integers(0, len(pairs) - 1))
    (found,) = aligned(texts, sources, [anchor], limit=2)
    values = [round(cosine(texts[anchor], texts[i], texts), 9) for i in found]
    assert len(found) <= 2
    assert all(value >= MIN_SIMILARITY for value in values)
    assert values == sorted(values, reverse=True)
    assert len({sources[anchor], *(sources[i] for i in found)}) == len(found) + 1

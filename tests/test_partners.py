"""Partners: the closest sentence of each other origin, against a plain computation."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import FLOOD

from summarizer.text.tfidf import tfidf
from summarizer.text.tokens import is_stop, stemmer, tokens
from summarizer.write.partners import CLOSE, partners

TEXTS = [text for story in FLOOD for text in story]
ORIGINS = [number for number, story in enumerate(FLOOD) for _ in story]
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


def test_another_origin_that_states_the_same_fact_is_found() -> None:
    (found,) = partners(TEXTS, ORIGINS, [0])
    assert "Forty homes were flooded on Monday" in TEXTS[found[0]]
    assert {ORIGINS[i] for i in found} <= {1, 2, 3}
    assert len({ORIGINS[i] for i in found}) == len(found)


def test_a_sentence_that_nobody_else_states_has_no_partner() -> None:
    assert partners(["The mill burned down.", "Rain fell in Peru."], [0, 1], [0, 1]) == [(), ()]


def test_repeats_count_once() -> None:
    texts = ["The mill burned down on Friday."] * 3 + ["On Friday the old mill burned down."]
    assert partners(texts, [0, 1, 2, 3], [0]) == [(3,)]


def test_one_origin_gives_one_partner_and_never_its_own() -> None:
    texts = ["The mill burned.", "The mill burned down.", "A mill burned.", "The old mill burned."]
    assert partners(texts, [0, 0, 1, 1], [0]) == [(2,)]


@settings(max_examples=60)
@given(st.lists(sentences, min_size=1, max_size=8))
def test_cosines_are_those_of_the_formula(texts: list[str]) -> None:
    got = (tfidf(texts) @ tfidf(texts).T).toarray()
    want = [[cosine(a, b, texts) for b in texts] for a in texts]
    assert np.allclose(got, want)


@settings(max_examples=60)
@given(st.lists(st.tuples(sentences, st.integers(0, 3)), min_size=1, max_size=8), st.data())
def test_partners_are_close_and_ranked(told: list[tuple[str, int]], data: st.DataObject) -> None:
    texts, origins = [t for t, _ in told], [o for _, o in told]
    anchor = data.draw(st.integers(0, len(told) - 1))
    (found,) = partners(texts, origins, [anchor], most=2)
    values = [round(cosine(texts[anchor], texts[i], texts), 9) for i in found]
    assert len(found) <= 2
    assert all(value >= CLOSE for value in values)
    assert values == sorted(values, reverse=True)
    assert len({origins[anchor], *(origins[i] for i in found)}) == len(found) + 1

"""Concepts and their weights, against a naive count and the order of the articles."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise, permutations

import numpy as np
from hypothesis import given, settings
from stories import CLUSTERS, FLOOD, flood, prepared

from summarizer.select.concept_extraction import extract_concepts
from summarizer.select.concepts import Concepts
from summarizer.select.weights import concept_weights
from summarizer.text.tokens import is_stop, stemmer, tokens
from summarizer.types import Cluster

Concept = tuple[str, ...]


def held(text: str) -> set[Concept]:
    """The concepts of one text: words by stem, and pairs of neighbours not both stop words."""
    words = tokens(text)
    stems = stemmer("en")(words)
    single = {(stem,) for word, stem in zip(words, stems, strict=True) if not is_stop(word)}
    pairs = {
        (a[1], b[1])
        for a, b in pairwise(zip(words, stems, strict=True))
        if not (is_stop(a[0]) and is_stop(b[0]))
    }
    return single | pairs


def titles(cluster: Cluster) -> list[set[Concept]]:
    return [held(cluster.articles[i].title) for i in sorted(set(cluster.origins))]


def labels(cluster: Cluster) -> list[Concept]:
    """The concept of each column: words in the order of their stems, then pairs."""
    texts = [cluster.text(s) for s in cluster.sentences if s.article in cluster.origins]
    found = {concept for some in (*map(held, texts), *titles(cluster)) for concept in some}
    return sorted(found, key=lambda concept: (len(concept), concept))


def test_by_hand() -> None:
    cluster = prepared(
        ["The mill burned.", "Mills of Arle burn."], ["Arle mourns the mill."],
        titles=["Mill burns, mill lost", "Arle"],
    )  # fmt: skip
    columns = labels(cluster)
    words = [("arl",), ("burn",), ("lost",), ("mill",), ("mourn",)]
    assert columns[:5] == words
    concepts = extract_concepts(cluster)
    # Rows in the order of the texts: "Arle mourns …" comes before "The mill …".
    rows = [{columns[c] for c in np.flatnonzero(row)} for row in concepts.incidence.toarray()]
    assert rows[1] == {("mill",), ("burn",), ("the", "mill"), ("mill", "burn")}
    assert rows[0] >= {("arl",), ("mourn",), ("mill",), ("arl", "mourn")}
    assert concepts.titles.tolist()[:5] == [1, 1, 1, 1, 0]


@settings(max_examples=60, deadline=None)
@given(CLUSTERS)
def test_against_a_naive_count(cluster: Cluster) -> None:
    concepts, columns = extract_concepts(cluster), labels(cluster)
    texts = [cluster.text(s) for s in concepts.sentences]
    assert sorted(concepts.sentences) == list(cluster.sentences)
    assert concepts.pair.tolist() == [len(c) == 2 for c in columns]
    rows = [{columns[c] for c in np.flatnonzero(row)} for row in concepts.incidence.toarray()]
    assert rows == [held(text) for text in texts]
    assert set(concepts.incidence.toarray().ravel().tolist()) <= {0.0, 1.0}
    assert concepts.titles.tolist() == [sum(c in t for t in titles(cluster)) for c in columns]
    assert concepts.words.tolist() == [len(t.split()) for t in texts]
    firsts: dict[tuple[int, Concept], int] = {}
    positions: dict[int, int] = {}
    for text, sentence, origin, position in zip(
        texts, concepts.sentences, concepts.origin.tolist(), concepts.position.tolist(), strict=True
    ):
        assert position == positions.setdefault(sentence.article, 0)
        positions[sentence.article] += 1
        for concept in held(text):
            firsts.setdefault((origin, concept), position)
    entries = zip(concepts.held_by.tolist(), concepts.held.tolist(), strict=True)
    keys = [(o, columns[c]) for o, c in entries]
    assert dict(zip(keys, concepts.first.tolist(), strict=True)) == firsts
    assert len(keys) == len(firsts)


@settings(max_examples=30, deadline=None)
@given(CLUSTERS)
def test_a_text_from_elsewhere_tells_the_concepts_of_the_cluster(cluster: Cluster) -> None:
    """Of a cluster's own sentence these are its row; of any other text what the two share."""
    concepts, known = extract_concepts(cluster), labels(cluster)
    for row, sentence in enumerate(concepts.sentences):
        told = concepts.in_text(cluster.text(sentence))
        assert told == sorted(concepts.incidence[[row]].indices.tolist())
    other = "The mayor of Arle said that no river in the town had been so high since 1954."
    assert {known[i] for i in concepts.in_text(other)} == held(other) & set(known)
    assert concepts.in_text("") == concepts.in_text("Zyx.") == []


def test_copies_take_no_part() -> None:
    copied = prepared(FLOOD[0], FLOOD[0][:3], FLOOD[1], origins=(0, 0, 2))
    with_copy, without = map(extract_concepts, (copied, prepared(FLOOD[0], FLOOD[1])))
    assert {s.article for s in with_copy.sentences} == {0, 2}
    assert with_copy.origins == without.origins == 2
    assert (with_copy.incidence != without.incidence).nnz == 0


def same(one: Concepts, two: Concepts) -> bool:
    """Whether two clusters have the same matrices and vectors."""
    for field in fields(Concepts):
        a, b = getattr(one, field.name), getattr(two, field.name)
        if hasattr(a, "nnz"):
            if a.shape != b.shape or (a != b).nnz:
                return False
        elif field.name != "sentences" and not np.array_equal(a, b):
            return False
    return True


def test_order_of_the_articles_does_not_matter() -> None:
    cluster = flood()
    expected = extract_concepts(cluster)
    texts = [cluster.text(s) for s in expected.sentences]
    for order in permutations(range(4)):
        shuffled = flood(order)
        found = extract_concepts(shuffled)
        assert same(found, expected)
        assert [shuffled.text(s) for s in found.sentences] == texts
        assert concept_weights(found).tobytes() == concept_weights(expected).tobytes()


def test_language_without_stop_words() -> None:
    concepts = extract_concepts(prepared(["Die Brücke ist zu."], language="de"))
    assert int((~concepts.pair).sum()) == 4


# --- weights


def weights(*stories: list[str], **titled: list[str]) -> dict[Concept, float]:
    cluster = prepared(*stories, **titled)
    found = concept_weights(extract_concepts(cluster)).tolist()
    return dict(zip(labels(cluster), found, strict=True))


def test_what_weighs_more() -> None:
    """What more origins tell, what stands earlier, in a title, and pairs."""
    told = weights(["Mill burned. Crops failed.", "Goats fled."], ["Mill shut."], ["Mill lost."])
    assert max((c for c in told if len(c) == 1), key=told.__getitem__) == ("mill",)
    assert told["burn",] > told["goat",] > 0
    assert told["mill", "burn"] > told["burn",]
    titled = weights(["Mill burned."], ["Mill shut."], titles=["Burned", "Barn"])
    plain = weights(["Mill burned."], ["Mill shut."])
    assert titled["burn",] > plain["burn",]
    assert titled["barn",] == 0
    assert titled["shut",] == plain["shut",]


@settings(max_examples=40, deadline=None)
@given(CLUSTERS)
def test_weights_are_finite_and_none_is_negative(cluster: Cluster) -> None:
    concepts = extract_concepts(cluster)
    found = concept_weights(concepts)
    assert found.shape == concepts.pair.shape
    assert np.isfinite(found).all()
    assert (found >= 0).all()

"""Grouping into concepts, against small counts by hand and a naive implementation."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from stories import CLUSTERS, FLOOD, flood, prepared

from summarizer.select.concept_extraction import extract_concepts
from summarizer.select.concepts import Concepts
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


def labels(cluster: Cluster) -> list[Concept]:
    """The concept of each column: words in the order of their stems, then pairs."""
    originals = sorted(set(cluster.origins))
    texts = [cluster.text(s) for s in cluster.sentences if s.article in originals]
    found = {c for t in [*texts, *(cluster.articles[i].title for i in originals)] for c in held(t)}
    return sorted(found, key=lambda concept: (len(concept), concept))


def told(concepts: Concepts, columns: list[Concept]) -> list[set[Concept]]:
    """What the matrix says that each sentence holds."""
    rows = concepts.incidence.toarray()
    return [{columns[c] for c in np.flatnonzero(row)} for row in rows]


def test_by_hand() -> None:
    cluster = prepared(
        ["The mill burned.", "Mills of Arle burn."],
        ["Arle mourns the mill."],
        titles=["Mill burns", "Arle"],
    )
    concepts = extract_concepts(cluster)
    columns = labels(cluster)
    words = [("arl",), ("burn",), ("mill",), ("mourn",)]
    pairs = [("arl", "burn"), ("arl", "mourn"), ("mill", "burn"), ("mill", "of"), ("mourn", "the")]
    pairs += [("of", "arl"), ("the", "mill")]
    assert columns == words + sorted(pairs)
    assert concepts.pair.tolist() == [False] * 4 + [True] * 7
    # Rows in the order of the texts: "Arle mourns …" comes before "The mill …".
    assert [cluster.text(s) for s in concepts.sentences] == [
        "Arle mourns the mill.", "The mill burned.", "Mills of Arle burn."
    ]  # fmt: skip
    arle, first, second = told(concepts, columns)
    assert arle == {*words} - {("burn",)} | {("arl", "mourn"), ("mourn", "the"), ("the", "mill")}
    assert first == {("mill",), ("burn",), ("the", "mill"), ("mill", "burn")}
    assert second == {*words} - {("mourn",)} | {("mill", "of"), ("of", "arl"), ("arl", "burn")}
    assert concepts.origin.tolist() == [0, 1, 1]
    assert concepts.position.tolist() == [0, 0, 1]
    assert concepts.words.tolist() == [4, 3, 4]
    assert concepts.origins == 2
    titled = dict(zip(columns, concepts.titles.tolist(), strict=True))
    assert {c: n for c, n in titled.items() if n} == {
        ("arl",): 1, ("burn",): 1, ("mill",): 1, ("mill", "burn"): 1
    }  # fmt: skip
    firsts = {
        (int(o), columns[c]): int(p)
        for o, c, p in zip(concepts.held_by, concepts.held, concepts.first, strict=True)
    }
    assert firsts[0, ("arl",)] == 0
    assert firsts[1, ("mill",)] == 0
    assert firsts[1, ("arl",)] == 1
    assert (0, ("burn",)) not in firsts


def test_a_word_twice_in_a_title_or_sentence_counts_once() -> None:
    concepts = extract_concepts(prepared(["Mill by mill by mill."], titles=["Mill mill"]))
    assert set(concepts.incidence.toarray().ravel().tolist()) <= {0.0, 1.0}
    assert concepts.titles.max() == 1


@settings(max_examples=60, deadline=None)
@given(CLUSTERS)
def test_against_a_naive_count(cluster: Cluster) -> None:
    concepts = extract_concepts(cluster)
    columns = labels(cluster)
    texts = [cluster.text(s) for s in concepts.sentences]
    assert sorted(concepts.sentences) == list(cluster.sentences)
    assert concepts.pair.tolist() == [len(c) == 2 for c in columns]
    assert told(concepts, columns) == [held(t) for t in texts]
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


def test_copies_take_no_part() -> None:
    copied = prepared(FLOOD[0], FLOOD[0][:3], FLOOD[1], origins=(0, 0, 2))
    alone = prepared(FLOOD[0], FLOOD[1])
    with_copy, without = extract_concepts(copied), extract_concepts(alone)
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
    for order in permutations(range(4)):
        shuffled = flood(order)
        found = extract_concepts(shuffled)
        assert same(found, expected)
        assert [shuffled.text(s) for s in found.sentences] == [
            cluster.text(s) for s in expected.sentences
        ]


@pytest.mark.parametrize("stories", [[[]], [[], []], [["—"]], [["the of and"], ["…"]]])
def test_nothing_to_extract_concepts(stories: list[list[str]]) -> None:
    concepts = extract_concepts(prepared(*stories))
    assert concepts.incidence.shape == (sum(map(len, stories)), len(concepts.pair))
    assert not len(concepts.held)


def test_language_without_stop_words() -> None:
    concepts = extract_concepts(prepared(["Die Brücke ist zu."], language="de"))
    assert int((~concepts.pair).sum()) == 4


@given(CLUSTERS)
@settings(max_examples=30)
def test_a_text_from_elsewhere_tells_the_concepts_of_the_cluster(cluster: Cluster) -> None:
    """Of a cluster's own sentence these are its row; of any other text what the two share."""
    concepts, known = extract_concepts(cluster), labels(cluster)
    for row, sentence in enumerate(concepts.sentences):
        told = concepts.in_text(cluster.text(sentence))
        assert told == sorted(concepts.incidence[[row]].indices.tolist())
    other = "The mayor of Arle said that no river in the town had been so high since 1954."
    assert {known[i] for i in concepts.in_text(other)} == held(other) & set(known)
    assert concepts.in_text("") == concepts.in_text("Zyx.") == []

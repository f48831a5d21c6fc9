"""The weight of concepts, against the published formula."""

from __future__ import annotations

import math
from importlib import import_module
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from stories import CLUSTERS, FLOOD, flood, prepared

from summarizer.select.concept_extraction import extract_concepts
from summarizer.select.concepts import Concepts
from summarizer.select.weights import concept_weights
from summarizer.types import Cluster

c = import_module("summarizer.select.weights")


def naive(concepts: Concepts) -> list[float]:
    """The formula of the module, one concept at a time."""
    weights = []
    rows = concepts.incidence.toarray()
    for concept in range(len(concepts.pair)):
        early, origins = 0.0, 0
        for origin in range(concepts.origins):
            holding = [
                int(concepts.position[row])
                for row in range(len(rows))
                if concepts.origin[row] == origin and rows[row, concept]
            ]
            if holding:
                origins += 1
                early += (1 + min(holding)) ** -c.POSITION * math.exp(-min(holding) / c.DEPTH)
        titled = (
            1
            + c.TITLE * (concepts.titles[concept] >= 1)
            + c.TITLES * (concepts.titles[concept] >= 2)
        )
        weight = early**c.AGREEMENT * rows[:, concept].sum() ** c.FREQUENCY * titled
        if not concepts.pair[concept]:
            weight *= c.WORD
        if concepts.origins > 1 and origins < 2:
            weight *= c.SINGLE
        weights.append(weight)
    return weights


def test_formula_on_the_flood() -> None:
    concepts = extract_concepts(flood())
    assert concept_weights(concepts) == pytest.approx(naive(concepts))


@settings(max_examples=40, deadline=None)
@given(CLUSTERS)
def test_formula(cluster: Cluster) -> None:
    concepts = extract_concepts(cluster)
    weights = concept_weights(concepts)
    assert weights.shape == concepts.pair.shape
    assert weights.tolist() == pytest.approx(naive(concepts))
    assert (weights >= 0).all()


def test_a_word_only_in_titles_weighs_nothing() -> None:
    concepts = extract_concepts(prepared(["Arle burned."], titles=["Mill"]))
    assert sorted(concept_weights(concepts).tolist())[0] == 0.0
    assert np.count_nonzero(concept_weights(concepts)) == 3  # arle, burned, and the pair


def test_agreement_beats_one_origin() -> None:
    """What all four say weighs more than what stands as early in one, told as often."""
    concepts = extract_concepts(prepared(["Mill burned."], ["Mill shut."], ["Mill lost."]))
    words = np.flatnonzero(~concepts.pair)
    frequency = np.asarray(concepts.incidence.sum(axis=0)).ravel()[words]
    assert concept_weights(concepts)[words].argmax() == frequency.argmax()


def test_order_of_the_articles_does_not_matter() -> None:
    expected = concept_weights(extract_concepts(flood())).tobytes()
    for order in permutations(range(len(FLOOD))):
        assert concept_weights(extract_concepts(flood(order))).tobytes() == expected

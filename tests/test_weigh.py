"""The weight of concepts, against the published formula."""

from __future__ import annotations

import math
from importlib import import_module
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from stories import CLUSTERS, FLOOD, flood, prepared

from summarizer.concepts import Concepts
from summarizer.group import group
from summarizer.types import Cluster
from summarizer.weigh import weigh

c = import_module("summarizer.weigh")


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
    concepts = group(flood())
    assert weigh(concepts) == pytest.approx(naive(concepts))


@settings(max_examples=40, deadline=None)
@given(CLUSTERS)
def test_formula(cluster: Cluster) -> None:
    concepts = group(cluster)
    weights = weigh(concepts)
    assert weights.shape == concepts.pair.shape
    assert weights.tolist() == pytest.approx(naive(concepts))
    assert (weights >= 0).all()


def test_a_word_only_in_titles_weighs_nothing() -> None:
    concepts = group(prepared(["Arle burned."], titles=["Mill"]))
    assert sorted(weigh(concepts).tolist())[0] == 0.0
    assert np.count_nonzero(weigh(concepts)) == 3  # arle, burned, and the pair


def test_agreement_beats_one_origin() -> None:
    """What all four say weighs more than what stands as early in one, told as often."""
    concepts = group(prepared(["Mill burned."], ["Mill shut."], ["Mill lost."]))
    words = np.flatnonzero(~concepts.pair)
    frequency = np.asarray(concepts.incidence.sum(axis=0)).ravel()[words]
    assert weigh(concepts)[words].argmax() == frequency.argmax()


def test_order_of_the_articles_does_not_matter() -> None:
    expected = weigh(group(flood())).tobytes()
    for order in permutations(range(len(FLOOD))):
        assert weigh(group(flood(order))).tobytes() == expected

"""Origins: which articles are copies, and how close the articles are."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.sources.near_duplicates import (
    near_duplicates,
    related_groups,
    relatedness,
)
from summarizer.text.tokens import tokens

WIRE = (
    "The river Arle broke its banks at Tolworth on Monday and flooded forty homes. Soldiers "
    "carried sandbags to the breach through the night, and the mayor ordered the lower town to "
    "be cleared before dawn. No deaths were reported. Engineers hope to close the dyke by Friday."
)
NEAR = WIRE.replace("forty", "40").replace("through the night", "all night")
INSIDE = WIRE.split("No deaths")[0]
OTHER = (
    "Shopkeepers in Tolworth spent Tuesday sweeping mud out of their cellars after the worst flood "
    "in a century. The council will meet tonight to count the cost, which one member put at two "
    "million crowns. Trains to the coast are running again, with delays of up to an hour."
)
QUOTE = (
    "“We have lost the library, we have lost the school hall, and we have lost the one bridge that "
    "the council promised to mend four years ago,” the mayor said."
)
REPORT_1 = (
    "Edda Marsh walked down to the water at six. There was little left to see of the lower town, "
    "and she stood on the steps of the bank for a while before anyone spoke to her. " + QUOTE + " "
    "Then she went to help with the sandbags, as did half the people of the hill."
)
REPORT_2 = (
    "The flood at Tolworth has opened an old quarrel over money. The county refused a grant for "
    "the dyke in spring, arguing that other places were in greater danger. " + QUOTE + " A county "
    "spokesman declined to answer her and pointed to a report that is due at the end of the year."
)
# Each half of this story is one of two others: it ties them together.
CHAIN = f"{INSIDE} {OTHER}"


@pytest.mark.parametrize(
    ("stories", "found"),
    [
        ([], ()),
        ([WIRE], (0,)),
        ([""], (0,)),
        ([WIRE, OTHER], (0, 1)),
        ([WIRE, WIRE], (0, 0)),  # an exact copy: the first of them
        ([OTHER, WIRE, OTHER, WIRE], (0, 1, 0, 1)),
        ([NEAR, WIRE], (1, 1)),  # a near copy: the longest
        ([INSIDE, OTHER, WIRE], (2, 1, 2)),  # one inside another
        ([WIRE, WIRE.upper()], (1, 1)),  # equal length: by the text
        ([OTHER, CHAIN, INSIDE], (1, 1, 1)),  # OTHER and INSIDE share nothing themselves
        ([REPORT_1, REPORT_2], (0, 1)),  # one long quotation in common
        (["", "", WIRE], (0, 0, 2)),
        (["Yes.", "Yes!", "No.", WIRE], (1, 1, 2, 3)),
        (["— …", "***"], (1, 1)),  # no words at all
    ],
)
def test_near_duplicates(stories: list[str], found: tuple[int, ...]) -> None:
    assert near_duplicates(stories) == found


def test_white_space_does_not_make_an_original() -> None:
    """What cleaning blanked out of the shorter text is no part of its length."""
    assert near_duplicates([" " * 500 + INSIDE, WIRE]) == (1, 1)


def naive(stories: list[str]) -> set[frozenset[int]]:
    """The groups, by the definition."""
    sets = []
    for story in stories:
        words = tokens(story)
        sets.append({tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))})
    groups = [{i} for i in range(len(stories))]
    for i, j in combinations(range(len(stories)), 2):
        if len(sets[i] & sets[j]) >= 0.5 * min(len(sets[i]), len(sets[j])):
            joined = next(g for g in groups if i in g) | next(g for g in groups if j in g)
            groups = [*(g for g in groups if not g & joined), joined]
    return {frozenset(g) for g in groups}


STORIES = st.lists(
    st.lists(st.sampled_from("abcdefg"), max_size=14).map(" ".join), min_size=1, max_size=6
)


@settings(max_examples=150, deadline=None)
@given(STORIES)
def test_groups_follow_the_definition(stories: list[str]) -> None:
    found = near_duplicates(stories)
    assert {frozenset(i for i, o in enumerate(found) if o == k) for k in found} == naive(stories)
    for i, origin in enumerate(found):
        assert found[origin] == origin
        assert len(tokens(stories[origin])) >= len(tokens(stories[i]))


@settings(max_examples=60, deadline=None)
@given(STORIES, st.randoms(use_true_random=False))
def test_order_does_not_matter(stories: list[str], random: object) -> None:
    order = list(range(len(stories)))
    random.shuffle(order)  # type: ignore[attr-defined]
    found, shuffled = near_duplicates(stories), near_duplicates([stories[i] for i in order])
    for place, i in enumerate(order):
        assert stories[order[shuffled[place]]] == stories[found[i]]


def closest(*stories: str) -> float:
    close = relatedness(stories)
    return float(close[~np.eye(len(stories), dtype=bool)].max(initial=0.0))


def test_relatedness() -> None:
    assert closest(WIRE, WIRE) == pytest.approx(1.0)
    assert closest(WIRE, OTHER) == closest(OTHER, WIRE) > 0
    assert closest(WIRE, "A cat sat in a window.") == 0.0
    # mill, fire, out | mill, shut: cosine of {mill, fire} and {mill, shut}
    assert closest("The mill is on fire.", "The mill is shut.") == pytest.approx(0.5)
    assert closest("mill fire", "boat race", "boat trip") == pytest.approx(0.5)
    assert closest(WIRE) == closest("", "") == 0.0


def test_related_groups() -> None:
    """By the average over the pairs between two groups, in the order of their first stories."""
    close = np.array([[1, 0.2, 0.9, 0], [0.2, 1, 0.3, 0], [0.9, 0.3, 1, 0.1], [0, 0, 0.1, 1]])
    assert related_groups(close, 0.01) == [[0, 1, 2, 3]]
    assert related_groups(close, 0.2) == [[0, 1, 2], [3]]
    assert related_groups(close, 0.26) == [[0, 2], [1], [3]]
    assert related_groups(close, 0.95) == [[0], [1], [2], [3]]
    assert related_groups(close[:1, :1], 0.5) == [[0]]

"""Which sentences can stand in a summary: a table, as a careful editor would have it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.placement import MAX_WORDS, MIN_WORDS, Placement, placements

TABLE = [
    (sentence, Placement[name])
    for name, sentences in tomllib.loads(
        (Path(__file__).parent / "data" / "placement.toml").read_text("utf-8")
    ).items()
    for sentence in sentences
]


@pytest.mark.parametrize(("sentence", "placement"), TABLE, ids=[s for s, _ in TABLE])
def test_table(sentence: str, placement: Placement) -> None:
    assert placements([sentence]) == [placement]


def test_length() -> None:
    long = " ".join(["Tolworth", *["water"] * (MAX_WORDS - 1)]) + "."
    short = " ".join(["Tolworth", *["water"] * (MIN_WORDS - 1)]) + "."
    assert placements([long, short]) == [Placement.ANYWHERE] * 2
    cut, extended = short.replace("water ", "", 1), "Old " + long.replace("Tolworth", "Arle")
    assert placements([cut, extended]) == [Placement.NOWHERE] * 2


def test_names_are_learned_from_the_other_sentences() -> None:
    opening = "Marsh said that her house had been flooded by the river too."
    other = "The mayor, Edda Marsh, ordered the lower town to be evacuated on Monday."
    assert placements([opening, other])[0] is Placement.ANYWHERE
    assert placements([other, opening])[1] is Placement.ANYWHERE


@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_text_has_a_placement(texts: list[str]) -> None:
    found = placements(texts)
    assert len(found) == len(texts)
    assert found == placements(texts)

"""How a sentence is made of others, on an invented event, and what holds for any sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import FLOOD, LINES

from summarizer.text.overlap import aligned_prefix, content, coverage, drawn_on, kind

SLIDE = "A landslide buried the only road to Kestry on Sunday night, cutting off 300 villagers."
MAYOR = "Mayor Ines Calder said that soldiers would clear the road to Kestry within a week."
FOOD = "Helicopters brought food and medicine to the villagers of Kestry on Monday."
ALL = [SLIDE, MAYOR, FOOD]


@pytest.mark.parametrize(
    ("target", "share"),
    [
        (SLIDE, 1),
        ("Soldiers bury roads.", 1),  # from two
        ("Soldiers dig roads.", 2 / 3),
        ("And so it was.", 0),
    ],
)
def test_coverage(target: str, share: float) -> None:
    assert coverage(target, ALL) == pytest.approx(share)
    assert coverage(target, []) == 0


@pytest.mark.parametrize(
    ("target", "want"),
    [
        (SLIDE, "copied"),
        (SLIDE.replace("only ", ""), "copied"),  # a word is
        ("A landslide buried the road to Kestry, cutting off 300 villagers.", "shortened"),
        ("Within a week the road would be clear of the landslide, Calder said.", "rephrased"),
        ("Helicopters brought food to 300 villagers cut off by a landslide Sunday.", "fused"),
        ("A landslide buried the road, which soldiers would clear within a week.", "fused"),
        ("Three hundred people of Kestry have been without a road since Sunday.", "rephrased"),
    ],
)
def test_how_a_sentence_is_made(target: str, want: str) -> None:
    assert kind(target, ALL) == want


def test_words_that_both_sources_have_make_no_fusion() -> None:
    other = "On Sunday night a landslide in the hills buried the only road to Kestry."
    target = "A landslide blocked the one road to Kestry on Sunday."
    assert kind(target, [SLIDE, other]) == "rephrased"


@pytest.mark.parametrize(
    ("target", "want"),
    [
        (SLIDE, [0]),
        ("The road to Kestry will be cleared within a week, Calder said.", [1]),
        ("Helicopters brought food after a landslide buried the road.", [0, 2]),
        ("Villagers of Kestry", [0]),  # in two, so from the first
        ("Nobody slept", [0]),  # something has to be named
    ],
)
def test_what_a_sentence_was_drawn_on(target: str, want: list[int]) -> None:
    assert drawn_on(target, ALL) == want


def test_a_source_that_repeats_the_others_adds_nothing() -> None:
    assert drawn_on(SLIDE, [SLIDE, SLIDE, FOOD]) == [0]


@pytest.mark.parametrize(
    ("target", "want"),
    [
        ("A landslide buried the only", "a landslide buried the only"),
        ("A landslide buried the road to", "a landslide buried the only road to"),
        ("", ""),
        ("Nobody slept", ""),
    ],
)
def test_the_prefix_of_a_source_that_a_truncated_sentence_has(target: str, want: str) -> None:
    assert aligned_prefix(target, SLIDE) == want


REAL = st.sampled_from([*ALL, *(line for story in FLOOD for line in story)])
SOME = st.lists(REAL | LINES, min_size=1, max_size=5)
WORDS = st.lists(st.sampled_from(SLIDE.split() + FOOD.split()), max_size=15).map(" ".join)


@given(REAL, SOME, st.integers(0, 5))
def test_a_source_is_a_copy_wherever_it_stands(text: str, others: list[str], place: int) -> None:
    sources = [*others[:place], text, *others[place:]]
    assert kind(text, sources) == "copied"
    assert coverage(text, sources) == 1


@given(WORDS, SOME)
def test_the_order_of_the_sources_does_not_matter(target: str, sources: list[str]) -> None:
    assert kind(target, sources) == kind(target, sources[::-1])


@given(WORDS, SOME, st.sampled_from(ALL))
def test_a_further_source_covers_no_less(target: str, sources: list[str], more: str) -> None:
    assert 0 <= coverage(target, sources) <= coverage(target, [*sources, more]) <= 1


@given(WORDS, SOME)
def test_what_a_sentence_was_drawn_on_covers_all_but_stray_words(
    target: str, sources: list[str]
) -> None:
    drawn = drawn_on(target, sources)
    assert drawn == sorted(set(drawn))
    assert drawn
    kept = content(target) & set().union(*(content(sources[i]) for i in drawn))
    for source in sources:
        assert len((content(target) & content(source)) - kept) <= 1


@given(st.integers(0, 20))
def test_a_start_that_breaks_off_is_a_copy(length: int) -> None:
    start = " ".join(MAYOR.split()[:length])
    assert kind(start, [aligned_prefix(start, MAYOR)]) == "copied"

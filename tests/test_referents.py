"""Whom a sentence takes as introduced, and which sentences do that: invented cases."""

from __future__ import annotations

import numpy as np
import pytest

from summarizer.readability import judge
from summarizer.referents import referents

INTRODUCED = "The council of Tolworth heard Dana Murphy, who leads the students' union, on Monday."
BARE = "On Tuesday morning Murphy said that the pumps had never been checked."


def needy(
    texts: list[str], origin: list[int] | None = None, titles: list[str] | None = None
) -> list[bool]:
    """Whether each sentence needs anything."""
    needs, _ = referents(texts, np.array(origin or [0] * len(texts)), titles or [])
    return [bool(n) for n in needs.sum(axis=1)]


def helped(texts: list[str], origin: list[int] | None = None) -> set[tuple[int, int]]:
    """The pairs (i, j) of which i tells all that j needs, and j needs something."""
    needs, tells = referents(texts, np.array(origin or [0] * len(texts)), [])
    wanted = np.asarray(needs.sum(axis=1)).ravel()
    shared = (tells @ needs.T).toarray()
    return {(int(i), int(j)) for i, j in zip(*np.nonzero(shared >= wanted), strict=True)
            if wanted[j] and i != j}  # fmt: skip


@pytest.mark.parametrize(
    "later",
    [
        BARE,
        "Murphy said that the pumps had never been checked.",
        "Murphy's lawyer said that the pumps had never been checked.",
        "Murphy, 34, said that the pumps had never been checked.",
        "Mr. Murphy said that the pumps had never been checked.",
        "Engineers told Ms. Murphy that the pumps had never been checked.",
        "When Murphy asked, the pumps had never been checked.",
        "“The pumps were never checked,” Murphy said on Tuesday.",
        "The pumps were never checked (Murphy had asked twice).",
    ],
)
def test_a_bare_surname_needs_the_introduction(later: str) -> None:
    assert needy([INTRODUCED, later]) == [False, True]
    assert helped([INTRODUCED, later]) >= {(0, 1)}


def test_a_title_brings_a_name_in() -> None:
    assert needy(["The council of Tolworth heard Sen. Murphy on Monday.", BARE]) == [False, True]


def test_a_name_in_two_headlines_is_known() -> None:
    known = ["Flood: Murphy blames the county", "Murphy speaks of neglect"]
    assert needy([INTRODUCED, BARE], titles=known) == [False, False]
    assert needy([INTRODUCED, BARE], titles=known[:1]) == [False, True]
    assert needy([INTRODUCED, BARE], titles=["Flood in Tolworth"]) == [False, True]


@pytest.mark.parametrize(
    "later",
    [
        "Dana Murphy said that the pumps had never been checked.",
        "On Tuesday Dana Murphy, a union leader, said that Murphy's house was flooded.",
        "A club of Murphyville students said that the pumps had never been checked.",
        "Engineers said that the pumps had never been checked.",
    ],
)
def test_a_sentence_that_brings_its_own_needs_nothing(later: str) -> None:
    assert needy([INTRODUCED, later]) == [False, False]


def test_a_name_that_nobody_introduced_is_taken_as_known() -> None:
    assert needy(["The council heard Murphy on Monday.", BARE]) == [False, False]
    early = "In spring, engineers told Murphy that the levees were old."
    assert needy([early, INTRODUCED, BARE]) == [False, False, False]


def test_the_introduction_in_another_article_does_not_make_a_need() -> None:
    assert needy([INTRODUCED, BARE], origin=[0, 1]) == [False, False]


def test_another_article_may_tell_what_a_sentence_needs() -> None:
    other = "Dana Murphy, a student in Tolworth, asked the council for new pumps."
    texts = [INTRODUCED, BARE, other]
    assert needy(texts, origin=[0, 0, 1]) == [False, True, False]
    assert helped(texts, origin=[0, 0, 1]) == {(0, 1), (2, 1)}


def test_only_what_comes_before_introduces() -> None:
    assert needy([BARE, INTRODUCED]) == [False, False]


def test_the_order_of_the_stories_changes_nothing() -> None:
    other = ["Ida Fell, an engineer, saw the pumps.", "Fell said that the pumps were rusty."]
    one = helped([INTRODUCED, BARE, *other], origin=[0, 0, 1, 1])
    two = helped([*other, INTRODUCED, BARE], origin=[0, 0, 1, 1])
    assert one == {(0, 1), (2, 3)} == two


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("The town lost a library on Sunday.", "The library of Tolworth is under water."),
        ("Some police came from Arle.", "The police closed the bridge on Monday."),
        ("A government fell in spring.", "The government will pay for new pumps."),
        ("The mayor of the House of Arle spoke.", "On Monday the House voted for new pumps."),
        ("White House aides called on Monday.", "A vote in the House is due on Friday."),
        ("House Democrats wrote a letter.", "A day later, Democrats asked for new pumps."),
        ("Engineers passed a test in spring.", "The county wants a law that passed in 2019."),
        ("A week of rain filled the Arle.", "It rose by two metres in that week."),
        ("Officials came from Arle on Sunday.", "The mayor said that officials knew of it."),
        ("Rain fell on Easter Monday.", "Floods came when Monday ended."),
    ],
)
def test_what_everybody_knows_is_not_needed(earlier: str, later: str) -> None:
    assert needy([earlier, later]) == [False, False]


def test_shape_and_determinism() -> None:
    texts = [INTRODUCED, BARE, "The pumps were old, Murphy told Ida Fell.", "Fell agreed."]
    origin = np.zeros(4, dtype=np.int64)
    needs, tells = referents(texts, origin, ["Flood"])
    again = referents(texts, origin, ["Flood"])
    assert needs.shape == tells.shape == (4, 2)  # Fell, Murphy
    assert (needs.toarray() == again[0].toarray()).all()
    assert (tells.toarray() == again[1].toarray()).all()
    assert set(needs.data) | set(tells.data) == {1.0}


def test_nothing() -> None:
    needs, tells = referents([], np.zeros(0, dtype=np.int64), [])
    assert needs.shape == tells.shape == (0, 1)


def test_judge_hands_them_on() -> None:
    candidates = judge([INTRODUCED, BARE], np.zeros(2, dtype=np.int64), [])
    assert candidates.needs.shape[0] == candidates.tells.shape[0] == 2
    assert candidates.needs.sum() == 1


@pytest.mark.parametrize(
    "later",
    ["The Justice Department said that nobody was hurt.", "On Monday's list are five engineers."],
)
def test_a_named_office_is_no_referent(later: str) -> None:
    earlier = "The Justice Department said that five engineers stood on lists."
    assert not needy([earlier, later])[-1]


def test_an_abbreviation_needs_the_sentence_that_spells_it_out() -> None:
    spelled = "The bill repeals the cap on the state and local tax deduction (SALT), they said."
    bare = "A full repeal of SALT would give money back to 13 million households, they said."
    assert helped([spelled, bare]) == {(0, 1)}
    assert not any(needy([bare]))

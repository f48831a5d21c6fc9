"""What a sentence takes as told, and which sentences tell it: invented cases."""

from __future__ import annotations

import numpy as np
import pytest

from summarizer.text.anaphora import context_dependence
from summarizer.text.placement import as_candidates

INTRODUCED = "The council of Tolworth heard Dana Murphy, who leads the students' union, on Monday."
BARE = "On Tuesday morning Murphy said that the pumps had never been checked."


def needy(
    texts: list[str], origin: list[int] | None = None, titles: list[str] | None = None
) -> list[bool]:
    """Whether each sentence needs anything."""
    names, things, _ = context_dependence(texts, np.array(origin or [0] * len(texts)), titles or [])
    return [bool(n) for n in (names + things).sum(axis=1)]


def helped(texts: list[str], origin: list[int] | None = None) -> set[tuple[int, int]]:
    """The pairs (i, j) of which i tells all that j needs, and j needs something."""
    names, things, tells = context_dependence(texts, np.array(origin or [0] * len(texts)), [])
    needs = names + things
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


@pytest.mark.parametrize(
    "opening",
    [
        "The lawsuit names five engineers and the county.",
        "The angry letter shows that the mayor knew.",
        "The boy’s death is the second in Tolworth since Monday.",
        "The companies kept silent on Monday evening.",
    ],
)
def test_some_openings_always_need_their_mention(opening: str) -> None:
    """Whether their own article told of it or not: it may have, in a headline."""
    assert needy([opening]) == [True]
    assert needy([opening.replace("The", "A", 1)]) == [False]


def test_an_opening_that_says_which_needs_nothing() -> None:
    assert needy(["The boy who fell into the river Arle was found on Monday."]) == [False]
    assert needy(["The letter of the mayor to the county was found on Monday."]) == [False]


def test_the_order_of_the_stories_changes_nothing() -> None:
    other = ["Ida Fell, an engineer, saw the pumps.", "Fell said that the pumps were rusty."]
    one = helped([INTRODUCED, BARE, *other], origin=[0, 0, 1, 1])
    two = helped([*other, INTRODUCED, BARE], origin=[0, 0, 1, 1])
    assert one == {(0, 1), (2, 3)} == two


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("A student found some e-mails in the town hall.", "The e-mails show that she knew."),
        ("A student found an email in the town hall.", "The emails show that the mayor knew."),
        ("A student found an angry note in the hall.", "“The note shows it,” Fell said."),
        ("Reporters asked the question twice.", "On Monday the mayor spoke to that question."),
        ("The county bought three boats in 2019.", "Soldiers used these boats on Monday."),
        ("The mayor wrote a tweet about the flood.", "Hours after the first tweet, he resigned."),
        ("The mayor wrote a column about the flood.", "The second column was about the pumps."),
    ],
)
def test_a_definite_thing_needs_its_mention(earlier: str, later: str) -> None:
    assert needy([earlier, later]) == [False, True]
    assert helped([earlier, later]) == {(0, 1)}
    assert needy(["The river rose again on Monday evening.", later]) == [False, False]


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
    found = context_dependence(texts, origin, ["Flood"])
    again = context_dependence(texts, origin, ["Flood"])
    for one, two in zip(found, again, strict=True):
        assert one.shape == (4, 3)  # Fell, Murphy, the pumps
        assert (one.toarray() == two.toarray()).all()
        assert set(one.data) <= {1.0}
    assert found[0].sum() > 0 < found[1].sum()


def test_nothing() -> None:
    found = context_dependence([], np.zeros(0, dtype=np.int64), [])
    assert [m.shape for m in found] == [(0, 1)] * 3


def test_judge_hands_them_on() -> None:
    candidates = as_candidates([INTRODUCED, BARE], np.zeros(2, dtype=np.int64), [])
    shapes = (
        candidates.requires_names.shape,
        candidates.requires_things.shape,
        candidates.introduces.shape,
    )
    assert {rows for rows, _ in shapes} == {2}
    assert candidates.requires_names.sum() == 1


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("A killing in Tolworth shocked the county.", "Few in Arle had heard of the killing."),
        ("Ida Fell gave two interviews on Sunday.", "Many doubt what the Herald interview said."),
        ("The mayor took three rash actions.", "Critics called Monday's actions an abuse."),
        ("Fell gave a speech in Arle last week.", "The Fell speech names five engineers."),
    ],
)  # fmt: skip
def test_sentences_are_looked_at_to_their_end(earlier: str, later: str) -> None:
    assert needy([earlier, later])[-1]
    assert not needy([later])[-1]


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

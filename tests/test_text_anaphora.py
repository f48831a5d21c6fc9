"""What a sentence requires to have been introduced, and which sentences introduce it."""

from __future__ import annotations

import numpy as np
import pytest

from summarizer.text.anaphora import context_dependence
from summarizer.text.placement import as_candidates

INTRODUCED = "The council of Tolworth heard Dana Murphy, who leads the students' union, on Monday."
BARE = "On Tuesday morning Murphy said that the pumps had never been checked."
RIVER = "The river rose again on Monday evening."


def dependent(
    texts: list[str], origin: list[int] | None = None, titles: list[str] | None = None
) -> list[bool]:
    """Whether each sentence requires anything."""
    names, things, _ = context_dependence(texts, np.array(origin or [0] * len(texts)), titles or [])
    return [bool(n) for n in (names + things).sum(axis=1)]


def resolved(texts: list[str], origin: list[int] | None = None) -> set[tuple[int, int]]:
    """The pairs (i, j) of which i introduces all that j requires, and j requires something."""
    names, things, introduces = context_dependence(texts, np.array(origin or [0] * len(texts)), [])
    requires = names + things
    wanted = np.asarray(requires.sum(axis=1)).ravel()
    shared = (introduces @ requires.T).toarray()
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
def test_a_bare_surname_requires_the_introduction(later: str) -> None:
    assert dependent([INTRODUCED, later]) == [False, True]
    assert resolved([INTRODUCED, later]) >= {(0, 1)}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        # the sentence introduces the name itself, or has another one
        (INTRODUCED, "Dana Murphy said that the pumps had never been checked."),
        (INTRODUCED, "On Tuesday Dana Murphy, a leader, said that Murphy's house was flooded."),
        (INTRODUCED, "A club of Murphyville students said that the pumps had never been checked."),
        (INTRODUCED, "Engineers said that the pumps had never been checked."),
        # nobody introduced it, or only later
        ("The council heard Murphy on Monday.", BARE),
        (BARE, INTRODUCED),
        # everybody knows it, or the sentence says which one
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
        ("Soldiers came on Sunday.", "The boy who fell into the river Arle was found on Monday."),
        ("Soldiers came on Sunday.", "The letter of the mayor to the county was found on Monday."),
        # an office or a day
        (
            "The Justice Department said that five engineers stood on lists.",
            "The Justice Department said that nobody was hurt.",
        ),
        ("Five engineers stood on lists.", "On Monday's list are five engineers."),
    ],
)
def test_what_is_independent_of_its_context(earlier: str, later: str) -> None:
    assert dependent([earlier, later]) == [False, False]


@pytest.mark.parametrize(
    ("titles", "required"),
    [
        (["Flood: Murphy blames the county", "Murphy speaks of neglect"], False),
        (["Flood: Murphy blames the county"], True),
        (["Flood in Tolworth"], True),
    ],
)
def test_a_name_in_two_headlines_is_known(titles: list[str], required: bool) -> None:
    assert dependent([INTRODUCED, BARE], titles=titles) == [False, required]


def test_a_title_introduces_a_name() -> None:
    early = "The council of Tolworth heard Sen. Murphy on Monday."
    assert dependent([early, BARE]) == [False, True]


def test_a_name_used_before_its_introduction_is_known() -> None:
    early = "In spring, engineers told Murphy that the levees were old."
    assert dependent([early, INTRODUCED, BARE]) == [False, False, False]


def test_only_its_own_article_makes_a_sentence_dependent_and_any_may_resolve_it() -> None:
    assert dependent([INTRODUCED, BARE], origin=[0, 1]) == [False, False]
    other = "Dana Murphy, a student in Tolworth, asked the council for new pumps."
    texts = [INTRODUCED, BARE, other]
    assert dependent(texts, origin=[0, 0, 1]) == [False, True, False]
    assert resolved(texts, origin=[0, 0, 1]) == {(0, 1), (2, 1)}


@pytest.mark.parametrize(
    "opening",
    [
        "The lawsuit names five engineers and the county.",
        "The angry letter shows that the mayor knew.",
        "The boy’s death is the second in Tolworth since Monday.",
        "The companies kept silent on Monday evening.",
    ],
)
def test_some_openings_always_require_their_mention(opening: str) -> None:
    """Whether their own article mentioned it or not: it may have, in a headline."""
    assert dependent([opening]) == [True]
    assert dependent([opening.replace("The", "A", 1)]) == [False]


def test_the_order_of_the_stories_changes_nothing() -> None:
    other = ["Ida Fell, an engineer, saw the pumps.", "Fell said that the pumps were rusty."]
    one = resolved([INTRODUCED, BARE, *other], origin=[0, 0, 1, 1])
    two = resolved([*other, INTRODUCED, BARE], origin=[0, 0, 1, 1])
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
        ("A killing in Tolworth shocked the county.", "Few in Arle had heard of the killing."),
        ("Ida Fell gave two interviews on Sunday.", "Many doubt what the Herald interview said."),
        ("The mayor took three rash actions.", "Critics called Monday's actions an abuse."),
        ("Fell gave a speech in Arle last week.", "The Fell speech names five engineers."),
        (
            "A bill repeals the cap on the state and local tax deduction (SALT), they said.",
            "A full repeal of SALT would give money back to 13 million households, they said.",
        ),
    ],
)
def test_a_definite_thing_requires_its_mention(earlier: str, later: str) -> None:
    assert dependent([earlier, later]) == [False, True]
    assert resolved([earlier, later]) == {(0, 1)}
    assert dependent([RIVER, later]) == [False, False]


def test_shape_and_determinism() -> None:
    texts = [INTRODUCED, BARE, "The pumps were old, Murphy told Ida Fell.", "Fell agreed."]
    origin = np.zeros(4, dtype=np.int64)
    found, again = (context_dependence(texts, origin, ["Flood"]) for _ in range(2))
    for one, two in zip(found, again, strict=True):
        assert one.shape == (4, 3)  # Fell, Murphy, the pumps
        assert (one.toarray() == two.toarray()).all()
        assert set(one.data) <= {1.0}
    assert found[0].sum() > 0 < found[1].sum()
    none = context_dependence([], np.zeros(0, dtype=np.int64), [])
    assert [m.shape for m in none] == [(0, 1)] * 3


def test_candidates_have_it() -> None:
    candidates = as_candidates([INTRODUCED, BARE], np.zeros(2, dtype=np.int64), [])
    assert candidates.requires_names.sum() == 1
    assert candidates.requires_things.shape[0] == candidates.introduces.shape[0] == 2

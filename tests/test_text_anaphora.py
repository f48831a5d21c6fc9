"""What a sentence requires to have been introduced, and which sentences introduce it."""

from __future__ import annotations

import numpy as np
import pytest

from summarizer.text.anaphora import context_dependence

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
        "Murphy's lawyer said that the pumps had never been checked.",
        "Mr. Murphy said that the pumps had never been checked.",
        "When Murphy asked, the pumps had never been checked.",
        "“The pumps were never checked,” Murphy said on Tuesday.",
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
        (INTRODUCED, "A club of Murphyville students said that the pumps had never been checked."),
        # nobody introduced it, or only later
        (BARE, INTRODUCED),
        # everybody knows it, or the sentence says which one
        ("The town lost a library on Sunday.", "The library of Tolworth is under water."),
        ("Some police came from Arle.", "The police closed the bridge on Monday."),
        ("The mayor of the House of Arle spoke.", "On Monday the House voted for new pumps."),
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


def test_what_introduces_a_name() -> None:
    titled = "The council of Tolworth heard Sen. Murphy on Monday."
    assert dependent([titled, BARE]) == [False, True]
    used = "In spring, engineers told Murphy that the levees were old."
    assert dependent([used, INTRODUCED, BARE]) == [False, False, False]


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
        "The boy’s death is the second in Tolworth since Monday.",
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
        ("A student found an angry note in the hall.", "“The note shows it,” Fell said."),
        ("Reporters asked the question twice.", "On Monday the mayor spoke to that question."),
        ("The mayor wrote a tweet about the flood.", "Hours after the first tweet, he resigned."),
        ("A killing in Tolworth shocked the county.", "Few in Arle had heard of the killing."),
        ("Ida Fell gave two interviews on Sunday.", "Many doubt what the Herald interview said."),
        ("The mayor took three rash actions.", "Critics called Monday's actions an abuse."),
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

"""Contradictions: what is reported of what a pair model with known answers says."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest
from pair_models import BARS, Always, Answer, Fake, Scattered, Told
from stories import flood, prepared

from summarizer.evidence import Attribution, contradictions
from summarizer.limits import MAX_CONTRADICTION_PAIRS
from summarizer.types import Cluster, Conflict, ConflictKind

TWELVE = "The fire on the ferry Sella Dawn left 12 people hurt, the coastguard said."
FOURTEEN = "Fourteen people were hurt in the fire on the ferry Sella Dawn on Monday."
DOZEN = "On the ferry Sella Dawn a dozen people were hurt in the fire."
THIRTY = "Police said 30 people were hurt in the fire on the ferry Sella Dawn."
SAVED = "The ferry Sella Dawn was saved from the fire by its crew."
SANK = "After the fire the ferry Sella Dawn sank, and its crew left."
UNSURE = "Nobody knew how the fire on the ferry Sella Dawn had begun."

Answers = Mapping[tuple[str, str], Answer]


def against(*pairs: tuple[str, str], chance: float = 0.9) -> Answers:
    """The texts of each pair contradict each other, whichever is asked about the other."""
    both = [*pairs, *((two, one) for one, two in pairs)]
    return dict.fromkeys(both, ("contradicts", chance))


def said(*stories: str | list[str], answers: Answers, **settings: object) -> tuple[Conflict, ...]:
    """What is reported of these articles; a string is one of a single sentence."""
    lines = [[story] if isinstance(story, str) else story for story in stories]
    cluster = prepared(*lines, **settings)  # type: ignore[arg-type]
    return contradictions(Attribution(cluster, Told(answers)))


def sides(conflict: Conflict) -> list[list[int]]:
    """The articles of each claim."""
    return [sorted(e.article for e in claim.evidence) for claim in conflict.claims]


@pytest.mark.parametrize(
    ("one", "two", "kind", "shown"),
    [
        (TWELVE, FOURTEEN, "count", ("Sella Dawn left 12", "Fourteen people were")),
        (SAVED, SANK, "outcome", (SAVED, SANK)),
        ("The ferry burned near Ardle.", "The ferry burned near Brone.", "place", ("Ard", "Bro")),
        ("Anton Brandt left the ferry.", "Olga Reeve left the ferry.", "name", ("Anton", "Olga")),
        ("The ferry sank on Monday.", "The ferry sank on Friday.", "date", ("on Mon", "on Fri")),
        ("The ferry left at 6:30 a.m.", "The ferry left at 9:15 a.m.", "time", ("6:30", "9:15")),
        ("The ship cost $3 million.", "The ship cost $9 million.", "amount", ("$3 m", "$9 m")),
    ],
)
def test_what_differs_has_a_kind_and_is_shown_in_its_words(
    one: str, two: str, kind: ConflictKind, shown: tuple[str, str]
) -> None:
    (conflict,) = said(one, two, answers=against((one, two)))
    assert (conflict.kind, conflict.later) == (kind, False)
    for claim in conflict.claims:
        (evidence,) = claim.evidence
        assert shown[evidence.article] in claim.text
        assert claim.text in (one, two)[evidence.article]
        assert (evidence.strength, claim.support) == (1.0, 1)


@pytest.mark.parametrize(
    ("one", "two", "there", "back", "reported"),
    [
        # With figures that differ the mean must reach 0.5, with none 0.7.
        (FOURTEEN, TWELVE, 0.5, 0.5, True),
        (FOURTEEN, TWELVE, 0.5, 0.48, False),
        (FOURTEEN, TWELVE, 0.9, 0.0, False),
        (FOURTEEN, TWELVE, 0.3, 0.9, True),
        (FOURTEEN, TWELVE, 0.29, 0.9, False),  # the other direction is not even asked
        (SANK, SAVED, 0.5, 0.5, False),
        (SANK, SAVED, 0.7, 0.7, True),
        (SANK, SAVED, 0.9, 0.3, False),
        (TWELVE, DOZEN, 0.69, 0.69, False),  # figures that agree are no typed difference
    ],
)
def test_both_directions_have_to_be_sure(
    one: str, two: str, there: float, back: float, reported: bool
) -> None:
    answers: Answers = {(one, two): ("contradicts", there), (two, one): ("contradicts", back)}
    for stories in ((one, two), (two, one)):
        assert bool(said(*stories, answers=answers)) == reported


def test_sides_are_joined_and_the_best_backed_comes_first() -> None:
    """Figures that agree are one side and others are not."""
    pairs = [(FOURTEEN, TWELVE), (FOURTEEN, DOZEN)]
    (conflict,) = said(FOURTEEN, TWELVE, DOZEN, answers=against(*pairs))
    assert sides(conflict) == [[1, 2], [0]]
    assert [claim.support for claim in conflict.claims] == [2, 1]
    texts = (TWELVE, FOURTEEN, DOZEN, THIRTY)
    pairs = [(a, b) for a in texts for b in texts if a < b and {a, b} != {TWELVE, DOZEN}]
    (conflict,) = said(*texts, answers=against(*pairs))
    assert sides(conflict) == [[0, 2], [1], [3]]


def test_who_supports_a_side_is_added_to_it() -> None:
    answers = {**against((TWELVE, FOURTEEN)), (DOZEN, TWELVE): "supports"}
    (conflict,) = said(FOURTEEN, TWELVE, DOZEN, answers=answers)
    assert sides(conflict) == [[1, 2], [0]]
    (conflict,) = said(FOURTEEN, TWELVE, DOZEN, answers=answers, origins=(0, 1, 1))
    assert sorted(claim.support for claim in conflict.claims) == [1, 1]


def test_an_article_on_two_sides_drops_the_conflict() -> None:
    """It tells of two things, and so may the others."""
    both = [FOURTEEN, UNSURE, DOZEN]
    answers = {**against((TWELVE, FOURTEEN)), (DOZEN, TWELVE): "supports"}
    assert said(TWELVE, FOURTEEN, answers=answers)
    assert said(TWELVE, both, answers=answers) == ()


CATTLE = "Insurers expect claims of 30 million crowns from farmers who lost their cattle."


@pytest.mark.parametrize(
    ("two", "settings"),
    [
        (FOURTEEN, {"origins": (0, 0)}),  # a copy does not contradict its original
        (FOURTEEN, {"language": "de"}),
        (CATTLE, {}),  # they share too little
    ],
)
def test_what_is_not_compared(two: str, settings: dict[str, object]) -> None:
    assert said(TWELVE, two, answers=against((TWELVE, two)), **settings) == ()


def test_two_conflicts_stay_apart() -> None:
    answers = against((TWELVE, FOURTEEN), (SAVED, SANK))
    found = said([TWELVE, SAVED], [FOURTEEN, SANK], answers=answers)
    assert sorted(conflict.kind for conflict in found) == ["count", "outcome"]


@pytest.mark.parametrize(
    ("dates", "later"),
    [
        (("2031-05-14", "2031-05-15"), [0, 1]),
        (("2031-05-15", "2031-05-14"), [1, 0]),
        (("2031-05-14", "2031-05-14"), None),
        (("2031-05-14T09:00:00+01:00", "2031-05-14T09:00:00Z"), [0, 1]),
        (("2031-05-14T08:00:00", "2031-05-14T09:00:00Z"), None),  # no zone, one day
        (("2031-05-14", ""), None),
        (("last week", "2031-05-14"), None),
    ],
)
def test_the_newer_figure_may_be_an_update(dates: tuple[str, str], later: list[int] | None) -> None:
    (conflict,) = said(TWELVE, FOURTEEN, answers=against((TWELVE, FOURTEEN)), dates=dates)
    assert conflict.later == (later is not None)
    assert sides(conflict) == [[i] for i in later or (1, 0)]
    texts = ("The ferry sank on Monday, May 12.", "The ferry sank on Friday, May 9.")
    (conflict,) = said(*texts, answers=against(texts), dates=dates)
    assert not conflict.later  # a newer day is no update


@pytest.mark.parametrize(
    ("dates", "exchanged", "reported"),
    [
        (("2031-05-14", "2031-05-16"), 0.9, True),
        (("2031-05-14", "2031-05-16"), 0.7, False),
        (("2031-05-14", "2031-05-14"), 0.9, False),
        (("", "2031-05-16"), 0.9, False),
    ],
)
def test_a_figure_that_moves_over_days_is_an_update_where_nothing_else_differs(
    dates: tuple[str, str], exchanged: float, reported: bool
) -> None:
    """The model doubts a contradiction, but would take either figure for the other's."""
    twelve, fourteen = TWELVE.replace("12", "Fourteen"), FOURTEEN.replace("Fourteen", "12")
    pairs = [(FOURTEEN, twelve), (twelve, FOURTEEN), (TWELVE, fourteen), (fourteen, TWELVE)]
    answers = {
        **against((TWELVE, FOURTEEN), chance=0.4),
        **dict.fromkeys(pairs, ("supports", exchanged)),
    }
    found = said(TWELVE, FOURTEEN, answers=answers, dates=dates)
    assert [(c.later, sides(c)) for c in found] == ([(True, [[0], [1]])] if reported else [])


def test_an_old_figure_may_be_quoted_on_the_day_of_the_new_one() -> None:
    answers = {**against((TWELVE, FOURTEEN)), (DOZEN, TWELVE): "supports"}
    dates = ("2031-05-14", "2031-05-16", "2031-05-16")
    (conflict,) = said(TWELVE, FOURTEEN, DOZEN, answers=answers, dates=dates)
    assert (conflict.later, sides(conflict)) == (True, [[0, 2], [1]])
    dates = ("2031-05-14", "2031-05-16", "2031-05-17")  # whoever is right, not the older one
    (conflict,) = said(TWELVE, FOURTEEN, DOZEN, answers=answers, dates=dates)
    assert not conflict.later


@pytest.mark.parametrize(("before", "reported"), [(19, True), (20, False)])
def test_what_stands_deep_in_a_story_is_not_compared(before: int, reported: bool) -> None:
    deep = [f"Paragraph {n} is about the weather." for n in range(before)]
    found = said([*deep, TWELVE], FOURTEEN, answers=against((TWELVE, FOURTEEN)))
    assert bool(found) == reported


def test_the_order_of_the_articles_does_not_matter() -> None:
    class Rash(Scattered):
        bars = BARS._replace(supports=0.6, partial=0.4, contradicts=0.4, typed=0.6, untyped=0.6)

    def told(cluster: Cluster) -> list[object]:
        found = contradictions(Attribution(cluster, Rash()))
        return [(c.kind, c.later, [(x.text, x.support) for x in c.claims]) for c in found]

    assert told(flood())
    for order in permutations(range(4)):
        assert told(flood(order)) == told(flood())


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (Fake(), MAX_CONTRADICTION_PAIRS),
        (Always("contradicts", 0.2), MAX_CONTRADICTION_PAIRS),
        (Always("contradicts", 0.4), 2 * MAX_CONTRADICTION_PAIRS),
    ],
)
def test_a_cluster_costs_a_bounded_number_of_questions(model: Fake, asked: int) -> None:
    stories = [[f"{TWELVE[:-1]} on day {n}.", f"{FOURTEEN[:-1]}, day {n}."] for n in range(60)]
    assert contradictions(Attribution(prepared(*stories), model)) == ()
    assert len(set(model.asked)) == len(model.asked) == asked


def test_the_words_of_a_side_do_not_depend_on_which_article_comes_first() -> None:
    stories = (
        [TWELVE],
        ["The ferry had sailed at dawn.", FOURTEEN],
        ["Shares fell after a fire on the ferry Sella Dawn that left 14 people hurt on Tuesday."],
    )
    answers = against((TWELVE, FOURTEEN), (TWELVE, stories[2][0]))
    (one,), (two,) = said(*stories, answers=answers), said(*stories[::-1], answers=answers)
    assert [c.text for c in one.claims] == [c.text for c in two.claims]


def test_figures_that_differ_are_asked_about_first() -> None:
    """Close pairs without a difference may not crowd them out."""
    same = [[f"Nobody on the ferry Sella Dawn knew of the fire, {name} wrote."] for name in NAMES]
    model = Fake()
    contradictions(Attribution(prepared(*same, [TWELVE], [FOURTEEN]), model))
    asked = [{*pair.premise, pair.hypothesis} for pair in model.asked]
    assert {same[0][0], same[1][0]} in asked
    assert {TWELVE, FOURTEEN} in asked


NAMES = "Anvil Beacon Courier Dispatch Echo Forum Gazette Herald Ledger".split()

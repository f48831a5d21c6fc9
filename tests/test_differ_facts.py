from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from stories import CLUSTERS, FLOOD, TITLES, prepared

from summarizer.differ.alike import alike
from summarizer.differ.facts import closeness, facts
from summarizer.meaning.cluster import Readings
from summarizer.types import Cluster, Fact

# What every report of a long story may go on with: nobody else tells it.
FILLER = (
    "Bakers in Oldra sell poppy rolls on feast days only.",
    "A choir from the hills rehearsed carols in the chapel.",
    "Two clowns juggled lemons beside the empty fountain.",
    "Grandmothers knitted blue mittens under a striped awning.",
)


def found(cluster: Cluster) -> tuple[Fact, ...]:
    told = Readings(cluster)
    return facts(cluster, told, closeness(told, alike(cluster, told)))


def texts(cluster: Cluster) -> list[set[str]]:
    return [{cluster.text(s) for s in fact.sentences} for fact in found(cluster)]


def test_sentences_that_state_one_fact_are_one_group() -> None:
    groups = texts(prepared(*FLOOD, titles=TITLES))
    assert {FLOOD[0][0], FLOOD[1][0]} <= groups[0]
    assert any({FLOOD[0][4], FLOOD[2][2]} <= group for group in groups)


def test_sides_of_a_conflict_are_one_fact() -> None:
    one = "The ferry hit the pier on Monday and 31 passengers were hurt."
    two = "On Monday 27 passengers were hurt when the ferry hit the pier."
    assert texts(prepared([one, *FILLER[:2]], [two, *FILLER[2:]])) == [{one, two}]


def test_what_shares_only_the_event_is_no_fact() -> None:
    one = "The ferry hit the pier while divers were mending its eastern lamp."
    two = "Insurers of the ferry expect no claims before the autumn auction."
    assert texts(prepared([one, *FILLER[:2]], [two, *FILLER[2:]])) == []


def test_a_sentence_is_in_one_group_and_a_group_has_one_of_each_article() -> None:
    cluster = prepared(*FLOOD, *(story[::-1] for story in FLOOD), titles=TITLES * 2)
    groups = [fact.sentences for fact in found(cluster)]
    members = [s for group in groups for s in group]
    assert len(members) == len(set(members)) > 4
    assert all(len({s.article for s in group}) == len(group) > 1 for group in groups)


def test_an_article_that_says_it_twice_is_in_the_group_once() -> None:
    one = "The ferry hit the pier of Vostrand on Monday and broke its eastern lamp."
    twice = "The ferry hit the pier of Vostrand on Monday and broke its lamp."
    told = "On Monday the ferry hit the pier of Vostrand and broke its eastern lamp."
    groups = texts(prepared([one, twice, *FILLER[:2]], [told], [told], [told]))
    assert groups == [{one, told}]


def test_a_question_is_not_what_answers_it() -> None:
    asked = "Why did the ferry hit the pier of Vostrand on Monday?"
    told = "The ferry hit the pier of Vostrand on Monday."
    assert texts(prepared([asked, *FILLER[:2]], [told, *FILLER[2:]])) == []


def test_headings_with_one_word_in_common_are_no_fact() -> None:
    assert texts(prepared(["Great reads", *FILLER[:2]], ["Great lakes", *FILLER[2:]])) == []


def test_chains_do_not_make_a_fact() -> None:
    """Two ends that share nothing are not joined by a middle that shares half with each."""
    left = "The harbour master closed the northern lock after a barge sank."
    right = "Salvage crews lifted forty barrels of paint from the river bed."
    middle = "The harbour master closed the lock; salvage crews lifted barrels of paint."
    groups = texts(prepared([left, *FILLER[:1]], [middle, *FILLER[1:3]], [right, *FILLER[3:]]))
    assert groups
    assert {left, right} not in [group & {left, right} for group in groups]


def test_copies_are_no_second_witness() -> None:
    cluster = prepared(FLOOD[0], FLOOD[0], origins=(0, 0))
    assert found(cluster) == ()


def test_the_best_stands_by_itself_and_says_most_of_what_they_share() -> None:
    leans = "He said the harbour master closed the northern lock at noon after a barge sank."
    short = "The harbour master closed the northern lock at noon on Tuesday."
    whole = "The harbour master closed the northern lock at noon after a barge sank there."
    cluster = prepared([leans], [short], [whole], titles=("", "", ""))
    (fact,) = found(cluster)
    assert fact.support == 3
    assert cluster.text(fact.best) == whole


def test_a_long_account_is_not_the_best_for_its_length() -> None:
    plain = "The harbour master closed the northern lock at noon after a barge sank there."
    long = plain[:-1] + ", " + "while a crowd looked on from the bank and sang old songs " * 3 + "."
    cluster = prepared([long], [plain])
    (fact,) = found(cluster)
    assert cluster.text(fact.best) == plain


@pytest.mark.parametrize(
    ("dates", "spread"),
    [
        (("2031-03-05", "2031-03-04"), ("2031-03-04", "2031-03-05")),
        (
            ("2031-03-04T10:00:00+01:00", "2031-03-04T09:30:00Z"),
            ("2031-03-04T10:00:00+01:00", "2031-03-04T09:30:00Z"),
        ),
        (("", "2031-03-04"), ("2031-03-04", "2031-03-04")),
        (("", "last Tuesday"), ("", "")),
    ],
)
def test_the_spread_in_time(dates: Sequence[str], spread: tuple[str, str]) -> None:
    cluster = prepared([FLOOD[0][0]], [FLOOD[1][0]])
    dated = [replace(a, date=d) for a, d in zip(cluster.articles, dates, strict=True)]
    (fact,) = found(replace(cluster, articles=tuple(dated)))
    assert (fact.first, fact.last) == spread


def test_the_order_of_articles_does_not_matter() -> None:
    groups = {
        frozenset(map(frozenset, texts(prepared(*(FLOOD[i] for i in order)))))
        for order in permutations(range(4))
    }
    assert len(groups) == 1
    assert len(groups.pop()) > 2


@given(CLUSTERS)
@settings(max_examples=60, deadline=None)
def test_any_cluster(cluster: Cluster) -> None:
    for fact in found(cluster):
        assert fact.best in fact.sentences
        assert list(fact.sentences) == sorted(fact.sentences)
        assert fact.support == len({cluster.origins[s.article] for s in fact.sentences}) > 1

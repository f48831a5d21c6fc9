"""Clashes of two sentences become conflicts with their sides."""

from __future__ import annotations

import pytest

from summarizer.differ.alike import alike
from summarizer.differ.quantities import quantities
from summarizer.differ.sides import sides
from summarizer.differ.types import Clash, Value
from summarizer.meaning.cluster import readings
from summarizer.pipeline import prepare
from summarizer.types import Article, Cluster, Conflict

# Articles on one town that are no copies of each other.
FRAMES = (
    "The harbour town of Orlund woke up to bad news.\n{}\nMayor Pia Fenner asked for patience.",
    "Shops stayed shut along the quay as neighbours in Orlund shared what they knew.\n{}\n"
    "Reporters waited outside the office of Pia Fenner until lunch was over.",
    "Rain fell on the fish market of Orlund all night, and hardly anybody slept.\n{}\n"
    "Schools will open an hour late, said deputy mayor Hauke Brandis.",
)
DAY = "2031-05-14"


def conflicts(*told: tuple[str, str]) -> tuple[Conflict, ...]:
    """The conflicts of articles, each with its sentence and its date."""
    articles = tuple(
        Article(frame.format(text), date=day)
        for frame, (text, day) in zip(FRAMES, told, strict=False)
    )
    cluster = prepare(Cluster("orlund", articles))
    assert cluster.origins == tuple(range(len(told)))
    said = readings(cluster)
    found = [c for pair in alike(cluster, said) for c in quantities(said, pair)]
    return sides(cluster, said, found)


def shown(conflict: Conflict) -> list[tuple[str, list[int]]]:
    """The words of each claim and its articles."""
    return [(c.text, [e.article for e in c.evidence]) for c in conflict.claims]


def test_three_articles_with_two_values_are_one_conflict_of_two_sides() -> None:
    (found,) = conflicts(
        ("The bus had 46 passengers on board.", DAY),
        ("There were 52 passengers on the bus.", DAY),
        ("Forty-six passengers were on board the bus.", DAY),
    )
    assert shown(found) == [("46 passengers on board", [0, 2]), ("52 passengers", [1])]
    assert [claim.support for claim in found.claims] == [2, 1]


def test_three_values_are_three_sides() -> None:
    (found,) = conflicts(
        ("Turnout was 67 per cent.", DAY),
        ("Turnout was 58 per cent.", DAY),
        ("Only 63 per cent of voters took part.", DAY),
    )
    assert len(found.claims) == 3


def test_a_rough_value_stands_with_the_exact_one_it_admits() -> None:
    (found,) = conflicts(
        ("About 200 people were injured.", DAY),
        ("There were 214 people injured.", DAY),
        ("In all, 320 people were hurt.", DAY),
    )
    assert sorted(articles for _, articles in shown(found)) == [[0, 1], [2]]


def test_the_sign_of_money_is_shown() -> None:
    (found,) = conflicts(
        ("The damage was put at €2.4 million.", DAY), ("It did damage of €3.1 million.", DAY)
    )
    assert [text for text, _ in shown(found)] == [
        "damage of €3.1 million",
        "damage was put at €2.4 million",
    ]


@pytest.mark.parametrize(
    ("one", "two", "later"),
    [
        ("2031-05-13", "2031-05-14", True),
        ("2031-05-14", "2031-05-13", True),
        ("2031-05-14", "2031-05-14", False),
        ("2031-05-14", "", False),
        ("2031-05-14", "2031-05-14T18:00:00+02:00", False),
        ("2031-05-14T09:00:00+02:00", "2031-05-14T18:00:00+02:00", True),
        ("2031-05-14T18:00:00+02:00", "2031-05-14T17:00:00+00:00", True),
        ("2031-05-14T09:00:00", "2031-05-14T18:00:00", False),
    ],
)
def test_the_toll_of_a_newer_article_is_an_update(one: str, two: str, later: bool) -> None:
    (found,) = conflicts(("Nine people were killed.", one), ("Fourteen people died.", two))
    assert found.later == later
    if later:
        newest = 0 if (one, two) == ("2031-05-14", "2031-05-13") else 1
        assert [e.article for e in found.claims[-1].evidence] == [newest]


def test_what_does_not_grow_is_no_update() -> None:
    (found,) = conflicts(
        ("Fenner won by a margin of 212 votes.", "2031-05-13"),
        ("Her majority was 122 votes.", "2031-05-14"),
    )
    assert not found.later


def test_what_became_another_number_is_an_update() -> None:
    (found,) = conflicts(
        ("Fenner is 412 votes ahead of Rolf Egge.", "2031-05-13"),
        ("The gap between Fenner and Rolf Egge has shrunk to 389.", "2031-05-14"),
    )
    assert found.later
    assert [e.article for e in found.claims[-1].evidence] == [1]


def test_an_article_that_tells_both_sides_tells_of_two_things() -> None:
    both = "Twelve people were hurt by glass. The crash hurt 19 people."
    assert conflicts((both, DAY), ("In all, 27 people were hurt.", DAY)) == ()


def test_values_of_other_kinds_are_not_joined() -> None:
    found = conflicts(
        ("On 2 May the mill collapsed. The collapse killed 12 people.", DAY),
        ("The mill collapsed on 9 May. The collapse killed 15 people.", DAY),
    )
    assert sorted(c.kind for c in found) == ["count", "date"]


def test_names_are_joined_by_their_keys_alone() -> None:
    articles = tuple(Article(f.format("Ann Lee is the captain."), date=DAY) for f in FRAMES[:2])
    cluster = prepare(Cluster("orlund", articles))
    told = readings(cluster)
    one, two = Value(1, 0, 2, "lee"), Value(4, 0, 2, "ray")
    (found,) = sides(cluster, told, [Clash("name", one, two)])
    assert len(found.claims) == 2

"""Counts, amounts, dates and times of two outlets: what cannot both hold, and what can."""

from __future__ import annotations

import pytest

from summarizer.differ.alike import alike
from summarizer.differ.quantities import quantities
from summarizer.meaning.cluster import readings
from summarizer.pipeline import prepare
from summarizer.types import Article, Cluster

# Two articles on one town that are no copies of each other.
FRAMES = (
    "The harbour town of Orlund woke up to bad news.\n{}\nMayor Pia Fenner asked for patience.",
    "Shops stayed shut along the quay as neighbours in Orlund shared what they knew.\n{}\n"
    "Reporters waited outside the office of Pia Fenner until lunch was over.",
)


def clashes(one: str, two: str, days: tuple[str, str] = ("2031-05-14", "2031-05-14")) -> list[str]:
    """The clashing values of two articles, kind first, each told in its article's words."""
    articles = tuple(
        Article(frame.format(text), date=day)
        for frame, text, day in zip(FRAMES, (one, two), days, strict=True)
    )
    cluster = prepare(Cluster("orlund", articles))
    assert cluster.origins == (0, 1)
    told = readings(cluster)
    found = set()
    for pair in alike(cluster, told):
        for clash in quantities(cluster, told, pair):
            values = []
            for value in (clash.one, clash.two):
                words = told[value.sentence].words[value.start : value.end]
                values.append("".join(w.gap * (n > 0) + w.text for n, w in enumerate(words)))
            found.add(f"{clash.kind}: {values[0]} / {values[1]}")
    return sorted(found)


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [
        ("count", "The ferry fire killed 12 people.", "Fourteen people died in the ferry fire."),
        ("count", "The number of injured was put at 31.", "In all, 27 people were hurt."),
        ("count", "There were 46 passengers on the bus.", "The bus had 64 passengers on board."),
        ("count", "Some 850 people were brought to safety.", "About 1,200 people left home."),
        ("count", "She won by a margin of 212 votes.", "Her majority was 122 votes."),
        ("count", "Two dozen people were arrested.", "Police arrested 38 people."),
        ("count", "The firm will sell 86 of its stores to Pennick.",
         "Pennick is to buy 68 supermarkets from the firm."),
        ("count", "Between 12 and 15 people were injured.", "Twenty people were injured."),
        ("count", "At least 40 people were injured.", "Police said 31 people were injured."),
        ("amount", "The damage was put at €2.4 million.", "The fire caused damage of €3.1m."),
        ("amount", "Turnout was 67 per cent.", "Only 58 percent of voters took part."),
        ("amount", "The fire burned 2,300 hectares of forest.", "It has burned 3,000 acres."),
        ("amount", "Shareholders get 27.40 euros a share.", "They get 24.70 euros for each share."),
        ("amount", "On Monday Rolf Egge was fined £400.", "The court fined Rolf Egge £650."),
        ("amount", "The quake had a magnitude of 5.1.", "The quake of magnitude 5.8 was shallow."),
        ("date", "Rolf Egge will be sentenced on 14 November.",
         "The sentencing of Rolf Egge will be on 5 December."),
        ("date", "The inquiry into the fire opens on Monday.",
         "The inquiry into the fire begins on 3 June."),
        ("time", "The blast was heard shortly after 8 a.m.", "It exploded at 10:47 a.m."),
        ("time", "The alarm was raised at a quarter past two.",
         "The fire brigade was first called at ten to four."),
        ("time", "The crane collapsed at 6:10 p.m.", "The crane collapsed at 17:20."),
    ],
)  # fmt: skip
def test_values_of_one_thing_that_exclude_each_other(kind: str, one: str, two: str) -> None:
    found = clashes(one, two)
    assert [f.partition(":")[0] for f in found] == [kind], found
    assert clashes(two, one), "the order of articles must not matter"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        # The same in other words or units.
        ("Twelve people were killed.", "A dozen people died."),
        ("About 200 people were injured.", "In all, 214 people were hurt."),
        ("At least 12 people were killed.", "Fourteen people were killed."),
        ("More than 200 people were on board.", "There were 214 people on board."),
        ("Between 12 and 15 people were injured.", "Thirteen people were injured."),
        ("The fire burned 2,300 hectares.", "The fire burned roughly 5,700 acres."),
        ("The wind blew at 55 knots.", "The wind blew at 102 kilometres an hour."),
        ("It cost Pennick £2.4 million.", "It cost Pennick £2,390,000."),
        ("The crane collapsed at 6 p.m.", "The crane collapsed at about 18:05."),
        ("The gates closed at 8 p.m. local time.", "The gates closed at 1800 GMT."),
        ("The trial opens on Monday.", "The trial opens on 19 May."),
        # Other things, parts, scopes.
        ("Twelve people were killed.", "Thirty people were injured."),
        ("Twelve people were killed.", "Five of the victims were killed at home."),
        ("In all, 31 people were hurt.", "Twelve people were seriously hurt."),
        ("In all, 31 people were hurt, including 12 children.", "Twenty-nine people were fined."),
        ("The bus had 46 passengers on board.", "The bus had 52 passengers and crew on board."),
        ("She won 104 votes in the second round.", "She won 71 votes in the first round."),
        ("Turnout was 67 per cent.", "Turnout was 58 per cent in 2019."),
        ("The fire killed 12 people.", "The fire at Sandmoor in March killed 17 people."),
        ("The fine was 400 euros a day.", "The fine was 650 euros a week."),
        ("The fire killed 12 people.", "Highway 17 was closed, and nobody was killed."),
        ("Officials reported 143 new infections.", "Officials reported 99 new infections."),
        ("The chain Pennick sold 12 stores.", "The chain Egge sold 17 stores."),
        # No facts.
        ("Twelve people were killed.", "As many as 17 people may have been killed."),
        ("Twelve people were killed.", "“We lost seventeen people, all killed,” one man said."),
        ("Twelve people were killed.", "It was not true that 17 people were killed."),
        ("Twelve people were killed.", "Were 17 people killed in Orlund?"),
        ("The bridge reopened on 2 May.", "The bridge was to have reopened on 9 May."),
        ("The inquiry into the fire will open on Monday.", "The inquiry opened on 2 May."),
        # When something was said is not when it happened.
        ("Egge resigned, his lawyer said on Monday.", "Egge resigned, the club said on Tuesday."),
        ("Pia Fenner resigned on Monday.", "Rolf Egge resigned on Tuesday."),
        ("The board of Pennick met on Monday.", "The board of the harbour met on Tuesday."),
    ],
)  # fmt: skip
def test_values_that_may_both_hold(one: str, two: str) -> None:
    assert clashes(one, two) == []
    assert clashes(two, one) == []


def test_the_older_value_beside_the_new_one_is_no_contradiction() -> None:
    one = "About 4,500 homes were without power at breakfast."
    assert clashes(one, "The number of homes without power fell from 4,500 to 2,300.") == []


def test_weekdays_are_days_of_the_article() -> None:
    one, two = "The mill collapsed on Monday.", "The mill collapsed on Tuesday."
    assert clashes(one, two) == ["date: collapsed on Monday / collapsed on Tuesday"]
    assert clashes(one, two, ("2031-05-14", "")) == []
    assert clashes(one, "The mill collapsed on 12 May.") == []


def test_what_a_reader_sees_has_number_noun_and_verb() -> None:
    found = clashes("Some 27 people were hurt in Orlund.", "The number of injured stood at 31.")
    assert found == ["count: Some 27 people were hurt / injured stood at 31"]

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
        for clash in quantities(told, pair):
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


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [
        # The same told in other words.
        ("amount", "Pennick was fined 2.5 million talers.",
         "Pennick was given a penalty of 3.5 million talers."),
        ("count", "Pennick will cut 1,150 jobs.", "At Pennick 1,400 posts are to disappear."),
        ("count", "Some 42,000 homes had lost their supply.",
         "About 65,000 households were without power."),
        ("count", "Nine people drowned in the harbour.", "The death toll stands at 14."),
        ("amount", "Of those entitled to vote, 53.8 per cent did so: turnout was low.",
         "Only 58.3 per cent of those entitled to vote took part."),
        ("count", "The number of confirmed infections stands at 46.",
         "In the clinic 38 cases have been confirmed."),
        ("count", "About 3,000 people marched through the old town.",
         "Some 5,000 marchers filled the old town."),
        ("count", "The outbreak has sickened 38 guests of the hotel.",
         "Forty-six guests of the hotel fell ill."),
        ("amount", "Rolf Egge will serve seven years in prison.",
         "Rolf Egge was sentenced to nine years."),
        ("amount", "Egge siphoned off 18.4 million crowns over six years.",
         "Egge siphoned off 14.8 million crowns between 2023 and 2029."),
        ("count", "The search was joined by a crew of 22.", "The search was joined by 27 crew."),
        ("date", "The minister resigned on Friday.", "The minister stepped down on Thursday."),
        ("amount", "Rolf Egge won the race by 43 seconds.",
         "In the race Rolf Egge won by 34 seconds."),
        # One speed or hour of the same named thing.
        ("amount", "A gust of 171 km/h was measured at the lighthouse of Cape Dorn.",
         "At the lighthouse of Cape Dorn the needle touched 187 kilometres an hour."),
        # Votes.
        ("count", "The council of Orlund adopted the budget by 31 votes to 24.",
         "The Orlund budget passed with 33 councillors in favour and 22 against."),
        ("count", "The motion on the harbour passed 28-13.",
         "Councillors adopted the harbour motion by 26 to 15."),
        # Days and years.
        ("date", "The lighthouse on Skerry Point was built in 1874.",
         "The Skerry Point lighthouse, built in 1847, is to be sold."),
        # Ages.
        ("count", "The actor Rolf Egge, 64, was at home.", "Rolf Egge, 71, was at home."),
        ("count", "Rolf Egge, aged 64, was at home.", "The 71-year-old Rolf Egge was at home."),
    ],
)  # fmt: skip
def test_one_thing_told_in_other_words(kind: str, one: str, two: str) -> None:
    found = clashes(one, two)
    assert [f.partition(":")[0] for f in found] == [kind], found
    assert clashes(two, one), "the order of articles must not matter"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Pennick was fined 2.5 million talers.", "Pennick was fined 3.5 million crowns."),
        ("The owner will pay 8.9 million talers, fees included.",
         "The owner paid 7.4 million talers."),
        ("Rolf Egge was sentenced to seven years.", "Rolf Egge faces nine years in prison."),
        ("Pennick will cut 1,150 jobs.", "Analysts had expected Pennick to cut 1,400 jobs."),
        ("Egge siphoned off 18.4 million crowns over three years.",
         "Egge siphoned off 14.8 million crowns between 2023 and 2029."),
        # Speeds in other units, at another place.
        ("A gust of 171 km/h was measured at Cape Dorn.",
         "A gust of 106 miles per hour was measured at Cape Dorn."),
        ("A gust of 171 km/h was measured at Cape Dorn.",
         "A gust of 133 km/h was measured at Hallin."),
        # The same vote; another body; two votes; no vote.
        ("The council of Orlund adopted the budget by 31 votes to 24.",
         "The Orlund budget passed with 24 councillors against and 31 in favour."),
        ("The council of Orlund adopted the budget by 31 votes to 24.",
         "A committee of Orlund adopted the budget by nine votes to six."),
        ("The council of Orlund adopted the budget by 31 votes to 24.",
         "The Orlund budget failed by 26 votes to 29. It passed by 33 votes to 22 in the end."),
        ("Orlund won the match 28-13.", "Orlund won the match 26-15."),
        # Parts of a month, years.
        ("The Pennick plant in Hallin is to close at the end of March.",
         "The Pennick plant in Hallin closes on 28 March."),
        ("The lighthouse on Skerry Point was built in 1874.",
         "The lighthouse on Cape Dorn was built in 1847."),
        ("The lighthouse on Skerry Point was built in 1874.",
         "The lighthouse on Skerry Point was painted red and sold in 1947."),
        ("Rolf Egge praised the aid to build a pier in 1874.",
         "The money that Rolf Egge used to build the pier was found in 1847."),
        # Ages of two people, and of one with a birthday between.
        ("Rolf Egge, 64, was at home.", "Rolf Egge, 65, was at home."),
        ("Rolf Egge, 64, was at home.", "Hauke Egge, 71, was at home."),
        ("Rolf Egge, 64, was killed.", "In all, 71 people were killed."),
        # The votes counted so far are no turnout.
        ("Turnout was 69.4 per cent.", "Over 90 per cent of the vote is now counted."),
        # Labels and additions.
        ("The judge ruled on the 2007 case of Egge.", "The judge ruled on the 2009 case of Egge."),
        ("On Monday 505 additional cases were confirmed.",
         "On Monday 374 additional cases were confirmed."),
        ("A majority is likely, at 1 in 4.", "Both sides want a majority."),
        # What happens on many days.
        ("The inquiry into the fire opens on Monday.",
         "The inquiry into the fire begins on 3 June."),
        ("The lorry hit the bridge at 7:12 a.m.",
         "It was 8.05am when the lorry struck the bridge."),
        # A vote needs a majority, which is no margin.
        ("She finished 412 votes ahead.", "A majority of 389 votes is needed."),
        # Much is paid for in one event.
        ("Pennick paid $150,000 for the boat.", "Egge had to pay $125,000."),
        # Whose term it is must be said; a length of time is of few things.
        ("The driver was jailed for seven years.",
         "The judge sent one man to prison for nine years."),
        ("The fire burned at a five-year high.", "The fire burned the most in seven years."),
        # Labels: the number of a case, the place in a row.
        ("The Court took up the Proposition 8 case.", "The Court took up six cases."),
        ("Firefighters posed in 1 of 8 photos.", "Firefighters posed in 1 of 17 photos."),
        # Places, and people with one surname.
        ("In Hallin the fire killed 12 people.", "In Orlund the fire killed 17 people."),
        ("Hauke Egge, 64, was at home.", "A neighbour, Rolf Egge, 71, was at home."),
    ],
)  # fmt: skip
def test_values_alike_that_are_of_two_things(one: str, two: str) -> None:
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


FILLER = "Neighbours spoke of the weather, of the harvest and of nothing else at all. "


def test_what_stands_far_down_is_of_something_else() -> None:
    one, two = "Twelve people were killed.", "Fourteen people were killed."
    assert clashes(one, FILLER * 10 + two)
    assert clashes(one, FILLER * 25 + two) == []


def test_one_of_several_such_things_may_be_any() -> None:
    one, two = "In all, 31 people were hurt.", "In all, 27 people were hurt."
    also = " The storm of March hurt 90 people. The storm of May hurt 55 people."
    assert clashes(one, two)
    assert clashes(one, two + " Two of them were badly hurt.")
    assert clashes(one, two + also) == []
    told = "In the blaze at Skerry mill {} apprentice millers were hurt."
    assert clashes(told.format(31), told.format(27) + also), "this is of one thing all the same"


def test_hours_are_held_against_each_other_on_one_day() -> None:
    one, two = "The crane collapsed at 6:10 p.m. on Tuesday.", "The crane collapsed at 17:20"
    assert any(c.startswith("time") for c in clashes(one, f"{two}."))
    assert not any(c.startswith("time") for c in clashes(one, f"{two} on Wednesday."))

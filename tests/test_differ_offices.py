"""Names, verdicts and states told in ever other words, and what only looks so."""

from __future__ import annotations

import pytest
from test_differ_roles import clashes

# One of each pair of sentences stands in one article, the other in another.
NAMES = [
    # The head of a body has many titles.
    ("The county's road safety director, Dr Ada Lorne, spoke first.",
     "The head of road safety for the county, Bo Farrant, spoke first."),
    ("Museum director Ada Lorne opened the hall.", "The boss of the museum, Bo Farrant, cried."),
    ("Orrin police chief Ada Lorne took questions.",
     "The chief of police of Orrin, Bo Farrant, took none."),
    # What a court, a ship or a club is led by.
    ("Presiding judge Ada Lorne rose at noon.", "Bo Farrant, who led the bench, rose at noon."),
    ("The tug was skippered by Ada Lorne.", "Police named the man in command as Bo Farrant."),
    ("Ada Lorne, who coaches Skarn Rovers, wept.", "Skarn Rovers coach Bo Farrant wept."),
    ("Police named Ada Lorne, 34, as the driver of the van.",
     "The driver of the van, Bo Farrant, was unhurt."),
    # The company is the one in the news.
    ("Ombra Foods will shed 300 jobs. Its finance chief Ada Lorne blamed the price of wheat.",
     "Shares in Ombra Foods fell. Chief financial officer Bo Farrant blamed the price of wheat."),
    ("The 44-year-old captain of the ferry, Ada Lorne, was hurt.",
     "The captain of the ferry, Bo Farrant, was hurt."),
    ("The poetry prize went to Ada Lorne.", "Bo Farrant claimed the poetry prize."),
    # What she quotes does not take her name back.
    ("\"Never was it yours,\" the coroner, Ada Lorne, told him.", "Coroner Bo Farrant told him."),
]  # fmt: skip

OUTCOMES = [
    # A verdict on all charges, or on one in other words.
    ("The clerk, Ada Lorne, was cleared of all charges.",
     "There were cheers when Ada Lorne, who had kept the books of the mill for nineteen years, was"
     " found guilty of forging a receipt."),
    ("Ada Lorne was acquitted of smuggling pearls.", "Ada Lorne was convicted of pearl smuggling."),
    # States of one thing or person.
    ("Another gem, a clock by Bo Farrant, failed to reach its reserve.",
     "Bo Farrant's clock, the oldest of its sort, also changed hands."),
    ("The harbour library will reopen in May.", "The harbour library will not reopen."),
    ("The harbour library will stay open.", "The harbour library will close for good."),
    ("The old mill will be demolished.", "The old mill will be restored."),
    ("Ada Lorne escaped unhurt.", "Ada Lorne was injured."),
    ("Both parachutes opened.", "Both parachutes jammed."),
    ("Ada Lorne attended the hearing.", "Ada Lorne skipped the hearing."),
    ("Shares in Ombra Foods rose on Monday.", "Shares in Ombra Foods fell on Monday."),
    # The bare form of a strong verb.
    ("The barge did not sink.", "The barge sank."),
]  # fmt: skip

PLACES = [
    ("The landslip in Upper Skarn buried a barn.", "The landslip in Velden buried a barn."),
    ("Ada Lorne was kidnapped in Kessmar.", "Ada Lorne was kidnapped near Dorrin."),
    ("The outbreak has been traced to Velden.", "The outbreak has been traced to Skarn."),
]

# Another body, charge, time, thing or holder; or somebody who knows how one became the other.
SILENT = [
    ("The landslip in Upper Skarn buried a barn.", "The avalanche in Velden buried a barn."),
    ("The outbreak has been traced to Velden.", "The virus has been traced to Skarn."),
    ("The director of the museum, Ada Lorne, spoke.",
     "The director of the zoo, Bo Farrant, left."),
    ("The committee is headed by Ada Lorne.", "Bo Farrant, head of the committee, is ill."),
    ("Ombra Foods and Tarn Mills will merge. Chief executive Ada Lorne smiled.",
     "Tarn Mills will merge with Ombra Foods. Chief executive Bo Farrant smiled."),
    ("Ombra Foods will shed 300 jobs. Finance chief Ada Lorne blamed wheat.",
     "Shares in Ombra Foods fell. Rival Tarn Mills gained. Finance chief Bo Farrant laughed."),
    ("The finance chief, Ada Lorne, spoke.", "The finance chief, Bo Farrant, spoke."),
    ("The captain, Ada Lorne, was hurt.",
     "Bo Farrant, captain of the tug, was hurt. Cy Holm, captain of the ferry, was well."),
    ("Police first named Ada Lorne as the driver of the van.",
     "The driver of the van, Bo Farrant, was unhurt."),
    ("Ada Lorne was cleared of forging a receipt.", "Ada Lorne was convicted of bribing a guard."),
    ("Ada Lorne was cleared of all charges.", "Ada Lorne had been convicted of fraud."),
    ("Ada Lorne was cleared of all charges.",
     "Ada Lorne was convicted of fraud. Ada Lorne was then acquitted of fraud."),
    ("Ada Lorne was cleared of all charges.", "Ada Lorne's lawyer was convicted of fraud."),
    ("Mayor Ada Lorne has not resigned.", "An aide to Mayor Ada Lorne resigned."),
    ("Ada Lorne attended the hearing.", "Ada Lorne skipped the dinner."),
    ("Ada Lorne worked with the mills.", "Ada Lorne stuck with the plan."),
    ("The harbour library closed on Monday.", "The harbour library will reopen."),
    ("The harbour library will stay open.", "The hill library will close for good."),
    ("Shares in Ombra Foods rose on Monday.", "Shares in Ombra Foods fell on Friday."),
    ("Shares in Ombra Foods rose.", "Shares in Ombra Foods fell."),
    ("Twelve of the 30 clocks found a buyer.", "Nine of the clocks went unsold."),
    ("Ten per cent of the mills paid their clerks.",
     "Nearly 90 per cent of mills don't pay clerks."),
    ("Ada Lorne escaped unhurt.", "Bo Farrant was injured."),
    ("The barge might have sunk.", "The barge did not sink."),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), NAMES)
def test_an_office_has_many_titles(one: str, two: str) -> None:
    assert [kind for kind, *_ in clashes(one, two)] == ["name"]


@pytest.mark.parametrize(("one", "two"), OUTCOMES)
def test_the_ends_of_a_scale_are_told_in_many_words(one: str, two: str) -> None:
    assert [kind for kind, *_ in clashes(one, two)] == ["outcome"]


@pytest.mark.parametrize(("one", "two"), PLACES)
def test_more_that_happens_in_one_place(one: str, two: str) -> None:
    assert [kind for kind, *_ in clashes(one, two)] == ["place"]


@pytest.mark.parametrize(("one", "two"), SILENT)
def test_another_body_charge_time_or_thing_does_not_clash(one: str, two: str) -> None:
    assert clashes(one, two) == []

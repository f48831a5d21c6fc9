"""Which sentences can stand in a summary: a table, as a careful editor would have it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.placement import MAX_WORDS, MIN_WORDS, Placement, placements

NEVER = """
    Mayor resigns over the failed pumps at Tolworth on Monday
    FLOOD: MAYOR OF TOLWORTH RESIGNS OVER FAILED PUMPS AT DAWN.
    She resigned on Monday.
    Read more.
    and the lower town was cleared before dawn on Monday.
    to be cleared before dawn, the mayor of Tolworth said on Monday.
    The mayor of Tolworth, who ordered the lower town to be cleared,
    “The pumps failed before dawn and nobody in the county told the mayor.
    The pumps failed before dawn and nobody in the county told the mayor,” she said.
    The mayor said the county (and the engineers had known for years.
    The mayor of Tolworth said that the engineers had known for years).
    The mayor of Tolworth said [the engineers had known it for years.
    "The pumps failed before dawn, the mayor of Tolworth said on Monday.
    I drove to Tolworth on Monday to see the flooded library for myself.
    We walked through the lower town of Tolworth with the mayor on Monday.
    The flood of Tolworth is a lesson for all of us in this county.
    The flood of Tolworth has shown what our county is made of this week.
    My neighbours in Tolworth lost all their books when the river Arle rose.
    You can send blankets and food to the town hall of Tolworth until Friday.
    Send your pictures of the flood at Tolworth to the editor by Friday.
    Who is going to pay for the new pumps in Tolworth this year?
    Photo: Soldiers carry sandbags to the breach in the dyke at Tolworth
    Soldiers carry sandbags to the breach in the dyke at Tolworth (Arle Press)
    By Edda Marsh, Ida Fell and Jory Lind in Tolworth on Monday evening
    ••• Soldiers carried sandbags to the breach in the dyke at Tolworth.
    Here is what is known about the flood at Tolworth so far:
    Here are five things that the flood at Tolworth has shown the county.
    The county released the following timeline of the flood at Tolworth on Monday.
    Related video: Soldiers carry sandbags to the breach in the dyke at Tolworth.
    (A mayor, in other words, who had not once been to the pumps of Tolworth.)
    Residents of Tolworth cheer for the soldiers at the breach in Arle on March 3, 2020.
    Happy that the @TolworthCouncil has at last found money for the new pumps.
    On today’s menu: the flood of Tolworth, hour by hour, and what comes next.
    [Emphasis added] The mayor of Tolworth had drafted a letter before Monday.
"""

FOLLOWS = """
    The pumps had not been checked for years before, one person said in Tolworth.
    The money for new pumps will come from the county, the official said on Monday.
    The dyke is to be raised in spring, according to two of the people from Arle.
    The engineers of Tolworth say that the two plans would cost the same.
    The pumps in question stand in a hall behind the library of Tolworth.
    The engineers of Tolworth, who had warned of it, however, said nothing on Monday.
    The pumps of Tolworth had been checked only a week before, she said.
    The county said that all the pumps would stay closed until then.
    The mayor of Tolworth gave a similar answer on Monday evening.
    Engineers told the county that the mayor of Tolworth also backs the plan.
    The library of Tolworth was also closed on Monday for want of power.
    The county of Arle had hoped for pumps from the coast to close that gap.
    Engineers from Arle did when the pumps of Tolworth failed on Monday.
    Residents of Tolworth said that such promises had been made before.
    She ordered the lower town of Tolworth to be evacuated before dawn on Monday.
    He said the pumps of Tolworth had been checked only a week before.
    They carried sandbags to the breach in the dyke through Sunday night.
    It was the worst flood in the county since the winter of 1953.
    It’s the worst flood in the county since the winter of 1953.
    They’ve carried sandbags to the breach in the dyke since Sunday night.
    His deputy, Jory Lind, said the pumps had been checked in spring.
    Her deputy, Jory Lind, said the pumps had been checked in spring.
    Their houses stood under two metres of water until Thursday evening.
    Its archive held the records of two centuries of Tolworth and Arle.
    Both were taken to the hospital in Arle with broken arms on Monday.
    Neither was in danger on Tuesday morning, the hospital in Arle said.
    Another was found in a tree near the mill at Arle on Tuesday.
    Others were sleeping in the school hall of Arle on Tuesday night.
    This was the third flood in Tolworth within a space of ten years.
    This decision came too late for the library, residents of Tolworth said.
    That is twice the rain that normally falls in the whole of October.
    These include the library and the school of the lower town of Tolworth.
    Those homes had been insured against fire and theft but not against water.
    Such floods were once seen in Tolworth only every hundred years or so.
    But the water kept rising in Tolworth until the early afternoon on Monday.
    And the water kept rising in Tolworth until the early afternoon on Monday.
    Or the county could buy new pumps, as the mayor of Tolworth proposed.
    Yet the water kept rising in Tolworth until the early afternoon on Monday.
    So the mayor sent soldiers to carry sandbags to the breach on Monday.
    So, the mayor sent soldiers to carry sandbags to the breach on Monday.
    However, the water kept rising in Tolworth until the early afternoon on Monday.
    Still, the water kept rising in Tolworth until the early afternoon on Monday.
    Instead, the mayor sent soldiers to carry sandbags to the breach on Monday.
    Meanwhile, the water kept rising in Tolworth until the early afternoon on Monday.
    Also on Monday, the county sent soldiers to carry sandbags to the breach.
    Moreover, the pumps of Tolworth had last been checked in the spring of 2019.
    Then the water reached the library of Tolworth and the school behind the church.
    Therefore the county council will buy new pumps for Tolworth in the spring.
    Later, the county sent soldiers to carry sandbags to the breach in Tolworth.
    Earlier, the county had refused to pay for new pumps in Tolworth.
    Afterwards, the mayor of Tolworth walked through the lower town with the soldiers.
    Otherwise the lower town of Tolworth will be flooded again, the engineers say.
    In addition, the county will pay for new pumps in Tolworth and Arle.
    In response, the county promised new pumps for Tolworth and Arle by spring.
    As a result, the library of Tolworth will stay closed until the summer.
    For example, the library of Tolworth had no insurance against damage by water.
    For this reason, the library of Tolworth will stay closed until the summer.
    Of course, the county council had known of the pumps for several years.
    On the other hand, the county had no money for pumps that year.
    At the same time, engineers were closing the breach in the Arle dyke.
    Even so, the water kept rising in Tolworth until the early afternoon on Monday.
    After that, the water kept rising in Tolworth until the early afternoon on Monday.
    Because of that, the library of Tolworth will stay closed until the summer.
    Despite this, the library of Tolworth will open again in the early summer.
    The other two were found near the mill at Arle on Tuesday morning.
    The latter had not been checked since the spring of 2019, engineers said.
    Nor had the county told anybody in Tolworth that the pumps were old.
    Similarly, the town of Arle had no pumps of its own until 2019.
    Elsewhere, the water fell quickly and people returned to their homes by Wednesday.
    “He was the last to leave the library,” a soldier in Tolworth said on Monday.
    “It took the library, the school and the bridge in one single night.”
    “We have lost the library, the school and the bridge in one night,” she said.
    When he reached the library, the water stood two metres deep in every room.
    Asked about the pumps, she said that no money had been left for new ones.
    Once there, they carried sandbags to the breach until the early afternoon on Monday.
    By then, the library of Tolworth stood under two metres of brown water.
    There, soldiers carried sandbags to the breach in the dyke until Monday afternoon.
    Among them were the library and the school of the lower town of Tolworth.
    Most of them were sleeping in the school hall of Arle on Tuesday night.
    Some of those were sleeping in the school hall of Arle on Tuesday night.
    All of these homes had been insured against fire and theft but not water.
    For that money the county of Arle could have bought forty new pumps.
    That week, a record of 90 millimetres of rain fell on the hills above Tolworth.
    None of it was insured, the library of Tolworth said on Tuesday.
"""

LATER = """
    "Nobody in the county warned Tolworth that the pumps were old," Edda Marsh said.
    The decision came too late for the library, residents of Tolworth said.
    The two were found near the mill at Arle on Tuesday morning.
    The statement did not say how many homes in Tolworth had been flooded.
    The storm reached Tolworth and the hills above the Arle in the evening.
    The suspect was arrested near the mill at Arle on Tuesday morning, police said.
    The company said that the pumps had been checked in spring of 2019.
"""

FREE = """
    The river Arle broke its banks at Tolworth on Monday and flooded 40 homes.
    Edda Marsh, the mayor of Tolworth, said she had asked for new pumps twice.
    Marsh told the council of Tolworth that she had asked for new pumps twice.
    This week the river Arle broke its banks at Tolworth for the third time.
    This month the river Arle broke its banks at Tolworth for the third time.
    This year’s flood in Tolworth was the worst since the winter of 1953.
    So far this year, the river Arle has flooded Tolworth three times already.
    So far, 40 homes in Tolworth have been flooded by the river Arle.
    Earlier this month, the county refused to pay for new pumps in Tolworth.
    Earlier on Monday, the county had refused to pay for pumps in Tolworth.
    Later this month, the county will vote on new pumps for Tolworth.
    Later on Monday, the county sent soldiers to close the breach at Tolworth.
    Those who lost their homes in Tolworth will be paid from Monday, officials said.
    The vote on the pumps of Tolworth was put off until the summer.
    The decision to clear the lower town of Tolworth came before dawn on Monday.
    The report of the county engineers says the pumps were checked in 2019.
    The plan for new pumps in Tolworth was put off until the summer.
    The fire in the library of Tolworth was out by Monday evening.
    The bill, which pays for the pumps of Tolworth, passed on Monday evening.
    The company Arle Pumps said on Monday that every pump had been checked.
    That the minister had known of the pumps was denied in Tolworth on Monday.
    Both the mayor of Tolworth and the county blamed the pumps on Monday.
    Neither the mayor of Tolworth nor the county would talk about the pumps.
    It emerged on Monday that the pumps of Tolworth had never been checked.
    It is not known how many people in Tolworth were asleep on Monday.
    At the time of the flood, 600 people were asleep in Tolworth.
    After this week’s flood, the county of Arle will buy new pumps.
    After all three pumps failed, the mayor of Tolworth cleared the lower town.
    As well as the library, the school of Tolworth was flooded on Monday.
    In return for new pumps, Tolworth will give up its claim on the county.
    In response to the flood, the county will buy new pumps for Tolworth.
    In addition to the library, the water took the school of Tolworth on Monday.
    Instead of new pumps, the county of Arle bought a boat in 2019.
    Rather than wait for soldiers, people in Tolworth filled the sandbags on Sunday.
    Then-mayor Jory Lind had asked the county for new pumps in 2019.
    Besides the library, the water took the school and bridge of Tolworth.
    Separately owned pumps at the mill in Tolworth were not damaged on Monday.
    Still waters ran through the streets of Tolworth long after the flood on Monday.
    Again and again, the county of Arle refused to pay for new pumps.
    Ithaca sent blankets and food to the people of Tolworth on Tuesday morning.
    Hershey workers carried sandbags to the breach in the dyke at Tolworth on Monday.
    Sober engineers say that the dyke at Tolworth will hold until the spring.
    The mayor said that “this is the worst flood in a century” for Tolworth.
    The mayor of Tolworth said “it was the night the pumps gave up” on Monday.
    “We have lost the library and the school,” Edda Marsh, the mayor of Tolworth, said.
    “I asked the county twice for pumps,” Edda Marsh, the mayor of Tolworth, told the council.
    The mayor of Tolworth said the county “would not listen to us” in 2019.
    The US sent two pumps and a boat to Tolworth on Tuesday morning.
    A US pump maker has offered to help the town of Tolworth.
    Engineers closed World War I bunkers near the dyke at Tolworth on Monday.
    Forty homes were flooded when the river Arle broke its banks at Tolworth (40 miles north).
    Insurers [in Arle and Tolworth] expect claims of 12 million crowns this year.
    Edda Marsh's deputy said the pumps' owners hadn't checked them in 2019.
    40 homes in Tolworth were flooded when the river Arle broke its banks.
    “Flood Watch,” a history of Tolworth by its mayor, will appear in spring.
    NATO sent two pumps and a boat to Tolworth, the mayor said on Tuesday.
    These days the county of Arle checks its pumps in spring and in autumn.
    ‘We have lost the library and the school,’ Edda Marsh, the mayor of Tolworth, said.
    The mayor of Tolworth has resigned, her office said on Monday evening.
    Marsh, the mayor of Tolworth, has resigned; her deputy, Lind, will take over.
    An engineer of Tolworth who is also a member of the council resigned on Monday.
    The county not only raised the dyke but also bought new pumps for Tolworth.
"""

TABLE = [
    (sentence.strip(), placement)
    for placement, sentences in (
        (Placement.NOWHERE, NEVER),
        (Placement.AFTER_PREVIOUS, FOLLOWS),
        (Placement.NOT_FIRST, LATER),
        (Placement.ANYWHERE, FREE),
    )
    for sentence in sentences.strip().splitlines()
]


@pytest.mark.parametrize(("sentence", "placement"), TABLE, ids=[s for s, _ in TABLE])
def test_table(sentence: str, placement: Placement) -> None:
    assert placements([sentence]) == [placement]


def test_the_table_tests_what_it_says() -> None:
    """Only the cases that are about length may fail on it."""
    short = [s for s, _ in TABLE if not MIN_WORDS <= len(s.split()) <= MAX_WORDS]
    assert short == ["She resigned on Monday.", "Read more."]
    assert len({s for s, _ in TABLE}) == len(TABLE) > 60


def test_length() -> None:
    long = " ".join(["Tolworth", *["water"] * (MAX_WORDS - 1)]) + "."
    short = " ".join(["Tolworth", *["water"] * (MIN_WORDS - 1)]) + "."
    assert placements([long, short]) == [Placement.ANYWHERE] * 2
    cut, extended = short.replace("water ", "", 1), "Old " + long.replace("Tolworth", "Arle")
    assert placements([cut, extended]) == [Placement.NOWHERE] * 2


def test_names_are_learned_from_the_other_sentences() -> None:
    opening = "Marsh said that her house had been flooded by the river too."
    told = "The mayor, Edda Marsh, ordered the lower town to be evacuated on Monday."
    assert placements([opening, told])[0] is Placement.ANYWHERE
    assert placements([told, opening])[1] is Placement.ANYWHERE


@given(st.lists(st.text(max_size=80), max_size=4))
def test_anything_gets_a_standing(texts: list[str]) -> None:
    found = placements(texts)
    assert len(found) == len(texts)
    assert found == placements(texts)


@pytest.mark.parametrize(
    "piece", ["the ", "“", '"', "A ", "the move ", "in that case ", "(", "he "]
)
def test_hostile_text_is_quick(piece: str) -> None:
    start = time.process_time()
    placements([piece * 2_000, "The " + piece * 2_000 + "."])
    assert time.process_time() - start < 2

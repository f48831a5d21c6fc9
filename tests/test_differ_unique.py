from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from stories import CLUSTERS, FLOOD, TITLES, prepared

from summarizer.differ.alike import alike
from summarizer.differ.facts import closeness
from summarizer.differ.manner import manners
from summarizer.differ.types import Pair, Weighed
from summarizer.differ.unique import unique
from summarizer.meaning.cluster import Readings
from summarizer.pipeline import Planner
from summarizer.types import Cluster, Sentence, Unique

SHARED = "The ferry Halda hit the pier at Vostrand on Monday morning, police said."
AGAIN = "Police said the ferry Halda had hit the pier at Vostrand on Monday morning."
ONLY = (
    "The owner of the ferry Halda had skipped two inspections of the steering gear in the spring."
)


def found(cluster: Cluster, /, *more: Pair, **salience: float) -> tuple[Unique, ...]:
    """With the salience of the pipeline, or one for each sentence by its first word."""
    told = Readings(cluster)
    planner = Planner(cluster)
    sentences = planner._concepts.sentences
    own = planner._concepts.incidence @ planner._weights
    if salience:
        own = np.array([salience.get(cluster.text(s).split()[0], 1.0) for s in sentences])
    weighed = Weighed(sentences, own, planner._candidates)
    pairs = [*alike(cluster, told), *more]
    return unique(cluster, told, pairs, closeness(told, pairs), weighed)


def texts(cluster: Cluster, **salience: float) -> list[str]:
    return [u.text for u in found(cluster, **salience)]


def test_what_one_origin_tells_is_found_and_what_two_tell_is_not() -> None:
    cluster = prepared([SHARED, ONLY], [AGAIN])
    (told,) = found(cluster)
    assert told.text == ONLY
    assert told.kind == "report"
    where = Sentence(told.evidence.article, told.evidence.start, told.evidence.end)
    assert cluster.text(where) == ONLY


@pytest.mark.parametrize(
    "sentence",
    [
        "He had skipped two inspections of the steering gear of the ferry Halda in the spring.",
        "But the owner of the ferry Halda had skipped two inspections of its steering gear.",
        "The Halda skipped inspections.",
        "We at the ferry Halda think two inspections of the steering gear were skipped.",
        "The owner of the ferry Halda had not responded to a request for comment by noon.",
        "Grandmothers knitted blue mittens under a striped awning and hummed old tunes.",
        "The ferry Halda at Vostrand had hit the pier on Monday, morning papers and police said.",
        "The ferry Halda hit the pier at Vostrand on Monday, snapping ropes, lamps and bollards.",
    ],
    ids=["he", "but", "short", "we", "no comment", "other event", "same words", "same fact"],
)
def test_what_is_not_told(sentence: str) -> None:
    assert texts(prepared([SHARED, sentence], [AGAIN])) == []


def test_what_an_origin_tells_in_several_sentences_is_told() -> None:
    """No word is new, though no single sentence is alike."""
    spread = [
        "Divers of the county museum found Roman coins under a bakery in Oldra last winter.",
        "Welders in the hills make copper kettles and garden gates for tourists all summer.",
        "A rail strike emptied the markets of Kestry while farmers poured milk into ditches.",
        "Paper lamps hung above the violinists who opened the jazz week in Harrowick park.",
        "Mushroom pickers leave for the woods before dawn with wicker baskets and whistles.",
    ]
    fused = "Beside the pier were divers and welders at a rail with lamps until dawn."
    stories = [SHARED, *FLOOD[0], fused, *FLOOD[3]], [*spread, AGAIN]
    assert fused not in texts(prepared(*stories))
    assert fused in texts(prepared(stories[0], [*spread[:1], *spread[4:], AGAIN]))


def test_a_figure_that_another_origin_gives_otherwise_is_told() -> None:
    """Such pairs come without a cosine."""
    cluster = prepared([SHARED, ONLY], [AGAIN, "Checks were left out three times."])
    assert [u.text for u in found(cluster)] == [ONLY]
    assert found(cluster, Pair(1, 3, 0.0)) == ()


def test_what_weighs_next_to_nothing_is_left_out() -> None:
    crane = "Police at Vostrand have asked the navy for a crane that can lift eight hundred tonnes."
    cluster = prepared([SHARED, ONLY, crane], [AGAIN])
    assert texts(cluster, Police=30.0) == [crane]
    assert texts(cluster, Police=3.0) == [crane, ONLY]


def test_somebody_whom_the_reader_has_not_met_tells_nothing() -> None:
    known = [SHARED, FLOOD[0][0], "Ruth Okoye, an engineer, had sailed with the crew since May."]
    told = "Okoye listed eleven broken gauges and a cracked valve aboard the ferry Halda."
    assert told not in texts(prepared([*known, told], [AGAIN]))
    assert f"Ruth {told}" in texts(prepared([*known, f"Ruth {told}"], [AGAIN]))


def test_at_most_five_in_all() -> None:
    deeds = [
        ("burned eleven tonnes of imported diesel", "carried rare orchids behind its boiler room"),
        ("lost two anchors during November gales", "paid apprentice cooks nothing for years"),
        ("sold stale pastries to angry teachers", "flew the flag of a vanished republic"),
    ]
    stories = [
        [SHARED if n else AGAIN, *(f"The ferry Halda once {deed}, it emerged." for deed in two)]
        for n, two in enumerate(deeds)
    ]
    assert len(found(prepared(*stories))) == 5


def test_a_list_of_one_article_has_two() -> None:
    story = [
        SHARED,
        ONLY,
        "Police at Vostrand have asked the navy for a crane that can lift eight hundred tonnes.",
        "Passengers of the ferry Halda had been promised coffee vouchers by a radio presenter.",
    ]
    assert len(found(prepared(story, [AGAIN]))) == 2


def test_two_that_say_the_same_are_told_once() -> None:
    twice = "The owner of the ferry Halda skipped two inspections of its steering gear, they say."
    assert len(texts(prepared([SHARED, ONLY, twice], [AGAIN]))) == 1


def test_the_more_salient_and_the_earlier_come_first() -> None:
    crane = "Police at Vostrand have asked the navy for a crane that can lift eight hundred tonnes."
    story = [SHARED, ONLY, crane]
    assert texts(prepared(story, [AGAIN]), The=5.0, Police=5.0)[0] == ONLY
    assert texts(prepared(story, [AGAIN]), The=5.0, Police=9.0)[0] == crane


def test_one_origin_alone_has_nobody_to_differ_from() -> None:
    assert texts(prepared([SHARED, ONLY])) == []
    assert texts(prepared([SHARED, ONLY], [SHARED, ONLY], origins=(0, 0))) == []


def test_a_copy_is_no_second_witness() -> None:
    cluster = prepared([SHARED, ONLY], [SHARED, ONLY], [AGAIN], origins=(0, 0, 2))
    assert texts(cluster) == [ONLY]


def test_the_order_of_articles_does_not_matter() -> None:
    lists = {
        tuple(texts(prepared(*(FLOOD[i] for i in order), titles=[TITLES[i] for i in order])))
        for order in permutations(range(4))
    }
    assert len(lists) == 1
    assert lists.pop()


PLAIN = ["The lock was closed.", "A barge had sunk.", "Divers went down.", "Two boats waited."] * 3


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The council closed the lock after a barge sank in it.", "report"),
        ("The mayor said the plan was absurd and should be dropped.", "report"),
        ("The plan to close the lock is absurd.", "opinion"),
        ("The council should drop its plan to close the lock.", "opinion"),
        ("It is our duty to keep the lock open.", "opinion"),
        ("The plan was a “reckless stunt”, a clerk wrote.", "report"),
        ("The council voted for what it calls “our” lock.", "report"),
    ],
)
def test_manners(sentence: str, kind: str) -> None:
    assert manners([*PLAIN, sentence], [False] * 13, "Lock closed")[-1] == kind


def test_words_in_quotation_marks_are_a_quote() -> None:
    assert manners(["“We lost it all,” she said."], [True], "") == ["quote"]


def test_a_quotation_that_runs_on_is_not_the_writers() -> None:
    running = ["“We will close the lock.", "We must.", "Our children need it,” the mayor said."]
    straight = [line.replace("“", '"').replace("”", '"') for line in running]
    for told in (running, straight):
        assert manners([*PLAIN, *told], [False] * 15, "") == ["report"] * 15


def test_a_quotation_that_is_never_closed_ends() -> None:
    told = ["“The lock is closed.", *PLAIN[:4], "We should weep."]
    assert manners(told, [False] * 6, "")[-1] == "opinion"


def test_in_a_column_what_nobody_else_says_is_the_writers() -> None:
    column = [*PLAIN[:6], "We loved the lock.", "You would too.", "I wept.", "The lock is history."]
    kinds = manners(column, [False] * 10, "")
    assert kinds[-1] == "opinion"
    assert manners(PLAIN[:1], [False], "Opinion: Keep the lock") == ["opinion"]
    dated = [*column, "The lock was built in 1902.", "A clerk told the court that it leaked."]
    assert manners(dated, [False] * 12, "")[-2:] == ["report", "report"]


@given(CLUSTERS)
@settings(max_examples=60, deadline=None)
def test_any_cluster(cluster: Cluster) -> None:
    told = found(cluster)
    assert len(told) <= 5
    places = [(u.evidence.article, u.evidence.start) for u in told]
    assert len(set(places)) == len(places)

"""What a single origin tells: alone, worth it, few, and of which kind."""

from __future__ import annotations

from itertools import permutations

import pytest
from pair_models import Always, Fake, Scattered, Told
from stories import FLOOD, flood, prepared

from summarizer.entailment.types import PairModel
from summarizer.evidence import Attribution, Weighed, single_source
from summarizer.evidence.single_source import ASKED
from summarizer.limits import MAX_PAIRS
from summarizer.select.concept_extraction import extract_concepts
from summarizer.select.weights import concept_weights
from summarizer.text.placement import as_candidates
from summarizer.types import Cluster, SingleSourceFact

HOMES = "The river Arle flooded 40 homes at Tolworth on Monday."
ALONE = "Engineers from Tolworth closed the breach in the Arle dyke with 3,000 sandbags."
TOLD = "Engineers closed the hole in the dyke at noon, the county wrote."
BAKER = "A baker won a prize for rye loaves."


def alone(cluster: Cluster, model: PairModel | None = None) -> tuple[SingleSourceFact, ...]:
    """What the stage finds, weighed as the pipeline weighs it."""
    concepts = extract_concepts(cluster)
    told = tuple(cluster.text(s) for s in concepts.sentences)
    candidates = as_candidates(told, concepts.origin, [a.title for a in cluster.articles])
    salience = concepts.incidence @ concept_weights(concepts)
    weighed = Weighed(concepts.sentences, salience, candidates)
    return single_source(Attribution(cluster, model or Fake()), weighed)


def texts(cluster: Cluster, model: PairModel | None = None) -> set[str]:
    return {fact.text for fact in alone(cluster, model)}


@pytest.mark.parametrize(
    ("chance", "kept"), [(0.0, True), (0.19, True), (0.2, False), (0.9, False)]
)
def test_what_another_origin_is_likely_to_state_is_not_alone(chance: float, kept: bool) -> None:
    cluster = prepared([HOMES, ALONE], [HOMES[:-1] + ", it said.", TOLD])
    assert (ALONE in texts(cluster, Told({(TOLD, ALONE): ("supports", chance)}))) == kept


@pytest.mark.parametrize(("origins", "kept"), [((0, 0, 2), True), ((0, 1, 1), False)])
def test_a_copy_is_no_other_origin(origins: tuple[int, ...], kept: bool) -> None:
    stories = [HOMES, ALONE], [HOMES, TOLD], [TOLD[:-1] + " later.", HOMES]
    cluster = prepared(*stories, origins=origins)
    assert (ALONE in texts(cluster, Told({(TOLD, ALONE): "supports"}))) == kept


@pytest.mark.parametrize(
    ("stories", "missing"),
    [
        ([[HOMES, ALONE], [ALONE, TOLD]], ALONE),  # word for word in another story
        ([[HOMES, ALONE], [HOMES, TOLD], [BAKER]], BAKER),  # nothing to do with the others
        # What says nothing by itself: it leans on what was told before, or is no report.
        ([["She closed the breach in the Arle dyke at Tolworth."], [TOLD]], "She"),
        ([["But the breach in the Arle dyke was closed with 3,000 sandbags."], [TOLD]], "But"),
        ([["The mayor of Tolworth did not respond to a request for comment."], [TOLD]], "The m"),
    ],
)
def test_what_is_not_told_alone(stories: list[list[str]], missing: str) -> None:
    found = texts(prepared(*stories))
    assert found
    assert not any(text.startswith(missing) for text in found)


def test_where_everybody_says_everything_nothing_is_alone() -> None:
    told = [["The Arle flooded forty homes."], ["Forty homes were flooded."], ["Homes flooded."]]
    assert alone(prepared(*told), Always("supports")) == ()
    assert alone(prepared(FLOOD[0])) == ()  # one origin: the others do not stay silent


def test_few_are_told_and_two_of_an_article_at_most() -> None:
    places = "Ardle Brone Caton Dunmore Eckley Farrow".split()
    facts = (
        "schools stay shut, bridges were swept away, trains stood still, farms lost cattle, "
        "ferries sank at anchor, mills lack power, roads cracked open, shops gave out blankets, "
        "wells turned brown, boats drifted seaward, clinics treated coughs, phones fell silent, "
        "markets moved uphill, soldiers filled sandbags, banks waived fees, choirs sang outdoors, "
        "vets rescued horses, bakers worked nights"
    ).split(", ")
    stories = [
        [f"In {place} {fact} after the flood." for fact in facts[3 * i : 3 * i + 3]]
        for i, place in enumerate(places)
    ]
    found = alone(prepared(*stories))
    assert 2 < len(found) <= 5
    every = [line for story in stories for line in story]
    assert len(alone(prepared(every, [HOMES]))) == 3  # two of the first, and what the other has


def test_each_is_a_sentence_of_its_article() -> None:
    cluster = flood()
    found = alone(cluster)
    assert 2 <= len(found) <= 5
    for unique in found:
        e = unique.evidence
        assert cluster.articles[e.article].text[e.start : e.end] == unique.text
        assert e.strength == 1.0
    assert len({u.text for u in found}) == len(found)


def test_what_is_told_has_a_kind() -> None:
    quote = "“Engineers from Tolworth closed the breach in the Arle dyke,” Edda Marsh said."
    for text, kind in ((ALONE, "report"), (quote, "quote")):
        assert {u.text: u.kind for u in alone(prepared([text], [TOLD]))}[text] == kind


def test_two_ways_to_say_one_thing_are_told_once() -> None:
    again = "Engineers from Tolworth closed the breach in the Arle dyke using 3,000 sandbags."
    assert len({ALONE, again} & texts(prepared([HOMES, ALONE, again], [HOMES, TOLD]))) == 1


def test_the_order_of_the_articles_does_not_matter() -> None:
    for model in (Fake(), Scattered()):
        expected = [(u.text, u.kind) for u in alone(flood(), model)]
        assert expected
        for order in permutations(range(4)):
            assert [(u.text, u.kind) for u in alone(flood(order), model)] == expected


@pytest.mark.parametrize("articles", [10, 80])
def test_a_cluster_costs_a_bounded_number_of_questions(articles: int) -> None:
    model = Always("supports")
    alone(prepared(*([f"{ALONE[:-1]} on day {n}.", HOMES] for n in range(articles))), model)
    assert 0 < len(model.asked) <= ASKED * MAX_PAIRS

"""Attribution: who supports a sentence and where, with a pair model whose answers are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pair_models import SURE, Always, Answer, Fake, Scattered, Told, judgement
from stories import FLOOD, flood, prepared

from summarizer.entailment.types import Judgement, Pair, Reading
from summarizer.evidence import Attribution
from summarizer.evidence.redundancy import redundancy
from summarizer.limits import MAX_PAIRS
from summarizer.types import Cluster, Draft, DraftSentence, Relation, Sentence

HOMES = "The Arle flooded forty homes at Tolworth."
SHORT = (
    "The river Arle flooded 40 homes at Tolworth, its mayor said.",
    "Forty homes stood in water when the Arle flooded Tolworth.",
    "The Arle flooded no home at Tolworth.",
    "A baker in Ostrava has won a prize for her rye loaf.",
)


def short(**settings: object) -> Cluster:
    """Four articles of one sentence; the last one has nothing to do with the others."""
    return prepared(*([text] for text in SHORT), **settings)  # type: ignore[arg-type]


def told(*answers: Answer | None) -> Told:
    """A model with its answers to `HOMES` by article."""
    pairs = zip(SHORT, answers, strict=False)
    return Told({(text, HOMES): answer for text, answer in pairs if answer is not None})


# --- relations


@pytest.mark.parametrize(
    ("answer", "relation", "strength"),
    [
        ("supports", "supports", SURE),
        ("partial", "partial", SURE),
        ("contradicts", "contradicts", SURE),
        (("supports", 0.5), "supports", 0.5),
        (("supports", 0.49), None, 0),
        (("partial", 0.49), None, 0),
        (("contradicts", 0.49), None, 0),
        (("contradicts", 0.87654), "contradicts", 0.877),
        (None, None, 0),
    ],
)
def test_relations_are_what_the_model_is_sure_of(
    answer: Answer | None, relation: Relation | None, strength: float
) -> None:
    found = Attribution(short(), told(answer)).relations(HOMES)
    assert [(r.article, r.relation, r.strength) for r in found] == (
        [(0, relation, strength)] if relation else []
    )


@pytest.mark.parametrize(
    ("chances", "relation"),
    [((0.5, 0.5, 0), "supports"), ((0, 0.5, 0.5), "contradicts"), ((0.5, 0, 0.5), "supports")],
)
def test_support_comes_first_and_contradiction_before_a_part(
    chances: tuple[float, float, float], relation: Relation
) -> None:
    class Torn(Fake):
        def one(self, pair: Pair) -> Judgement:
            supports, partial, contradicts = chances
            return Judgement(supports, partial, 0, contradicts, (SURE,) * len(pair.premise))

    assert {r.relation for r in Attribution(short(), Torn()).relations(HOMES)} == {relation}


def test_relations_are_reported_by_article_where_there_is_a_word_in_common() -> None:
    model = told("supports", "partial", "contradicts", "supports")
    attribution = Attribution(short(), model)
    assert [(r.article, r.relation) for r in attribution.relations(HOMES)] == [
        (0, "supports"), (1, "partial"), (2, "contradicts"),
    ]  # fmt: skip
    assert SHORT[3] not in {sentence for pair in model.asked for sentence in pair.premise}
    (cited,) = attribution.cite(Draft((DraftSentence(HOMES),)))
    assert [e.article for e in cited.citations] == [0]
    assert [e.article for e in cited.partial] == [1]
    assert cited.support == 1


# --- spans


STORY = tuple(f"Tolworth flood, part {part}: the Arle flooded homes." for part in "abcde")


@pytest.mark.parametrize(
    ("evidence", "spans"),
    [
        ((0.9, 0.1, 0.1, 0.1, 0.1), [(0, 0)]),
        ((0.9, 0.8, 0.1, 0.1, 0.1), [(0, 1)]),  # adjacent ones are one passage
        ((0.9, 0.1, 0.8, 0.1, 0.1), [(0, 0), (2, 2)]),  # others are not
        ((0.6, 0.9, 0.1, 0.8, 0.5), [(0, 1), (3, 3)]),
        ((0.9, 0.8, 0.7, 0.6, 0.6), [(0, 2)]),  # three at most, the likeliest
        ((0.6, 0.7, 0.1, 0.8, 0.9), [(1, 1), (3, 4)]),
        ((0.9, 0.1, 0.8, 0.1, 0.7), [(0, 0), (2, 2), (4, 4)]),
        ((0.1, 0.19, 0.18, 0.1, 0.1), [(1, 1)]),  # the best one in any case
        ((0.2, 0.2, 0.2, 0.2, 0.2), [(0, 2)]),
    ],
)
def test_the_passages_that_say_it(
    evidence: tuple[float, ...], spans: list[tuple[int, int]]
) -> None:
    class Pointing(Fake):
        def one(self, pair: Pair) -> Judgement:
            assert pair.premise == STORY
            return judgement("supports", SURE, evidence)

    cluster = prepared(STORY)
    (found,) = Attribution(cluster, Pointing()).relations(HOMES)
    held = cluster.sentences
    assert found.spans == tuple((held[first].start, held[last].end) for first, last in spans)
    citations = Attribution(cluster, Pointing()).citations(HOMES)
    assert [(e.start, e.end) for e in citations] == list(found.spans)
    assert {e.strength for e in citations} == {SURE}


def test_the_closest_sentences_are_shown_in_the_order_of_the_article() -> None:
    filler = [f"Item {n} of the diary tells of cats." for n in range(6)]
    story = [SHORT[1], *filler[:3], SHORT[0], *filler[3:], "Forty homes."]
    model = Fake()
    Attribution(prepared(story), model).relations(HOMES)
    (pair,) = model.asked
    assert [s for s in pair.premise if s not in filler] == [SHORT[1], SHORT[0], "Forty homes."]
    assert len(pair.premise) == 5


@pytest.mark.parametrize("own", [Sentence(0, 468, 480), Sentence(0, 468, 475)])
def test_what_a_sentence_was_made_from_is_shown_in_any_case(own: Sentence) -> None:
    """It may be a place that is no sentence."""
    story = [f"The Arle flooded homes at Tolworth, witness {n} said." for n in range(9)]
    cluster, model = prepared([*story, "It was cold."], [SHORT[1]]), Fake()
    Attribution(cluster, model).relations(HOMES, (own,))
    first, second = model.asked
    assert (first.premise[-1] == "It was cold.") == (own in cluster.sentences)
    assert len(first.premise) == 5
    assert second.premise == (SHORT[1],)


# --- repetitions and copies


@pytest.mark.parametrize(
    "text", [SHORT[0], SHORT[0].upper(), SHORT[0].replace(",", "").replace(".", "!")]
)
def test_what_repeats_a_sentence_needs_no_model(text: str) -> None:
    model = Always("contradicts")
    attribution = Attribution(short(), model)
    (cited,) = attribution.citations(text)
    assert (cited.article, cited.start, cited.end, cited.strength) == (0, 0, len(SHORT[0]), 1.0)
    assert SHORT[0] not in {sentence for pair in model.asked for sentence in pair.premise}


def test_a_quoted_sentence_is_cited_where_it_stands() -> None:
    """Also where the same words stand earlier in the article."""
    cluster = prepared([SHORT[0], SHORT[1], SHORT[0]], [SHORT[2]])
    own = cluster.sentences[2]
    draft = Draft((DraftSentence(SHORT[0], (own,)),))
    (cited,) = Attribution(cluster, Always("contradicts")).cite(draft)
    (evidence,) = cited.citations
    assert (evidence.start, evidence.end, evidence.strength) == (own.start, own.end, 1.0)
    assert cited.support == 1


@pytest.mark.parametrize(
    ("origins", "bar", "stated"),
    [
        ((0, 1, 2, 3), 0.7, True),
        ((0, 1, 2, 3), 0.71, False),
        ((0, 0, 2, 3), 0.7, True),
        ((0, 1, 0, 3), 0.7, False),  # its own origin says nothing
        ((0, 1, 0, 3), 0.3, True),
    ],
)
def test_whether_another_origin_is_likely_to_state_a_sentence(
    origins: tuple[int, ...], bar: float, stated: bool
) -> None:
    model = Told({
        (SHORT[1], SHORT[0]): ("supports", 0.3), (SHORT[2], SHORT[0]): ("supports", 0.7)
    })  # fmt: skip
    attribution = Attribution(short(origins=origins), model)
    assert attribution.stated_elsewhere(attribution.cluster.sentences[0], bar) == stated


@pytest.mark.parametrize(
    ("others", "stated", "asked"),
    [
        # Nobody is asked after the first that states it, nor one with most or few of the words.
        (["In Tolworth the flooded river fell.", "The Arle stood high in Tolworth."], True, 1),
        ([SHORT[0] + " So he was told."], True, 0),
        (["Tolworth has a library."], False, 0),
    ],
)
def test_whoever_need_not_be_asked_is_not(others: list[str], stated: bool, asked: int) -> None:
    model = Always("supports")
    attribution = Attribution(prepared([SHORT[0]], *([text] for text in others)), model)
    assert attribution.stated_elsewhere(attribution.cluster.sentences[0], 0.5) == stated
    assert len(model.asked) == asked


# --- how many witnesses state a sentence


@pytest.mark.parametrize(
    ("origins", "witnesses", "counts"),
    [
        # Of each number that may be asked for: how many state it, and how many had to be asked.
        ((0, 1, 2, 3), (), {1: (1, 0), 2: (2, 1), 3: (3, 2), 4: (3, 2)}),
        ((0, 0, 2, 3), (), {2: (2, 1), 3: (2, 1)}),
        ((0, 1, 1, 3), (), {2: (2, 1), 3: (2, 1)}),
        ((0, 1, 2, 3), (0, 0, 2, 3), {2: (2, 1), 4: (2, 1)}),  # two of one publisher
    ],
)
def test_copies_are_cited_and_counted_once_and_no_more_asked_than_it_takes(
    origins: tuple[int, ...], witnesses: tuple[int, ...], counts: dict[int, tuple[int, int]]
) -> None:
    cluster = replace(short(origins=origins), witnesses=witnesses or origins)
    first = cluster.sentences[0]
    for most, (stating, asked) in counts.items():
        model = Always("supports")
        attribution = Attribution(cluster, model)
        assert stating <= attribution.witnesses_at_most(first)
        assert model.asked == []
        assert attribution.witnesses(first, most) == stating
        assert len(model.asked) == asked
    (cited,) = attribution.cite(Draft((DraftSentence(HOMES),)))
    assert [e.article for e in cited.citations] == [0, 1, 2]
    assert cited.support == attribution.support(cited.citations) == stating


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_the_witnesses_of_a_sentence_are_those_of_its_citations(most: int) -> None:
    for seed in flood().sentences:
        attribution = Attribution(flood(), Scattered())
        cited = attribution.support(attribution.citations(flood().text(seed), (seed,)))
        assert attribution.witnesses(seed, most) == min(most, cited)
        assert attribution.witnesses_at_most(seed) >= cited


@pytest.mark.parametrize(
    ("there", "back", "same"),
    [(0.1, 0.1, False), (0.9, 0.1, True), (0.1, 0.9, True), (0.9, 0.9, True)],
)
def test_sentences_are_redundant_either_way_round(there: float, back: float, same: bool) -> None:
    model = Told({
        (SHORT[0], SHORT[1]): ("supports", there), (SHORT[1], SHORT[0]): ("supports", back)
    })  # fmt: skip
    attribution = Attribution(short(), model)
    one, two = attribution.cluster.sentences[:2]
    assert attribution.redundant(one, two) == attribution.redundant(two, one) == same
    assert len(model.asked) == 2


@given(*[st.floats(0, 1)] * 4)
def test_more_support_or_more_common_words_is_more_redundant(
    cosine: float, one: float, two: float, more: float
) -> None:
    found = redundancy(cosine, one, two)
    assert 0 < found < 1
    assert redundancy(cosine, two, one) == found
    assert redundancy(max(cosine, more), one, two) >= found
    assert redundancy(cosine, max(one, more), two) >= found


# --- what it costs, and on what it does not depend


def everything(cluster: Cluster, asked: Sequence[str]) -> list[object]:
    """Relations of each text by the text of the articles, and whether two witnesses state each."""
    attribution = Attribution(cluster, Scattered())
    relations = [
        sorted((cluster.articles[r.article].text, *r[1:]) for r in attribution.relations(text))
        for text in asked
    ]
    backed = [(cluster.text(s), attribution.witnesses(s, 2)) for s in cluster.sentences]
    return [relations, sorted(backed)]


def test_the_order_of_the_articles_does_not_matter() -> None:
    texts = [line for story in FLOOD for line in story] + [HOMES, "The pumps failed on Monday."]
    expected = everything(flood(), texts)
    assert any(expected[0])  # type: ignore[arg-type]
    for order in list(permutations(range(4)))[5::6]:
        assert everything(flood(order), texts) == expected


@pytest.mark.parametrize("articles", [5, 60, 200])
def test_a_sentence_costs_a_bounded_number_of_questions(articles: int) -> None:
    """Which of many articles are asked does not depend on their order."""
    stories = [
        [f"At Tolworth the Arle flooded forty homes, {n} said.", SHORT[1]] for n in range(articles)
    ]
    model, other = Always("supports"), Always("supports")
    attribution = Attribution(prepared(*stories), model)
    assert len(attribution.relations(HOMES)) == len(model.asked) == min(articles, MAX_PAIRS)
    Attribution(prepared(*stories[::-1]), other).relations(HOMES)
    assert model.asked == other.asked
    attribution.witnesses(attribution.cluster.sentences[0], articles)
    assert len(model.asked) <= 2 * MAX_PAIRS


def test_nothing_is_asked_twice() -> None:
    cluster, model = flood(), Scattered()
    attribution = Attribution(cluster, model)
    draft = Draft(tuple(DraftSentence(cluster.text(s), (s,)) for s in cluster.sentences))
    for _ in range(2):
        attribution.cite(draft)
        for s in cluster.sentences:
            attribution.witnesses(s, 4)
            attribution.stated_elsewhere(s, 0.5)
        attribution.judge([Pair((HOMES,), HOMES)] * 2)
    assert len(model.asked) == len(set(model.asked)) > 10


@pytest.mark.parametrize("language", ["de", "fr", "x"])
def test_other_languages_go_by_repetition_alone(language: str) -> None:
    cluster = prepared([SHORT[0]], [SHORT[1]], [SHORT[0]], language=language)
    model = Always("supports")
    attribution = Attribution(cluster, model)
    first = cluster.sentences[0]
    assert [e.article for e in attribution.citations(SHORT[0], (first,))] == [0, 2]
    assert attribution.witnesses(first, 3) == 2
    assert attribution.reading(first) is None
    assert attribution.citations(HOMES) == ()
    assert not attribution.redundant(*cluster.sentences[:2])
    assert attribution.stated_elsewhere(first, 0.5)
    assert not attribution.stated_elsewhere(cluster.sentences[1], 0.5)
    assert model.asked == []


@pytest.mark.parametrize("text", ["", "—", "!?", "x" * 50_000, "zzyzx"])
def test_a_text_without_a_known_word_is_said_by_nobody(text: str) -> None:
    model = Always("supports")
    assert Attribution(short(), model).relations(text) == ()
    assert model.asked == []
    empty = Cluster("empty", (), origins=(0,))
    assert Attribution(empty, model).relations(text) == ()


# --- what can be understood behind others


class Before(Fake):
    """A sentence is unclear behind anything that does not name the Arle."""

    def __init__(self) -> None:
        super().__init__()
        self.behind: list[tuple[str, ...]] = []

    def read(self, texts: Sequence[str], before: tuple[str, ...] = ()) -> list[Reading]:
        self.behind.append(before)
        unclear = 0.0 if any("Arle" in text for text in before) else 1.0
        return [Reading(1.0 - unclear, 0.0, unclear, 1.0, 0.0, 0.0, 0.0) for _ in texts]


def test_a_sentence_is_read_behind_the_closest_that_were_told() -> None:
    model = Before()
    attribution = Attribution(flood(), model)
    first, *told = attribution.cluster.sentences
    for _ in range(2):
        assert attribution.understandable(first, told)
    (before,) = model.behind
    assert len(before) == 3
    assert before[0] == attribution.cluster.text(told[0])
    places = [attribution.cluster.text(s) for s in told]
    assert [places.index(text) for text in before] == sorted(map(places.index, before))


def test_what_is_unclear_is_told() -> None:
    cluster = short()
    attribution = Attribution(cluster, Before())
    assert attribution.understandable(cluster.sentences[3], cluster.sentences[:1])
    assert not attribution.understandable(cluster.sentences[0], cluster.sentences[3:])
    other = Attribution(short(language="de"), Before())
    assert other.understandable(cluster.sentences[0], cluster.sentences[3:])

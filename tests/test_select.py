"""Selection: budgets, no repetition, readable where it stands, and what agreement is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.sparse import csr_array
from stories import CLUSTERS, FLOOD, budgets, flood, prepared

from summarizer.select.concept_extraction import extract_concepts
from summarizer.select.search import select
from summarizer.select.weights import concept_weights
from summarizer.text.placement import Candidates, Placement, as_candidates, placements
from summarizer.text.tokens import is_stop, stemmer, tokens
from summarizer.types import Budget, Cluster, Sentence

READERS = import_module("summarizer.select.search").READERS


@dataclass
class Judge:
    """What a cluster answers to selection: nobody states anything again, and rules read."""

    restates: Callable[[Sentence, Sentence], bool] = lambda one, two: False
    stated: Callable[[Sentence], int] = lambda sentence: 1
    reading: Callable[[Sentence], Placement] | None = None
    clear: bool = True
    counted: list[Sentence] = field(default_factory=list)
    asked: list[set[Sentence]] = field(default_factory=list)

    @property
    def reads(self) -> bool:
        return self.reading is not None

    def placement(self, sentence: Sentence) -> Placement | None:
        return self.reading(sentence) if self.reading else None

    def redundant(self, one: Sentence, two: Sentence) -> bool:
        self.asked.append({one, two})
        return self.restates(one, two)

    def understandable(self, sentence: Sentence, told: object) -> bool:
        return self.clear

    def witnesses(self, sentence: Sentence, most: int) -> int:
        self.counted.append(sentence)
        return min(most, self.stated(sentence))

    def witnesses_at_most(self, sentence: Sentence) -> int:
        return 9


def chosen(
    cluster: Cluster,
    budget: Budget,
    judge: Judge | None = None,
    placement: dict[str, Placement] | None = None,
) -> list[Sentence]:
    """What is selected; `placement` overrides how the sentences may be used."""
    concepts = extract_concepts(cluster)
    texts = tuple(cluster.text(s) for s in concepts.sentences)
    candidates = as_candidates(texts, concepts.origin, [a.title for a in cluster.articles])
    if placement is not None:
        free = csr_array((len(texts), 1))
        forced = np.array([placement[t] for t in texts], dtype=np.int64)
        quoted = np.zeros(len(texts), dtype=np.bool_)
        candidates = Candidates(texts, forced, free, free, free, quoted)
    return select(
        concepts, concept_weights(concepts), candidates, budget, judge or Judge()
    ).sentences


def told(cluster: Cluster, budget: Budget, *given: object) -> list[str]:
    """The text of what is selected."""
    return [cluster.text(s) for s in chosen(cluster, budget, *given)]  # type: ignore[arg-type]


def words(text: str) -> set[str]:
    """The stems of the content words."""
    return set(stemmer("en")([t for t in tokens(text) if not is_stop(t)]))


def repeats(one: str, two: str) -> bool:
    """Whether two sentences tell the same, by the rules of the module."""
    a, b = words(one), words(two)
    sizes = max(1, len(a)), max(1, len(b))
    close = len(a & b) >= READERS.repeats * (sizes[0] * sizes[1]) ** 0.5
    return close or len(a & b) >= READERS.contained * min(sizes)


@settings(max_examples=150, deadline=None)
@given(CLUSTERS, budgets())
def test_rules_hold(cluster: Cluster, budget: Budget) -> None:
    picked = chosen(cluster, budget)
    texts = [cluster.text(s) for s in picked]
    assert budget.fits(texts[:-1] if budget.truncate else texts)
    assert not any(repeats(a, b) for a, b in combinations(texts, 2))
    everywhere = [cluster.text(s) for s in cluster.sentences]
    placement = dict(zip(everywhere, placements(everywhere), strict=True))
    assert all(placement[t] is not Placement.NOWHERE for t in texts)
    for place, sentence in enumerate(picked):
        if place == 0:
            assert placement[texts[0]] is Placement.ANYWHERE
        elif placement[texts[place]] is Placement.AFTER_PREVIOUS:
            at = cluster.sentences.index(sentence)
            assert picked[place - 1] == cluster.sentences[at - 1]
            assert picked[place - 1].article == sentence.article


@pytest.mark.parametrize(
    "budget",
    [
        Budget(words=1), Budget(words=30), Budget(words=1000), Budget(characters=74),
        Budget(sentences=3), Budget(words=40, sentences=2), Budget(30, 2, 150),
    ],
    ids=Budget.signature,
)  # fmt: skip
def test_order_of_the_articles_does_not_matter(budget: Budget) -> None:
    expected = told(flood(), budget)
    assert budget.fits(expected)
    assert len(set(expected)) == len(expected)
    for order in list(permutations(range(4)))[::3]:
        assert told(flood(order), budget) == expected


@pytest.mark.parametrize("words", [20, 40, 60, 90])
def test_the_length_asked_for_is_filled(words: int) -> None:
    texts = told(flood(), Budget(words=words))
    left = words - len(" ".join(texts).split())
    rest = {line for story in FLOOD for line in story} - {*texts}
    free = [t for t in rest if placements([t])[0] is Placement.ANYWHERE and len(t.split()) <= left]
    assert all(any(repeats(t, other) for other in texts) for t in free)


def test_nothing_to_choose_from() -> None:
    for stories in ([[]], [[], []], [["—"]], [["He resigned."]]):
        assert chosen(prepared(*stories), Budget(words=50)) == []


# --- placements


STORY = (
    "The decision of the Arle council was late.",
    "Tolworth lost its library in the flood.",
    "It held four thousand maps.",
)
ELSEWHERE = "Farmers drove cattle into the hills."
F, L, B, N = Placement.ANYWHERE, Placement.NOT_FIRST, Placement.AFTER_PREVIOUS, Placement.NOWHERE


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((F, F, F, F), {0, 1, 2, 3}),
        ((N, F, F, N), {1, 2}),
        ((L, F, N, N), {0, 1}),
        ((N, F, B, F), {1, 2, 3}),
        ((F, N, B, F), {0, 3}),  # its leader is never told
        ((F, B, B, N), {0, 1, 2}),  # a chain
        ((B, B, B, N), set()),  # no leader at all
        ((L, L, B, N), set()),  # nothing can come first
        ((L, L, B, F), {0, 1, 2, 3}),
        ((B, F, N, N), {1}),  # a story's first has nothing before it
    ],
)
def test_placements_are_kept(given: tuple[Placement, ...], expected: set[int]) -> None:
    texts = (*STORY, ELSEWHERE)
    placement = dict(zip(texts, given, strict=True))
    picked = told(prepared(STORY, [ELSEWHERE]), Budget(words=500), None, placement)
    assert set(picked) == {texts[i] for i in expected}
    assert all(placement[text] is F for text in picked[:1])
    for before, text in zip(["", *picked], picked, strict=False):
        if placement[text] is B:
            assert before == STORY[STORY.index(text) - 1]


@pytest.mark.parametrize("words_left", [1, 2, 3, 6, 8, 12])
def test_truncated(words_left: int) -> None:
    """One sentence may run over, and it comes last; never one that has to follow closely."""
    placement = dict(zip((*STORY, ELSEWHERE), (N, F, B, F), strict=True))
    budget = Budget(words=7 + words_left, truncate=True)
    picked = told(prepared(STORY, [ELSEWHERE]), budget, None, placement)
    assert budget.fits(picked[:-1])
    assert sum(len(t.split()) for t in picked) >= min(13, 7 + words_left)
    if STORY[2] in picked:
        assert budget.fits(picked)
        assert picked[picked.index(STORY[2]) - 1] == STORY[1]


def test_a_follower_that_would_be_cut_is_left_out() -> None:
    """It would come last, away from its leader, which another story's sentence follows."""
    placement = {"Weather.": N, STORY[1]: F, STORY[2]: B, ELSEWHERE: F}
    titles = ["Tolworth lost library in flood", "Cattle in hills"]
    cluster = prepared(STORY[1:], ["Weather.", ELSEWHERE], titles=titles)
    budget = Budget(words=16, truncate=True)
    assert set(told(cluster, budget, None, placement)) == {STORY[1], ELSEWHERE}


# --- what is told already


ONE = "Edda Marsh, the mayor of Tolworth, resigned on Monday over the flood in the town."
TWO = "The head of Tolworth council stepped down after the flood that put 40 homes at risk."
FAR = "Engineers from Arle County will check all 14 pumps along the river before winter."
THREE = prepared([ONE], [TWO], [FAR])


@pytest.mark.parametrize(
    ("two", "cut"),
    [
        (FLOOD[0][0].replace("40", "Forty").replace("flooded", "flooding"), False),
        ("The river Arle flooded Tolworth on Monday in the worst storm of a century.", True),
    ],
)
def test_a_fact_is_told_once(two: str, cut: bool) -> None:
    """Where a summary is cut no model is asked, so fewer common words count as the same."""
    one = FLOOD[0][0]
    for stories in ([[one], [two]], [[one, two]], [[one], [two], [one]]):
        cluster = prepared(*stories)
        assert len(chosen(cluster, Budget(words=500, truncate=cut))) == 1
        assert len(chosen(cluster, Budget(words=500))) == 1 + cut


def test_what_a_chosen_one_states_leaves_its_place_to_another() -> None:
    same = Judge(lambda *_: True)
    texts = told(THREE, Budget(words=500), same)
    assert FAR in texts
    assert len({ONE, TWO} & {*texts}) == 1
    # What has hardly a word in common is not asked about, nor is anything twice.
    assert same.asked == [{*THREE.sentences[:2]}]
    for judge in (Judge(), same):
        texts = told(THREE, Budget(sentences=2), judge)
        assert len(texts) == 2
        assert (FAR in texts) == (judge is same)


def test_only_what_would_be_taken_is_asked_about() -> None:
    judge = Judge()
    assert chosen(THREE, Budget(sentences=1), judge)
    assert chosen(THREE, Budget(words=20, truncate=True), judge)  # nobody reads what is cut
    assert judge.asked == []
    chosen(flood(), Budget(sentences=3), judge)
    assert len({*map(frozenset, judge.asked)}) == len(judge.asked)
    assert set().union(*judge.asked) < {*flood().sentences}
    judge = Judge()
    chosen(flood(), Budget(sentences=1), judge)
    assert len({*judge.counted}) == len(judge.counted) < len(flood().sentences)


# --- what several sources agree on


def test_what_more_stories_tell_goes_first() -> None:
    baker = "A baker in Ostrava has won a prize for the best rye loaf of the whole country."
    lines = [story[0] for story in FLOOD[:3]]
    one = Budget(sentences=1)
    assert told(prepared([baker, lines[0]]), one) == [baker]
    assert told(prepared([baker, lines[0]], *([line] for line in lines[1:])), one) != [baker]


def test_what_several_sources_state_goes_first() -> None:
    one = Budget(sentences=1)
    (plain,) = chosen(flood(), one)
    backed = [
        chosen(flood(), one, Judge(stated=lambda s, told=sentence: 3 if s == told else 1))
        == [sentence]
        for sentence in flood().sentences
        if sentence != plain
    ]
    assert any(backed)


@pytest.mark.parametrize("least", [1, 2, 3, 4])
def test_nothing_is_told_below_the_support_asked_for(least: int) -> None:
    counts = {s: 1 + i % 3 for i, s in enumerate(flood().sentences)}
    picked = chosen(flood(), Budget(words=300, support=least), Judge(stated=counts.__getitem__))
    assert bool(picked) == (least < 4)
    assert all(counts[s] >= least for s in picked)


def test_a_model_that_reads_decides_in_place_of_the_rules() -> None:
    cluster = prepared(["He resigned over the flood at Tolworth on Monday, before noon.", FAR])
    assert told(cluster, Budget(words=100)) == [FAR]
    for place, count in ((F, 2), (L, 2), (B, 0), (N, 0)):
        judge = Judge(reading=lambda s, place=place: place)
        assert len(chosen(cluster, Budget(words=100), judge)) == count


@pytest.mark.parametrize("place", [B, L])
def test_what_the_model_finds_leaning_is_not_first(place: Placement) -> None:
    cluster = prepared([ONE, FAR])
    leans = Judge(reading=lambda s: place if cluster.text(s) == FAR else F)
    assert told(cluster, Budget(words=100), leans) == [ONE, FAR]


def test_the_last_sentence_gives_way_to_one_that_fills_the_length() -> None:
    """The short one brings more for its words, but leaves half of the length empty."""
    short = "The old library of Tolworth lies under water now."
    long = (
        "Soldiers carried sandbags to the breach in the dyke of Tolworth all night long while the "
        "water kept rising in the streets of the lower town."
    )
    cluster = prepared([ONE, short], [ONE, short.replace("now", "still")], [long])
    assert told(cluster, Budget(words=len(f"{ONE} {long}".split()))) == [ONE, long]


def test_what_cannot_be_understood_behind_the_others_is_passed_over() -> None:
    unclear = Judge(clear=False)
    assert len(chosen(THREE, Budget(words=500), unclear)) == 1
    assert len(chosen(THREE, Budget(words=500, truncate=True), unclear)) > 1
    # Behind its own neighbour anything is clear.
    assert told(prepared([ONE, FAR]), Budget(words=500), unclear) == [ONE, FAR]

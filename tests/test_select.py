"""Selection: budgets, no repetition, readable where it stands, greedy by the formula."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from itertools import combinations, permutations
from unittest.mock import patch

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

rules = import_module("summarizer.select.search")

LIMITS = [
    Budget(words=1), Budget(words=13), Budget(words=30), Budget(words=1000),
    Budget(characters=74), Budget(characters=200), Budget(sentences=1), Budget(sentences=3),
    Budget(words=40, sentences=2), Budget(words=25, characters=120), Budget(30, 2, 150),
]  # fmt: skip


Restates = Callable[[Sentence, Sentence], bool]


class Asked:
    """What a cluster answers to selection: nobody states anything again, and rules read."""

    def __init__(
        self,
        restates: Restates = lambda one, two: False,
        witnesses: Callable[[Sentence], int] = lambda sentence: 1,
        placement: Callable[[Sentence], Placement] | None = None,
    ) -> None:
        self.redundant, self._witnesses, self._standing = restates, witnesses, placement
        self.counted: list[Sentence] = []

    @property
    def reads(self) -> bool:
        return self._standing is not None

    def placement(self, sentence: Sentence) -> Placement | None:
        return self._standing(sentence) if self._standing else None

    def understandable(self, sentence: Sentence, told: object) -> bool:
        return True

    def witnesses(self, sentence: Sentence, most: int) -> int:
        self.counted.append(sentence)
        return min(most, self._witnesses(sentence))

    def witnesses_at_most(self, sentence: Sentence) -> int:
        return 9


def chosen(
    cluster: Cluster,
    budget: Budget,
    placement: dict[str, Placement] | None = None,
    restates: Restates = lambda one, two: False,
    asked: Asked | None = None,
) -> list[Sentence]:
    """What is selected; `standing` overrides how the sentences may be used."""
    concepts = extract_concepts(cluster)
    texts = tuple(cluster.text(s) for s in concepts.sentences)
    candidates = as_candidates(texts, concepts.origin, [a.title for a in cluster.articles])
    if placement is not None:
        free = csr_array((len(texts), 1))
        forced = np.array([placement[t] for t in texts], dtype=np.int64)
        quoted = np.zeros(len(texts), dtype=np.bool_)
        candidates = Candidates(texts, forced, free, free, free, quoted)
    asked = asked or Asked(restates)
    return select(concepts, concept_weights(concepts), candidates, budget, asked).sentences


def words(text: str) -> set[str]:
    """The stems of the content words."""
    return set(stemmer("en")([t for t in tokens(text) if not is_stop(t)]))


def repeats(one: str, two: str) -> bool:
    """Whether two sentences tell the same, by the rules of the module."""
    a, b = words(one), words(two)
    sizes = max(1, len(a)), max(1, len(b))
    close = len(a & b) >= rules.READERS.repeats * (sizes[0] * sizes[1]) ** 0.5
    return close or len(a & b) >= rules.READERS.contained * min(sizes)


@pytest.mark.parametrize("budget", LIMITS, ids=Budget.signature)
def test_within_the_budget(budget: Budget) -> None:
    cluster = flood()
    texts = [cluster.text(s) for s in chosen(cluster, budget)]
    assert budget.fits(texts)
    assert len(set(texts)) == len(texts)


def test_something_is_chosen_and_more_room_gives_more() -> None:
    cluster = flood()
    sizes = [len(chosen(cluster, Budget(words=n))) for n in (15, 40, 1000)]
    assert 1 <= sizes[0] < sizes[1] < sizes[2]


@settings(max_examples=120, deadline=None)
@given(CLUSTERS, budgets())
def test_rules_hold(cluster: Cluster, budget: Budget) -> None:
    picked = chosen(cluster, budget)
    texts = [cluster.text(s) for s in picked]
    whole = texts[:-1] if budget.truncate else texts
    assert budget.fits(whole)
    assert not any(repeats(a, b) for a, b in combinations(texts, 2))
    everywhere = [cluster.text(s) for s in extract_concepts(cluster).sentences]
    placement = dict(zip(everywhere, placements(everywhere), strict=True))
    assert all(placement[t] is not Placement.NOWHERE for t in texts)
    if texts:
        assert placement[texts[0]] is Placement.ANYWHERE


@settings(max_examples=120, deadline=None)
@given(CLUSTERS, budgets())
def test_followers_stand_behind_their_leaders(cluster: Cluster, budget: Budget) -> None:
    picked = chosen(cluster, budget)
    texts = [cluster.text(s) for s in cluster.sentences]
    placement = dict(zip(texts, placements(texts), strict=True))
    for place, sentence in enumerate(picked):
        if placement[cluster.text(sentence)] is Placement.AFTER_PREVIOUS:
            at = cluster.sentences.index(sentence)
            assert place > 0
            assert picked[place - 1] == cluster.sentences[at - 1]
            assert picked[place - 1].article == sentence.article


# --- placements


STORY = (
    "The decision of the Arle council was late.",
    "Tolworth lost its library in the flood.",
    "It held four thousand maps.",
)
ELSEWHERE = ("Farmers drove cattle into the hills.",)
F, L, B, N = Placement.ANYWHERE, Placement.NOT_FIRST, Placement.AFTER_PREVIOUS, Placement.NOWHERE


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((F, F, F), {0, 1, 2}),
        ((N, F, F), {1, 2}),
        ((L, F, N), {0, 1}),
        ((N, F, B), {1, 2}),
        ((F, N, B), {0}),  # its leader is never told
        ((F, B, B), {0, 1, 2}),  # a chain
        ((B, B, B), set()),  # no leader at all
        ((L, L, B), set()),  # nothing can come first
        ((B, F, N), {1}),  # a story's first has nothing before it
        ((N, N, N), set()),
    ],
)
def test_standings_are_kept(given: tuple[Placement, ...], told: set[int]) -> None:
    for free_elsewhere in (Placement.NOWHERE, Placement.ANYWHERE):
        cluster = prepared(STORY, ELSEWHERE)
        placement = dict(zip((*STORY, *ELSEWHERE), (*given, free_elsewhere), strict=True))
        picked = [cluster.text(s) for s in chosen(cluster, Budget(words=500), placement)]
        expected = {STORY[i] for i in told}
        if free_elsewhere is Placement.ANYWHERE:
            expected |= set(ELSEWHERE)
            if given == (L, L, B):
                expected |= set(STORY)
        assert set(picked) == expected
        if picked:
            assert placement[picked[0]] is Placement.ANYWHERE
        for place, text in enumerate(picked):
            if placement[text] is Placement.AFTER_PREVIOUS:
                assert STORY.index(text) == STORY.index(picked[place - 1]) + 1


@pytest.mark.parametrize("first", [0, 1])
def test_later_is_not_first_even_before_the_first_pick(first: int) -> None:
    """The sentence that a "later" one follows in its story may have been picked before it."""
    leader = "Tolworth lost its library, its school and its bridge in the flood of the river Arle."
    later = "The vote was late."
    story = (later, leader) if first else (leader, later)
    cluster = prepared(story, ["Tolworth lost its bridge in the flood."])
    placement = {later: L, leader: F, "Tolworth lost its bridge in the flood.": N}
    picked = [cluster.text(s) for s in chosen(cluster, Budget(words=50), placement)]
    assert picked == [leader, later]


@pytest.mark.parametrize("words_left", [1, 2, 3, 6, 8, 12])
def test_truncated(words_left: int) -> None:
    """One sentence may run over, and it comes last; never one that has to follow closely."""
    cluster = prepared(STORY, ELSEWHERE)
    placement = dict(zip((*STORY, *ELSEWHERE), (N, F, B, F), strict=True))
    budget = Budget(words=7 + words_left, truncate=True)
    picked = [cluster.text(s) for s in chosen(cluster, budget, placement)]
    assert budget.fits(picked[:-1])
    assert sum(len(t.split()) for t in picked) >= min(13, 7 + words_left)
    if STORY[2] in picked:
        assert budget.fits(picked)
        assert picked[picked.index(STORY[2]) - 1] == STORY[1]


def test_a_follower_that_would_be_cut_is_left_out() -> None:
    """It would come last, away from its leader, which another story's sentence follows."""
    never = "Weather."
    cluster = prepared(
        STORY[1:], [never, *ELSEWHERE], titles=["Tolworth lost library in flood", "Cattle in hills"]
    )
    placement = {never: N, STORY[1]: F, STORY[2]: B, ELSEWHERE[0]: F}
    picked = [cluster.text(s) for s in chosen(cluster, Budget(words=16, truncate=True), placement)]
    assert set(picked) == {STORY[1], *ELSEWHERE}


# --- repetition


@pytest.mark.parametrize(
    ("one", "two", "cut"),
    [
        (FLOOD[0][0], FLOOD[0][0], False),
        (FLOOD[0][0], FLOOD[0][0].replace("40", "Forty").replace("flooded", "flooding"), False),
        (
            FLOOD[0][0],
            "The river Arle flooded Tolworth on Monday in the worst storm of a century.",
            True,
        ),
    ],
)
def test_a_fact_is_told_once(one: str, two: str, cut: bool) -> None:
    """Where a summary is cut no model is asked, so fewer common words count as the same."""
    for stories in ([[one], [two]], [[one, two]], [[one], [two], [one]]):
        cluster = prepared(*stories)
        assert len(chosen(cluster, Budget(words=500, truncate=cut))) == 1
        assert len(chosen(cluster, Budget(words=500))) == 1 + cut


# --- greedy


def values(cluster: Cluster, budget: Budget) -> dict[str, tuple[float, float]]:
    """Of every sentence that may open: what it covers, and what that is for its cost."""
    concepts = extract_concepts(cluster)
    weights = concept_weights(concepts)
    texts = [cluster.text(s) for s in concepts.sentences]
    found = {}
    judged = as_candidates(texts, concepts.origin, [a.title for a in cluster.articles])
    needy = (judged.requires_names + judged.requires_things).sum(axis=1) > 0
    for row, (text, placement) in enumerate(zip(texts, judged.placement, strict=True)):
        if placement != Placement.ANYWHERE or needy[row] or not budget.fits([text]):
            continue
        weight = sum(
            float(weights[c]) for c in range(len(weights)) if concepts.incidence[row, c] > 0
        )
        covered = weight / (1 + int(concepts.position[row])) ** rules.READERS.early
        cost = (len(text.split()) + rules.OVERHEAD) ** rules.LENGTH
        if covered > 0:
            new = covered, covered / cost
            found[text] = max(found.get(text, new), new)
    return found


@settings(max_examples=60, deadline=None)
@given(CLUSTERS, budgets().filter(lambda b: not b.truncate))
def test_the_only_sentence_is_the_best(cluster: Cluster, budget: Budget) -> None:
    """The length and words shared with others aside, none covers more at a lower cost as well."""
    alone = Budget(budget.words, 1, budget.characters)
    found = values(cluster, alone)
    with patch.multiple(rules, AGREED=0.0, FILLED=1e-9):
        picked = [cluster.text(s) for s in chosen(cluster, alone)]
    assert len(picked) == min(1, len(found))
    for text in picked:
        covered, gain = found[text]
        assert not any(c > covered + 1e-6 and g > gain + 1e-6 for c, g in found.values())


@pytest.mark.parametrize("budget", LIMITS, ids=Budget.signature)
def test_order_of_the_articles_does_not_matter(budget: Budget) -> None:
    cluster = flood()
    expected = [cluster.text(s) for s in chosen(cluster, budget)]
    for order in list(permutations(range(4)))[::3]:
        shuffled = flood(order)
        assert [shuffled.text(s) for s in chosen(shuffled, budget)] == expected


def test_nothing_to_choose_from() -> None:
    for stories in ([[]], [[], []], [["—"]], [["He resigned."]]):
        assert chosen(prepared(*stories), Budget(words=50)) == []


# --- what a reader would call a repetition


ONE = "Edda Marsh, the mayor of Tolworth, resigned on Monday over the flood in the town."
TWO = "The head of Tolworth council stepped down after the flood that put 40 homes at risk."
FAR = "Engineers from Arle County will check all 14 pumps along the river before winter."


def test_what_a_chosen_one_states_is_passed_over() -> None:
    cluster = prepared([ONE], [TWO], [FAR])
    asked = []

    def same(one: Sentence, two: Sentence) -> bool:
        asked.append({cluster.text(one), cluster.text(two)})
        return True

    told = [cluster.text(s) for s in chosen(cluster, Budget(words=500), restates=same)]
    assert len({ONE, TWO} & set(told)) == 1
    assert FAR in told
    assert asked == [{ONE, TWO}]  # what has hardly a word in common is not asked about, nor twice


def test_its_place_is_free_for_another() -> None:
    cluster = prepared([ONE], [TWO], [FAR])
    budget = Budget(sentences=2)
    for same in (False, True):
        told = {cluster.text(s) for s in chosen(cluster, budget, restates=lambda *_, s=same: s)}
        assert len(told) == 2
        assert (FAR in told) == same


def test_only_what_would_be_taken_is_asked_about() -> None:
    asked = []

    def never(one: Sentence, two: Sentence) -> bool:
        asked.append((one, two))
        return False

    assert chosen(prepared([ONE], [TWO], [FAR]), Budget(sentences=1), restates=never)
    assert asked == []
    cluster = flood()
    told = chosen(cluster, Budget(sentences=3), restates=never)
    assert len(set(asked)) == len(asked)
    texts = {cluster.text(s) for pair in asked for s in pair}
    assert texts < {cluster.text(s) for s in cluster.sentences}
    assert told == chosen(cluster, Budget(sentences=3))


def test_a_budget_to_be_filled_to_the_last_word_may_repeat() -> None:
    def never(one: Sentence, two: Sentence) -> bool:
        raise AssertionError((one, two))

    budget = Budget(words=20, truncate=True)
    assert len(chosen(prepared([ONE], [TWO]), budget, restates=never)) == 2


# --- what several sources agree on


def test_what_several_sources_state_goes_first() -> None:
    cluster = flood()
    one = Budget(sentences=1)
    (plain,) = chosen(cluster, one)
    for sentence in cluster.sentences:
        text = cluster.text(sentence)
        if placements([text])[0] is Placement.ANYWHERE and len(text.split()) < 30:
            backed = Asked(witnesses=lambda s, told=sentence: 3 if s == told else 1)
            (first,) = chosen(cluster, one, asked=backed)
            if first == sentence != plain:
                return
    raise AssertionError("agreement never decides")


def test_only_what_could_be_taken_is_counted() -> None:
    asked = Asked()
    chosen(flood(), Budget(sentences=1), asked=asked)
    assert len(set(asked.counted)) == len(asked.counted) < len(flood().sentences)


@pytest.mark.parametrize("least", [1, 2, 3])
def test_nothing_is_told_below_the_support_asked_for(least: int) -> None:
    cluster = flood()
    counts = {s: 1 + i % 3 for i, s in enumerate(cluster.sentences)}
    told = chosen(cluster, Budget(words=300, support=least), asked=Asked(witnesses=counts.get))  # type: ignore[arg-type]
    assert told
    assert all(counts[s] >= least for s in told)
    assert chosen(cluster, Budget(words=300, support=4), asked=Asked(witnesses=counts.get)) == []  # type: ignore[arg-type]


def test_a_model_that_reads_decides_in_place_of_the_rules() -> None:
    story = ("He resigned over the flood at Tolworth on Monday, an hour before noon.", FAR)
    cluster = prepared(story)
    assert [cluster.text(s) for s in chosen(cluster, Budget(words=100))] == [FAR]
    free = Asked(placement=lambda s: Placement.ANYWHERE)
    assert len(chosen(cluster, Budget(words=100), asked=free)) == 2
    never = Asked(placement=lambda s: Placement.NOWHERE)
    assert chosen(cluster, Budget(words=100), asked=never) == []


@pytest.mark.parametrize("place", [Placement.AFTER_PREVIOUS, Placement.NOT_FIRST])
def test_what_the_model_finds_leaning_is_not_first(place: Placement) -> None:
    cluster = prepared([ONE, FAR])
    leans = Asked(placement=lambda s: place if cluster.text(s) == FAR else Placement.ANYWHERE)
    assert [cluster.text(s) for s in chosen(cluster, Budget(words=100), asked=leans)] == [ONE, FAR]
    alone = Asked(placement=lambda s: place)
    told = chosen(cluster, Budget(words=100), asked=alone)
    assert len(told) == (0 if place is Placement.AFTER_PREVIOUS else 2)


def test_the_last_sentence_gives_way_to_one_that_fills_the_length() -> None:
    """The short one brings more for its words, but leaves half of the length empty."""
    short = "The old library of Tolworth lies under water now."
    long = (
        "Soldiers carried sandbags to the breach in the dyke of Tolworth all night long while the "
        "water kept rising in the streets of the lower town."
    )
    cluster = prepared([ONE, short], [ONE, short.replace("now", "still")], [long])
    words = len(f"{ONE} {long}".split())
    assert [cluster.text(s) for s in chosen(cluster, Budget(words=words))] == [ONE, long]


@pytest.mark.parametrize("words", [20, 40, 60, 90])
def test_the_length_asked_for_is_filled(words: int) -> None:
    cluster = flood()
    told = chosen(cluster, Budget(words=words))
    left = words - sum(len(cluster.text(s).split()) for s in told)
    texts = [cluster.text(s) for s in cluster.sentences if s not in told]
    free = [t for t in texts if placements([t])[0] is Placement.ANYWHERE and len(t.split()) <= left]
    assert all(any(repeats(t, cluster.text(s)) for s in told) for t in free)


def test_what_cannot_be_understood_behind_the_others_is_passed_over() -> None:
    cluster = prepared([ONE], [TWO], [FAR])
    asked = Asked()
    asked.understandable = lambda sentence, told: False  # type: ignore[method-assign]
    assert len(chosen(cluster, Budget(words=500), asked=asked)) == 1
    assert len(chosen(cluster, Budget(words=500, truncate=True), asked=asked)) > 1


def test_behind_its_own_neighbour_anything_is_clear() -> None:
    cluster = prepared([ONE, FAR])
    asked = Asked()
    asked.understandable = lambda sentence, told: False  # type: ignore[method-assign]
    assert [cluster.text(s) for s in chosen(cluster, Budget(words=500), asked=asked)] == [ONE, FAR]

"""The oracle: greedy by definition, close to the optimum, bound by budget and content alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise, permutations
from math import e
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import CLUSTERS, FLOOD, LINES, budgets, flood, prepared

pytest.importorskip("rouge_score", reason="the package rouge-score is not installed")

from rouge_score.rouge_scorer import RougeScorer

from summarizer.evaluate.oracle import Oracle
from summarizer.methods import create
from summarizer.methods.base import by_content
from summarizer.pipeline import ClusterAnalysis
from summarizer.text.tokens import stemmer, tokens
from summarizer.types import Budget, Cluster

REFERENCE = (
    "Forty homes in Tolworth were flooded when the river Arle broke its banks on Monday. Mayor "
    "Edda Marsh said the pumps had failed; the breach should be closed by Thursday."
)
OTHER = "A record 90 millimetres of rain fell. Insurers expect claims of 12 million crowns."


def told(cluster: Cluster, budget: Budget, references: str = "max") -> list[str]:
    (draft,) = Oracle(references).draft([ClusterAnalysis(cluster)], budget)
    return [sentence.text for sentence in draft.sentences]


def grams(texts: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Stemmed 1- and 2-grams, none across two texts."""
    stems = [stemmer("en")(tokens(text)) for text in texts]
    return Counter(g for s in stems for g in [*((t,) for t in s), *pairwise(s)])


def value(texts: Sequence[str], references: Sequence[str]) -> float:
    """Pooled recall of unigrams plus that of bigrams."""
    total, mine = 0.0, grams(texts)
    for n in (1, 2):
        wanted = [Counter({g: k for g, k in grams([r]).items() if len(g) == n}) for r in references]
        there = sum(c.total() for c in wanted)
        total += sum((c & mine).total() for c in wanted) / there if there else 0
    return total


def shown(texts: Sequence[str], text: str, budget: Budget) -> str:
    """What of `text` the budget shows behind `texts`."""
    words = text.split()
    while words and not budget.fits([*texts, " ".join(words)]):
        if not budget.truncate:
            return ""
        words.pop()
    return " ".join(words)


def slow(cluster: Cluster, references: Sequence[str], budget: Budget, power: int) -> list[str]:
    """Greedy by gain over words to the power of 0 or 1, straight from the definition."""
    texts: dict[str, str] = {}
    for text in map(cluster.text, by_content(cluster)):
        texts.setdefault(" ".join(tokens(text)) or text, text)
    left, chosen = list(texts.values()), list[str]()
    while True:
        best, at = 0.0, -1
        for i, text in enumerate(left):
            part = shown(chosen, text, budget)
            if part:
                gain = value([*chosen, part], references) - value(chosen, references)
                gain = round(gain / len(part.split()) ** power, 9)
                best, at = (gain, i) if gain > best else (best, at)
        if at < 0:
            return chosen
        text = left.pop(at)
        chosen.append(shown(chosen, text, budget))
        if chosen[-1] != text:
            return chosen


@settings(max_examples=80, deadline=None)
@given(
    CLUSTERS,
    budgets(),
    st.lists(st.lists(LINES, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=2),
    st.sampled_from(["max", "pooled"]),
)
def test_greedy_by_definition(
    cluster: Cluster, budget: Budget, references: list[str], combined: str
) -> None:
    """The best of the greedy summaries for all references together, or for any one of them."""
    targets = [references] if combined == "pooled" else [[reference] for reference in references]
    ways = [(slow(cluster, t, budget, power), t) for t in targets for power in (0, 1)]
    texts = told(replace(cluster, references=tuple(references)), budget, combined)
    assert budget.fits(texts)
    if any(way for way, _ in ways):
        assert texts in [way for way, _ in ways]
        best = max(value(way, target) for way, target in ways)
        assert max(value(texts, target) for target in targets) == pytest.approx(best)


@pytest.mark.parametrize("budget", [Budget(words=40), Budget(40, truncate=True)])
@pytest.mark.parametrize("method", ["consensus", "lead", "lead-interleave", "random", "lexrank"])
def test_no_method_beats_it(method: str, budget: Budget) -> None:
    """By the ROUGE of rouge-score, which counts bigrams across sentences as well."""
    scorer = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)
    cluster = replace(flood(), references=(REFERENCE,))
    (draft,) = create(method).draft([ClusterAnalysis(flood())], budget)
    texts = told(cluster, budget), [s.text for s in draft.sentences]
    bound, reached = (
        sum(score.recall for score in scorer.score(REFERENCE, " ".join(t)).values()) for t in texts
    )
    assert bound > reached


@pytest.mark.parametrize("references", ["max", "pooled"])
def test_order_of_articles_and_references_does_not_matter(references: str) -> None:
    budget = Budget(words=33, truncate=True)
    expected = told(replace(flood(), references=(REFERENCE, OTHER)), budget, references)
    for order in list(permutations(range(4)))[::5]:
        cluster = replace(flood(order), references=(OTHER, REFERENCE))
        assert told(cluster, budget, references) == expected


def test_pooled_references_weigh_what_several_have() -> None:
    """One of them whole, or half of two."""
    references = ("Rain fell.", "Ships burned one two.", "Ships burned three four.")
    cluster = replace(prepared(["Rain fell."], ["Ships burned."]), references=references)
    assert told(cluster, Budget(words=2)) == ["Rain fell."]
    assert told(cluster, Budget(words=2), "pooled") == ["Ships burned."]


@pytest.mark.parametrize("reference", ["—", "Zebra!", " "])
def test_nothing_in_common_still_gives_a_summary(reference: str) -> None:
    assert len(told(replace(flood(), references=(reference,)), Budget(words=30))) == 1
    assert told(replace(prepared([]), references=(reference,)), Budget(words=30)) == []


def test_a_large_cluster_is_quick() -> None:
    lines = [f"{a} {i}, and {b}" for i, (a, b) in enumerate(permutations(sum(FLOOD, ()), 2))]
    cluster = replace(prepared(lines, lines[::-1], lines[:80]), references=(REFERENCE * 8,))
    start = process_time()
    assert told(cluster, Budget(words=250, truncate=True))
    assert process_time() - start < 2  # 0.1 s where it was written


@settings(max_examples=60, deadline=None)
@given(CLUSTERS, st.integers(5, 60), st.lists(LINES, min_size=1, max_size=3).map(" ".join))
def test_never_far_from_the_optimum(cluster: Cluster, words: int, reference: str) -> None:
    budget = Budget(words=words)
    lines = sorted({cluster.text(s) for s in cluster.sentences})[:9]
    small = prepared(lines)
    best = max(
        value(subset, [reference])
        for size in range(5)
        for subset in combinations(lines, size)
        if budget.fits(subset)
    )
    reached = value(told(replace(small, references=(reference,)), budget), [reference])
    assert reached >= (1 - e**-0.5) * best - 1e-9

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


REFERENCES = st.lists(st.lists(LINES, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=2)


@settings(max_examples=80, deadline=None)
@given(CLUSTERS, st.integers(5, 60), REFERENCES, st.sampled_from(["max", "pooled"]))
def test_never_far_from_the_optimum(
    cluster: Cluster, words: int, references: list[str], combined: str
) -> None:
    """By all references together, or by the one that a summary comes closest to."""
    lines = sorted({cluster.text(s) for s in cluster.sentences})[:9]
    targets = [references] if combined == "pooled" else [[reference] for reference in references]
    small, budget = replace(prepared(lines), references=tuple(references)), Budget(words=words)
    sets = (some for size in range(5) for some in combinations(lines, size) if budget.fits(some))
    best = max(value(some, target) for some in sets for target in targets)
    reached = max(value(told(small, budget, combined), target) for target in targets)
    assert reached >= (1 - e**-0.5) * best - 1e-9


@settings(max_examples=60, deadline=None)
@given(CLUSTERS, budgets(), REFERENCES)
def test_any_budget_is_kept(cluster: Cluster, budget: Budget, references: list[str]) -> None:
    assert budget.fits(told(replace(cluster, references=tuple(references)), budget))


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

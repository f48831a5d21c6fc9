"""Measures beside ROUGE: hand-made cases, Newsroom's own algorithm, real summaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pair_models import Words, installed
from stories import CLUSTERS, budgets, prepared

from summarizer.evaluate.measures import fragments, measure
from summarizer.evaluate.types import MEASURES
from summarizer.methods import create
from summarizer.pipeline import ClusterAnalysis, build_summary
from summarizer.types import Budget, Cluster, Draft, DraftSentence, How, Sentence

SOURCES = prepared(
    ["The old mill at Arle burned down on Friday.", "Anna Berg saw 3,000 sparks."],
    ["Nobody was hurt when the mill burned."],
    titles=["Fire in Lund", ""],
)


def record(
    *sentences: str,
    cited: Sequence[Sequence[tuple[int, float, str]]] = (),
    origins: Sequence[int] = (1, 2),
    support: Sequence[int] = (),
    how: str = "extracted",
) -> dict[str, Any]:
    """A summary's record; `cited` gives each sentence's citations as (source, strength, text)."""
    return {
        "summary": " ".join(sentences),
        "sentences": [
            {
                "text": text,
                "how": how,
                "support": support[i] if support else 1,
                "citations": [
                    {"source": source, "strength": strength, "text": quoted}
                    for source, strength, quoted in (cited[i] if cited else ())
                ],
            }
            for i, text in enumerate(sentences)
        ],
        "sources": [{"id": i + 1, "origin": origin} for i, origin in enumerate(origins)],
    }


def of(name: str, *sentences: str, cluster: Cluster = SOURCES) -> float | None:
    return measure(cluster, record(*sentences))[name]


def test_an_empty_summary_has_a_length_and_nothing_else() -> None:
    expected = {**dict.fromkeys(MEASURES), "words": 0.0}
    assert measure(SOURCES, record()) == expected
    expected |= dict.fromkeys(("shortened", "fused", "rephrased", "replaced"), 0.0)
    expected |= {"words": 1.0, "support": 1.0, "copied": 1.0}
    assert measure(SOURCES, record("—")) == expected


@pytest.mark.parametrize(
    ("name", "sentences", "share"),
    [
        ("novel_1", ["The MILL burned!"], 0),
        ("novel_1", ["The mill exploded."], 1 / 3),
        ("novel_1", ["Sparks, sparks, fire."], 1 / 2),  # distinct ones; a title is no story
        ("novel_2", ["The mill burned down."], 0),  # from two stories
        ("novel_2", ["Mill burned the old."], 1 / 3),
        ("novel_2", ["Nobody was hurt", "The old mill"], 0),  # none across sentences
        ("novel_2", ["On Friday Anna Berg"], 0),  # sources are running text
        ("novel_2", ["Sparks nobody"], 1),  # but two stories never are
        ("novel_3", ["The old mill burned down."], 2 / 3),
        ("novel_3", ["The mill."], None),
        ("density", ["The mill burned."], 3),  # from the second story
        ("density", ["Sparks nobody was hurt."], (1 + 9) / 4),  # and none crosses two
        ("redundancy", ["The mill burned."], 0),
        ("redundancy", ["The mill burned.", "The mill fell."], 1 / 4),
        ("redundancy", ["a b a b a"], 1 / 2),
        ("redundancy", ["Mill.", "Mill."], None),
        ("grounded", ["Nobody was hurt."], None),
        ("grounded", ["Carl was hurt."], None),  # only at the start of a sentence
        ("grounded", ["Carl was hurt.", "They saw Carl."], 0),
        ("grounded", ["They saw Anna Berg and Carl."], 2 / 3),
        ("grounded", ["They saw ANNA in Lund."], 1),  # a title counts as the source's word
        ("grounded", ["There were 3000 sparks, 3,000, in 1999."], 1 / 2),
        ("grounded", ["12 sparks."], 0),
        ("grounded", ["They said “The mill, and I” again."], None),
    ],
)
def test_by_hand(name: str, sentences: list[str], share: float | None) -> None:
    assert of(name, *sentences) == pytest.approx(share)


def newsroom(summary: Sequence[str], article: Sequence[str]) -> list[int]:
    """Fragments as the Newsroom library finds them (lil-lab/newsroom, analyze/fragments.py)."""
    found = []
    a_start = b_start = 0
    while a_start < len(summary):
        best = 0
        while b_start < len(article):
            if summary[a_start] == article[b_start]:
                a_end, b_end = a_start, b_start
                while (
                    a_end < len(summary)
                    and b_end < len(article)
                    and article[b_end] == summary[a_end]
                ):
                    b_end += 1
                    a_end += 1
                best = max(best, a_end - a_start)
                b_start = b_end
            else:
                b_start += 1
        b_start = 0
        if best:
            found.append(best)
        a_start += max(best, 1)
    return found


TOKENS = st.lists(st.sampled_from("aabcd"), max_size=25)


@settings(max_examples=500, deadline=None)
@given(TOKENS, TOKENS)
def test_fragments_as_newsroom_finds_them(summary: list[str], article: list[str]) -> None:
    assert fragments(summary, article) == newsroom(summary, article)


# --- evenness and support

ONE, TWO = [(1, 1.0, "S0 S1 S2 S3")], [(2, 1.0, "S0 S1 S2 S3")]


@pytest.mark.parametrize(
    ("cited", "origins", "expected"),
    [
        ([ONE, TWO], (1, 2), 1),
        ([ONE, ONE], (1, 2), 0),
        ([ONE, TWO], (1, 2, 3, 4), log(2) / log(4)),
        ([ONE, ONE, ONE, TWO], (1, 2), (3 * log(4 / 3) + log(4)) / 4 / log(2)),
        ([[(1, 0.8, ""), (2, 0.9, "")], [(1, 0.5, "")]], (1, 2), 1),  # the strongest
        ([[(1, 1.0, ""), (2, 1.0, "S0.")], [(1, 1.0, "")]], (1, 2), 1),  # the verbatim one
        ([[(1, 0.9, ""), (2, 0.9, "")]], (1, 2), 1),  # in equal parts
        ([[(1, 1.0, "S0"), (2, 1.0, "S0")], [(3, 1.0, "S1")]], (1, 1, 3), 1),  # copies
        ([ONE, []], (1, 2), 0),
        ([[], []], (1, 2), None),
        ([ONE, TWO], (1, 1), None),
    ],
)
def test_evenness(
    cited: list[list[tuple[int, float, str]]], origins: tuple[int, ...], expected: float | None
) -> None:
    texts = [f"S{i}" for i in range(len(cited))]
    found = measure(SOURCES, record(*texts, cited=cited, origins=origins))["evenness"]
    assert found == pytest.approx(expected)


def test_scripts_without_capitals_have_numbers_only() -> None:
    cluster = replace(prepared(["النهر فاض في 1999 بالمدينة."]), language="ar")
    assert of("grounded", "فاض النهر في 1999.", cluster=cluster) == 1
    assert of("novel_1", "فاض النهر في 1999.", cluster=cluster) == 0
    assert of("grounded", "فاض النهر.", cluster=cluster) is None


# --- how sentences are made

MILL, SPARKS = SOURCES.sentences[:2]
HURT = SOURCES.sentences[2]


def made(
    *sentences: tuple[str, How, Sequence[Sentence]], cluster: Cluster = SOURCES
) -> dict[str, float | None]:
    """The shares for sentences that came somehow and from somewhere."""
    draft = Draft(tuple(DraftSentence(text, tuple(own), how) for text, how, own in sentences))
    with installed(Words()):
        summary = build_summary(ClusterAnalysis(cluster), draft, create("lead"), Budget(words=99))
    names = ("copied", "shortened", "fused", "rephrased", "replaced")
    return {k: v for k, v in measure(cluster, summary.to_dict()).items() if k in names}


@pytest.mark.parametrize(
    ("text", "own", "want"),
    [
        ("Anna Berg saw 3,000 sparks when the mill at Arle burned.", [MILL, SPARKS], "fused"),
        ("The mill burned down on Friday.", [MILL], "shortened"),
        ("The old mill at Arle burned down on Friday.", [MILL], "copied"),
        ("Arle lost an old mill on Friday.", [MILL], "rephrased"),
        # Two adjacent sentences back one that is a copy of the first.
        ("The old mill at Arle burned down on Friday.", [MILL, SPARKS], "copied"),
        # A budget's cut leaves nothing out; a model's does.
        ("The old mill at", [MILL], "copied"),
        ("The mill at Arle burned", [MILL], "shortened"),
        # The second story counts, too.
        ("Nobody was", [HURT], "copied"),
    ],
)
def test_written_sentences_by_what_they_cite(text: str, own: list[Sentence], want: str) -> None:
    found = made((text, "written", own))
    assert found.pop("replaced") == 0
    assert found == {name: float(name == want) for name in found}


def test_quoted_sentences_are_copies_and_those_put_back_are_counted() -> None:
    found = made(
        ("The old mill", "extracted", [MILL]),
        (SOURCES.text(SPARKS), "replaced", [SPARKS]),
        ("Arle lost an old mill on Friday.", "written", [MILL]),
        ("The king sang all night in his castle.", "written", []),
    )
    assert found == {
        "copied": 0.5, "shortened": 0, "fused": 0, "rephrased": 0.25, "replaced": 0.25
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(CLUSTERS, budgets())
def test_what_is_extracted_is_in_the_sources(cluster: Cluster, budget: Budget) -> None:
    method = create("lead")
    analysis = ClusterAnalysis(cluster)
    (draft,) = method.draft([analysis], budget)
    assume(not any(s.text.endswith("…") for s in draft.sentences))  # cut inside a word
    values = measure(
        cluster, build_summary(ClusterAnalysis(cluster), draft, method, budget).to_dict()
    )
    assert values["novel_3"] in (0, None)
    assert values["coverage"] in (1, None)
    assert values["copied"] in (1, None)
    assert values["replaced"] in (0, None)
    assert all(
        v is None or 0 <= v <= 1 + 1e-12
        for k, v in values.items()
        if k not in ("words", "density", "support")
    )

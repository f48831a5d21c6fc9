"""Every seed of the fuzzers, and changes of them, through its target (`make fuzz` tries more)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fuzz.corpus import SEEDS, TARGETS, seeds, tokens
from fuzz.mutate import CHANGES, mutate
from fuzz.parts import MAX_BYTES
from hypothesis import given, settings
from hypothesis import strategies as st
from pair_models import Scattered, installed

from summarizer.pipeline import ClusterAnalysis, prepare
from summarizer.read import markdown, plain
from summarizer.types import Article, Cluster

SEEDED = {target: list(seeds(target).values()) for target in TARGETS}
KEPT = [path for target in TARGETS for path in sorted((SEEDS / target).iterdir())]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_written_or_found_passes_quickly(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())  # loads what it needs
    started = time.process_time()
    TARGETS[path.parent.name](path.read_bytes())
    assert time.process_time() - started < 2


@pytest.mark.parametrize("target", TARGETS)
def test_every_seventh_seed_of_the_tests_passes(target: str) -> None:
    for data in SEEDED[target][::7]:
        TARGETS[target](data)


@pytest.mark.parametrize(
    "target",
    [pytest.param(t, marks=[pytest.mark.slow] if t == "renderers" else []) for t in TARGETS],
)
@settings(max_examples=25, deadline=None)
@given(data=st.data(), change=st.integers(0, 2**32))
def test_changed_seeds_pass(target: str, data: st.DataObject, change: int) -> None:
    seed = data.draw(st.sampled_from(SEEDED[target]))
    TARGETS[target](mutate(seed, tokens(target), change, MAX_BYTES))


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_pass(target: str, data: bytes) -> None:
    TARGETS[target](data)


@given(st.binary(max_size=300), st.integers(0, 2**32), st.integers(0, 400))
def test_changes_are_made_again_by_their_number_and_within_the_size(
    data: bytes, number: int, most: int
) -> None:
    made = mutate(data, [b"Monday", b"12"], number, most)
    assert made == mutate(data, [b"Monday", b"12"], number, most)
    assert len(made) <= max(most, 0)


def test_changes_change() -> None:
    news = b"12 people were hurt on Monday.\nThe mayor of Tolworth said so."
    made = {mutate(news, [b"Friday"], number, MAX_BYTES) for number in range(100)}
    assert len(made) > 10 * len(CHANGES)


# --- what fuzzing found beyond the size of a seed


def test_long_gaps_take_linear_time() -> None:
    started, gap = time.process_time(), " " * 100_000
    assert markdown.article(f"# One {gap} two ##").title.startswith("One two")
    for said in ("Source", "Full story at", "source on :"):
        assert plain.article(f"{said}{gap}https://a.example/1 and more").url == ""
        assert plain.article(f"{said}{gap}https://a.example/1").url == "https://a.example/1"
    assert time.process_time() - started < 2


def test_marks_that_close_a_heading_are_not_its_words() -> None:
    titles = {"# One #": "One", "## C# \t": "C", "# # #": "#", "#  One ## two ## ": "One ## two"}
    for heading, title in titles.items():
        assert markdown.article(f"{heading}\n\nText of the story.").title == title


@pytest.mark.parametrize("line", ["Pal met Ann.", "Ann Lee said {} people were hurt in the fire."])
def test_what_many_sentences_share_takes_linear_time(line: str) -> None:
    """Every sentence against every other took minutes, and more memory than there is."""
    texts = ("\n".join(line.format(n) for n in range(i, i + 2_500)) for i in (0, 2_500))
    articles = tuple(Article(text, date="2031-05-14") for text in (*texts, "The ferry burned."))
    started = time.process_time()
    with installed(Scattered()):
        _ = ClusterAnalysis(prepare(Cluster("c", articles))).contradictions
    assert time.process_time() - started < 15

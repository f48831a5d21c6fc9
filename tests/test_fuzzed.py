"""What fuzzing found (`make fuzz`), each failure in its smallest form."""

from __future__ import annotations

import time

import pytest
from pair_models import Always, Scattered, Told, installed

from summarizer.entailment.types import PairModel
from summarizer.pipeline import ClusterAnalysis, prepare
from summarizer.read import markdown, plain
from summarizer.types import Article, Cluster, Conflict


def conflicts(*texts: str, model: PairModel | None = None) -> tuple[Conflict, ...]:
    articles = tuple(Article(text, date="2031-05-14") for text in texts)
    with installed(model or Always("contradicts")):
        return ClusterAnalysis(prepare(Cluster("c", articles))).contradictions


def test_the_words_of_a_side_do_not_depend_on_which_article_comes_first() -> None:
    texts = (
        "A fire on the ferry Sella Dawn left 12 people hurt, the coastguard said.",
        "The ferry had sailed at dawn. Fourteen people were hurt in the fire on the Sella Dawn.",
        "Shares fell after a fire on the ferry Sella Dawn that left 14 people hurt on Tuesday.",
    )
    twelve, fourteen, too = texts[0], texts[1].split(". ")[1], texts[2]
    pairs = ((twelve, fourteen), (twelve, too), (fourteen, twelve), (too, twelve))
    model = Told(dict.fromkeys(pairs, "contradicts"))
    (one,), (two,) = conflicts(*texts, model=model), conflicts(*texts[::-1], model=model)
    assert [c.text for c in one.claims] == [c.text for c in two.claims]


def test_a_claim_is_told_in_the_words_of_its_source() -> None:
    texts = (
        "The driver of the van, named as Kaspar Lindt, died at the scene.",
        "The driver of the van, Marcus Eberle, died on the spot.",
    )
    (conflict,) = conflicts(*texts)
    assert conflict.kind == "name"
    assert all(any(claim.text in text for text in texts) for claim in conflict.claims)


def test_a_heading_with_a_long_gap_takes_linear_time() -> None:
    started = time.process_time()
    assert markdown.article(f"# One {' ' * 100_000} two ##").title.startswith("One two")
    assert time.process_time() - started < 2


@pytest.mark.parametrize("said", ["Source", "Full story at", "source on :"])
def test_a_line_with_an_address_and_a_long_gap_takes_linear_time(said: str) -> None:
    started = time.process_time()
    gap = " " * 100_000
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
    started = time.process_time()
    conflicts(*texts, "The ferry burned.", model=Scattered())
    assert time.process_time() - started < 15

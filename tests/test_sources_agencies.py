"""Agencies: whose wire an article prints, and that what two print of it counts once."""

from __future__ import annotations

import pytest
from pair_models import Always, installed

from summarizer import summarize
from summarizer.sources.agencies import agency
from summarizer.types import Article

TOLD = "Rescuers pulled eleven miners out of the Zorvany pit on Monday, officials said."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"ZORVANY (AP) — {TOLD}", "AP"),
        (f"ZORVANY (Reuters) - {TOLD}", "Reuters"),
        (f"{TOLD}\n\nThe Associated Press contributed to this report.", "AP"),
        (f"{TOLD}\nReuters reporter Ida Fell contributed to this story.", "Reuters"),
        (f"By Ida Fell, Associated Press\n\n{TOLD}", "AP"),
        (f"{TOLD}\nAgence France-Presse wrote on Monday.", ""),
        (f"{TOLD} The governor told Reuters that he was glad.", ""),
        (TOLD, ""),
        ("", ""),
    ],
)
def test_the_agency_that_an_article_credits(text: str, name: str) -> None:
    assert agency(Article(text)) == name


def test_the_article_of_an_agency_is_its_own() -> None:
    assert agency(Article(TOLD, outlet="The Associated Press")) == "AP"
    assert agency(Article(TOLD, outlet="Tolworth Post")) == ""


def pages(*datelines: str) -> list[Article]:
    """Articles with one sentence in common, and much that they do not share."""
    own = (
        "The mayor of Arle thanked every family for its patience over the long weekend at the pit.",
        "Engineers want to know why nobody closed the gallery after the first warning in autumn.",
        "A brass band played in the snow while relatives waited behind a rope near the main gate.",
    )
    return [
        Article(f"ZORVANY {line} {TOLD} {more}", outlet=f"Outlet {n}")
        for n, (line, more) in enumerate(zip(datelines, own, strict=True))
    ]


@pytest.mark.parametrize(
    ("datelines", "support"),
    [
        (("(AP) —", "(AP) —", "(Reuters) —"), 2),
        (("(AP) —", "(AP) —", "(AP) —"), 1),
        (("(AP) —", "(AFP) —", "(Reuters) —"), 3),
        (("—", "—", "—"), 3),
    ],
)
def test_what_two_print_of_one_agency_counts_once(datelines: tuple[str, ...], support: int) -> None:
    summary = summarize(pages(*datelines), words=16, evidence="words")
    assert summary.sentences[0].support == support


def test_what_they_tell_in_their_own_words_counts_for_each() -> None:
    other = "Eleven miners from the Zorvany pit were alive, it was announced in the valley."
    texts = [f"ZORVANY (AP) — {TOLD}", f"ZORVANY (AP) — {other}"]
    with installed(Always("supports")):
        summary = summarize(texts, sentences=1)
    assert summary.sentences[0].support == 2
    assert {s.agency for s in summary.sources} == {"AP"}

"""Hard-wrapped paragraphs are joined, and nothing else is."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer import summarize
from summarizer.text.wrapping import unwrapped
from summarizer.types import Article

STORY = """Snow shut the pass at Ulm
By Ada Reed

The pass at Ulm was shut on Monday after the worst snow in nine years, and it will not open before Feb. 3, the county roads office said. Some 400 people slept in a school hall.

“Nobody was hurt,” said Lt. Gov. Mary Orr, who flew to Ulm on Monday with Interior Minister Karl Voss — her first visit in the role — and met the mayor, Jon Pell, the same day.

The roads office has asked for $4 million for new snow fences, to be paid by the three counties that share the road, and the board will vote on Thursday."""  # noqa: E501
PARAGRAPHS = STORY.split("\n\n")
INDENTED = [f"   {p}" for p in PARAGRAPHS[1:]]


def wrapped(width: int, paragraphs: list[str], between: str = "\n\n") -> str:
    return between.join(
        "\n".join(textwrap.fill(line, width) for line in p.split("\n")) for p in paragraphs
    )


@pytest.mark.parametrize("width", [38, 50, 65, 72, 80, 100])
@pytest.mark.parametrize("paragraphs", [PARAGRAPHS, INDENTED], ids=["blank lines", "indents"])
def test_wrapped(width: int, paragraphs: list[str]) -> None:
    between = "\n" if paragraphs is INDENTED else "\n\n"
    text = wrapped(width, paragraphs, between)
    found = unwrapped(text)
    assert found == between.join(paragraphs)
    assert unwrapped(found) == found


def test_a_title_above_a_wrapped_paragraph_stays_apart() -> None:
    title = "Snow shuts the pass at Ulm; nobody is hurt"
    text = wrapped(44, [f"{title}\n{PARAGRAPHS[1]}", *PARAGRAPHS[2:]])
    assert unwrapped(text, title).startswith(f"{title}\nThe pass at Ulm was")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        STORY,
        STORY.replace("\n\n", "\n"),
        "Snow shuts the pass\nMinister flies to Ulm\nSchools stay shut\nTram fares rise in May",
        "Live updates\niPhone sales rose in the third quarter of the year",
        "- snow fences for the pass\n- a school hall for the night\n- salt for the road",
        "1. Cut the fares\n2. Add buses\n3. Pay the drivers more",
        "The snow came down\nAnd shut the pass,\nNo car could go\nNo train went past.",
    ],
)
def test_not_wrapped(text: str) -> None:
    assert unwrapped(text) == text


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aB. -\n\r\t•1é"), max_size=200))
def test_offsets_stay(text: str) -> None:
    found = unwrapped(text)
    assert len(found) == len(text)
    assert all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, found, strict=True))


@pytest.mark.parametrize("width", [50, 72])
def test_a_wrapped_article_is_quoted_whole(width: int) -> None:
    """Whether it is read as text or given as an article; its offsets are those of the text."""
    text = wrapped(width, PARAGRAPHS)
    for given_ in (text, Article(text)):
        made = summarize([given_], method="lead", words=200)
        lead = next(s for s in made.sentences if "the worst snow" in s.text)
        assert lead.text in PARAGRAPHS[1]
        assert lead.text.endswith("the county roads office said.")
        (cited,) = lead.citations
        assert " ".join(text[cited.start : cited.end].split()) == lead.text

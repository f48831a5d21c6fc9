"""Which sentences begin or end inside a quotation: tables, properties, hostile input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.text.quotations import fragments, open_at_edges
from summarizer.text.sentences import split

# Sentences stand between bars; those that begin or end inside a quotation begin with an asterisk.
INSIDE = {
    "curly": "*“The dam held.| *The road fell.| *We go on,” said Orla Finch.| She left.",
    "single": "*‘The dam held.| *The farmers’ road didn’t.| *We go on,’ said Finch.| She left.",
    "straight single": "*'The dam held.| *The boys' road fell.| *We go on,' Finch said.| So be it.",
    "guillemets": "*«The dam held.| *The road fell.| *We go on», said Finch.| She left.",
    "reversed guillemets": "*»The dam held.| *The road fell.| *We go on«, said Finch.| She left.",
    "low and high": "*„The dam held.| *The road fell.| *We go on“, said Finch.| She left.",
    "closing mark twice": "*Finch said ”the dam held.| *The road fell.| *We go on.”| She left.",
    "two accents": "*``The dam held.| *The road fell.| *We go on,'' said Finch.| She left.",
    "two in one": "“Go,” she said, “now.”| *“The dam held,” she said, “and the road.| *We go on.”",
    "marked paragraphs": "*“The dam held.| *It fell.|\n*“So.| *Go.|\n“We do,” she said.| It is.",
    "unmarked paragraphs": '*"The dam held.| *The road fell.|\n*We go on," said Finch.| She left.',
    # Marks without a partner say nothing of other sentences.
    "never closed": "The film “Stay opened on Friday.| It took $3 million.|\nCritics like it.|\n"
    "They call it “slow”.| It runs on.",
    "never opened": "We go on,” said Finch.| She left.|\nThe road is shut.| “Stay,” she said.",
    "too far": f"“The dam held.| {'The road did not. | ' * 120}\nWe go on,” said Finch.| She left.",
    # No quotation marks.
    "measure in speech": '*"He is 6\'2" tall.| *The door is 5\' high.| *It hurts," she said.| So.',
    "years": "It was a '90s hit.| The class of '08 met.| Rock 'n' roll lives.| Go get 'em.",
    "possessives": "The workers' union met.| The boys' club, the Smiths' house.| It shut.",
    "a title": "The play 'Stay' opened.| It ran long.| *'We won.| *We go on,' she said.",
}  # fmt: skip


@pytest.mark.parametrize("marked", INSIDE.values(), ids=INSIDE.keys())
def test_inside(marked: str) -> None:
    text, spans, expected = "", [], []
    for piece in marked.split("|"):
        text += piece[: len(piece) - len(piece.lstrip())]
        shown = piece.strip()
        expected.append(shown.startswith("*"))
        spans.append((len(text), len(text) + len(shown.lstrip("*"))))
        text += shown.lstrip("*")
    assert [any(edges) for edges in open_at_edges(text, spans)] == expected


def test_a_fragment_is_shown_with_its_quotation() -> None:
    quotation = "“The dam held. The road did not. We go on,” said Orla Finch."
    text = f"It rained. {quotation} She left. “{'The dam held. ' * 200}We go on,” said Finch."
    spans = split(text, [(0, len(text))])
    found = fragments(text, spans)
    assert {text[a:b] for i, (a, b) in found.items() if i < 5} == {quotation}
    assert sorted(found)[:3] == [1, 2, 3]
    assert all(found[i] == spans[i] for i in found if i > 4)  # too long to be shown


PIECES = st.sampled_from(
    ["“", "”", '"', "'", "‘", "’", "«", "»", "„", "''", "``", " ", "\n", ". ", "The", "s", "6", ","]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_passages_hold_their_sentences(text: str) -> None:
    spans = split(text, [(0, len(text))])
    for i, (start, end) in fragments(text, spans).items():
        assert start in [a for a, _ in spans[: i + 1]]
        assert end in [b for _, b in spans[i:]]

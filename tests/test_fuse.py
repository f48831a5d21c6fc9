"""What a fused sentence must look like before anybody asks whether it is true."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the extra `transformer` is not installed: fusing NOT tested")

from summarizer.write.fuse import _well_made

GROUP = (
    "The council of Tolworth sought the confidential bank records of the mill, which Edda Marsh "
    "sold in May for $3.2 million.",
    "Edda Marsh’s mill burned down on Friday, the fire brigade said.",
)


@pytest.mark.parametrize(
    "text",
    [
        *GROUP,
        "The council of Tolworth sought the confidential bank records of the mill.",
        "Edda Marsh’s mill burned down on Friday.",
        "The council of Tolworth sought the confidential bank records of the mill, the fire "
        "brigade said.",
    ],
)
def test_what_is_put_together_at_the_marks_of_its_sources_may_stand(text: str) -> None:
    assert _well_made(text, GROUP)


@pytest.mark.parametrize(
    "text",
    [
        "The council of Tolworth sought the confidential bank.",  # breaks off
        "Sought the confidential bank records of the mill.",  # begins in the middle
        "The council of Tolworth sought the xonfidential bank records of the mill.",  # no word
        "The mill mill burned down on Friday.",
        "Edda Marsh’s mill burned down on on Friday.",
        "The council of Tolworth sought the bank records of the mill.",  # may have been needed
        "Edda Marsh’s mill burned down on Friday the fire brigade said.",  # a comma is lost
        "When the fire brigade came.",  # … something happened
        "Edda Marsh’s mill burned down the council of Tolworth.",
        "",
        "…",
    ],
)
def test_what_is_broken_may_not(text: str) -> None:
    assert not _well_made(text, GROUP)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Ida Fell called the sale a theft, and the mayor of Orrin resigned.", True),
        # Another source ends with these words; the one that tells most here goes on.
        ("Ida Fell called the sale a theft, and the mayor of Orrin.", False),
        ("The sale was called off by the mayor of Orrin.", True),
        ("Ida Fell called the sale a theft in a statement.", False),
    ],
)
def test_a_sentence_ends_where_its_main_source_does(text: str, whole: bool) -> None:
    group = (
        "Ida Fell called the sale a theft, and the mayor of Orrin resigned.",
        "The sale was called off by the mayor of Orrin, she said in a statement.",
    )
    assert _well_made(text, group) == whole

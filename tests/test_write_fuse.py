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


STATEMENT = (
    "Ida Fell called the sale a theft, and the mayor of Orrin resigned.",
    "The sale was called off by the mayor of Orrin, she said in a statement.",
)


@pytest.mark.parametrize(
    ("group", "text"),
    [
        *[(GROUP, text) for text in GROUP],
        (GROUP, "The council of Tolworth sought the confidential bank records of the mill."),
        (GROUP, "Edda Marsh’s mill burned down on Friday."),
        (GROUP, "The council of Tolworth sought the confidential bank records of the mill, the "
         "fire brigade said."),
        (STATEMENT, STATEMENT[0]),
        (STATEMENT, "The sale was called off by the mayor of Orrin."),
    ],
)  # fmt: skip
def test_joined_at_the_punctuation_of_its_sources_it_may_stand(
    text: str, group: tuple[str, ...]
) -> None:
    assert _well_made(text, group)


@pytest.mark.parametrize(
    ("group", "text"),
    [
        (GROUP, "The council of Tolworth sought the confidential bank."),  # breaks off
        (GROUP, "Sought the confidential bank records of the mill."),  # begins in the middle
        (GROUP, "The council of Tolworth sought the xonfidential bank records of the mill."),
        (GROUP, "The mill mill burned down on Friday."),
        (GROUP, "Edda Marsh’s mill burned down on on Friday."),
        (GROUP, "The council of Tolworth sought the bank records of the mill."),  # a word lost
        (GROUP, "Edda Marsh’s mill burned down on Friday the fire brigade said."),  # a comma lost
        (GROUP, "When the fire brigade came."),  # … something happened
        (GROUP, "Edda Marsh’s mill burned down the council of Tolworth."),
        (GROUP, ""),
        (GROUP, "…"),
        # Another source ends with these words; the one with most of the words here goes on.
        (STATEMENT, "Ida Fell called the sale a theft, and the mayor of Orrin."),
        (STATEMENT, "Ida Fell called the sale a theft in a statement."),
    ],
)
def test_broken_it_may_not(text: str, group: tuple[str, ...]) -> None:
    assert not _well_made(text, group)

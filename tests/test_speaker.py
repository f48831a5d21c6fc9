"""Whose words a sentence reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.evidence.speakers import speaker


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "“Seventeen went in,” rescue chief Ivo Dranek told reporters at the pithead.",
            "Ivo Dranek",
        ),
        ("Ivo Dranek said that seventeen men went in.", "Ivo Dranek"),
        ("“Nobody was hurt,” said Mayor Edda Marsh of Tolworth.", "Mayor Edda Marsh of Tolworth"),
        ("“It said Ida Fell had lied,” Marsh said.", "Marsh"),
        ("“Nobody was hurt,” she said.", ""),
        ("The river rose by two metres at Tolworth.", ""),
        ("", ""),
    ],
)
def test_the_name_beside_the_verb(text: str, name: str) -> None:
    assert speaker(text) == name


@given(st.text(max_size=80))
def test_any_text_names_itself_or_nobody(text: str) -> None:
    assert speaker(text) in text

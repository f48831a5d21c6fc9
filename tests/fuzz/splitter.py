"""Sentences are trimmed, in order, inside their block, and cover all that can be seen of it.

`¦` ends a block and starts the next one.
"""

from __future__ import annotations

from itertools import pairwise

from test_text_sentences import check as check_spans

from fuzz.parts import text_of


def check(data: bytes) -> None:
    text = text_of(data)
    edges = [-1, *(i for i, c in enumerate(text) if c == "¦"), len(text)]
    check_spans(text, [(a + 1, b) for a, b in pairwise(edges)])
    check_spans(text, [(0, len(text))])

"""Overlap: how a sentence is made of others, by its words alone.

Content words are what function words leave, as stems: "flooded" and "floods" are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from typing import Literal

from summarizer.text.tokens import is_stop, stemmer, tokens

Kind = Literal["copied", "shortened", "fused", "rephrased"]

_SAME = 0.9  # share of the words in common, in order, of two sentences that count as one
_SHORTER = 0.85  # of the words of the sentence that it shortens
_OWN = 2  # content words that a sentence must add to have been drawn on


def content(text: str) -> set[str]:
    """The stems of the words of `text` that are no function words."""
    return set(stemmer()([t for t in tokens(text) if not is_stop(t)]))


def coverage(target: str, sources: Sequence[str]) -> float:
    """The share of the target's content words that some source contains, in [0, 1]."""
    wanted = content(target)
    covered = set().union(*map(content, sources))
    return len(wanted & covered) / len(wanted) if wanted else 0.0


def kind(target: str, sources: Sequence[str]) -> Kind:
    """How the target is made of its sources, of which there is at least one.

    `shortened`: in the main the words of one of them, in its order, and fewer; `fused`: each of
    two adds content words that the other lacks.
    """
    words = tokens(target)
    aligned = [(_common(words, of), len(of)) for of in map(tokens, sources)]
    common, length = max(aligned, key=lambda pair: (pair[0], -pair[1]))
    if common >= _SAME * max(len(words), length):
        return "copied"
    if common >= _SAME * len(words) and len(words) <= _SHORTER * length:
        return "shortened"
    wanted = content(target)
    added = [wanted & content(source) for source in sources]
    if any(len(a - b) >= _OWN and len(b - a) >= _OWN for a in added for b in added):
        return "fused"
    return "rephrased" if common < _SAME * len(words) else "copied"


def drawn_on(target: str, sources: Sequence[str]) -> list[int]:
    """The indices of the sources that the target was made from, in order.

    The one that contains most of its content words, and each further one that adds at least two
    which those before it lack.
    """
    wanted = content(target)
    held = [wanted & content(source) for source in sources]
    drawn = [max(range(len(held)), key=lambda i: (len(held[i]), -i))]
    covered = set(held[drawn[0]])
    for i, found in enumerate(held):
        if len(found - covered) >= _OWN:
            drawn.append(i)
            covered |= found
    return sorted(drawn)


def aligned_prefix(target: str, source: str) -> str:
    """The tokens of the source up to the last one that a truncated target shares with it."""
    words = tokens(source)
    ends = (block.b + block.size for block in _blocks(tokens(target), words) if block.size)
    return " ".join(words[: max(ends, default=0)])


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words stand in both in the same order, about the longest common subsequence."""
    return sum(block.size for block in _blocks(a, b))


def _blocks(a: Sequence[str], b: Sequence[str]) -> list[Match]:
    """The runs of words that stand in both in the same order; the last one is empty."""
    return SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()

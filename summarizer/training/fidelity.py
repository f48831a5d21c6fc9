"""Fidelity: what of a target stands in its input, and how far it is from a copy.

A target with a name or number that its input lacks teaches inventing; one that repeats a
sentence of the input teaches repeating.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.terms import is_stop, tokens
from summarizer.wording import Kind, coverage, kind

__all__ = ["Kind", "coverage", "kind", "unsupported"]

_SPECIFIC = re.compile(r"[^\W_][\w'’.-]*")


def unsupported(target: str, sources: Sequence[str]) -> list[str]:
    """The capitalised words and numbers of `target` that no source holds, in order.

    A first word that is a function word has its capital from grammar alone.
    """
    held = {token for source in sources for token in tokens(source)}
    return [
        found[0]
        for found in _SPECIFIC.finditer(target)
        if any(c.isupper() or c.isdigit() for c in found[0])
        and any(t not in held and not is_stop(t) for t in tokens(found[0]))
    ]

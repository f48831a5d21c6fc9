"""Fidelity: a target with a name or number that its input lacks teaches inventing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.text.tokens import is_stop, tokens

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

"""Consensus: what several sources say about one event, with the sources behind each sentence.

    >>> from summarizer import Article, summarize
    >>> summary = summarize([Article("…"), Article("…")], words=60)

The names in `__all__` are the public interface; they are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.api import diff, summarize, verify
    from summarizer.errors import ConsensusError
    from summarizer.limits import Limits
    from summarizer.types import (
        Article,
        Budget,
        Change,
        Claim,
        Cluster,
        Conflict,
        Difference,
        Draft,
        DraftSentence,
        Evidence,
        Fact,
        Method,
        Reject,
        Sentence,
        SingleSourceFact,
        Source,
        SourceRelation,
        Summary,
        SummarySentence,
        Verification,
        VerifiedClaim,
    )

__version__ = "0.2.0"

# Bound at once, not on first use: the function has its package's name, and importing the package
# later would put the module in its place.
from summarizer.read import read

__all__ = [
    "Article", "Budget", "Change", "Claim", "Cluster", "Conflict", "ConsensusError", "Difference",
    "Draft", "DraftSentence", "Evidence", "Fact", "Limits", "Method", "Reject", "Sentence",
    "SingleSourceFact", "Source", "SourceRelation", "Summary", "SummarySentence", "Verification",
    "VerifiedClaim", "__version__", "diff", "read", "summarize", "verify",
]  # fmt: skip

# Where the names that are not in `types` are defined.
_HOMES = {"ConsensusError": "errors", "Limits": "limits"} | dict.fromkeys(
    ("diff", "summarize", "verify"), "api"
)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'types')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__

"""The methods: every way to summarise, by name.

Names map to where the method lives, so that listing them loads none of them.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

from summarizer.errors import UnknownMethod, UsageError
from summarizer.types import Method

_WHERE = {
    "consensus": "summarizer.pipeline:Consensus",
    "lead": "summarizer.methods.simple:Lead",
    "lead-interleave": "summarizer.methods.simple:LeadInterleave",
    "random": "summarizer.methods.simple:Random",
    "lexrank": "summarizer.methods.classic:LexRank",
    "textrank": "summarizer.methods.classic:TextRank",
    "lsa": "summarizer.methods.classic:Lsa",
    "luhn": "summarizer.methods.classic:Luhn",
    "sumbasic": "summarizer.methods.classic:SumBasic",
    "kl": "summarizer.methods.classic:KL",
    "reduction": "summarizer.methods.classic:Reduction",
}


def names() -> tuple[str, ...]:
    """The names of all methods, the default first."""
    return tuple(_WHERE)


def create(name: str, **settings: object) -> Method:
    """The method called `name`; raises `UnknownMethod`, or `UsageError` for a setting it lacks."""
    if name not in _WHERE:
        close = get_close_matches(name, _WHERE, n=1)
        hint = f"did you mean {close[0]}?" if close else "choose from " + ", ".join(_WHERE)
        raise UnknownMethod(f"no method is called {name!r}: {hint}")
    module, _, attribute = _WHERE[name].partition(":")
    try:
        method: Method = getattr(import_module(module), attribute)(**settings)
    except TypeError as error:
        raise UsageError(f"method {name} does not take these settings: {error}") from error
    return method

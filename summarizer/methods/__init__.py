"""The methods: every way to summarise, by name.

Names map to where the method lives, so that listing them loads none of them.  An installed
package adds methods with entry points in the group `summarizer.methods`:

    [project.entry-points."summarizer.methods"]
    tiny = "consensus_tiny:Tiny"

Calling the object with the settings as keywords gives a `summarizer.types.Method` of that name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any
from warnings import warn

from summarizer.errors import ConsensusError, UnknownMethod, UsageError
from summarizer.types import Method, displayed

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "summarizer.methods"

_WHERE = {
    "consensus": "summarizer.methods.consensus:Consensus",
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
    "transformer": "summarizer.methods.transformer:Transformer",
}
# These need an extra and a model, so nobody runs them unasked.
WRITTEN = frozenset({"transformer"})
# What the harness means by these is no method of this table.
_TAKEN = frozenset({*_WHERE, "file", "oracle"})
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def names() -> tuple[str, ...]:
    """The names of all methods, the default first, those of plug-ins last."""
    return (*_WHERE, *_plugins())


def extractive() -> tuple[str, ...]:
    """The names of the methods that only quote, and of plug-ins: what can always run."""
    return tuple(name for name in names() if name not in WRITTEN)


def create(name: str, **settings: object) -> Method:
    """The method called `name`.

    Raises `UnknownMethod`, or `UsageError` for a setting that it lacks or refuses and for a
    plug-in that cannot be used.
    """
    if name in _WHERE:
        module, _, attribute = _WHERE[name].partition(":")
        return make(name, getattr(import_module(module), attribute), settings)
    entry = _entry(name)
    try:
        method = make(name, entry.load(), settings)
    except ConsensusError as error:
        raise type(error)(f"{error} ({_told(entry)})") from error
    except Exception as error:  # whatever a stranger's code raises
        reason = displayed(f"{type(error).__name__}: {error}")
        raise UsageError(f"method {name} of {_told(entry)} cannot be used: {reason}") from error
    _check(name, method, entry)
    return method


def make(name: str, factory: Callable[..., Any], settings: Mapping[str, object]) -> Method:
    """What the factory makes of the settings; raises `UsageError` where they do not fit."""
    parameters = signature(factory).parameters
    if not any(p.kind is Parameter.VAR_KEYWORD for p in parameters.values()):
        for key in (key for key in settings if key not in parameters):
            close = get_close_matches(key, parameters, n=1)
            known = f"it has {', '.join(parameters)}" if parameters else "it has none"
            hint = f"did you mean {close[0]}?" if close else known
            raise UsageError(f"method {name} does not take these settings: {key} ({hint})")
    try:
        method: Method = factory(**settings)
    except TypeError as error:
        raise UsageError(f"method {name} does not take these settings: {error}") from error
    return method


def provider(name: str) -> str:
    """Who provides a method: `distribution==version`, or an empty string for a built-in one."""
    if name in _WHERE:
        return ""
    dist = _entry(name).dist
    return f"{dist.name}=={dist.version}" if dist else "unknown"


def origin(name: str, settings: Mapping[str, object]) -> list[str]:
    """All that a plug-in's own signature could leave out; nothing for a built-in method."""
    given = provider(name)
    if not given:
        return []
    told = json.dumps(dict(settings), sort_keys=True)
    return [f"plugin:{given}", f"code:{sources(name)}", f"settings:{told}"]


def sources(name: str) -> str:
    """A hash of a plug-in's source files, which change without its version while it is written.

    Covers the Python files of the top-level package or module; empty for a built-in method.
    """
    if name in _WHERE:
        return ""
    import hashlib
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec(_entry(name).module.partition(".")[0])
    places = [Path(p) for p in (spec and spec.submodule_search_locations) or ()]
    files = [(p.relative_to(place).as_posix(), p) for place in places for p in place.rglob("*.py")]
    if spec and spec.origin and not places:
        files = [("", Path(spec.origin))]
    digest = hashlib.sha256()
    for relative, path in sorted(files):
        digest.update(f"{relative}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


@cache
def _plugins() -> Mapping[str, tuple[EntryPoint, ...]]:
    """The entry points of installed packages by name, in order; imports none of them.

    A name that is taken or malformed is left out with a warning.
    """
    from importlib.metadata import entry_points  # some 40 ms: for whoever asks beyond the built-in

    found: dict[str, tuple[EntryPoint, ...]] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda e: (e.name, _told(e))):
        if entry.name in _TAKEN:
            warn(f"{_told(entry)} cannot take over the method {entry.name}: ignored", stacklevel=2)
        elif not _NAME.fullmatch(entry.name):
            warn(f"{_told(entry)} names a method {entry.name[:40]!r}: ignored", stacklevel=2)
        else:
            found[entry.name] = (*found.get(entry.name, ()), entry)
    return found


def _entry(name: str) -> EntryPoint:
    """The one entry point of that name; raises `UnknownMethod`, or `UsageError` for several."""
    entries = _plugins().get(name, ())
    if not entries:
        close = get_close_matches(name, names(), n=1)
        hint = f"did you mean {close[0]}?" if close else "choose from " + ", ".join(names())
        raise UnknownMethod(f"no method is called {name!r}: {hint}")
    if len(entries) > 1:
        both = " and ".join(map(_told, entries))
        raise UsageError(f"{both} both provide a method {name}: uninstall one of them")
    return entries[0]


def _told(entry: EntryPoint) -> str:
    """The plug-in as messages call it."""
    return f"plug-in {entry.dist.name} {entry.dist.version}" if entry.dist else "a plug-in"


def _check(name: str, method: object, entry: EntryPoint) -> None:
    """Raise `UsageError` for what is not a `Method` of that name."""
    wanted = {"name": str, "signature": str}
    lacks = [k for k, kind in wanted.items() if not isinstance(getattr(method, k, None), kind)]
    if not callable(getattr(method, "draft", None)):
        lacks.append("draft")
    if lacks:
        raise UsageError(
            f"method {name} of {_told(entry)} is no summarizer.types.Method: "
            f"it lacks a proper {', '.join(lacks)}"
        )
    if (given := getattr(method, "name", "")) != name:
        raise UsageError(f"method {name} of {_told(entry)} calls itself {given!r}: it must agree")

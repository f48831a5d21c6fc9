"""Systems: what takes part in a comparison, from specs as the user writes them.

    NAME                        a method, built in or of a plug-in, under the benchmark's budget
    NAME:key=value,key=value    its settings; words, sentences and characters are a budget that
                                replaces the benchmark's and is kept to in the same way
    NAME:PATH                   the same as NAME:checkpoint=PATH
    oracle                      the greedy upper bound, which sees the references
    file:PATH                   summaries made elsewhere, see `read_predictions`

The signature of a system holds all that decides its summaries but the code of this package.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.errors import BadLayout, InputError, LimitExceeded, NothingUsable, UsageError
from summarizer.evaluate.types import System
from summarizer.limits import DEFAULTS, Limits
from summarizer.methods.spec import Setting
from summarizer.methods.spec import settings as settings_of
from summarizer.read.cluster_files import BLANK, lines
from summarizer.read.predictions import prediction
from summarizer.read.sources import Found, open_file
from summarizer.read.streams import unpacked
from summarizer.text.packing import fitting_prefix
from summarizer.types import Budget, Draft, DraftSentence, Method, displayed

if TYPE_CHECKING:
    from summarizer.pipeline import ClusterAnalysis

_LIMITS = ("words", "sentences", "characters")


def parse_all(specs: Sequence[str], budget: Budget, limits: Limits = DEFAULTS) -> list[System]:
    """The systems of several specs, in order; raises `UsageError` for one given twice."""
    for i, spec in enumerate(specs):
        if spec in specs[:i]:
            raise UsageError(f"the system {spec!r} is given twice: leave one out")
    return [parse(spec, budget, limits) for spec in specs]


def parse(spec: str, budget: Budget, limits: Limits = DEFAULTS) -> System:
    """The system of a spec, checked so far that its method could be made.

    Raises `UsageError` (`UnknownMethod`) for what does not exist or does not fit, and
    `InputError` for a file of predictions that cannot be used.
    """
    name, _, rest = spec.partition(":")
    if name == "file":
        return _from_file(spec, rest, budget, limits)
    try:
        settings = settings_of(rest)
        own = {key: settings.pop(key) for key in _LIMITS if key in settings}
        budget = _budget(own, budget)
        bare = System(spec, "", budget, name, settings, sees_references=name == "oracle")
        return replace(bare, signature=_signature(bare))
    except UsageError as error:
        raise type(error)(f"system {spec!r}: {error}") from error


def create(system: System) -> Method:
    """The method of a system, for the process that uses it."""
    from summarizer import methods

    if system.predictions is not None:
        return Predictions(system)
    if system.sees_references:
        from summarizer.evaluate.oracle import Oracle

        return methods.make(system.method, Oracle, system.settings)
    return methods.create(system.method, **system.settings)


def predicted(system: System, cluster: str) -> tuple[str, ...] | None:
    """The sentences that a system of predictions has for a cluster; None where it has none.

    A text is split into sentences by us; a list of sentences stays as it is.
    """
    found = (system.predictions or {}).get(cluster)
    if found is None:
        return None
    if isinstance(found, str):
        from summarizer.text.sentences import split

        found = [found[start:end] for start, end in split(found, [(0, len(found))])]
    return tuple(text for text in map(displayed, found) if text)


class Predictions:
    """Summaries made elsewhere, as a method: cut where the benchmark cuts, cited as all are."""

    name = "file"

    def __init__(self, system: System) -> None:
        self._system = system

    @property
    def signature(self) -> str:
        """The system's, without its budget."""
        return self._system.signature.removesuffix(f"|{self._system.budget.signature()}")

    def draft(self, analyses: Iterable[ClusterAnalysis], budget: Budget) -> Iterator[Draft]:
        """The summary of each cluster, in order; raises NothingUsable where there is none."""
        for analysis in analyses:
            texts = predicted(self._system, analysis.cluster.id)
            if texts is None:
                raise NothingUsable("the file of predictions has no summary of it")
            kept = cut(texts, budget) if budget.truncate else texts
            yield Draft(tuple(DraftSentence(text, (), "written", "given") for text in kept))


def cut(texts: Sequence[str], budget: Budget) -> list[str]:
    """The sentences cut where the budget ends, at a word."""
    kept: list[str] = []
    for text in texts:
        if not budget.fits([*kept, text]):
            start = fitting_prefix(kept, text, budget)
            return [*kept, start] if start else kept
        kept.append(text)
    return kept


def read_predictions(
    path: str, limits: Limits = DEFAULTS
) -> tuple[dict[str, str | tuple[str, ...]], str]:
    """Summaries by cluster id, and the SHA-256 of the file's (unpacked) content in hex.

    JSON Lines, plain or packed with gzip: each line is an object with the cluster's `id` (or
    `cluster`), text or whole number, and its summary: `sentences` (texts, or objects with
    `text`), or one of `summary`, `prediction`, `output`, `text` (a text, or a list of
    sentences), the first of them that is there.  So the records of `consensus summarize
    --format json` fit, and those of our own predictions.jsonl when they are one system's
    (`record` holds the summary).  Raises `InputError` with the line of what does not fit.
    """
    digest, found = hashlib.sha256(), dict[str, str | tuple[str, ...]]()
    for number, line in _lines(path, limits):
        digest.update(line)
        try:
            if not line.strip(BLANK):
                continue
            cluster, summary = prediction(line)
            if cluster in found:
                raise BadLayout(
                    f"a second summary of cluster {cluster!r}: put each system's summaries into a "
                    "file of their own"
                )
        except InputError as error:
            raise type(error)(f"{path}, line {number}: {error}") from None
        found[cluster] = summary
    if not found:
        raise BadLayout(f"{path} holds no predictions: give one JSON object a line")
    return found, digest.hexdigest()


def _from_file(spec: str, path: str, budget: Budget, limits: Limits) -> System:
    if not path:
        raise UsageError(f"system {spec!r} names no file: write file:predictions.jsonl")
    predictions, digest = read_predictions(path, limits)
    signature = f"file|sha256:{digest[:16]}|{budget.signature()}"
    return System(spec, signature, budget, predictions=predictions)


def _budget(own: Mapping[str, Setting], budget: Budget) -> Budget:
    """The system's own budget in place of the benchmark's, if it has one."""
    limits: dict[str, int] = {}
    for key, value in own.items():
        if type(value) is not int:
            raise UsageError(f"{key} is a whole number, not {value!r}")
        limits[key] = value
    return Budget(**limits, truncate=budget.truncate) if limits else budget


def _signature(system: System) -> str:
    """The method's signature and the budget; with a plug-in's version, code and settings."""
    from summarizer import methods

    parts = [create(system).signature, system.budget.signature()]
    if not system.sees_references:
        parts += methods.origin(system.method, system.settings)
    return displayed("|".join(parts))


def _lines(path: str, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers, each within the cap."""
    try:
        with open_file(Found(path, "")) as file:
            for number, line in lines(unpacked(file, limits), limits):
                if line is None:
                    raise LimitExceeded(f"line {number}: over {limits.line_bytes:,} bytes")
                yield number, line
    except InputError as error:
        raise type(error)(f"predictions {path}: {error}") from error

"""`consensus verify --predictions`: summaries made elsewhere, each held against its cluster.

The cluster file is read once and no cluster is kept: all summaries of a cluster are verified when
it comes by, and a result waits, as text, until those before it are written.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext

from summarizer.cli import language, output
from summarizer.cli.console import Console, say
from summarizer.cli.inputs import clusters
from summarizer.cli.output import Write
from summarizer.cli.verify import ONCE, demand
from summarizer.errors import InputError, NothingUsable, UsageError
from summarizer.limits import Limits
from summarizer.read.predictions import Prediction
from summarizer.render.common import shared
from summarizer.render.json import dumps
from summarizer.render.verification import judged
from summarizer.types import Cluster, Reject, Verification

# The place of a prediction among the others, from 0, and what came of it.
Result = tuple[int, Verification | Reject]


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    _check(args)
    output.check(args.output, [args.predictions, *args.sources])
    code, limits = language.checked(args.language), Limits(**dict(args.cap))
    tally = _Tally(args.strict)
    try:
        asked = list(_usable(_read(args.predictions, limits), tally))
        if not asked:
            raise NothingUsable(f"predictions {args.predictions}: there is none that can be used")
        tally.expect(len(asked))
        found = clusters(args.sources, [], code, args.strict, tally.console, args.proxy, limits)
        results = _results(args.predictions, asked, found, tally.console)
        with output.opened(args.output, utf8=True) as write:
            _write(results, write, tally)
            if not tally.done:
                raise NothingUsable(f"predictions {args.predictions}: none could be verified")
    finally:
        tally.console.clear()
    tally.close()
    demand(tally.supported, tally.sentences, args.fail_under)


def _check(args: Namespace) -> None:
    """Raise UsageError for what does not go together."""
    if args.cluster is not None:
        raise UsageError("--cluster goes with a text: predictions name their clusters")
    if args.format not in (None, "json"):
        raise UsageError(f"--predictions gives JSON, one object a line, not {args.format}")
    if args.predictions == "-" and "-" in args.sources:
        raise UsageError(ONCE)


class _Tally:
    """What came of the predictions; with `strict` the first that fails ends it all."""

    def __init__(self, strict: bool) -> None:
        self.console = Console("predictions")
        self.done = self.failed = self.supported = self.sentences = 0
        self._strict = strict

    def expect(self, usable: int) -> None:
        """So many are to be verified, beside those that have failed before."""
        self.console.expect(self.failed + usable, self.failed)
        self.console.done(self.failed)

    def count(self, result: Verification | Reject) -> None:
        """Count a result; tell, or raise, what failed."""
        if isinstance(result, Verification):
            self.done += 1
            self.sentences += len(result.claims)
            self.supported += sum(claim.verdict == "supported" for claim in result.claims)
        elif self._strict:
            raise InputError(str(result))
        else:
            self.failed += 1
            self.console.warn(str(result))
        self.console.done(self.done + self.failed)

    def close(self) -> None:
        """The last line, whose counts add up."""
        total = self.done + self.failed
        told = f"{total:,} prediction{'s' if total > 1 else ''}: {self.done:,} verified"
        failed = f", {self.failed:,} failed" if self.failed else ""
        say("done", f"{told}{failed}; {shared(self.supported, self.sentences)}")


def _read(path: str, limits: Limits) -> list[Prediction | Reject]:
    """The lines of a file of predictions.  Raises InputError where it cannot be read."""
    from summarizer.read.predictions import predictions
    from summarizer.read.sources import Found, open_file

    try:
        if path == "-" and sys.stdin is None:
            raise InputError("standard input is closed")
        opened = nullcontext(sys.stdin.buffer) if path == "-" else open_file(Found(path, ""))
        with opened as file:
            return list(predictions(file, path, limits))
    except InputError as error:
        raise type(error)(f"predictions {path}: {error}") from error


def _usable(lines: Iterable[Prediction | Reject], tally: _Tally) -> Iterator[Prediction]:
    for line in lines:
        if isinstance(line, Reject):
            tally.count(line)
        else:
            yield line


def _results(
    path: str, asked: Sequence[Prediction], found: Iterable[Cluster], console: Console
) -> Iterator[Result]:
    """What came of each prediction, in the order in which clusters come by; reads no further."""
    wanted, served = _by_cluster(asked), set[str]()
    for cluster in found:
        if cluster.id in served:
            console.warn(f"a second cluster is called {cluster.id}: the first counts")
        if places := wanted.pop(cluster.id, []):
            served.add(cluster.id)
            for warning in cluster.warnings:
                console.warn(warning, cluster.id)
            yield from zip(
                places, _verified(path, [asked[i] for i in places], cluster), strict=True
            )
        if not wanted:
            return
    for places in wanted.values():
        for place in places:
            reason = f"no cluster is called {asked[place].cluster}"
            yield place, Reject(path, reason, asked[place].line)


def _by_cluster(asked: Sequence[Prediction]) -> dict[str, list[int]]:
    """The places of the predictions of each cluster."""
    wanted: dict[str, list[int]] = {}
    for place, prediction in enumerate(asked):
        wanted.setdefault(prediction.cluster, []).append(place)
    return wanted


def _verified(
    path: str, predictions: Iterable[Prediction], cluster: Cluster
) -> Iterator[Verification | Reject]:
    """Predictions held against their cluster; sentences that are given stay as they are."""
    from summarizer.pipeline import prepare, sentences_in, verify_cluster

    for prediction in predictions:
        given = prediction.summary
        try:
            cluster = prepare(cluster)  # after the first time there is nothing left to do
            sentences = sentences_in(given) if isinstance(given, str) else given
            result = verify_cluster(cluster, sentences)
        except InputError as error:
            yield Reject(path, str(error), prediction.line)
        else:
            yield result


def _write(results: Iterable[Result], write: Write, tally: _Tally) -> None:
    """Write each result as soon as all before it are there, and count it."""
    waiting: dict[int, str] = {}
    written = 0
    for place, result in results:
        tally.count(result)
        waiting[place] = "" if isinstance(result, Reject) else dumps(judged(result), line=True)
        while written in waiting:
            write(waiting.pop(written))
            written += 1

"""`consensus verify`: a text, or summaries made elsewhere, verified against sources."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from fractions import Fraction
from itertools import islice

from summarizer.cli import output
from summarizer.cli.console import Console, say
from summarizer.cli.inputs import clusters, limits_of, peek
from summarizer.errors import InputError, NothingUsable, TooLittleSupport, UsageError
from summarizer.limits import Limits
from summarizer.read.predictions import Prediction
from summarizer.render import VERIFICATIONS
from summarizer.render.common import support_share
from summarizer.render.json import dumps
from summarizer.render.verification import verdict_record
from summarizer.types import Article, Cluster, Reject, Verification

TWICE = "standard input can be read only once: name a file instead of one of the two -"
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    if args.predictions is None:
        _verify_text(args)
    else:
        _verify_predictions(args)


def require_support(supported: int, total: int, least: Fraction | None) -> None:
    """Raise TooLittleSupport where less than this share of the sentences is supported."""
    if least is not None and Fraction(supported, max(1, total)) < least:
        share = support_share(supported, total)
        raise TooLittleSupport(f"{share}: --fail-under asks for {float(100 * least):g}%")


def _supported(verification: Verification) -> int:
    return sum(claim.verdict == "supported" for claim in verification.claims)


# --- one text


def _verify_text(args: Namespace) -> None:
    claims, *sources = args.sources
    _check_text(claims, sources)
    name = args.format or output.format_of(args.output, VERIFICATIONS)
    output.require(name, VERIFICATIONS, "verify")
    form = VERIFICATIONS[name]
    output.check(args.output, args.sources)
    console = Console()
    sentences = _sentences(claims, limits_of(args))
    wanted = [args.cluster] if args.cluster else []
    first, _ = peek(clusters(args, sources, wanted, console))
    if len(first) > 1:
        raise UsageError(
            "a text is held against one cluster and there are several: pick one with --cluster ID"
        )
    verification = _verified(first[0], sentences, console)
    with output.opened(args.output, utf8=form.utf8) as write:
        write(form.render(verification, output.view(args.output)))
    if name != "json":  # which has them in the record
        for warning in verification.warnings:
            console.warn(warning)
    require_support(_supported(verification), len(verification.claims), args.fail_under)


def _check_text(claims: str, sources: list[str]) -> None:
    """Raise UsageError for what cannot be the text and its sources."""
    if not sources:
        raise UsageError(
            "name a text and the sources to check it against: consensus verify TEXT SOURCES..."
        )
    if claims == "-" and "-" in sources:
        raise UsageError(TWICE)
    if _ADDRESS.match(claims):
        raise UsageError(f"{claims}: the text to verify is a file or -: save the page first")


def _sentences(path: str, limits: Limits) -> list[str]:
    """The sentences of the text to verify.  Raises InputError where there is none."""
    from summarizer.pipeline import sentences_in
    from summarizer.read import read
    from summarizer.read.sources import Found, kind_of

    if path == "-" and sys.stdin is None:
        raise InputError("-: standard input is closed")
    articles: list[Article] = []
    for item in islice(read([Found(path, kind_of(path))], limits=limits), 2):
        if isinstance(item, Reject):
            raise InputError(f"the text to verify, {item}")
        articles += item.articles
    if len(articles) != 1:
        raise InputError(f"the text to verify, {path}: it holds several texts: give one")
    sentences = sentences_in(articles[0].text)
    if not sentences:
        raise NothingUsable(f"the text to verify, {path}: there is no sentence in it")
    return sentences


def _verified(cluster: Cluster, sentences: list[str], console: Console) -> Verification:
    from summarizer.pipeline import verify_cluster

    sources = f"{len(cluster.articles):,} source{'s' if cluster.articles[1:] else ''}"
    console.wait(f"holding {len(sentences):,} sentences against {sources}")
    try:
        return verify_cluster(cluster, sentences)
    finally:
        console.clear()


# --- summaries made elsewhere
#
# The cluster file is read once and no cluster is kept: all summaries of a cluster are verified
# when it comes by, and a result waits, as text, until those before it are written.

# The place of a prediction among the others, from 0, and its result.
Result = tuple[int, Verification | Reject]


def _verify_predictions(args: Namespace) -> None:
    _check_predictions(args)
    output.check(args.output, [args.predictions, *args.sources])
    tally = _Tally(args.strict)
    try:
        usable = []
        for item in _read(args.predictions, limits_of(args)):
            if isinstance(item, Reject):
                tally.count(item)
            else:
                usable.append(item)
        if not usable:
            raise NothingUsable(f"predictions {args.predictions}: there is none that can be used")
        tally.expect(len(usable))
        found = clusters(args, args.sources, [], tally.console)
        results = _results(args.predictions, usable, found, tally.console)
        with output.opened(args.output, utf8=True) as write:
            _write(results, write, tally)
            if not tally.done:
                raise NothingUsable(f"predictions {args.predictions}: none could be verified")
    finally:
        tally.console.clear()
    tally.close()
    require_support(tally.supported, tally.sentences, args.fail_under)


def _check_predictions(args: Namespace) -> None:
    """Raise UsageError for what does not go with predictions."""
    if args.cluster is not None:
        raise UsageError("--cluster goes with a text: predictions name their clusters")
    if args.format not in (None, "json"):
        raise UsageError(f"--predictions gives JSON, one object a line, not {args.format}")
    if args.predictions == "-" and "-" in args.sources:
        raise UsageError(TWICE)


class _Tally:
    """The counts of results so far; with `strict` the first failure is raised."""

    def __init__(self, strict: bool) -> None:
        self.console = Console("predictions")
        self.done = self.failed = self.supported = self.sentences = 0
        self._strict = strict

    def expect(self, usable: int) -> None:
        """So many are to be verified, beside those that have failed before."""
        self.console.expect(self.failed + usable, self.failed)
        self.console.done(self.failed)

    def count(self, result: Verification | Reject) -> None:
        """Count a result; a failure is a warning, or InputError."""
        if isinstance(result, Verification):
            self.done += 1
            self.sentences += len(result.claims)
            self.supported += _supported(result)
        elif self._strict:
            raise InputError(str(result))
        else:
            self.failed += 1
            self.console.warn(str(result))
        self.console.done(self.done + self.failed)

    def close(self) -> None:
        """The last line, whose counts add up."""
        total = self.done + self.failed
        counts = f"{total:,} prediction{'s' if total > 1 else ''}: {self.done:,} verified"
        failed = f", {self.failed:,} failed" if self.failed else ""
        say("done", f"{counts}{failed}; {support_share(self.supported, self.sentences)}")


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


def _results(
    path: str, predictions: Sequence[Prediction], found: Iterable[Cluster], console: Console
) -> Iterator[Result]:
    """The result of each prediction, in the order in which clusters come by; reads no further."""
    places: dict[str, list[int]] = {}
    for place, prediction in enumerate(predictions):
        places.setdefault(prediction.cluster, []).append(place)
    seen: set[str] = set()
    for cluster in found:
        if cluster.id in seen:
            console.warn(f"a second cluster is called {cluster.id}: the first counts")
        if own := places.pop(cluster.id, []):
            seen.add(cluster.id)
            for warning in cluster.warnings:
                console.warn(warning, cluster.id)
            results = _verified_predictions(path, [predictions[i] for i in own], cluster)
            yield from zip(own, results, strict=True)
        if not places:
            return
    for missing in places.values():
        for place in missing:
            prediction = predictions[place]
            reason = f"no cluster is called {prediction.cluster}"
            yield place, Reject(path, reason, prediction.line)


def _verified_predictions(
    path: str, predictions: Iterable[Prediction], cluster: Cluster
) -> Iterator[Verification | Reject]:
    """Predictions verified against their cluster; sentences that are given stay as they are."""
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


def _write(results: Iterable[Result], write: output.Write, tally: _Tally) -> None:
    """Write each result as soon as all before it are there, and count it."""
    waiting: dict[int, str] = {}
    written = 0
    for place, result in results:
        tally.count(result)
        record = "" if isinstance(result, Reject) else dumps(verdict_record(result), line=True)
        waiting[place] = record
        while written in waiting:
            write(waiting.pop(written))
            written += 1

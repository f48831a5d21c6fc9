"""`consensus summarize`: sources in, summaries out."""

from __future__ import annotations

from argparse import Namespace
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial

from summarizer.cli import output
from summarizer.cli.console import Console
from summarizer.cli.inputs import clusters, peek, publishers
from summarizer.errors import InputError, UsageError
from summarizer.methods.spec import Setting, settings
from summarizer.render import SUMMARIES
from summarizer.types import Cluster, Summary


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    args.format = _format(args)
    output.check(args.output, args.sources)
    console = Console()
    _summarize(clusters(args, args.sources, args.cluster, console), args, console)


def method_and_settings(spec: str, seed: int | None) -> tuple[str, dict[str, Setting]]:
    """The name of a method and its settings, from `--method` and `--seed`."""
    name, _, rest = spec.partition(":")
    given = settings(rest)
    if seed is not None:
        if name != "random":
            raise UsageError(f"--seed is for --method random, not {name}")
        given["seed"] = seed
    return name, given


def _format(args: Namespace) -> str:
    """The format that is asked for; raises UsageError for what does not go together."""
    form: str = args.format or ("html" if args.open else output.format_of(args.output, SUMMARIES))
    output.require(form, SUMMARIES, "summarize")
    if args.open and form != "html":
        raise UsageError(f"--open shows a page: it goes with --format html, not {form}")
    if args.open and args.output == "-":
        raise UsageError("--open needs a file: leave out -o - or give -o FILE")
    return form


def _summarize(found: Iterator[Cluster], args: Namespace, console: Console) -> None:
    from summarizer.api import budget_of
    from summarizer.methods import create
    from summarizer.pipeline import summarize_clusters
    from summarizer.sources.publishers import configured

    budget = budget_of(args.words, args.sentences, args.characters, args.truncate, args.min_support)
    table = publishers(args.publishers)
    name, given = method_and_settings(args.method, args.seed)
    summarize = partial(
        summarize_clusters,
        method=create(name, **given),
        budget=budget,
        conflicts=args.conflicts,
        unique=args.unique,
    )
    first, found = peek(configured(c, args.evidence, table) for c in found)
    many = len(first) > 1
    if args.format == "html" and many:
        raise UsageError("a page shows one event and there are several: pick one with --cluster ID")
    summaries = _summaries(found, summarize, args.strict or not many, console)
    target = output.opened_in_browser(args.output) if args.open else nullcontext(args.output)
    with target as args.output:
        output.write_each(summaries, SUMMARIES[args.format], many, args, console)


def _summaries(
    clusters: Iterable[Cluster],
    summarize: Callable[[Iterable[Cluster]], Iterator[Summary]],
    strict: bool,
    console: Console,
) -> Iterator[Summary]:
    """One summary for each cluster in order; a warning for one that is over a limit.

    The method sees all clusters in one stream, so that it can batch.  After an error those
    it had taken are done again one by one, and then a new stream goes on.
    """
    pending = _Pending(iter(clusters))
    while not pending.ended:
        try:
            for summary in summarize(pending):
                pending.taken.popleft()
                yield summary
        except InputError:
            if strict or pending.failed:
                raise
            again = list(pending.taken)
            pending.taken.clear()
            for cluster in again:
                try:
                    yield from summarize([cluster])
                except InputError as error:
                    console.warn(str(error))


class _Pending:
    """An iterator that knows what was taken from it and is not yet summarised."""

    def __init__(self, clusters: Iterator[Cluster]) -> None:
        self.taken: deque[Cluster] = deque()
        self.ended = self.failed = False
        self._clusters = clusters

    def __iter__(self) -> Iterator[Cluster]:
        return self

    def __next__(self) -> Cluster:
        try:
            cluster = next(self._clusters)
        except StopIteration:
            self.ended = True
            raise
        except Exception:
            self.failed = True
            raise
        self.taken.append(cluster)
        return cluster

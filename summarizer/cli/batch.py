"""`consensus batch`: every record of cluster files to a file of summaries."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from summarizer.api import budget_of
from summarizer.batch import records
from summarizer.batch.output import SHARD, Output
from summarizer.batch.records import Pile
from summarizer.batch.run import Engine, Plan, local
from summarizer.batch.run import run as summarise
from summarizer.batch.types import Recipe, Record, Rejected, Tally
from summarizer.cli import output
from summarizer.cli.console import Console, say
from summarizer.cli.inputs import limits_of, publishers, web_of
from summarizer.cli.summarize import method_and_settings
from summarizer.errors import InputError, NothingUsable, OutputError, UsageError
from summarizer.jobs.pool import ResourceLimits, one_thread
from summarizer.limits import MAX_RECORD_SECONDS, MAX_WORKER_BYTES
from summarizer.methods import WRITTEN
from summarizer.types import Cluster

BLOCK = 16  # records, for which a model can write at a time where there is a GPU
_REASONS = 5  # rejects that are warned of
# Suffixes that promise what a batch does not write.
_REFUSED = (".gz", ".bz2", ".xz", ".zst", ".zip", ".csv", ".tsv", ".html", ".htm", ".md")


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    plan = _plan(args)
    progress = _Progress(args.strict)
    try:
        found = _records(args, plan.recipe, progress)
        tally = summarise(plan, found, progress, progress.console.warn)
    except KeyboardInterrupt:
        progress.console.clear()
        done = f"{progress.tally.done:,} records are in {plan.output.journal}"
        say("interrupted", f"{done}: the same command goes on from there")
        raise
    finally:
        progress.console.clear()
    _report(plan.output, tally, progress.pile.few)


def _plan(args: Namespace) -> Plan:
    name, settings = method_and_settings(args.method, args.seed)
    recipe = Recipe(
        name, settings,
        budget_of(args.words, args.sentences, args.characters, args.truncate, args.min_support),
        args.language, conflicts=args.conflicts, unique=args.unique, limits=limits_of(args),
        evidence=args.evidence, publishers=publishers(args.publishers),
    )  # fmt: skip
    writes = name in WRITTEN
    target = _output(args)
    memory = args.memory * 10**6 if args.memory else None if writes else MAX_WORKER_BYTES
    limits = ResourceLimits(args.timeout or MAX_RECORD_SECONDS, memory)
    return Plan(recipe, target, _engine(args, target, writes, limits), args.strict)


def _engine(args: Namespace, target: Output, writes: bool, limits: ResourceLimits) -> Engine:
    """What hands the records out; numpy has one thread wherever there are several workers."""
    block = BLOCK if writes else 1
    if args.engine == "ray":
        from summarizer.batch import ray

        actors = ray.Actors(args.workers, block, limits)
        return partial(ray.results, actors=actors, folder=target.blocks, address=args.address)
    if args.address:
        raise UsageError("--address is for --engine ray")
    workers = args.workers or (1 if writes else os.cpu_count() or 1)
    if workers > 1 or not writes:
        one_thread()
    return partial(local, workers=workers, block=block, limits=limits)


def _output(args: Namespace) -> Output:
    """The file or folder to write, if it and what stands beside it can be written."""
    path = args.output
    target = Path(path)
    if path in ("", "-") or (target.exists() and not target.is_file() and not target.is_dir()):
        raise UsageError(f"-o {path}: a batch keeps a journal beside its output, so name a file")
    target = target.resolve()  # a link stays a link
    if target == Path(target.anchor):  # `-o "$UNSET/"`
        raise UsageError(f"-o {path}: name a folder of its own, not the root of the file system")
    if path.endswith("/") or target.is_dir():
        _check_folder(target, args.sources)
        return Output(target, args.output_format == "parquet", args.shard or SHARD)
    if args.shard:
        raise UsageError(f"--shard is for a folder: -o {path}/")
    found = Output(target, _is_parquet(path, args.output_format))
    for source in args.sources:  # the next run would read what this one left
        with suppress(OSError, ValueError):
            if Path(source).resolve() == target.parent:
                raise UsageError(f"-o {target} lies in a source, {source}; choose another folder")
    for beside in (target, found.rejects, found.journal):
        output.check(str(beside), args.sources)
    return found


def _check_folder(folder: Path, sources: Sequence[str]) -> None:
    """Refuse, before any work, a folder that cannot be written or that holds a source."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"cannot write {folder}/: it is a file")
    if not folder.parent.is_dir():
        raise OutputError(f"cannot write {folder}/: there is no directory {folder.parent}")
    for source in sources:
        with suppress(OSError, ValueError):
            path = Path("/dev/stdin" if source == "-" else source).resolve()
            if folder in (path, path.parent):
                raise UsageError(f"-o {folder}/ holds a source, {source}; choose another folder")


def _is_parquet(path: str, form: str | None) -> bool:
    """Whether a file is to be Parquet: what its name says, which a reader will go by."""
    if path.lower().endswith(_REFUSED):
        raise UsageError(f"-o {path}: a batch writes .jsonl or .parquet")
    named = path.lower().endswith(".parquet")
    if form and named != (form == "parquet"):
        raise UsageError(
            f"-o {path} is not for --output-format {form}: name it .{form}, or name a folder"
        )
    return named


def _records(args: Namespace, recipe: Recipe, progress: _Progress) -> Iterator[Record | Rejected]:
    stdin = sys.stdin.buffer if sys.stdin else None
    if not args.group:
        if args.fetch:
            raise UsageError("--fetch is for feeds, whose articles need --group")
        if args.min_sources > 1:
            raise UsageError("--min-sources is for --group")
        return records.of_clusters(args.sources, stdin, recipe.limits)
    told, web = partial(_told_by, args.min_sources, recipe), web_of(args, progress.console)
    return records.of_events(
        args.sources, stdin, args.language, recipe.limits, progress.grouping, told, web
    )


def _told_by(least: int, recipe: Recipe, event: Cluster) -> bool:
    """Whether so many independent sources tell an event, counted as its summary counts them."""
    if len(event.articles) < least or least == 1:
        return least == 1
    from summarizer.pipeline import prepare
    from summarizer.sources.publishers import configured

    try:
        prepared = prepare(configured(event, recipe.evidence, recipe.publishers))
    except InputError:
        return True  # for whoever summarises it to say
    return len(set(prepared.witnesses)) >= least


class _Progress:
    """How far a batch is, and the first reasons why a record was rejected."""

    def __init__(self, strict: bool) -> None:
        self.console = Console("records")
        self.tally = Tally(0, 0, 0)
        self.pile = Pile()
        self._strict = strict

    def __call__(self, tally: Tally, reject: Rejected | None) -> None:
        self.tally = tally
        if reject and not self._strict and tally.rejected <= _REASONS:
            self.console.warn(str(reject))
        self.console.done(tally.records, tally.before)

    def grouping(self, pile: Pile) -> None:
        """Say how far finding events is, and how many there are in the end."""
        self.pile = pile
        articles = f"{len(pile.articles):,} articles"
        if pile.events is None:
            self.console.wait(f"{articles}, whose events are to be found")
            return
        self.console.clear()
        if pile.skipped:
            kinds = ", ".join(f"{n:,} {kind}" for kind, n in sorted(pile.skipped.items()))
            say("skipped", f"{pile.skipped.total():,} records of web archives: {kinds}")
        if number := len(pile.events):
            single = sum(len(event.articles) == 1 for event in pile.events)
            found = f"{number:,} event{'s' if number > 1 else ''} in {articles}"
            say("grouped", f"{found}, {single:,} of one article alone")


def _report(target: Output, tally: Tally, few: int) -> None:
    """The last line, whose counts add up; raises NothingUsable where there is no output."""
    left = f", {few:,} event{'s' if few > 1 else ''} of too few sources left out" if few else ""
    if not tally.done:
        rejects = f": see {target.rejects}" if tally.rejected else ""
        raise NothingUsable(f"nothing could be done, {tally.rejected:,} rejected{left}{rejects}")
    before = f" ({tally.before:,} from before)" if tally.before else ""
    records = f"{tally.records:,} record{'s' if tally.records > 1 else ''}"
    counts = f"{records}: {tally.done:,} done{before}, {tally.rejected:,} rejected{left}"
    say("done", f"{counts} → {target}" + (f", {target.rejects}" if tally.rejected else ""))

"""`consensus batch`: every record of cluster files to a file of summaries."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from summarizer.api import budget_of
from summarizer.batch import records
from summarizer.batch.output import SHARD, Output
from summarizer.batch.run import Engine, Plan, local
from summarizer.batch.run import run as summarise
from summarizer.batch.types import Recipe, Record, Rejected, Tally
from summarizer.cli import language, output
from summarizer.cli.console import Console, say
from summarizer.cli.inputs import publishers
from summarizer.cli.summarize import chosen
from summarizer.errors import NothingUsable, UsageError
from summarizer.jobs.pool import ResourceLimits, one_thread
from summarizer.limits import MAX_RECORD_SECONDS, MAX_WORKER_BYTES, Limits
from summarizer.methods import WRITTEN
from summarizer.types import Cluster

BLOCK = 16  # records, for which a model can write at a time where there is a GPU
_SHOWN = 5
# Names that promise what a batch does not write.
_OTHERS = (".gz", ".bz2", ".xz", ".zst", ".zip", ".csv", ".tsv", ".html", ".htm", ".md")


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    plan = _plan(args)
    heard = _Heard(args.strict)
    try:
        given = _records(args, plan.recipe.limits, heard.console)
        tally = summarise(plan, given, heard, heard.console.warn)
    except KeyboardInterrupt:
        heard.console.clear()
        told = f"{heard.tally.done:,} records are in {plan.output.journal}"
        say("interrupted", f"{told}: the same command goes on from there")
        raise
    finally:
        heard.console.clear()
    _close(plan.output, tally)


def _plan(args: Namespace) -> Plan:
    name, settings = chosen(args.method, args.seed)
    recipe = Recipe(
        name, settings,
        budget_of(args.words, args.sentences, args.characters, args.truncate, args.min_support),
        language.checked(args.language), conflicts=args.conflicts, unique=args.unique,
        limits=Limits(**dict(args.cap)), evidence=args.evidence,
        publishers=publishers(args.publishers),
    )  # fmt: skip
    writes = name in WRITTEN
    target = _output(args)
    memory = args.memory * 10**6 if args.memory else None if writes else MAX_WORKER_BYTES
    limits = ResourceLimits(args.timeout or MAX_RECORD_SECONDS, memory)
    engine = _engine(args, target, writes, limits)
    return Plan(recipe, target, engine, args.strict)


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
        output.check_folder(target, args.sources)
        return Output(target, args.output_format == "parquet", args.shard or SHARD)
    if args.shard:
        raise UsageError(f"--shard is for a folder: -o {path}/")
    found = Output(target, _is_parquet(path, args.output_format))
    output.check_outside(target, args.sources)
    for beside in (target, found.rejects, found.journal):
        output.check(str(beside), args.sources)
    return found


def _is_parquet(path: str, format: str | None) -> bool:
    """Whether a file is to be Parquet: what its name says, which a reader will go by."""
    if path.lower().endswith(_OTHERS):
        raise UsageError(f"-o {path}: a batch writes .jsonl or .parquet")
    named = path.lower().endswith(".parquet")
    if format and named != (format == "parquet"):
        raise UsageError(
            f"-o {path} is not for --output-format {format}: name it .{format}, or name a folder"
        )
    return named


def _records(args: Namespace, limits: Limits, console: Console) -> Iterator[Record | Rejected]:
    stdin = sys.stdin.buffer if sys.stdin else None
    if args.group:
        code = language.checked(args.language)
        return records.of_events(args.sources, stdin, code, limits, partial(_grouped, console))
    return records.of_clusters(args.sources, stdin, limits)


def _grouped(console: Console, articles: int, events: Sequence[Cluster]) -> None:
    """Say how far finding events is, and what came of it."""
    if not events:
        console.wait(f"{articles:,} articles, whose events are to be found")
        return
    console.clear()
    alone = sum(len(event.articles) == 1 for event in events)
    told = f"{len(events):,} event{'s' if events[1:] else ''} in {articles:,} articles"
    say("grouped", f"{told}, {alone:,} of one article alone")


class _Heard:
    """How far a batch is: progress, and the first reasons why a record was rejected."""

    def __init__(self, strict: bool) -> None:
        self.console = Console("records")
        self.tally = Tally(0, 0, 0)
        self._strict = strict

    def __call__(self, tally: Tally, reject: Rejected | None) -> None:
        self.tally = tally
        if reject and not self._strict and tally.rejected <= _SHOWN:
            self.console.warn(str(reject))
        self.console.done(tally.records, tally.before)


def _close(target: Output, tally: Tally) -> None:
    """The last line, whose counts add up; raises NothingUsable where there is no output."""
    if not tally.done:
        raise NothingUsable(
            f"nothing could be done, {tally.rejected:,} rejected: see {target.rejects}"
        )
    before = f" ({tally.before:,} from before)" if tally.before else ""
    records = f"{tally.records:,} record{'s' if tally.records > 1 else ''}"
    told = f"{records}: {tally.done:,} done{before}, {tally.rejected:,} rejected"
    say("done", f"{told} → {target}" + (f", {target.rejects}" if tally.rejected else ""))

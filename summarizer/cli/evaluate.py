"""`consensus evaluate`: a benchmark or cluster files in, a comparison of systems out."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from summarizer.cli import output
from summarizer.cli.console import Console, say
from summarizer.cli.inputs import limits_of
from summarizer.cli.options import LENGTHS
from summarizer.errors import UsageError
from summarizer.evaluate import dataset
from summarizer.evaluate.harness import Plan, evaluate
from summarizer.evaluate.types import FAITHFULNESS, MEASURES, NAMES, Benchmark, Results, Timing
from summarizer.jobs.pool import one_thread
from summarizer.types import Budget

FOLDER = "eval-out"
WIDEST = 160

# Options that decide the numbers, with their defaults, for the command that a report gives.
_DECIDING = {
    "language": None, "words": None, "sentences": None, "characters": None, "cut": None,
    "references": None, "stem": True, "baseline": None, "resamples": 1_000, "seed": 12_345,
    "shuffle": None, "limit": None, "against": None, "measures": None,
}  # fmt: skip


def run(args: Namespace) -> None:
    """Do what the parsed command line says."""
    from summarizer.evaluate import before
    from summarizer.evaluate.report import export

    one_thread()
    export.check(args.export)
    folder = _run(args) if args.given is None else _shown(args)
    if args.export:  # of the file in both cases, so that they are the same
        results = before.results(folder if args.given is None else args.given)
        for form in dict.fromkeys(args.export):
            say("export", str(export.write(folder, results, form)))


def _run(args: Namespace) -> Path:
    """Compare, and return the folder that everything is in."""
    plan = _plan(args, _benchmark(args))
    progress = _Progress()
    try:
        results, timings = evaluate(plan, progress, progress.console.warn)
    except KeyboardInterrupt:
        progress.console.clear()
        done = f"{progress} are in {plan.folder}: the same command goes on from there"
        say("interrupted", done if progress.begun else "nothing was begun")
        raise
    finally:
        progress.console.clear()
    _print(results, timings)
    say("report", str(plan.folder / "report.html"))
    return plan.folder


def _shown(args: Namespace) -> Path:
    """Show a run from before, and return the folder for what is exported of it."""
    from summarizer.evaluate import before

    if args.sources or args.system or args.against:
        raise UsageError("--from runs nothing: leave out benchmark, sources, --system, --against")
    _print(before.results(args.given), [])
    return Path(args.output) if args.output else before.folder(args.given)


def _print(results: Results, timings: Sequence[Timing]) -> None:
    """The table to standard output, the warnings to standard error."""
    from summarizer.evaluate.report import table

    width = min(shutil.get_terminal_size().columns, WIDEST)
    with output.opened(None) as write:
        write(table(results, timings, width).rstrip("\n") + "\n")
    for warning in results.warnings:
        say("warning", warning)


class _Progress:
    """How far a run is, on the console and to be asked for."""

    def __init__(self) -> None:
        self.console = Console("summaries")
        self._done = 0
        self._total: int | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._total is None:
            self.console.expect(total, done)
        self._done, self._total = done, total
        self.console.done(done)

    @property
    def begun(self) -> bool:
        """Whether there is anything to go on from."""
        return self._total is not None

    def __str__(self) -> str:
        return f"{self._done:,} of {self._total or 0:,} summaries"


def _benchmark(args: Namespace) -> Benchmark:
    """The benchmark that is named, or the cluster files; with what the options change."""
    definition = dataset.find(args.sources[0]) if len(args.sources) == 1 else None
    if definition:
        benchmark = dataset.load(definition, Path(args.data) if args.data else None)
    else:
        if args.data:
            raise UsageError("--data is for benchmarks: give cluster files by their paths")
        benchmark = dataset.of_files(args.sources, Budget(words=100, truncate=True))
    rouge = benchmark.rouge
    return replace(
        benchmark,
        budget=_budget(args, benchmark.budget),
        language=args.language or benchmark.language,
        limits=limits_of(args),
        rouge=replace(
            rouge, references=args.references or rouge.references, stem=rouge.stem and args.stem
        ),
    )


def _budget(args: Namespace, budget: Budget) -> Budget:
    """The budget that is given, or the benchmark's; cut as is said, or as the benchmark's."""
    given = {name: getattr(args, name) for name in LENGTHS}
    limits = given if any(given.values()) else budget.limits()
    truncate = budget.truncate if args.cut is None else args.cut == "budget"
    return Budget(**limits, truncate=truncate)


def _plan(args: Namespace, benchmark: Benchmark) -> Plan:
    from summarizer.evaluate import systems

    specs = args.system or _all_systems(benchmark)
    return Plan(
        benchmark,
        systems.parse_all(specs, benchmark.budget, benchmark.limits),
        _folder(args, benchmark),
        baseline=args.baseline,
        resamples=args.resamples,
        seed=args.seed,
        workers=args.workers or os.cpu_count() or 1,
        shuffle=args.shuffle,
        limit=args.limit,
        strict=args.strict,
        against=args.against,
        measures=_measures(args.measures) if args.measures is not None else (),
        command=_command(args),
    )


def _measures(given: str) -> tuple[str, ...]:
    """The measures that are named, `faithfulness` being several; each once."""
    names = [name.strip().replace("-", "_") for name in given.split(",")]
    several = {"faithfulness": (*FAITHFULNESS, "support")}
    found = dict.fromkeys(one for name in names for one in several.get(name, (name,)))
    for name in found:
        if name not in NAMES:
            known = ", ".join(("faithfulness", *FAITHFULNESS, *MEASURES))
            raise UsageError(f"no measure {name!r}: there are {known}")
    return tuple(found)


def _all_systems(benchmark: Benchmark) -> list[str]:
    """Every method there is, and the bound."""
    from summarizer.methods import extractive

    pooled = benchmark.rouge.references == "pooled"
    return [*extractive(), "oracle:references=pooled" if pooled else "oracle"]


def _folder(args: Namespace, benchmark: Benchmark) -> Path:
    if args.output:
        return Path(args.output)
    name = "-".join(filter(None, (benchmark.name, benchmark.split)))
    return Path(FOLDER) / (re.sub(r"[^\w.-]+", "-", name).lstrip(".-") or "clusters")


def _command(args: Namespace) -> str:
    """What gives the same numbers again; options that only say how to get there are left out."""
    words = ["consensus", "evaluate", *args.sources]
    for spec in args.system:
        words += ["--system", spec]
    for name, cap in args.cap:
        words += ["--cap", f"{name.replace('_', '-')}={cap}"]
    for name, default in _DECIDING.items():
        value = getattr(args, name)
        if value != default:
            words += ["--no-stem"] if name == "stem" else [f"--{name}", str(value)]
    return shlex.join(words)

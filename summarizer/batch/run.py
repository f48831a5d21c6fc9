"""The one file that knows the order of a batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from summarizer import __version__
from summarizer.batch import ledger
from summarizer.batch.ledger import Progress
from summarizer.batch.output import Output
from summarizer.batch.types import Outcome, Recipe, Record, Rejected, Tally
from summarizer.batch.work import Worker
from summarizer.errors import InputError
from summarizer.jobs import code_version, pool
from summarizer.jobs.journal import Warn
from summarizer.jobs.pool import ResourceLimits
from summarizer.methods import create, origin

# Records and what works on them to the outcome of each, in any order.
Engine = Callable[[Iterable[Record], Worker], Generator[Outcome, None, None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch: how records are summarised, where to, and by whom."""

    recipe: Recipe
    output: Output
    engine: Engine
    strict: bool = False


def local(
    records: Iterable[Record], worker: Worker, workers: int, block: int, limits: ResourceLimits
) -> Generator[Outcome, None, None]:
    """The engine of one machine: worker processes, each of which gets `block` records at a time."""
    rest = iter(records)
    blocks = iter(lambda: list(islice(rest, block)), [])
    return pool.results(blocks, worker, workers, limits)


def run(plan: Plan, records: Iterable[Record | Rejected], progress: Progress, warn: Warn) -> Tally:
    """Do what is missing of the records, and write the outcome of all of them.

    `progress` is called for every record, with the reject if it is one.  With `strict` the first
    reject ends the run, and what was done is kept.  Raises InputError for that, OutputError,
    MissingExtra, and the errors of the method.
    """

    def note(tally: Tally, reject: Rejected | None) -> None:
        progress(tally, reject)
        if reject and plan.strict:
            raise InputError(str(reject))

    with ledger.opened(plan.output, signature(plan.recipe), note, warn) as kept:
        with closing(plan.engine(kept.missing(records), Worker(plan.recipe))) as outcomes:
            for outcome in outcomes:
                kept.note(outcome)
        kept.write()
        return kept.tally


def signature(recipe: Recipe) -> str:
    """All that decides the outcome of a record.  Raises UsageError for what makes no sense."""
    name, settings = recipe.method, recipe.settings
    parts = {
        "method": [create(name, **settings).signature, *origin(name, settings)],
        "budget": recipe.budget.signature(),
        "language": recipe.language,
        "shown": [recipe.conflicts, recipe.unique],
        "caps": recipe.limits.signature(),
        "evidence": [recipe.evidence, sorted(recipe.publishers.items())],
        "code": [__version__, code_version.of_method(name, settings)],
    }
    return json.dumps(parts, sort_keys=True)

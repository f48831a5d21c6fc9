"""The one file that knows the order of a comparison; `worker` has its part that is one cluster.

    dataset → systems → predict → rouge, measures → compare → report
                        └─────── worker ────────┘

Everything that a run makes goes into its folder:

    journal.jsonl      what is done, entry by entry: a run that is repeated does only what is
                       missing (`jobs.journal`)
    predictions.jsonl  `{"cluster", "system", "record"}`, the record that `summarize` gives
    scores.jsonl       `{"cluster", "system", "rouge": {metric: {part: …}}, "measures"}`
    timings.jsonl      `{"cluster", "system", "seconds", "megabytes"}`
    and the report

Predictions and scores, in the order of the clusters and then of the systems, come out with the
same bytes however often a run was killed and whatever the number of workers; timings do not.

The journal's keys are hashes of all that decides an entry: a summary's of the cluster's content,
the system's signature and the code; scores' of those, the references, how ROUGE is computed and
what is measured by the pair model; consensus facts' of the cluster's content and the code.

Memory of this process, measured: 90 MB and about 35 kB a cluster of three articles with three
systems (10,000: 450 MB), most of it the articles; summaries stay on disk.  Each worker is a
process of 80 to 150 MB.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.entailment import pair_model
from summarizer.errors import InputError, OutputError, UsageError
from summarizer.evaluate import dataset
from summarizer.evaluate.types import (
    FAITHFULNESS,
    PRF,
    Benchmark,
    Failure,
    Prediction,
    Results,
    ScoredCluster,
    Scores,
    System,
    Timing,
)  # fmt: skip
from summarizer.jobs import code_version, files, journal, pool
from summarizer.types import Cluster

if TYPE_CHECKING:
    from summarizer.evaluate.worker import Worker

Progress = Callable[[int, int], None]  # summaries done, and to be done


@dataclass(frozen=True, slots=True)
class Plan:
    """A comparison to be made: what, of whom, how, and where it goes.

    `measures` are tested as ROUGE is; those of `FAITHFULNESS` are made only when they are among
    them.  `against` is the results.json of a run from before, `command` what a reader can type to
    get the same numbers.
    """

    benchmark: Benchmark
    systems: Sequence[System]
    folder: Path
    baseline: str | None = None
    resamples: int = 1_000
    seed: int = 12_345
    workers: int = 1
    shuffle: int | None = None
    limit: int | None = None
    strict: bool = False
    against: str | None = None
    measures: Sequence[str] = ()
    command: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """Under which keys the journal has a system's summary of a cluster, and its scores."""

    summary: str
    scores: str


@dataclass(frozen=True, slots=True)
class Row:
    """A cluster with references, and its keys by the labels of the systems, in order.

    Under `agreed` the journal has its consensus facts.
    """

    cluster: Cluster
    keys: Mapping[str, Keys]
    agreed: str


def evaluate(
    plan: Plan,
    progress: Progress = lambda done, total: None,
    warn: journal.Warn = lambda text: None,
) -> tuple[Results, list[Timing]]:
    """Do what is missing of a comparison, compare, and write everything into its folder.

    Failures are in the results, and done again by the next run; with `strict` the first of them
    ends this one.  `warn` gets what has to be done again because it was damaged.  Raises the
    errors of the parts, and OutputError where it cannot write.
    """
    from summarizer.evaluate import before, report
    from summarizer.evaluate.compare import compare
    from summarizer.evaluate.rouge import Rouge, resolve
    from summarizer.evaluate.worker import Worker

    pool.one_thread()
    labels = [system.label for system in plan.systems]
    if plan.baseline not in (None, *labels):
        raise UsageError(f"no system {plan.baseline!r}: the baseline can be {', '.join(labels)}")
    past = before.read(plan.against) if plan.against is not None else None
    if past and before.folder(past.path).resolve() == plan.folder.resolve():
        raise UsageError(f"this run would overwrite {plan.against}: give another folder with -o")
    clusters, warnings = _clusters(plan)
    settings = resolve(plan.benchmark.rouge, _texts(clusters), plan.benchmark.language)
    rouge = Rouge(settings, plan.benchmark.language)
    if past:
        ids = {cluster.id for cluster in clusters if cluster.references}
        before.check(past, plan.benchmark, rouge.signature, plan.systems, ids)
    _make(plan.folder)
    with journal.opened(plan.folder / "journal.jsonl", "evaluate", warn) as kept:
        faithful = tuple(name for name in FAITHFULNESS if name in plan.measures)
        signature = f"{','.join(faithful)}|{pair_model().signature}" if faithful else ""
        rows = _rows(plan.systems, clusters, rouge.signature, signature)
        worker = Worker(plan.systems, rouge, faithful)
        failures = _complete(plan, rows, kept, worker, progress)
        run = _Run(rows, kept)
        timings = run.write(plan.folder)
        results = compare(
            plan.benchmark, clusters, plan.systems, run.scores(), failures,
            baseline=plan.baseline, rouge_signature=rouge.signature, code=code_version.code(),
            command=plan.command, resamples=plan.resamples, seed=plan.seed,
            measures=plan.measures, measures_signature=signature,
        )  # fmt: skip
        unread = sum(not all(map(rouge.reads, row.cluster.references)) for row in rows)
        if unread:
            warnings.append(f"ROUGE drops most letters of the references of {unread:,} clusters")
        results = replace(results, warnings=(*results.warnings, *warnings))
        if past:
            own = before.compare(past, plan.systems, run.scores(), plan.resamples, plan.seed)
            results = replace(results, against=own)
        report.write(plan.folder, results, run.clusters(), timings)
    return results, timings


def _clusters(plan: Plan) -> tuple[list[Cluster], list[str]]:
    """The clusters, and a line on each thing that could not be read."""
    clusters: list[Cluster] = []
    rejects: list[str] = []
    for item in dataset.clusters(plan.benchmark, shuffle=plan.shuffle, limit=plan.limit):
        if isinstance(item, Cluster):
            clusters.append(item)
        elif plan.strict:
            raise InputError(str(item))
        else:
            rejects.append(str(item))
    if not clusters and len(rejects) == 1:
        raise InputError(rejects[0])
    return clusters, [f"left out: {reject}" for reject in rejects]


def _texts(clusters: Iterable[Cluster]) -> Iterator[str]:
    """All that a tokenizer has to read."""
    for cluster in clusters:
        yield from cluster.references
        yield from (article.text for article in cluster.articles)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make {folder}: {error.strerror or error}") from error


def _rows(
    systems: Sequence[System], clusters: Iterable[Cluster], rouge: str, faithful: str
) -> list[Row]:
    """The clusters with references, and where what they need is or will be in the journal."""
    codes = {
        s.label: (
            s.signature,
            s.budget.signature(),
            code_version.of_method(s.method, s.settings),
            s.sees_references,
        )
        for s in systems
    }
    rows = []
    for cluster in clusters:
        if not cluster.references:
            continue
        content = _digest(astuple(replace(cluster, references=())))
        references = _digest(cluster.references)
        keys = {}
        for label, (*code, sees) in codes.items():
            summary = _digest([content, *code, references if sees else ""])
            scores = _digest([summary, references, rouge, faithful, code_version.scores()])
            keys[label] = Keys(summary, scores)
        agreed = _digest([content, "facts", code_version.summaries()])
        rows.append(Row(cluster, keys, agreed))
    return rows


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _complete(
    plan: Plan, rows: Sequence[Row], kept: journal.Journal, worker: Worker, progress: Progress
) -> list[Failure]:
    """Do and journal all that is missing; what could not be done comes back."""
    from summarizer.evaluate.worker import Job

    def missing(row: Row) -> tuple[Job, ...]:
        keys = {label: k for label, k in row.keys.items() if k.scores not in kept}
        jobs = (Job(row.cluster, label, k.summary, k.scores) for label, k in keys.items())
        return tuple(replace(job, agreed=row.agreed) for job in jobs)

    def with_known(job: Job) -> Job:
        record = kept[job.summary]["record"] if job.summary in kept else None
        facts = kept[job.agreed]["facts"] if job.agreed in kept else None
        return replace(job, record=record, facts=facts)

    todo = [jobs for row in rows if (jobs := missing(row))]
    tasks = (tuple(map(with_known, jobs)) for jobs in todo)
    total = sum(len(row.keys) for row in rows)
    before = total - sum(map(len, todo))
    workers = max(1, min(plan.workers, len(todo)))
    failures: list[Failure] = []
    progress(before, total)
    with closing(pool.results(tasks, worker, workers)) as results:
        for done, result in enumerate(results, before + 1):
            for line in result.lines:
                kept.add(line)
            if failure := result.failure:
                failures.append(failure)
                if plan.strict:
                    raise InputError(f"{failure.system} on {failure.cluster}: {failure.reason}")
            progress(done, total)
    return failures


@dataclass(frozen=True, slots=True)
class _Run:
    """The summaries and scores of these rows; read from the journal one at a time."""

    rows: Sequence[Row]
    journal: journal.Journal

    def write(self, folder: Path) -> list[Timing]:
        """Write predictions, scores and timings as JSON Lines, and return the timings.

        Each file is moved into place when it is complete; raises OutputError.
        """
        timings: list[Timing] = []

        def predictions() -> Iterator[Prediction]:
            for row in self.rows:
                for prediction, timing in self._predictions(row):
                    timings.append(timing)
                    yield prediction

        files.write(folder / "predictions.jsonl", map(_line, predictions()))
        files.write(folder / "scores.jsonl", map(_line, self.scores()))
        files.write(folder / "timings.jsonl", map(_line, timings))
        return timings

    def scores(self) -> Iterator[Scores]:
        """Every system's scores on every cluster."""
        for row in self.rows:
            yield from self._scores(row)

    def clusters(self) -> Iterator[ScoredCluster]:
        """Every cluster with its summaries, and with its origins as these have them."""
        for row in self.rows:
            predictions = {p.system: p for p, _ in self._predictions(row)}
            sources = next((p.record["sources"] for p in predictions.values()), ())
            origins = tuple(source["origin"] - 1 for source in sources)
            scores = {s.system: s for s in self._scores(row)}
            yield ScoredCluster(replace(row.cluster, origins=origins), predictions, scores)

    def _predictions(self, row: Row) -> Iterator[tuple[Prediction, Timing]]:
        for label, keys in row.keys.items():
            if keys.summary in self.journal:
                value, place = self.journal[keys.summary], (row.cluster.id, label)
                timing = Timing(*place, value["seconds"], value["megabytes"])
                yield Prediction(*place, value["record"]), timing

    def _scores(self, row: Row) -> Iterator[Scores]:
        for label, keys in row.keys.items():
            if keys.scores in self.journal:
                value = self.journal[keys.scores]
                rouge = {metric: PRF(**parts) for metric, parts in value["rouge"].items()}
                yield Scores(row.cluster.id, label, rouge, value["measures"])


def _line(item: Prediction | Scores | Timing) -> bytes:
    """The fields as a line of JSON; a lone surrogate becomes its escape."""
    text = json.dumps(item, ensure_ascii=False, allow_nan=False, default=_fields)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _fields(item: Any) -> dict[str, Any]:
    """A dataclass as a dictionary; `dataclasses.asdict` would copy everything in it."""
    return {field.name: getattr(item, field.name) for field in fields(item)}

"""One cluster through every system: what a worker does; the same code in any process.

    prepare → draft → build_summary → ROUGE and measures

A cluster is prepared once for all systems that still need it, without its references; only a
system that sees them gets them.  What goes wrong in one system is that system's failure.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from summarizer.errors import NothingUsable
from summarizer.evaluate import systems
from summarizer.evaluate.measures import measure
from summarizer.evaluate.rouge import Rouge
from summarizer.evaluate.types import Failure, System
from summarizer.jobs.journal import line
from summarizer.jobs.reasons import reason
from summarizer.pipeline import ClusterAnalysis, build_summary
from summarizer.text.packing import fitting_prefix
from summarizer.types import Budget, Cluster, Draft, DraftSentence, Method

_CLEAR, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Job:
    """What is missing of a system on a cluster: all, or the scores of the `record` it made.

    The cluster has its references; the keys are those under which the journal keeps the summary
    and its scores.
    """

    cluster: Cluster
    system: str
    summary: str
    scores: str
    record: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a job came to: lines for the journal, and why they are not all."""

    lines: tuple[bytes, ...]
    failure: Failure | None = None


@dataclass
class Worker:
    """Does jobs of these systems; picklable."""

    systems: Sequence[System]
    rouge: Rouge

    def start(self) -> int:
        """Systems are made when they are first asked for, and work on one cluster at a time."""
        return 1

    def failed(self, job: Job, reason: str) -> Done:
        """What a job came to that is given up."""
        return Done((), Failure(job.cluster.id, job.system, reason))

    def work(self, jobs: Sequence[Job]) -> Iterator[Done]:
        """What each of these jobs on one cluster came to, in order."""
        shared = _Shared(jobs[0].cluster)
        for job in jobs:
            lines: list[bytes] = []
            failure = None
            try:
                lines.extend(self._lines(shared, job))
            except Exception as error:  # a stranger's method, or a cluster nobody foresaw
                failure = Failure(job.cluster.id, job.system, reason(error))
            yield Done(tuple(lines), failure)

    def _lines(self, shared: _Shared, job: Job) -> Iterator[bytes]:
        """The summary, if it is not there yet, and its scores."""
        record = job.record
        if record is None:
            made = self._made(shared, job)
            record = made["record"]
            yield line(job.summary, made)
        texts = [sentence["text"] for sentence in record["sentences"]]
        rouge = self.rouge.score(shared.cluster.references, texts)
        scores = {metric: asdict(prf) for metric, prf in rouge.items()}
        yield line(
            job.scores, {"rouge": scores, "measures": measure(shared.analysis.cluster, record)}
        )

    def _made(self, shared: _Shared, job: Job) -> dict[str, Any]:
        """The summary as a record, and what it cost from raw articles to citations."""
        system = self._by_label[job.system]
        method, seen = self._method(system), shared.seen(system.sees_references)
        with _Cost() as cost:
            draft = next(iter(method.draft([seen], system.budget)), None)
            if draft is None:
                raise NothingUsable(f"method {method.name} gave no draft")
            summary = build_summary(shared.analysis, draft, method, system.budget)
        return {
            "record": summary.to_dict(),
            "seconds": round(shared.cost.seconds + cost.seconds, 6),
            "megabytes": round(max(shared.cost.megabytes, cost.megabytes), 1),
        }

    @cached_property
    def _by_label(self) -> dict[str, System]:
        return {system.label: system for system in self.systems}

    @cached_property
    def _methods(self) -> dict[str, Method]:
        return {}

    def _method(self, system: System) -> Method:
        """The system's method, made when it is first needed."""
        if system.label not in self._methods:
            made = Given(system) if system.predictions is not None else systems.create(system)
            self._methods[system.label] = made
        return self._methods[system.label]


class Given:
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
            texts = systems.predicted(self._system, analysis.cluster.id)
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


class _Shared:
    """A cluster prepared, when first needed, once for all systems, and what that cost.

    Citing indexes a cluster once for all that is cited from it, so that is done here, too: every
    system is charged the same for what all of them need.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.cost = _Cost()

    @cached_property
    def analysis(self) -> ClusterAnalysis:
        """The cluster as systems get it."""
        with self.cost:
            analysis = ClusterAnalysis(replace(self.cluster, references=()))
            build_summary(analysis, Draft(()), _NOBODY, Budget(words=1))
        return analysis

    def seen(self, references: bool) -> ClusterAnalysis:
        """The same, with the references for a system that sees them."""
        known = self.cluster.references if references else ()
        if not known:
            return self.analysis
        return ClusterAnalysis(replace(self.analysis.cluster, references=known))


_NOBODY = Given(System("", "", Budget(words=1)))


class _Cost:
    """Seconds on the clock, and the peak of the process's resident memory in MB meanwhile."""

    seconds = megabytes = 0.0

    def __enter__(self) -> _Cost:
        if _resettable():
            _CLEAR.write_text("5")  # the peak is from now on (Linux 4.0, proc(5))
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._start
        self.megabytes = _peak()


@cache
def _resettable() -> bool:
    """Whether the peak can be set back; if not it is that of the process's whole life."""
    with suppress(OSError):
        _CLEAR.write_text("5")
        return True
    return False


def _peak() -> float:
    """Peak resident memory in MB."""
    with suppress(OSError):
        for row in _STATUS.read_text("ascii", "replace").splitlines():
            if row.startswith("VmHWM:"):
                return int(row.split()[1]) / 1024
    import resource
    import sys

    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit

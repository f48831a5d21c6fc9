"""One cluster through every system: what a worker process does.

    prepare → draft → build_summary → ROUGE and measures

A cluster is prepared once for all systems that still need it, without its references; only a
system that sees them gets them.  An error in one system is that system's failure.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from summarizer.errors import NothingUsable
from summarizer.evaluate.faithfulness import faithfulness
from summarizer.evaluate.measures import measure
from summarizer.evaluate.rouge import Rouge
from summarizer.evaluate.systems import Predictions, create
from summarizer.evaluate.types import Failure, System
from summarizer.jobs.journal import line
from summarizer.jobs.reasons import reason
from summarizer.pipeline import ClusterAnalysis, build_summary
from summarizer.types import Budget, Cluster, Draft, Method

_CLEAR, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Job:
    """What is missing of a system on a cluster: all, or the scores of the `record` it made.

    The cluster has its references; the keys are those under which the journal keeps the summary
    and its scores; under `agreed` it keeps the cluster's consensus `facts`, if they are known.
    """

    cluster: Cluster
    system: str
    summary: str
    scores: str
    record: Mapping[str, Any] | None = None
    agreed: str = ""
    facts: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a job: lines for the journal, and the failure where they are not all."""

    lines: tuple[bytes, ...]
    failure: Failure | None = None


@dataclass
class Worker:
    """Does jobs of these systems, with these measures by the pair model; picklable."""

    systems: Sequence[System]
    rouge: Rouge
    faithful: Sequence[str] = ()

    def start(self) -> int:
        """Systems are made when they are first asked for, and work on one cluster at a time."""
        return 1

    def failed(self, job: Job, reason: str) -> Done:
        """The outcome of a job that is given up."""
        return Done((), Failure(job.cluster.id, job.system, reason))

    def work(self, jobs: Sequence[Job]) -> Iterator[Done]:
        """The outcome of each of these jobs on one cluster, in order."""
        prepared = _Prepared(jobs[0].cluster, jobs[0].facts)
        for job in jobs:
            lines: list[bytes] = []
            try:
                lines.extend(self._lines(prepared, job))
            except Exception as error:  # a plug-in's, or an unforeseen one
                yield replace(self.failed(job, reason(error)), lines=tuple(lines))
            else:
                yield Done(tuple(lines))

    def _lines(self, prepared: _Prepared, job: Job) -> Iterator[bytes]:
        """The summary and the cluster's facts, if they are not there yet, and its scores."""
        record = job.record
        if record is None:
            summary = self._summary(prepared, job)
            record = summary["record"]
            yield line(job.summary, summary)
        texts = [sentence["text"] for sentence in record["sentences"]]
        rouge = self.rouge.score(prepared.cluster.references, texts)
        scores = {metric: asdict(prf) for metric, prf in rouge.items()}
        measures = measure(prepared.analysis.cluster, record)
        if "facts" in self.faithful and prepared.facts is None:
            prepared.facts = prepared.analysis.agreed
            yield line(job.agreed, {"facts": prepared.facts})
        if self.faithful:
            known = prepared.facts or ()
            measures |= faithfulness(prepared.analysis, texts, known, self.faithful)
        yield line(job.scores, {"rouge": scores, "measures": measures})

    def _summary(self, prepared: _Prepared, job: Job) -> dict[str, Any]:
        """The summary as a record, and what it cost from raw articles to citations."""
        system = next(system for system in self.systems if system.label == job.system)
        if job.system not in self._methods:
            self._methods[job.system] = create(system)
        method, analysis = self._methods[job.system], prepared.shown_to(system)
        with _Cost() as cost:
            draft = next(iter(method.draft([analysis], system.budget)), None)
            if draft is None:
                raise NothingUsable(f"method {method.name} gave no draft")
            summary = build_summary(prepared.analysis, draft, method, system.budget)
        return {
            "record": summary.to_dict(),
            "seconds": round(prepared.cost.seconds + cost.seconds, 6),
            "megabytes": round(max(prepared.cost.megabytes, cost.megabytes), 1),
        }

    @cached_property
    def _methods(self) -> dict[str, Method]:
        return {}


class _Prepared:
    """A cluster prepared, when first needed, once for all systems, and what that cost.

    Citing indexes a cluster once for all that is cited from it, so that is done here, too: every
    system is charged the same for what all of them need.
    """

    def __init__(self, cluster: Cluster, facts: Sequence[str] | None = None) -> None:
        self.cluster, self.facts = cluster, facts
        self.cost = _Cost()

    @cached_property
    def analysis(self) -> ClusterAnalysis:
        """The cluster as systems get it."""
        budget = Budget(words=1)
        with self.cost:
            analysis = ClusterAnalysis(replace(self.cluster, references=()))
            build_summary(analysis, Draft(()), Predictions(System("", "", budget)), budget)
        return analysis

    def shown_to(self, system: System) -> ClusterAnalysis:
        """The same, with the references for a system that sees them."""
        known = self.cluster.references if system.sees_references else ()
        if not known:
            return self.analysis
        return ClusterAnalysis(replace(self.analysis.cluster, references=known))


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

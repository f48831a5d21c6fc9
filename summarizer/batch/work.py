"""Records → outcomes: what a worker does; the one function that every engine calls."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from summarizer.batch.types import Done, Outcome, Recipe, Record, Rejected
from summarizer.errors import BadCheckpoint, ConsensusError, InputError, NothingUsable
from summarizer.jobs.reasons import reason
from summarizer.read import cluster_files, layouts
from summarizer.read.cluster_files import Place
from summarizer.sources.publishers import configured
from summarizer.types import Cluster, Method, Reject


@dataclass
class Worker:
    """Summarises records by a recipe; picklable."""

    recipe: Recipe

    def start(self) -> int:
        """Create the method and load its model, if any; returns how many clusters it takes at once.

        Raises ConsensusError.
        """
        import summarizer.pipeline  # noqa: F401 before the first record's clock runs

        return int(getattr(self._method, "together", 1))

    def work(self, records: Sequence[Record]) -> Iterator[Outcome]:
        """The outcome of each record, in order; one that fails costs itself alone.

        Raises ConsensusError for what is wrong with the method and not with a record, and
        MemoryError.
        """
        read = [_read(record, self.recipe) for record in records]
        summarised = self._summarised([found for found in read if isinstance(found, Cluster)])
        for record, found in zip(records, read, strict=True):
            if isinstance(found, str):
                yield self.failed(record, found)
                continue
            line = next(summarised)
            if isinstance(line, bytes):
                yield Done(record.number, line)
            else:
                yield Rejected(record.number, record.location, record.line, found.id, line)

    def failed(self, record: Record, reason: str) -> Outcome:
        """A record that cannot be done, with its id if that can be read."""
        id = None
        if isinstance(record.content, Cluster):
            id = record.content.id
        else:
            with suppress(InputError):
                value = cluster_files.value(record.content, self.recipe.limits)
                id = layouts.identity(value, "") or None
        return Rejected(record.number, record.location, record.line, id, reason)

    @cached_property
    def _method(self) -> Method:
        from summarizer.methods import create

        return create(self.recipe.method, **self.recipe.settings)

    def _summarised(self, clusters: Sequence[Cluster]) -> Iterator[bytes | str]:
        """A line, or why there is none, for each cluster: all in one stream, or one by one."""
        left = deque(clusters)
        failure = ""
        try:
            for line in self._lines(clusters):
                left.popleft()
                yield line
        except MemoryError:
            raise
        except Exception as error:  # a stranger's method, or a cluster nobody foresaw
            if _is_fatal(error):
                raise
            failure = reason(error)
        if len(clusters) == 1 and left:
            yield failure or reason(NothingUsable(f"method {self._method.name} gave no draft"))
            return
        for cluster in left:
            yield from self._summarised([cluster])

    def _lines(self, clusters: Sequence[Cluster]) -> Iterator[bytes]:
        """The lines that `consensus summarize --format json` writes, without their ends."""
        from summarizer.pipeline import summarize_clusters
        from summarizer.render.json import dumps

        recipe = self.recipe
        parts = {"conflicts": recipe.conflicts, "unique": recipe.unique}
        for summary in summarize_clusters(clusters, self._method, recipe.budget, **parts):
            yield dumps(summary.to_dict(), line=True).rstrip("\n").encode("utf-8")


def _is_fatal(error: Exception) -> bool:
    """Whether no record could be done with this method, whatever it holds."""
    ours = isinstance(error, ConsensusError) and not isinstance(error, InputError)
    return ours or isinstance(error, BadCheckpoint)


def _read(record: Record, recipe: Recipe) -> Cluster | str:
    """The cluster that a record holds, or why there is none."""
    found: Cluster | Reject
    if isinstance(record.content, Cluster):
        found = record.content
    else:
        place = Place(record.location, record.name, recipe.language, recipe.limits)
        found = cluster_files.cluster(record.content, record.line or 0, place)
    if isinstance(found, Reject):
        return found.reason
    return configured(found, recipe.evidence, recipe.publishers)

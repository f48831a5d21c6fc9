"""Summaries of many clusters, of which one that cannot be summarised does not stop the rest."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from summarizer.cli.console import Console
from summarizer.errors import InputError
from summarizer.pipeline import summarize_clusters
from summarizer.types import Budget, Cluster, Method, Summary


@dataclass(frozen=True)
class Summarizing:
    """How clusters are summarised; with `fail` a cluster's error ends the run."""

    method: Method
    budget: Budget
    console: Console
    fail: bool
    conflicts: bool = True
    unique: bool = True

    def summaries(self, clusters: Iterable[Cluster]) -> Iterator[Summary]:
        """One summary for each cluster in order; a warning for one that is over a limit.

        The method sees all clusters in one stream, so that it can batch.  After an error those
        it had taken are done again one by one, and then a new stream goes on.
        """
        source = _Source(iter(clusters))
        while not source.ended:
            try:
                yield from self._stream(source)
            except InputError:
                if self.fail or source.failed:
                    raise
                taken = list(source.taken)
                source.taken.clear()
                for cluster in taken:
                    yield from self._one(cluster)

    def _stream(self, source: _Source) -> Iterator[Summary]:
        for summary in self._made(source):
            source.taken.popleft()
            yield summary

    def _made(self, clusters: Iterable[Cluster]) -> Iterator[Summary]:
        parts = {"conflicts": self.conflicts, "unique": self.unique}
        return summarize_clusters(clusters, self.method, self.budget, **parts)

    def _one(self, cluster: Cluster) -> Iterator[Summary]:
        try:
            yield from self._made([cluster])
        except InputError as error:
            self.console.warn(str(error))


class _Source:
    """An iterator that knows what was taken from it and not yet summarised."""

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

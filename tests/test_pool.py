"""Items over processes: who is at fault when one ends, and what becomes of the others."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from summarizer.errors import ConsensusError, MissingExtra
from summarizer.jobs import pool
from summarizer.jobs.pool import ResourceLimits, WorkerProcess


@dataclass
class Upper:
    """Items in capitals, so many at a time; lower-case words are done to the process."""

    log: Path
    together: int = 1

    def start(self) -> int:
        return self.together

    def work(self, items: Sequence[str]) -> Iterator[str]:
        for at in range(0, len(items), self.together):
            yield from [self._one(item) for item in items[at : at + self.together]]

    def failed(self, item: str, reason: str) -> str:
        return f"{item}: {reason}"

    def _one(self, item: str) -> str:
        with self.log.open("a") as stream:
            print(item, file=stream)
        if item == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if item == "hang":
            time.sleep(60)
        if item == "greedy":
            raise MemoryError
        if item == "hopeless":
            raise MissingExtra("nothing can be done without it")
        return item.upper()


class Broken(Upper):
    def start(self) -> int:
        raise ValueError("no such thing")


def run(worker: Upper, *tasks: Sequence[str], workers: int = 1, seconds: float = 60) -> list[str]:
    return sorted(pool.results(tasks, worker, workers, ResourceLimits(seconds, 10**9)))


@pytest.mark.parametrize(("together", "workers"), [(1, 1), (1, 2), (4, 1)])
def test_who_ends_a_process_costs_itself_two_tries(
    tmp_path: Path, together: int, workers: int
) -> None:
    """And nobody else anything, whether the items of a task are done one by one or at once."""
    log = tmp_path / "log"
    tasks = ("a", "die", "b", "c"), ("d",), ("e", "greedy", "f", "g")
    told = run(Upper(log, together), *tasks, workers=workers)
    assert told == [
        *"ABCDEFG",
        "die: its process was killed by SIGKILL: out of memory?",
        "greedy: its process needed more than 1,000 MB: allow more with --memory",
    ]
    tried = Counter(log.read_text().split())
    assert tried["die"] == tried["greedy"] == 2
    assert max(tried.values()) == 2


def test_two_at_fault_in_one_task_have_two_tries_each(tmp_path: Path) -> None:
    told = run(Upper(tmp_path / "log"), ("die", "a", "hang", "b"), seconds=1)
    assert [line.partition(":")[0] for line in told] == ["A", "B", "die", "hang"]
    tried = Counter((tmp_path / "log").read_text().split())
    assert (tried["die"], tried["hang"]) == (2, 2)


def test_the_clock_is_an_items_and_not_a_tasks(tmp_path: Path) -> None:
    class_of_many = tuple("abcdefgh")
    assert run(Slow(tmp_path / "log"), class_of_many, seconds=1) == list("ABCDEFGH")


class Slow(Upper):
    def _one(self, item: str) -> str:
        time.sleep(0.2)
        return super()._one(item)


def test_a_slow_reader_does_not_make_workers_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long they wait for their next task, none dies of it."""
    monkeypatch.setattr(WorkerProcess, "wait_and_explain", None)
    found = []
    tasks = [(item,) for item in "abc"]
    for result in pool.results(tasks, Upper(tmp_path / "log"), 2, ResourceLimits(0.5)):
        time.sleep(1.5)
        found.append(result)
    assert sorted(found) == ["A", "B", "C"]


def test_what_is_wrong_with_all_the_work_ends_it(tmp_path: Path) -> None:
    with pytest.raises(MissingExtra, match="nothing can be done without it"):
        run(Upper(tmp_path / "log"), ("a",), ("hopeless",), ("b",))
    with pytest.raises(ConsensusError, match="could not be started: ValueError: no such thing"):
        run(Broken(tmp_path / "log"), ("a",))

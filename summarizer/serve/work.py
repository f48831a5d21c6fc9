"""One job, in a process of its own: sources in; the record, the page and Markdown out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from summarizer.errors import ConsensusError, InputError, NothingUsable, UsageError
from summarizer.jobs.reasons import reason
from summarizer.limits import DEFAULTS
from summarizer.read import read
from summarizer.read.html import Pages
from summarizer.read.web.policy import Web
from summarizer.render import DIFFERENCES, READINGS, SUMMARIES, VERIFICATIONS, Format, View
from summarizer.types import Article, Cluster, Reject, displayed

PROGRESS = "progress"
FILES = "files"
_SHOWN = 3
_pages: Pages | None = None
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Task:
    """A job and the folder where its files are; names without a folder are read in order."""

    kind: str
    folder: Path
    files: tuple[str, ...]
    addresses: tuple[str, ...]
    articles: tuple[Article, ...]
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: an error's name and line, or the result in each form."""

    error: str = ""
    message: str = ""
    title: str = ""
    json: str = ""
    html: str = ""
    markdown: str = ""
    articles: tuple[dict[str, Any], ...] = field(default=())


@dataclass
class Worker:
    """What does jobs; picklable."""

    def start(self) -> int:
        """Load what takes time."""
        import summarizer.pipeline  # noqa: F401 before the first job's clock runs

        global _pages  # this process's own, which ends with it
        _pages = Pages(DEFAULTS)
        return 1

    def work(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """The outcome of each job.  Raises MemoryError."""
        for task in tasks:
            try:
                with _inside(task.folder / FILES):
                    yield _DO[task.kind](task)
            except ConsensusError as error:
                yield Outcome(type(error).__name__, displayed(str(error)))
            except MemoryError:
                raise
            except Exception as error:  # a cluster that nobody foresaw
                yield Outcome("Unexpected", reason(error))

    def failed(self, task: Task, reason: str) -> Outcome:
        """The outcome of a job whose process fell."""
        return Outcome("GivenUp", reason)


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Files are named as somebody names them who stands in their folder."""
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir("/")


def tell(task: Task, line: str) -> None:
    """Say what is being done, in a file that the server reads."""
    beside = task.folder / f"{PROGRESS}.new"
    beside.write_text(displayed(line)[:200], "utf-8")
    beside.replace(task.folder / PROGRESS)


def _cluster(task: Task) -> Cluster:
    """The one event of the sources.  Raises NothingUsable, or UsageError for several."""
    tell(task, "Reading the sources")
    named = [Path(name.partition("/")[0]) for name in task.files]
    web = Web(tell=lambda line: tell(task, line[:1].upper() + line[1:]))
    found: list[Cluster] = []
    rejects: list[Reject] = []
    language = task.options["language"]
    for item in read([*named, *task.addresses], language=language, web=web, pages=_pages):
        found.append(item) if isinstance(item, Cluster) else rejects.append(item)
        if len(found) > 1:
            raise UsageError("the sources hold several events: give those of one")
    if task.articles:
        new = found[0] if found else Cluster("articles", (), language=language)
        lines = new.warnings if found else tuple(map(str, rejects))
        id = task.options.get("id") or new.id
        articles = (*task.articles, *new.articles)
        found = [replace(new, id=id, articles=articles, warnings=lines, numbers=())]
    if not found:
        told = "; ".join(map(str, rejects[:_SHOWN]))
        raise NothingUsable(told or "there is nothing to read")
    return found[0]


def _summarize(task: Task) -> Outcome:
    from summarizer.api import budget_of
    from summarizer.methods import create
    from summarizer.pipeline import summarize_clusters

    asked = task.options
    cluster = replace(_cluster(task), evidence=asked["evidence"])
    budget = budget_of(
        asked["words"], asked["sentences"], asked["characters"], False, asked["min_support"]
    )
    tell(task, f"Matching the sentences of {_sources(cluster)}")
    summaries = summarize_clusters([cluster], create(asked["method"]), budget)
    summary = next(summaries, None)
    if summary is None:
        raise InputError(f"method {asked['method']} gave no draft")
    tell(task, "Writing the page")
    return _shown(cluster, SUMMARIES, summary)


def _verify(task: Task) -> Outcome:
    from summarizer.pipeline import sentences_in, verify_cluster

    sentences = sentences_in(task.options["claims"])
    if not sentences:
        raise NothingUsable("there is no sentence to verify")
    cluster = _cluster(task)
    tell(task, f"Holding {len(sentences):,} sentences against {_sources(cluster)}")
    verification = verify_cluster(cluster, sentences)
    tell(task, "Writing the page")
    return _shown(cluster, VERIFICATIONS, verification)


def _read(task: Task) -> Outcome:
    from summarizer.cli.read import readings

    cluster = _cluster(task)
    reading = next(iter(readings([cluster])))
    return Outcome(title=_title(cluster), json=READINGS["json"].render(reading, View()))


def _compare(task: Task) -> Outcome:
    from summarizer.pipeline import compare_accounts
    from summarizer.read.accounts import account

    tell(task, "Comparing the two summaries")
    found = compare_accounts(*(account(task.options[one]) for one in ("old", "new")))
    return Outcome(
        title=displayed(f"{found.old} → {found.new}")[:200], **_forms(DIFFERENCES, found)
    )


_DO: dict[str, Callable[[Task], Outcome]] = {
    "summarize": _summarize, "verify": _verify, "read": _read, "compare": _compare,
}  # fmt: skip


def _shown(cluster: Cluster, forms: Mapping[str, Format[T]], result: T) -> Outcome:
    """A result in each form in which it is kept."""
    articles = tuple(map(asdict, cluster.articles))
    return Outcome(title=_title(cluster), articles=articles, **_forms(forms, result))


def _forms(forms: Mapping[str, Format[T]], result: T) -> dict[str, Any]:
    return {name: forms[name].render(result, View()) for name in ("json", "html", "markdown")}


def _title(cluster: Cluster) -> str:
    """The name of a folder, or the first headline."""
    first = next((a.title for a in cluster.articles if a.title), "") or cluster.id
    return displayed(first if cluster.id == "articles" else cluster.id)[:200]


def _sources(cluster: Cluster) -> str:
    count = len(cluster.articles)
    return f"{count:,} source{'' if count == 1 else 's'}"

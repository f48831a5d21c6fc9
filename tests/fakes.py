"""Small stand-ins for the stages the command line calls.

`python tests/fakes.py ARGUMENTS` is the `consensus` command with them: one sentence an
article, no library loaded, so that a test of the command line tests nothing else.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from summarizer.errors import LimitExceeded, UnknownMethod
from summarizer.limits import DEFAULTS, Limits
from summarizer.types import (
    Article,
    Budget,
    Claim,
    Cluster,
    Conflict,
    Evidence,
    Reject,
    SingleSourceFact,
    Source,
    Summary,
    SummarySentence,
)


@dataclass(frozen=True)
class Lead:
    """Stands for every method."""

    name: str
    signature: str


def read(
    sources: list[str],
    *,
    stdin: BinaryIO | None = None,
    language: str = "en",
    web: object = None,
    limits: Limits = DEFAULTS,
) -> Iterator[Cluster | Reject]:
    """Text files are articles; each line of a `.jsonl` file is a cluster, or bad."""
    articles, rejects = [], []
    for source in sources:
        if source == "-":
            assert stdin is not None
            articles.append(Article(stdin.read().decode(), location="-"))
        elif not Path(source).is_file():
            rejects.append(Reject(source, "no such file"))
        elif not source.endswith(".jsonl"):
            articles.append(Article(Path(source).read_text(), location=source))
    yield from rejects
    if articles:
        yield Cluster("articles", tuple(articles), warnings=tuple(map(str, rejects)))
    for source in (s for s in sources if s.endswith(".jsonl") and Path(s).is_file()):
        for number, line in enumerate(Path(source).read_text().splitlines(), 1):
            if line == "bad":
                yield Reject(source, "not JSON", number)
            else:
                yield Cluster(line, (Article(f"About {line}."),), warnings=(f"odd {line}",))


def summarize_clusters(
    clusters: Iterable[Cluster],
    method: Lead,
    budget: Budget,
    *,
    conflicts: bool = True,
    unique: bool = True,
) -> Iterator[Summary]:
    """A sentence an article; a cluster may ask to be slow, torn, interrupted or to break."""
    for cluster in clusters:
        if cluster.id == "slow":
            time.sleep(0.3)
        if cluster.id == "interrupt":
            raise KeyboardInterrupt
        if cluster.id == "broken":
            raise RuntimeError("two\nlines")
        if cluster.id == "huge":
            raise LimitExceeded("cluster huge: too many sentences")
        summary = _summary(cluster, method, budget)
        yield _torn(summary, conflicts, unique) if cluster.id == "torn" else summary


def _summary(cluster: Cluster, method: Lead, budget: Budget) -> Summary:
    return Summary(
        cluster.id,
        tuple(
            SummarySentence(a.text, "extracted", "", 1, (Evidence(i, 0, len(a.text), 1.0),))
            for i, a in enumerate(cluster.articles)
        ),
        tuple(
            Source(i + 1, a.title, a.outlet, a.date, a.location, i + 1, len(a.text.split()))
            for i, a in enumerate(cluster.articles)
        ),
        method.name,
        f"{method.signature} {budget.signature()}",
        cluster.warnings,
        cluster=replace(cluster, origins=tuple(range(len(cluster.articles)))),
    )


def _torn(summary: Summary, conflicts: bool, unique: bool) -> Summary:
    """The summary with a contradiction, of which its sentence tells a side, and a quotation."""
    (sentence,) = summary.sentences
    if unique:
        quote = SingleSourceFact("Told once.", "quote", sentence.citations[0])
        summary = replace(summary, unique=(quote,))
    if conflicts:
        claims = tuple(Claim(f"{n} torn", sentence.citations, 1) for n in (1, 2))
        disputed = (replace(sentence, disputed=(0,)),)
        summary = replace(summary, sentences=disputed, conflicts=(Conflict("count", claims),))
    return summary


def page(summary: Summary) -> str:
    """Stands for the page, which takes a template engine."""
    disputed = sum(len(s.disputed) for s in summary.sentences)
    return f"<p>{summary.id} é {len(summary.conflicts)} {len(summary.unique)} {disputed}</p>\n"


def create(name: str, **settings: object) -> Lead:
    """A method that carries its name and settings."""
    if name not in (*names(), "random"):
        raise UnknownMethod(f"no method is called {name!r}")
    return Lead(name, " ".join([name, *(f"{k}={v}" for k, v in settings.items())]))


def names() -> tuple[str, ...]:
    """The names of the methods."""
    return ("consensus", "lexrank")


# The real packages, for what is no stand-in (`methods.spec`, `read.web`).
METHODS, READ = (str(Path(__file__).parent.parent / "summarizer" / p) for p in ("methods", "read"))


def modules() -> dict[str, ModuleType]:
    """The stand-ins by the names they stand for."""
    parts: dict[str, dict[str, object]] = {
        "read": {"read": read, "__path__": [READ]},
        "pipeline": {"summarize_clusters": summarize_clusters},
        "methods": {"create": create, "extractive": names, "names": names, "__path__": [METHODS]},
        "render.html": {"render": page},
    }
    made = {}
    for name, contents in parts.items():
        made[f"summarizer.{name}"] = module = ModuleType(f"summarizer.{name}")
        vars(module).update(contents)
    return made


if __name__ == "__main__":
    sys.modules.update(modules())
    from summarizer.cli import main

    sys.exit(main())

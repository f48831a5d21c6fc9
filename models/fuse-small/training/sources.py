"""Sources: files of articles and of clusters → cleaned, split events, kept on disk.

Articles go through the very same cleaning and splitting as those to summarise, so that what
the model learns from looks like what it will be given.  That takes some 30 ms an article, hence
the file in the output folder; remove it to have it made again.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from summarizer.errors import InputError, UnreadableSource
from summarizer.pipeline import prepare
from summarizer.read import layouts
from summarizer.read.decode import decode
from summarizer.read.safe_json import loads
from summarizer.types import Article, Cluster, displayed


@dataclass(frozen=True, slots=True)
class Story:
    """A cleaned article: who printed it, when, and its sentences in order."""

    outlet: str
    date: str
    title: str
    origin: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Stories on one event with the sentences of its references, or a single story."""

    id: str
    stories: tuple[Story, ...]
    references: tuple[str, ...] = ()


def events(path: Path, cache: Path) -> list[Event]:
    """The events of a file (`.jsonl`, maybe `.xz`), from `cache` when they were made before.

    A record holds a cluster or an article; those that cannot be used are left out.  Raises
    UnreadableSource when the file is not there.
    """
    if not path.is_file():
        raise UnreadableSource(f"{path}: no such file of training data (set --data)")
    kept = cache / f"{path.parent.name}-{path.name.partition('.')[0]}-{_digest(path)}.jsonl"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            file.writelines(_made(path))
        os.replace(part, kept)
    with kept.open(encoding="utf-8") as file:
        return [_event(json.loads(line)) for line in file]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


def _made(path: Path) -> Iterator[str]:
    """One JSON line an event, in the file's order."""
    with get_context("spawn").Pool() as pool:
        for line in pool.imap(_record, _numbered(path), chunksize=32):
            if line:
                yield line


def _numbered(path: Path) -> Iterator[tuple[str, bytes]]:
    with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            yield f"{path.name}:{number}", line


def _record(task: tuple[str, bytes]) -> str:
    """The event in a line, as a JSON line; empty for one that cannot be used."""
    location, line = task
    try:
        cluster = prepare(_cluster(loads(decode(line)), location))
    except InputError:
        return ""
    stories: list[list[str]] = [[] for _ in cluster.articles]
    for sentence in cluster.sentences:
        stories[sentence.article].append(cluster.text(sentence))
    event = Event(
        cluster.id,
        tuple(
            Story(a.outlet, a.date, displayed(a.title), origin, tuple(sentences))
            for a, origin, sentences in zip(cluster.articles, cluster.origins, stories, strict=True)
        ),
        tuple(_sentences(cluster.references)),
    )
    return json.dumps(asdict(event), ensure_ascii=False) + "\n"


def _cluster(record: object, location: str) -> Cluster:
    if isinstance(record, dict) and layouts.is_cluster(record):
        return layouts.cluster(record, location, location, "en")
    article = layouts.article(record, location, location)
    return Cluster(article.id, (article,))


def _sentences(references: Iterable[str]) -> Iterator[str]:
    """The sentences of references, cleaned and split as articles are."""
    for text in references:
        cluster = prepare(Cluster("reference", (Article(text),)))
        yield from map(cluster.text, cluster.sentences)


def _event(record: dict[str, object]) -> Event:
    stories = record["stories"]
    assert isinstance(stories, list)
    return Event(
        str(record["id"]),
        tuple(Story(**{**story, "sentences": tuple(story["sentences"])}) for story in stories),
        tuple(record["references"]),  # type: ignore[arg-type]
    )

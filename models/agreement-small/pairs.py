"""Labelled pairs of a sentence and another article, with the sentences a model would be shown.

Labels hold ids and offsets; the texts come from `../shared/data`.  The premise of a pair is what
`summarizer.entailment.premise` would choose at run time, so that training sees what use sees.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from summarizer.entailment.premise import closest, cosines
from summarizer.pipeline import prepare
from summarizer.text.tfidf import Vectors
from summarizer.types import Article, Cluster, Sentence, displayed

RANKED = 10  # sentences of the other article that are kept, the closest first


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSONL file, packed with xz or not."""
    with lzma.open(path, "rt") if path.suffix == ".xz" else path.open() as lines:
        yield from map(json.loads, lines)


class Texts:
    """The documents that labels point into, by data set and id."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._of = cache(self._load)

    def __call__(self, dataset: str, cluster: str, document: str) -> dict[str, Any]:
        """The document as it stands in its data set."""
        articles = self._of(dataset)
        return articles.get((cluster, document)) or articles["", document]

    def _load(self, dataset: str) -> dict[tuple[str, str], dict[str, Any]]:
        path = self._data / f"{dataset}.jsonl"
        if path.exists():
            return {(c["id"], d["id"]): d for c in read_lines(path) for d in c["documents"]}
        return {("", d["id"]): d for d in read_lines(path.with_suffix(".jsonl.xz"))}


def with_premises(labels: Iterable[dict[str, Any]], texts: Texts) -> Iterator[dict[str, Any]]:
    """Each label with `hypothesis` and `ranked`: [text, order, is evidence] of close sentences."""
    for label in labels:
        place = label["dataset"], label["cluster"]
        own, other = (texts(*place, label[key]) for key in ("document", "source"))
        cluster = prepare(Cluster(label["cluster"], (_article(own), _article(other))))
        hypothesis = displayed(own["text"][label["start"] : label["end"]])
        vectors = Vectors([cluster.text(s) for s in cluster.sentences])
        cosine = cosines(vectors.rows, vectors.of([hypothesis]))
        places = [i for i, s in enumerate(cluster.sentences) if s.article == 1]
        order = closest(cosine, places, RANKED) if places else []
        ranked = [
            [
                cluster.text(cluster.sentences[i]),
                i,
                _covered(cluster.sentences[i], label["evidence"]),
            ]
            for i in order
        ]
        yield {**label, "hypothesis": hypothesis, "ranked": ranked}


def _article(document: dict[str, Any]) -> Article:
    return Article(document["text"], document.get("title") or "", document.get("source") or "")


def _covered(sentence: Sentence, evidence: Iterable[tuple[int, int]]) -> bool:
    """Whether most of a sentence lies in an evidence span, or of the span in it."""
    for start, end in evidence:
        shared = min(end, sentence.end) - max(start, sentence.start)
        if shared > 0.5 * min(end - start, sentence.end - sentence.start):
            return True
    return False

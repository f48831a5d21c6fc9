"""What attribution finds, against labels, outside yardsticks, and in whole summaries.

    python eval/measure_agreement.py heldout|tune|labels|readings|sentences|redundancy
    python eval/measure_agreement.py yardsticks|benchmark
    python eval/measure_agreement.py summaries FILE [--words N] [--claims OUT.jsonl]

heldout     agreement.jsonl's held-out half: choose nothing on it
tune        the clusters that the recipe keeps for thresholds, of all labels
labels      the 657 pairs of `labels/evidence_*.jsonl`, under the old, strict labels and the guide's
readings    claims on NeuS dev, judged by two blind readers, by their strength
sentences   which sentences can stand in a summary: the model's reading and the rules, on events
            that were set aside
redundancy  which sentences of a summary repeat another, on pairs that readers labelled
yardsticks  public sets of `pairs/dev.jsonl.xz`, by the model alone (balanced accuracy, AUC)
benchmark   writes the predictions of `benchmarks/corroboration`
summaries   the share of summary sentences with two or more independent sources, over clusters;
            `--claims` writes every claim that another source supports one, to be read

Precision, recall and shares have 95 % Wilson intervals.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from common import HERE, Row, lines, parser, wilson
from scipy.optimize import minimize
from scipy.special import expit

from summarizer.entailment import Pair, pair_model
from summarizer.entailment.premise import closest, cosines
from summarizer.evidence import Attribution
from summarizer.evidence.redundancy import REDUNDANT, log_odds, redundancy
from summarizer.evidence.support import placement
from summarizer.methods.consensus import Consensus
from summarizer.pipeline import prepare, sentences_in, summarize_clusters
from summarizer.read import read as read_sources
from summarizer.text.placement import Placement, placements
from summarizer.text.tfidf import Vectors
from summarizer.types import Article, Budget, Cluster, Sentence, displayed

Array = npt.NDArray[np.float64]

LABELS = HERE / "labels"
BENCHMARK = HERE / "benchmarks" / "corroboration"
OLD = ("evidence_examples", "evidence_shared", "evidence_claims", "evidence_candidates")

PRECISIONS = (0.95, 0.9, 0.8)
READ_FROM = (0.0, 0.82, 0.86)  # strengths of the claims that were read


def main() -> int:
    """Measure one thing and print a table."""
    given = parser(__doc__, shared=True)
    given.add_argument("what", choices=tuple(MEASURES))
    given.add_argument("file", nargs="?", type=Path)
    given.add_argument("--words", type=int, default=100)
    given.add_argument("--claims", type=Path)
    options = given.parse_args()
    started = time.process_time()
    MEASURES[options.what](options)
    print(f"{time.process_time() - started:.1f} s of processor time")
    return 0


def heldout(options: argparse.Namespace) -> None:
    """Precision and recall on the held-out half, by how the pairs were picked."""
    rows = lines(options.shared / "data/pairs/agreement.jsonl")
    report_pairs([r for r in rows if r["half"] == "heldout" and r["label"] != "junk"], options)


def tune(options: argparse.Namespace) -> None:
    """The same on the clusters kept for choosing thresholds."""
    report_pairs(tuning(options), options)


def sentences(options: argparse.Namespace) -> None:
    """What of the marked sentences the model keeps, and the rules."""
    clusters = Clusters(options.shared / "data")
    rows = [r for r in lines(LABELS / "sentences.jsonl") if r["half"] == "fresh"]
    texts = [clusters.passage(r) for r in rows]
    model = pair_model()
    read = model.read(texts)
    by_model = np.array([placement(r, model.bars) for r in read]) >= Placement.NOT_FIRST
    by_rules = np.array(placements(texts)) >= Placement.NOT_FIRST
    marks = np.array([list(r["label"]) for r in rows])  # (n, 2)
    fit = (marks[:, 0] != "D") & np.isin(marks[:, 1], ["R", "Q"])
    bad = {"dangle": marks[:, 0] == "D", "judge": marks[:, 1] == "J", "junk": marks[:, 1] == "X"}
    whole = np.array(placements(texts)) > Placement.NOWHERE
    for name, kept in (("model", by_model & whole), ("rules", by_rules)):
        print(f"{name}: of {fit.sum()} fit kept {share(kept, fit)}")
        for what, some in bad.items():
            print(f"  of {kept.sum()} kept {what} {share(some, kept)}")
    for what, chance in (
        ("dangle", [r.dangles for r in read]),
        ("judge", [r.judgement for r in read]),
        ("junk", [r.junk for r in read]),
    ):
        print(f"{what}: AUC {auc(np.array(chance), bad[what]):.3f}")
    twice = [r for r in lines(LABELS / "sentences.jsonl") if "second" in r]
    for place, what in enumerate(("place", "voice")):
        both = [(r["label"][place], r["second"][place]) for r in twice]
        print(f"two readers of {len(twice)}, {what}: {kappa(both)}")
    contexts(clusters)


def contexts(clusters: Clusters) -> None:
    """Which sentences can be understood behind others, on events that were set aside."""
    every = lines(LABELS / "contexts.jsonl")
    rows = [r for r in every if r["half"] == "fresh"]
    chances = []
    for row in rows:
        before = tuple(clusters.passage({**row, **part}) for part in row["context"])
        chances.append(pair_model().read([clusters.passage(row)], before)[0].dangles)
    dangles = np.array([r["label"] == "D" for r in rows])
    kept = np.array(chances) < pair_model().bars.unclear
    clear = share(kept, ~dangles)
    print(f"behind others: {len(rows)}, {dangles.sum()} dangle; of the clear kept {clear}")
    print(f"  of {kept.sum()} kept dangle {share(dangles, kept)}")
    print(f"  AUC {auc(np.array(chances), dangles):.3f}")
    both = [(r["label"], r["second"]) for r in every if "second" in r]
    print(f"two readers of {len(both)}: {kappa(both)}")


def kappa(pairs: Sequence[tuple[str, str]]) -> str:
    """How often two readers agree, and how much more than by chance (Cohen's kappa)."""
    one, two = zip(*pairs, strict=True)
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(one.count(c) * two.count(c) for c in set(one) | set(two)) / len(pairs) ** 2
    return f"{agreed:.3f}, kappa {(agreed - chance) / (1 - chance):.2f}"


def share(some: Any, of: Any) -> str:
    """How many of the ones are among the others, both as booleans."""
    return wilson(int((some & of).sum()), int(of.sum()))


def precision_and_recall(said: Any, true: Any) -> None:
    """Print both."""
    print(f"  precision {share(true, said)}")
    print(f"  recall    {share(said, true)}")


def tuning(options: argparse.Namespace) -> list[Row]:
    """The labelled pairs of the clusters kept for choosing thresholds."""
    folder = HERE.parent / "models" / "agreement-small"
    sys.path.insert(0, str(folder))
    from data import tunes  # type: ignore[import-not-found]

    one_in = tomllib.loads((folder / "recipe.toml").read_text("utf-8"))["tune"]
    given = options.shared / "data/pairs/agreement.jsonl"
    both = [*lines(given), *lines(LABELS / "agreement.jsonl")]
    usable = [r for r in both if r.get("half") != "heldout" and r["label"] != "junk"]
    return [r for r in usable if tunes(r["cluster"], one_in)]


def report_pairs(rows: Sequence[Row], options: argparse.Namespace) -> None:
    """Support and contradiction over all pairs and by how they were picked."""
    clusters = Clusters(options.shared / "data")
    answers = [clusters.answer(row) for row in rows]
    full, against = (np.array([r["label"] == x for r in rows]) for x in ("full", "contradict"))
    said, denied = (np.array([a[0] == x for a in answers]) for x in ("supports", "contradicts"))
    chance = np.array([a[1] for a in answers])
    for kind in ["all", *sorted({r["picked"] for r in rows})]:
        some = np.array([kind in ("all", r["picked"]) for r in rows])
        print(f"{kind}: {some.sum()} pairs, {full[some].sum()} full")
        precision_and_recall(said[some], full[some])
        recalls = at_precisions(chance[some], full[some])
        print(f"  AUC {auc(chance[some], full[some]):.3f}, {recalls}")
    print("contradictions")
    precision_and_recall(denied, against)
    print(calibration(chance, full))


def labels(options: argparse.Namespace) -> None:
    """The older labelled pairs under both rules."""
    clusters = Clusters(options.shared / "data")
    for name in OLD:
        rows = lines(LABELS / f"{name}.jsonl")
        said = np.array([clusters.old_answer(r) == "supports" for r in rows])
        for rule, key in (("strict", "supports"), ("guide", "guide")):
            true = np.array([r.get(key, r["supports"]) in (True, "full") for r in rows])
            print(f"{name}, {rule} labels: {len(rows)} pairs, {true.sum()} supported")
            precision_and_recall(said, true)


def readings(_: argparse.Namespace) -> None:
    """The share of claims that each reader called right, from a strength on."""
    rows = lines(LABELS / "claims_neus_dev.jsonl")
    for least in READ_FROM:
        some = [r for r in rows if r["strength"] >= least]
        print(f"from {least}: {len(some)} claims")
        for shown in ("article", "passages"):
            for reader in (0, 1):
                right = sum(r[shown][reader] == "full" for r in some)
                print(f"  by the {shown}, reader {reader + 1}: {wilson(right, len(some))}")


def yardsticks(options: argparse.Namespace) -> None:
    """Public development sets: support against the rest, by the model alone."""
    sets: dict[str, list[Row]] = defaultdict(list)
    for row in lines(options.shared / "data/pairs/dev.jsonl.xz"):
        sets[row["set"]].append(row)
    for name, rows in sorted(sets.items()):
        judged = pair_model().judge([premised(r["premise"], r["hypothesis"]) for r in rows])
        chance = np.array([j.supports for j in judged])
        true = np.array([r["label"] == "support" for r in rows])
        said = chance >= 0.5
        balanced = ((said & true).sum() / true.sum() + (~said & ~true).sum() / (~true).sum()) / 2
        best = best_balanced(chance, true)
        print(f"{name}: {len(rows)} pairs, AUC {auc(chance, true):.3f}")
        print(f"  balanced accuracy {balanced:.3f} at .5, {best:.3f} at the best threshold")


def premised(premise: str, hypothesis: str) -> Pair:
    """The pair with the sentences of a longer premise that are closest to the hypothesis."""
    texts = sentences_in(premise) or [premise]
    vectors = Vectors(texts)
    places = closest(cosines(vectors.rows, vectors.of([hypothesis])), range(len(texts)))
    return Pair(tuple(texts[i] for i in sorted(places)), hypothesis)


def benchmark(options: argparse.Namespace) -> None:
    """Predictions for `score.py`: the probability, moved so that .5 is the bar."""
    clusters = Clusters(options.shared / "data", BENCHMARK / "clusters.jsonl")
    bar = pair_model().bars.supports
    path = BENCHMARK / "predictions" / "consensus.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for row in lines(BENCHMARK / "pairs.jsonl"):
            chance = clusters.answer(row)[1]
            score = chance / bar / 2 if chance < bar else 0.5 + (chance - bar) / (1 - bar) / 2
            place = {key: row[key] for key in ("cluster", "document", "start", "source")}
            file.write(json.dumps(place | {"score": round(score, 6)}) + "\n")
    print(path)


def summaries(options: argparse.Namespace) -> None:
    """How many sentences of the default method's summaries several origins support."""
    found = (c for c in read_sources([str(options.file)]) if isinstance(c, Cluster))
    counts: list[int] = []
    claims: list[Row] = []
    for summary in summarize_clusters(found, Consensus(), Budget(words=options.words)):
        counts += [s.support for s in summary.sentences]
        assert summary.cluster
        claims += list(claimed(summary.cluster, summary.sentences))
    several = sum(n > 1 for n in counts)
    print(f"{len(counts)} sentences, by two or more origins {wilson(several, len(counts))}")
    if options.claims:
        options.claims.write_text("".join(json.dumps(c) + "\n" for c in claims), encoding="utf-8")


def claimed(cluster: Cluster, sentences: Iterable[Any]) -> Iterator[Row]:
    """Each claim that another origin supports a summary sentence, with the passages."""
    for sentence in sentences:
        own = {e.article for e in sentence.citations if e.strength == 1.0}
        others: dict[int, list[Any]] = defaultdict(list)
        for e in sentence.citations:
            if e.article not in own:
                others[e.article].append(e)
        for article, passages in others.items():
            yield {
                "cluster": cluster.id, "text": sentence.text, "source": article + 1,
                "strength": passages[0].strength,
                "passages": [cluster.text(Sentence(article, e.start, e.end)) for e in passages],
            }  # fmt: skip


class Clusters:
    """The clusters that labels point into, each with its attribution."""

    def __init__(self, data: Path, listed: Path | None = None) -> None:
        self._data = data
        self._of = cache(self._load)
        self._asked = cache(self._attribution)
        self._listed = {r["cluster"]: r["documents"] for r in lines(listed)} if listed else {}

    def answer(self, row: Row) -> tuple[str, float]:
        """What the source is to the sentence of a label, and the probability of support."""
        place = row["dataset"], row["cluster"]
        both = (row["document"], row["source"])
        attribution, ids = self._asked(*place, both if row["dataset"].startswith("art") else ())
        own, other = (ids.index(row[key]) for key in ("document", "source"))
        sentence = Sentence(own, row["start"], row["end"])
        text = attribution.cluster.text(sentence) or attribution.cluster.raw(sentence)
        return self._said(attribution, text, other)

    def similarity(self, row: Row) -> tuple[float, float, float]:
        """The signs of redundancy of two sentences of a cluster."""
        attribution, ids = self._asked(row["dataset"], row["cluster"], ())
        places = (row[one] for one in ("one", "two"))
        pair = [Sentence(ids.index(p["document"]), p["start"], p["end"]) for p in places]
        return attribution.similarity(*pair)

    def passage(self, row: Row) -> str:
        """The text of a marked sentence."""
        records = self._of(row["dataset"])
        some = records[row["cluster"]]["documents"] if row["cluster"] in records else []
        found = records.get(row["document"]) or next(d for d in some if d["id"] == row["document"])
        return displayed(found["text"][row["start"] : row["end"]])

    def old_answer(self, row: Row) -> str:
        """What the source is to the sentence of one of the older labels."""
        if "event" in row:
            attribution = event(row["event"])
            articles = attribution.cluster.articles
            other = next(i for i, a in enumerate(articles) if a.location.endswith(row["source"]))
            return self._said(attribution, row["text"], other)[0]
        return self.answer({**row, "dataset": row["id"]})[0]

    def _said(self, attribution: Attribution, text: str, other: int) -> tuple[str, float]:
        relations = {r.article: r.relation for r in attribution.relations(text)}
        chance = attribution.supports(text).get(other, 0.0)
        return relations.get(other, "neither"), chance

    def _attribution(
        self, dataset: str, cluster: str, documents: tuple[str, ...]
    ) -> tuple[Attribution, list[str]]:
        """The prepared cluster; of an archive the listed documents, or the two of the label."""
        records = self._of(dataset)
        if documents:
            found = [records[i] for i in self._listed.get(cluster, documents)]
        else:
            found = records[cluster]["documents"]
        articles = tuple(
            Article(d["text"], d.get("title") or "", d.get("source") or "", d.get("date") or "")
            for d in found
        )
        prepared = prepare(Cluster(cluster, articles))
        return Attribution(prepared, pair_model()), [d["id"] for d in found]

    def _load(self, dataset: str) -> dict[str, Row]:
        path = self._data / f"{dataset}.jsonl"
        return {r["id"]: r for r in lines(path if path.exists() else path.with_suffix(".jsonl.xz"))}


@cache
def event(name: str) -> Attribution:
    """The attribution of a bundled event."""
    folder = HERE / "examples" / name
    record = json.loads((folder / "event.json").read_text(encoding="utf-8"))
    found = read_sources([folder / file for file in record["articles"]])
    return Attribution(prepare(next(c for c in found if isinstance(c, Cluster))), pair_model())


def auc(chance: Any, true: Any) -> float:
    """The probability that a true one has the higher chance (Mann-Whitney)."""
    from scipy.stats import mannwhitneyu

    pairs = int(true.sum()) * int((~true).sum())
    return float(mannwhitneyu(chance[true], chance[~true]).statistic) / pairs if pairs else math.nan


def at_precisions(chance: Any, true: Any) -> str:
    """The recall that some threshold reaches at a precision, for the order of the scores alone."""
    order = np.argsort(-chance, kind="stable")
    hits = np.cumsum(true[order])
    share = hits / np.arange(1, len(order) + 1)
    reached = [(p, int(hits[share >= p].max(initial=0)) / max(1, true.sum())) for p in PRECISIONS]
    return "recall at precision " + ", ".join(f"{p}: {r:.2f}" for p, r in reached)


def best_balanced(chance: Any, true: Any) -> float:
    """The best balanced accuracy over all thresholds."""
    order = np.argsort(-chance, kind="stable")
    hit, false = np.cumsum(true[order]), np.cumsum(~true[order])
    return float(((hit / true.sum() + 1 - false / (~true).sum()) / 2).max())


def calibration(chance: Any, true: Any, bins: int = 10) -> str:
    """The reliability curve in bins of equal size, and the expected calibration error."""
    parts = np.array_split(np.argsort(chance, kind="stable"), bins)
    means = [(float(chance[p].mean()), float(true[p].mean()), len(p)) for p in parts]
    error = sum(abs(c - t) * n for c, t, n in means) / len(chance)
    curve = " ".join(f"{c:.2f}→{t:.2f}" for c, t, _ in means)
    return f"calibration error {error:.3f}; said → right: {curve}"


def redundant(options: argparse.Namespace) -> None:
    """How often a sentence is rightly left out beside another, on folds by cluster."""
    clusters = Clusters(options.shared / "data")
    rows = lines(LABELS / "redundancy.jsonl")
    signs = np.array([clusters.similarity(row) for row in rows])  # (n, 3)
    x = np.column_stack([signs[:, 0], np.sort(np.vectorize(log_odds)(signs[:, 1:]), axis=1)])
    y = np.array([row["label"] != "D" for row in rows])
    fold = np.array([int(hashlib.sha256(r["cluster"].encode()).hexdigest(), 16) % 5 for r in rows])
    chance = np.zeros(len(y))
    for k in range(5):
        chance[fold == k] = expit(_design(x[fold == k]) @ fitted(x[fold != k], y[fold != k]))
    print("weights (cosine, lower, higher, bias):", fitted(x, y).round(2))
    shipped = np.array([redundancy(*some) for some in signs.tolist()])
    for name, found in (("fitted on other clusters", chance), ("as shipped", shipped)):
        out = found >= REDUNDANT
        print(f"{name}: {share(y, out)} of {out.sum()} left out are redundant")
        print(f"  of {y.sum()} redundant found {share(out, y)}; AUC {auc(found, y):.3f}")
    twice = [(r["label"], r["second"]) for r in rows if "second" in r]
    print(f"two readers of {len(twice)}: {kappa(twice)}")


def _design(x: Array) -> Array:
    return np.column_stack([x, np.ones(len(x))])


def fitted(x: Array, y: Array) -> Array:
    """The weights of a logistic regression with a ridge of 1 on standardised signs, bias last."""
    mean, scale = x.mean(axis=0), x.std(axis=0)
    z = _design((x - mean) / scale)

    def loss(w: Array) -> float:
        return float(np.logaddexp(0, np.where(y, -1, 1) * (z @ w)).sum() + (w[:-1] ** 2).sum())

    w = minimize(loss, np.zeros(z.shape[1])).x
    return np.append(w[:-1] / scale, w[-1] - (w[:-1] * mean / scale).sum())


MEASURES: dict[str, Callable[[argparse.Namespace], None]] = {
    "heldout": heldout, "tune": tune, "labels": labels, "readings": readings,
    "sentences": sentences, "redundancy": redundant,
    "yardsticks": yardsticks, "benchmark": benchmark, "summaries": summaries,
}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

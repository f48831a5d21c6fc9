"""Score predictions: which articles support a sentence, and how many independent ones are they?

    python eval/benchmarks/corroboration/score.py PREDICTIONS… [--shared DIR] [--threshold T]
        [--dataset NAME] [--unseen]

A file of predictions holds one JSON object a line, one for every pair of `pairs.jsonl`:
`{"cluster", "document", "start", "source", "score"}`, where `score` is a number from 0 to 1 or
true or false.  A pair counts as said to be supported at a score of T (0.5) or more; what is right
is the label `full`.  The first file is what the others are compared with.
`--unseen` leaves out the events of which an article also stands in `neus_full/train`.
With `--shared` every id and offset of the benchmark is first looked up in that copy of the data.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
PAIRS = HERE / "pairs.jsonl"
CLUSTERS = HERE / "clusters.jsonl"
US_NEWS = "articles/us_news"

RESAMPLES, SEED = 1000, 12345
PRECISION = 0.90  # recall is reported where precision is at least this
_Z = 1.959964  # the normal deviate of a two-sided 95 % interval
_LEVELS = (2.5, 97.5)  # the percentiles of a bootstrap's 95 % interval

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Key = tuple[str, str, int, str]


class BadPredictions(Exception):
    """A file of predictions that cannot be scored, and why."""


class Pair(NamedTuple):
    """A sentence (code points `start` to `end` of `document`) and the article it is held against.

    `origin` is the article that `source` descends from: `source` itself unless it is a copy.
    """

    dataset: str
    cluster: str
    document: str
    start: int
    end: int
    source: str
    label: str
    origin: str

    @property
    def key(self) -> Key:
        """What a prediction names the pair by."""
        return self.cluster, self.document, self.start, self.source

    @property
    def sentence(self) -> tuple[str, str, int]:
        """What the pairs of one sentence share."""
        return self.cluster, self.document, self.start


class Share(NamedTuple):
    """`hits` of `total`, with its 95 % interval after Wilson (1927)."""

    hits: int
    total: int

    def __str__(self) -> str:
        if not self.total:
            return "– (0 of 0)"
        low, high = wilson(self.hits, self.total)
        value = self.hits / self.total
        return f"{value:.3f} [{low:.3f}, {high:.3f}] ({self.hits} of {self.total})"


# --- reading


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file with one a line, also of one compressed with xz."""
    with (
        lzma.open(path, "rt", encoding="utf-8")
        if path.suffix == ".xz"
        else path.open(encoding="utf-8") as lines
    ):
        for line in lines:
            yield json.loads(line)


def read_pairs(path: Path = PAIRS) -> list[Pair]:
    """The labelled pairs, without those whose sentence is none (`junk`)."""
    return [pair(row) for row in rows(path) if row["label"] != "junk"]


def pair(row: Mapping[str, Any]) -> Pair:
    """The pair of a line of `pairs.jsonl`."""
    values = [row[name] for name in Pair._fields[:-1]]
    return Pair._make([*values, row.get("copy_of", row["source"])])


def met_in_training() -> set[str]:
    """The clusters with an article that also stands in `neus_full/train`."""
    return {row["cluster"] for row in rows(CLUSTERS) if "also_in_training" in row}


def read_predictions(path: Path, pairs: Sequence[Pair]) -> Floats:
    """The scores of a file in the order of the pairs, shape (pairs,).

    Raises BadPredictions when a pair is missing or said twice, or a score is not from 0 to 1.
    """
    found: dict[Key, float] = {}
    for number, row in enumerate(rows(path), 1):
        try:
            key = (str(row["cluster"]), str(row["document"]), int(row["start"]), str(row["source"]))
            score = float(row["score"])
        except (KeyError, TypeError, ValueError) as error:
            raise BadPredictions(f"{path}, line {number}: {error!r}") from error
        if key in found:
            raise BadPredictions(f"{path}, line {number}: said twice")
        if not 0 <= score <= 1:
            raise BadPredictions(f"{path}, line {number}: a score is from 0 to 1")
        found[key] = score
    missing = [p.key for p in pairs if p.key not in found]
    if missing:
        raise BadPredictions(f"{path}: {len(missing)} pairs are missing, the first is {missing[0]}")
    return np.array([found[p.key] for p in pairs])


def documents(shared: Path) -> dict[str, list[dict[str, Any]]]:
    """The documents of every cluster of the benchmark, by cluster, from a copy of the data."""
    clusters = {row["cluster"]: row for row in rows(CLUSTERS)}
    wanted = {d for row in clusters.values() if row["dataset"] == US_NEWS for d in row["documents"]}
    file = shared / "data" / f"{US_NEWS}.jsonl.xz"
    articles = {row["id"]: row for row in rows(file) if row["id"] in wanted}
    for name in sorted({row["dataset"] for row in clusters.values()} - {US_NEWS}):
        for record in rows(shared / "data" / f"{name}.jsonl"):
            if record["id"] in clusters:
                articles |= {d["id"]: d for d in record["documents"]}
    return {name: [articles[d] for d in row["documents"]] for name, row in clusters.items()}


def check_data(shared: Path, pairs: Sequence[Pair]) -> int:
    """How many pairs point to what is not in the data: 0 when the copy is the right one."""
    texts = {(name, d["id"]): d["text"] for name, found in documents(shared).items() for d in found}
    return sum(
        (p.cluster, p.source) not in texts
        or p.end > len(texts.get((p.cluster, p.document), ""))
        or not texts[p.cluster, p.document][p.start : p.end].strip()
        for p in pairs
    )


# --- pairs


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share of more than 0 cases, after Wilson (1927)."""
    p = hits / total
    middle = (p + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
    spread = _Z * np.sqrt(p * (1 - p) / total + _Z**2 / (4 * total**2)) / (1 + _Z**2 / total)
    return max(0.0, float(middle - spread)), min(1.0, float(middle + spread))


def precision(said: Flags, full: Flags) -> Share:
    """Of the pairs said to be supported, those that are."""
    return Share(int((said & full).sum()), int(said.sum()))


def recall(said: Flags, full: Flags) -> Share:
    """Of the supported pairs, those said to be."""
    return Share(int((said & full).sum()), int(full.sum()))


def f1(said: Flags, full: Flags) -> float:
    """The harmonic mean of precision and recall; 0 when nothing is said rightly."""
    return float(2 * (said & full).sum() / max(1, said.sum() + full.sum()))


def curve(score: Floats, full: Flags) -> tuple[Floats, Floats]:
    """Precision and recall at every distinct score, from the highest down."""
    order = np.argsort(-score, kind="stable")
    last = np.append(np.diff(score[order]) != 0, True)  # equal scores are said together
    hits = np.cumsum(full[order])[last]
    said = np.arange(1, len(score) + 1)[last]
    return hits / said, hits / max(1, int(full.sum()))


def average_precision(score: Floats, full: Flags) -> float:
    """Precision at every distinct score, weighted by the recall it adds (no interpolation)."""
    precisions, recalls = curve(score, full)
    return float((precisions * np.diff(recalls, prepend=0.0)).sum())


def auc(score: Floats, full: Flags) -> float:
    """How often a supported pair scores above another; equal scores count half.  0.5 is chance."""
    above = score[full][:, None] - score[~full][None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean()) if above.size else 0.5


def recall_at(score: Floats, full: Flags, wanted: float = PRECISION) -> float:
    """The highest recall at a score where precision is at least `wanted`; 0 when there is none."""
    precisions, recalls = curve(score, full)
    return float(recalls[precisions >= wanted].max(initial=0.0))


# --- sentences


def independent(pairs: Sequence[Pair], said: Flags) -> Counts:
    """How many independent articles support each sentence, in the order of first mention.

    An article and its copies count once, the sentence's own article and its copies not at all.
    """
    origins: dict[tuple[str, str, int], set[str]] = {p.sentence: set() for p in pairs}
    for p, yes in zip(pairs, said, strict=True):
        if yes and p.origin != p.document:
            origins[p.sentence].add(p.origin)
    return np.array([len(found) for found in origins.values()], np.int64)


def sums(pairs: Sequence[Pair], said: Flags) -> Floats:
    """Per cluster: right, said and supported pairs, sentences, counted exactly, absolute error.

    Shape (clusters, 6), in the order of first mention.
    """
    names = list(dict.fromkeys(p.cluster for p in pairs))
    place = {name: i for i, name in enumerate(names)}
    full = labels(pairs)
    error = np.abs(independent(pairs, said) - independent(pairs, full))
    table = np.zeros((len(names), 6))
    of_pair = np.array([place[p.cluster] for p in pairs])
    of_sentence = np.array([place[s[0]] for s in dict.fromkeys(p.sentence for p in pairs)])
    each = np.stack([np.ones_like(error), error == 0, error], 1)
    np.add.at(table[:, :3], of_pair, np.stack([said & full, said, full], 1))
    np.add.at(table[:, 3:], of_sentence, each)
    return table


def figures(totals: Floats) -> Floats:
    """F1, the share of sentences counted exactly and the mean absolute error, from the sums."""
    right, said, full, sentences, exact, error = np.moveaxis(totals, -1, 0)
    return np.stack(
        [2 * right / np.maximum(1, said + full), exact / sentences, error / sentences], -1
    )


def resampled(table: Floats) -> Floats:
    """The figures of `RESAMPLES` draws of as many clusters, with replacement; shape (draws, 3).

    The draws are the same for every system, so that differences are paired.
    """
    rng = np.random.default_rng(SEED)
    draws = rng.integers(0, len(table), (RESAMPLES, len(table)))
    return figures(table[draws].sum(1))


# --- reporting


def labels(pairs: Sequence[Pair]) -> Flags:
    """Which pairs are fully supported, shape (pairs,)."""
    return np.array([p.label == "full" for p in pairs], np.bool_)


def interval(values: Floats, digits: str) -> str:
    """The 95 % percentile interval of resampled values."""
    low, high = np.percentile(values, _LEVELS)
    return f"[{low:{digits}}, {high:{digits}}]"


def pair_line(name: str, score: Floats, pairs: Sequence[Pair], threshold: float) -> str:
    """A line of the table of pairs."""
    said, full = score >= threshold, labels(pairs)
    spread = interval(resampled(sums(pairs, said))[:, 0], ".3f")
    cells = [
        name,
        str(precision(said, full)),
        str(recall(said, full)),
        f"{f1(said, full):.3f} {spread}",
        f"{average_precision(score, full):.3f}",
        f"{auc(score, full):.3f}",
        f"{recall_at(score, full):.3f}",
    ]
    return f"| {' | '.join(cells)} |"


def sentence_line(name: str, table: Floats, first: Floats) -> str:
    """A line of the table of sentences; differences are from the `first` system's sums."""
    totals = table.sum(0)
    error = figures(totals)[2]
    draws = resampled(table)
    cells = [name, str(Share(int(totals[4]), int(totals[3])))]
    cells.append(f"{error:.3f} {interval(draws[:, 2], '.3f')}")
    apart = figures(totals) - figures(first.sum(0))
    spread = draws - resampled(first)
    same = table is first
    cells += [
        "–" if same else f"{apart[i]:+.3f} {interval(spread[:, i], '+.3f')}" for i in (0, 1, 2)
    ]
    return f"| {' | '.join(cells)} |"


def report(scores: Mapping[str, Floats], pairs: Sequence[Pair], threshold: float) -> str:
    """Both tables, as Markdown."""
    full = labels(pairs)
    tables = {name: sums(pairs, score >= threshold) for name, score in scores.items()}
    first, sentences = next(iter(tables)), len(independent(pairs, full))
    return "\n".join(
        [
            f"{len(pairs)} pairs, {full.sum()} of them full; {sentences} sentences",
            "",
            "| pairs | precision | recall | F1 | average precision | AUC "
            f"| recall at precision {PRECISION:.2f} |",
            "|---|---|---|---|---|---|---|",
            *(pair_line(name, score, pairs, threshold) for name, score in scores.items()),
            "",
            "| independent articles | exactly right | mean absolute error "
            f"| F1 against {first} | exactly right against {first} | error against {first} |",
            "|---|---|---|---|---|---|",
            *(sentence_line(name, table, tables[first]) for name, table in tables.items()),
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the files and print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("predictions", nargs="+", type=Path)
    parser.add_argument("--shared", type=Path, help="look the ids and offsets up in this data")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--dataset", help="score the pairs of this data set alone")
    parser.add_argument("--unseen", action="store_true", help="leave out events met in training")
    options = parser.parse_args(arguments)
    pairs = [p for p in read_pairs() if options.dataset in (None, p.dataset)]
    if options.unseen:
        met = met_in_training()
        pairs = [p for p in pairs if p.cluster not in met]
    if not pairs:
        parser.error(f"no pairs of {options.dataset}")
    if options.shared and (wrong := check_data(options.shared, pairs)):
        parser.error(f"{options.shared}: {wrong} pairs point to what is not there")
    try:
        scores = {path.stem: read_predictions(path, pairs) for path in options.predictions}
    except (OSError, ValueError, BadPredictions) as error:
        parser.error(str(error))
    print(report(scores, pairs, options.threshold))
    return 0


if __name__ == "__main__":
    sys.exit(main())

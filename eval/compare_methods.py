"""Mean ROUGE of every method under one cleaning, one splitter and one rule for the budget.

    python eval/compare_methods.py [--shared DIR] [--sets neus_full/dev,…] [--methods a,b]
                                   [--shuffle SEED] [--limit N] [--workers N] [--output FILE]

ROUGE-1, -2 and -Lsum F1, stemmed, one sentence a line for Lsum, best over the references.
Every summary is scored twice: cut at the budget (as the literature does) and in whole
sentences (as users read it).  Differences are against `lead-interleave`, with a 95 % interval
(paired bootstrap, 1,000 resamples) and the p-value of a paired approximate randomization test
(10,000 rounds, two-sided), both seeded with 12345.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from summarizer import __version__
from summarizer.fill import fill
from summarizer.methods import create, names
from summarizer.methods.base import Ranking
from summarizer.pipeline import prepare
from summarizer.read import read
from summarizer.split import split
from summarizer.types import Budget, Cluster, Draft, Reject

SETS = {  # path under shared/data, words
    "neus_full/dev": 50,
    "neus_full/val": 50,
    "multi_news/val": 220,
    "multiling2011/english": 250,
}
BASELINE = "lead-interleave"
METRICS = ("rouge1", "rouge2", "rougeLsum")
MODES = ("cut", "whole")
SEED = 12345
Floats = npt.NDArray[np.float64]


@cache
def scorer() -> Any:
    """The ROUGE engine; identical to the rouge-score package, see the tests."""
    from rouge_score_rs.rouge_scorer import RougeScorer

    engine: Any = RougeScorer
    return engine(list(METRICS), use_stemmer=True)


def lines(text: str) -> str:
    """One sentence a line, split by our splitter."""
    return "\n".join(text[s:e] for s, e in split(text, [(0, len(text))]))


def rouge(references: tuple[str, ...], candidate: str) -> list[float]:
    """F1 of the three metrics in percent, each the best over the references."""
    scores = [scorer().score(lines(reference), candidate) for reference in references]
    return [100 * max(float(s[metric].fmeasure) for s in scores) for metric in METRICS]


def drafts(cluster: Cluster, name: str, words: int) -> Iterator[Draft]:
    """The method's drafts, cut and whole; rankings are made once for both."""
    budgets = [Budget(words=words, truncate=True), Budget(words=words)]
    method = create(name)
    if isinstance(method, Ranking):
        ranking = list(method.rank(cluster))
        yield from (fill(cluster, ranking, budget) for budget in budgets)
    else:
        yield from (next(iter(method.draft([cluster], budget))) for budget in budgets)


def score_cluster(
    methods: tuple[str, ...], words: int, cluster: Cluster
) -> dict[str, list[list[float]]]:
    """For every method: scores, shape (modes, metrics)."""
    cluster = prepare(cluster)
    return {
        name: [
            rouge(cluster.references, "\n".join(s.text for s in draft.sentences))
            for draft in drafts(cluster, name, words)
        ]
        for name in methods
    }


def clusters(path: Path, shuffle: int | None, limit: int | None) -> list[Cluster]:
    """The clusters of a file that have references, their articles shuffled when asked."""
    found = [c for c in read([path]) if not isinstance(c, Reject) and c.references][:limit]
    if shuffle is None:
        return found
    random = Random(shuffle)
    return [replace(c, articles=tuple(random.sample(c.articles, len(c.articles)))) for c in found]


def paired(scores: Floats, baseline: Floats) -> tuple[float, float, float, float]:
    """Mean difference, its 95 % interval and the p-value, from scores by cluster."""
    difference = scores - baseline
    generator = np.random.default_rng(SEED)
    n = len(difference)
    means = difference[generator.integers(0, n, (1000, n))].mean(axis=1)
    signs = generator.choice([-1.0, 1.0], (10_000, n))
    extreme = np.abs((signs * difference).mean(axis=1)) >= abs(difference.mean()) - 1e-12
    low, high = np.percentile(means, [2.5, 97.5])
    return float(difference.mean()), float(low), float(high), (int(extreme.sum()) + 1) / 10_001


def table(scores: dict[str, Floats]) -> Iterator[str]:
    """Markdown rows, best first, from scores by method, shape (clusters, modes, metrics)."""
    yield f"| method | cut: R-1 / R-2 / R-L | whole: R-1 / R-2 / R-L | R-1 − {BASELINE} | R-2 |"
    yield "|---|---|---|---|---|"
    for name in sorted(scores, key=lambda m: -scores[m][:, 0, :2].mean()):
        means = scores[name].mean(axis=0)
        cells = [" / ".join(f"{value:.2f}" for value in means[mode]) for mode in (0, 1)]
        for metric in (0, 1):
            if name == BASELINE or BASELINE not in scores:
                cells.append("")
                continue
            mean, low, high, p = paired(scores[name][:, 0, metric], scores[BASELINE][:, 0, metric])
            cells.append(f"{mean:+.2f} [{low:+.2f}, {high:+.2f}] p = {p:.4f}")
        yield f"| {name} | {' | '.join(cells)} |"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--methods", default=",".join(names()))
    parser.add_argument("--shuffle", type=int)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", type=Path, help="also write the tables to this file")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    methods = tuple(options.methods.split(","))
    written: list[str] = []

    def show(line: str) -> None:
        print(line, flush=True)
        written.append(line)

    with ProcessPoolExecutor(options.workers, get_context("spawn")) as pool:
        for name in options.sets.split(","):
            path = options.shared / "data" / f"{name}.jsonl"
            if name not in SETS or not path.exists():
                print(
                    f"{name}: no such set, or {path} is not there (give --shared)", file=sys.stderr
                )
                return 2
            found = clusters(path, options.shuffle, options.limit)
            work = partial(score_cluster, methods, SETS[name])
            results = list(pool.map(work, found, chunksize=4))
            scores = {m: np.array([r[m] for r in results]) for m in methods}
            order = "as given" if options.shuffle is None else f"shuffled with {options.shuffle}"
            show(f"\n### {name}: {len(found)} clusters, {SETS[name]} words, articles {order}\n")
            for line in table(scores):
                show(line)
    show(f"\nrouge-score-rs|stem:yes|refs:max|lsum:lines|seed:{SEED}|consensus:{__version__}")
    if options.output:
        options.output.write_text("\n".join(written) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

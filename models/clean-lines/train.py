"""Train the classifier of `summarizer/clean`: two passes, about five minutes on two cores.

    python models/clean-lines/train.py [--shared ../shared] [--out summarizer/clean/weights.npz]

Four sources of labelled units: `eval/labels/lines_rules.jsonl`, what 70 hand-written rules
that this replaces said of 7,400 articles (weight .3, first); with them a quarter of those articles
with some of the 1,400 invented lines of `junk.jsonl` put in, and as many cut to a few sentences;
`eval/labels/lines.jsonl`, what readers said of 731 articles, and what is planted in eight bundled
events (an article in five is held out); `pages.jsonl`, 120 invented pages with many comments
(weight .1).  The second pass is trained on what first passes say of articles that they have not
seen.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from data import HELD_OUT, HERE, LABELS, UNREAD, Labelled, labelled, part, short, with_junk, written

from summarizer.clean.classifier import ASKS, NAMES, WEIGHTS
from summarizer.clean.features import BITS, context

FOLDS = 3
SOME = 4  # one article in so many that rules cleaned gets invented junk


@dataclass(frozen=True)
class Rows:
    """The units of an article as the model takes them: features, classes and a weight."""

    id: str
    rows: list[Any]
    classes: list[int]
    weight: float


def rows(articles: Sequence[Labelled]) -> list[Rows]:
    """Those of articles with at least one unit."""
    found = ((a, [np.array(row) for row in a.rows()]) for a in articles if a.classes)
    return [Rows(a.id, own, a.classes, a.weight) for a, own in found]


def fit(
    articles: Sequence[Rows], epochs: int, rate: float, start: torch.Tensor | None = None
) -> torch.Tensor:
    """Weights (2^BITS, 10) by Adagrad on batches of 512 units."""
    pairs = [(r, c, a.weight) for a in articles for r, c in zip(a.rows, a.classes, strict=True)]
    pairs = [p for p in pairs if p[1] != UNREAD]
    table = torch.nn.EmbeddingBag(1 << BITS, len(NAMES), mode="sum")
    with torch.no_grad():
        table.weight.copy_(torch.zeros_like(table.weight) if start is None else start)
    optimiser = torch.optim.Adagrad(table.parameters(), lr=rate)
    for epoch in range(epochs):
        order = np.random.RandomState(epoch).permutation(len(pairs))
        for at in range(0, len(order), 512):
            batch = [pairs[i] for i in order[at : at + 512]]
            logits = table(*_bag([row for row, _, _ in batch]))
            weight = torch.tensor([w for _, _, w in batch])
            right = torch.tensor([c for _, c, _ in batch])
            loss = torch.nn.functional.cross_entropy(logits, right, reduction="none")
            optimiser.zero_grad()
            ((loss * weight).sum() / weight.sum() + 2e-6 * (table.weight**2).sum()).backward()
            optimiser.step()
    return table.weight.detach().clone()


def _bag(rows: Sequence[Any]) -> tuple[torch.Tensor, torch.Tensor]:
    starts = np.cumsum([0, *map(len, rows[:-1])])
    return torch.from_numpy(np.concatenate(rows)), torch.from_numpy(starts)


def probabilities(weights: torch.Tensor, article: Rows) -> Any:
    """Of each unit of an article (n, 10)."""
    ids, starts = _bag(article.rows)
    sums = torch.nn.functional.embedding_bag(ids, weights, starts, mode="sum")
    return sums.softmax(-1).numpy()


def with_context(article: Rows, before: Any) -> Rows:
    """The article with the features of the second pass."""
    asks = before[:, ASKS].sum(axis=1)
    added = context((1 - before[:, 0]).tolist(), before.argmax(axis=1).tolist(), asks.tolist())
    rows = [np.concatenate(x) for x in zip(article.rows, added, strict=True)]
    return Rows(article.id, rows, article.classes, article.weight)


def trained(first: Sequence[Rows], then: Sequence[Rows]) -> torch.Tensor:
    """One pass: what the rules said, then what readers said."""
    return fit(then, 5, 5e-3, fit(first, 2, 2e-2))


def stacked(first: Sequence[Rows], then: Sequence[Rows]) -> torch.Tensor:
    """The second pass, on what first passes say of articles that they have not seen."""
    seen: dict[int, Rows] = {}
    for fold in range(FOLDS):
        weights = trained(*([a for a in x if part(a.id, FOLDS) != fold] for x in (first, then)))
        for article in (*first, *then):
            if part(article.id, FOLDS) == fold:
                seen[id(article)] = with_context(article, probabilities(weights, article))
    return trained(*([seen[id(a)] for a in x] for x in (first, then)))


def save(passes: Sequence[torch.Tensor], path: Path) -> None:
    """Eight bits a weight, one scale a pass."""
    scales = [float(w.abs().max()) / 127 for w in passes]
    whole = [np.round(w.numpy() / s).astype(np.int8) for w, s in zip(passes, scales, strict=True)]
    np.savez_compressed(path, first=whole[0], second=whole[1], scales=np.array(scales))


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parents[2] / "shared")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    ruled = labelled(given.shared, LABELS / "lines_rules.jsonl", 0.3)
    made = [*with_junk(ruled[::SOME], HERE / "junk.jsonl"), *short(ruled[1::SOME])]
    rules = rows([*ruled, *made])
    read = [*labelled(given.shared, LABELS / "lines.jsonl", 1.0), *written(HERE / "pages.jsonl")]
    kept = rows([a for a in read if part(a.id, HELD_OUT)])
    print(len(rules), "articles by rule,", len(kept), "by readers", flush=True)
    save((trained(rules, kept), stacked(rules, kept)), given.out)


if __name__ == "__main__":
    main()

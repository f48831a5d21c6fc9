"""Probabilities and bars of the exported model, fitted on clusters it was not trained on.

    python models/agreement-small/calibrate.py --out DIR [--model FOLDER]

The labelled pairs of the recipe's `tune` clusters are judged by the int8 model itself.  Vector
scaling (Guo et al. 2017) makes its logits probabilities; a bar is the lowest probability whose
answers, taken together, were right as often as asked.  Writes calibration.json and SHA256SUMS.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from data import tunes
from export import digests
from net import CLASSES
from pairs import read_lines
from scipy.optimize import minimize

from summarizer.entailment.model import OnnxPairModel
from summarizer.entailment.types import Pair

HERE = Path(__file__).resolve().parent
LABELS = {"full": 0, "partial": 1, "no": 2, "contradict": 3}


def judged(model: OnnxPairModel, rows: list[dict[str, Any]], size: int) -> np.ndarray:
    """The class logits of each labelled pair, shape (n, 4)."""
    pairs = [
        Pair(tuple(s[0] for s in sorted(r["ranked"][:size], key=lambda s: s[1])), r["hypothesis"])
        for r in rows
    ]
    return np.array([model.logits(encoded)[0] for encoded in model.encode(pairs)])


def scaled(logits: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The scale and the bias of each class that make the labels likeliest."""

    def loss(x: np.ndarray) -> float:
        z = logits * x[0] + np.r_[x[1:4], 0.0]
        z = z - z.max(1, keepdims=True)
        chances = z - np.log(np.exp(z).sum(1, keepdims=True))
        return float(-chances[np.arange(len(labels)), labels].mean() + 1e-3 * (x[1:4] ** 2).sum())

    found = minimize(loss, np.r_[1.0, 0, 0, 0]).x
    return np.full(len(CLASSES), found[0]), np.r_[found[1:4], 0.0]


def bar(chances: np.ndarray, right: np.ndarray, wanted: float, least: int = 20) -> float:
    """The lowest probability from which on `wanted` of the answers are right, `least` at least."""
    order = np.argsort(-chances)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((share >= wanted) & (np.arange(len(order)) >= least - 1))
    return round(float(chances[order[good[-1]]]), 4) if len(good) else 1.0


def error(chances: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal-sized bins (Naeini et al. 2015)."""
    parts = np.array_split(np.argsort(chances), bins)
    gaps = [abs(chances[p].mean() - right[p].mean()) * len(p) for p in parts]
    return float(sum(gaps) / len(chances))


def main() -> None:
    """Fit, print what it comes to, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder of the training")
    parser.add_argument("--model", type=Path, default=HERE, help="the folder of the exported model")
    args = parser.parse_args()
    recipe = tomllib.loads((HERE / "recipe.toml").read_text("utf-8"))
    blank = {"scale": [1.0] * 4, "bias": [0.0] * 4, "bars": {}}
    (args.model / "calibration.json").write_text(json.dumps(blank))
    digests(args.model)
    rows = [
        r for r in read_lines(args.out / "labelled.jsonl") if tunes(r["cluster"], recipe["tune"])
    ]
    labels = np.array([LABELS[r["label"]] for r in rows])
    logits = judged(OnnxPairModel(args.model), rows, recipe["premise"])
    scale, bias = scaled(logits, labels)
    z = np.exp(logits * scale + bias)
    chances = z / z.sum(1, keepdims=True)
    aims = recipe["bars"]
    stated = chances[:, 0] + chances[:, 1]  # wholly or in part
    bars = {
        "supports": bar(chances[:, 0], labels == 0, aims["supports"]),
        "partial": bar(stated, labels <= 1, aims["partial"]),
    }
    bars |= {name: aims[name] for name in ("contradicts", "typed", "untyped")}
    for place, name in enumerate(CLASSES):
        wrong = error(chances[:, place], labels == place)
        print(f"{name}: {np.sum(labels == place)} of {len(rows)}, calibration error {wrong:.3f}")
    kept = chances[:, 0] >= bars["supports"]
    right = np.sum(kept & (labels == 0))
    print(bars, f"precision {right / max(1, kept.sum()):.3f} recall {right / sum(labels == 0):.3f}")
    made = {"scale": scale.round(5).tolist(), "bias": bias.round(5).tolist(), "bars": bars}
    (args.model / "calibration.json").write_text(json.dumps(made, indent=1) + "\n")
    digests(args.model)


if __name__ == "__main__":
    main()

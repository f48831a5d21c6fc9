"""Probabilities and bars of the exported model, fitted on clusters it was not trained on.

    python models/agreement-small/calibrate.py --out DIR [--model FOLDER]

The labelled pairs of the recipe's `tune` clusters are judged by the int8 model itself.  Vector
scaling (Guo et al. 2017) makes its logits probabilities, apart for a premise of one sentence; a
bar is the lowest probability whose answers, taken together, were right as often as asked, by
five-fold cross-fitting.  The logits of a sentence read by itself get a scale (temperature) alone.
Writes calibration.json and SHA256SUMS.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from data import (
    AGREEMENT,
    CONTRADICTIONS,
    FAMILIES,
    ROOT,
    SENTENCES,
    Example,
    contradictions,
    families,
    sentences,
    tunes,
)
from export import digests
from net import CLASSES, PLACES, VOICES
from pairs import Texts, read_lines
from scipy.optimize import minimize, minimize_scalar
from scipy.special import logsumexp

from summarizer.entailment.model import OnnxPairModel
from summarizer.entailment.types import Pair

HERE = Path(__file__).resolve().parent
FOLDS = 5
ASKED = {"summary", "lead", "central", "random"}  # how pairs were picked that are as in use


def judged(model: OnnxPairModel, examples: Sequence[Example]) -> np.ndarray:
    """The class logits of each example, shape (n, 4)."""
    pairs = [Pair(e.premise, e.hypothesis) for e in examples]
    return np.array([model.logits(encoded)[0] for encoded in model.encode(pairs)])


def examples(rows: Sequence[dict[str, Any]], size: int) -> list[Example]:
    """Labelled pairs with the sentences that use would show."""
    return [
        Example(
            tuple(s[0] for s in sorted(r["ranked"][:size], key=lambda s: s[1])),
            r["hypothesis"],
            AGREEMENT[r["label"]],
            (),
        )
        for r in rows
    ]


def sentence_pairs(one_in: int, shared: Path) -> list[Example]:
    """Two sentences each: of the families left out of training, and of real news left out."""
    written = [e for e in families(FAMILIES, 0, one_in, kept=True) if len(e.premise) == 1]
    return [*written, *contradictions(CONTRADICTIONS, Texts(shared / "data"), one_in, kept=True)]


def fitted(logits: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """The scale of the logits and the bias of each class that make the labels likeliest.

    `labels` (n, 4) is 1 for the classes that a label allows; the last class has bias 0.
    """

    def loss(x: np.ndarray) -> float:
        chances = probabilities(logits, x[0], np.r_[x[1:4], 0.0])
        return float(-np.log((chances * labels).sum(1)).mean() + 1e-3 * (x[1:4] ** 2).sum())

    found = minimize(loss, np.r_[1.0, 0, 0, 0]).x
    return {"scale": round(float(found[0]), 5), "bias": np.r_[found[1:4], 0.0]}


def probabilities(logits: np.ndarray, scale: float, bias: np.ndarray) -> np.ndarray:
    """The calibrated probabilities, shape (n, 4)."""
    z = logits * scale + bias
    z = np.exp(z - z.max(1, keepdims=True))
    return z / z.sum(1, keepdims=True)


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
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    args = parser.parse_args()
    recipe = tomllib.loads((HERE / "recipe.toml").read_text("utf-8"))
    even = {"scale": 1.0, "bias": [0.0] * 4}
    write(
        args.model,
        {"several_sentences": even, "one_sentence": even, "sentence": {"scale": 1.0}, "bars": {}},
    )
    model, one_in = OnnxPairModel(args.model), int(recipe["tune"])
    rows = [r for r in read_lines(args.out / "labelled.jsonl") if tunes(r["cluster"], one_in)]
    given, two = examples(rows, recipe["premise"]), sentence_pairs(one_in, args.shared)
    logits, labels = judged(model, given), allowed(given)
    several, single = fitted(logits, labels), fitted(judged(model, two), allowed(two))
    chances = crossed(logits, labels, [r["cluster"] for r in rows])
    bars = report(rows, chances, labels, recipe["bars"])
    read = list(sentences(SENTENCES, Texts(args.shared / "data"), one_in, kept=True))
    bars |= {name: recipe["bars"][name] for name in ("dangles", "unfit", "unclear")}
    made = {"several_sentences": several, "one_sentence": single, "sentence": tempered(model, read)}
    write(args.model, {**made, "bars": bars})
    told(OnnxPairModel(args.model), read)


def crossed(logits: np.ndarray, labels: np.ndarray, clusters: Sequence[str]) -> np.ndarray:
    """Probabilities of each example by what was fitted on the other folds, whole clusters each."""
    fold = np.array([int(hashlib.sha256(c.encode()).hexdigest(), 16) % FOLDS for c in clusters])
    chances = np.zeros(logits.shape)
    for k in range(FOLDS):
        made = fitted(logits[fold != k], labels[fold != k])
        chances[fold == k] = probabilities(logits[fold == k], **made)
    return chances


def report(
    rows: Sequence[dict[str, Any]], chances: np.ndarray, labels: np.ndarray, aims: dict[str, float]
) -> dict[str, float]:
    """Choose the bars, print what they come to, and return them."""
    stated = chances[:, 0] + chances[:, 1]  # wholly or in part
    full, part = labels[:, 0] == 1, labels[:, 1] == 1
    # The tool asks about sentences as news has them; the other pairs were picked to be hard.
    asked = np.array([r["picked"] in ASKED for r in rows])
    bars = {
        "supports": bar(chances[asked, 0], full[asked], aims["supports"]),
        "partial": bar(stated[asked], (full | part)[asked], aims["partial"]),
    }
    for place, name in enumerate(CLASSES):
        wrong = error(chances[:, place], labels[:, place] == 1)
        print(f"{name}: {labels[:, place].sum()} of {len(rows)}, calibration error {wrong:.3f}")
    for name, some in (("all", asked | ~asked), ("asked about", asked)):
        kept = (chances[:, 0] >= bars["supports"]) & some
        right, known = np.sum(kept & full), max(1, kept.sum())
        print(f"{name}: precision {right / known:.3f} recall {right / sum(full & some):.3f}")
    bars |= {name: aims[name] for name in ("contradicts", "typed", "untyped")}
    print(bars)
    return bars


def tempered(model: OnnxPairModel, read: Sequence[Example]) -> dict[str, float]:
    """The scale of the sentence head's logits that makes the marks of readers likeliest."""
    encoded = model.encode([Pair((), e.hypothesis) for e in read])
    logits = np.array([model.logits(pair, "sentence")[0] for pair in encoded])  # (n, 7)
    marks = np.array([e.marks for e in read])

    def loss(scale: float) -> float:
        parts = np.split(logits * scale, [len(PLACES)], axis=1)
        each = (
            logsumexp(p, axis=1) - p[np.arange(len(p)), marks[:, i]] for i, p in enumerate(parts)
        )
        return float(sum(e.mean() for e in each))

    return {"scale": round(float(minimize_scalar(loss, bounds=(0.1, 3), method="bounded").x), 5)}


def told(model: OnnxPairModel, read: Sequence[Example]) -> None:
    """Print what the bars for sentences come to."""
    readings = model.read([e.hypothesis for e in read])
    kept = np.array(
        [
            r.dangles < model.bars.dangles and r.judgement + r.junk < model.bars.unfit
            for r in readings
        ]
    )
    place = np.array([PLACES[e.marks[0]] for e in read])
    voice = np.array([VOICES[e.marks[1]] for e in read])
    fit = (place != "D") & np.isin(voice, ["R", "Q"])
    left = {"dangle": place == "D", "judge": voice == "J", "are junk": voice == "X"}
    print(
        f"sentences: {len(read)}; of those fit {kept[fit].mean():.3f} are kept; of those kept",
        end="",
    )
    print("".join(f" {some[kept].mean():.3f} {name}" for name, some in left.items()))


def allowed(some: Sequence[Example]) -> np.ndarray:
    """The classes that the label of each example may be, shape (n, 4)."""
    return np.array([e.allowed for e in some])


def write(folder: Path, made: dict[str, Any]) -> None:
    """Write calibration.json and the digests."""
    text = json.dumps(made, indent=1, default=lambda array: array.round(5).tolist())
    (folder / "calibration.json").write_text(text + "\n")
    digests(folder)


if __name__ == "__main__":
    main()

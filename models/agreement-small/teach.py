"""What the trained teacher says of the pool and of the labelled pairs.

    python models/agreement-small/teach.py --out DIR

Appends to DIR/taught.jsonl, a pair a line; killed at any moment, the same command goes on.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from data import ROOT, Example, closest_shown, key, tunes
from net import PairModel, base_files, teacher_files
from pairs import read_lines
from tokenizers import Tokenizer
from train import HERE, batches, collate, labelled

from summarizer.entailment.encode import encode
from summarizer.entailment.types import Pair

TOKENS = 8192  # of one batch


def asked(recipe: dict[str, Any], shared: Path, out: Path) -> dict[str, Example]:
    """The pairs to be judged, by their keys."""
    known = [r for r in labelled(shared, out) if not tunes(r["cluster"], recipe["tune"])]
    rows = [*read_lines(out / "pool.jsonl"), *known]
    premises = ((r, tuple(s[0] for s in closest_shown(r, recipe["premise"]))) for r in rows)
    return {key(r): Example(p, r["hypothesis"], (1, 1, 1, 1), (-1,) * len(p)) for r, p in premises}


def judge(model: PairModel, tokenizer: Tokenizer, examples: Sequence[Example]) -> Any:
    """Batches of the places of examples with their class probabilities (b, 4)."""
    coded = encode(tokenizer, [Pair(e.premise, e.hypothesis) for e in examples])
    for batch in batches(coded, TOKENS, 0):
        ids, mask, segments, *_ = collate([coded[i] for i in batch], [examples[i] for i in batch])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            classes, _ = model(ids, mask, segments)
        yield batch, classes.float().softmax(-1).tolist()


def main() -> None:
    """Judge what has not been judged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    args = parser.parse_args()
    recipe = tomllib.loads((HERE / "recipe.toml").read_text("utf-8"))
    tokenizer = Tokenizer.from_file(str(base_files(args.out / "base") / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    model = PairModel.teacher(teacher_files(args.out))
    model.load_state_dict(torch.load(args.out / "teacher" / "model.pt", weights_only=True))
    model.eval()
    path = args.out / "taught.jsonl"
    done = {r["key"] for r in read_lines(path)} if path.exists() else set()
    todo = {k: e for k, e in asked(recipe, args.shared, args.out).items() if k not in done}
    keys = list(todo)
    with path.open("a", encoding="utf-8") as file:
        for batch, chances in judge(model, tokenizer, list(todo.values())):
            for i, said in zip(batch, chances, strict=True):
                row = {"key": keys[i], "chances": [round(c, 5) for c in said]}
                file.write(json.dumps(row) + "\n")
            file.flush()


if __name__ == "__main__":
    main()

"""Train the pair model; killed at any moment, the same command goes on from its last state.

    python models/agreement-small/train.py recipe.toml --stage general --out DIR
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from data import Example, general
from net import PairModel, base_files, class_loss, evidence_loss
from tokenizers import Tokenizer

HERE = Path(__file__).parent
STATE_SECONDS = 120


class Encoder:
    """Examples to arrays of ids, segments and the sentence of each premise token."""

    def __init__(self, path: Path, longest: int) -> None:
        self.tokenizer = Tokenizer.from_file(str(path))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.longest = longest

    def __call__(self, examples: Sequence[Example]) -> list[tuple[np.ndarray, ...]]:
        texts = [t for e in examples for t in (*e.premise, e.hypothesis)]
        coded = iter(self.tokenizer.encode_batch_fast(texts, add_special_tokens=False))
        cls, sep = (self.tokenizer.token_to_id(t) for t in ("[CLS]", "[SEP]"))
        made = []
        for e in examples:
            parts = [next(coded).ids for _ in e.premise]
            hypothesis = next(coded).ids[: self.longest // 2]
            room = self.longest - 3 - len(hypothesis)
            ids, where = [cls], [-1]
            for number, part in enumerate(parts):
                part = part[: max(0, room - (len(ids) - 1))]
                ids += part
                where += [number] * len(part)
            first = len(ids) + 1
            ids += [sep, *hypothesis, sep]
            where += [-1] * (len(hypothesis) + 2)
            segments = [0] * first + [1] * (len(ids) - first)
            made.append(tuple(np.array(x, dtype=np.int32) for x in (ids, segments, where)))
        return made


def batches(
    coded: Sequence[tuple[np.ndarray, ...]], tokens: int, seed: int
) -> list[list[int]]:
    """Places of examples of like length, `tokens` a batch, in a shuffled order."""
    dice = random.Random(seed)
    order = sorted(range(len(coded)), key=lambda i: (len(coded[i][0]), dice.random()))
    made: list[list[int]] = [[]]
    for i in order:
        if (len(made[-1]) + 1) * len(coded[i][0]) > tokens:
            made.append([])
        made[-1].append(i)
    dice.shuffle(made)
    return made


def collate(
    rows: Sequence[tuple[np.ndarray, ...]], examples: Sequence[Example]
) -> tuple[torch.Tensor, ...]:
    width = max(len(r[0]) for r in rows)
    most = max(len(e.evidence) for e in examples)
    out = [np.zeros((len(rows), width), dtype=np.int64) for _ in range(4)]
    out[3] -= 1
    evidence = np.full((len(rows), most), -1, dtype=np.int64)
    for i, ((ids, segments, where), e) in enumerate(zip(rows, examples, strict=True)):
        n = len(ids)
        out[0][i, :n], out[1][i, :n], out[2][i, :n], out[3][i, :n] = ids, 1, segments, where
        evidence[i, : len(e.evidence)] = e.evidence
    allowed = np.array([e.allowed for e in examples], dtype=np.float32)
    weight = np.array([e.weight for e in examples], dtype=np.float32)
    return tuple(torch.from_numpy(x) for x in (*out, evidence, allowed, weight))


def passes(
    coded: Sequence[tuple[np.ndarray, ...]], tokens: int, count: int, seed: int
) -> list[list[int]]:
    return [b for n in range(count) for b in batches(coded, tokens, seed + n)]


def groups(model: PairModel, decay: float) -> list[dict[str, object]]:
    flat = [p for p in model.parameters() if p.dim() < 2]
    rest = [p for p in model.parameters() if p.dim() >= 2]
    return [{"params": rest, "weight_decay": decay}, {"params": flat, "weight_decay": 0.0}]


def train(
    model: PairModel,
    examples: Sequence[Example],
    encode: Encoder,
    settings: dict[str, float],
    folder: Path,
    seed: int,
) -> None:
    """Train `model` in place; `folder` keeps the state and a line a minute of losses."""
    folder.mkdir(parents=True, exist_ok=True)
    coded = encode(examples)
    plan = passes(coded, int(settings["batch_tokens"]), int(settings["passes"]), seed)
    optimiser = torch.optim.AdamW(
        groups(model, settings["decay"]), lr=settings["rate"], betas=(0.9, 0.98), fused=True
    )
    warm = settings.get("warmup", 0.05) * len(plan)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / warm, max(0.02, (len(plan) - n) / (len(plan) - warm)))
    )
    state, start = folder / "state.pt", 0
    if state.exists():
        kept = torch.load(state, weights_only=True)
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        schedule.load_state_dict(kept["schedule"])
        start = kept["step"]
    model.train()
    began, saved, shown = time.time(), time.time(), []
    for step in range(start, len(plan)):
        torch.manual_seed(seed * 1_000_003 + step)
        places = plan[step]
        chosen = [examples[i] for i in places]
        ids, mask, segments, where, evidence, allowed, weight = collate(
            [coded[i] for i in places], chosen
        )
        with torch.autocast("cpu", torch.bfloat16):
            classes, tokens = model(ids, mask, segments)
        loss = (class_loss(classes, allowed) * weight).sum() / weight.sum()
        total = loss + settings.get("evidence", 0.0) * evidence_loss(tokens, where, evidence)
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        shown.append((loss.item(), total.item()))
        if step % 50 == 49 or step + 1 == len(plan):
            mean = np.mean(shown, axis=0)
            shown = []
            line = {"step": step + 1, "of": len(plan), "loss": round(mean[0], 4),
                    "total": round(mean[1], 4), "seconds": round(time.time() - began)}
            with (folder / "losses.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
        if time.time() - saved > STATE_SECONDS:
            keep(state, model, optimiser, schedule, step + 1)
            saved = time.time()
    keep(state, model, optimiser, schedule, len(plan))
    torch.save(model.state_dict(), folder / "model.pt")


def keep(path: Path, model, optimiser, schedule, step: int) -> None:  # noqa: ANN001
    """Write the state beside the old one and move it there in one step."""
    part = path.with_suffix(".part")
    torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(), "step": step}, part)
    part.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=HERE.parents[2] / "shared")
    args = parser.parse_args()
    recipe = tomllib.loads((HERE / "recipe.toml").read_text())
    base = base_files(args.out / "base")
    torch.manual_seed(recipe["seed"])
    model = PairModel.pretrained(base)
    encode = Encoder(base / "tokenizer.json", recipe["longest"])
    train(model, list(general(args.shared / "data/pairs/train.jsonl.xz")), encode,
          recipe["general"], args.out / "general", recipe["seed"])


if __name__ == "__main__":
    main()

"""Train the pair model; killed at any moment, the same command goes on from its last state.

    python models/agreement-small/train.py general --out DIR
    python models/agreement-small/train.py mixed --out DIR
    python models/agreement-small/train.py domain --out DIR

`general` trains on public sentence pairs; `mixed` and `domain` go on with labelled pairs of real
news, contrasts made from them, planted pairs and a replay of the public ones (`recipe.toml`).
One cluster in `tune` is left out of both: `calibrate.py` chooses thresholds on those.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from data import Example, agreement, contradictions, contrasts, general, planted, tunes
from net import PairModel, base_files, class_loss, evidence_loss
from pairs import Texts, read_lines, with_premises
from tokenizers import Tokenizer

from summarizer.entailment.encode import Encoded, encode
from summarizer.entailment.types import Pair

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LABELS = ROOT / "eval" / "labels" / "agreement.jsonl"
BENCHMARK = ROOT / "eval" / "benchmarks" / "corroboration" / "pairs.jsonl"
CONTRADICTIONS = ROOT / "eval" / "labels" / "contradictions.jsonl"
STAGES = ("general", "mixed", "domain")
STATE_SECONDS = 120


def batches(coded: Sequence[Encoded], tokens: int, seed: int) -> list[list[int]]:
    """Places of examples of like length, `tokens` a batch, in a shuffled order."""
    dice = random.Random(seed)
    order = sorted(range(len(coded)), key=lambda i: (len(coded[i].ids), dice.random()))
    made: list[list[int]] = [[]]
    for i in order:
        if (len(made[-1]) + 1) * len(coded[i].ids) > tokens:
            made.append([])
        made[-1].append(i)
    dice.shuffle(made)
    return made


def collate(rows: Sequence[Encoded], examples: Sequence[Example]) -> list[torch.Tensor]:
    """Ids, mask, segments, sentence (b, t); evidence (b, s); allowed (b, 4); weight (b,)."""
    width = max(len(r.ids) for r in rows)
    most = max(len(e.evidence) for e in examples)
    out = [np.zeros((len(rows), width), dtype=np.int64) for _ in range(4)]
    out[3] -= 1
    evidence = np.full((len(rows), most), -1, dtype=np.int64)
    for i, (row, e) in enumerate(zip(rows, examples, strict=True)):
        n = len(row.ids)
        out[0][i, :n], out[1][i, :n] = row.ids, 1
        out[2][i, :n], out[3][i, :n] = row.segments, row.sentence
        evidence[i, : len(e.evidence)] = e.evidence
    allowed = np.array([e.allowed for e in examples], dtype=np.float32)
    weight = np.array([e.weight for e in examples], dtype=np.float32)
    return [torch.from_numpy(x) for x in (*out, evidence, allowed, weight)]


class Training:
    """A model, its optimiser and its plan of batches, resumable at any step."""

    def __init__(
        self, model: PairModel, examples: Sequence[Example], tokenizer: Tokenizer,
        settings: dict[str, float], folder: Path, seed: int,
    ) -> None:  # fmt: skip
        self.model, self.examples, self.folder, self.seed = model, examples, folder, seed
        self.coded = encode(tokenizer, [Pair(e.premise, e.hypothesis) for e in examples])
        tokens = int(settings["batch_tokens"])
        self.plan = [
            batch
            for n in range(int(settings["passes"]))
            for batch in batches(self.coded, tokens, seed + n)
        ]
        self.evidence = settings.get("evidence", 0.0)
        self.last = int(settings.get("stop", len(self.plan)))
        self.optimiser = torch.optim.AdamW(
            _groups(model, settings["decay"]), lr=settings["rate"], betas=(0.9, 0.98), fused=True
        )
        total, warm = len(self.plan), max(1.0, 0.05 * len(self.plan))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda n: min((n + 1) / warm, max(0.02, (total - n) / (total - warm)))
        )
        folder.mkdir(parents=True, exist_ok=True)

    def run(self) -> None:
        """Train to the end of the plan; `model.pt` is there when it is done."""
        start, saved, shown = self._resumed(), time.time(), []
        began = saved
        self.model.train()
        last = min(self.last, len(self.plan))
        for step in range(start, last):
            shown.append(self._step(step))
            if step % 50 == 49 or step + 1 == last:
                self._log(step + 1, np.mean(shown, axis=0), time.time() - began)
                shown = []
            if time.time() - saved > STATE_SECONDS:
                self._keep(step + 1)
                saved = time.time()
        torch.save(self.model.state_dict(), self.folder / "model.part")
        (self.folder / "model.part").replace(self.folder / "model.pt")

    def _step(self, step: int) -> tuple[float, float]:
        """One update; the class loss and the whole loss."""
        torch.manual_seed(self.seed * 1_000_003 + step)
        places = self.plan[step]
        ids, mask, segments, sentence, evidence, allowed, weight = collate(
            [self.coded[i] for i in places], [self.examples[i] for i in places]
        )
        with torch.autocast("cpu", torch.bfloat16):
            classes, tokens = self.model(ids, mask, segments)
        loss = (class_loss(classes, allowed) * weight).sum() / weight.sum()
        total = loss + self.evidence * evidence_loss(tokens, sentence, evidence)
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        return loss.item(), total.item()

    def _log(self, step: int, mean: Sequence[float], seconds: float) -> None:
        line = {
            "step": step, "of": len(self.plan), "loss": round(float(mean[0]), 4),
            "total": round(float(mean[1]), 4), "seconds": round(seconds),
        }  # fmt: skip
        with (self.folder / "losses.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")

    def _keep(self, step: int) -> None:
        """Write the state beside the old one and move it there in one step."""
        state = {"model": self.model, "optimiser": self.optimiser, "schedule": self.schedule}
        part = self.folder / "state.part"
        torch.save({k: v.state_dict() for k, v in state.items()} | {"step": step}, part)
        part.replace(self.folder / "state.pt")

    def _resumed(self) -> int:
        """The step to go on from; everything is as it was then."""
        path = self.folder / "state.pt"
        if not path.exists():
            return 0
        kept = torch.load(path, weights_only=True)
        self.model.load_state_dict(kept["model"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.schedule.load_state_dict(kept["schedule"])
        return int(kept["step"])


def _groups(model: PairModel, decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices, none for biases and norms."""
    flat = [p for p in model.parameters() if p.dim() < 2]
    rest = [p for p in model.parameters() if p.dim() >= 2]
    return [{"params": rest, "weight_decay": decay}, {"params": flat, "weight_decay": 0.0}]


def labelled(shared: Path, out: Path) -> list[dict[str, Any]]:
    """All labelled pairs that may be trained or tuned on, with their premises; kept in `out`."""
    path = out / "labelled.jsonl"
    if not path.exists():
        given = [*read_lines(shared / "data/pairs/agreement.jsonl"), *read_lines(LABELS)]
        tested = {r[key] for r in read_lines(BENCHMARK) for key in ("document", "source")}
        usable = [
            r
            for r in given
            if r.get("half") != "heldout"
            and r["label"] != "junk"
            and not {r["document"], r["source"]} & tested
        ]
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            for row in with_premises(usable, Texts(shared / "data")):
                file.write(json.dumps(row) + "\n")
        part.replace(path)
    return list(read_lines(path))


def domain_examples(recipe: dict[str, Any], stage: str, shared: Path, out: Path) -> list[Example]:
    """The mixture of a later stage; a stage draws its own replay and its own contrasts."""
    own = recipe[stage]
    seed = recipe["seed"] + STAGES.index(stage)
    rows = [r for r in labelled(shared, out) if not tunes(r["cluster"], recipe["tune"])]
    public = list(general(shared / "data/pairs/train.jsonl.xz"))
    replay = random.Random(seed).sample(public, int(own["replay"]))
    beds = [ROOT / "eval/conflicts" / f"{name}.jsonl" for name in ("dev",)]
    return [
        *agreement(rows, recipe["premise"], seed),
        *contrasts(rows, recipe["premise"], seed),
        *planted(beds, seed),
        *contradictions(CONTRADICTIONS, Texts(shared / "data"), recipe["tune"]),
        *replay,
    ]


def main() -> None:
    """Train one stage of the recipe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--recipe", type=Path, default=HERE / "recipe.toml")
    args = parser.parse_args()
    recipe = tomllib.loads(args.recipe.read_text("utf-8"))
    base = base_files(args.out / "base")
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    torch.manual_seed(recipe["seed"])
    model = PairModel.pretrained(base)
    folder, seed = args.out / args.stage, recipe["seed"]
    examples: Iterable[Example]
    if args.stage == "general":
        examples = general(args.shared / "data/pairs/train.jsonl.xz")
    else:
        before = args.out / STAGES[STAGES.index(args.stage) - 1] / "model.pt"
        model.load_state_dict(torch.load(before, weights_only=True))
        examples = domain_examples(recipe, args.stage, args.shared, args.out)
    Training(model, list(examples), tokenizer, recipe[args.stage], folder, seed).run()


if __name__ == "__main__":
    main()

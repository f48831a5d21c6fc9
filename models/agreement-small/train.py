"""Train the pair model; killed at any moment, the same command goes on from its last state.

    python models/agreement-small/train.py general --out DIR
    python models/agreement-small/train.py domain --out DIR
    python models/agreement-small/train.py last --out DIR

`general` trains on public sentence pairs.  `domain` goes on from it, first with labelled pairs of
real news, pairs written for training, contrasts, planted pairs and many public ones, then with all
but the public ones once more; `last` with the labels that readers were sure of, and with sentences
that a premise repeats (`recipe.toml`).  One cluster in `tune` is left out: `calibrate.py`
chooses thresholds on those.
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
from data import (
    BED,
    BENCHMARK,
    CONTEXTS,
    CONTRADICTIONS,
    EXCERPTS,
    FAMILIES,
    LABELS,
    ROOT,
    SENTENCES,
    Example,
    agreement,
    contexts,
    contradictions,
    contrasts,
    echoes,
    excerpts,
    families,
    general,
    planted,
    sentences,
    tunes,
)
from net import PairModel, base_files, class_loss, evidence_loss, sentence_loss
from pairs import Texts, read_lines, with_premises
from tokenizers import Tokenizer

from summarizer.entailment.encode import Encoded, encode
from summarizer.entailment.types import Pair

HERE = Path(__file__).resolve().parent
STAGES = ("general", "domain", "last", "read")
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
    """Ids, mask, segments, sentence (b, t); evidence (b, s); allowed (b, 4); weight (b,);
    marks (b, 2).
    """
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
    marks = np.array([e.marks for e in examples], dtype=np.int64)
    return [torch.from_numpy(x) for x in (*out, evidence, allowed, weight, marks)]


class Training:
    """A model, its optimiser and its plan of batches, resumable at any step."""

    def __init__(
        self, model: PairModel, phases: Sequence[Sequence[Example]], tokenizer: Tokenizer,
        settings: dict[str, float], folder: Path, seed: int,
    ) -> None:  # fmt: skip
        self.model, self.folder, self.seed = model, folder, seed
        self.examples = [e for phase in phases for e in phase]
        self.coded = encode(tokenizer, [Pair(e.premise, e.hypothesis) for e in self.examples])
        self.plan = self._planned(phases, int(settings["batch_tokens"]))
        self.beside = self._beside(settings)
        self.evidence = settings.get("evidence", 0.0)
        self.last = int(settings.get("stop", len(self.plan)))
        self.optimiser = torch.optim.AdamW(_groups(model, settings), betas=(0.9, 0.98), fused=True)
        total, warm = len(self.plan), max(1.0, 0.05 * len(self.plan))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda n: min((n + 1) / warm, max(0.02, (total - n) / (total - warm)))
        )
        folder.mkdir(parents=True, exist_ok=True)

    def _planned(self, phases: Sequence[Sequence[Example]], tokens: int) -> list[list[int]]:
        """The batches of all phases, one after the other."""
        plan, first = [], 0
        for n, phase in enumerate(phases):
            coded = self.coded[first : first + len(phase)]
            made = batches(coded, tokens, self.seed + n)
            plan += [[first + i for i in batch] for batch in made]
            first += len(phase)
        return plan

    def _beside(self, settings: dict[str, float]) -> list[list[list[int]]]:
        """For each step the places of some marked sentences, and of some in a context.

        So every step learns to read: batches of nothing else would be few, and the optimiser would
        forget between them.
        """
        marked = [i for i, e in enumerate(self.examples) if e.marks[0] >= 0]
        if not marked:
            return [[] for _ in self.plan]
        apart = set(marked)
        left = ([i for i in batch if i not in apart] for batch in self.plan)
        self.plan = [batch for batch in left if batch]
        alone = [i for i in marked if not self.examples[i].premise]
        behind = [i for i in marked if self.examples[i].premise]
        drawn = [
            self._drawn(some, int(settings[name]), n)
            for n, (name, some) in enumerate((("sentences", alone), ("contexts", behind)))
            if some
        ]
        return [list(parts) for parts in zip(*drawn, strict=True)]

    def _drawn(self, places: list[int], size: int, n: int) -> list[list[int]]:
        """So many of the places for each step, in a shuffled order, again and again."""
        dice, drawn = random.Random(self.seed + n), []
        while len(drawn) < size * len(self.plan):
            dice.shuffle(places)
            drawn += places
        return [drawn[k * size : (k + 1) * size] for k in range(len(self.plan))]

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
        self.optimiser.zero_grad(set_to_none=True)
        losses = [self._backward(places) for places in (self.plan[step], *self.beside[step])]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        return losses[0][0], sum(total for _, total in losses)

    def _backward(self, places: Sequence[int]) -> tuple[float, float]:
        """Add the gradients of some examples; their class loss and their whole loss."""
        ids, mask, segments, sentence, evidence, allowed, weight, marks = collate(
            [self.coded[i] for i in places], [self.examples[i] for i in places]
        )
        with torch.autocast("cpu", torch.bfloat16):
            classes, tokens, whole = self.model(ids, mask, segments)
        loss = (class_loss(classes, allowed) * weight).sum() / weight.sum().clamp(min=1)
        total = loss + self.evidence * evidence_loss(tokens, sentence, evidence)
        total = total + sentence_loss(whole, marks)
        total.backward()
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


def _groups(model: PairModel, settings: dict[str, float]) -> list[dict[str, Any]]:
    """Weight decay for matrices, none for biases and norms; a new head learns faster."""
    rate, decay = settings["rate"], settings["decay"]
    new = set(model.sentence.parameters()) if "head_rate" in settings else set()
    old = [p for p in model.parameters() if p not in new]
    groups = [
        {"params": [p for p in old if p.dim() >= 2], "weight_decay": decay, "lr": rate},
        {"params": [p for p in old if p.dim() < 2], "weight_decay": 0.0, "lr": rate},
    ]
    if new:
        head = [p for p in model.parameters() if p in new]
        groups.append({"params": head, "weight_decay": decay, "lr": settings["head_rate"]})
    return groups


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


def capped(
    rows: Iterable[Example], sets: Iterable[str], caps: dict[str, int], seed: int
) -> list[Example]:
    """At most so many examples of each public set, `caps["others"]` of one that is not named."""
    by_set: dict[str, list[Example]] = {}
    for row, name in zip(rows, sets, strict=True):
        by_set.setdefault(name, []).append(row)
    dice, chosen = random.Random(seed), []
    for name in sorted(by_set):
        most = min(len(by_set[name]), caps.get(name, caps["others"]))
        chosen += dice.sample(by_set[name], most)
    dice.shuffle(chosen)
    return chosen


class Examples:
    """The examples of each stage, by phase."""

    def __init__(self, recipe: dict[str, Any], shared: Path, out: Path) -> None:
        self.recipe, self.shared, self.out = recipe, shared, out
        self.seed, self.size = int(recipe["seed"]), int(recipe["premise"])

    def __call__(self, stage: str) -> list[list[Example]]:
        """The phases of a stage."""
        made = {"general": self._general, "domain": self._domain, "last": self._last}
        made["read"] = self._read
        return made[stage]()

    def _general(self) -> list[list[Example]]:
        return [self._public()] * int(self.recipe["general"]["passes"])

    def _domain(self) -> list[list[Example]]:
        own, one_in = self.recipe["domain"], self.recipe["tune"]
        written = [*families(FAMILIES, self.seed, one_in), *excerpts(EXCERPTS, one_in)]
        public, last = self._few(own["caps"], 3), int(own["replay"])
        first = [*self._labelled(3), *self._made(3), *written, *public[last:]]
        return [first, [*self._labelled(4), *self._made(4), *written, *public[:last]]]

    def _last(self) -> list[list[Example]]:
        own = self.recipe["last"]
        written = list(excerpts(EXCERPTS, self.recipe["tune"]))
        labelled = [e for e in self._labelled(5) if e.weight == 1.0]
        some = random.Random(self.seed).sample(labelled, int(own["echoes"]))
        repeated = echoes([e.premise for e in (*written, *some) if e.premise], self.seed)
        texts, one_in = Texts(self.shared / "data"), self.recipe["tune"]
        read = sentences(SENTENCES, texts, one_in)
        return [[*labelled, *written, *repeated, *self._few(own["caps"], 5), *read]]

    def _read(self) -> list[list[Example]]:
        own, one_in, texts = self.recipe["read"], self.recipe["tune"], Texts(self.shared / "data")
        some = random.Random(self.seed).sample(self._labelled(6), int(own["pairs"]))
        repeated = echoes([e.premise for e in some[: int(own["echoes"])] if e.premise], self.seed)
        read = [*sentences(SENTENCES, texts, one_in), *contexts(CONTEXTS, texts, one_in)]
        return [[*some, *repeated, *self._few(own["caps"], 6), *read]]

    def _public(self) -> list[Example]:
        return list(general(self.shared / "data/pairs/train.jsonl.xz"))

    def _few(self, caps: dict[str, int], n: int) -> list[Example]:
        """Some of the public pairs."""
        path = self.shared / "data/pairs/train.jsonl.xz"
        return capped(general(path), (r["set"] for r in read_lines(path)), caps, self.seed + n)

    def _rows(self) -> list[dict[str, Any]]:
        rows = labelled(self.shared, self.out)
        return [r for r in rows if not tunes(r["cluster"], self.recipe["tune"])]

    def _labelled(self, n: int) -> list[Example]:
        return list(agreement(self._rows(), self.size, self.seed + n))

    def _made(self, n: int) -> list[Example]:
        """Contrasts, planted pairs and contradictions of real news."""
        seed = self.seed + n
        made = list(contrasts(self._rows(), self.size, seed))
        most = min(len(made), int(self.recipe["contrasts"]))
        return [
            *random.Random(seed).sample(made, most),
            *planted([BED], seed),
            *contradictions(CONTRADICTIONS, Texts(self.shared / "data"), self.recipe["tune"]),
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
    # Every second number: what the shipped model was trained with.
    seed = int(recipe["seed"]) + 2 * STAGES.index(args.stage)
    torch.manual_seed(seed)
    model = PairModel.pretrained(base)
    if args.stage != "general":
        before = args.out / STAGES[STAGES.index(args.stage) - 1] / "model.pt"
        model.go_on(before)
    phases = Examples(recipe, args.shared, args.out)(args.stage)
    Training(model, phases, tokenizer, recipe[args.stage], args.out / args.stage, seed).run()


if __name__ == "__main__":
    main()

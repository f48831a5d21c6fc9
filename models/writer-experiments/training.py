"""Train a writer on examples of `groups.py`: `python training.py minilm|gemma --examples … `.

Resumable: the state is kept every few minutes, and a run that is repeated goes on from there.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch

from summarizer.text.tfidf import tfidf
from summarizer.write.types import Candidate

ALIKE = 0.6  # cosine of two targets from which they tell one event


@dataclass(frozen=True, slots=True)
class Example:
    """Sentences of a group, best first, and the sentence to write of them."""

    sources: tuple[str, ...]
    target: str
    weight: float = 1.0


class Approach(Protocol):
    """A pretrained start that is taught to write; `net` holds what is trained."""

    net: torch.nn.Module
    rate: float
    batch: int
    warmup: int

    def mixed(self, real: Sequence[Example], done: float, rng: random.Random) -> list[Example]:
        """The examples of one batch when a share `done` of the training is over."""

    def nll(self, examples: Sequence[Example]) -> tuple[torch.Tensor, int]:
        """The sum of the negative log-likelihoods of the targets' tokens, and their number."""

    def write(self, groups: Sequence[Sequence[str]], words: int) -> list[tuple[Candidate, ...]]:
        """Sentences for each group, best first (`summarizer.write.types.Writer`)."""


def approach(name: str, start: Path, **settings: Any) -> Approach:
    """The approach of a module here, from a pretrained start."""
    made: Approach = importlib.import_module(name).make(start, **settings)
    return made


def examples(paths: Sequence[Path]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The records to train on, and those of clusters set aside; no event is on both sides."""
    rows = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    rows = list({(r["target"], *r["sources"]): r for r in rows}.values())
    apart = [r for r in rows if r["set_aside"]]
    shared = {a for r in apart for a in r["articles"]}
    rest = [r for r in rows if not r["set_aside"] and shared.isdisjoint(r["articles"])]
    vectors = tfidf([r["target"] for r in (*rest, *apart)])
    alike = (vectors[: len(rest)] @ vectors[len(rest) :].T).max(axis=1).toarray().ravel()
    return [r for r, near in zip(rest, alike, strict=True) if near < ALIKE], apart


def frequent(sentences: Path, most: int) -> list[str]:
    """The most frequent words in small letters of a file of sentences."""
    lines = sentences.read_text("utf-8").splitlines()[:20_000]
    counts = Counter(w for line in lines for w in line.split()[1:] if w.islower())
    return [word for word, _ in counts.most_common(most)]


def as_example(record: dict[str, Any]) -> Example:
    """A record as what is learned from."""
    return Example(tuple(record["sources"]), record["target"])


def _draws(real: list[Example], seed: int, size: int) -> Iterator[list[Example]]:
    """Endless batches, each pass in another order, alike in length."""
    for epoch in range(1_000):
        rng = random.Random(f"{seed} {epoch}")
        order = rng.sample(real, len(real))
        for at in range(0, len(order) - size + 1, size * 16):
            some = sorted(order[at : at + size * 16], key=lambda e: sum(map(len, e.sources)))
            parts = [some[i : i + size] for i in range(0, len(some) - size + 1, size)]
            yield from rng.sample(parts, len(parts))


def _held_out_loss(it: Approach, apart: Sequence[Example]) -> float:
    it.net.eval()
    total, count = 0.0, 0
    with torch.inference_mode():
        for at in range(0, len(apart), it.batch):
            loss, tokens = it.nll(apart[at : at + it.batch])
            total, count = total + float(loss), count + tokens
    it.net.train()
    return total / max(1, count)


def _save(it: Approach, optimiser: Any, step: int, spent: float, folder: Path) -> None:
    trained = {n: p.detach() for n, p in it.net.named_parameters() if p.requires_grad}
    state = {"net": trained, "optimiser": optimiser.state_dict(), "step": step, "spent": spent}
    torch.save(state, folder / "state.part")
    os.replace(folder / "state.part", folder / "state.pt")


def restore(it: Approach, folder: Path) -> dict[str, Any]:
    """Put what was trained so far into the net; gives the whole state, empty if there is none."""
    path = folder / "state.pt"
    if not path.exists():
        return {}
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    it.net.load_state_dict(state["net"], strict=False)
    return state


def train(it: Approach, records: Sequence[Path], folder: Path, minutes: float) -> None:
    """Train for so many minutes in all, and log losses to `losses.jsonl`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, aside = examples(records)
    real, apart = list(map(as_example, rows)), list(map(as_example, aside))[:160]
    print(f"{len(real)} examples, {len(aside)} set aside", flush=True)
    trained = [p for p in it.net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=it.rate, betas=(0.9, 0.98), weight_decay=0.01)
    state = restore(it, folder)
    if state:
        optimiser.load_state_dict(state["optimiser"])
    step, spent = state.get("step", 0), state.get("spent", 0.0)
    it.net.train()
    began = saved = time.monotonic()
    total, count = 0.0, 0
    for number, batch in enumerate(_draws(real, 1, it.batch)):
        if number < step:
            continue
        used = spent + time.monotonic() - began
        done = used / (60 * minutes)
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = it.rate * min(1, (step + 1) / it.warmup) * max(0.02, 1 - done)
        loss, tokens = it.nll(it.mixed(batch, done, random.Random(f"mix {step}")))
        (loss / tokens).backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step, total, count = step + 1, total + loss.item(), count + tokens
        if step % 20 == 0:
            line: dict[str, float] = {"step": step, "loss": total / count, "seconds": used}
            total, count = 0.0, 0
            if step % 200 == 0:
                line["apart"] = _held_out_loss(it, apart)
            with (folder / "losses.jsonl").open("a") as log:
                log.write(json.dumps({k: round(v, 4) for k, v in line.items()}) + "\n")
        if time.monotonic() - saved > 240:
            saved = time.monotonic()
            _save(it, optimiser, step, spent + saved - began, folder)
    _save(it, optimiser, step, spent + time.monotonic() - began, folder)
    print(f"{step} steps, set aside: {_held_out_loss(it, apart):.3f} nats a token", flush=True)


def main() -> None:
    """Train one approach."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("approach", choices=["minilm", "gemma"])
    parser.add_argument("--examples", nargs="+", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True, help="the pretrained folder")
    parser.add_argument("--sentences", type=Path, help="one a line, to be restored (minilm)")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=35)
    given = parser.parse_args()
    torch.manual_seed(1)
    more = {"sentences": given.sentences} if given.sentences else {}
    it = approach(given.approach, given.start, **more)
    train(it, given.examples, given.output, given.minutes)


if __name__ == "__main__":
    main()

"""The loop: the stages of a recipe one after the other, resumable at any step.

`losses.jsonl` has a line for each step and for each validation, `samples.txt` what the model
writes for held-out groups.  Killed at any moment, training goes on from its last state and its
log is cut back to it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from training import model as net
from training.batches import Batch, BatchSource
from training.recipe import Optimiser, Stage
from training.state import Position, export, save

LOG = "losses.jsonl"
CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often things happen, in seconds, and after how many seconds to stop."""

    progress: float = 10.0
    state: float = 180.0
    validation: float = 600.0
    stop: float = float("inf")


@dataclass(slots=True)
class Training:
    """A model in training."""

    model: net.Model
    optimiser: torch.optim.Optimizer
    supply: BatchSource
    settings: Optimiser
    folder: Path
    digest: str
    position: Position
    validate: Callable[[net.Model, Position], Mapping[str, object]]

    def run(self, stages: Sequence[Stage], every: Intervals) -> bool:
        """Train to the end of the stages, or until it is time to stop; tells which."""
        clock = _Clock(every, sum(stage.tokens for stage in stages))
        self._cut_log()
        with (self.folder / LOG).open("a", buffering=1, encoding="utf-8") as log:
            while self.position.stage < len(stages):
                if not self._stage(stages[self.position.stage], clock, log.write):
                    return False
                at = self.position
                self.position = Position(at.steps, at.tokens, at.stage + 1, grown=at.grown)
                self._save()
            log.write(self._validated())
        return True

    def _stage(self, stage: Stage, clock: _Clock, write: Callable[[str], object]) -> bool:
        """Train to the end of a stage; False when it is time to stop."""
        self._deepen(stage)
        at = self.position
        for batch in self.supply.batches(stage, at.chunk, at.number):
            if at.stage_tokens >= stage.tokens:
                return True
            write(self._step(batch, stage))
            clock.tell(at, stage.name)
            if clock.due("validation"):
                write(self._validated())
            stop = clock.stop()
            if clock.due("state") or stop:
                self._save()
            if stop:
                return False
        return True

    def _deepen(self, stage: Stage) -> None:
        """Grow the model to the stage's layers, with a new optimiser that warms up."""
        if stage.encoder_layers > self.model.config.encoder_layers:
            self.model = net.deepened(self.model, stage.encoder_layers)
            self.optimiser = net.adamw(self.model, self.settings)
            self.position.grown = self.position.steps

    def _step(self, batch: Batch, stage: Stage) -> str:
        """One step of the optimiser; its line for the log."""
        at, device = self.position, self.model.device
        source = _padded(batch.sources).to(device)  # (b, s)
        target = _padded(batch.targets).to(device)  # (b, t)
        at.steps += 1
        rate = self.settings.rate * scale(at, stage, self.settings.warmup)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        count = int(target.ne(net.PAD).sum())
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            loss = net.loss(self.model, source, target) / count
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.clip)
        self.optimiser.step()
        told = int(source.ne(net.PAD).sum()) + count
        at.tokens += told
        at.stage_tokens += told
        at.chunk, at.number = batch.chunk, batch.number + 1
        line = {"step": at.steps, "tokens": at.tokens, "stage": stage.name, "rate": rate}
        return json.dumps({**line, "loss": round(loss.item(), 6)}) + "\n"

    def _validated(self) -> str:
        self.model.eval()
        found = self.validate(self.model, self.position)
        self.model.train()
        at = self.position
        return json.dumps({"step": at.steps, "tokens": at.tokens, "held_out": found}) + "\n"

    def _save(self) -> None:
        save(self.folder, self.position, self.model, self.optimiser, self.digest)
        export(self.folder / CHECKPOINT, self.model, self.folder / "tokenizer.json")

    def _cut_log(self) -> None:
        """Drop what the log says of steps after the state."""
        path = self.folder / LOG
        lines = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
        whole = [line for line in lines if line.endswith("\n")]
        kept = [line for line in whole if json.loads(line)["step"] <= self.position.steps]
        path.write_text("".join(kept), "utf-8")


def scale(at: Position, stage: Stage, warmup: int) -> float:
    """The share of the full rate at a step: warm-up, then constant, then the stage's cooldown.

    Warm-up begins anew where the model has grown.
    Hägele et al. 2024: as good as a schedule that knows its end, and training can go on.
    """
    left = max(0.0, 1 - at.stage_tokens / stage.tokens)
    cooled = min(1.0, left / stage.cooldown) if stage.cooldown else 1.0
    return min(1.0, (at.steps - at.grown) / warmup) * cooled


def _padded(rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """The rows as one tensor, shape (rows, longest)."""
    tensors = [torch.tensor(row) for row in rows]
    return torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=net.PAD)


class _Clock:
    """When the periodic things are due, and the line that says how it goes."""

    def __init__(self, every: Intervals, total: int) -> None:
        self._every, self._total = every, total
        self._start = time.monotonic()
        self._last = dict.fromkeys(("progress", "state", "validation"), self._start)
        self._tokens = -1

    def due(self, what: str) -> bool:
        now = time.monotonic()
        if now - self._last[what] < getattr(self._every, what):
            return False
        self._last[what] = now
        return True

    def stop(self) -> bool:
        return time.monotonic() - self._start >= self._every.stop

    def tell(self, at: Position, stage: str) -> None:
        """A line on stderr: stage, tokens, speed since the last line, time to go."""
        since = self._last["progress"]
        if not self.due("progress"):
            return
        speed = (at.tokens - self._tokens) / (self._last["progress"] - since)
        known = self._tokens >= 0
        self._tokens = at.tokens
        if known:
            left = (self._total - at.tokens) / max(speed, 1.0)
            print(
                f"{stage}: step {at.steps:,}, {at.tokens / 1e6:.2f} of {self._total / 1e6:.1f} M "
                f"tokens, {speed:,.0f} tokens/s, {left / 60:,.0f} min to go",
                file=sys.stderr,
                flush=True,
            )

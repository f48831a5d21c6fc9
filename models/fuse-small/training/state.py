"""What is saved: the state to go on from, and the checkpoint that `--method transformer` loads.

Both are written beside their place and moved there, so that a kill leaves the one before.
"""

from __future__ import annotations

import os
import shutil
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from summarizer.errors import UsageError
from training.model import Model
from training.tokenizer import wrapped

STATE = "state.pt"


@dataclass(slots=True)
class Position:
    """How far training is: optimiser steps and tokens in all, and the place in its stage.

    `chunk` and `number` are those of the batch to come, `grown` the steps before the model had
    its present depth.
    """

    steps: int = 0
    tokens: int = 0
    stage: int = 0
    stage_tokens: int = 0
    chunk: int = 0
    number: int = 0
    grown: int = 0


def save(
    folder: Path,
    position: Position,
    model: Model,
    optimiser: torch.optim.Optimizer,
    recipe: str,
) -> None:
    """Write the state of a training with the recipe of that digest."""
    state = {
        "recipe": recipe,
        "position": asdict(position),
        "encoder_layers": model.config.encoder_layers,
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
        "random": torch.get_rng_state(),
    }
    part = folder / f"{STATE}.part"
    torch.save(state, part)
    os.replace(part, folder / STATE)


def saved(folder: Path, recipe: str) -> dict[str, Any]:
    """The state in `folder`; empty if there is none.

    Raises UsageError when it is that of another recipe.
    """
    path = folder / STATE
    if not path.exists():
        return {}
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    if state["recipe"] != recipe:
        raise UsageError(
            f"{path} is of a recipe with another seed, data, model or optimiser: "
            "give another --output or remove it"
        )
    return state


def restore(state: dict[str, Any], model: Model, optimiser: torch.optim.Optimizer) -> Position:
    """Take up a state that was `saved`, or start."""
    if not state:
        return Position()
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    torch.set_rng_state(state["random"])
    return Position(**state["position"])


def export(folder: Path, model: Model, tokenizer: Path) -> None:
    """Write the model as transformers loads it, in bf16, with its tokenizer, to `folder`."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    deepcopy(model).to(torch.bfloat16).save_pretrained(part)
    wrapped(tokenizer).save_pretrained(part)
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(part, folder)

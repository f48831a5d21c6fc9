"""The recipe of a checkpoint: `recipe.toml`, everything needed to train it again.

seed = 1
[data]       articles and clusters: files in the data folder, train only
[model]      the size: `Size`
[optimiser]  `Optimiser`
[[stages]]   one after the other: `Stage`
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from summarizer.errors import UnreadableSource, UsageError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Data:
    """Files of single articles, and of clusters with references, in the data folder."""

    articles: tuple[str, ...]
    clusters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """The model's size; `positions` are the most tokens that it takes.

    `spread` is the standard deviation of new weights; narrow models need more than the usual
    0.02 (of 1,024 dimensions) for attention to begin to choose.
    """

    vocabulary: int
    width: int
    inner: int
    heads: int
    encoder_layers: int
    decoder_layers: int
    positions: int
    spread: float = 0.02
    dropout: float = 0.0


@dataclass(frozen=True, slots=True)
class Optimiser:
    """AdamW with a linear warm-up over `warmup` steps.

    `batch` counts tokens, padding included; `source` and `target` are the most tokens of each:
    what is longer is left out.
    """

    rate: float
    warmup: int
    batch: int
    source: int
    target: int
    decay: float = 0.01
    clip: float = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the training: how many tokens of which mixture of pairs, how deep.

    `mixture` weighs `noise`, `trimmed` and `parted`, and by kind (`consensus.fused`) `consensus`,
    `agreed`, `merged` and `reference`.  With `cooldown` the rate falls linearly to nothing over
    that last share of the stage.  `encoder_layers` are the model's if not given; a stage with
    more of them than the one before begins by growing the model.
    """

    name: str
    tokens: int
    mixture: Mapping[str, float]
    cooldown: float = 0.0
    encoder_layers: int = 0


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to train on, what, how, and for how long."""

    seed: int
    data: Data
    model: Size
    optimiser: Optimiser
    stages: tuple[Stage, ...]


def load(path: Path) -> Recipe:
    """The recipe in a file.  Raises UnreadableSource or UsageError."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UnreadableSource(f"{path}: {error.strerror}: give a recipe.toml") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML: {error}") from None
    try:
        data = {k: tuple(v) for k, v in dict(found.get("data", {})).items()}
        size = _made(Size, found.get("model", {}))
        made = {
            **found,
            "data": _made(Data, data),
            "model": size,
            "optimiser": _made(Optimiser, found.get("optimiser", {})),
            "stages": _stages(found.get("stages", ()), size.encoder_layers),
        }
        return _made(Recipe, made)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from None


def _made(kind: type[T], table: Mapping[str, Any]) -> T:
    """The table as one of these dataclasses; raises ValueError naming a field that is odd."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if odd := sorted(table.keys() - known):
        raise ValueError(f"[{kind.__name__.lower()}] does not know {', '.join(odd)}")
    return kind(**table)


def _stages(tables: Iterable[Mapping[str, Any]], layers: int) -> tuple[Stage, ...]:
    """The stages; raises ValueError where the model would shrink or not reach its layers."""
    given = {"encoder_layers": layers}
    stages = tuple(
        _made(Stage, {**given, **table, "mixture": _flat(table.get("mixture", {}))})
        for table in tables
    )
    depths = [stage.encoder_layers for stage in stages]
    if depths != sorted(depths) or depths[-1:] not in ([], [layers]):
        raise ValueError(f"encoder_layers of the stages must grow to {layers}, not {depths}")
    return stages


def _flat(mixture: Mapping[str, Any]) -> dict[str, float]:
    """`{noise = 1, consensus = {fused = 2}}` → noise 1, consensus.fused 2."""
    found: dict[str, float] = {}
    for name, weight in mixture.items():
        inner = _flat(weight) if isinstance(weight, Mapping) else {"": float(weight)}
        found |= {f"{name}.{kind}" if kind else name: w for kind, w in inner.items()}
    return found

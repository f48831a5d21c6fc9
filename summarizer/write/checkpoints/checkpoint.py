"""A checkpoint: what is known of it, and everything checked of its folder before torch runs."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.limits import MAX_TEMPLATE_BYTES, MAX_TOKENIZER_BYTES, MAX_WEIGHTS_BYTES
from summarizer.write.checkpoints.config import LAYERS, Config, Mode, read, refuse_code
from summarizer.write.checkpoints.files import Files

TOKENIZER = "tokenizer.json"
BPE = ("vocab.json", "merges.txt")
_TEMPLATE = "chat_template.jinja"
_OPTIONAL = (
    "generation_config.json", "tokenizer_config.json", "special_tokens_map.json",
    "added_tokens.json",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder that was checked and found fit to load.

    `name` is what signatures show: the folder's name or the hub id.  `mode` is how it writes,
    `context` the number of tokens of input it takes, `digest` the first 12 hexadecimal digits
    of a SHA-256 over its files.  `separator` joins the sentences of a group for a fuse model.
    """

    name: str
    path: Path
    architecture: str
    mode: Mode
    context: int
    digest: str
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model of transformers in evaluation mode with its tokenizer; `device` as torch names it."""

    model: Any
    tokenizer: Any
    device: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a folder holds, checked; `extras` are the small JSON files that it has, by name.

    `tokenizer` names the files its tokenizer is built from, `shards` those of its weights, and
    `elements` counts the numbers in them.
    """

    files: Files
    config: Config
    tokenizer: tuple[str, ...]
    shards: tuple[str, ...]
    elements: int
    extras: dict[str, dict[str, object]]
    template: str


def examine(folder: Path, name: str) -> Contents:
    """Read and check a folder.  Raises `BadCheckpoint`; imports nothing outside the library."""
    files = Files(folder, name)
    if files.has("adapter_config.json"):
        raise files.bad("folder", "is an adapter: merge it into its base model and save that")
    if not files.has("config.json"):
        raise files.bad("folder", "has no config.json: it is no checkpoint of transformers")
    config = read(files)
    extras = {file: files.json(file) for file in _OPTIONAL if files.has(file)}
    for file, record in extras.items():
        refuse_code(files, file, record)
    shards = files.shards()
    shapes = files.tensors(shards)
    for key in LAYERS:
        layers = config.keys.get(key, 0)
        # Each layer has tensors of its own; a lie would have millions of modules built.
        if not isinstance(layers, int) or layers > len(shapes):
            raise files.bad("config.json", f"promises more layers than there are weights ({key})")
    elements = sum(map(math.prod, shapes.values()))
    template = _template(files, config, extras)
    return Contents(files, config, _tokenizer(files), shards, elements, extras, template)


def checkpoint(folder: Path, name: str, *, ours: bool = False) -> Checkpoint:
    """The checkpoint in a folder, checked; `ours` must have checksums that hold.

    Raises `BadCheckpoint`.
    """
    found = examine(folder, name)
    small = ["config.json", *found.extras, *([_TEMPLATE] if found.files.has(_TEMPLATE) else [])]
    used = [(file, MAX_TOKENIZER_BYTES) for file in (*small, *found.tokenizer)]
    used += [(file, MAX_WEIGHTS_BYTES) for file in found.shards]
    sums = found.files.sums(used, required=ours)
    listed = "".join(f"{digest}  {file}\n" for file, digest in sorted(sums.items()))
    return Checkpoint(
        name=name,
        path=folder,
        architecture=found.config.architecture,
        mode=found.config.mode,
        context=min(found.config.context, _max_length(found)),
        digest=hashlib.sha256(listed.encode()).hexdigest()[:12],
        separator=found.config.separator,
    )


def _tokenizer(files: Files) -> tuple[str, ...]:
    """The files that the tokenizer is built from."""
    for wanted in ((TOKENIZER,), BPE):
        if all(map(files.has, wanted)):
            return wanted
    raise files.bad(
        "folder", f"has no {TOKENIZER}: load its tokenizer with transformers once and save it here"
    )


def _template(files: Files, config: Config, extras: dict[str, dict[str, object]]) -> str:
    """The chat template: transformers runs it in jinja's `ImmutableSandboxedEnvironment`."""
    if config.mode != "instruct":
        return ""
    if files.has(_TEMPLATE):
        template: object = files.text(_TEMPLATE, MAX_TEMPLATE_BYTES)
    else:
        template = extras.get("tokenizer_config.json", {}).get("chat_template")
    if not isinstance(template, str) or not template:
        raise files.bad("folder", "has no chat template: take the instruct version of the model")
    if len(template) > MAX_TEMPLATE_BYTES:
        raise files.bad("tokenizer_config.json", "has a chat template longer than any in use")
    return template


def _max_length(found: Contents) -> int:
    """The tokens of input its tokenizer states; transformers writes 1e30 where there is no end."""
    stated = found.extras.get("tokenizer_config.json", {}).get("model_max_length")
    return stated if type(stated) is int and stated >= 16 else found.config.context

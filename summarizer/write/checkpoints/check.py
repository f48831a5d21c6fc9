"""Everything that is checked of a folder before a line of torch runs."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

from summarizer.limits import MAX_TEMPLATE_BYTES, MAX_TOKENIZER_BYTES, MAX_WEIGHTS_BYTES
from summarizer.write.checkpoints import config, weights
from summarizer.write.checkpoints.config import LAYERS, Config
from summarizer.write.checkpoints.files import Files
from summarizer.write.checkpoints.types import Checkpoint

TOKENIZER = "tokenizer.json"
BPE = ("vocab.json", "merges.txt")
TEMPLATE = "chat_template.jinja"
_OPTIONAL = (
    "generation_config.json", "tokenizer_config.json", "special_tokens_map.json",
    "added_tokens.json",
)  # fmt: skip


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
    read = config.read(files)
    extras = {file: files.json(file) for file in _OPTIONAL if files.has(file)}
    for file, record in extras.items():
        config.refuse_code(files, file, record)
    shards = weights.shards(files)
    shapes = weights.tensors(files, shards)
    for key in LAYERS:
        layers = read.keys.get(key, 0)
        # Each layer has tensors of its own; a lie would have millions of modules built.
        if not isinstance(layers, int) or layers > len(shapes):
            raise files.bad("config.json", f"promises more layers than there are weights ({key})")
    return Contents(
        files, read, _tokenizer(files), shards, sum(map(math.prod, shapes.values())), extras,
        _template(files, read, extras),
    )  # fmt: skip


def checkpoint(folder: Path, name: str, *, ours: bool = False) -> Checkpoint:
    """The checkpoint in a folder, checked; `ours` must have checksums that hold."""
    found = examine(folder, name)
    sums = found.files.sums(_used(found), required=ours)
    listed = "".join(f"{digest}  {file}\n" for file, digest in sorted(sums.items()))
    return Checkpoint(
        name=name,
        path=folder,
        architecture=found.config.architecture,
        mode=found.config.mode,
        context=min(found.config.context, _longest(found)),
        digest=hashlib.sha256(listed.encode()).hexdigest()[:12],
        separator=found.config.separator,
    )


def _used(found: Contents) -> list[tuple[str, int]]:
    """Every file that loading reads, with the most bytes it may have."""
    small = ["config.json", *found.extras, *([TEMPLATE] if found.files.has(TEMPLATE) else [])]
    used = [(file, MAX_TOKENIZER_BYTES) for file in (*small, *found.tokenizer)]
    return [*used, *((file, MAX_WEIGHTS_BYTES) for file in found.shards)]


def _tokenizer(files: Files) -> tuple[str, ...]:
    """The files that the tokenizer is built from."""
    for wanted in ((TOKENIZER,), BPE):
        if all(map(files.has, wanted)):
            return wanted
    raise files.bad(
        "folder", f"has no {TOKENIZER}: load its tokenizer with transformers once and save it here"
    )


def _template(files: Files, read: Config, extras: dict[str, dict[str, object]]) -> str:
    """The chat template: transformers runs it in jinja's `ImmutableSandboxedEnvironment`."""
    if read.mode != "instruct":
        return ""
    if files.has(TEMPLATE):
        template: object = files.text(TEMPLATE, MAX_TEMPLATE_BYTES)
    else:
        template = extras.get("tokenizer_config.json", {}).get("chat_template")
    if not isinstance(template, str) or not template:
        raise files.bad("folder", "has no chat template: take the instruct version of the model")
    if len(template) > MAX_TEMPLATE_BYTES:
        raise files.bad("tokenizer_config.json", "has a chat template longer than any in use")
    return template


def _longest(found: Contents) -> int:
    """The tokens of input its tokenizer states; transformers writes 1e30 where there is no end."""
    stated = found.extras.get("tokenizer_config.json", {}).get("model_max_length")
    sane = isinstance(stated, int) and not isinstance(stated, bool) and stated >= 16
    return stated if sane and isinstance(stated, int) else found.config.context

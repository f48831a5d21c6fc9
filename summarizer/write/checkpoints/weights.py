"""safetensors files: their headers checked, in full, before any library opens them.

A file is 8 bytes (the length n of the header, little-endian), n bytes of JSON that give each
tensor its dtype, shape and place, and the tensors, which must fill the rest without gap or
overlap (https://github.com/huggingface/safetensors#format).
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from summarizer.errors import BadLayout, LimitExceeded
from summarizer.limits import (
    MAX_SHARDS,
    MAX_TENSORS,
    MAX_WEIGHTS_BYTES,
    MAX_WEIGHTS_HEADER_BYTES,
)
from summarizer.read.safe_json import loads
from summarizer.write.checkpoints.files import Files

SINGLE = "model.safetensors"
INDEX = "model.safetensors.index.json"

# Bytes of an element.  Eight-bit floats and integers are those of quantised models.
_SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "BOOL": 1}
_SHARD = re.compile(r"[\w-][\w.-]{0,99}\.safetensors", re.ASCII)
_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".h5", ".msgpack")

Shape = tuple[int, ...]


def shards(files: Files) -> tuple[str, ...]:
    """The names of the weights' files.  Raises `BadCheckpoint`."""
    if files.has(SINGLE):
        return (SINGLE,)
    if not files.has(INDEX):
        raise files.bad("folder", _nothing(files.names()))
    placed = files.json(INDEX, MAX_WEIGHTS_HEADER_BYTES).get("weight_map")
    if not isinstance(placed, dict) or not placed:
        raise files.bad(INDEX, "has no weight_map")
    for name in placed.values():
        if not isinstance(name, str) or not _SHARD.fullmatch(name):
            raise files.bad(INDEX, "names a file that is no safetensors file of this folder")
    names = tuple(sorted(set(placed.values())))
    if len(names) > MAX_SHARDS:
        raise files.bad(INDEX, f"names {len(names):,} files, the limit is {MAX_SHARDS}")
    return names


def tensors(files: Files, names: tuple[str, ...]) -> dict[str, Shape]:
    """The shape of every tensor in these files.  Raises `BadCheckpoint`."""
    found: dict[str, Shape] = {}
    left = MAX_WEIGHTS_BYTES
    for name in names:
        path = files.path(name, left)
        left -= path.stat().st_size
        for tensor, shape in _header(files, name, path).items():
            if tensor in found:
                raise files.bad(name, f"holds {tensor[:60]!r}, which another file holds too")
            found[tensor] = shape
    return found


def _nothing(names: list[str]) -> str:
    if any(name.endswith(_PICKLED) for name in names):
        return (
            "has no safetensors weights: pickled ones (.bin, .pt) can run code and are never "
            "opened; name a revision that has safetensors (owner/name@refs/pr/1) or convert them"
        )
    if "adapter_config.json" in names:
        return "is an adapter: merge it into its base model and save that"
    return f"has no weights ({SINGLE})"


def _header(files: Files, name: str, path: Path) -> dict[str, Shape]:
    """The shapes that one file's header gives."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > size - 8:
            raise files.bad(name, "is truncated or no safetensors file")
        if length > MAX_WEIGHTS_HEADER_BYTES:
            raise files.bad(name, f"has a header of {length:,} bytes: no model has one so large")
        raw = file.read(length)
    try:
        record = loads(raw.decode("utf-8"))
    except (BadLayout, LimitExceeded, UnicodeDecodeError):
        record = None
    if not isinstance(record, dict) or len(record) > MAX_TENSORS:
        raise files.bad(name, "has a broken header")
    record.pop("__metadata__", None)
    return _laid_out(files, name, record, size - 8 - length)


def _laid_out(files: Files, name: str, record: dict[str, object], total: int) -> dict[str, Shape]:
    """The shapes, when the tensors lie one behind the other and fill `total` bytes."""
    places, shapes = [], {}
    for tensor, entry in record.items():
        told = tensor[:60]
        dtype, shape, begin, end = _entry(entry)
        if dtype not in _SIZES:
            known = ", ".join(_SIZES)
            raise files.bad(
                name, f"stores {told!r} neither as one of {known} nor otherwise soundly"
            )
        if end - begin != math.prod(shape) * _SIZES[dtype]:
            raise files.bad(name, f"gives {told!r} a place that does not fit its shape")
        places.append((begin, end, told))
        shapes[tensor] = shape
    reached = 0
    for begin, end, told in sorted(places):
        if begin != reached or end > total:
            raise files.bad(name, f"has tensors that overlap, leave gaps or are cut off ({told!r})")
        reached = end
    if reached != total or not shapes:
        raise files.bad(name, f"has {total - reached:,} bytes that belong to no tensor")
    return shapes


def _entry(entry: object) -> tuple[str, Shape, int, int]:
    """The dtype, shape and place of one tensor; an empty dtype where they make no sense."""
    if isinstance(entry, dict) and entry.keys() == {"dtype", "shape", "data_offsets"}:
        dtype, shape, place = entry["dtype"], entry["shape"], entry["data_offsets"]
        whole = isinstance(shape, list) and isinstance(place, list) and len(place) == 2
        if whole and len(shape) <= 8 and all(type(n) is int and n >= 0 for n in [*shape, *place]):
            return str(dtype), tuple(shape), place[0], place[1]
    return "", (), 0, 0

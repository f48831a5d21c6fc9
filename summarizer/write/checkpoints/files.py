"""The files of a checkpoint's folder, opened only when they are what they should be.

A folder from a stranger may hold links to elsewhere, pipes, and files of any size, so nothing
is opened by name alone.  The hub's cache is the one place where links are right: its snapshots
link to `blobs/` of the same repository.

A safetensors file is 8 bytes (the length n of the header, little-endian), n bytes of JSON that
give each tensor its dtype, shape and place, and the tensors, which must fill the rest without
gap or overlap (https://github.com/huggingface/safetensors#format).  Headers are checked in full
before any library opens the file.
"""

from __future__ import annotations

import hashlib
import math
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from summarizer.errors import BadCheckpoint, BadLayout, LimitExceeded
from summarizer.limits import (
    MAX_CONFIG_BYTES,
    MAX_SHARDS,
    MAX_TENSORS,
    MAX_WEIGHTS_BYTES,
    MAX_WEIGHTS_HEADER_BYTES,
)
from summarizer.read.safe_json import loads

SUMS = "SHA256SUMS"
WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"

_SUM = re.compile(r"([0-9a-f]{64}) [ *](\S+)")
_SHARD = re.compile(r"[\w-][\w.-]{0,99}\.safetensors", re.ASCII)
_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".h5", ".msgpack")
# Bytes of an element.  Eight-bit floats and integers are those of quantised models.
_SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "BOOL": 1}

Shape = tuple[int, ...]


class Files:
    """The files of one folder; `name` is what messages call the checkpoint.

    Every method raises `BadCheckpoint` with one line that names the file.
    """

    def __init__(self, folder: Path, name: str) -> None:
        if not folder.is_dir():
            raise BadCheckpoint(f"{name}: there is no such folder ({folder})")
        self.name = name
        self._folder = folder
        real = folder.resolve()
        cached = real.parent.name == "snapshots" and real.parent.parent.name.startswith("models--")
        self._root = real.parent.parent if cached else real

    def bad(self, file: str, reason: str) -> BadCheckpoint:
        """The error that says what is wrong with a file."""
        return BadCheckpoint(f"{self.name}: {file} {reason}")

    def has(self, file: str) -> bool:
        """Whether there is anything of that name, be it a link that leads nowhere."""
        path = self._folder / file
        return path.exists() or path.is_symlink()

    def path(self, file: str, limit: int) -> Path:
        """The path of a regular file of at most `limit` bytes that lies in the folder itself."""
        path = self._folder / file
        try:
            real = path.resolve(strict=True)
            status = real.stat()
        except (OSError, RuntimeError):
            reason = "is a dead link" if path.is_symlink() else "is missing"
            raise self.bad(file, reason) from None
        if not real.is_relative_to(self._root):
            raise self.bad(file, "links to a file outside the folder: copy the file here instead")
        if not stat.S_ISREG(status.st_mode):
            raise self.bad(file, "is not a regular file")
        if status.st_size > limit:
            raise self.bad(file, f"has {status.st_size:,} bytes, the limit is {limit:,}")
        return real

    def text(self, file: str, limit: int = MAX_CONFIG_BYTES) -> str:
        """The text of a UTF-8 file of at most `limit` bytes."""
        try:
            return self.path(file, limit).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise self.bad(file, f"cannot be read as UTF-8 ({type(error).__name__})") from None

    def json(self, file: str, limit: int = MAX_CONFIG_BYTES) -> dict[str, object]:
        """The JSON object in a file of at most `limit` bytes."""
        try:
            record = loads(self.text(file, limit))
        except (BadLayout, LimitExceeded) as error:
            raise self.bad(file, f"is {error}") from None
        if not isinstance(record, dict):
            raise self.bad(file, "is not a JSON object")
        return record

    def sums(self, used: Iterable[tuple[str, int]], *, required: bool) -> dict[str, str]:
        """The SHA-256 of the files used, given with their limits; compared with `SHA256SUMS`.

        Where the folder has that file, it must list every file used; `required`: it must exist.
        """
        found = {file: _sha256(self.path(file, limit)) for file, limit in used}
        if not required and not self.has(SUMS):
            return found
        lines = self.text(SUMS).splitlines()
        matches = [match for line in lines if (match := _SUM.fullmatch(line.strip()))]
        listed = {match[2]: match[1] for match in matches}
        for file, digest in found.items():
            if file not in listed:
                raise self.bad(SUMS, f"does not list {file}")
            if listed[file] != digest:
                raise self.bad(
                    file, f"does not match {SUMS}: it is damaged or was changed; fetch it again"
                )
        return found

    def shards(self) -> tuple[str, ...]:
        """The names of the files that hold the weights."""
        if self.has(WEIGHTS):
            return (WEIGHTS,)
        if not self.has(INDEX):
            raise self.bad("folder", self._why_no_weights())
        weight_map = self.json(INDEX, MAX_WEIGHTS_HEADER_BYTES).get("weight_map")
        if not isinstance(weight_map, dict) or not weight_map:
            raise self.bad(INDEX, "has no weight_map")
        for name in weight_map.values():
            if not isinstance(name, str) or not _SHARD.fullmatch(name):
                raise self.bad(INDEX, "names a file that is no safetensors file of this folder")
        names = tuple(sorted(set(weight_map.values())))
        if len(names) > MAX_SHARDS:
            raise self.bad(INDEX, f"names {len(names):,} files, the limit is {MAX_SHARDS}")
        return names

    def tensors(self, shards: Iterable[str]) -> dict[str, Shape]:
        """The shape of every tensor in these files, by name."""
        found: dict[str, Shape] = {}
        left = MAX_WEIGHTS_BYTES
        for name in shards:
            path = self.path(name, left)
            left -= path.stat().st_size
            for tensor, shape in self._header(name, path).items():
                if tensor in found:
                    raise self.bad(name, f"holds {tensor[:60]!r}, which another file holds too")
                found[tensor] = shape
        return found

    def _why_no_weights(self) -> str:
        if any(path.name.endswith(_PICKLED) for path in self._folder.iterdir()):
            return (
                "has no safetensors weights: pickled ones (.bin, .pt) can run code and are never "
                "opened; name a revision that has safetensors (owner/name@refs/pr/1) or convert "
                "them"
            )
        return f"has no weights ({WEIGHTS})"

    def _header(self, name: str, path: Path) -> dict[str, Shape]:
        """The shapes that the header of one safetensors file gives."""
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if size < 8 or length > size - 8:
                raise self.bad(name, "is truncated or no safetensors file")
            if length > MAX_WEIGHTS_HEADER_BYTES:
                raise self.bad(name, f"has a header of {length:,} bytes: no model has one so large")
            raw = file.read(length)
        try:
            record = loads(raw.decode("utf-8"))
        except (BadLayout, LimitExceeded, UnicodeDecodeError):
            record = None
        if not isinstance(record, dict) or len(record) > MAX_TENSORS:
            raise self.bad(name, "has a broken header")
        record.pop("__metadata__", None)
        return self._shapes(name, record, size - 8 - length)

    def _shapes(self, name: str, record: dict[str, object], total: int) -> dict[str, Shape]:
        """The shapes, if the tensors lie one behind the other and fill `total` bytes."""
        offsets, shapes = [], {}
        for tensor, entry in record.items():
            short = tensor[:60]
            dtype, shape, begin, end = _entry(entry)
            if dtype not in _SIZES:
                known = ", ".join(_SIZES)
                raise self.bad(
                    name, f"stores {short!r} neither as one of {known} nor otherwise soundly"
                )
            if end - begin != math.prod(shape) * _SIZES[dtype]:
                raise self.bad(name, f"gives {short!r} a place that does not fit its shape")
            offsets.append((begin, end, short))
            shapes[tensor] = shape
        reached = 0
        for begin, end, short in sorted(offsets):
            if begin != reached or end > total:
                raise self.bad(
                    name, f"has tensors that overlap, leave gaps or are cut off ({short!r})"
                )
            reached = end
        if reached != total or not shapes:
            raise self.bad(name, f"has {total - reached:,} bytes that belong to no tensor")
        return shapes


def _entry(entry: object) -> tuple[str, Shape, int, int]:
    """The dtype, shape, begin and end of a tensor; an empty dtype where they make no sense."""
    if isinstance(entry, dict) and entry.keys() == {"dtype", "shape", "data_offsets"}:
        dtype, shape, place = entry["dtype"], entry["shape"], entry["data_offsets"]
        whole = isinstance(shape, list) and isinstance(place, list) and len(place) == 2
        if whole and len(shape) <= 8 and all(type(n) is int and n >= 0 for n in [*shape, *place]):
            return str(dtype), tuple(shape), place[0], place[1]
    return "", (), 0, 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

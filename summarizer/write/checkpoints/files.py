"""The files of a checkpoint's folder, opened only when they are what they should be.

A folder from a stranger may hold links to elsewhere, pipes, and files of any size, so nothing
is opened by name alone.  The hub's cache is the one place where links are right: its snapshots
link to `blobs/` of the same repository.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from summarizer.errors import BadCheckpoint, BadLayout, LimitExceeded
from summarizer.limits import MAX_CONFIG_BYTES
from summarizer.read.safe_json import loads

SUMS = "SHA256SUMS"
_CHUNK = 1 << 20
_SUM = re.compile(r"([0-9a-f]{64}) [ *](\S+)")


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

    def names(self) -> list[str]:
        """What the folder holds, in order."""
        return sorted(path.name for path in self._folder.iterdir())

    def path(self, file: str, limit: int) -> Path:
        """The path of a regular file of at most `limit` bytes that lies in the folder itself."""
        path = self._folder / file
        try:
            real = path.resolve(strict=True)
            status = real.stat()
        except (OSError, RuntimeError):
            raise self.bad(
                file, "is missing" if not path.is_symlink() else "is a dead link"
            ) from None
        if not real.is_relative_to(self._root):
            raise self.bad(file, "links to a file outside the folder: copy the file here instead")
        if not stat.S_ISREG(status.st_mode):
            raise self.bad(file, "is not a regular file")
        if status.st_size > limit:
            raise self.bad(file, f"has {status.st_size:,} bytes, the limit is {limit:,}")
        return real

    def text(self, file: str, limit: int = MAX_CONFIG_BYTES) -> str:
        """The text of a UTF-8 file."""
        try:
            return self.path(file, limit).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise self.bad(file, f"cannot be read as UTF-8 ({type(error).__name__})") from None

    def json(self, file: str, limit: int = MAX_CONFIG_BYTES) -> dict[str, object]:
        """The JSON object in a file."""
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


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

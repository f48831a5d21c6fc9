"""A file that is there as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from summarizer.errors import OutputError


def write(path: Path, pieces: Iterable[bytes]) -> Path:
    """Write the pieces beside `path`, then move them into place; one writer at a time.

    What the pieces themselves raise comes through.  Raises OutputError.
    """
    beside = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)  # of a run that was killed, or a stranger's link
        with beside.open("xb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())  # some disks are full only then
        os.replace(beside, path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            beside.unlink()
    return path

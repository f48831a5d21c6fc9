"""Write a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from summarizer.errors import OutputError


@contextmanager
def writing(path: Path | str, verb: str = "write") -> Iterator[None]:
    """Raises OutputError for an OSError within, but for a broken pipe, which comes through."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot {verb} {path}: {error.strerror or error}") from error


def write(path: Path, pieces: Iterable[bytes]) -> Path:
    """Write the pieces beside `path`, then move them into place; one writer at a time.

    What the pieces themselves raise comes through.  Raises OutputError.
    """
    beside = path.with_name(f".{path.name}.tmp")
    try:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)  # of a run that was killed, or a stranger's link
            with beside.open("xb") as stream:
                stream.writelines(pieces)
                stream.flush()
                os.fsync(stream.fileno())  # some disks are full only then
            os.replace(beside, path)
    finally:
        with suppress(OSError):
            beside.unlink()
    return path

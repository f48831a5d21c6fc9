"""Why something failed, in one line."""

from __future__ import annotations

import signal

from summarizer.errors import ConsensusError
from summarizer.types import displayed

LONGEST = 300  # characters


def reason(error: BaseException) -> str:
    """The message of an error, with its class if it is not a ConsensusError."""
    text = displayed(str(error))
    if not isinstance(error, ConsensusError):
        text = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def ending(code: int) -> str:
    """How a process with this exit code ended."""
    if code >= 0:
        return f"ended with exit code {code}"
    name = {s.value: s.name for s in signal.Signals}.get(-code, f"signal {-code}")
    hint = ": out of memory?" if -code == signal.SIGKILL else ""
    return f"was killed by {name}{hint}"

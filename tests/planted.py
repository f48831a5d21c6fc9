"""What is planted in the pages of the bundled events (`data/planted.toml`)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

PLANTED: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "data" / "planted.toml").read_text("utf-8")
)
LINES: dict[str, tuple[str, ...]] = {event: tuple(p["lines"]) for event, p in PLANTED.items()}
MISSED: dict[str, dict[str, str]] = {event: p["missed"] for event, p in PLANTED.items()}


def pieces(event: str) -> list[str]:
    """The planted junk of an event that cleaning takes."""
    junk: list[str] = PLANTED[event]["junk"]
    return junk

"""What is planted in the bundled events: `data/planted.toml` says what each table is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_TABLES = tomllib.loads((Path(__file__).parent / "data" / "planted.toml").read_text("utf-8"))
_EVENTS: dict[str, dict[str, Any]] = _TABLES["events"]

JUNK = {name: event["junk"] for name, event in _EVENTS.items()}
LINES = {name: event["lines"] for name, event in _EVENTS.items() if "lines" in event}
STORY = {name: event["story"] for name, event in _EVENTS.items()}
MISSED: dict[str, dict[str, str]] = {
    name: {piece: _TABLES["reasons"][why] for piece, why in event["missed"].items()}
    for name, event in _EVENTS.items()
    if "missed" in event
}


def pieces(event: str) -> list[str]:
    """The planted junk of an event that cleaning removes."""
    found: list[str] = JUNK[event]
    return found

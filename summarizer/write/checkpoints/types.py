"""What is known of a checkpoint before and after it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Mode = Literal["fuse", "document", "instruct"]


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
class Listing:
    """A line of `consensus models`.

    `parameters` and `context` are counts, zero where unknown; `state` says where it is:
    `bundled`, `cached`, or `known` (not here, but known to work).  `note` is one line: what to
    know before using it, or why it cannot be used.
    """

    name: str
    state: Literal["bundled", "cached", "known"]
    architecture: str
    mode: str
    parameters: int
    context: int
    licence: str
    note: str = ""

"""What `consensus models` lists: bundled, in the hub's cache, and known to work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from summarizer.errors import BadCheckpoint
from summarizer.types import displayed
from summarizer.write.checkpoints import config
from summarizer.write.checkpoints.check import examine
from summarizer.write.checkpoints.files import Files
from summarizer.write.checkpoints.find import bundled, cache, snapshot
from summarizer.write.checkpoints.types import Listing

# Published checkpoints that the code here reads: name, mode, architecture, millions of
# parameters, context, licence, note.  Those at `refs/pr/N` have only pickled weights on their
# main branch; the revision is the hub's own conversion to safetensors.
_KNOWN = """
allenai/PRIMERA-multinews@refs/pr/6      | document | LED     | 447 |  4096 | Apache-2.0 | for whole clusters
sshleifer/distilbart-cnn-6-6@refs/pr/2   | document | Bart    | 230 |  1024 | Apache-2.0 |
sshleifer/distilbart-cnn-12-6@refs/pr/18 | document | Bart    | 306 |  1024 | Apache-2.0 |
google/pegasus-multi_news@refs/pr/1      | document | Pegasus | 570 |  1024 | not stated | save its tokenizer as tokenizer.json first
google/flan-t5-small                     | document | T5      |  77 |   512 | Apache-2.0 |
google/flan-t5-base                      | document | T5      | 248 |   512 | Apache-2.0 |
allenai/led-base-16384@refs/pr/2         | document | LED     | 162 | 16384 | Apache-2.0 | to be fine-tuned first
HuggingFaceTB/SmolLM2-360M-Instruct      | instruct | Llama   | 362 |  8192 | Apache-2.0 |
Qwen/Qwen3-0.6B                          | instruct | Qwen3   | 596 | 40960 | Apache-2.0 |
google/gemma-3-270m-it                   | instruct | Gemma3  | 268 | 32768 | Gemma      | terms to accept on the hub
"""  # noqa: E501
_CARDS = ("MODEL_CARD.md", "README.md")
_LICENCE = re.compile(r"^licen[cs]e: *([\w.+ -]{1,40})$", re.MULTILINE | re.IGNORECASE)


def listed() -> list[Listing]:
    """Bundled checkpoints, then those in the hub's cache, then those known to work.

    Reads configurations and headers only; imports nothing outside the library.
    """
    found = [_listing(name, folder, "bundled") for name, folder in bundled().items()]
    licences = {known.name.partition("@")[0]: known.licence for known in _known()}
    for name, folder in _cached():
        line = _listing(name, folder, "cached")
        licence = line.licence or licences.get(name.partition("@")[0], "")
        found.append(replace(line, licence=licence))
    here = {line.name for line in found}
    return found + [known for known in _known() if known.name not in here]


def _known() -> list[Listing]:
    rows = [[cell.strip() for cell in row.split("|")] for row in _KNOWN.strip().splitlines()]
    return [
        Listing(name, "known", kind, mode, int(millions) * 1_000_000, int(context), licence, note)
        for name, mode, kind, millions, context, licence, note in rows
    ]


def _listing(name: str, folder: Path, state: Literal["bundled", "cached"]) -> Listing:
    """The line of a folder; one that cannot be used says why."""
    name, licence = displayed(name), _licence(folder)
    try:
        found = examine(folder, name)
    except BadCheckpoint as error:
        note = displayed(f"cannot be used: {error}")
        return Listing(name, state, "", "", 0, 0, licence, note)
    read = found.config
    kind = read.architecture.partition("For")[0]
    return Listing(name, state, kind, read.mode, found.elements, read.context, licence)


def _cached() -> Iterator[tuple[str, Path]]:
    """The hub ids and folders of the cached repositories of an architecture we load."""
    for home in sorted(cache().glob("models--*--*")):
        repo = home.name.removeprefix("models--").replace("--", "/", 1)
        for ref in sorted(path for path in (home / "refs").rglob("*") if path.is_file()):
            revision = ref.relative_to(home / "refs").as_posix()
            name = repo if revision == "main" else f"{repo}@{revision}"
            folder = snapshot(repo, revision)
            if folder and _ours(Files(folder, name)):
                yield name, folder


def _ours(files: Files) -> bool:
    try:
        config.read(files)
    except BadCheckpoint:
        return False
    return True


def _licence(folder: Path) -> str:
    """The licence that the card's front matter states."""
    files = Files(folder, folder.name)
    for card in filter(files.has, _CARDS):
        try:
            match = _LICENCE.search(files.text(card)[:10_000])
        except BadCheckpoint:
            continue
        if match:
            return displayed(match[1])
    return ""

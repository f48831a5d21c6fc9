"""Checkpoints by name: `find` one that is bundled, in a folder or on the hub; list the usable.

Nothing here touches the network unless a download is asked for: the hub's cache is read as the
folders it consists of (https://huggingface.co/docs/huggingface_hub/guides/manage-cache).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from summarizer.errors import BadCheckpoint, MissingExtra
from summarizer.types import displayed
from summarizer.write.checkpoints.checkpoint import Checkpoint, checkpoint, examine
from summarizer.write.checkpoints.config import read
from summarizer.write.checkpoints.files import Files

DEFAULT = "fuse-small"

_HUB = re.compile(
    r"(?P<repo>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})(?:@(?P<revision>\w[\w./-]{0,95}))?",
    re.ASCII,
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
# What is fetched of a repository: never code, never pickled weights.
_WANTED = [
    "*.json", "*.safetensors", "merges.txt", "chat_template.jinja", "SHA256SUMS", "README.md",
]  # fmt: skip
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


def find(reference: str = "", *, download: bool = False) -> Checkpoint:
    """The checkpoint that a reference names, checked but not loaded.

    The reference is a bundled name (empty: the default one), the path of a folder, or a hub id
    `owner/name` or `owner/name@revision`, looked up in the hub's cache and, with `download`,
    fetched where it is not there.  Raises `BadCheckpoint`, and `MissingExtra` where fetching
    lacks its package.
    """
    ours = bundled()
    if (reference or DEFAULT) in ours:
        return checkpoint(ours[reference or DEFAULT], reference or DEFAULT, ours=True)
    if not reference:
        raise BadCheckpoint(
            "no checkpoint comes with this installation: name one (consensus models)"
        )
    folder = Path(os.path.expanduser(reference))
    if os.path.isdir(folder):  # unlike Path.is_dir, it takes any string
        return checkpoint(folder, displayed(folder.resolve().name))
    return checkpoint(_from_hub(reference, download), reference)


def bundled() -> dict[str, Path]:
    """The folders of the checkpoints that come with the package, by name.

    An installed wheel has them inside the package; in a checkout they stand beside it.
    """
    package = Path(__file__).resolve().parents[2]
    inside, beside = package / "_models", package.parent / "models"
    checkout = (package.parent / "pyproject.toml").is_file()
    home = inside if inside.is_dir() else beside
    if home is beside and not (checkout and beside.is_dir()):
        return {}
    return {p.parent.name: p.parent for p in sorted(home.glob("*/config.json"))}


def _from_hub(reference: str, download: bool) -> Path:
    """The cached folder of a hub id."""
    match = _HUB.fullmatch(reference)
    if not match or ".." in reference:
        raise BadCheckpoint(
            f"{displayed(reference)[:200]}: neither a folder nor a bundled checkpoint nor a hub id "
            "(owner/name); see consensus models"
        )
    repo, revision = match["repo"], match["revision"] or "main"
    cached = _snapshot(repo, revision)
    # A configuration without weights is what a refusal leaves.
    if download and (cached is None or not any(cached.glob("*.safetensors"))):
        return _fetch(reference, repo, revision)
    if cached is None:
        raise BadCheckpoint(
            f"{reference}: neither a folder here nor in the hub's cache ({_cache()}); "
            f"allow the download ({reference},download=true) or fetch it: hf download {repo}"
            + (f" --revision {revision}" if match["revision"] else "")
        )
    return cached


def _cache() -> Path:
    """The folder of the hub's cache, by the variables huggingface_hub goes by."""
    if named := os.environ.get("HF_HUB_CACHE"):
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME")
    base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return (Path(home) if home else base).expanduser() / "hub"


def _snapshot(repo: str, revision: str) -> Path | None:
    """The cached folder of a repository at a revision, if there is one."""
    home = _cache() / ("models--" + repo.replace("/", "--"))
    commit = revision
    if not _COMMIT.fullmatch(revision):
        try:
            commit = (home / "refs" / revision).read_text("ascii").strip()[:60]
        except (OSError, UnicodeDecodeError):
            return None
    folder = home / "snapshots" / commit
    return folder if _COMMIT.fullmatch(commit) and folder.is_dir() else None


def _fetch(reference: str, repo: str, revision: str) -> Path:
    """Download a repository's data files; its configuration comes first and is checked alone."""
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise MissingExtra.of("transformer", "fetching needs huggingface_hub") from error
    for wanted in (["config.json"], _WANTED):
        try:
            folder = snapshot_download(
                repo, revision=revision, cache_dir=_cache(), allow_patterns=wanted
            )
        except Exception as error:  # the hub's, requests', the disk's
            reason = displayed(f"{type(error).__name__}: {error}")[:200]
            raise BadCheckpoint(f"{reference}: cannot be fetched ({reason})") from error
        read(Files(Path(folder), reference))
    return Path(folder)


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


def listed() -> list[Listing]:
    """Bundled checkpoints, then those in the hub's cache, then those known to work.

    Reads configurations and headers only; imports nothing outside the library.
    """
    found = [_listing(name, folder, "bundled") for name, folder in bundled().items()]
    known = _known()
    licences = {line.name.partition("@")[0]: line.licence for line in known}
    for name, folder in _cached():
        line = _listing(name, folder, "cached")
        licence = line.licence or licences.get(name.partition("@")[0], "")
        found.append(replace(line, licence=licence))
    here = {line.name for line in found}
    return found + [line for line in known if line.name not in here]


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
    config = found.config
    kind = config.architecture.partition("For")[0]
    return Listing(name, state, kind, config.mode, found.elements, config.context, licence)


def _cached() -> Iterator[tuple[str, Path]]:
    """The hub ids and folders of the cached repositories of an architecture we load."""
    for home in sorted(_cache().glob("models--*--*")):
        repo = home.name.removeprefix("models--").replace("--", "/", 1)
        for ref in sorted(path for path in (home / "refs").rglob("*") if path.is_file()):
            revision = ref.relative_to(home / "refs").as_posix()
            name = repo if revision == "main" else f"{repo}@{revision}"
            if folder := _snapshot(repo, revision):
                with suppress(BadCheckpoint):
                    read(Files(folder, name))
                    yield name, folder


def _licence(folder: Path) -> str:
    """The licence that the card's front matter states."""
    files = Files(folder, folder.name)
    for card in filter(files.has, _CARDS):
        with suppress(BadCheckpoint):
            if match := _LICENCE.search(files.text(card)[:10_000]):
                return displayed(match[1])
    return ""

"""A reference to a checked checkpoint: a bundled name, a folder, or a hub id.

Nothing here touches the network unless `download` is asked for: the hub's cache is read as the
folders it consists of (https://huggingface.co/docs/huggingface_hub/guides/manage-cache).
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from summarizer.errors import BadCheckpoint, MissingExtra
from summarizer.types import displayed
from summarizer.write.checkpoints import check
from summarizer.write.checkpoints.files import Files
from summarizer.write.checkpoints.types import Checkpoint

DEFAULT = "fuse-small"

_HUB = re.compile(
    r"(?P<repo>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})(?:@(?P<revision>\w[\w./-]{0,95}))?",
    re.ASCII,
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
# What is fetched of a repository: never code, never pickled weights.
_WANTED = (
    "*.json", "*.safetensors", "merges.txt", "chat_template.jinja", "SHA256SUMS", "README.md",
)  # fmt: skip


def find(reference: str = "", *, download: bool = False) -> Checkpoint:
    """The checkpoint that a reference names, checked but not loaded.

    The reference is a bundled name (empty: the default one), the path of a folder, or a hub id
    `owner/name` or `owner/name@revision`, looked up in the hub's cache and, with `download`,
    fetched where it is not there.  Raises `BadCheckpoint`, and `MissingExtra` where fetching
    lacks its package.
    """
    ours = bundled()
    if (reference or DEFAULT) in ours:
        return check.checkpoint(ours[reference or DEFAULT], reference or DEFAULT, ours=True)
    if not reference:
        raise BadCheckpoint(
            "no checkpoint comes with this installation: name one (consensus models)"
        )
    folder = Path(os.path.expanduser(reference))
    if os.path.isdir(folder):  # unlike Path.is_dir, it takes any string
        return check.checkpoint(folder, displayed(folder.resolve().name))
    return check.checkpoint(_of_the_hub(reference, download), reference)


def _of_the_hub(reference: str, download: bool) -> Path:
    """The cached folder of a hub id."""
    match = _HUB.fullmatch(reference)
    if not match or ".." in reference:
        raise BadCheckpoint(
            f"{displayed(reference)[:200]}: neither a folder nor a bundled checkpoint nor a hub id "
            "(owner/name); see consensus models"
        )
    repo, revision = match["repo"], match["revision"] or "main"
    cached = snapshot(repo, revision)
    if download and (cached is None or not _complete(cached)):
        return _fetch(reference, repo, revision)
    if cached is None:
        raise BadCheckpoint(
            f"{reference}: neither a folder here nor in the hub's cache ({cache()}); "
            f"allow the download ({reference},download=true) or fetch it: hf download {repo}"
            + (f" --revision {revision}" if match["revision"] else "")
        )
    return cached


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


def cache() -> Path:
    """The folder of the hub's cache, by the variables huggingface_hub goes by."""
    if named := os.environ.get("HF_HUB_CACHE"):
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME")
    base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return (Path(home) if home else base).expanduser() / "hub"


def snapshot(repo: str, revision: str = "main") -> Path | None:
    """The cached folder of a repository at a revision, if there is one."""
    home = cache() / ("models--" + repo.replace("/", "--"))
    commit = revision
    if not _COMMIT.fullmatch(revision):
        try:
            commit = (home / "refs" / revision).read_text("ascii").strip()[:60]
        except (OSError, UnicodeDecodeError):
            return None
    folder = home / "snapshots" / commit
    return folder if _COMMIT.fullmatch(commit) and folder.is_dir() else None


def _complete(folder: Path) -> bool:
    """Whether weights were fetched too: a configuration alone is what a refusal leaves."""
    return any(folder.glob("*.safetensors"))


def _fetch(reference: str, repo: str, revision: str) -> Path:
    """Download a repository's data files; its configuration comes first and is checked alone."""
    from summarizer.write.checkpoints import config

    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise MissingExtra.of("transformer", "fetching needs huggingface_hub") from error
    for wanted in (["config.json"], list(_WANTED)):
        try:
            folder = snapshot_download(
                repo, revision=revision, cache_dir=cache(), allow_patterns=wanted
            )
        except Exception as error:  # the hub's, requests', the disk's
            reason = displayed(f"{type(error).__name__}: {error}")[:200]
            raise BadCheckpoint(f"{reference}: cannot be fetched ({reason})") from error
        config.read(Files(Path(folder), reference))
    return Path(folder)

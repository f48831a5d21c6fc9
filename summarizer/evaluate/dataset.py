"""What systems are compared on: cluster files, or a benchmark by its name.

A benchmark is a TOML file in `eval/benchmarks` of the working directory, or one that comes with
this package; any other is named by its path, with the suffix.  The definition of a split is
NAME-SPLIT.toml.

    files = ["neus_full/dev.jsonl"]  # cluster files or folders of events; in the data folder,
                                     # or from this file if they begin with ./ or ../
    data = "../../../shared/data"    # the data folder, from this file
    split = "dev"
    language = "en"                  # of clusters that do not state their own
    words = 50                       # the budget: words, sentences, characters
    cut = "budget"                   # the last sentence is cut at the budget, or left out: "whole"
    source = "…"                     # where the data comes from
    layout = "…"                     # what is expected in the data folder
    [rouge]                          # the fields of `RougeSettings`

A folder of events holds one folder an event, whose `event.json` lists `articles` and
`references` by their file names.
"""

from __future__ import annotations

import os
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from summarizer.errors import BadLayout, ConsensusError, InputError, UnreadableSource, UsageError
from summarizer.evaluate.types import Benchmark, RougeSettings
from summarizer.limits import MAX_ARTICLE_BYTES
from summarizer.read import read
from summarizer.read.decode import decode
from summarizer.read.html import Pages
from summarizer.read.safe_json import loads
from summarizer.read.sources import EVENT, Found, Source, kind_of, read_file
from summarizer.types import Budget, Cluster, Reject, displayed

_PACKAGE = Path(__file__).parents[1]
# In an installed package eval/ lies inside it, in a checkout beside it.
FOLDERS = (
    Path("eval/benchmarks"),
    _PACKAGE / "_eval" / "benchmarks",
    _PACKAGE.parent / "eval" / "benchmarks",
)
BUNDLED = "examples"  # the benchmark whose data is there in any case
DATA = "CONSENSUS_DATA"  # the environment's data folder, for who does not give one
CUTS = ("budget", "whole")

Reading = Callable[[Sequence[Source]], Iterator[Cluster | Reject]]

_FROM_DEFINITION = ("./", "../")  # how a file begins that lies where its definition does
_LIMITS = {"words": int, "sentences": int, "characters": int}
_TEXTS = {"data": str, "split": str, "language": str, "cut": str, "source": str, "layout": str}
_FIELDS = {"files": list, "rouge": dict, **_TEXTS, **_LIMITS}
_ROUGE = {"stem": bool, "references": str, "words": int, "tokenizer": str}
_CHOICES = {
    "cut": CUTS,
    "references": ("max", "pooled"),
    "tokenizer": ("auto", "ascii", "unicode"),
}


def names() -> list[str]:
    """The names of the benchmarks that are found."""
    return sorted({path.stem for folder in FOLDERS for path in folder.glob("*.toml")})


def find(name: str) -> Path | None:
    """The definition that a name or a path with the suffix stands for, if there is any."""
    if name.endswith(".toml"):
        return Path(name)
    found = [path for folder in FOLDERS if (path := folder / f"{name}.toml").is_file()]
    return found[0] if found and name == os.path.basename(name) else None


def load(definition: Path, data: Path | None = None) -> Benchmark:
    """The benchmark of a definition, its files in `data`, `$CONSENSUS_DATA` or its own folder.

    Raises UnreadableSource when something is not there, BadLayout for a broken definition.
    """
    fields = _fields(definition)
    split = fields.get("split", "")
    benchmark = Benchmark(
        name=displayed(definition.stem.removesuffix(f"-{split}")),
        files=tuple(_placed(definition, str(file), fields, data) for file in fields["files"]),
        budget=Budget(
            fields.get("words"),
            fields.get("sentences"),
            fields.get("characters"),
            truncate=fields.get("cut", CUTS[0]) == "budget",
        ),
        rouge=RougeSettings(**fields.get("rouge", {})),
        split=displayed(split),
        language=fields.get("language", "en"),
        source=fields.get("source", ""),
    )
    for file, path in zip(fields["files"], benchmark.files, strict=True):
        if not path.exists():
            raise UnreadableSource(
                f"benchmark {definition.stem}: there is no {path}{_remedy(str(file), fields)}"
            )
    return benchmark


def _remedy(file: str, fields: Mapping[str, Any]) -> str:
    """What to do about a file of a definition that is not there."""
    advice = (
        ""
        if file.startswith(_FROM_DEFINITION)
        else f", which does not come with this package: put {file} into a folder and name the "
        f"folder with --data or ${DATA}, or use the benchmark {BUNDLED}, which is complete"
    )
    known = (f"; {key}: {fields[key]}" for key in ("source", "layout") if key in fields)
    return advice + "".join(known)


def of_files(files: Sequence[str], budget: Budget, language: str = "en") -> Benchmark:
    """The comparison on cluster files or folders of events, named after the first.

    Raises UsageError for a name that is neither a file nor a benchmark.
    """
    for file in files:
        if not os.path.lexists(file) and file != "-":
            if file in names():
                raise UsageError(f"{file} is a benchmark: give one benchmark a call, and alone")
            near = get_close_matches(file, names(), n=1)
            hint = f"did you mean {near[0]}?" if near else f"benchmarks: {', '.join(names())}"
            raise UsageError(f"{file}: neither a file nor a benchmark; {hint}")
    first = Path(files[0]).resolve().name.partition(".")[0] if files[0] != "-" else "stdin"
    name = displayed(first) or "clusters"
    return Benchmark(name, tuple(map(Path, files)), budget, RougeSettings(), language=language)


def clusters(
    benchmark: Benchmark, *, shuffle: int | None = None, limit: int | None = None
) -> Iterator[Cluster | Reject]:
    """The clusters in the order of the files, at most `limit` of those with references.

    `shuffle` seeds an order of the articles within each cluster, which depends on its id only.
    Locations are relative to the folder of the file, so that no result depends on where the
    data lies.  Raises BadLayout where two clusters have one id.
    """
    ids: set[str] = set()
    scored = 0
    for file, item in _every(benchmark):
        if scored == limit:
            return
        if isinstance(item, Cluster):
            if item.id in ids:
                raise BadLayout(f"{file}: two clusters are called {item.id}: ids must differ")
            ids.add(item.id)
            scored += bool(item.references)
            item = _shuffled(_relative(item, file), shuffle)
        yield item


def _fields(definition: Path) -> dict[str, Any]:
    """The fields of a definition, checked; raises UnreadableSource or BadLayout."""
    try:
        fields = tomllib.loads(definition.read_text("utf-8"))
    except OSError as error:
        raise UnreadableSource(f"{definition}: {error.strerror or error}") from error
    except ValueError as error:  # broken TOML or UTF-8
        raise BadLayout(f"{definition}: {displayed(str(error))}") from error
    _check(definition, fields, _FIELDS)
    _check(definition, fields.get("rouge", {}), _ROUGE)
    if not fields.get("files") or not any(name in fields for name in _LIMITS):
        raise BadLayout(f"{definition}: `files` and one of {', '.join(_LIMITS)} are needed")
    return fields


def _check(definition: Path, fields: Mapping[str, Any], known: Mapping[str, type]) -> None:
    """Raise BadLayout for a field that is not known, or of another type or value."""
    for name, value in fields.items():
        if name not in known:
            raise BadLayout(f"{definition}: no field is called `{name}`: {', '.join(known)}")
        if type(value) is not known[name]:
            raise BadLayout(f"{definition}: `{name}` must be of type {known[name].__name__}")
        if value not in _CHOICES.get(name, (value,)):
            raise BadLayout(f"{definition}: `{name}` is one of {', '.join(_CHOICES[name])}")


def _placed(definition: Path, file: str, fields: Mapping[str, Any], data: Path | None) -> Path:
    """Where a file of a definition is."""
    if file.startswith(_FROM_DEFINITION):
        return Path(os.path.normpath(definition.parent / file))
    stated = os.environ.get(DATA)
    folder = data or (Path(stated) if stated else definition.parent / fields.get("data", "."))
    return Path(os.path.normpath(folder / file))


def _every(benchmark: Benchmark) -> Iterator[tuple[Path, Cluster | Reject]]:
    """What the files hold, each item with its file."""
    with Pages(benchmark.limits) as pages:
        reading = partial(read, language=benchmark.language, limits=benchmark.limits, pages=pages)
        for file in benchmark.files:
            yield from ((file, item) for item in _items(file, reading))


def _items(path: Path, reading: Reading) -> Iterator[Cluster | Reject]:
    """What a cluster file or a folder of events holds."""
    events = [path] if (path / EVENT).is_file() else [p.parent for p in path.glob(f"*/{EVENT}")]
    if not events:
        yield from reading([path])
    for folder in sorted(events):
        try:
            yield from _event(folder, path, reading)
        except (ConsensusError, OSError, ValueError) as error:
            yield Reject(str(folder), displayed(str(error)))


def _event(folder: Path, root: Path, reading: Reading) -> Iterator[Cluster | Reject]:
    """The cluster of one event, whose folder lies in the one that was given."""
    event = loads(_text(folder / EVENT, root))
    if not isinstance(event, dict):
        raise BadLayout(f"{EVENT} must be an object with `articles` and `references`")
    articles, references = (_listed(folder, event, key) for key in ("articles", "references"))
    for item in reading([Found(str(p), kind_of(p.name), str(root)) for p in articles]):
        if isinstance(item, Cluster):
            item = replace(
                item,
                id=displayed(str(event.get("id") or folder.name)),
                references=tuple(_text(path, root).strip() for path in references),
                language=str(event.get("language") or item.language),
            )
        yield item


def _text(path: Path, root: Path) -> str:
    try:
        return decode(read_file(str(path), str(root), MAX_ARTICLE_BYTES))
    except InputError as error:
        raise type(error)(f"{path.name}: {error}") from None


def _listed(folder: Path, event: Mapping[str, object], key: str) -> list[Path]:
    """The files that an event lists, which must lie in its folder."""
    listed = event.get(key)
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise BadLayout(f"`{key}` of {EVENT} must be a list of file names")
    paths = [folder / name for name in listed]
    for path in paths:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise InputError(f"{path.name} lies outside the folder of the event")
    return paths


def _relative(cluster: Cluster, file: Path) -> Cluster:
    """The cluster with locations relative to the folder of the file."""
    prefix = str(file.parent / "x")[:-1]
    articles = (replace(a, location=a.location.removeprefix(prefix)) for a in cluster.articles)
    warnings = (warning.replace(prefix, "") if len(prefix) > 1 else warning
                for warning in cluster.warnings)  # fmt: skip
    return replace(cluster, articles=tuple(articles), warnings=tuple(warnings))


def _shuffled(cluster: Cluster, seed: int | None) -> Cluster:
    if seed is None:
        return cluster
    generator = random.Random(f"{seed}:{cluster.id}")
    return replace(
        cluster, articles=tuple(generator.sample(cluster.articles, len(cluster.articles)))
    )

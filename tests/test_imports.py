"""What loads what: nothing heavy before it is needed, and no stage knows another."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "summarizer"
HEAVY = {
    "torch", "transformers", "ray", "pyarrow", "sumy", "numpy", "scipy", "nupunkt", "trafilatura",
    "lxml", "onnxruntime", "tokenizers",
}  # fmt: skip
SHARED = {
    "types", "errors", "limits", "terms", "concepts", "readability", "referents", "fill", "wording",
    "vectors", "entailment", "facts",
}  # fmt: skip
STAGES = (
    "read", "events", "clean", "split", "origins", "group", "weigh", "select", "rewrite",
    "evidence", "render",
)  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "import summarizer",
        "from summarizer import verify",
        "from summarizer import Article, Budget, read, summarize",
        "from summarizer.cli import main; main(['--help'])",
        "from summarizer.cli import main; main(['summarize', '--help'])",
        "from summarizer.cli import main; main(['summarize', '--words', '0', 'x'])",
        "from summarizer.cli import main; main(['batch', '--help'])",
        "import summarizer.batch.ray, summarizer.batch.run, summarizer.read.parquet",
        "from summarizer.methods import names; names()",
    ],
)
def test_light(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert not HEAVY & set(done.stdout.split())


def test_the_default_method_loads_no_other() -> None:
    code = (
        "import sys; from summarizer import summarize\n"
        "summarize(['The mill burned on Friday.', 'A mill was burned down on Friday.'])\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not {"torch", "transformers", "ray", "sumy"} & set(done.stdout.split())
    assert "summarizer.methods.classic" not in done.stdout.split()


def imported(path: Path, package: str = "summarizer") -> set[str]:
    """The modules of the package that a file imports, anywhere in it, without the package."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if node.module == package else {str(node.module)}
    inside = (name for name in found if name.startswith(f"{package}."))
    return {name.removeprefix(f"{package}.").partition(".")[0] for name in inside}


def files(stage: str) -> list[Path]:
    """The file or files of a stage."""
    single = PACKAGE / f"{stage}.py"
    return [single] if single.exists() else sorted((PACKAGE / stage).rglob("*.py"))


@pytest.mark.parametrize("stage", STAGES)
def test_stages_know_only_what_they_share(stage: str) -> None:
    assert files(stage)
    known = {name for path in files(stage) for name in imported(path)}
    models = {"checkpoints"} if stage == "rewrite" else set()
    assert known <= SHARED | {stage} | models


def test_what_is_shared_knows_no_stage() -> None:
    """`Summary.to_dict` reaches for its renderer: the one exception."""
    for name in sorted(SHARED):
        known = {module for path in files(name) for module in imported(path)}
        assert known <= SHARED | ({"render"} if name == "types" else set())


def test_only_the_pipeline_knows_the_order() -> None:
    """Nobody else outside the stages imports two of them, but what shows what cleaning did.

    The harness splits summaries made elsewhere; a batch finds the events in a pile first.
    """
    core = {"events", "clean", "split", "origins", "group", "weigh", "select", "evidence"}
    allowed = {"batch": {"events"}, "commands": {"clean"}, "evaluate": {"split"}}
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE)
        if place.parts[0].removesuffix(".py") in {*STAGES, "pipeline"}:
            continue
        assert imported(path) & core <= allowed.get(place.parts[0], set()), place


def test_the_types_need_nothing() -> None:
    for name in ("types", "errors", "limits"):
        for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
                root = str(module).split(".")[0]
                assert root in sys.stdlib_module_names | {"summarizer", "__future__"}


def test_what_long_work_shares_knows_nobody_who_uses_it() -> None:
    for path in (PACKAGE / "jobs").rglob("*.py"):
        assert imported(path) <= {"jobs", "errors", "types", "methods"}, path
    for path in (PACKAGE / "batch").rglob("*.py"):
        assert not imported(path) & {"evaluate", "commands", "training"}, path


# Parts of the harness, and the other parts that each may know.
PARTS: dict[str, set[str]] = {
    "types": set(), "dataset": set(), "doubts": set(),
    "measures": set(), "oracle": set(), "report": set(), "rouge": set(), "significance": set(),
    "slices": set(),
    "systems": {"oracle"},
    "compare": {"doubts", "significance", "slices"},
    "made": set(),
    "work": {"measures", "rouge", "systems"},
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_the_harness_do_not_know_each_other(part: str) -> None:
    """They share the types; only `harness` knows them all."""
    home = PACKAGE / "evaluate"
    paths = (
        [home / f"{part}.py"]
        if (home / f"{part}.py").exists()
        else sorted((home / part).rglob("*.py"))
    )
    assert paths
    for path in paths:
        assert imported(path, "summarizer.evaluate") <= {"types", part} | PARTS[part], path

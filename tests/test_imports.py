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
    "lxml", "onnxruntime", "tokenizers", "urllib3", "feedparser", "protego", "jinja2", "markupsafe",
    "starlette", "uvicorn", "pydantic", "mcp_types",
}  # fmt: skip
# Each part of the package, and the parts that it may import.
MAY: dict[str, set[str]] = {
    # `to_dict` reaches for its renderer; the analysis is a type in an annotation alone.
    "types": {"errors", "limits", "pipeline", "render"},
    "errors": set(), "limits": {"errors"}, "arrays": set(),
    "text": {"arrays", "types"},
    "values": {"text", "types"},
    "entailment": {"arrays", "errors", "types"},
    "sources": {"arrays", "errors", "limits", "text", "types"},
    "read": {"errors", "limits", "text", "types"},
    "clean": {"arrays", "limits", "text", "types"},
    "select": {"arrays", "text", "types"},
    "evidence": {"arrays", "entailment", "errors", "limits", "text", "types", "values"},
    "write": {"errors", "limits", "read", "text", "types"},  # reads JSON as `read` does
    "render": {"text", "types"},
    # Holds what two records say against each other, as `evidence` does sources.
    "differences": {"entailment", "evidence", "read", "text", "types", "values"},
    "jobs": {"errors", "types", "methods"},
    # A job does what a command does; the tables of languages and names are the command line's.
    "serve": {
        "api", "cli", "errors", "jobs", "limits", "methods", "pipeline", "read", "render", "types",
    },
}  # fmt: skip
STAGES = {"read", "clean", "sources", "select", "evidence", "write", "render"}


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
        "from summarizer.cli import main; main(['diff', '--help'])",
        "from summarizer.cli import main; main(['read', '--help'])",
        "from summarizer.cli import main; main(['serve', '--help'])",
        "import summarizer.read.feeds, summarizer.read.child; from summarizer.read import read",
        "import summarizer.batch.ray, summarizer.batch.run, summarizer.read.parquet",
        "from summarizer.methods import names; names()",
    ],
)
def test_light(code: str) -> None:
    assert not HEAVY & loaded(code)


def loaded(code: str) -> set[str]:
    """The modules that running this loads."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return set(done.stdout.split())


def test_the_default_method_loads_no_other() -> None:
    found = loaded(
        "from summarizer import summarize\n"
        "summarize(['The mill burned on Friday.', 'A mill was burned down on Friday.'])"
    )
    assert not {"torch", "transformers", "ray", "sumy", "summarizer.methods.classic"} & found


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


def files(part: str, home: Path = PACKAGE) -> list[Path]:
    """The file or files of a part."""
    single = home / f"{part}.py"
    found = [single] if single.exists() else sorted((home / part).rglob("*.py"))
    assert found, part
    return found


@pytest.mark.parametrize("part", MAY)
def test_what_a_part_may_import(part: str) -> None:
    assert {name for path in files(part) for name in imported(path)} <= MAY[part] | {part}


def test_only_the_pipeline_knows_the_order() -> None:
    """Nobody else outside the stages imports two of them, but what shows what cleaning did.

    The harness splits summaries made elsewhere; a batch finds the events in a pile first.
    """
    core = STAGES - {"read", "write", "render"}
    allowed = {"cli": {"clean", "sources"}, "batch": {"sources"}, "api.py": {"sources"}}
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE)
        if place.parts[0].removesuffix(".py") in {*MAY, "pipeline"}:
            continue
        assert imported(path) & core <= allowed.get(place.parts[0], set()), place
        if place.parts[0] == "batch":
            assert not imported(path) & {"evaluate", "cli"}, place


def test_the_types_need_nothing() -> None:
    for name in ("types", "errors", "limits"):
        for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
                root = str(module).split(".")[0]
                assert root in sys.stdlib_module_names | {"summarizer", "__future__"}


# Parts of the harness, and the other parts that each may know.
PARTS: dict[str, set[str]] = {
    "types": set(), "dataset": set(),
    "faithfulness": set(),
    "measures": set(), "oracle": set(), "report": set(), "rouge": set(), "significance": set(),
    "systems": {"oracle"},
    "compare": {"significance"},
    "before": {"compare", "report"},
    "worker": {"faithfulness", "measures", "rouge", "systems"},
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_the_harness_do_not_know_each_other(part: str) -> None:
    """They share the types; only `harness` knows them all."""
    for path in files(part, PACKAGE / "evaluate"):
        assert imported(path, "summarizer.evaluate") <= {"types", part} | PARTS[part], path

"""The product as people get it: built, installed into an empty environment, used elsewhere.

    python tests/installed.py     (`make installed`; needs the extra `test-all`, for `build`)

Nothing of the checkout is used but the examples, which are copied.  Exits with 1, and says what
differs, at the first thing that is not as promised.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = Path("eval/examples")
EVENT = EXAMPLES / "saltmarsh-water-deal"
# A command of README on bundled events, and what it prints, up to "…" if it prints more.
SHOWN = re.compile(
    r"^```console\n\$ ((?:.*\| *)?consensus (?:summarize|verify) .*eval/examples/.*[^\\|\n])\n"
    r"((?:(?!```|\$ ).*\n)+)```$",
    re.MULTILINE,
)
# What trains the models, what tests, and whatever stands beside the package.
STRANGE = re.compile(
    r"training|/train|recipe\.toml|/_(?:models|eval)/.*\.py|/tests?/|labels"
    r"|^(?!summarizer/|consensus_summarizer-)"
)
SNIPPET = """
import summarizer
from summarizer import Article, Summary, summarize, verify
texts = [open(f"outlet{i}.txt").read() for i in (1, 2)]
summary = summarize([Article(texts[0], outlet="The Courier"), texts[1]], words=60)
assert isinstance(summary, Summary) and 0 < len(summary.text.split()) <= 60
assert verify(summary.text, texts).share == 1
print(summarizer.__file__)
"""


class Installed:
    """An environment with the package in it and an empty folder to work in."""

    def __init__(self, home: Path) -> None:
        self.bin = home / "environment" / "bin"
        self.folder = home / "work"
        self.folder.mkdir()
        theirs = ("PYTHON", "VIRTUAL_ENV", "CONSENSUS")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(theirs)}
        path = f"{self.bin}:/usr/bin:/bin"
        self.environment = kept | {"HF_HOME": str(home / "hub"), "PATH": path}

    def run(self, command: str, exit_code: int = 0) -> str:
        """What a command prints; it is a line for a shell."""
        print(f"$ {command}", flush=True)
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.environment,
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, check=False,
        )  # fmt: skip
        require(done.returncode == exit_code, f"exit status {done.returncode}, not {exit_code}")
        return done.stdout

    def install(self, what: str) -> None:
        """Install with the versions of constraints.txt."""
        pip = "python -m pip install --quiet --disable-pip-version-check"
        self.run(f"{pip} -c {shlex.quote(str(ROOT / 'constraints.txt'))} {shlex.quote(what)}")


def require(holds: object, otherwise: str) -> None:
    """End the run where something does not hold."""
    if not holds:
        sys.exit(f"NOT as promised: {otherwise}")


def built(folder: Path, *options: str) -> Path:
    """The wheel that `python -m build` makes of the checkout, without options from an sdist."""
    subprocess.run(
        [sys.executable, "-m", "build", *options, "--outdir", folder, ROOT],
        env=os.environ | {"PIP_CONSTRAINT": str(ROOT / "constraints.txt")},
        stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    (wheel,) = folder.glob("*.whl")
    return wheel


def contents(wheel: Path) -> dict[str, int]:
    """The files of a wheel with their checksums; those that list the others left out."""
    with zipfile.ZipFile(wheel) as file:
        return {i.filename: i.CRC for i in file.infolist() if not i.filename.endswith("/RECORD")}


def check_contents(wheel: Path, again: Path) -> None:
    """What is in the wheel and what is not; `again` was built without an sdist between."""
    files = contents(wheel)
    differing = sorted(name for name, _ in files.items() ^ contents(again).items())
    require(not differing, f"the wheel of the sdist is another than the checkout's: {differing}")
    require("summarizer/py.typed" in files, "no py.typed in the wheel")
    strange = [name for name in files if STRANGE.search(name)]
    require(not strange, f"in the wheel is what does not belong there: {strange}")
    for sums in (ROOT / "models").glob("*/SHA256SUMS"):
        for line in sums.read_text("utf-8").splitlines():
            name = f"summarizer/_models/{sums.parent.name}/{line.split()[1]}"
            require(name in files, f"no {name} in the wheel")


def lay_out(folder: Path) -> None:
    """Copies of the bundled events under the names that README uses."""
    shutil.copytree(ROOT / EXAMPLES, folder / EXAMPLES)
    articles = sorted(path for path in (folder / EVENT).iterdir() if path.name[0].isdigit())
    for made in ("articles", "saved-pages"):
        (folder / made).mkdir()
        for path in articles:
            shutil.copy(path, folder / made)
    texts = [path for path in articles if path.suffix == ".txt"]
    pages = [path for path in articles if path.suffix == ".html"]
    for name, path in zip(("outlet1.txt", "outlet2.txt"), texts, strict=False):
        shutil.copy(path, folder / name)
    for name, path in zip(("outlet3.html", "page.html"), pages, strict=False):
        shutil.copy(path, folder / name)
    documents = [{"text": path.read_text("utf-8")} for path in texts]
    with gzip.open(folder / "events.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": "water", "documents": documents}) + "\n")


def use(installed: Installed, version: str) -> None:
    """What README begins with, and every promise of the installed package."""
    run, folder = installed.run, installed.folder
    require(run("python -m summarizer --version") == f"consensus {version}\n", "its version")
    require(run("consensus --version") == f"consensus {version}\n", "its version as a command")
    lay_out(folder)
    shown = SHOWN.findall((ROOT / "README.md").read_text("utf-8"))
    require(shown, "no example with its output in README.md")
    for command, output in shown:
        written, promised = " ".join(run(command).split()), " ".join(output.split())
        begins = promised.endswith("…") and written.startswith(promised[:-1])
        require(written == promised or begins, f"README shows {promised!r}, not {written!r}")
    run("consensus summarize outlet1.txt outlet2.txt outlet3.html --words 60 --sentences 2")
    run("consensus summarize saved-pages/ --format markdown -o summary.md")
    require((folder / "summary.md").read_text("utf-8").strip(), "summary.md is empty")
    record = json.loads(run("consensus summarize events.jsonl.gz --format json"))
    require(record["id"] == "water" and record["sentences"], f"the record: {record}")
    run("consensus summarize articles/ -o page-of-it.html")
    require("<html" in (folder / "page-of-it.html").read_text("utf-8"), "no page was written")
    run("consensus read page.html")
    run("consensus verify outlet1.txt articles/ --format json")
    run("consensus batch events.jsonl.gz -o summaries.jsonl --words 60")
    require("fuse-small" in run("consensus models"), "no bundled checkpoint is listed")
    (folder / "snippet.py").write_text(SNIPPET)
    home = Path(run("python snippet.py").strip())
    require(home.is_relative_to(installed.bin.parent), f"{home} is not the installed package")


def evaluate(installed: Installed) -> None:
    """The bundled benchmark, by its name, in a folder that has no eval/benchmarks."""
    shutil.rmtree(installed.folder / "eval")
    installed.run("consensus evaluate examples --system lead -o results --workers 1")
    results = json.loads((installed.folder / "results" / "results.json").read_text("utf-8"))
    require("lead" in json.dumps(results["systems"]), "lead is not in results.json")
    require((installed.folder / "results" / "report.html").is_file(), "no report.html")


def main() -> None:
    """Build, look inside, install, use."""
    with tempfile.TemporaryDirectory(prefix="consensus-installed-") as name:
        home = Path(name)
        print("building the sdist, a wheel of it, and one of the checkout …", flush=True)
        wheel = built(home / "dist")
        check_contents(wheel, built(home / "direct", "--wheel"))
        version = wheel.name.split("-")[1]
        installed = Installed(home)
        subprocess.run([sys.executable, "-m", "venv", home / "environment"], check=True)
        installed.install(str(wheel))
        use(installed, version)
        installed.install(f"{wheel}[eval]")
        evaluate(installed)
        size = wheel.stat().st_size / 1e6
        print(f"{wheel.name} ({size:.0f} MB) works as installed")


if __name__ == "__main__":
    main()

"""Systems and plug-ins: specs, files of predictions, methods of other packages."""

from __future__ import annotations

import gzip
import importlib
import json
import os
import pickle
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stories import FLOOD, flood

from summarizer import Limits, methods
from summarizer.errors import InputError, MissingExtra, UnknownMethod, UsageError
from summarizer.evaluate.systems import create, parse, predicted
from summarizer.pipeline import ClusterAnalysis
from summarizer.types import Budget

PLUGIN = Path(__file__).parent / "plugin"
ROOT = PLUGIN.parent.parent
WORDS = Budget(words=30, truncate=True)

ECHO = """
class Echo:
    name = "echo"
    signature = "echo"

    def __init__(self, **settings):
        self.settings = settings

    def draft(self, clusters, budget):
        raise NotImplementedError
"""

Install = Callable[..., None]


def distribution(site: Path, name: str, entries: dict[str, str], **modules: str) -> None:
    """A package as an installer leaves it in `site`."""
    for module, source in modules.items():
        (site / f"{module}.py").write_text(source)
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = "\n".join(f"{key} = {value}" for key, value in entries.items())
    (info / "entry_points.txt").write_text(f"[{methods.GROUP}]\n{lines}\n")


def closing(site: Path) -> None:
    """The plug-in of tests/plugin, as its pyproject describes it."""
    project = tomllib.loads((PLUGIN / "pyproject.toml").read_text())["project"]
    source = (PLUGIN / "consensus_closing.py").read_text()
    entries = project["entry-points"][methods.GROUP]
    distribution(site, project["name"], entries, consensus_closing=source)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs packages for one test; asking for methods then finds them."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    loaded = set(sys.modules)

    def installed(name: str, entries: dict[str, str], **modules: str) -> None:
        if name == "consensus-closing":
            closing(site)
        else:
            distribution(site, name, entries, **modules)
        importlib.invalidate_caches()
        methods._plugins.cache_clear()

    methods._plugins.cache_clear()
    yield installed
    methods._plugins.cache_clear()
    for name in set(sys.modules) - loaded:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(site)):
            del sys.modules[name]


@pytest.mark.parametrize(
    ("spec", "method", "settings", "budget"),
    [
        ("lead", "lead", {}, WORDS),
        ("random:seed=7", "random", {"seed": 7}, WORDS),
        ("random:seed=7,words=50", "random", {"seed": 7}, Budget(words=50, truncate=True)),
        ("lead:sentences=3", "lead", {}, Budget(sentences=3, truncate=True)),
        ("lead:characters=90,words=9", "lead", {}, Budget(9, None, 90, truncate=True)),
        ("oracle", "oracle", {}, WORDS),
        ("oracle:references=pooled", "oracle", {"references": "pooled"}, WORDS),
    ],
)
def test_specs(spec: str, method: str, settings: dict[str, object], budget: Budget) -> None:
    system = parse(spec, WORDS)
    assert (system.label, system.method, system.settings) == (spec, method, settings)
    assert system.budget == budget
    made = create(pickle.loads(pickle.dumps(system)))
    assert made.name == method
    assert system.signature == f"{made.signature}|{budget.signature()}"
    assert system.sees_references == (method == "oracle")


def test_values_and_the_checkpoint(install: Install) -> None:
    install("echo-plugin", {"echo": "echo_plugin:Echo"}, echo_plugin=ECHO)
    spec = "echo:models/a=b c:1,n=3,x=1e-3,yes=true,no=false,text=1.2.3,inf=inf,eq=a=b"
    assert parse(spec, WORDS).settings == {
        "checkpoint": "models/a=b c:1", "n": 3, "x": 0.001, "yes": True, "no": False,
        "text": "1.2.3", "inf": "inf", "eq": "a=b",
    }  # fmt: skip
    assert parse("echo:checkpoint=007", WORDS).settings == {"checkpoint": "007"}


@pytest.mark.parametrize(
    ("spec", "error", "complaint"),
    [
        ("leed", UnknownMethod, "system 'leed': no method is called 'leed': did you mean lead?"),
        ("", UnknownMethod, "system ''"),
        ("random:seed=x", UsageError, "seed of method random is a whole number, not 'x'"),
        ("random:seed=true", UsageError, "not True"),
        ("random:sede=1", UsageError, r"settings: sede \(did you mean seed\?\)"),
        ("lead:seed=1", UsageError, r"settings: seed \(it has none\)"),
        ("lead:models/best", UsageError, "checkpoint"),
        ("lead:words=", UsageError, "words has no value"),
        ("lead:words=9,", UsageError, "checkpoint has no value"),
        ("lead:words=9,words=8", UsageError, "words is given twice"),
        ("lead:words=0", UsageError, "words must be at least 1"),
        ("lead:words=many", UsageError, "words is a whole number, not 'many'"),
        ("lead:truncate=true", UsageError, "truncate"),
        ("oracle:seed=1", UsageError, r"method oracle does not take .* seed \(it has"),
        ("oracle:reference=max", UsageError, r"did you mean references\?"),
        ("oracle:references=best", UsageError, "max or pooled, not 'best'"),
        ("file:", UsageError, "names no file"),
        ("file:/nowhere/x.jsonl", InputError, "predictions /nowhere/x.jsonl: no such file"),
    ],
)
def test_refused_before_any_work(spec: str, error: type[Exception], complaint: str) -> None:
    with pytest.raises(error, match=complaint) as caught:
        parse(spec, WORDS)
    assert "\n" not in str(caught.value)


def test_layouts_of_predictions(tmp_path: Path) -> None:
    """Our summary records, our prediction records, and what others write."""
    one, two = FLOOD[0][0], FLOOD[1][0]
    records: list[tuple[str, dict[str, object]]] = [
        ("a", {"id": "a", "summary": "not this", "sentences": [{"text": one}, {"text": two}]}),
        ("b", {"cluster": "b", "record": {"summary": "no", "sentences": [{"text": one}]}}),
        ("3", {"id": 3, "prediction": f"{one} {two}"}),
        ("d", {"cluster": "d", "output": [one, two], "text": "the articles"}),
        ("e", {"id": "  e\u202e ", "text": f"{one}\n{two}"}),
        ("f", {"id": "f", "sentences": [one, two], "more": [1]}),
        ("g", {"id": "g", "summary": ""}),
        ("h", {"id": "h", "summary": None, "text": f"{one}\x00\ud800"}),
    ]
    lines = [json.dumps(record) for _, record in records]
    path = tmp_path / "made.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n\n".join(lines).encode())
    system = parse(f"file:{path}", WORDS)
    assert [predicted(system, name) for name, _ in records] == [
        (one, two), (one,), (one, two), (one, two), (one, two), (one, two), (), (f"{one}�",),
    ]  # fmt: skip
    assert predicted(system, "z") is None


def test_the_same_file_elsewhere_is_the_same_system(tmp_path: Path) -> None:
    plain, packed, other = (tmp_path / name for name in ("a.jsonl", "b.jsonl.gz", "c,=.jsonl"))
    line = b'{"id": "a", "summary": "Rain."}\n'
    plain.write_bytes(line)
    packed.write_bytes(gzip.compress(line))
    other.write_bytes(line.replace(b"Rain", b"Snow"))
    made = [parse(f"file:{path}", WORDS) for path in (plain, packed, other)]
    assert made[0].signature == made[1].signature != made[2].signature
    assert made[0].signature.startswith("file|sha256:")
    assert str(tmp_path) not in made[0].signature
    assert predicted(made[2], "a") == ("Snow.",)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2: broken JSON"),
        ("[1]", "line 2: not an object"),
        ('{"summary": "x"}', "line 2: no `id`"),
        ('{"id": true, "summary": "x"}', "line 2: no `id`"),
        ('{"id": "b"}', "line 2: no summary"),
        ('{"id": "b", "summary": 5}', "line 2: `summary` is neither"),
        ('{"id": "b", "sentences": [{"words": "x"}]}', "line 2: `sentences` must"),
        ('{"id": "a", "summary": "x"}', "line 2: a second summary of cluster 'a': put each system"),
        ('{"id": "b", "id": "c", "summary": "x"}', "line 2: the key 'id' stands twice"),
        ("[" * 100, "line 2: JSON nested"),
    ],
)
def test_bad_lines(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f'{{"id": "a", "summary": "x"}}\n{line}\n')
    with pytest.raises(InputError, match=complaint) as caught:
        parse(f"file:{path}", WORDS)
    assert str(caught.value).startswith(f"{path}, ")


def test_unusable_files(tmp_path: Path) -> None:
    empty, cut = tmp_path / "empty.jsonl", tmp_path / "cut.jsonl.gz"
    empty.write_text("\n \n")
    cut.write_bytes(gzip.compress(b'{"id": "a", "summary": "x"}\n' * 50)[:-9])
    for path in (empty, cut, tmp_path):
        with pytest.raises(InputError, match=path.name):
            parse(f"file:{path}", WORDS)
    (tmp_path / "long.jsonl").write_text('{"id": "a", "summary": "x"}\n')
    with pytest.raises(InputError, match=r"long\.jsonl: line 1: over 20 bytes"):
        parse(f"file:{tmp_path / 'long.jsonl'}", WORDS, Limits(line_bytes=20))


def test_a_plugin_is_a_method_like_any_other(install: Install) -> None:
    install("consensus-closing", {})
    assert methods.names()[0] == "consensus"
    assert methods.names()[-1] == "closing"
    assert "consensus_closing" not in sys.modules
    system = parse("closing:last=2,words=40", WORDS)
    (draft,) = create(system).draft([ClusterAnalysis(flood())], system.budget)
    assert [s.text for s in draft.sentences] == [*FLOOD[0][3:], FLOOD[1][2]]
    assert methods.provider("closing") == "consensus-closing==1.0"
    assert methods.provider("lead") == methods.sources("lead") == ""
    code = methods.sources("closing")
    assert system.signature == (
        "closing|last:2|words=40,truncate|plugin:consensus-closing==1.0|"
        f'code:{code}|settings:{{"last": 2}}'
    )


def test_the_command_line_and_the_harness_find_it(tmp_path: Path) -> None:
    closing(tmp_path)
    for number, story in enumerate(FLOOD[:2]):
        (tmp_path / f"{number}.txt").write_text(" ".join(story))
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    code = (
        "from summarizer.evaluate.systems import create, parse; from summarizer.types import Budget"
        "; print(create(parse('closing:last=3', Budget(words=50))).signature)"
    )
    commands = [
        ["-m", "summarizer", "summarize", "0.txt", "1.txt", "--method", "closing"],
        ["-m", "summarizer", "summarize", "--help"],
        ["-c", code],
    ]
    summary, help_, signature = (
        subprocess.run(
            [sys.executable, *command], capture_output=True, text=True, check=True,
            cwd=tmp_path, env=environment,
        ).stdout
        for command in commands
    )  # fmt: skip
    assert FLOOD[0][-1] in " ".join(summary.split())
    assert FLOOD[0][0] not in " ".join(summary.split())
    assert "closing" in help_
    assert signature == "closing|last:3\n"


def test_an_edited_plugin_is_another_system(install: Install, tmp_path: Path) -> None:
    """Its version is the same, and so is the signature that it gives itself."""
    install("echo-plugin", {"echo": "echo_plugin:Echo"}, echo_plugin=ECHO)
    before, other = (parse(spec, WORDS).signature for spec in ("echo:n=1", "echo:n=2"))
    assert before != other
    (tmp_path / "site" / "echo_plugin.py").write_text(f"{ECHO}\nx = 1\n")
    assert parse("echo:n=1", WORDS).signature != before


@pytest.mark.parametrize("name", ["lead", "consensus", "oracle", "file"])
def test_a_built_in_name_cannot_be_taken_over(install: Install, name: str) -> None:
    install("thief", {name: "thief:Echo", "echo": "thief:Echo"}, thief=ECHO)
    with pytest.warns(UserWarning, match=f"plug-in thief 1.0 cannot take over the method {name}"):
        found = methods.names()
    assert found.count(name) == (name in ("lead", "consensus"))
    assert parse("lead", WORDS).signature == "lead|words=30,truncate"
    assert methods.create("echo").name == "echo"
    install("two", {"echo": "two:Echo"}, two=ECHO)
    with (
        pytest.warns(UserWarning, match="thief"),
        pytest.raises(UsageError, match=r"plug-in thief 1.0 and plug-in two 1.0 both provide"),
    ):
        methods.create("echo")


BROKEN = r"method echo of plug-in broken 1\.0 "


@pytest.mark.parametrize(
    ("source", "spec", "complaint"),
    [
        ("import nowhere_to_be_found", "echo", BROKEN + "cannot be used: ModuleNotFoundError: No"),
        ("1 / 0", "echo", BROKEN + "cannot be used: ZeroDivisionError"),
        ("", "echo", BROKEN + "cannot be used: AttributeError"),
        ("Echo = 5", "echo", BROKEN + "cannot be used: TypeError"),
        (
            "class Echo: name = 1",
            "echo",
            BROKEN + "is no summarizer.types.Method: .* name, signature, dra",
        ),
        (ECHO.replace('name = "echo"', 'name = "lead"'), "echo", "calls itself 'lead'"),
        (ECHO.replace("**settings", "settings=int('x\\ny')"), "echo", "ValueError"),
        (ECHO.replace("**settings", "size=1, settings=2"), "echo:sise=3", r"did you mean size\?"),
    ],
)
def test_a_broken_plugin_says_so_and_harms_no_other(
    install: Install, source: str, spec: str, complaint: str
) -> None:
    install("broken", {"echo": "broken:Echo"}, broken=source)
    install("consensus-closing", {})
    assert methods.names()[-2:] == ("closing", "echo")
    with pytest.raises(UsageError, match=complaint) as caught:
        parse(spec, WORDS)
    assert "\n" not in str(caught.value)
    assert "plug-in broken 1.0" in str(caught.value)
    assert create(parse("closing", WORDS)).name == "closing"


def test_what_a_plugin_refuses_stays_its_error(install: Install) -> None:
    install("consensus-closing", {})
    with pytest.raises(UsageError, match="last is a whole number from 1, not 0"):
        parse("closing:last=0", WORDS)
    needy = "from summarizer.errors import MissingExtra\nraise MissingExtra('install x')"
    install("needy", {"needy": "needy:Needy"}, needy=needy)
    with pytest.raises(MissingExtra, match=r"install x \(plug-in needy 1.0\)"):
        methods.create("needy")


def test_a_built_in_method_asks_for_no_packages() -> None:
    methods._plugins.cache_clear()
    methods.create("lead")
    parse("lead", WORDS)
    assert methods._plugins.cache_info().currsize == 0

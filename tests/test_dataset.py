"""Benchmarks and cluster files: what is found, what is read, and what is said otherwise."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import BadLayout, UnreadableSource, UsageError
from summarizer.evaluate import dataset
from summarizer.evaluate.types import Benchmark
from summarizer.types import Budget, Cluster, Reject

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
LANGUAGES = {"arabic": "ar", "czech": "cs", "english": "en", "french": "fr", "greek": "el",
             "hebrew": "he", "hindi": "hi"}  # fmt: skip
WORDS = {
    "examples": 100, "neus_full-train": 50, "neus_full-dev": 50, "neus_full-val": 50,
    "neus-train": 65, "neus-val": 65, "multi_news-train": 220, "multi_news-val": 220,
    "wcep-val": 40,
    **{f"multiling2011-{language}": 250 for language in LANGUAGES},
}  # fmt: skip
BUDGET = Budget(words=50)
MINIMAL = 'files = ["a.jsonl"]\nwords = 50\n'


@pytest.fixture(autouse=True)
def no_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(dataset.DATA, raising=False)


def record(id: str = "a", **fields: Any) -> dict[str, Any]:
    documents = [{"text": f"Text {i} of {id}."} for i in range(4)]
    return {"id": id, "documents": documents, "references": ["It happened."], **fields}


def write(path: Path, *records: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    return path


def define(folder: Path, text: str = MINIMAL) -> Path:
    path = folder / "mine.toml"
    path.write_text(text)
    return path


def event(folder: Path, **fields: Any) -> Path:
    (folder / "references").mkdir(parents=True)
    (folder / "1.txt").write_text("The mill burned on Friday.\n")
    (folder / "2.txt").write_text("A fire broke out at the mill.\n")
    (folder / "references" / "1.txt").write_text("The mill burned.\n")
    listed = {"articles": ["1.txt", "2.txt"], "references": ["references/1.txt"]}
    (folder / "event.json").write_text(json.dumps({**listed, **fields}))
    return folder


def read(*files: Path, **options: Any) -> list[Cluster | Reject]:
    return list(dataset.clusters(dataset.of_files([*map(str, files)], BUDGET), **options))


def clusters(*files: Path, **options: Any) -> list[Cluster]:
    found = read(*files, **options)
    assert all(isinstance(item, Cluster) for item in found)
    return [item for item in found if isinstance(item, Cluster)]


def test_the_benchmarks_that_are_shipped(tmp_path: Path) -> None:
    assert set(dataset.names()) == set(WORDS)
    for name in set(WORDS) - {"examples"}:
        definition = dataset.find(name)
        assert definition
        (file,) = re.findall(r'^files = \["(.*)"\]', definition.read_text(), re.M)
        write(tmp_path / file, record())
        benchmark = dataset.load(definition, tmp_path)
        assert "-".join(filter(None, (benchmark.name, benchmark.split))) in (name, f"{name}-test")
        assert benchmark.files == (tmp_path / file,)
        assert benchmark.budget == Budget(words=WORDS[name], truncate=True)
        assert benchmark.language == LANGUAGES.get(name.rpartition("-")[2], "en")
        assert benchmark.source
        assert benchmark.split in ("train", "dev", "val", "test", "")


@pytest.mark.parametrize("name", sorted(set(WORDS) - {"examples", "wcep-val"}))
def test_the_data_is_where_the_benchmark_expects_it(name: str) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"NOT CHECKED: {SHARED} is not there, so {name} was not read")
    definition = dataset.find(name)
    assert definition
    found = list(dataset.clusters(dataset.load(definition), limit=3))
    assert [bool(item.references) for item in found if isinstance(item, Cluster)] == [True] * 3


def test_the_bundled_events() -> None:
    definition = dataset.find("examples")
    assert definition
    found = list(dataset.clusters(dataset.load(definition)))
    folders = sorted(path.parent.name for path in ROOT.glob("eval/examples/*/event.json"))
    assert [item.id for item in found if isinstance(item, Cluster)] == folders
    for item in found:
        assert isinstance(item, Cluster)
        assert len(item.references) == 2
        assert not item.warnings
        folder = f"examples/{item.id}/"
        assert all(article.location.startswith(folder) for article in item.articles)


def test_a_data_folder_moves_the_data_but_not_the_bundled_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = define(tmp_path, MINIMAL + 'data = "own"\n')
    for folder in ("own", "stated", "given"):
        write(tmp_path / folder / "a.jsonl", record())
    assert dataset.load(definition).files == (tmp_path / "own" / "a.jsonl",)
    monkeypatch.setenv(dataset.DATA, str(tmp_path / "stated"))
    assert dataset.load(definition).files == (tmp_path / "stated" / "a.jsonl",)
    assert dataset.load(definition, tmp_path / "given").files == (tmp_path / "given" / "a.jsonl",)
    examples = dataset.find("examples")
    assert examples
    assert dataset.load(examples).files[0].samefile(ROOT / "eval" / "examples")


def test_data_that_is_not_there_says_where_it_comes_from(tmp_path: Path) -> None:
    definition = define(tmp_path, MINIMAL + 'source = "over there"\nlayout = "one a line"\n')
    with pytest.raises(UnreadableSource) as error:
        dataset.load(definition)
    assert str(error.value) == (
        f"benchmark mine: there is no {tmp_path}/a.jsonl, which does not come with this package: "
        "put a.jsonl into a folder and name the folder with --data or $CONSENSUS_DATA, or use the "
        "benchmark examples, which is complete; source: over there; layout: one a line"
    )
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("files = [", "Invalid value"),
        ('words = 50\nfiles = ["a"]\nword = 3', "no field is called `word`"),
        ('words = "50"\nfiles = ["a"]', "`words` must be of type int"),
        ('words = true\nfiles = ["a"]', "`words` must be of type int"),
        ('words = 50\nfiles = ["a"]\ncut = "half"', "`cut` is one of budget, whole"),
        ('words = 50\nfiles = ["a"]\n[rouge]\nstemming = true', "no field is called `stemming`"),
        ('words = 50\nfiles = ["a"]\n[rouge]\nreferences = "mean"', "is one of max, pooled"),
        ("words = 50", "`files` and one of words, sentences, characters are needed"),
        ('files = ["a"]', "`files` and one of words, sentences, characters are needed"),
    ],
)
def test_a_broken_definition(tmp_path: Path, text: str, told: str) -> None:
    definition = define(tmp_path, text)
    with pytest.raises(BadLayout, match=re.escape(told)) as error:
        dataset.load(definition)
    assert str(error.value).startswith(f"{definition}: ")


def test_a_definition_sets_everything(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", record())
    benchmark = dataset.load(define(tmp_path, (
        'files = ["./a.jsonl"]\nsentences = 3\ncut = "whole"\nsplit = "val"\nlanguage = "el"\n'
        '[rouge]\nstem = false\nreferences = "pooled"\nwords = 250\ntokenizer = "unicode"\n'
    )))  # fmt: skip
    assert isinstance(benchmark, Benchmark)
    assert benchmark.budget == Budget(sentences=3)
    assert (benchmark.split, benchmark.language) == ("val", "el")
    rouge = benchmark.rouge
    assert (rouge.stem, rouge.references, rouge.words, rouge.tokenizer) == (
        False, "pooled", 250, "unicode",
    )  # fmt: skip


def test_a_name_that_is_nothing_is_hinted_at(tmp_path: Path) -> None:
    assert dataset.find("eval/benchmarks/wcep-val") is None
    assert dataset.find(str(define(tmp_path))) == tmp_path / "mine.toml"
    with pytest.raises(UnreadableSource, match="No such file"):
        dataset.load(tmp_path / "none.toml")
    for name, told in (
        ("neus_full-dv", "did you mean neus_full-dev"),
        ("qqq", "neither a file nor a benchmark; benchmarks: examples, "),
    ):
        with pytest.raises(UsageError, match=told):
            dataset.of_files([name], BUDGET)


def test_no_result_depends_on_where_the_data_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = write(tmp_path / "here" / "one.jsonl", record(documents=[{"text": "A."}, {"text": ""}]))
    there = write(tmp_path / "there" / "deep" / "one.jsonl", json.loads(here.read_text()))
    assert clusters(here) == clusters(there)
    (cluster,) = clusters(here)
    assert cluster.articles[0].location == "one.jsonl:1"
    assert cluster.warnings == ("article 2 left out: `text` is empty",)
    monkeypatch.chdir(tmp_path / "here")
    assert clusters(Path("one.jsonl")) == clusters(there)


def test_the_limit_counts_what_can_be_scored(tmp_path: Path) -> None:
    records = [record("a", references=[]), record("b"), record("c"), record("d")]
    file = write(tmp_path / "one.jsonl", *records)
    assert [c.id for c in clusters(file, limit=2)] == ["a", "b", "c"]
    write(file, record("a"), record("a", references=["Other."]))
    with pytest.raises(BadLayout, match="two clusters are called a"):
        read(file)


def test_shuffling_goes_by_the_cluster_not_by_its_place(tmp_path: Path) -> None:
    records = [record(str(i)) for i in range(8)]

    def told(records: list[dict[str, Any]], seed: int) -> dict[str, list[str]]:
        found = clusters(write(tmp_path / "f.jsonl", *records), shuffle=seed)
        return {cluster.id: [article.text for article in cluster.articles] for cluster in found}

    plain = {r["id"]: [d["text"] for d in r["documents"]] for r in records}
    shuffled = told(records, 3)
    assert shuffled == told(records[::-1], 3)
    assert {id: sorted(texts) for id, texts in shuffled.items()} == plain
    assert len({tuple(map(plain[id].index, texts)) for id, texts in shuffled.items()}) > 1
    assert told(records, 4) != shuffled


def test_an_event_or_a_folder_of_events(tmp_path: Path) -> None:
    event(tmp_path / "b", id="mill", language="de")
    event(tmp_path / "a")
    first, second = clusters(tmp_path)
    assert (first.id, first.language) == ("a", "en")
    assert (second.id, second.language, second.references) == ("mill", "de", ("The mill burned.",))
    folder = f"{tmp_path.name}/b"
    assert [a.location for a in second.articles] == [f"{folder}/1.txt", f"{folder}/2.txt"]
    (alone,) = clusters(tmp_path / "a")
    assert alone.id == "a"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"articles": ["../secret.txt"]}, "secret.txt lies outside the folder of the event"),
        ({"references": ["/etc/hostname"]}, "hostname lies outside the folder of the event"),
        ({"articles": "1.txt"}, "`articles` of event.json must be a list of file names"),
        ({"references": None}, "`references` of event.json must be a list of file names"),
        ({"references": ["none.txt"]}, "none.txt: no such file"),
    ],
)
def test_a_broken_event_is_told_and_the_rest_is_read(
    tmp_path: Path, fields: dict[str, Any], told: str
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    event(tmp_path / "events" / "a", **fields)
    event(tmp_path / "events" / "b")
    reject, good = read(tmp_path / "events")
    assert isinstance(reject, Reject)
    assert told in str(reject)
    assert isinstance(good, Cluster)


def test_an_article_of_an_event_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = read(event(tmp_path / "a", articles=["1.txt", "3.txt"]))
    assert [type(item) for item in found] == [Reject, Cluster]
    assert isinstance(found[1], Cluster)
    assert found[1].warnings == (f"a/3.txt: {found[0].reason}",)

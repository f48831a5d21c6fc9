"""`consensus verify`: a text held against sources, with a stand-in for the model that judges."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pages import Page, launched, visited
from pair_models import BARS

from summarizer import render
from summarizer.api import verify
from summarizer.cli import main
from summarizer.cli.options import parse
from summarizer.cli.verify import require_support
from summarizer.entailment.types import Judgement, Pair
from summarizer.errors import TooLittleSupport
from summarizer.render.common import support_share
from summarizer.render.wrap import columns
from summarizer.types import Verification, VerifiedClaim

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads(
    files("summarizer.render").joinpath("verification.schema.json").read_text("utf-8")
)

# What each source is to `CLAIMS`, by the stand-in: see `Words`.
MILL = "The mill in Orn burned down on Friday. Two firefighters were hurt in the fire."
WIRE = "On Friday a fire destroyed the old town hall. The mill in Orn had burned down on Friday."
DENIAL = "Never had the mill in Orn burned down on Friday, said its owner. It rained all week."
CLAIMS = (
    "The mill in Orn burned down on Friday. Two firefighters were hurt by falling roof tiles. "
    "Nobody knows the cause."
)
BAD = {"Cc", "Cf", "Cs"}
HOSTILE = '<script>alert("x")</script>\x1b[31m\u202e`*_[x](javascript:y) &amp;'


class Words:
    """Judges by words: all of them support, half are a part, and `never` turns it round."""

    bars = BARS._replace(supports=0.5, partial=0.5, contradicts=0.5, typed=0.5, untyped=0.5)
    signature = "words:0"

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        return [self._one(pair) for pair in pairs]

    def _one(self, pair: Pair) -> Judgement:
        wanted = _words(pair.hypothesis)
        shares = tuple(len(wanted & _words(s)) / max(1, len(wanted)) for s in pair.premise)
        best = max(shares)
        denied = "never" in _words(pair.premise[shares.index(best)])
        chances = [
            0.9 * (best == 1 and not denied),
            0.8 * (0.5 <= best < 1 and not denied),
            0.7 * (best < 0.5),
            0.75 * (best >= 0.5 and denied),
        ]
        return Judgement(*chances, evidence=tuple(share**3 for share in shares))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("summarizer.pipeline.pair_model", Words)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    for name, text in {"claims": CLAIMS, "mill": MILL, "wire": WIRE, "denial": DENIAL}.items():
        Path(f"{name}.txt").write_text(text)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The exit status, standard output and standard error of `consensus verify`."""

    def ran(*args: str, stdin: str = "") -> tuple[int, str, str]:
        given = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        monkeypatch.setattr(sys, "stdin", given)
        status = main(["verify", *args])
        out = capsys.readouterr()
        assert "unexpected" not in out.err
        return status, out.out, out.err

    return ran


ALL = ("claims.txt", "mill.txt", "wire.txt", "denial.txt")
CLAIM = "The mill in Orn burned down on Friday."
PREDICTED = ("--predictions", "predictions.jsonl", "two.jsonl")


def record(run: Run, *args: str, stdin: str = "") -> Any:
    status, out, _ = run(*args, "--format", "json", stdin=stdin)
    assert status == 0
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA)
    return found


def lines(path: str, *rows: object) -> str:
    """A file of one row of JSON a line; text stands as it is."""
    shown = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    Path(path).write_text("".join(f"{row}\n" for row in shown), "utf-8")
    return path


def cluster(name: object, *texts: str, **more: object) -> dict[str, object]:
    return {"id": name, "documents": [{"text": text} for text in texts], **more}


# --- relations and verdicts


def test_verdicts_and_who_is_behind_them(run: Run) -> None:
    found = record(run, *ALL)
    verdicts = [s["verdict"] for s in found["sentences"]]
    assert verdicts == ["supported", "partial", "unsupported"]
    first, second, third = (
        [(c["source"], c["relation"]) for c in s["citations"]] for s in found["sentences"]
    )
    assert first == [(1, "supports"), (2, "supports"), (3, "contradicts")]
    assert second == [(1, "partial")]
    assert third == []
    assert found["sentences"][0]["support"] == 2
    assert found["share"] == pytest.approx(1 / 3)
    assert found["schema"] == "consensus-verification/1"
    assert "words:0" in found["signature"]
    [[start, end]] = found["sentences"][0]["citations"][2]["spans"]
    assert DENIAL[start:end] == "Never had the mill in Orn burned down on Friday, said its owner."


def test_sources_go_by_their_place_in_the_record(run: Run) -> None:
    lines("events.jsonl", cluster("orn", "", DENIAL, MILL, MILL))
    found = record(run, "claims.txt", "events.jsonl")
    assert [(s["id"], s["origin"]) for s in found["sources"]] == [(2, 2), (3, 3), (4, 3)]
    cited = [(c["source"], c["relation"]) for c in found["sentences"][0]["citations"]]
    assert cited == [(2, "contradicts"), (3, "supports"), (4, "supports")]
    _, text, err = run("claims.txt", "events.jsonl")
    assert "supported by [3, 4] (1 of 2 in" in text
    assert "\n[2] events.jsonl:1\n[3] events.jsonl:1\n[4] events.jsonl:1, copy of [3]\n" in text
    assert "article 1 left out" in err
    _, shown, _ = run("claims.txt", "events.jsonl", "--format", "markdown")
    assert "\n- [2] events.jsonl:1\n- [3] events.jsonl:1\n" in shown


def test_the_library_numbers_what_it_was_given() -> None:
    found = verify(CLAIMS, ["", MILL])
    assert [c.source for c in found.claims[0].citations] == [2]
    assert [source["id"] for source in found.to_dict()["sources"]] == [2]


# --- forms


def test_text(run: Run) -> None:
    status, out, err = run(*ALL)
    assert status == 0
    assert out == (
        "1 of 3 sentences is supported (33.3%)\n"
        "\n"
        "1. The mill in Orn burned down on Friday.\n"
        "   supported by [1, 2] (2 of 3 sources)\n"
        "   [1] The mill in Orn burned down on Friday.\n"
        "   [2] The mill in Orn had burned down on Friday.\n"
        "   contradicted by [3]\n"
        "   [3] Never had the mill in Orn burned down on Friday, said its owner.\n"
        "\n"
        "2. Two firefighters were hurt by falling roof tiles.\n"
        "   stated in part by [1]\n"
        "   [1] Two firefighters were hurt in the fire.\n"
        "\n"
        "3. Nobody knows the cause.\n"
        "   no source states it\n"
        "\n"
        "Sources\n"
        "[1] mill.txt\n"
        "[2] wire.txt\n"
        "[3] denial.txt\n"
    )
    assert "\x1b" not in err


def test_markdown(run: Run) -> None:
    assert run(*ALL, "-o", "out.md")[:2] == (0, "")
    out = Path("out.md").read_text("utf-8")
    assert out.startswith(
        "**1 of 3 sentences is supported (33.3%)**\n"
        "\n"
        "1. The mill in Orn burned down on Friday.\n"
        "   - **supported by [1, 2] (2 of 3 sources)**\n"
        "     - [1] The mill in Orn burned down on Friday.\n"
    )
    assert "\n   - **no source states it**\n" in out
    assert out.endswith("**Sources**\n\n1. mill.txt\n2. wire.txt\n3. denial.txt\n")


def test_page(run: Run) -> None:
    assert run(*ALL, "-o", "out.html")[:2] == (0, "")
    shown = Page(Path("out.html").read_text("utf-8"))
    assert not shown.unclosed
    assert not shown.path
    claims = [a["class"] for a in shown.all("li") if str(a.get("class")).startswith("claim")]
    assert claims == ["claim supported", "claim partial", "claim unsupported"]
    grounds = [a["class"] for a in shown.all("div")]
    assert grounds == ["ground supports", "ground contradicts", "ground partial"]
    text = " ".join("".join(shown.shown).split())
    assert "Held against 3 sources: 1 supported, 1 stated in part, 1 stated by no source." in text
    assert "supported by 2 of 3 sources The mill in Orn burned down on Friday." in text
    assert not list(shown.all("script"))
    assert "default-src 'none'" in shown.values("content")[0]
    ids = set(shown.values("id"))
    assert {link[1:] for link in shown.values("href") if link.startswith("#")} <= ids


@pytest.mark.parametrize("width", [10, 12, 20, 40, 80])
def test_narrow(run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    long = " ".join([CLAIMS] * 5)  # numbers of two digits
    _, out, _ = run("-", *ALL[1:], stdin=long)
    assert max(map(columns, out.splitlines())) <= width
    assert re.search(r"^15\.", out, re.M)


def test_colours_on_a_terminal_only(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    plain = run(*ALL)[1]
    assert "\x1b" not in plain
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    colored = run(*ALL)[1]
    assert "\x1b[1msupported by [1, 2]" in colored
    assert re.sub(r"\x1b\[\d?m", "", colored) == plain
    run(*ALL, "-o", "out.txt")
    assert "\x1b" not in Path("out.txt").read_text()


def test_hostile_strings(run: Run) -> None:
    documents = [
        {"text": f"{MILL} {HOSTILE}", "title": HOSTILE, "source": HOSTILE, "date": HOSTILE,
         "url": 'https://a.example/"><script>x</script>'},
        {"text": DENIAL, "url": "javascript:alert(1)", "title": "t"},
    ]  # fmt: skip
    lines("events.jsonl", {"id": HOSTILE, "documents": documents})
    Path("hostile.txt").write_text(f"{HOSTILE} The mill in Orn burned down on Friday.", "utf-8")
    for form in render.VERIFICATIONS:
        status, out, err = run("hostile.txt", "events.jsonl", "--format", form)
        assert status == 0
        assert not {c for c in out + err if c != "\n" and unicodedata.category(c) in BAD}, form
        if form == "json":
            jsonschema.validate(json.loads(out), SCHEMA)
        if form == "markdown":
            assert "<script" not in out
            assert "[x](" not in out
        if form == "html":
            shown = Page(out)
            assert not list(shown.all("script"))
            assert not [a for a in shown.values("href") if a.startswith("javascript")]
            assert "<script>" in "".join(shown.shown)


@pytest.mark.parametrize("form", render.VERIFICATIONS)
def test_claims_as_they_come_and_without_the_articles(form: str) -> None:
    claims = (VerifiedClaim(HOSTILE, "unsupported", 0, ()), VerifiedClaim("", "unsupported", 0, ()))
    shown = render.VERIFICATIONS[form].render
    out = shown(Verification("x", claims, (), "s"), render.View())
    assert not {c for c in out if c != "\n" and unicodedata.category(c) in BAD}
    assert ("(an empty sentence)" in out) == (form != "json")
    assert ("<script>" in out) == (form in ("text", "json"))
    kept = verify(CLAIMS, [MILL, DENIAL])
    alone = shown(Verification(kept.id, kept.claims, kept.sources, kept.signature), render.View())
    assert "supported" in alone
    assert "Never had" not in alone
    assert "Never had" in shown(kept, render.View()) or form == "json"


def test_a_share_is_never_rounded_up() -> None:
    assert support_share(0, 1) == "0 of 1 sentence is supported (0%)"
    assert support_share(2, 3) == "2 of 3 sentences are supported (66.6%)"
    assert support_share(1999, 2000) == "1,999 of 2,000 sentences are supported (99.9%)"
    assert support_share(0, 0) == "there is no sentence to verify"


def test_page_in_a_browser(run: Run) -> None:
    run(*ALL, "-o", "out.html")
    papers = set()
    with launched() as browser:
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": 320, "height": 640}, color_scheme=scheme, offline=True
            )
            seen = visited(context, Path("out.html").resolve())
            assert seen.inert()
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320
            papers.add(seen.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(papers) == 2


# --- what is given


def test_the_sources_from_standard_input(run: Run) -> None:
    found = record(run, "claims.txt", "-", stdin=f"{MILL}\n|||||\n{DENIAL}\n")
    assert [len(s["citations"]) for s in found["sentences"]] == [2, 1, 0]


def error(ran: tuple[int, str, str], status: int = 2) -> str:
    """The one line of a run that failed."""
    assert ran[:2] == (status, "")
    assert re.fullmatch(r"consensus: error: .*\n", ran[2]), ran[2]
    return ran[2]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["claims.txt"], "name a text and the sources"),
        (["none.txt", "mill.txt"], "none.txt: no such file"),
        (["claims.txt", "none.txt"], "none.txt: no such file"),
        ([".", "mill.txt"], "it is a directory"),
        (["empty.txt", "mill.txt"], "empty.txt: it is empty"),
        (["-", "mill.txt"], "-: it is empty"),
        (["-", "-"], "standard input can be read only once"),
        (["https://a.example/x", "mill.txt"], "save the page first"),
        (["two.txt", "mill.txt"], "it holds several texts"),
        (["two.jsonl", "mill.txt"], "it holds several texts"),
        (["claims.txt", "two.jsonl"], "pick one with --cluster"),
        (["claims.txt", "two.jsonl", "--cluster", "z"], "no cluster z; there are a, b"),
        (["claims.txt", "mill.txt", "none.txt", "--strict"], "none.txt: no such file"),
        (["claims.txt", "mill.txt", "-o", "claims.txt"], "would overwrite"),
        (["claims.txt", "mill.txt", "--fail-under", "80"], "'80' is not a share"),
        (["claims.txt", "mill.txt", "--fail-under", "1/0"], "is not a share"),
        (["claims.txt", "mill.txt", "--language", "zz"], "no language 'zz'"),
        (["claims.txt", "mill.txt", "--cap", "sentences=1"], "2 sentences, the limit is 1"),
        ([*PREDICTED, "--cluster", "a"], "predictions name their clusters"),
        ([*PREDICTED, "--format", "html"], "not html"),
        ([*PREDICTED, "-o", "predictions.jsonl"], "would overwrite"),
        ([*PREDICTED, "-o", "two.jsonl"], "would overwrite"),
        ([*PREDICTED, "--strict", "-o", "o"], "predictions.jsonl, line 2: no cluster is called zz"),
        (["--predictions", "none.jsonl", "two.jsonl"], "none.jsonl: no such file"),
        (["--predictions", ".", "two.jsonl"], "it is a directory"),
        (["--predictions", "-", "-"], "once"),
    ],
)
def test_what_cannot_be_used(run: Run, args: list[str], told: str) -> None:
    Path("empty.txt").write_text("")
    Path("two.txt").write_text("One.\n|||||\nTwo.")
    lines("two.jsonl", cluster("a", MILL), cluster("b", WIRE))
    lines("predictions.jsonl", {"id": "a", "summary": CLAIM}, {"id": "zz", "summary": CLAIM})
    assert told in error(run(*args))
    assert Path("claims.txt").read_text() == CLAIMS
    assert not Path("o").exists()


def test_too_many_sentences(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summarizer.evidence.verification.MAX_CLAIMS", 2)
    assert "3 sentences to verify, the limit is 2" in error(run(*ALL))


def test_a_source_that_cannot_be_read_is_a_warning(run: Run) -> None:
    status, out, err = run(*ALL, "none.txt")
    assert (status, "3 sentences" in out) == (0, True)
    assert err == "consensus: warning: none.txt: no such file or directory: check the path\n"


def test_another_language_has_repetitions(run: Run) -> None:
    found = record(run, *ALL, "--language", "fr")
    assert found["sentences"][0]["verdict"] == "supported"
    assert [c["source"] for c in found["sentences"][0]["citations"]] == [1]
    assert any("language fr" in warning for warning in found["warnings"])


# --- --fail-under


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0.34", 3), ("33.4%", 3), ("100%", 3), ("0", 0), ("33.3%", 0), ("1/3", 0)],
)
def test_too_little_support(run: Run, share: str, expected: int) -> None:
    status, out, err = run(*ALL, "--fail-under", share)
    assert status == expected
    assert out.endswith("denial.txt\n")
    line = "consensus: error: 1 of 3 sentences is supported (33.3%): --fail-under"
    assert (err.startswith(line), err.count("\n")) == ((True, 1) if expected else (False, 0))
    assert run(*ALL, "--fail-under", share, "-o", "out.json")[0] == expected
    jsonschema.validate(json.loads(Path("out.json").read_text()), SCHEMA)


def test_a_percentage_is_exact() -> None:
    for percent in range(1, 101):
        least = parse(["verify", "--fail-under", f"{percent}%", "x"]).fail_under
        require_support(percent, 100, least)
        with pytest.raises(TooLittleSupport):
            require_support(percent * 10 - 1, 1000, least)


# --- --predictions


EVENTS = (cluster("a", MILL), cluster("b", "", WIRE, DENIAL), cluster(7, DENIAL), cluster("d", "x"))


def predicted(
    run: Run, *rows: object, args: Sequence[str] = (), status: int = 0,
    clusters: Sequence[object] = EVENTS,
) -> list[Any]:  # fmt: skip
    lines("events.jsonl", *clusters)
    lines("predictions.jsonl", *rows)
    ran = run("--predictions", "predictions.jsonl", "events.jsonl", *args)
    assert ran[0] == status, ran[2]
    found = [json.loads(line) for line in ran[1].splitlines()]
    for each in found:
        jsonschema.validate(each, {**SCHEMA, "required": ["id", "share", "sentences"]})
        assert list(each) == ["id", "share", "sentences"]
    return found


def test_predictions_come_back_in_their_order(run: Run) -> None:
    rows = [
        {"id": 7, "summary": CLAIM},
        {"id": "b", "summary": CLAIM},
        {"id": "a", "summary": CLAIMS},
        {"id": "b", "sentences": ["Other."]},
        {"id": "a", "summary": ""},
    ]
    found = predicted(run, *rows)
    assert [each["id"] for each in found] == ["7", "b", "a", "b", "a"]
    assert [len(each["sentences"]) for each in found] == [1, 1, 3, 1, 0]
    assert [each["share"] for each in found] == [0, 1, pytest.approx(1 / 3), 0, 0]
    assert [c["source"] for c in found[1]["sentences"][0]["citations"]] == [2, 3]
    assert found[0]["sentences"][0]["verdict"] == "contradicted"


def test_given_sentences_stay_one_for_one(run: Run) -> None:
    given = ["", CLAIMS, "no stop", CLAIM, "  ", CLAIM, "Mr. A. went\nhome"]
    [found] = predicted(run, {"id": "a", "sentences": given})
    assert [s["text"] for s in found["sentences"]] == [" ".join(text.split()) for text in given]
    verdicts = [s["verdict"] for s in found["sentences"]]
    assert [v == "supported" for v in verdicts] == [text == CLAIM for text in given]
    assert found["share"] == pytest.approx(2 / 7)


def test_spans_are_places_in_the_record(run: Run) -> None:
    text = f"\ufeff\u2028 “Ünïcode” 😀\r\n\ttab \ud83d lone \u0007 bell.\r\n\r\n{MILL}"
    [found] = predicted(run, {"id": "a", "summary": CLAIM}, clusters=[cluster("a", text)])
    [citation] = found["sentences"][0]["citations"]
    [[start, end]] = citation["spans"]
    assert text[start:end] == CLAIM


def test_bad_lines_and_unknown_ids_are_told(run: Run) -> None:
    lines("events.jsonl", *EVENTS, "{broken")
    rows = ["{", {"summary": "x"}, {"id": "zz", "summary": "x"}, "", {"id": "a", "summary": CLAIM},
            {"id": "a"}, {"id": "a", "sentences": [1]}, []]  # fmt: skip
    lines("predictions.jsonl", *rows)
    status, out, err = run("--predictions", "predictions.jsonl", "events.jsonl")
    assert status == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a"]
    places = re.findall(r"warning: predictions\.jsonl, line (\d+): ", err)
    assert sorted(places) == ["1", "2", "3", "6", "7", "8"]
    assert "line 3: no cluster is called zz" in err
    assert "warning: events.jsonl, line 5: broken JSON" in err
    assert err.endswith(
        "done: 7 predictions: 1 verified, 6 failed; 1 of 1 sentence is supported (100%)\n"
    )
    again = run("--predictions", "predictions.jsonl", "events.jsonl", "--strict", "-o", "o.jsonl")
    assert "predictions.jsonl, line 1: broken JSON" in error(again)
    assert not Path("o.jsonl").exists()


def test_nothing_could_be_verified(run: Run) -> None:
    lines("events.jsonl", *EVENTS, cluster("zh", MILL, language="zh"))
    for row in ({"id": "zz", "summary": CLAIM}, {"id": "zh", "summary": CLAIM}, "{", ""):
        lines("predictions.jsonl", row)
        status, out, err = run("--predictions", "predictions.jsonl", "events.jsonl")
        assert (status, out) == (2, "")
        assert "error: predictions predictions.jsonl: " in err.splitlines()[-1]


def test_which_clusters_count(run: Run) -> None:
    """The first of one id; none that fails; nothing is read behind the last that is wanted."""
    again, chinese = cluster("a", DENIAL), cluster("zh", MILL, language="zh")
    lines("events.jsonl", chinese, cluster("a", MILL), again, cluster("b", MILL), "{broken")
    rows = [{"id": name, "summary": CLAIM} for name in ("zh", "b", "a")]
    lines("predictions.jsonl", *rows)
    status, out, err = run("--predictions", "predictions.jsonl", "events.jsonl")
    assert status == 0
    found = [json.loads(line) for line in out.splitlines()]
    assert [(each["id"], each["share"]) for each in found] == [("b", 1), ("a", 1)]
    assert "a second cluster is called a: the first counts" in err
    assert "predictions.jsonl, line 1: cluster zh: language zh" in err
    assert "broken" not in err


def test_support_counts_over_all_predictions(run: Run) -> None:
    rows = [{"id": "a", "summary": CLAIM}, {"id": "a", "sentences": ["x", "y", "z"]}]
    assert len(predicted(run, *rows, args=["--fail-under", "25%"])) == 2
    assert len(predicted(run, *rows, args=["--fail-under", "0.26"], status=3)) == 2


def test_predictions_from_standard_input_and_packed(run: Run) -> None:
    row = {"id": "a", "summary": CLAIM}
    [want] = predicted(run, row)
    status, out, _ = run("--predictions", "-", "events.jsonl", stdin=json.dumps(row))
    assert (status, json.loads(out)) == (0, want)
    Path("p.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    Path("e.jsonl.gz").write_bytes(gzip.compress(Path("events.jsonl").read_bytes()))
    assert json.loads(run("--predictions", "p.jsonl.gz", "e.jsonl.gz")[1]) == want
    given = Path("events.jsonl").read_text()
    assert json.loads(run("--predictions", "p.jsonl.gz", stdin=given)[1]) == want


# --- processes of their own

STARTED = (
    "import sys, summarizer.pipeline as p; from test_verify import Words; p.pair_model = Words\n"
    "from summarizer.cli import main; sys.exit(main())"
)


@pytest.mark.parametrize(
    "args",
    [(*ALL, "--format", "json"), (*ALL, "--format", "html"), PREDICTED],
    ids=["json", "html", "predictions"],
)
def test_same_bytes_whatever_the_hash_seed(args: tuple[str, ...]) -> None:
    lines("two.jsonl", *EVENTS)
    lines("predictions.jsonl", *({"id": i, "summary": CLAIMS} for i in ("b", "a", 7, "d", "b")))
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    runs = [
        subprocess.run(
            [sys.executable, "-c", STARTED, "verify", *args],
            capture_output=True, check=True,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1] != b""

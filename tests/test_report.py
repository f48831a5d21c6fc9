"""The forms of a report: that they fit, can be relied on, and let nothing from data act."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from made_results import Made, difference, hostile
from made_results import made as comparison
from pages import Page

from summarizer.errors import OutputError
from summarizer.evaluate import report
from summarizer.evaluate.report.html import SHOWN, panels
from summarizer.evaluate.report.wording import verdict
from summarizer.evaluate.types import PRF, Interval, Results, Scores
from summarizer.render.page import web_link
from summarizer.render.wrap import columns

SCHEMA = json.loads(
    files("summarizer.evaluate.report").joinpath("results.schema.json").read_text("utf-8")
)
UNDEFINED = Interval(math.nan, math.nan, math.nan)
EVIL = (
    "", "\x1b[31mred\x1b[0m", "a\x00\x9b\x85\u2028b", "\u202ecod.exe\u2066", "\ud800 lone",
    "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style></title><b>",
    "' onfocus=alert(1) '", "{{ 7*7 }}{% x %}", "a|b\n\n# c `d` *e* [f](javascript:g) &lt;h&gt;",
    "javascript:alert(1)", "漢字の長い名前" * 9, "x" * 300, "א" * 40,
)  # fmt: skip


def html_of(found: Made, folder: Path) -> str:
    return report.write(folder, found.results, found.clusters, found.timings)[-1].read_text("utf-8")


def undefined(results: Results) -> Results:
    """The same systems with nothing defined, as when no cluster has a score."""
    systems = tuple(
        replace(
            system,
            rouge={m: dict.fromkeys(parts, UNDEFINED) for m, parts in system.rouge.items()},
            measures=dict.fromkeys(system.measures, UNDEFINED),
            differences=tuple(
                replace(d, interval=UNDEFINED, p_randomization_holm=math.nan)
                for d in system.differences
            ),
        )
        for system in results.systems
    )
    return replace(results, systems=systems)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    plain = comparison()
    for found in (plain, *map(hostile, EVIL)):
        for results in (found.results, undefined(found.results)):
            lines = report.table(results, found.timings, width).splitlines()
            assert max(map(columns, lines)) <= width
            assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize(
    ("width", "header"),
    [
        (120, "system R-1 R-2 R-Lsum Δ R-2 words support s/cluster MB"),
        (100, "system R-1 R-2 R-Lsum Δ R-2 words support s/cluster"),
        (80, "system R-1 R-2 R-Lsum Δ R-2 words"),
        (60, "system R-1 R-2 R-Lsum Δ R-2"),
        (40, "system R-1 R-2 Δ R-2"),
    ],
)
def test_a_narrow_table_leaves_columns_out_in_order(width: int, header: str) -> None:
    found = comparison()
    lines = report.table(found.results, found.timings, width).splitlines()
    assert header in [" ".join(line.split()) for line in lines]


def test_the_table_says_what_was_compared_and_how() -> None:
    found = comparison()
    shown = report.table(found.results, found.timings, 120)
    assert shown.startswith("made/dev: 12 of 13 clusters, baseline lead-interleave\n")
    assert found.results.rouge_signature in shown
    assert "40.8 ±1.2  18.2 ±1.2  34.0 ±1.2     +1.5 [+0.4, +2.6]*" in shown
    assert "failed: oracle on made-99: ValueError: no sentence" in shown
    assert shown.endswith(verdict(found.results) + "\n")


def with_differences(*means: tuple[float, float]) -> Results:
    """A baseline and systems `s0`, `s1`, … with these differences and p-values."""
    labels = ("base", *(f"s{i}" for i in range(len(means))))
    results = replace(comparison(labels).results, compared=140, given=140)
    systems = [results.systems[0]]
    for system, (mean, p) in zip(results.systems[1:], means, strict=True):
        own = replace(difference("rouge2", mean), p_randomization_holm=p)
        systems.append(replace(system, differences=(own,)))
    return replace(results, systems=tuple(systems))


@pytest.mark.parametrize(
    ("means", "said"),
    [
        ([(0.015, 0.008)], "s0 is above base on ROUGE-2 by 1.5 [0.4, 2.6], p = .008 (Holm)."),
        (
            [(0.015, 0.008), (0.02, 0.0001), (-0.1, 0.9)],
            "s1 is above base on ROUGE-2 by 2.0 [0.9, 3.1], p < .001 (Holm); "
            "1 more is above it, too.",
        ),
        (
            [(0.001, 0.888)],
            "No difference between base and s0 on ROUGE-2 that 140 clusters can show: "
            "s0 +0.1 [-1.0, +1.2], p = .888 (Holm).",
        ),
        (
            [(0.001, 0.888), (0.002, 1.0), (-0.05, 0.01)],
            "No difference between base and 2 systems on ROUGE-2 that 140 clusters can show; "
            "1 other is below base.",
        ),
        (
            [(-0.015, 0.008), (-0.05, 0.001)],
            "All 2 others are below base on ROUGE-2; the closest, s0, by 1.5 [0.4, 2.6], "
            "p = .008 (Holm).",
        ),
        ([(math.nan, math.nan)], "There is nothing to compare: no other system has scores."),
        ([], "There is nothing to compare: no other system has scores."),
    ],
)
def test_the_verdict_claims_no_more_than_the_test(
    means: list[tuple[float, float]], said: str
) -> None:
    assert verdict(with_differences(*means)) == said


@pytest.mark.parametrize("text", ["plain", *EVIL])
def test_the_results_follow_their_schema(text: str, tmp_path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    found = hostile(text)
    for results in (found.results, undefined(found.results)):
        report.write(tmp_path, results, (), found.timings)
        record = json.loads((tmp_path / "results.json").read_text("utf-8"))
        jsonschema.validate(record, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_figures_have_six_decimals_and_the_undefined_is_null(tmp_path: Path) -> None:
    found = comparison(("lead", "kl"))
    odd = {"words": Interval(1 / 3, -0.0, -1e-9), "evenness": UNDEFINED}
    systems = (replace(found.results.systems[0], measures=odd), found.results.systems[1])
    report.write(tmp_path, replace(found.results, systems=systems), (), ())
    text = (tmp_path / "results.json").read_text("utf-8")
    shown = json.loads(text)["systems"][0]["measures"]
    assert shown["words"] == {"mean": 0.333333, "low": 0.0, "high": 0.0}
    assert shown["evenness"] == {"mean": None, "low": None, "high": None}
    assert "-0.0," not in text


def test_costs_change_no_byte_of_the_results(tmp_path: Path) -> None:
    found = comparison()
    backwards = found.clusters[::-1]
    slower = [replace(t, seconds=9.0, megabytes=999.0) for t in found.timings]
    report.write(tmp_path / "a", found.results, found.clusters, found.timings)
    report.write(tmp_path / "b", found.results, found.clusters, slower)
    report.write(tmp_path / "c", found.results, backwards, found.timings)  # nor does their order
    first, second, third = (
        {p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()} for folder in "abc"
    )
    assert first == third
    assert first["results.json"] == second["results.json"]
    assert first["timings.json"] != second["timings.json"]
    parts = [found["results.md"].partition(b"## Cost") for found in (first, second)]
    assert parts[0][0] == parts[1][0]


@pytest.mark.parametrize("text", ["plain", *EVIL])
def test_tables_keep_their_shape_whatever_the_data_says(text: str, tmp_path: Path) -> None:
    found = hostile(text)
    report.write(tmp_path, found.results, (), found.timings)
    shown = (tmp_path / "results.md").read_text("utf-8")
    assert "<" not in re.sub(r"```.*?```", "", shown, flags=re.S).replace("| < .001 |", "").replace(
        "p < .001", ""
    )
    for block in shown.split("\n\n"):
        if block.startswith("|"):
            assert len({len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}) == 1


def test_a_command_cannot_leave_its_fence(tmp_path: Path) -> None:
    found = comparison()
    report.write(tmp_path, replace(found.results, command="run ``` \n# x ````"), (), ())
    shown = (tmp_path / "results.md").read_text("utf-8")
    assert "`````console\n$ run ``` # x ````\n`````\n" in shown


def test_markdown_has_everything_the_comparison_knows(tmp_path: Path) -> None:
    found = comparison()
    report.write(tmp_path, found.results, (), found.timings)
    shown = (tmp_path / "results.md").read_text("utf-8")
    assert "| consensus | R-2 | +1.52 [+0.42, +2.62] | .008 | .008 |" in shown
    assert "| oracle | 1 | made-99 | ValueError: no sentence |" in shown
    for heading in ("F1", "Precision and recall", "Beside ROUGE", "Failures", "Signatures", "Cost"):
        assert f"\n## {heading}\n" in shown
    assert "$ consensus evaluate made-dev" in shown


@pytest.mark.parametrize("text", EVIL)
def test_hostile_text_makes_no_element_and_no_attribute(text: str, tmp_path: Path) -> None:
    pages = [html_of(found, tmp_path) for found in (hostile("plain"), hostile(text))]
    assert all(line.isprintable() for line in pages[1].split("\n"))
    plain, evil = map(Page, pages)
    assert [tag for tag, _ in evil.elements] == [tag for tag, _ in plain.elements]
    for (_, ours), (_, theirs) in zip(plain.elements, evil.elements, strict=True):
        assert set(ours) == set(theirs)


def test_the_policy_allows_what_is_inside_and_nothing_else(tmp_path: Path) -> None:
    page = Page(html_of(comparison(), tmp_path))
    (policy,) = [m["content"] for m in page.all("meta") if "http-equiv" in m]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind in ("script", "style"):
        digest = hashlib.sha256("".join(page.inside[kind]).encode()).digest()
        assert f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    for tag, attributes in page.elements:
        assert not {"style", "onclick", "onload", "onerror"} & set(attributes)
        assert "src" not in attributes
        assert tag in {"a", "link"} or "href" not in attributes


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:x",
        "data:text/html,x", "//host/x", "/etc/passwd", "https:", "http://", "http://[bad", "",
        "https://a b/", "https://a/\u202ex", "vbscript:x", "https\x00://a", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_only_web_addresses_are_links(url: str) -> None:
    assert web_link(url) == ""
    good = "https://news.example/a?b=1&c=2"
    assert web_link(good) == good


def test_the_clusters_where_systems_differ_most_come_first() -> None:
    found = comparison(clusters=20)
    shown, total = panels(found.results, found.clusters)
    assert total == len(shown) == 20
    for panel, after in pairwise(shown):
        assert panel.spread >= after.spread
    rivals = [e.mean for e in shown[0].entries if e.kind != "bound"]
    assert shown[0].spread == pytest.approx(max(rivals) - min(rivals))
    assert {found.results.systems[place].label for place in shown[0].winners} == {
        e.label for e in shown[0].entries if e.mean == max(rivals)
    }


def test_of_many_clusters_the_page_shows_the_most_different_and_says_so(tmp_path: Path) -> None:
    found = comparison(tuple(f"system-{i}" for i in range(12)), SHOWN + 20)
    page = html_of(found, tmp_path)
    assert page.count('<details class="cluster"') == SHOWN
    assert f"The {SHOWN} of {SHOWN + 20} clusters where the systems differ most" in page
    assert (tmp_path / "report.html").stat().st_size < 6_000_000


def test_long_summaries_do_not_make_a_page_that_cannot_be_opened() -> None:
    found = comparison(("lead", "kl"), 40)
    long = tuple(
        replace(e, cluster=replace(e.cluster, references=("word " * 40_000,)))
        for e in found.clusters
    )
    shown, total = panels(found.results, long)
    assert total == 40
    assert 20 < len(shown) < 30


def test_a_system_without_summary_or_score_of_a_cluster_is_named(tmp_path: Path) -> None:
    found = comparison(("lead", "kl"), 1)
    (scored,) = found.clusters
    nothing = Scores(scored.cluster.id, "lead", {}, {})
    partial = replace(
        scored, predictions={"lead": scored.predictions["lead"]}, scores={"lead": nothing}
    )
    page = html_of(replace(found, clusters=(partial,)), tmp_path)
    assert "No summary by <bdi>kl</bdi>" in page


def test_undefined_scores_are_shown_as_such(tmp_path: Path) -> None:
    found = comparison(("lead", "kl"), 2)
    nan = PRF(math.nan, math.nan, math.nan)
    scored = tuple(
        replace(
            e,
            scores={k: replace(s, rouge=dict.fromkeys(s.rouge, nan)) for k, s in e.scores.items()},
        )
        for e in found.clusters
    )
    page = html_of(replace(found, results=undefined(found.results), clusters=scored), tmp_path)
    text = re.sub(r"<(style|script)>.*?</\1>|<[^>]*>", " ", page, flags=re.S)
    assert "nan" not in text.lower().split()
    assert "−" in text


def test_a_page_that_fails_halfway_leaves_the_old_one(tmp_path: Path) -> None:
    found = comparison(("lead", "kl"), 2)
    before = html_of(found, tmp_path)
    broken = replace(found.clusters[0].predictions["kl"], record={})
    scored = replace(found.clusters[0], predictions={**found.clusters[0].predictions, "kl": broken})
    with pytest.raises(KeyError):
        report.write(tmp_path, found.results, [scored], found.timings)
    assert (tmp_path / "report.html").read_text("utf-8") == before
    assert len(list(tmp_path.iterdir())) == 4


def test_what_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    found = comparison(("lead",), 1)
    with pytest.raises(OutputError, match=r"^cannot write .*results\.json: "):
        report.write(tmp_path / "file", found.results, found.clusters, found.timings)

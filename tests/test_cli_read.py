"""`consensus read`: what was read, in a form that the other commands read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import REAL, error, run
from test_read_feeds import TEXT, encoded, rss

HEAD = "<!doctype html><title>Mill burns</title><link rel=canonical href=https://a.example/{}>"
PAGE = (
    f"{HEAD}<article><p>ORRIN BRIDGE (AP) — A mill at Orrin Bridge burned down on Friday, and "
    "{} workers got out\u202e unhurt.</p><p>ADVERTISEMENT</p><p>The mill employed 210 people.</p>"
    "</article>"
)


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    for number in (1, 2):
        (tmp_path / f"{number}.html").write_text(PAGE.format(number, 28 + number))
    (tmp_path / "3.txt").write_text(f"Mill burns\nDate: 2025-10-17\n\n{TEXT}")
    (tmp_path / "4.rss").write_text(rss(encoded(f"<p>{TEXT}</p>")))
    return sorted(tmp_path.iterdir())


def summary(*args: str | Path, stdin: str = "") -> str:
    done = run("summarize", *args, "--format", "json", command=REAL, stdin=stdin)
    return str(json.loads(done.stdout)["summary"])


def test_a_record_gives_the_summary_of_the_pages_it_was_read_from(sources: list[Path]) -> None:
    done = run("read", *sources, "--format", "json", command=REAL)
    record = json.loads(done.stdout)
    assert record["language"] == "en"
    assert [d["url"] for d in record["documents"][:2]] == [
        "https://a.example/1",
        "https://a.example/2",
    ]
    assert summary(*sources) == summary("-", stdin=done.stdout)
    for document in record["documents"]:
        for cut in document["removed"]:
            assert document["text"][cut["start"] : cut["end"]].split() == cut["text"].split()
            assert cut["text"] not in document["cleaned"]
    assert run("read", "-", "--format", "json", command=REAL, stdin=done.stdout).stdout.count(
        '"text"'
    )


def test_lines_are_read_back_as_articles(sources: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "read.jsonl"
    assert run("read", *sources, "-o", out, command=REAL).stdout == ""
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["title"] for line in lines] == ["Mill burns"] * 3 + [""]
    for given in ([out], [*sources]):
        run(
            "batch",
            *given,
            "--group",
            "-o",
            tmp_path / "made.jsonl",
            "--workers",
            "1",
            command=REAL,
        )
        made = [json.loads(line) for line in (tmp_path / "made.jsonl").read_text().splitlines()]
        assert [len(event["sources"]) for event in made] == [4]


def test_what_was_noted_of_a_page_is_told_again(tmp_path: Path) -> None:
    page = tmp_path / "teaser.html"
    linked = '{"@type": "NewsArticle", "isAccessibleForFree": false}'
    script = f'<script type="application/ld+json">{linked}</script><article>'
    page.write_text(PAGE.format(1, 29).replace("<article>", script))
    read = run("read", page, "--format", "json", command=REAL)
    (document,) = json.loads(read.stdout)["documents"]
    assert "not free to read" in document["warnings"][0]
    assert "not free to read" in run("read", page, command=REAL).stderr
    assert "not free to read" in run("summarize", "-", command=REAL, stdin=read.stdout).stderr


def test_text_is_for_people(sources: list[Path], tmp_path: Path) -> None:
    shown = run("read", sources[0], tmp_path / "no.txt", command=REAL, COLUMNS="40")
    assert "unhurt.\n" in shown.stdout
    assert "removed:\n   - dateline (0-" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= max(40, len(str(sources[0])) + 4)
    assert "no.txt: no such file" in shown.stderr
    assert "no.txt: no such file" in error(run("read", tmp_path / "no.txt", command=REAL))
    assert error(run("read", sources[0], "-o", tmp_path / "x.md", command=REAL)) == (
        "read goes with text, json or jsonl, not with markdown"
    )


def test_several_clusters_are_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    records = [{"id": f"e{n}", "documents": [{"text": TEXT}], "summary": "S."} for n in range(2)]
    path.write_text("\n".join(map(json.dumps, records)))
    lines = run("read", path, "--format", "json", command=REAL).stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["e0", "e1"]
    assert json.loads(lines[0])["references"] == ["S."]
    assert (
        run("read", path, "--cluster", "e1", "--format", "jsonl", command=REAL).stdout.count("\n")
        == 1
    )

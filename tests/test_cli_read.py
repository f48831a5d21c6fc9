"""`consensus read`: what was read, in a form that the other commands read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import REAL, error, place, run

TEXT = (
    "A mill at Orrin Bridge burned down on Friday night, and thirty workers got out unhurt. "
    "Ada Holm, the mayor, said that the mill had employed 210 people of the town until then."
)
PAGE = (
    "<!doctype html><title>Mill burns</title><link rel=canonical href=https://a.example/{}>"
    "<article><p>ORRIN BRIDGE (AP) — A mill at Orrin Bridge burned down on Friday, and "
    "{} workers got out\u202e unhurt.</p><p>ADVERTISEMENT</p><p>The mill employed 210 people.</p>"
    "</article>"
)
FEED = (
    "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item>"
    f"<content:encoded>&lt;p&gt;{TEXT}&lt;/p&gt;</content:encoded></item></channel></rss>"
)
SOURCES = "1.html 2.html 3.txt 4.rss"

__all__ = ["place"]  # a fixture that every test has


@pytest.fixture(autouse=True)
def sources(place: Path) -> None:
    for number in (1, 2):
        Path(f"{number}.html").write_text(PAGE.format(number, 28 + number))
    Path("3.txt").write_text(f"Mill burns\nDate: 2025-10-17\n\n{TEXT}")
    Path("4.rss").write_text(FEED)


def read(line: str, stdin: str = "") -> str:
    return run(f"read {line}", command=REAL, stdin=stdin).stdout


def summary(line: str, stdin: str = "") -> str:
    done = run(f"summarize {line} --format json", command=REAL, stdin=stdin)
    return str(json.loads(done.stdout)["summary"])


def test_a_record_gives_the_summary_of_the_pages_it_was_read_from() -> None:
    shown = read(f"{SOURCES} --format json")
    record = json.loads(shown)
    assert record["language"] == "en"
    pages = [document["url"] for document in record["documents"][:2]]
    assert pages == ["https://a.example/1", "https://a.example/2"]
    assert summary(SOURCES) == summary("-", stdin=shown)
    for document in record["documents"]:
        for cut in document["removed"]:
            assert document["text"][cut["start"] : cut["end"]].split() == cut["text"].split()
            assert cut["text"] not in document["cleaned"]
    assert '"text"' in read("- --format json", stdin=shown)


def test_lines_are_read_back_as_articles() -> None:
    assert read(f"{SOURCES} -o read.jsonl") == ""
    lines = [json.loads(line) for line in Path("read.jsonl").read_text("utf-8").splitlines()]
    assert [line["title"] for line in lines] == ["Mill burns"] * 3 + [""]
    for given in ("read.jsonl", SOURCES):
        run(f"batch {given} --group -o made.jsonl --workers 1", command=REAL)
        made = [json.loads(line) for line in Path("made.jsonl").read_text().splitlines()]
        assert [len(event["sources"]) for event in made] == [4]


def test_what_was_noted_of_a_page_is_told_again() -> None:
    linked = '{"@type": "NewsArticle", "isAccessibleForFree": false}'
    script = f'<script type="application/ld+json">{linked}</script><article>'
    Path("teaser.html").write_text(PAGE.format(1, 29).replace("<article>", script))
    shown = read("teaser.html --format json")
    (document,) = json.loads(shown)["documents"]
    assert "not free to read" in document["warnings"][0]
    assert "not free to read" in run("read teaser.html", command=REAL).stderr
    assert "not free to read" in run("summarize -", command=REAL, stdin=shown).stderr


def test_text_is_for_people() -> None:
    shown = run("read 1.html no.txt", command=REAL, COLUMNS="40")
    assert "unhurt.\n" in shown.stdout
    assert "removed:\n   - dateline (0-" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 40
    assert "no.txt: no such file" in shown.stderr
    assert "no.txt: no such file" in error(run("read no.txt", command=REAL))
    told = error(run("read 1.html -o x.md", command=REAL))
    assert told == "read goes with text, json or jsonl, not with markdown"


def test_several_clusters_are_a_line_each() -> None:
    records = [{"id": f"e{n}", "documents": [{"text": TEXT}], "summary": "S."} for n in range(2)]
    Path("events.jsonl").write_text("\n".join(map(json.dumps, records)))
    lines = [json.loads(line) for line in read("events.jsonl --format json").splitlines()]
    assert [line["id"] for line in lines] == ["e0", "e1"]
    assert lines[0]["references"] == ["S."]
    assert read("events.jsonl --cluster e1 --format jsonl").count("\n") == 1

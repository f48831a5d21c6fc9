"""The forms of a summary, on ordinary and on hostile strings."""

from __future__ import annotations

import html
import json
import re
import time
import unicodedata
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer import render
from summarizer.render import markdown, reading, text, wrap
from summarizer.render.common import CONFLICTS_NOTE
from summarizer.render.json import to_dict
from summarizer.types import (
    Article,
    Claim,
    Cluster,
    Conflict,
    ConflictKind,
    Evidence,
    blanked,
    displayed,
)

SCHEMA = json.loads(files("summarizer.render").joinpath("schema.json").read_text("utf-8"))
WIDTHS = (10, 20, 40, 80, 200)
VIEWS = (render.View(width=60), render.View(width=60, many=True))


def unprintable(shown: str) -> set[str]:
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {c for c in shown if c != "\n" and unicodedata.category(c) in bad}


def read_as(raw: str) -> reading.Reading:
    article = Article(raw, raw, raw, raw, raw, location=raw, id=raw)
    cluster = Cluster(raw, (article, article), (raw,), warnings=(raw,), stories=("", raw))
    return reading.Reading(cluster, ((reading.Cut(0, len(raw), "menu"),), ()))


# --- text


def test_an_empty_summary_says_so() -> None:
    empty = replace(made.summary(), sentences=())
    assert text.render(empty).startswith("(no sentence can be told within what was asked for)\n")
    assert markdown.render(empty).startswith(
        "(no sentence can be told within what was asked for)\n"
    )
    bare = replace(empty, sources=())
    assert text.render(bare).startswith("(the sources have no text to summarise)\n")
    jsonschema.validate(to_dict(empty), SCHEMA)


@pytest.mark.parametrize("raw", made.HOSTILE)
def test_no_line_is_wider_than_asked(raw: str) -> None:
    for width in WIDTHS:
        shown = text.render(made.hostile_summary(raw), width=width, heading=True)
        shown += reading.text(read_as(raw), width=width, heading=True)
        assert all(wrap.columns(line) <= width for line in shown.splitlines())


@given(st.text(max_size=80), st.integers(2, 30))
def test_filling_keeps_every_character_and_the_width(raw: str, width: int) -> None:
    lines = text.styled(wrap.fill(wrap.words(raw), width), color=False)
    assert "".join("".join(lines).split()) == "".join(raw.split())
    assert all(wrap.columns(line) <= width and line.strip() for line in lines)


def test_lines_are_cut_where_they_may_be() -> None:
    lines = text.styled(wrap.fill(wrap.words("東京都は雨、大阪は晴れ。" * 9), 20), color=False)
    assert all(wrap.columns(line) >= 16 for line in lines[:-1])
    assert not any(line[0] in "、。" for line in lines)
    address = wrap.words("http://a.example/news/world/2024/x")
    lines = text.styled(wrap.fill(address, 22), color=False)
    assert lines == ["http://a.example/news/", "world/2024/x"]
    for width in range(12, 80):
        assert "[1, 2, 3]" in text.render(made.summary(), width=width)


def test_filling_is_linear() -> None:
    start = time.process_time()
    for raw in ("x" * 1_000_000, "漢" * 300_000, "a/" * 500_000):
        wrap.fill(wrap.words(raw), 80)
    assert time.process_time() - start < 10


# --- hostile strings


@pytest.mark.parametrize("raw", made.HOSTILE)
def test_nothing_unprintable_gets_through(raw: str) -> None:
    for view in VIEWS:
        shown = [f.render(made.hostile_summary(raw), view) for f in render.SUMMARIES.values()]
        shown += [f.render(read_as(raw), view) for f in render.READINGS.values()]
        assert not unprintable("".join(shown))
        "".join(shown).encode()
    for line in reading.article_lines(read_as(raw)).splitlines():
        assert json.loads(line)["text"] == raw


@pytest.mark.parametrize("raw", made.HOSTILE)
def test_colour_adds_bold_and_dim_only(raw: str) -> None:
    plain, colored = (
        text.render(made.hostile_summary(raw), color=c, heading=True) for c in (False, True)
    )
    assert set(re.findall(r"\x1b.*?m", colored)) == {text.BOLD, text.DIM, text.PLAIN}
    assert re.sub(r"\x1b\[\dm", "", colored) == plain


def check_escaped(raw: str) -> None:
    escaped = markdown.escape(raw)
    bare = re.sub(r"\\[!-/:-@\[-`{-~]|&(amp|lt|gt);", " ", escaped)
    assert not set(bare) & set("\\`*_{}[]<>#|~&$^@!")
    assert not re.match(r"[-+=:]|\d+[.)]", escaped)
    assert not re.search(r"https?:|www\.", bare)
    assert html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped)) == displayed(raw)


@pytest.mark.parametrize("raw", made.HOSTILE)
def test_markdown_shows_hostile_text_as_text(raw: str) -> None:
    check_escaped(raw)


@given(st.text(alphabet="`*_[]()<>#|~&!$^@\\-+=:.1wht /\n", max_size=40))
def test_markdown_shows_any_text_as_text(raw: str) -> None:
    check_escaped(raw)


# --- Markdown and JSON


def test_markdown() -> None:
    assert markdown.render(made.summary(copies=True, title="A *b*"), heading=True) == (
        "## bridge\n"
        "\n"
        "The bridge over the Lune was closed on Friday. [1, 2] *(2 of 2 independent sources)* "
        "Two lorries collided on it, police said. [1] *(1 of 2 independent sources)*\n"
        "\n"
        "**Sources**\n"
        "\n"
        "1. The Herald: A \\*b\\* (2024-03-01) — news/0.txt\n"
        "2. news/1.txt\n"
        "3. The Herald: A \\*b\\* (2024-03-01) — news/2.txt, copy of \\[1\\]\n"
    )


def test_json_record() -> None:
    record = to_dict(made.summary(copies=True))
    assert record["sentences"][1] == {
        "text": made.SECOND,
        "how": "replaced",
        "reason": "no source",
        "support": 1,
        "citations": [{"source": 1, "text": made.FIRST, "start": 0, "end": 46, "strength": 0.912}],
        "partial": [],
        "disputed": [],
        "speaker": "",
    }
    assert record["sources"][2]["origin"] == 1
    assert made.summary(copies=True).to_dict() == record


@pytest.mark.parametrize("raw", ["", *made.HOSTILE])
def test_json_fits_the_published_schema(raw: str) -> None:
    """Every kind of conflict and of single-source fact is in it."""
    view = render.View(many=True)
    shown = render.SUMMARIES["json"].render(made.hostile_summary(raw or "x"), view)
    assert shown.count("\n") == 1
    jsonschema.validate(json.loads(shown), SCHEMA)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "consensus-summary/2"),
        (("conflicts", 0, "kind"), "mood"),
        (("conflicts", 0, "claims"), []),
        (("conflicts", 0, "claims", 0, "citations"), []),
        (("unique", 0, "kind"), "rumour"),
        (("unique", 0, "citation", "start"), -1),
        (("sentences", 1, "disputed"), [-1]),
        *(((key,), None) for key in to_dict(made.torn())),  # each of them has to be there
    ],
)
def test_the_schema_refuses_what_cannot_be(path: tuple[str | int, ...], value: object) -> None:
    record: Any = to_dict(made.torn())
    jsonschema.validate(record, SCHEMA)
    place = record
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, SCHEMA)


# --- what was read


def test_an_article_is_shown_with_what_was_removed_from_it_and_why() -> None:
    raw = "Menu\nThe mill (see map), burned.\n\nTwo."
    article = Article(raw, "A title", "The Post", "2025-10-14", "https://a.example/", "a.txt")
    cuts = tuple(
        reading.Cut(raw.index(w), raw.index(w) + len(w), "menu") for w in ("Menu", "(see map)")
    )
    stories = (blanked(raw, ((cut.start, cut.end) for cut in cuts)),)
    found = reading.Reading(Cluster("one", (article,), stories=stories), (cuts,))
    assert reading.text(found, heading=True) == (
        "== one ==\n\n[1] A title\n    The Post, 2025-10-14, en\n    a.txt\n    https://a.example/\n\n"
        "    The mill, burned.\n    Two.\n\n    removed:\n"
        "   - menu (0-4): Menu\n   - menu (14-23): (see map)\n"
    )
    document = json.loads(reading.record(found))["documents"][0]
    assert (document["text"], document["cleaned"]) == (raw, "The mill, burned.\nTwo.")
    assert document["removed"][1] == {"start": 14, "end": 23, "rule": "menu", "text": "(see map)"}


# --- conflicts and single-source facts


def test_text_lists_what_differs_before_the_sources() -> None:
    assert text.render(made.torn(), width=60) == (
        "The bridge over the Lune was closed on Friday. [1, 2, 3]\n"
        "(3 of 3 sources) Two lorries collided on it, police said.\n"
        "[1] (1 of 3 sources) (disputed)\n"
        "\n"
        "Sources differ\n"
        "Found by a small model: read the sentences before you rely\n"
        "on it.\n"
        "- Two lorries [1, 2] · Three vans [3]\n"
        "  [1] Two lorries collided on the bridge.\n"
        "  [3] Three vans collided on the bridge.\n"
        "\n"
        "Only here\n"
        "- Nobody should have let them cross it. [1]\n"
        "- “We heard a bang”, a neighbour said. [3] (quote)\n"
        "\n"
        "Sources\n"
        "[1] The Herald: Bridge closed (2024-03-01)\n"
        "    news/0.txt\n"
        "[2] news/1.txt\n"
        "[3] The Herald: Bridge closed (2024-03-01)\n"
        "    news/2.txt\n"
    )


@pytest.mark.parametrize(
    ("kind", "words", "later", "line"),
    [
        ("count", ["12 died", "14 died"], False, "12 died [1] · 14 died [2]"),
        ("count", ["12 died", "14 died"], True, "12 died (2024-03-01) [1] · later: 14 died [2]"),
        (
            "amount",
            ["£2m", "£3m", "£5m"],
            True,
            "£2m (2024-03-01) [1] · £3m [2] · later: £5m (2024-03-01) [3]",
        ),
        ("place", ["in Ardle", "in Brone"], False, "place: in Ardle [1] · in Brone [2]"),
        ("time", ["6.50 a.m.", "7 a.m."], False, "time: 6.50 a.m. [1] · 7 a.m. [2]"),
    ],
)
def test_a_line_for_each_conflict(
    kind: ConflictKind, words: list[str], later: bool, line: str
) -> None:
    claims = tuple(Claim(w, (Evidence(i, 0, 5, 1.0),), 1) for i, w in enumerate(words))
    summary = replace(made.torn(), cluster=None, conflicts=(Conflict(kind, claims, later),))
    assert f"Sources differ\n{CONFLICTS_NOTE}\n- {line}\n\n" in text.render(summary)
    plain = re.sub(r"\\([!-/:-@])", r"\1", markdown.render(summary))
    assert f"**Sources differ**\n\n{CONFLICTS_NOTE}\n\n- {line}\n\n" in plain


def test_who_only_knows_the_update_is_not_disputed() -> None:
    updated = replace(made.torn(), conflicts=(replace(made.torn().conflicts[0], later=True),))
    assert "said. [1] (1 of 3 sources) (reports changed)\n" in text.render(updated)
    assert "said. [1] *(1 of 3 sources)* *(reports changed)*\n" in markdown.render(updated)
    both = replace(updated, conflicts=(*updated.conflicts, *made.torn().conflicts))
    sentences = (both.sentences[0], replace(both.sentences[1], disputed=(0, 1)))
    assert "said. [1] (1 of 3 sources) (disputed)\n" in text.render(
        replace(both, sentences=sentences)
    )


def test_a_witness_is_quoted_without_the_junk_inside_it() -> None:
    torn = made.torn()
    assert torn.cluster
    stories = tuple(a.text.replace("collided ", " " * 9) for a in torn.cluster.articles)
    cleaned = replace(torn, cluster=replace(torn.cluster, stories=stories))
    assert "  [3] Three vans on the bridge.\n" in text.render(cleaned)
    assert "  - [3] Three vans on the bridge.\n" in markdown.render(cleaned)


def test_markdown_lists_what_differs() -> None:
    shown = markdown.render(made.torn())
    assert "Two lorries collided on it, police said. [1] *(1 of 3 sources)* *(disputed)*" in shown
    assert (
        "\n\n**Sources differ**\n"
        "\n"
        "Found by a small model: read the sentences before you rely on it.\n"
        "\n"
        "- Two lorries [1, 2] · Three vans [3]\n"
        "  - [1] Two lorries collided on the bridge.\n"
        "  - [3] Three vans collided on the bridge.\n"
        "\n"
        "**Only here**\n"
        "\n"
        "- Nobody should have let them cross it. [1]\n"
        "- “We heard a bang”, a neighbour said. [3] *(quote)*\n"
        "\n"
        "**Sources**\n"
    ) in shown


def test_markup_in_what_differs_is_text() -> None:
    raw = "<b>*12*</b> [x](http://e.example)"
    shown = markdown.render(made.hostile_summary(raw))
    told = shown[shown.index("**Sources differ**") : shown.index("**Sources**")]
    assert told.count(markdown.escape(raw)) == 7 * 4 + 2
    assert "12" not in told.replace(markdown.escape(raw), "")


def test_json_of_what_differs() -> None:
    record = to_dict(made.torn())
    (conflict,) = record["conflicts"]
    assert (conflict["kind"], conflict["later"]) == ("count", False)
    told = [(c["text"], c["support"], c["citations"]) for c in conflict["claims"]]
    lorries, vans = (text[: text.index(".") + 1] for text in (made.LORRIES, made.VANS))
    assert told == [
        ("Two lorries", 2, [cited(1, lorries, 0), cited(2, lorries, 0)]),
        ("Three vans", 1, [cited(3, vans, 0)]),
    ]
    rest = made.LORRIES.removeprefix(f"{lorries} ")
    assert record["unique"][0] == {
        "text": rest, "kind": "report", "citation": cited(1, rest, len(lorries) + 1),
    }  # fmt: skip
    assert [sentence["disputed"] for sentence in record["sentences"]] == [[], [0]]


def cited(source: int, text: str, start: int) -> dict[str, object]:
    return {
        "source": source, "text": text, "start": start, "end": start + len(text), "strength": 1.0
    }  # fmt: skip

"""What sources differ on and what one alone tells, in every form of a summary."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from typing import get_args

import jsonschema
import made
import pytest

from summarizer import render
from summarizer.render import markdown, text
from summarizer.render.differences import NOTE
from summarizer.render.json import to_dict
from summarizer.types import Claim, Conflict, ConflictKind, Evidence, SingleSourceKind, Summary

SCHEMA = json.loads(files("summarizer.render").joinpath("schema.json").read_text("utf-8"))


def differing(kind: ConflictKind, *words: str, later: bool = False) -> Summary:
    """The summary with one conflict, whose claims the articles tell in their order."""
    claims = tuple(Claim(w, (Evidence(i, 0, 5, 1.0),), 1) for i, w in enumerate(words))
    return replace(made.torn(), cluster=None, conflicts=(Conflict(kind, claims, later),))


# --- text


def test_text_tells_what_differs_before_the_sources() -> None:
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


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_nothing_differs_and_nothing_is_said_of_it(form: str) -> None:
    shown = render.SUMMARIES[form].render(made.summary(), render.View())
    assert not re.search("differ|Only here|disputed|changed", shown)


def test_one_part_without_the_other() -> None:
    assert "Only here" not in text.render(replace(made.torn(), unique=()))
    calm = replace(made.torn(), conflicts=(), sentences=made.summary().sentences)
    assert "\n\nOnly here\n- Nobody" in text.render(calm)
    assert not re.search("differ|disputed", text.render(calm))


@pytest.mark.parametrize(
    ("kind", "claims", "later", "line"),
    [
        ("count", ["12 killed", "14 killed"], False, "12 killed [1] · 14 killed [2]"),
        (
            "count",
            ["12 killed", "14 killed"],
            True,
            "12 killed (2024-03-01) [1] · later: 14 killed [2]",
        ),
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
    kind: ConflictKind, claims: list[str], later: bool, line: str
) -> None:
    summary = differing(kind, *claims, later=later)
    assert f"Sources differ\n{NOTE}\n- {line}\n\n" in text.render(summary)
    plain = re.sub(r"\\([!-/:-@])", r"\1", markdown.render(summary))
    assert f"**Sources differ**\n\n{NOTE}\n\n- {line}\n\n" in plain


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


def test_what_hangs_below_a_mark_is_indented() -> None:
    lines = text.render(made.torn(), width=24).splitlines()
    shown = lines[lines.index("Sources differ") + 1 : lines.index("Only here") - 1]
    assert shown == [
        "Found by a small model:",
        "read the sentences",
        "before you rely on it.",
        "- Two lorries [1, 2] ·",
        "  Three vans [3]",
        "  [1] Two lorries",
        "      collided on the",
        "      bridge.",
        "  [3] Three vans",
        "      collided on the",
        "      bridge.",
    ]


# --- Markdown and JSON


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
    first, second = (len(made.LORRIES.split(".")[0]) + 1, len(made.VANS.split(".")[0]) + 1)
    assert record["conflicts"] == [
        {
            "kind": "count",
            "later": False,
            "claims": [
                {
                    "text": "Two lorries",
                    "support": 2,
                    "citations": [
                        quoted(1, made.LORRIES, 0, first),
                        quoted(2, made.LORRIES, 0, first),
                    ],
                },
                {
                    "text": "Three vans",
                    "support": 1,
                    "citations": [quoted(3, made.VANS, 0, second)],
                },
            ],
        }
    ]
    assert record["unique"][0] == {
        "text": "Nobody should have let them cross it.",
        "kind": "report",
        "citation": quoted(1, made.LORRIES, first + 1, len(made.LORRIES)),
    }
    assert [sentence["disputed"] for sentence in record["sentences"]] == [[], [0]]
    jsonschema.validate(record, SCHEMA)


def quoted(source: int, article: str, start: int, end: int) -> dict[str, object]:
    passage = article[start:end]
    return {"source": source, "text": passage, "start": start, "end": end, "strength": 1.0}


def test_the_schema_knows_every_kind() -> None:
    kinds = {
        name: SCHEMA["$defs"][name]["properties"]["kind"]["enum"] for name in ("conflict", "unique")
    }
    assert kinds == {
        "conflict": list(get_args(ConflictKind)),
        "unique": list(get_args(SingleSourceKind)),
    }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("conflicts", 0, "kind"), "mood"),
        (("conflicts", 0, "claims"), []),
        (("conflicts", 0, "claims", 0, "citations"), []),
        (("unique", 0, "kind"), "rumour"),
        (("unique", 0, "citation", "start"), -1),
        (("sentences", 1, "disputed"), [-1]),
    ],
)
def test_the_schema_refuses_what_cannot_be(path: tuple[str | int, ...], value: object) -> None:
    record = to_dict(made.torn())
    place = record
    for key in path[:-1]:
        place = place[key]  # type: ignore[index]
    place[path[-1]] = value  # type: ignore[index]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, SCHEMA)

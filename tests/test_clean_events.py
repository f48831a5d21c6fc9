"""The bundled events: their planted junk goes, their stories stay."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from planted import JUNK, LINES, MISSED, STORY, pieces

from summarizer.clean import clean
from summarizer.clean.page import page
from summarizer.read import read
from summarizer.types import Article, Cluster, displayed

EVENTS = Path(__file__).resolve().parent.parent / "eval" / "examples"


@cache
def kept(event: str) -> str:
    """What stays of all articles of an event."""
    folder = EVENTS / event
    names = json.loads((folder / "event.json").read_text(encoding="utf-8"))["articles"]
    clusters = [c for c in read([folder / n for n in names]) if isinstance(c, Cluster)]
    articles = clusters[0].articles
    return "\n".join(
        a.text[start:end]
        for a, cleaned in zip(articles, clean(articles), strict=True)
        for start, end in cleaned.blocks
    )


@pytest.mark.parametrize("event", JUNK)
def test_planted_junk_goes_and_the_story_stays(event: str) -> None:
    text = kept(event)
    assert [piece for piece in pieces(event) if piece in displayed(text)] == []
    assert [line for line in LINES.get(event, ()) if line in text.splitlines()] == []
    assert [phrase for phrase in STORY[event] if phrase not in text] == []


def known() -> list[object]:
    """The junk that no general rule takes, each piece with the reason."""
    return [
        pytest.param(event, piece, marks=pytest.mark.xfail(strict=True, reason=reason))
        for event, reasons in MISSED.items()
        for piece, reason in reasons.items()
    ]


@pytest.mark.parametrize(("event", "piece"), known())
def test_planted_junk_that_stays_is_known(event: str, piece: str) -> None:
    assert piece not in displayed(kept(event))


def test_every_event_has_its_junk_listed() -> None:
    assert sorted(JUNK) == sorted(STORY) == sorted(folder.name for folder in EVENTS.iterdir())


def test_entries_of_a_live_report_stay() -> None:
    lines = ["The mayor of Ely said on Monday that the river had risen by three feet in a day."] * 4
    for i, entry in enumerate(("The lock has opened again, its keeper said.", "Rain has stopped.")):
        lines += [f"Ann Lee {i + 1} hours ago", f"{entry} He added: “We wait.”"]
    text = "\n".join(lines)
    cleaned = clean([Article(text)])[0]
    assert {r.rule for r in cleaned.removed} == {"repeat"}


def test_points_above_a_story_stay_unless_it_says_them_again() -> None:
    points = "* Bank will close 180 branches\n* Mayor fell ill on Sunday"
    story = "The bank will close 180 of its branches within a year, it said on Monday in Ely."
    assert len(page(points + "\n" + story).lines) == 3
    assert clean([Article(points + "\n" + story)])[0].removed == ()
    both = f"{points}\n{story}\nThe mayor of the town fell ill on Sunday, his office said later."
    assert {r.rule for r in clean([Article(both)])[0].removed} == {"summary-bullets"}

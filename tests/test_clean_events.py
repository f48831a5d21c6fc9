"""The bundled events: their planted junk goes, their stories stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer.clean import clean
from summarizer.clean.page import page
from summarizer.read import read
from summarizer.types import Article, Cluster

EVENTS = Path(__file__).resolve().parent.parent / "eval" / "examples"

JUNK = {
    "harbour-ferry-fire": (
        "Morning Bulletin", "national news agency", "Recommend (6)", "gerald_w", "abusive posts",
        "Home > News", "312 shares", "Win a family", "rust bucket", "41 likes", "2 hours ago",
        "first said that", "flagship newsletter", "Transport Correspondent", "unlock this",
        "Listen to this", "Markets data", "redistribute", "Follow the topics", "3. Orrin",
    ),
    "hollin-valley-flood": (
        "2025 GMT", "by text message", "55501", "earlier version", "Ring Mab", "- Comments",
        "Are you in the affected", "yournews@", "telephone number", "If the form", "KIT RENDALL",
        "pictures of the floods", "first to know", "Is yours on the list", "SPARK SAYS",
        "one: who read the report", "mountainman", "give that man a medal", "(NWA)", "Never miss",
        "RED WARNING", "Posted by", "Radar picture", "About Nimbus", "Chip in",
    ),
    "orbital-bank-merger": (
        "* Competition Board", "($1 =", "Ask to reprint", "was supplied by", "HomeNews",
        "Ring our newsdesk", "Spark app", "MOST READ", "overpaying", "pennywise", "Like (212)",
        "View all 47", "Text size", "Stan, Upper Fenn", "told not to talk to the paper",
    ),
    "saltmarsh-water-deal": (
        "Sponsor message", "listeners like you", "previous version", "Click here", "+00 555",
        "Our Standards", "Energy Briefing", "has been updated", "Your weekly paper", "Posted on",
        "SHOW SEASON", "has written for", "Filed under", "Like Loading", "Good piece", "175??",
        "second hand pump", "Name *", "we use cookies", "Reject all", "family of brands", "Stock",
        "ALSO ON", "View original", "may earn a", "subject to change", "Gus P", "where is this",
        "Pick your sign", "4.6 stars", "Help | Feedback",
    ),
}  # fmt: skip
STORY = {
    "harbour-ferry-fire": ("What happens now?", "under control by 10:50.", "Nobody was hurt"),
    "hollin-valley-flood": (
        "Register at any rest centre", "ring the vet at Garth", "TOWNS UNDER WATER",
        "Linnea Marsk, a 34-year-old hiker", "Good news to end on",
    ),
    "orbital-bank-merger": (
        "WHAT IT MEANS FOR YOU", "Nothing changes today", "I’d vote", "Joan Tebbet",
        "the two banks will merge into the biggest",
    ),
    "saltmarsh-water-deal": (
        "The summer minimum is 180", "Drip lines under two hectares", "“line by line",
        "She was booed", "a fund of 25 million marks", "In our view",
    ),
}  # fmt: skip


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
    assert [phrase for phrase in JUNK[event] if phrase in text] == []
    assert [phrase for phrase in STORY[event] if phrase not in text] == []


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

"""The test bed for contradictions is consistent; nothing here looks at what it says.

`heldout.jsonl` was written by somebody who has not seen a detector and is set aside.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "eval" / "conflicts"
HALVES = ("dev", "heldout")
KINDS = {"count", "amount", "date", "time", "place", "name", "outcome"}

pytestmark = pytest.mark.parametrize("half", HALVES)


@cache
def events(half: str) -> tuple[dict[str, Any], ...]:
    lines = (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def test_every_quotation_stands_once_in_its_article(half: str) -> None:
    for event in events(half):
        sides = [side for conflict in event["conflicts"] for side in conflict["sides"]]
        found = [(side["articles"][0], side["quote"]) for side in sides]
        others = [*(miss["quotes"] for miss in event["near_misses"]), *event["facts"]]
        found += [(quote["article"], quote["quote"]) for some in others for quote in some]
        for article, quote in found:
            assert event["articles"][article]["text"].count(quote) == 1, event["id"]


def test_sides_are_told_by_different_articles(half: str) -> None:
    for event in events(half):
        for conflict in event["conflicts"]:
            told = Counter(a for side in conflict["sides"] for a in side["articles"])
            assert len(conflict["sides"]) > 1
            assert set(told.values()) == {1}, event["id"]
        for fact in event["facts"]:
            assert len({quote["article"] for quote in fact}) > 1, event["id"]


def test_there_is_enough_of_everything(half: str) -> None:
    """80 conflicts and 120 near misses in both halves; an update is no conflict."""
    found = [c for event in events(half) for c in event["conflicts"]]
    kinds = Counter(c["kind"] for c in found if not c["later"])
    assert set(kinds) == KINDS
    assert sum(kinds.values()) >= 45
    assert sum(len(event["near_misses"]) for event in events(half)) >= 66
    assert len({event["id"] for event in events(half)}) == len(events(half))

"""The measure of contradictions scores reports as its docstring says, on an invented event."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from summarizer.pipeline import ClusterAnalysis
from summarizer.types import Claim, Conflict, Evidence

EVAL = Path(__file__).resolve().parent.parent / "eval"

FERRY = [
    "A ferry hit the pier at Vostrand on Monday. In all 31 people were hurt on board.",
    "The pier at Vostrand was rammed by a ferry. Some 27 passengers were hurt in the crash.",
    "Divers looked at the pier of Vostrand. Of those hurt, 27 passengers lay in hospital.",
]


@pytest.fixture
def measure(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(EVAL))
    import measure_conflicts

    monkeypatch.setattr(measure_conflicts, "ClusterAnalysis", ClusterAnalysis)  # and so restored
    return measure_conflicts


def event(later: bool = False, dates: tuple[str, ...] = ("", "", "")) -> dict[str, Any]:
    first, second = "31 people were hurt", "27 passengers were hurt"

    def quoted(article: int, quote: str) -> dict[str, Any]:
        return {"article": article, "quote": quote}

    sides = [
        {"articles": [0], "quote": first, "value": "31"},
        {"articles": [1, 2], "quote": second, "value": "27"},
    ]
    near = [
        quoted(0, "A ferry hit the pier at Vostrand"),
        quoted(2, "Divers looked at the pier of Vostrand"),
    ]
    return {
        "id": "ferry-vostrand",
        "articles": [
            {"outlet": f"Outlet {i}", "date": date, "title": "", "text": text}
            for i, (text, date) in enumerate(zip(FERRY, dates, strict=True))
        ],
        "conflicts": [{"kind": "count", "later": later, "sides": sides}],
        "near_misses": [{"kind": "wording", "quotes": near}],
        "facts": [
            [quoted(0, first), quoted(1, second), quoted(2, "27 passengers lay in hospital")]
        ],
    }


def claim(words: str, *articles: int) -> Claim:
    """The words, in whichever sentence of each article holds the first of them."""
    found = []
    for article in articles:
        text = FERRY[article]
        middle = text.index(". ") + 2
        start = middle if words.split()[0] in text[middle:] else 0
        found.append(Evidence(article, start, len(text) if start else middle - 1, 1.0))
    return Claim(words, tuple(found), len(found))


def judged(measure: ModuleType, report: Conflict, planted: dict[str, Any]) -> Any:
    """The event with one report, whatever the pipeline says."""
    analysis = SimpleNamespace(contradictions=(report,))
    measure.ClusterAnalysis = lambda cluster: analysis  # type: ignore[attr-defined]
    return measure.measure(measure.Bed(planted))


FIRST, SECOND, THIRD = claim("31 people", 0), claim("27 passengers", 1), claim("27 passengers", 2)
RIGHT = Conflict("count", (FIRST, SECOND))
NEAR = Conflict("place", (claim("pier", 0), claim("pier", 2)))
UNJOINED = event()
UNJOINED["facts"][0].pop()


@pytest.mark.parametrize(
    ("report", "planted", "right", "told"),
    [
        (RIGHT, event(), True, "count: planted 1, reported 1, right 1\n  precision 1.000"),
        (RIGHT, event(), True, "date: planted 0, reported 0, right 0\n  precision – (0 of 0)"),
        (Conflict("amount", RIGHT.claims), event(), True, ""),  # may stand for a count
        (Conflict("name", RIGHT.claims), event(), False, ""),
        (Conflict("count", (FIRST, THIRD)), event(), True, ""),  # another article of the side
        (Conflict("count", (FIRST, THIRD)), UNJOINED, False, ""),  # that no fact joins to it
        (Conflict("count", (SECOND, THIRD)), event(), False, ""),  # one side twice
        (Conflict("count", (FIRST, claim("Vostrand", 1))), event(), False, ""),  # elsewhere
        (Conflict("count", (claim("board", 0), SECOND)), event(), False, ""),  # other words there
        (NEAR, event(), False, "near misses reported: 1.000"),
        (Conflict("count", RIGHT.claims, later=True), event(later=True), True, ""),
        (RIGHT, event(later=True), False, "as later 0, plain (false) 1, not 0"),
    ],
)
def test_which_reports_are_right(
    measure: ModuleType, report: Conflict, planted: dict[str, Any], right: bool, told: str
) -> None:
    found = judged(measure, report, planted)
    near = "wording" if report is NEAR else ""
    assert [(j.right, j.near_miss) for j in found.judged] == [(right, near)]
    assert right or planted["conflicts"][0]["later"] or found.missed() == found.bed.conflicts
    assert told in measure.report([found])


@pytest.mark.parametrize(
    ("dates", "allowed"),
    [
        (("2031-03-04", "2031-03-05", ""), True),
        (("2031-03-04T09:00:00+01:00", "2031-03-04T09:00:00Z", ""), True),
        (("2031-03-04", "2031-03-04T20:00:00Z", ""), False),
        (("2031-03-05", "2031-03-04", ""), False),
        (("", "2031-03-04", ""), False),
    ],
)
def test_a_conflict_counts_as_later_only_where_dates_allow(
    measure: ModuleType, dates: tuple[str, ...], allowed: bool
) -> None:
    found = judged(measure, Conflict("count", RIGHT.claims, later=True), event(dates=dates))
    assert found.judged[0].right == allowed
    assert not found.found(found.bed.conflicts[0], later=False)
    assert f"as later {int(allowed)} more" in measure.report([found])


def test_the_script_measures_the_dev_half(
    measure: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: Any, tmp_path: Path
) -> None:
    (tmp_path / "conflicts").mkdir()
    (tmp_path / "conflicts" / "dev.jsonl").write_text(json.dumps(event()), encoding="utf-8")
    monkeypatch.setattr(measure, "HERE", tmp_path)
    monkeypatch.setattr(sys, "argv", ["measure_conflicts.py", "--show"])
    assert measure.main() == 0
    assert "half: dev, 1 events" in capsys.readouterr().out

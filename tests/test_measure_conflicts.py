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


RIGHT = Conflict("count", (claim("31 people", 0), claim("27 passengers", 1)))
FIRST, SECOND = RIGHT.claims
THIRD = claim("27 passengers", 2)


@pytest.mark.parametrize(
    ("kind", "claims", "right"),
    [
        ("count", (FIRST, SECOND), True),
        ("amount", (FIRST, SECOND), True),  # may stand for a count
        ("name", (FIRST, SECOND), False),
        ("count", (FIRST, THIRD), True),  # another article of the side, joined by a fact
        ("count", (SECOND, THIRD), False),  # one side twice
        ("count", (FIRST, claim("Vostrand", 1)), False),  # another sentence
        ("count", (claim("board", 0), SECOND), False),  # other words of the sentence
    ],
)
def test_which_reports_are_right(
    measure: ModuleType, kind: Any, claims: tuple[Claim, ...], right: bool
) -> None:
    found = judged(measure, Conflict(kind, claims), event())
    assert [(j.right, j.near_miss) for j in found.judged] == [(right, "")]
    assert len(found.missed()) == (not right)


def test_another_article_of_a_side_counts_only_where_a_fact_joins_it(measure: ModuleType) -> None:
    unjoined = event()
    unjoined["facts"][0].pop()
    assert not judged(measure, Conflict("count", (FIRST, THIRD)), unjoined).judged[0].right


def test_a_near_miss_is_named(measure: ModuleType) -> None:
    report = Conflict("place", (claim("pier", 0), claim("pier", 2)))
    found = judged(measure, report, event())
    assert found.judged[0].near_miss == "wording"
    assert "near misses reported: 1.000" in measure.report([found])


def test_an_update_is_right_as_later_only(measure: ModuleType) -> None:
    later = Conflict("count", RIGHT.claims, later=True)
    assert judged(measure, later, event(later=True)).judged[0].right
    plain = judged(measure, RIGHT, event(later=True))
    assert not plain.judged[0].right
    assert "as later 0, plain (false) 1, not 0" in measure.report([plain])


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


def test_a_table_counts_planted_reported_and_right(measure: ModuleType) -> None:
    table = measure.report([judged(measure, RIGHT, event())])
    assert "count: planted 1, reported 1, right 1\n  precision 1.000" in table
    assert "date: planted 0, reported 0, right 0\n  precision – (0 of 0)" in table


def test_the_script_measures_the_dev_half(
    measure: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: Any, tmp_path: Path
) -> None:
    (tmp_path / "conflicts").mkdir()
    (tmp_path / "conflicts" / "dev.jsonl").write_text(json.dumps(event()), encoding="utf-8")
    monkeypatch.setattr(measure, "HERE", tmp_path)
    monkeypatch.setattr(sys, "argv", ["measure_conflicts.py", "--show"])
    assert measure.main() == 0
    assert "half: dev, 1 events" in capsys.readouterr().out

"""The measure of contradictions scores reports as its docstring says, on an invented event."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

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

    class Reporting:
        def __init__(self, cluster: object) -> None:
            self.contradictions = (report,)

    measure.ClusterAnalysis = Reporting
    return measure.measure(measure.Bed(planted))


@pytest.fixture(autouse=True)
def fresh() -> Any:
    """What a test puts into the script goes with it."""
    yield
    for name in ("measure_conflicts", "conflict_bed"):
        sys.modules.pop(name, None)


RIGHT = Conflict("count", (claim("31 people", 0), claim("27 passengers", 1)))


def test_a_report_of_both_sides_is_right(measure: ModuleType) -> None:
    found = judged(measure, RIGHT, event())
    assert [j.right for j in found.judged] == [True]
    assert found.missed() == []
    table = measure.report([found])
    assert "count: planted 1, reported 1, right 1\n  precision 1.000" in table
    assert "date: planted 0, reported 0, right 0\n  precision – (0 of 0)" in table


def test_an_amount_may_stand_for_a_count_but_not_a_name(measure: ModuleType) -> None:
    as_amount, as_name = Conflict("amount", RIGHT.claims), Conflict("name", RIGHT.claims)
    assert judged(measure, as_amount, event()).judged[0].right
    assert not judged(measure, as_name, event()).judged[0].right


def test_another_article_of_a_side_counts_where_a_fact_joins_it(measure: ModuleType) -> None:
    report = Conflict("count", (claim("31 people", 0), claim("27 passengers", 2)))
    assert judged(measure, report, event()).judged[0].right
    unjoined = event()
    unjoined["facts"][0].pop()
    assert not judged(measure, report, unjoined).judged[0].right


@pytest.mark.parametrize(
    "claims",
    [
        (claim("27 passengers", 1), claim("27 passengers", 2)),
        (claim("31 people", 0), claim("Vostrand", 1)),
        (claim("board", 0), claim("27 passengers", 1)),
    ],
    ids=["one side twice", "another sentence", "other words of the sentence"],
)
def test_other_reports_are_wrong(measure: ModuleType, claims: tuple[Claim, ...]) -> None:
    found = judged(measure, Conflict("count", claims), event())
    assert not found.judged[0].right
    assert len(found.missed()) == 1
    assert not found.judged[0].near_miss


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


def test_the_script_measures_the_dev_half(
    measure: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "conflicts"
    folder.mkdir()
    (folder / "dev.jsonl").write_text(json.dumps(event()), encoding="utf-8")
    monkeypatch.setattr(measure, "HERE", tmp_path)
    monkeypatch.setattr(sys, "argv", ["measure_conflicts.py", "--show"])
    assert measure.main() == 0
    printed = capsys.readouterr().out
    assert "half: dev, 1 events" in printed

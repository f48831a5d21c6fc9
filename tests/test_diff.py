"""`consensus diff`: what is new, changed and gone between two records of one event."""

from __future__ import annotations

import io
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pages import Page
from pair_models import Fake, Told, installed

from summarizer import Article, Change, Difference, diff, summarize
from summarizer.cli import main
from summarizer.errors import ConsensusError
from summarizer.render import DIFFERENCES, View

DAYS = tomllib.loads((Path(__file__).parent / "data" / "two_days.toml").read_text("utf-8"))
HOSTILE = '<script>alert("x")</script>\x1b[31m\u202e`*_[x](javascript:y) &amp;\ud800'
HIT = "A storm hit the harbour town of Orn."
KILLED, MORE = "Four people were killed in Orn.", "Nine people were killed in Orn."
HELD, FREED = "The keeper of Orn has been arrested.", "The keeper of Orn was never arrested."
QUAY = "The quay of Orn collapsed."


def told(change: Change) -> tuple[str, str, tuple[tuple[str, str], ...], list[str]]:
    return change.kind, change.text, change.figures, [s.outlet for s in change.sources]


def source(
    number: int, outlet: str = "post", day: str = "2031-03-04", **more: Any
) -> dict[str, Any]:
    address = f"https://{outlet}.example/{day}"
    return {"id": number, "title": f"Orn by {outlet}", "outlet": outlet, "date": day,
            "location": address, "origin": number, "witness": number, "agency": "",
            "words": 100} | more  # fmt: skip


def record(sources: list[dict[str, Any]], *facts: tuple[str, list[int]], **more: Any) -> Any:
    """A record with these facts, each with the sources that state it, in its own words.

    Facts that differ in their first letters alone are quoted from one place.
    """
    rows = [
        {"text": text, "support": len(cited), "sentence": None, "citations": [
            {"source": n, "text": text, "start": sum(map(ord, text[4:])), "end": 0, "strength": 1.0}
            for n in cited
        ]}
        for text, cited in facts
    ]  # fmt: skip
    return {"schema": "consensus-summary/1", "id": "orn", "summary": "", "sentences": [],
            "sources": sources, "method": "consensus", "signature": "consensus|lang:en",
            "warnings": [], "conflicts": [], "unique": [], "facts": rows} | more  # fmt: skip


MONDAY = [source(1, "post"), source(2, "wire")]
TUESDAY = [source(1, "post", "2031-03-05"), source(2, "wire", "2031-03-05")]
OLD = record(MONDAY, (HIT, [1, 2]), (KILLED, [1, 2]), (HELD, [1]))


def compared(old: Any, new: Any, model: Fake | None = None) -> Difference:
    with installed(model or Fake()):
        return diff(old, new)


# --- meaning


@pytest.mark.parametrize("days", [("day2",), ("day1", "day2")])
def test_two_days_of_an_event(days: tuple[str, ...]) -> None:
    """The changed toll, the correction and the new fact are named, and nothing else."""
    records = [
        summarize((Article(**row) for day in some for row in DAYS[day]), id="halbrook")
        for some in (("day1",), days)
    ]
    found = diff(*records)
    named = {
        re.search("broken rail|driver|17|[Ss]eventeen", c.text)[0].lower(): c  # type: ignore[index]
        for c in found.changes
    }
    assert len(named) == len(found.changes) == 3
    toll, driver, rail = (c for key in ("17|seventeen", "driver", "broken rail")
                          for name, c in named.items() if name in key.split("|"))  # fmt: skip
    assert (toll.kind, rail.kind) == ("changed", "new")
    [(was, now)] = toll.figures
    assert was.lower() in ("11", "eleven")
    assert now.lower() in ("17", "seventeen")
    assert "arrested" in driver.text
    assert {s.date for c in found.changes for s in c.sources} == {"2027-03-03"}
    assert found.warnings == ()
    assert diff(records[1], records[1]).changes == ()


@pytest.mark.parametrize(
    ("fact", "answers", "expected"),
    [
        (HIT, {}, []),
        ("Orn was hit by a storm.", {(HIT, "Orn was hit by a storm."): "supports"}, []),
        (QUAY, {}, [("new", QUAY, ())]),
        # With the old figure in its place it is what the old record states.
        ("In Orn 9 people died.", {(KILLED, "In Orn Four people died."): "supports"},
         [("changed", "In Orn 9 people died.", (("Four", "9"),))]),
        # A figure that no other sentence of the old record has, but of something else.
        ("In Orn 9 boats sank.", {}, [("new", "In Orn 9 boats sank.", ())]),
        (FREED, {(HELD, FREED): "contradicts", (FREED, HELD): "contradicts"},
         [("changed", FREED, ())]),
        ("The keeper Ana Belt was arrested.",
         {("The keeper Jon Hald was arrested.", "The keeper Jon Hald was arrested."):
          "supports"},
         [("changed", "The keeper Ana Belt was arrested.", (("Jon Hald", "Ana Belt"),))]),
    ],
)  # fmt: skip
def test_by_meaning(fact: str, answers: Any, expected: Any) -> None:
    old = record(MONDAY, *((t, [1, 2]) for t in (HIT, KILLED)), (HELD, [1]),
                 ("The keeper Jon Hald was arrested.", [2]))  # fmt: skip
    new = record(TUESDAY, (HIT, [1, 2]), (KILLED, [1, 2]), (fact, [1]))
    found = compared(old, new, Told(answers)).changes
    assert [told(c)[:3] for c in found] == expected
    assert all([s.outlet for s in c.sources] == ["post"] for c in found)


def test_what_several_stated_can_be_gone() -> None:
    found = compared(OLD, record(TUESDAY, (HIT, [1]), (QUAY, [2]))).changes
    assert [told(c) for c in found] == [
        ("new", QUAY, (), ["wire"]),
        ("gone", KILLED, (), ["post", "wire"]),
    ]


@pytest.mark.parametrize(
    ("changed", "known"),
    [
        ({}, True),
        ({"location": "orn.txt"}, True),  # outlet, title and date
        ({"title": "Another headline", "date": ""}, True),  # the address
        ({"words": 102}, True),  # cleaning differed
        ({"words": 160}, False),  # rewritten at its address
        ({"title": "Another headline", "location": "orn.txt"}, False),
        ({"location": "https://post.example/other", "date": "2031-03-05"}, False),
    ],
)
def test_what_a_source_of_both_said_is_no_news(changed: dict[str, Any], known: bool) -> None:
    new = record([source(1, **changed), source(2, "late")], (QUAY, [1]), (HIT, [2]))
    found = compared(OLD, new).changes
    assert (QUAY not in {c.text for c in found}) is known


def test_an_article_edited_in_place_is_another() -> None:
    found = compared(OLD, record(MONDAY, (HIT, [2]), (MORE, [1]))).changes
    assert MORE in {c.text for c in found}


def test_one_change_is_named_once_with_all_its_sources() -> None:
    new = record(TUESDAY, (MORE, [1]), ("In Orn 9 people died.", [2]), (QUAY, [1]),
                 ("The quay in Orn has collapsed.", [2]))  # fmt: skip
    model = Told({(KILLED, "Four people were killed in Orn."): "supports",
                  (KILLED, "In Orn Four people died."): "supports",
                  (QUAY, "The quay in Orn has collapsed."): "supports"})  # fmt: skip
    changed, quay, *gone = compared(OLD, new, model).changes
    assert told(changed) == ("changed", MORE, (("Four", "Nine"),), ["post", "wire"])
    assert told(quay) == ("new", QUAY, (), ["post", "wire"])
    assert [c.text for c in gone] == [HIT]


def test_warnings() -> None:
    other = record([source(1, "far", "2030-01-01")], ("Prices of tin rose.", [1]))
    unlike, swapped = compared(OLD, other).warnings
    assert "different events" in unlike
    assert "swapped" in swapped
    assert "fr" in compared(OLD, {**OLD, "signature": "lead|lang:fr|v:1"}).warnings[0]
    assert compared(OLD, OLD).warnings == ()


def test_the_model_is_asked_within_bounds() -> None:
    many = [(f"{HIT[:-1]} by number {n} of the 7 squares and {n + 7} boats.", [1])
            for n in range(40)]  # fmt: skip
    model = Fake()
    later = record(TUESDAY, *((f"{text} So it was.", cited) for text, cited in many))
    compared(record(MONDAY, *many), later, model)
    assert len(model.asked) <= 2 * 40 * 40


# --- what is refused


def _edited(**more: Any) -> str:
    return json.dumps({**OLD, **more})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("no JSON", "broken JSON"),
        ("[" * 100 + "]" * 100, "more than 64 levels"),
        ("[]", "no record of a summary"),
        ('{"id": "orn", "documents": []}', "no record of a summary"),
        (_edited(schema="consensus-summary/2"), "'consensus-summary/1' is compared"),
        (_edited(schema=HOSTILE), "is compared"),
        (f"{json.dumps(OLD)}\n{json.dumps(OLD)}\n", "several records"),
        (_edited(facts={}), "`facts` must be a list"),
        (_edited(facts=["x"]), "`facts` must hold objects"),
        (_edited(id=True), "`id` must be text"),
        (_edited(sources=[]), "cites source 1, which it does not list"),
        (_edited(sources=[source(int("9" * 30), "x")]), "`id` must be a whole number"),
        (json.dumps(record(MONDAY, ("x" * 3_000, [1]))), "a sentence of 3,000 characters"),
        (json.dumps(record(MONDAY, *((f"n {n}", [1]) for n in range(501)))), "more than 500"),
        ("\x00\x01\x02", "binary"),
    ],
)
def test_refused_in_one_line(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.json").write_text(text)
    (tmp_path / "new.json").write_text(json.dumps(OLD))
    for names in (("old.json", "new.json"), ("new.json", "old.json")):
        assert main(["diff", *(str(tmp_path / name) for name in names)]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert why in err
        assert "old.json" in err
        assert "\x1b" not in err


def test_caps_and_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps(OLD))
    for args, why in (
        ([str(path)], "name two records"),
        (["-", "-"], "read only once"),
        ([str(path), str(tmp_path / "none.json")], "no such file"),
        ([str(path), str(path), "--cap", "json-bytes=20"], "more than 20 bytes"),
        ([str(path), str(path), "-o", str(path)], "overwrite"),
    ):
        assert main(["diff", *args]) == 2
        assert why in capsys.readouterr().err
    with pytest.raises(ConsensusError, match="no record"):
        diff({}, OLD)


# --- forms


def test_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    (tmp_path / "old.json").write_text(json.dumps(OLD))
    new = json.dumps(record(TUESDAY, (HIT, [1]), (MORE, [1]), (QUAY, [2])))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(new.encode())))
    monkeypatch.setenv("COLUMNS", "80")
    model = Told({(KILLED, KILLED): "supports"})
    with installed(model):
        assert main(["diff", str(tmp_path / "old.json"), "-"]) == 0
    assert capsys.readouterr().out == (
        "1 changed, 1 new\n\n"
        f"Changed\n- {MORE}\n  Four → Nine\n  before: {KILLED}\n  from post (2031-03-05)\n\n"
        f"New\n- {QUAY}\n  from wire (2031-03-05)\n"
    )
    found = compared(OLD, json.loads(new), model)
    made = json.loads(DIFFERENCES["json"].render(found, View()))
    assert made == found.to_dict()
    assert [c["figures"] for c in made["changes"]] == [[{"was": "Four", "now": "Nine"}], []]
    assert "nothing changed" in DIFFERENCES["text"].render(compared(OLD, OLD), View())


@pytest.mark.parametrize("name", DIFFERENCES)
def test_nothing_from_the_data_is_markup(name: str) -> None:
    bad = {"title": HOSTILE, "outlet": HOSTILE, "date": HOSTILE, "location": "javascript:alert(1)"}
    new = record([source(1, **bad)], (f"{QUAY} {HOSTILE}", [1]), id=HOSTILE)
    shown = DIFFERENCES[name].render(compared(OLD, new), View(40))
    assert not {"\x1b", "\u202e", "\ud800"} & set(shown)
    if name == "markdown":
        assert "<script" not in shown
    if name == "html":
        page = Page(shown)
        assert not page.unclosed
        assert not [*page.all("script")]
        assert all(link.startswith("https://") or link == "data:," for link in page.values("href"))
        assert any(value.startswith("default-src 'none'") for value in page.values("content"))

"""Values and names of a text: what is read, and when two of them may both be true."""

from __future__ import annotations

from datetime import date
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.values.names import missing_names, names
from summarizer.values.typed import Value, compatible, rivals, unmatched, values

DAY = "2031-05-14T08:30:00Z"  # a Wednesday


def only(text: str, published: str = DAY) -> Value:
    (value,) = values(text, published)
    assert text[value.start : value.end].strip() == text[value.start : value.end]
    return value


@pytest.mark.parametrize(
    ("text", "kind", "unit", "low", "high"),
    [
        ("Twenty-three young sailors left.", "count", "sailor", 23, 23),
        ("They bought a hundred and five ships.", "count", "ship", 105, 105),
        ("Two dozen false or misleading claims.", "count", "claim", 24, 24),
        ("Half a million homes lost power.", "count", "home", 5e5, 5e5),
        ("More than 2.4 million residents fled.", "count", "resid", 2.4e6, inf),
        ("As many as 40 trees fell.", "count", "tree", 0, 40),
        ("About 300 goats escaped.", "count", "goat", 270, 330),
        ("Nearly 200 goats escaped.", "count", "goat", 180, 200),
        ("The pier holds 60 or more goats.", "count", "goat", 60, inf),
        ("Dozens of cars burned.", "count", "car", 20, 200),
        ("Tens of thousands of birds came.", "count", "bird", 1e4, 1e5),
        ("Between 10 and 12 ferries sail.", "count", "ferri", 10, 12),
        ("It takes 10-12 nurses.", "count", "nurs", 10, 12),
        ("Twelve people were killed.", "count", "dead", 12, 12),
        ("The blast killed at least 12 villagers.", "count", "dead", 12, inf),
        ("Several dozen boats sank.", "count", "boat", 24, 240),
        ("The death toll rose to 31.", "count", "dead", 31, 31),
        ("Some 30 others were wounded.", "count", "hurt", 27, 33),
        ("The Senate voted 52-48.", "count", "tally", 520048, 520048),
        ("Ms Orla Fenn, 69, sings.", "count", "age", 69, 69),
        ("It cost $4.5m.", "money", "USD", 4.5e6, 4.5e6),
        ("It cost 20 euros.", "money", "EUR", 20, 20),
        ("It cost 50 cents.", "money", "USD", 0.5, 0.5),
        ("A bill of $1 to 2 billion.", "money", "USD", 1e9, 2e9),
        ("A more than $1.2bn deal.", "money", "USD", 1.2e9, inf),
        ("It rose 11.5 per cent.", "percent", "%", 11.5, 11.5),
        ("It rose three percentage points.", "percent", "point", 3, 3),
        ("Half of the goats left.", "percent", "%", 49, 51),
        ("Two in three goats left.", "percent", "%", 200 / 3 - 1, 200 / 3 + 1),
        ("It ran 30 km.", "measure", "m", 3e4, 3e4),
        ("It covers 4 square kilometres.", "measure", "m2", 4e6, 4e6),
        ("They left at 11:52 p.m.", "time", "24h", 1432, 1432),
        ("They left at 18:30.", "time", "24h", 1110, 1110),
        ("They left at noon.", "time", "24h", 720, 720),
        ("They left at 6:30.", "time", "12h", 390, 390),
        ("They left around 6 p.m.", "time", "24h", 1050, 1110),
        ("Her second album.", "ordinal", "", 2, 2),
    ],
)
def test_read(text: str, kind: str, unit: str, low: float, high: float) -> None:
    value = only(text)
    assert (value.kind, value.unit) == (kind, unit)
    assert (value.low, value.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It opened on June 3, 2017.", "2017-06-03", "2017-06-03"),
        ("It opened in June 2017.", "2017-06-01", "2017-06-30"),
        ("It opened in 2017.", "2017-01-01", "2017-12-31"),
        ("It opened in the 1990s.", "1990-01-01", "1999-12-31"),
        ("It opened on May 2.", "2031-05-02", "2031-05-02"),
        ("It opened on Dec. 28.", "2030-12-28", "2030-12-28"),
        ("It ran July 4-6, 2017.", "2017-07-04", "2017-07-06"),
        ("It opened on Tuesday.", "2031-05-13", "2031-05-13"),
        ("It will open on Friday.", "2031-05-16", "2031-05-16"),
        ("It opened yesterday.", "2031-05-13", "2031-05-13"),
        ("It opened last week.", "2031-05-05", "2031-05-11"),
        ("It opens next year.", "2032-01-01", "2032-12-31"),
    ],
)
def test_dates(text: str, first: str, last: str) -> None:
    value = only(text)
    assert (value.kind, value.unit) == ("date", "day")
    assert date.fromordinal(int(value.low)).isoformat() == first
    assert date.fromordinal(int(value.high)).isoformat() == last


def test_dates_of_an_article_without_one() -> None:
    assert (only("It opened on Tuesday.", "").unit, only("On Tuesday.", "?").low) == ("weekday", 1)
    assert only("It opened on June 3.", "").unit == "yearless"
    assert values("It opened yesterday, last week.", "") == ()


@pytest.mark.parametrize(
    "text",
    [
        "An F-35 and Flight 370 met Apollo 11 on Route 66, near COVID-19 and MH17.",
        "Section 230 and Title 42 restrictions, a Boeing 737-800, the Gang of Eight.",
        "1. Goats\n2) Boats",
        "See https://news.example/2031/05/14/12-dead or call 555-010-4477, @goat12, #1.",
        "No one of them said that one may march or that one of us may.",
        "The 9/11 report, No. 1 with readers [12], version 1.2.3.",
    ],
)
def test_no_values(text: str) -> None:
    assert values(text, DAY) == ()


@pytest.mark.parametrize(
    ("one", "two", "agree"),
    [
        ("2.4 million goats", "2,437,000 goats", True),
        ("more than 2.4 million goats", "2.45 million goats", True),
        ("about 300 goats", "312 goats", True),
        ("46,000 goats", "46,213 goats", True),
        ("46,000 goats", "46,813 goats", False),
        ("110 goats", "108 goats", False),
        ("12 goats", "12 boats", False),
        ("12 people died", "12 soldiers", True),
        ("12 percent", "11.5 percent", True),
        ("12 percent", "11.4 percent", False),
        ("20 miles", "32 km", True),
        ("$20", "€20", False),
        ("$3 million", "3 million", False),
        ("a vote of 52-48", "a vote of 51-49", False),
        ("at 6:30", "at 6:32 p.m.", True),
        ("in June 2017", "on June 3, 2017", True),
        ("on June 3, 2017", "on June 4, 2017", False),
        ("on Saturday", "on June 3, 2017", True),
        ("on June 3", "on June 3, 2017", True),
    ],
)
def test_compatible(one: str, two: str, agree: bool) -> None:
    a, b = only(one, ""), only(two, "")
    assert (compatible(a, b), compatible(b, a)) == (agree, agree)


def test_unmatched_and_rivals() -> None:
    one = values("The first storm killed 12 people and injured 30, cost $2 million, one man said.")
    two = values("At least 14 died in the storm, 30 were hurt and it cost $3.5 million.")
    assert [v.unit for v in unmatched(one, two)] == ["dead", "USD"]
    assert [(v.low, w.low) for v, w in rivals(one, two)] == [(12, 14), (2e6, 3.5e6)]
    assert rivals(values("It sank on May 2, 2019."), values("It sank in 2020.")) == ()
    assert len(rivals(values("It sank on May 2, 2019."), values("It sank on May 3, 2019."))) == 1
    assert rivals(one, one) == unmatched(one, one) == ()


@pytest.mark.parametrize(
    ("one", "two", "matched"),
    [
        ("in 2032", "It sank on March 4 and not in 2031.", False),
        ("on March 14", "It sank on Friday, not in 2031.", False),
        ("on Friday", "It sank in 2031.", False),
        ("on March 4", "It sank on March 4, 2031.", True),
        ("in 2031", "It sank on March 4, 2031.", True),
    ],
)
def test_a_date_is_matched_by_one_that_can_tell(one: str, two: str, matched: bool) -> None:
    assert (unmatched(values(one), values(two)) == ()) == matched


def test_names() -> None:
    text = (
        "Officials said Ms. Orla Fenn’s boat left New York. However, the U.S. Bureau of Fish lied."
    )
    found = names(text)
    assert [n.text for n in found] == ["Orla Fenn", "New York", "U.S. Bureau of Fish"]
    assert all(text[n.start : n.end] == n.text for n in found)


def test_missing_names() -> None:
    premise = "President Fenn of Norway asked the United States and ORLUND for help."
    text = "In Orlund, Pia Fenn and Norwegian boats met U.S. sailors, Rolf Egge and the BBC."
    assert missing_names(text, premise) == ("Rolf Egge", "BBC")


@pytest.mark.parametrize(
    ("text", "premise", "missing"),
    [
        ("The FBI left.", "The Federal Bureau of Investigation left.", ()),
        ("Orla B. Fenn left.", "President Fenn left.", ()),
        ("Austria left.", "Australia left.", ("Austria",)),
        ("Jon Orsk left.", "Senator Ana Orsk left. Orsk was late.", ("Jon Orsk",)),
        ("The Hill Lane mill burned.", "The Harrow Lane mill burned.", ("Hill Lane",)),
        ("The Lane mill burned.", "The Harrow Lane mill burned.", ()),
        ("French President Emil Roche left.", "President Emil Roche of France left.", ()),
        ("Thirteen men left. Twenty women stayed.", "They left.", ()),
    ],
)
def test_a_name_may_be_told_in_full_but_not_anew(
    text: str, premise: str, missing: tuple[str, ...]
) -> None:
    assert missing_names(text, premise) == missing


_PIECES = st.sampled_from("one |1,|12| |\0|(|May |to |-|.|A.|half a |dozen |\n|Ü".split("|"))
_TEXTS = st.one_of(
    st.text(),
    st.binary().map(lambda data: data.decode("utf-8", "replace")),
    st.lists(_PIECES).map("".join),
)


@settings(max_examples=60, deadline=None)
@given(_TEXTS, st.sampled_from(["", DAY, "4-5", "1000-01-01"]))
def test_any_text(text: str, published: str) -> None:
    found = values(text, published)
    assert [v.start for v in found] == sorted(v.start for v in found)
    assert all(0 <= v.start < v.end <= len(text) and v.low <= v.high for v in found)
    assert unmatched(found, found) == rivals(found, found) == ()
    assert missing_names(text, text) == ()

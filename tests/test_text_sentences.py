"""The sentence splitter: hand-written cases, properties, and hostile input."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.read import markdown
from summarizer.text.placement import placements
from summarizer.text.quotations import fragments
from summarizer.text.sentences import split
from summarizer.text.wrapping import unwrapped
from summarizer.values.names import missing_names
from summarizer.values.typed import values

T = TypeVar("T")

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "splitting.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c["name"]))
def test_case(case: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if case.get("known_wrong"):
        request.applymarker(pytest.mark.xfail(strict=True, reason="needs the sense of the words"))
    text = case["text"]
    assert [text[a:b] for a, b in split(text, [(0, len(text))])] == case["sentences"]


PIECES = st.sampled_from(
    [
        *".?!…\"“”‘’'()[]«»—-:;, \n\t\r\u2028\xa0。",
        *("U.S.", "Mr.", "Lt.", "p.m.", "No.", "said", "She", "The", "x.Com", "“Why?”", "1.", "5"),
        *("https://a.b/C.De", "plan.Delaney", "\n\n", " . . .", "- ", "é", "İ", "ß", "🎉", "会"),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(PIECES, max_size=60).map(" ".join),
    st.text(st.characters(), max_size=200),
)


@st.composite
def texts_and_blocks(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return text, list(zip(cuts[::2], cuts[1::2], strict=False)) if cuts else [(0, len(text))]


def check(text: str, blocks: list[tuple[int, int]]) -> None:
    """Spans are trimmed, in order, each inside a block, and hold all that can be seen of it."""
    spans = split(text, blocks)
    covered: list[int] = []
    last = 0
    for start, end in spans:
        assert last <= start < end
        assert text[start:end] == text[start:end].strip()
        assert any(a <= start and end <= b for a, b in blocks)
        covered += range(start, end)
        last = end
    visible = [i for a, b in blocks for i in range(a, b) if not text[i].isspace()]
    assert [i for i in covered if not text[i].isspace()] == visible
    assert split(text, blocks) == spans


@settings(max_examples=400, deadline=None)
@given(texts_and_blocks())
def test_spans_are_sound(given_: tuple[str, list[tuple[int, int]]]) -> None:
    check(*given_)


BROKEN = "The committee said it would\npublish the report. It did."


@pytest.mark.parametrize(
    ("text", "blocks", "spans"),
    [
        (BROKEN, [(0, len(BROKEN))], [(0, 47), (48, 55)]),
        (BROKEN, [(0, 27), (28, len(BROKEN))], [(0, 27), (28, 47), (48, 55)]),
        ("", [], []),
        ("", [(0, 0)], []),
        (" \n\t\n ", [(0, 5)], []),
        ("One. Two.", [(0, 99), (2, 4), (-3, 2)], [(0, 4), (5, 9)]),  # bad blocks do no harm
    ],
)
def test_blocks(text: str, blocks: list[tuple[int, int]], spans: list[tuple[int, int]]) -> None:
    assert split(text, blocks) == spans


HOSTILE = {
    "straight quotes": '"',
    "curly quotes": "“”",
    "brackets": "(",
    "nested brackets": "(A",
    "dots": ".",
    "dots and spaces": ". ",
    "stops and quotes": '."',
    "closing marks": ").”",
    "bangs": "!",
    "bangs and spaces": "! ",
    "quotes and spaces": '" ',
    "quoted bangs": "!” ",
    "questions in words of 120": "?" * 120 + " ",
    "stops in words of 120": "a." * 60 + " ",
    "no spaces": "plan.Delaney",
    "straight without spaces": 'plan."Delaney',
    "one word": "a",
    "spaces": "a. " + " " * 500,
    "abbreviations": "Lt. ",
    "short lines": "a\n",
    "broken lines": "the\n",
    "blank lines": "\n",
    "carriage returns": "a \r",
    "one huge line": "Mr. Bell went to Washington, D.C. and back. ",
    "ideographic stops": "。",
    "danda stops before a word": "۔" * 249_990 + " Two ۔",
    "open brackets with text": "(Two members were ill ",
    "links": "https://a.b/C.De",
    "ats": "@a.Bee",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_linear(unit: str) -> None:
    text = unit * (250_000 // len(unit))
    split("warm up", [(0, 7)])
    assert all(a < b for a, b in within(5, lambda: split(text, [(0, len(text))])))


def within(seconds: float, made: Callable[[], T]) -> T:
    start = time.process_time()
    found = made()
    assert time.process_time() - start < seconds
    return found


def _values(text: str) -> None:
    values(text, "2031-05-14")
    missing_names(text, "")


# What is repeated for how many characters, and what reads it.
OTHERS: tuple[tuple[str, int, Callable[[str], object]], ...] = (
    ("“|”|\"|'|“a. |“a.\n|a' |'a |a.\n|“Go. Now.” |6'2\" ", 250_000,
     lambda text: fragments(text, [(i, i + 1) for i in range(0, len(text), 2)])),
    (f"a b\n|\n|{'aa ' * 20}\n| \n|- a\n", 500_000, unwrapped),
    ("the |“|\"|A |the move |in that case |(|he ", 14_000,
     lambda text: placements([text, f"The {text}."])),
    ("[|*a |_a |<a |](|`a|![", 90_000, markdown.article),
    ("1|1,111|one |hundred and | |A|A |May 1 |a.|A.|-|9 to |killed |dead 1 |1:|www.|half a|"
     "more than |(555) |+1 |I of |Of Ab |Ab-|1 million ", 100_000, _values),
)  # fmt: skip
REPEATED = [(u, size, read) for units, size, read in OTHERS for u in units.split("|")]


@pytest.mark.parametrize(("unit", "size", "read"), REPEATED)
def test_what_else_reads_text_is_linear(
    unit: str, size: int, read: Callable[[str], object]
) -> None:
    within(3, lambda: read((unit * size)[:size]))

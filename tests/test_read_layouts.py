"""JSON records in the layouts of the field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import BadLayout, EmptySource, InputError, LimitExceeded
from summarizer.limits import MAX_ARTICLES, MAX_JSON_DEPTH
from summarizer.read import layouts, safe_json
from summarizer.types import Cluster


def cluster(record: object) -> Cluster:
    return layouts.cluster(record, "f.jsonl:3", "f.jsonl:3", "en")


def test_documents() -> None:
    full = {
        "id": "a", "title": "T", "text": "One.\nTwo.", "source": "The Courier",
        "date": "2020-01-02", "blurb": "SECRET", "stance": "SECRET",
    }  # fmt: skip
    documents = [full, {"text": "Three."}]
    found = cluster(
        {"id": "c1", "documents": documents, "references": ["R1", "R2"], "headline": "SECRET"}
    )
    assert (found.id, found.references, found.language) == ("c1", ("R1", "R2"), "en")
    first, second = found.articles
    stated = (first.id, first.title, first.outlet, first.date)
    assert stated == ("a", "T", "The Courier", "2020-01-02")
    assert (first.text, first.location) == ("One.\nTwo.", "f.jsonl:3")
    assert (second.id, second.title) == ("c1-2", "")
    assert "SECRET" not in repr(found)


def test_wcep_with_a_repeated_address_and_an_empty_text() -> None:
    found = cluster(
        {
            "id": 7, "date": "2019-01-01", "summary": "What happened.", "category": "Disasters",
            "articles": [
                {"id": 1, "title": "A", "text": "One.", "url": "https://www.a.example/x",
                 "time": "2019-01-01T10:00:00+00:00", "origin": "WCEP"},
                {"id": 2, "title": "A", "text": "One, again.", "url": "http://a.example/x#top"},
                {"id": 3, "title": "B", "text": " \n", "url": "https://b.example/y"},
                {"id": 4, "title": "C", "text": "Three.", "url": "https://c.example/"},
                {"id": 5, "title": "D", "text": "Four.", "url": "https://c.example"},
            ],
        }
    )  # fmt: skip
    assert found.id == "7"
    assert [a.id for a in found.articles] == ["1", "4", "5"]
    assert (found.articles[0].date, found.articles[0].outlet) == ("2019-01-01", "")
    assert found.references == ("What happened.",)
    assert found.warnings == (
        "article 2 left out: same address as article 1",
        "article 3 left out: `text` is empty",
    )


@pytest.mark.parametrize(
    "document",
    [
        "One. ||||| Two. ||||| Three.",
        "One. ||||| Two. ||||| Three. |||||",
        "||||| One. ||||| ||||| Two. |||||||||| Three.\n|||||\n",
    ],
)
def test_multi_news_separators_anywhere(document: str) -> None:
    assert [a.text for a in cluster({"document": document}).articles] == ["One.", "Two.", "Three."]


def test_multi_news_newlines_and_dash() -> None:
    found = cluster(
        {"document": "One. NEWLINE_CHAR NEWLINE_CHAR Two.NEWLINE_CHAR", "summary": "– It happened."}
    )
    assert found.articles[0].text == "One.\n\nTwo."
    assert (found.references, found.id) == (("It happened.",), "f.jsonl:3")
    several = {"documents": [{"text": "x"}], "summary": ["– A.", "", 5, "B – C."]}
    assert cluster(several).references == ("A.", "B – C.")


def test_the_language_a_record_states() -> None:
    stated = {"hindi": "hi", "FR": "fr", "pt-BR": "pt", "klingon": "en", 5: "en"}
    found = [cluster({"documents": [{"text": "x"}], "lang": name}).language for name in stated]
    assert found == [*stated.values()]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({"text": 5}, "`text` is a number"),
        ({"text": float("nan")}, "`text` is a number"),
        ({"text": ["a"]}, "`text` is a list"),
        ({"text": True}, "`text` is true or false"),
        ({"text": ""}, "`text` is empty"),
        ({"text": None}, "has no `text`"),
        ({}, "has no `text`"),
        ("a string", "this is a string"),
        (None, "this is null"),
        ({"text": "x" * 2_000_001}, "longer than"),
    ],
)
def test_an_unusable_article_is_left_out_with_a_warning(item: object, why: str) -> None:
    found = cluster({"documents": [{"text": "Good."}, item]})
    assert [a.text for a in found.articles] == ["Good."]
    (warning,) = found.warnings
    assert warning.startswith("article 2 left out: ")
    assert why in warning


@pytest.mark.parametrize(
    ("record", "error", "why"),
    [
        ([], BadLayout, "this is a list"),
        ("x", BadLayout, "this is a string"),
        ({}, BadLayout, "no known layout"),
        ({"text": "An article."}, BadLayout, "an article, not a cluster"),
        ({"documents": {}}, BadLayout, "`documents` is an object"),
        ({"articles": "x"}, BadLayout, "`articles` is a string"),
        ({"document": 5}, BadLayout, "`document` is a number"),
        ({"document": ["x"]}, BadLayout, "`document` is a list"),
        ({"document": " ||||| "}, EmptySource, "no usable article"),
        ({"documents": []}, EmptySource, "no usable article"),
        ({"documents": [{"text": ""}]}, EmptySource, "`text` is empty"),
        ({"documents": [{"text": "x"}] * (MAX_ARTICLES + 1)}, LimitExceeded, "may have"),
    ],
)
def test_a_record_that_cannot_be_read(record: object, error: type[InputError], why: str) -> None:
    with pytest.raises(error, match=why):
        cluster(record)


def test_fields_of_a_wrong_type_are_left_empty_and_long_ones_are_cut() -> None:
    record = {"text": "x", "title": 5, "source": {"name": "Courier"}, "date": 20200102, "id": True}
    found = layouts.article({**record, "url": "javascript:alert(1)"}, "here", "fallback")
    assert (found.title, found.outlet, found.date) == ("", "Courier", "2020-01-02")
    assert (found.url, found.id) == ("", "fallback")
    assert len(layouts.article({"text": "x", "title": "y" * 9_999}, "", "").title) == 500


def test_many_bad_articles_make_a_short_list_of_warnings() -> None:
    found = cluster({"documents": [{"text": "x"}] + [{}] * 500})
    assert len(found.warnings) == 21
    assert found.warnings[-1] == "480 more articles left out"


def test_text_is_kept_as_it_is_but_for_surrogates() -> None:
    text = "  Two  spaces.\r\nNext\ud800 "
    assert layouts.article({"text": text}, "", "").text == text.replace("\ud800", "\ufffd")


# --- JSON itself


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "broken JSON"),
        ('{"a": 1} x', "Extra data"),
        ("[" * 100_000, "levels deep"),
        ('{"a":' * 1_000 + "1" + "}" * 1_000, "levels deep"),
        ('{"text": "a", "text": "b"}', "'text' stands twice"),
        ('"\x01"', "broken JSON"),
    ],
)
def test_hostile_json_is_an_input_error(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        safe_json.loads(text)


def test_huge_integers_are_no_value() -> None:
    assert safe_json.loads("[12, -3, " + "9" * 5_000 + "]") == [12, -3, None]


def test_the_depth_limit_is_exact() -> None:
    text = '{"a": "' + "[{" * 1_000 + '\\"[["}'
    assert safe_json.loads(text) == {"a": "[{" * 1_000 + '"[['}  # brackets in strings are none
    deepest = "[" * MAX_JSON_DEPTH + "]" * MAX_JSON_DEPTH
    safe_json.loads(deepest)
    with pytest.raises(LimitExceeded):
        safe_json.loads(f"[{deepest}]")


def test_an_unclosed_string_of_escapes_takes_linear_time() -> None:
    with pytest.raises(InputError):
        safe_json.loads("[" * 70 + '"' + '\\"' * 200_000)


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "documents", "articles", "document", "text", "title", "source", "date",
                 "url", "summary", "references", "lang", "cluster", "name"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_any_json_gives_a_cluster_or_an_input_error(value: object) -> None:
    try:
        found = cluster(value)
    except InputError:
        return
    assert found.articles
    assert found.id
    assert all(a.text.strip() and a.id for a in found.articles)

"""HTML pages: the story, and what the page states about itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import BadLayout, EmptySource, InputError, LimitExceeded
from summarizer.limits import MAX_HTML_BYTES, MAX_HTML_DEPTH, MAX_HTML_ELEMENTS
from summarizer.read import html

EXAMPLES = Path(__file__).parent.parent / "eval" / "examples"
STORY = "".join(
    f"<p>Sentence {i} says that the ferry burned off the port and that all were saved.</p>"
    for i in range(8)
)


def page(head: str = "", body: str = "") -> bytes:
    return (
        f"<!doctype html><html><head>{head}</head><body>{body}<article>{STORY}</article>"
        "<footer><p>(c) 2019 Nobody. 2 May 2018</p></footer></body></html>"
    ).encode()


def test_paragraphs_are_lines() -> None:
    lines = html.extract(page()).text.split("\n")
    assert sum(line.startswith("Sentence ") for line in lines) == 8


def test_a_page_that_states_nothing_has_no_metadata() -> None:
    article = html.extract(page())
    assert (article.title, article.outlet, article.date, article.url) == ("", "", "", "")


def test_opengraph_and_canonical_link() -> None:
    article = html.extract(
        page(
            "<title>Fire at sea | The Courier</title>"
            '<meta property="og:title" content="Fire at sea &amp; on land | The Courier">'
            '<meta property="og:site_name" content="The Courier">'
            '<meta property="article:published_time" content="2025-10-14T23:20:00+01:00">'
            '<meta property="article:modified_time" content="2025-10-16T23:20:00+01:00">'
            '<link rel="canonical" href="https://c.example/1">'
        )
    )
    assert (article.title, article.outlet, article.date, article.url) == (
        "Fire at sea & on land",
        "The Courier",
        "2025-10-14",
        "https://c.example/1",
    )


def test_json_ld() -> None:
    linked = {
        "@graph": [
            {"@type": "WebSite", "name": "Site"},
            {
                "@type": ["NewsArticle"],
                "headline": "Fire at sea",
                "datePublished": "2025-10-14",
                "publisher": {"@type": "Organization", "name": "The Courier"},
                "mainEntityOfPage": "https://c.example/1",
            },
        ]
    }
    article = html.extract(
        page(f'<script type="application/ld+json">{json.dumps(linked)}</script>')
    )
    assert (article.title, article.outlet, article.date, article.url) == (
        "Fire at sea",
        "The Courier",
        "2025-10-14",
        "https://c.example/1",
    )


@pytest.mark.parametrize(
    "linked",
    ["{broken", "[" * 500, '{"@type": 5}', '[[{"@type":"Article"}]]', '{"@graph": 1}', '""'],
)
def test_broken_json_ld_is_ignored(linked: str) -> None:
    script = f'<script type="application/ld+json">{linked}</script>'
    assert html.extract(page(script)).title == ""


def test_the_only_heading_is_the_title() -> None:
    assert html.extract(page("<title>courier online</title>", "<h1>Fire at sea</h1>")).title == (
        "Fire at sea"
    )


def test_a_site_s_name_is_cut_from_the_title_where_the_page_shows_the_headline_alone() -> None:
    article = html.extract(page("<title>Fire at sea - Courier</title>", "<div>Fire at sea</div>"))
    assert (article.title, article.outlet) == ("Fire at sea", "")
    assert html.extract(page("<title>Fire - live</title>")).title == "Fire - live"


def test_dates_in_the_text_and_accounts_are_not_metadata() -> None:
    article = html.extract(
        page('<meta name="twitter:site" content="@courier">', "<time datetime=2020-01-01>x</time>")
    )
    assert (article.outlet, article.date) == ("", "")


def test_relative_addresses_are_left_out() -> None:
    assert html.extract(page('<link rel="canonical" href="/a/b">')).url == ""


def test_comments_are_left_out() -> None:
    comment = '<div id="comments"><p>I never liked that ferry, it was too slow by far.</p></div>'
    assert "never liked" not in html.extract(page().replace(b"<footer>", comment.encode())).text


def test_the_declared_encoding_is_used() -> None:
    data = page("<meta charset=windows-1251><title>Паром</title>".encode("cp1251").decode("cp1251"))
    assert html.extract(data.decode().encode("cp1251")).title == "Паром"


def test_a_fragment_is_a_page() -> None:
    assert html.extract(b"<p>A short story only.</p>").text == "A short story only."


@pytest.mark.parametrize(
    "data", [b"<html></html>", b"<p></p>", b"<!-- x -->", b"<script>a</script>"]
)
def test_a_page_without_a_story_is_an_error(data: bytes) -> None:
    with pytest.raises((EmptySource, BadLayout), match="plain text"):
        html.extract(data)


@pytest.mark.parametrize("depth", [MAX_HTML_DEPTH + 1, 400, 3_000, 100_000])
def test_too_deeply_nested_pages_are_refused(depth: int) -> None:
    with pytest.raises(LimitExceeded, match="levels deep"):
        html.extract(b"<html><body>" + b"<div>" * depth + STORY.encode())


def test_a_deep_page_within_the_limit_is_read() -> None:
    data = b"<html><body>" + b"<div>" * (MAX_HTML_DEPTH - 10) + STORY.encode()
    assert "Sentence 7" in html.extract(data).text


def test_pages_over_the_caps_are_refused_at_once() -> None:
    with pytest.raises(LimitExceeded, match="bytes"):
        html.extract(b"<p>" + b"x" * MAX_HTML_BYTES)
    with pytest.raises(LimitExceeded, match="elements"):
        html.extract(b"<html><body>" + b"<p>x</p>" * (MAX_HTML_ELEMENTS + 1))


def test_nothing_is_printed_about_a_bad_page(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError):
        html.extract(b"<html><body><div></div></body></html>")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*.html")), ids=lambda p: p.name)
def test_the_example_pages_give_their_story_and_a_clean_title(path: Path) -> None:
    article = html.extract(path.read_bytes())
    assert len(article.text.split()) > 100
    assert len(article.title.split()) > 3
    assert not article.outlet or article.outlet not in article.title
    assert article.date in ("", article.date[:10])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<html>", "<p>", "</p>", "<table><tr>", "<td", "<!--", "-->", "<![CDATA[", "]]>",
             "&#0;", "&#xD800;", "&amp", "<meta charset=", "<title>", "<h1>", "Ferry burned. ",
             "<a href='", "<script>", "</script>", "<?xml?>", "<svg>", "<frameset>", "\x01",
             "<meta name=date "]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_only_our_errors(parts: list[str]) -> None:
    try:
        article = html.extract("".join(parts).encode())
    except InputError:
        return
    assert article.text.strip()
    "".join([article.title, article.outlet, article.date, article.url, article.text]).encode()

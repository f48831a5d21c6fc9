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


OPENGRAPH = (
    "<title>Fire at sea | The Courier</title>"
    '<meta property="og:title" content="Fire at sea &amp; on land | The Courier">'
    '<meta property="og:site_name" content="The Courier">'
    '<meta property="article:published_time" content="2025-10-14T23:20:00+01:00">'
    '<meta property="article:modified_time" content="2025-10-16T23:20:00+01:00">'
    '<link rel="canonical" href="https://c.example/1">'
)
LINKED = {
    "@type": ["NewsArticle"], "headline": "Fire at sea", "datePublished": "2025-10-14",
    "publisher": {"@type": "Organization", "name": "The Courier"},
    "mainEntityOfPage": "https://c.example/1",
}  # fmt: skip
GRAPH = json.dumps({"@graph": [{"@type": "WebSite", "name": "Site"}, LINKED]})
TITLE, OUTLET, DATE, URL = "Fire at sea", "The Courier", "2025-10-14", "https://c.example/1"


@pytest.mark.parametrize(
    ("head", "body", "stated"),
    [
        ("", "", ("", "", "", "")),
        (OPENGRAPH, "", ("Fire at sea & on land", OUTLET, DATE, URL)),
        (f'<script type="application/ld+json">{GRAPH}</script>', "", (TITLE, OUTLET, DATE, URL)),
        ("<title>courier online</title>", "<h1>Fire at sea</h1>", (TITLE, "", "", "")),
        # A site's name is cut from the title where the page shows the headline alone.
        ("<title>Fire at sea - Courier</title>", "<div>Fire at sea</div>", (TITLE, "", "", "")),
        ("<title>Fire - live</title>", "", ("Fire - live", "", "", "")),
        # Accounts, dates in the text and relative addresses are no metadata.
        ('<meta name="twitter:site" content="@courier">', "", ("", "", "", "")),
        ("", "<time datetime=2020-01-01>x</time>", ("", "", "", "")),
        ('<link rel="canonical" href="/a/b">', "", ("", "", "", "")),
    ],
)
def test_what_a_page_states_about_itself(
    head: str, body: str, stated: tuple[str, str, str, str]
) -> None:
    article = html.extract(page(head, body))
    assert (article.title, article.outlet, article.date, article.url) == stated
    assert sum(line.startswith("Sentence ") for line in article.text.split("\n")) == 8


@pytest.mark.parametrize(
    "linked",
    ["{broken", "[" * 500, '{"@type": 5}', '[[{"@type":"Article"}]]', '{"@graph": 1}', '""'],
)
def test_broken_json_ld_is_ignored(linked: str) -> None:
    script = f'<script type="application/ld+json">{linked}</script>'
    assert html.extract(page(script)).title == ""


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

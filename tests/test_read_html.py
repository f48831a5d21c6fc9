"""HTML pages: the story, and what the page states about itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer.errors import BadLayout, EmptySource, LimitExceeded
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


def script(value: object, form: str = "{}") -> str:
    """A value as JSON-LD, in what scripts put around it."""
    data = form.replace("{}", json.dumps(value))
    return f'<script type="application/ld+json">{data}</script>'


def dated(first: object, *more: str) -> str:
    """Dates as JSON-LD and meta elements state them, from the most reliable on."""
    names = ("og:published_time", "pubdate", "date")
    metas = (f'<meta name="{n}" content="{v}">' for n, v in zip(names, more, strict=False))
    return script({"@type": "NewsArticle", "datePublished": first}) + "".join(metas)


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
        # A topic before the headline belongs to it, and the outlet may come first.
        ("<title>Harbour – fire on a ferry is out</title>", "<b>Harbour</b>",
         ("Harbour – fire on a ferry is out", "", "", "")),
        ("<title>Ferries 2026 | Fares rise</title>", "<h1>Ferries 2026 | Fares rise</h1><i>Ferries "
         "2026</i>", ("Ferries 2026 | Fares rise", "", "", "")),
        ('<meta property="og:site_name" content="The Courier"><title>The Courier | Fire | Pier 2'
         "</title>", "", ("Fire | Pier 2", OUTLET, "", "")),
        # JSON-LD as it is found.
        (script({"@type": "WebPage", "mainEntity": LINKED}), "", (TITLE, OUTLET, DATE, URL)),
        (script([[{"@type": "Person"}, [LINKED]]]), "", (TITLE, OUTLET, DATE, URL)),
        (script(LINKED, "//<![CDATA[\n{}\n//]]>"), "", (TITLE, OUTLET, DATE, URL)),
        (script(LINKED, "<!--{}-->"), "", (TITLE, OUTLET, DATE, URL)),
        (script(LINKED, "[{}, ];"), "", (TITLE, OUTLET, DATE, URL)),
        (script({"@type": "http://schema.org/LiveBlogPosting", "headline": "A\tB &amp; C"}).replace(
            "\\t", "\t"), "", ("A B & C", "", "", "")),
        (script({"@graph": [{"@type": "Report", "publisher": {"@id": "#us"}},
                            {"@id": "#us", "name": OUTLET}]}), "", ("", OUTLET, "", "")),
        # The first date that parses and can be.
        (dated("0001-01-01T00:00:00Z", "9999-12-31", "not yet", DATE), "", ("", "", DATE, "")),
        (dated(1760400000), "", ("", "", DATE, "")),
        (dated("1760400000000"), "", ("", "", DATE, "")),
        (dated("20251014093000"), "", ("", "", DATE, "")),
        (dated("14 d'octubre de 2025"), "", ("", "", "14 d'octubre de 2025", "")),
        (dated("0001-01-01"), "", ("", "", "", "")),
        # Accounts, dates in the text and relative addresses are no metadata.
        ('<meta name="twitter:site" content="@courier">', "", ("", "", "", "")),
        ("", "<time datetime=2020-01-01>x</time>", ("", "", "", "")),
        ('<link rel="canonical" href="/a/b">', "", ("", "", "", "")),
    ],
)  # fmt: skip
def test_what_a_page_states_about_itself(
    head: str, body: str, stated: tuple[str, str, str, str]
) -> None:
    article = html.extract(page(head, body))
    assert (article.title, article.outlet, article.date, article.url) == stated
    assert sum(line.startswith("Sentence ") for line in article.text.split("\n")) == 8


@pytest.mark.parametrize(
    "linked",
    ["{broken", "[" * 500, '{"@type": 5}', '{"@graph": 1}', '""', '{"' * 999, ", " * 9_999],
)
def test_broken_json_ld_is_ignored(linked: str) -> None:
    script = f'<script type="application/ld+json">{linked}</script>'
    assert html.extract(page(script)).title == ""


TOLD = (
    "The ferry terminal at Brack was closed on Monday after a crane fell on its roof, police said.",
    "Nobody was hurt, but 2,400 passengers a day will go by bus until the end of the month.",
    "“It came down like a tree,” said Ida Moll, who sells tickets in the hall across the road.",
    "The crane had been inspected in April and was found to be in good order, the port said.",
    "A strong gust was measured at the airport shortly before, the weather office said.",
    "Repairs are expected to cost 3 million crowns, most of which the insurance will pay.",
    "Mayor Tom Hale said the town would run two extra buses in the morning and in the evening.",
    "The terminal was opened in 1987 and was last rebuilt six years ago after a fire.",
)
OTHER = (
    "A court in Velm cleared three former ministers of fraud on Friday after a trial of two years.",
    "The price of bread rose by nine percent in a year, the statistics office said on Thursday.",
    "Two climbers were rescued from the west face of Mount Arn after a night in the snow.",
)
HEADLINE = "<h1>Crane falls on ferry terminal</h1>"


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def parts(form: str, size: int = 2) -> str:
    """The story in several elements, each of so many paragraphs."""
    cut = [TOLD[i : i + size] for i in range(0, len(TOLD), size)]
    return "".join(form.replace("{n}", str(n)).replace("{}", p(*c)) for n, c in enumerate(cut))


def told(head: str, body: str) -> tuple[list[str], tuple[str, ...]]:
    """The lines of the story on a page, without those that no sentence is in; its warnings."""
    data = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()
    article = html.extract(data)
    lines = [line.removeprefix("- ") for line in article.text.split("\n")]
    return [line for line in lines if line.endswith((".", "…"))], article.warnings


ALL = p(*TOLD)
WHOLE = {
    "sibling containers": parts("<div class=grid><div class='body'>{}</div></div><aside></aside>"),
    "sections": parts("<section><h2>Part {n}</h2>{}</section>"),
    "paragraphs in divs": "".join(f"<div class=para><div>{t}</div></div>" for t in TOLD),
    "a lead": f"<div class=lead>{TOLD[0]}</div><div class=text>{p(*TOLD[1:])}</div>",
    "a standfirst": f"<header><p class=top>{TOLD[0]}</p></header><div>{p(*TOLD[1:])}</div>",
    "links": p(*TOLD[:2]) + "".join(f"<p><b><a href=/x>{t}</a></b></p>" for t in TOLD[2:4])
    + f"<div><p><a href=/y>{TOLD[4]}</a></p></div>" + p(*TOLD[5:]),
    "inline": "<div>" + "<br><br>".join(TOLD).replace("Ida Moll", "<a href=/m>Ida <i>Moll</i></a>")
    .replace("Tom Hale", "<x-tip><a href=/h>Tom Hale</a></x-tip>") + "</div>",
    "a break": ALL.replace(" airport ", " <div class=slot></div>airport<br>"),
    "twice": f"<div class=wide>{ALL}</div><div class=narrow>{ALL}</div>",
    "teasers": f"<div class=text>{ALL}</div><div class=box>"
    + "".join(f"<div class=item><h4>Story</h4><p>{t}</p></div>" for t in OTHER) + "</div>",
    "linked teasers": f"<div class=text>{ALL}</div>"
    + "".join(f"<article><h3><a href=/1>Court</a></h3><p>{t}</p></article>" for t in OTHER),
    "cut teasers": f"<div>{ALL}</div>"
    + "".join(f"<div class=c><p>{t[:60]}…</p></div>" for t in OTHER),
    "the next story": f"<article class=s><h1>Crane</h1><div class=b>{ALL}</div></article>"
    f"<article class=s><h1>Court</h1><div class=b>{p(*OTHER)}</div></article>",
    "a list of links": ALL + f"<h3>Most read</h3>{p(*OTHER)}",
    "related, between": p(*TOLD[:4]) + f"<div><h3>Related</h3>{p(OTHER[0])}</div>" + p(*TOLD[4:]),
    "signing in": p(*TOLD[:4]) + "<div class=newsletterBox><p>Thank you for joining us.</p></div>"
    "<div role=alert><p>There was an error, please try again later.</p></div>" + p(*TOLD[4:]),
    "its author": ALL + "<div class=AuthorBox><p>Ida Berg covers ports for the Post.</p></div>"
    "<div itemprop=author><p>She has lived in the town of Brack since 2004.</p></div>",
    "comments": ALL + f"<div id=comments>{p(*OTHER)}</div>",
    "hidden": ALL + f"<div style='display: none'>{p(OTHER[0])}</div><p hidden>{OTHER[1]}</p>",
}  # fmt: skip


@pytest.mark.parametrize("body", WHOLE.values(), ids=WHOLE)
def test_the_whole_story_and_no_other(body: str) -> None:
    assert told("", f"<nav><a href=/>Home</a></nav><main>{HEADLINE}{body}</main>") == ([*TOLD], ())


BODY = {"@type": "NewsArticle", "articleBody": "\n".join(TOLD)}
BLOG = {
    "@type": "LiveBlogPosting",
    "liveBlogUpdate": [{"headline": "News", "articleBody": text} for text in TOLD],
}
CLOSED = {"@type": "NewsArticle", "hasPart": {"isAccessibleForFree": "False"}}


@pytest.mark.parametrize(
    ("head", "body", "count", "warning"),
    [
        (script(BODY), p(TOLD[0]), 8, ""),
        (script({**BODY, "articleBody": ALL}), p(TOLD[0]), 8, ""),
        (script({**BODY, "articleBody": "".join(TOLD)}), f"<div id=app>{p(TOLD[0])}</div>", 8, ""),
        (script(BLOG), p(*TOLD[:3]), 8, ""),
        (script({**BODY, "articleBody": TOLD[0][:50] + "…"}), ALL, 8, ""),
        (script(CLOSED), p(*TOLD[:2]) + f"<div class=paywall>{p(*TOLD[2:])}</div>", 8, "not free"),
        ("<meta name=article:content_tier content=locked>", ALL, 8, "not free"),
        ("", p(*TOLD[:2], TOLD[2][:50] + "…"), 3, "breaks off"),
        ("", p(*TOLD[:2], "Subscribe now to read the full story."), 2, "subscribe"),
        ("", p(*TOLD[:2]) + "<div class=gate><p>This story is for subscribers only.</p></div>", 2,
         "subscribe"),
        ("", p(TOLD[0]) + f"<table><tr>{'<td>12</td>' * 99}</table>" + p(*TOLD[1:]), 8, "table"),
    ],
)  # fmt: skip
def test_what_is_missing_is_found_or_said(head: str, body: str, count: int, warning: str) -> None:
    lines, warnings = told(head, f"<article>{HEADLINE}{body}</article>")
    assert len(lines) == count
    assert [warning in w for w in warnings] == ([True] if warning else [])


@pytest.mark.parametrize(
    ("html_lang", "head", "language"),
    [
        ("fr-CA", '<meta property="og:locale" content="en_US">', "fr"),
        ("", '<meta property="og:locale" content="pt_BR">', "pt"),
        ("", script({"@type": "NewsArticle", "inLanguage": "zh-Hans"}), "zh"),
        ("{{ lang }}", "", ""),
    ],
)
def test_the_language_is_what_the_page_states(html_lang: str, head: str, language: str) -> None:
    data = page(head).replace(b"<html>", f'<html lang="{html_lang}">'.encode())
    assert html.extract(data).language == language


def test_a_few_nul_bytes_are_dropped_and_told() -> None:
    article = html.extract(page().replace(b"ferry", b"fer\x00ry") + b"\x00" * 4096)
    assert "the ferry burned" in article.text
    assert article.warnings == ("NUL bytes dropped (4,104): the file may be damaged",)


def test_the_declared_encoding_is_used() -> None:
    data = page("<meta charset=windows-1251><title>Паром</title>")
    assert html.extract(data.decode().encode("cp1251")).title == "Паром"


BEFORE = b"<html><body>"
DEEP = (MAX_HTML_DEPTH + 1, 400, 3_000, 100_000)
EMPTY = (
    b"<html></html>",
    b"<p></p>",
    b"<!-- x -->",
    b"<script>a</script>",
    BEFORE + b"<div></div>",
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        *((data, "plain text") for data in EMPTY),
        *((BEFORE + b"<div>" * depth + STORY.encode(), "levels deep") for depth in DEEP),
        (b"<p>" + b"x" * MAX_HTML_BYTES, "more than [0-9,]+ bytes"),
        (BEFORE + b"<p>x</p>" * (MAX_HTML_ELEMENTS + 1), "more than [0-9,]+ elements"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_pages_over_the_caps_or_without_a_story_are_refused(
    data: bytes, why: str, capfd: pytest.CaptureFixture[str]
) -> None:
    refused = LimitExceeded if "more" in why or "deep" in why else (EmptySource, BadLayout)
    with pytest.raises(refused, match=why):
        html.extract(data)
    assert capfd.readouterr() == ("", "")


def test_a_deep_page_within_the_limit_is_read() -> None:
    data = b"<html><body>" + b"<div>" * (MAX_HTML_DEPTH - 10) + STORY.encode()
    assert "Sentence 7" in html.extract(data).text


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*.html")), ids=lambda p: p.name)
def test_the_example_pages_give_their_story_and_a_clean_title(path: Path) -> None:
    article = html.extract(path.read_bytes())
    assert len(article.text.split()) > 100
    assert len(article.title.split()) > 3
    assert not article.outlet or article.outlet not in article.title
    assert article.date in ("", article.date[:10])

"""Feeds: which entries are articles, and what hostile ones cost."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest

from summarizer.errors import InputError
from summarizer.limits import Limits
from summarizer.read import child, read
from summarizer.read.feeds import read_feed
from summarizer.types import Article, Cluster, Reject

TEXT = "A mill burned at Orrin Bridge on Friday. All 30 workers got out unhurt, the brigade said."
LONG = " ".join([TEXT] * 8)
PARTS = TEXT.replace(". ", ".</p><p>")
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def rss(*items: str, title: str = "The Post", head: str = '<?xml version="1.0"?>') -> str:
    every = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'{head}<rss version="2.0" {CONTENT}><channel><title>{title}</title>{every}</channel></rss>'
    )


def encoded(html: str, rest: str = "") -> str:
    return f"<content:encoded><![CDATA[{html}]]></content:encoded>{rest}"


def atom(*entries: str) -> str:
    every = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>The Post</title>{every}</feed>'


def json_feed(*items: object) -> str:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "The Post", "items": items}
    )


def one(feed: str) -> Article:
    (entry,) = read_feed(feed.encode(), "https://post.example/feed/").entries
    return entry


STATED = ("Mill burns", "The Post", "2025-10-17", "https://post.example/mill")


@pytest.mark.parametrize(
    "feed",
    [
        rss(encoded(f"<p>{PARTS}</p>", "<title>Mill burns</title><link>/mill</link><pubDate>"
                    "Fri, 17 Oct 2025 23:30:00 -0500</pubDate><description>A mill.</description>")),
        atom("<title type='html'>Mill &lt;b&gt;burns&lt;/b&gt;</title><link href='javascript:a()'/>"
             "<link rel='alternate' href='/mill'/><published>2025-10-17T08:00:00Z</published>"
             f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>{PARTS}</p></div></content>"),
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" {CONTENT}>'
        "<channel><title>The Post</title></channel><item><title>Mill burns</title>"
        "<link>https://post.example/mill</link><dc:date>2025-10-17</dc:date>"
        + encoded(f"<p>{PARTS}</p>") + "</item></rdf:RDF>",
        json_feed({"title": "Mill burns", "url": "/mill", "date_modified": "2025-10-17T01:00+09:00",
                   "content_html": f"<p>{PARTS}</p>", "summary": "A mill burned."}),
        json_feed({"title": "Mill burns", "external_url": "/mill", "date_published": "2025-10-17",
                   "content_text": TEXT.replace(". ", ".\n\n")}),
    ],
    ids=["rss", "atom", "rdf", "json", "json-text"],
)  # fmt: skip
def test_an_entry_with_its_text_is_an_article(feed: str) -> None:
    entry = one(feed)
    assert entry.text.splitlines() == TEXT.replace(". ", ".\n").splitlines()
    assert (entry.title, entry.outlet, entry.date, entry.url) == STATED


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (encoded(f"<p>{TEXT}</p>"), TEXT),
        (encoded(f"<p>{TEXT}</p>", "<description>Less.</description>"), TEXT),
        (encoded(f"<p>{TEXT}</p>", f"<description>{TEXT}</description>"), ""),
        (encoded(f"<p>{TEXT} […]</p>"), ""),
        (encoded(f"<p>{TEXT}</p><a href='/x'>Continue reading →</a>"), ""),
        (encoded(f"<p>{TEXT}</p><a href='/x'>Read the full story at The Post</a>"), ""),
        (encoded(f"<p>{TEXT} “Go on reading,” he said.</p>"), f"{TEXT} “Go on reading,” he said."),
        (encoded(f"<p>{TEXT}</p><p>The post <a>A mill</a> appeared first on <a>B</a>.</p>"), TEXT),
        (f"<description>{LONG} […]&lt;p&gt;Der Beitrag Ä erschien zuerst auf B.</description>", ""),
        (f"<description>{LONG} &lt;a&gt;Read more &lt;b&gt;»&lt;/a&gt;</description>", ""),
        (f"<description>{LONG} &lt;a&gt;Continue reading “A mill”&lt;/a&gt;</description>", ""),
        (encoded("submitted by <a href='/u'>someone</a> [link] [comments]"), ""),
        (f"<description>{TEXT}</description>", ""),
        (f"<description>&lt;p&gt;{LONG}&lt;/p&gt;</description>", LONG),
        (f"<description>{LONG} Read more...</description>", ""),
        (encoded(f"<style>p{{}}</style><p>{TEXT}<!-- x --><script>alert(1)</script></p>"
                 "<figure>A mill<figcaption>Photo</figcaption></figure><table><tr><td>1</table>"),
         TEXT),
        (encoded(f"A line.<br>{TEXT}<ul><li>1</li><li>2</li></ul>"), f"A line.\n{TEXT}\n1\n2"),
        ("<title>Only a title</title>", ""),
    ],
)  # fmt: skip
def test_teasers_are_told_from_texts(item: str, text: str) -> None:
    assert one(rss(item)).text == text


def test_outlets_and_dates_of_entries() -> None:
    for feed, outlet, date in (
        (rss("<source url='https://big.example/rss'>Big &amp; Paper</source>"), "Big & Paper", ""),
        (atom("<source><title>Big</title></source><updated>bogus</updated>"), "Big", ""),
        (rss("<pubDate>bogus</pubDate>"), "The Post", ""),
        (rss("<pubDate>17 Oct 2025</pubDate><source url='x'/>"), "The Post", "2025-10-17"),
        (atom("<published>x</published><updated>2025-10-17</updated>"), "The Post", "2025-10-17"),
        (json_feed({"date_published": "bogus"}), "The Post", ""),
    ):
        assert (one(feed).outlet, one(feed).date) == (outlet, date)


def told(data: str, **caps: int) -> tuple[list[str], list[Article]]:
    """What is said of a feed that lies on standard input, and the articles in it."""
    found = list(read(["-"], stdin=io.BytesIO(data.encode()), limits=Limits(**caps)))
    lines = [str(item).removeprefix("-: ") for item in found if isinstance(item, Reject)]
    return lines, [a for item in found if isinstance(item, Cluster) for a in item.articles]


def test_entries_are_counted_and_teasers_left_out_in_one_line(tmp_path: Path) -> None:
    link = "<link>https://post.example/mill</link>"
    items = ["<title>No text</title>", encoded(TEXT, link), encoded(LONG, link), encoded(LONG)]
    lines, articles = told(rss(*items, items[0]))
    assert lines == ["2 entries with a teaser only left out: --fetch fetches the pages"]
    assert [(a.text, a.id) for a in articles] == [(TEXT, "stdin-2"), (LONG, "stdin-3")]
    for suffix in ("rss", "atom", "xml", "rdf", "odd", "html"):
        (tmp_path / f"a.{suffix}").write_text(rss(encoded(TEXT)))
    (tmp_path / "page.xml").write_text(
        f'<?xml version="1.0"?><html><body><p>{TEXT}</p></body></html>'
    )
    (tmp_path / "feed.json").write_text(json_feed({"content_text": TEXT}))
    (found,) = read(sorted(tmp_path.iterdir()))
    assert isinstance(found, Cluster)
    assert [a.text for a in found.articles] == [TEXT] * 8


LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (rss(encoded("&a9;"), head=f'<!DOCTYPE rss [<!ENTITY a0 "ha">{LAUGHS}]>'),
         "entities of its own"),
        (rss(encoded(TEXT), head=f"<!-- <a --><!DOCTYPE rss [\n<!ENTITY a0 'ha'>{LAUGHS}]>"),
         "entities of its own"),
        (rss(encoded(TEXT), head='<!DOCTYPE rss PUBLIC "-//N//DTD" "http://n.example/a.dtd">'), ""),
        (rss(encoded(f"{TEXT} <!ENTITY")), ""),
        (atom().replace("</feed>", "<a-b:entry/>" * 10_001 + "</feed>").replace(
            "<feed", "<feed xmlns:a-b='http://www.w3.org/2005/Atom'"), "10,000 entries"),
        (rss(encoded(TEXT), head='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
         "entities of its own"),
        (rss(encoded(TEXT), head="<?xml?>" + "<!-- -->" * 5000), ""),
        (rss(*[""] * 1_000_000), "10,000 entries: --cap feed-entries=1000000 allows it"),
        (rss(encoded("x" * 20_000_000)), "more than 20,000,000 bytes"),
        (rss(), "there is no entry in it"),
        (json_feed(1, []), "there is no entry in it"),
        (json_feed(*[1] * 10_001), "a feed of more than 10,000 entries"),
        (json_feed().replace("[]", "{}"), "a JSON Feed has its entries in `items`, a list"),
        ('<?xml version="1.0"?><urlset/>', "XML, but no feed: RSS, Atom and OPML are read"),
        ("<opml><outline xmlUrl='javascript:x'/></opml>", "an OPML list without the http(s)"),
        ("<opml><outline xmlUrl='https://a.example/'/><outline xmlurl='https://b.example/'></opml>",
         "a list of 2 feeds: --fetch fetches them"),
        (rss(encoded(f"<p>{TEXT}</p>")).replace("</channel></rss>", "<item><title>A & B"),
         "its XML is broken: 2 entries could be made out"),
        (rss(encoded("<div>" * 50_000 + TEXT)), ""),
        ("<!-- -->" * 300 + "x" * 50, ""),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_hostile_feeds_get_a_line_and_bounded_time(data: str, line: str) -> None:
    start = time.monotonic()
    lines, _ = told(data)
    assert time.monotonic() - start < 20
    assert any(line in told for told in lines) if line else len(lines) <= 1
    assert all(told.isprintable() for told in lines)


@pytest.mark.parametrize(
    "head",
    [
        "<!-- <![CDATA[ --><!DOCTYPE rss [{}]>", "<!-- <rss --><?a <rss?><!DOCTYPE rss [{}]>",
        "<!DOC\bTYPE rss [{}]>", "<!DOCTYPE a 'x>' '<rss>' [{}]>", "<!doctype a [{}]>", "<!--{}-->",
    ],
)  # fmt: skip
def test_no_declaration_of_entities_is_hidden(head: str) -> None:
    with pytest.raises(InputError, match="entities of its own"):
        read_feed(rss(encoded(TEXT), head=head.format(LAUGHS)).encode())


@pytest.mark.parametrize(
    ("caps", "line"),
    [({"html_seconds": 1}, "takes over 1 seconds"), ({"html_megabytes": 150}, "over 150 MB")],
)  # fmt: skip
def test_the_process_that_reads_feeds_is_bounded(caps: dict[str, int], line: str) -> None:
    deep = f"<rss><channel>{'<a>' * 400_000}"
    lines, _ = told(
        deep if "html_seconds" in caps else rss(encoded("<b>x</b>" * 2_000_000)), **caps
    )
    assert line in lines[0]


def test_odd_characters_and_encodings() -> None:
    for odd in ("\x08", "&#8;", "&#xD800;", "&#99999999;", "&#x110000", "\u202e", "&amp;"):
        feed = read_feed(rss(f"<title>A {odd} mill</title>", encoded(f"{odd} {TEXT}")).encode())
        assert not feed.broken
        assert feed.entries[0].title.startswith("A ")
        assert feed.entries[1].text.endswith(TEXT)
    latin = rss(
        encoded(TEXT.replace("mill", "café")), head='<?xml version="1.0" encoding="ISO-8859-1"?>'
    )
    assert "café" in read_feed(latin.encode("latin-1")).entries[0].text
    assert "café" in read_feed(b"\xff\xfe" + latin.encode("utf-16-le")).entries[0].text
    wide = latin.replace("ISO-8859-1", "utf-16").encode("utf-16")
    (found,) = read(["-"], stdin=io.BytesIO(wide))
    assert isinstance(found, Cluster)
    assert "café" in found.articles[0].text
    with pytest.raises(InputError):
        read_feed(b"\x00\x01\x02")


@pytest.mark.parametrize("rows", ["", "1", "[1]", "[[1]]", '[["x"]]x', json.dumps([["x"] * 8])])
def test_a_forged_answer_is_one_line(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = json.dumps({"entries": rows, "feeds": "[]", "broken": ""}).encode()
    monkeypatch.setattr(child.Child, "ask", lambda self, data, _: said if data else child.READY)
    lines, _ = told("<rss>")
    assert lines == ["the feed brought down what reads it"]

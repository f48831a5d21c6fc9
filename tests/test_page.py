"""The page of a summary: all of it is there, it nests, and nothing from data acts."""

from __future__ import annotations

import base64
import hashlib
import html
import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from made import HOSTILE, hostile_summary, summary
from made_page import OUTLETS, bare, event
from pages import Page
from stories import prepared

from summarizer.render.html import render
from summarizer.types import Cluster, Evidence, Source, Summary, displayed

ROOT = Path(__file__).resolve().parent.parent
TAGS = {
    "a", "article", "aside", "b", "bdi", "blockquote", "body", "caption", "circle", "code",
    "details", "div", "em", "h1", "h2", "h3", "head", "header", "html", "li", "link", "main",
    "meta", "nav", "p", "script", "section", "small", "span", "strong", "style", "summary", "sup",
    "svg", "table", "tbody", "td", "th", "thead", "time", "title", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "aria-hidden", "aria-label", "aria-labelledby", "charset", "class", "content", "cx", "cy",
    "datetime", "dir", "height", "href", "http-equiv", "id", "lang", "name", "r", "rel", "role",
    "scope", "tabindex", "width",
}  # fmt: skip
MARKUP = (
    "</script><script>window.hacked = true</script>", "</style></title><b>",
    "]]></svg><svg/onload=x>",
    "\"><img src='https://evil.example/x.png' onerror='window.hacked = true'>",
    "' onfocus=x autofocus '", "</span></p></article></main><base href='https://evil.example/'>",
    "s1", "home-s1", "#s1", "*/ } body { background: url(https://evil.example/) } /*",
)  # fmt: skip
EVIL = (*HOSTILE, *MARKUP)


def poisoned(text: str) -> Summary:
    """The event with `text` as every title, outlet, date and address, and in every sentence."""
    whole = event()
    named: Any = {"title": text, "outlet": text, "date": text, "location": text}
    articles = tuple(replace(a, url=text, **named) for a in told(whole).articles)
    return replace(
        whole,
        id=text,
        signature=text,
        warnings=(text,),
        sentences=tuple(replace(s, text=text) for s in whole.sentences),
        sources=tuple(replace(s, **named) for s in whole.sources),
        conflicts=tuple(
            replace(c, claims=tuple(replace(claim, text=text) for claim in c.claims))
            for c in whole.conflicts
        ),
        unique=tuple(replace(u, text=text) for u in whole.unique),
        cluster=replace(told(whole), articles=articles, language=text),
    )


def told(made: Summary) -> Cluster:
    """The articles of a summary."""
    assert made.cluster is not None
    return made.cluster


def checked(text: str) -> Page:
    """A page that nests, has no element, attribute or address but ours, and links that lead on."""
    page = Page(text)
    assert not page.path
    assert not page.unclosed
    assert {tag for tag, _ in page.elements} <= TAGS
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    assert len(list(page.all("script"))) == len(list(page.all("style"))) == 1
    ids = page.values("id")
    assert len(set(ids)) == len(ids)
    inner = {link[1:] for link in page.values("href") if link.startswith("#")}
    assert inner | set(page.values("aria-labelledby")) <= set(ids)
    assert all(re.match(r"#|https?://[^\s/]|data:,$", link) for link in page.values("href"))
    return page


def shown(page: str) -> str:
    """The text of a page without its head, as a reader sees it."""
    body = page.partition("<body>")[2].partition("<script>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def within(page: str, pattern: str) -> list[str]:
    """The text of what matches the pattern, each as a reader sees it."""
    found = re.findall(pattern, page, flags=re.S)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", "", one)).split()) for one in found]


# --- structure


@pytest.mark.parametrize(
    "made",
    [event(), bare(), summary(), summary(copies=True), replace(bare(), sentences=())],
    ids=["event", "bare", "plain", "copies", "empty"],
)
def test_the_page_nests_and_every_link_in_it_leads_somewhere(made: Summary) -> None:
    page = checked(render(made))
    assert ("articles" in page.values("id")) == (made.cluster is not None)
    assert [tag for tag, _ in page.elements].count("h1") == 1


def test_sentences_facts_dates_and_warnings_are_shown() -> None:
    page = render(event())
    marks = re.findall(r'<a class="mark" href="#(s\d)" aria-label="([^"]*)"', page)
    assert marks == [
        (f"s{n}", f"Sentence {n}: backed by {support} of 3 independent sources. Show where.")
        for n, support in ((1, 1), (2, 2), (3, 1))
    ]
    facts = within(page, r'<li id="home-u\d">.*?</li>')
    assert [text.split()[0] for text in facts] == ["report", "quote", "report"]
    assert re.search("The Courier & Sons.* children[.]$", facts[2])
    assert '<time datetime="2031-03-02">2 March 2031</time>' in page
    assert "<bdi>Sunday evening</bdi>" in page
    assert "Warning: news/5.txt: empty" in shown(page)
    levels = [int(tag[1]) for tag, _ in Page(page).elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_what_backs_something_stands_in_its_article_word_for_word() -> None:
    made = event()
    page = render(made)
    keyed = [(f"s{n}", s.citations) for n, s in enumerate(made.sentences, 1)]
    for n, conflict in enumerate(made.conflicts, 1):
        keyed += [(f"c{n}_{m}", claim.evidence) for m, claim in enumerate(conflict.claims, 1)]
    keyed += [(f"u{n}", (unique.evidence,)) for n, unique in enumerate(made.unique, 1)]
    for key, evidence in keyed:
        quoted = [displayed(told(made).articles[e.article].text[e.start : e.end]) for e in evidence]
        assert within(page, rf'<span [^>]*class="[^"]*\b{key}[ "][^>]*>.*?</span>') == quoted
        for e in evidence:
            assert f'id="{key}-{e.article + 1}"' in page
        for rule in (f"#{key}:is(:target", f".fold:not(.in-{key})", f"#bar-{key}"):
            assert rule in page


def test_sides_of_a_conflict_stand_beside_each_other() -> None:
    page = render(event())
    first, second = within(page, r'<article class="conflict".*?</article>')
    assert first.startswith("≠1 Number in sentence 1 31 people")
    assert "Thirty-eight people hung over Lake Orm" in first
    assert "later" not in first
    assert second.index("31 people") < second.index("later: 38 people")
    assert "Lake Gazette 4 March 2031, 07:30" in second
    assert within(page, r"<blockquote[^>]*>.*?</blockquote>")[1] == (
        "Thirty-eight people hung over Lake Orm for five hours on Sunday."
    )
    assert "<em>Thirty-eight people</em> hung" in page
    assert 'href="#conflict-1">disputed</a>' in page
    made = event()
    changed = replace(made, sentences=(replace(made.sentences[0], disputed=(1,)),))
    assert 'href="#conflict-2">reports changed</a>' in render(changed)


def test_words_are_marked_where_they_are_words_of_their_own() -> None:
    made = event()
    sentence = replace(
        made.sentences[0], text="In 1931 people stayed; on Sunday 31 PEOPLE did not."
    )
    assert ">In 1931 people stayed; on Sunday <em>31 PEOPLE</em> did not.<span" in re.sub(
        r"<sup.*?</sup>", "", render(replace(made, sentences=(sentence,)))
    )


def test_copies_stand_under_their_origin_and_count_for_nothing() -> None:
    for origin, order in ((1, "1234"), (4, "2341")):
        made = event()
        sources = (replace(made.sources[0], origin=origin), *made.sources[1:])
        page = render(replace(made, sources=sources))
        rows = within(page, r'<th scope="row">.*?</th>')
        assert "".join(row.split()[0] for row in rows) == order
        assert "2 2.txt copy of 1" in rows[order.index("2")]
    assert render(event()).count('<tr class="copy">') == 1


def test_the_articles_are_whole_and_what_was_removed_is_dimmed() -> None:
    made = event()
    page = render(made)
    stories = re.findall(r'<article class="story.*?</article>', page, flags=re.S)
    for story, article in zip(stories, told(made).articles, strict=True):
        kept = re.sub(r'<summary>.*?</summary>|<a class="ref".*?</a>', "", story, flags=re.S)
        assert shown(f"<body>{kept}").endswith(" ".join(article.text.split()))
    assert within(page, r'<span class="cut">.*?</span>') == [
        "Share | Print | Subscribe for 1 crown", "Cable car stops above Lake Orm",
        "ORMSTAD (Lake Wire) —", "Photo: the cabin at dusk.", "More on this: ten lakes to see",
        "(click to enlarge)",
    ]  # fmt: skip
    assert page.count('<details class="cut fold">') == 2


def test_evidence_out_of_place_does_no_harm() -> None:
    made = event()
    odd = (Evidence(0, 7, 7, 1.0), Evidence(1, -5, 10**6, 1.0), Evidence(2, 127, 128, 1.0))
    checked(render(replace(made, sentences=(replace(made.sentences[0], citations=odd),))))


# --- what comes from strangers


@pytest.mark.parametrize("text", EVIL)
def test_hostile_text_makes_nothing_but_text(text: str) -> None:
    for made in (poisoned(text), hostile_summary(text)):
        page = render(made)
        assert displayed(text) in " ".join("".join(checked(page).shown).split())
        odd = {c for line in page.split("\n") for c in line if not c.isprintable()}
        assert odd <= {"\uffff"}  # stands for no character: `displayed` keeps what is unassigned
        page.encode("utf-8")


def test_the_policy_allows_what_is_inside_and_nothing_else() -> None:
    text = render(event())
    page = Page(text)
    (policy,) = [str(m["content"]) for m in page.all("meta") if "http-equiv" in m]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind in ("script", "style"):
        digest = hashlib.sha256("".join(page.inside[kind]).encode()).digest()
        assert f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert "src" not in {name for _, attributes in page.elements for name in attributes}
    assert [link["href"] for link in page.all("link")] == ["data:,"]
    assert not re.search(r"url\(|@import|https?:", "".join(page.inside["style"]))
    assert not re.search(r"innerHTML|eval|https?:", "".join(page.inside["script"]))


def test_dangerous_addresses_are_text() -> None:
    """Only addresses on the web are links, and those tell nobody where they were followed from."""
    links = [a for a in Page(render(event())).all("a") if not str(a["href"]).startswith("#")]
    assert {a["href"] for a in links} == {OUTLETS[0][2]}
    assert all("noreferrer" in str(a["rel"]).split() for a in links)
    for url in ("javascript:alert(1)", "data:text/html,x", "//host/x", "file:///etc/passwd"):
        made = event()
        articles = tuple(replace(a, url=url, location=url) for a in told(made).articles)
        page = Page(render(replace(made, cluster=replace(told(made), articles=articles))))
        assert all(link.startswith(("#", "data:,")) for link in page.values("href"))


# --- size, bytes, what is loaded


def test_the_page_is_small() -> None:
    assert len(render(event()).encode()) < 40_000
    line = "The ferry left the island on Monday with forty people and a goat on board."
    sources = tuple(Source(i, "", "", "", "x", i, 9) for i in range(1, 13))
    page = render(replace(bare(), cluster=prepared(*[[line] * 400] * 12), sources=sources))
    assert len(page.encode()) < 12 * 400 * (len(line) + 65)


def test_the_same_summary_gives_the_same_bytes_for_any_hash_seed() -> None:
    code = "from made_page import event; from summarizer.render.html import render\n"
    code += "import hashlib; print(hashlib.sha256(render(event()).encode()).hexdigest())"
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    found = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
        ).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert found == {hashlib.sha256(render(event()).encode()).hexdigest() + "\n"}

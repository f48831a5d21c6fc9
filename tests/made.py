"""Made-up summaries and hostile strings for the tests of the output."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from summarizer.types import (
    Article,
    Claim,
    Cluster,
    Conflict,
    ConflictKind,
    Evidence,
    SingleSourceFact,
    SingleSourceKind,
    Source,
    Summary,
    SummarySentence,
)

FIRST = "The bridge over the Lune was closed on Friday."
SECOND = "Two lorries collided on it, police said."


def summary(
    *,
    title: str = "Bridge closed",
    outlet: str = "The Herald",
    copies: bool = False,
    **changes: str,
) -> Summary:
    """Two sentences from three sources, the third a copy of the first if wanted."""
    text = changes.get("text", FIRST)
    articles = tuple(Article(f"{text} {SECOND}", title=title) for _ in range(3))
    evidence = tuple(Evidence(i, 0, len(text), 0.91239) for i in (0, 1, 2))
    sources = tuple(
        Source(
            id=i + 1,
            title=title if i != 1 else "",
            outlet=outlet if i != 1 else "",
            date=changes.get("date", "2024-03-01") if i != 1 else "",
            location=changes.get("location", f"news/{i}.txt"),
            origin=1 if copies and i == 2 else i + 1,
            words=15,
        )
        for i in range(3)
    )
    return Summary(
        id=changes.get("id", "bridge"),
        sentences=(
            SummarySentence(text, "extracted", "", 2 if copies else 3, evidence),
            SummarySentence(
                SECOND, "replaced", changes.get("reason", "no source"), 1, evidence[:1]
            ),
        ),
        sources=sources,
        method="consensus",
        signature=changes.get("signature", "consensus words=100"),
        warnings=(changes.get("warning", "news/9.txt: empty"),),
        cluster=Cluster("bridge", articles),
    )


LORRIES = "Two lorries collided on the bridge. Nobody should have let them cross it."
VANS = "Three vans collided on the bridge. “We heard a bang”, a neighbour said."


def torn() -> Summary:
    """The summary with a count on which the third article differs, and what two tell alone."""
    articles = (Article(LORRIES), Article(LORRIES), Article(VANS))
    lorries, vans = LORRIES.index(".") + 1, VANS.index(".") + 1
    known = tuple(Evidence(i, 0, lorries, 1.0) for i in (0, 1))
    doubted = Claim("Three vans", (Evidence(2, 0, vans, 1.0),), 1)
    whole = summary()
    return replace(
        whole,
        cluster=Cluster("bridge", articles),
        conflicts=(Conflict("count", (Claim("Two lorries", known, 2), doubted)),),
        unique=(
            SingleSourceFact(
                LORRIES[lorries + 1 :], "report", Evidence(0, lorries + 1, len(LORRIES), 1.0)
            ),
            SingleSourceFact(VANS[vans + 1 :], "quote", Evidence(2, vans + 1, len(VANS), 1.0)),
        ),
        sentences=(whole.sentences[0], replace(whole.sentences[1], disputed=(0,))),
    )


def hostile_summary(text: str) -> Summary:
    """A summary in which every string from the data is `text`."""
    whole = summary(
        title=text, outlet=text, text=text, date=text, location=text, id=text, reason=text,
        signature=text, warning=text,
    )  # fmt: skip
    evidence = whole.sentences[0].citations
    claims = (Claim(text, evidence[:1], 1), Claim(text, evidence[1:], 2))
    kinds = get_args(ConflictKind)
    return replace(
        whole,
        conflicts=tuple(Conflict(kind, claims, later=kind == "count") for kind in kinds),
        unique=tuple(
            SingleSourceFact(text, kind, evidence[2]) for kind in get_args(SingleSourceKind)
        ),
        sentences=tuple(
            replace(s, disputed=(i, len(kinds) - 1)) for i, s in enumerate(whole.sentences)
        ),
    )


HOSTILE = (
    # escape sequences: colours, cursor, screen, titles, links, clipboard, device strings
    "\x1b[31mred\x1b[0m", "\x1b[2J\x1b[H gone", "\x1b[1A\x1b[2K up", "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\", "\x1b]52;c;aGk=\x07",
    "\x1bP1$r\x1b\\", "\x1b_apc\x1b\\", "\x1b^pm\x1b\\", "\x1b[?1049h alt", "\x1bc reset",
    "\x1b[6n report", "\x1b[38;2;1;2;3mtrue", "\x1b(0 lines", "half \x1b", "\x1b[",
    # C0 and C1
    "a\x00b", "bell\x07", "back\x08\x08\x08", "form\x0cfeed", "car\rriage", "vert\x0btab",
    "line\nbreak", "\ttab", "so\x0esi\x0f", "del\x7f", "\x9b31mC1 CSI", "\x9d0;t\x9c",
    "\x90dcs\x9c", "next\x85line", "\x80\x81\x9f", "unit\x1fsep",
    # bidirectional overrides, invisible and odd code points
    "\u202egnp.exe", "\u202aembed\u202c", "\u202b over \u202d", "\u2067 iso \u2068", "\u061c mark",
    "\u2060\u2061\u2064 no \u206a\u206f", "\ufff9 note \ufffa\ufffb", "\ud83d half \ude00",
    "\u2066iso\u2069", "\u200fmark\u200e", "zero\u200bwidth",
    "join\u200d\u200c", "\ufeffbom", "soft\u00adhyphen", "line\u2028sep\u2029par",
    "tag\U000e0041\U000e007f", "\ud800 lone", "\udcff escape", "\uffff non", "a" + "\u0301" * 50,
    # Markdown and HTML
    "`code` ``more``", "```\nfence", "~~~ fence", "# heading", "## two", "- item", "* item",
    "+ item", "1. item", "1) item", "> quote", "| a | b |", "---", "===", "***", "___",
    "**bold** _em_ ~~s~~",
    "[link](http://evil.example)", "![pic](http://evil.example/p.png)", "[ref]: http://evil.example",
    "[^1]: note", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- comment -->",
    "</li></ul><h1>", "&lt;b&gt; &#60;i&#62;", "<http://evil.example>", "http://evil.example/a_b_c",
    "www.evil.example", "_www.evil.example", "a@evil.example", "$x^2$ @user #12",
    "back\\slash \\* \\", "[x] task",
    "javascript:alert(1)", "<a href='javascript:1'>x</a>", "::: note", ": term",
    "{{ 7*7 }} {% x %}",
    # layout
    "x" * 400, "http://example.com/" + "a/" * 200, "漢字" * 120, "한국어 " * 60, "👩‍👩‍👧‍👦🇬🇧" * 30,
    "「" * 50 + "」" * 50, "…" * 300, "مرحبا " * 40,
)  # fmt: skip

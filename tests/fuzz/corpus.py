"""What fuzzing starts from, and the words it is done with.

`seeds/TARGET` has what was written for this and what fuzzing found; the rest is what the tests
have: hostile strings, odd Parquet tables, the examples of the cleaner's rules, sentences that are
hard to split, what the guard reads, labelled conflicts, the bundled events.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import test_clean
import test_contradictions
import test_guard
import test_page
import test_read
import test_text_sentences
from stories import FLOOD, TITLES
from tables import HAVE_PYARROW, odd

from fuzz import cleaner, matcher, pages, readers, renderers, splitter
from fuzz.parts import MAX_BYTES

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
SEEDS = Path(__file__).parent / "seeds"
EXAMPLES = ROOT / "eval" / "examples"
CONFLICTS = ROOT / "eval" / "conflicts" / "dev.jsonl"

TARGETS: dict[str, Callable[[bytes], None]] = {
    "readers": readers.check,
    "pages": pages.check,
    "cleaner": cleaner.check,
    "splitter": splitter.check,
    "matcher": matcher.check,
    "renderers": renderers.check,
}

NEWS = """
    ۔|。|12|31|1.5 million|2,300|40 per cent|7%|$5|€2.4 million|twelve|dozens of|no|not|never
    3:30 p.m.|Monday|14 November|2031-05-14|last week|1953|first|second|half|all|none
    said|told reporters|killed|injured|were arrested|resigned|won|lost|approved|rejected|opened
    did not|closed|before|after|by|against|of|in|at least|about|more than|and|but|who|the|a|his|she
    Edda Marsh|Marsh|Mayor|President|Tolworth|the river Arle|U.S.|UN|United Nations|St. Louis|Lt.
    Gov.|Mr.|Inc.|p.m.|No. 10|Mr. Bell’s|officials|police|people|homes|votes|the mayor of
    “We have lost it,” she said.|"|“|”|‘|’|—|–|-|…|.|?|!|,|;|:|(|)|[|]|*|_|#|>|<|&|/|@|\\||
    WASHINGTON (AP) —|By Ann Lee|(Reuters)|File photo|Read more:|Share|Advertisement|Updated
    Sign up for our newsletter|Follow @annlee on Twitter|pic.twitter.com/abc|https://a.example/b.C
    © 2031 Herald|All rights reserved|Photo: Ann Lee/AP|Related|Comments|RELATED: Two held|MORE
"""
MARKUP = """
    <p>|</p>|<div>|</div>|<article>|</article>|<h1>|<br>|<table><tr><td>|<ul><li>|<a href="|">|<
    <meta property="og:title" content="|<meta charset=|<title>|</title>|<script>|</script>|<!--|-->
    <link rel="canonical" href="|<time pubdate datetime="|<script type="application/ld+json">|<svg>
    {"@type": "NewsArticle", "headline": "|"datePublished": "|"@graph": [|&amp;|&#0;|&#xD800;|&lt
    <![CDATA[|]]>|<?xml encoding="|<html>|<body>|<template>|<style>|<iframe|<img src=|<noscript>
"""
RECORD = """
    {"documents": [|{"articles": [|{"document": "|||||| |"text": "|"title": "|"source": {"name": "
    "date": 20310514|"url": "https://a.example/1"|"references": ["|"summary": "– |"lang": "de"|"id":
    ]}|}|"|",|null|true|1e999|NaN|-0|\\ud800|\\u202e|\\n|[|{|# |## |---|===|```|[a](b)|![|**|_|> |1.
    title: |date: |Source: |Full story at |gzip|.md|.json|.jsonl|.jsonl.gz|.txt|.html|.parquet|PAR1
"""


def tokens(target: str) -> list[bytes]:
    """The words that changes put in."""
    tables = {"readers": MARKUP + RECORD, "pages": MARKUP}
    words = (NEWS + tables.get(target, "")).replace("\n", "|").split("|")
    short = (text for text in test_page.EVIL if len(text) < 60)
    every = dict.fromkeys([*map(str.strip, words), *short, "\n|||||\n", "|||||", "¦", " | ", "\n"])
    return [_bytes(text) for text in every if text]


def seeds(target: str) -> dict[str, bytes]:
    """Every input to start from, by a name that says where it comes from."""
    kept = {path.name: path.read_bytes() for path in sorted((SEEDS / target).glob("*"))}
    made = {f"tests-{n:03}": text for n, text in enumerate(map(_bytes, TESTS[target]()))}
    return {name: data[:MAX_BYTES] for name, data in (kept | made).items()}


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def batched(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """As `itertools` has it from Python 3.12."""
    left = iter(items)
    while some := tuple(islice(left, size)):
        yield some


def _joined(pieces: Iterable[str]) -> str:
    return "\n|||||\n".join(pieces)


def _articles() -> Iterator[str]:
    """Small events, with ordinary and with hostile fields."""
    yield _joined(
        f"{title}\nHerald\n2031-05-14\nhttps://a.example/{n}\n" + "\n".join(story)
        for n, (title, story) in enumerate(zip(TITLES, FLOOD, strict=True))
    )
    for text in test_page.EVIL:
        fields = f"{text}\n{text}\n{text}\nhttps://a.example/{text}\n"
        yield _joined(f"{fields}{text} {story[0]}\n{story[1]} {text}" for story in FLOOD[:3])
    for folder in sorted(EXAMPLES.iterdir()):
        paths = sorted(folder.glob("[0-9]*.txt"))
        yield _joined("\n\n\n\n" + path.read_text("utf-8")[:1_300] for path in paths[:3])
    for line in CONFLICTS.read_text("utf-8").splitlines():
        event = json.loads(line)
        told = [""] * len(event["articles"])
        for conflict in event["conflicts"]:
            for side in conflict["sides"]:
                told[side["articles"][0]] += f"\n{side['quote']}"
        fields = ("title", "outlet", "date")
        yield _joined(
            "\n".join([*(a[f] for f in fields), "", text.strip()])
            for a, text in zip(event["articles"], told, strict=True)
            if text
        )


def _pages() -> Iterator[str]:
    yield from (path.read_text("utf-8") for path in sorted(EXAMPLES.glob("*/*.html")))
    yield test_read.PAGE
    yield from (f"<html><body><article>{text}</article>" for text in test_page.EVIL)


def _readers() -> Iterator[str | bytes]:
    record = json.dumps(test_read.GOOD)
    yield from (f"{suffix}\n{record}" for suffix in (".json", ".jsonl", "gzip", "-"))
    yield f".html\n{test_read.PAGE}"
    for path in sorted(EXAMPLES.glob("*/*.txt")):
        text = path.read_text("utf-8")
        yield from (text, f".md\n# {text}", f".json\n{json.dumps({'title': 'x', 'text': text})}")
    yield from (f".md\n{text}\n\n{FLOOD[0][0]}" for text in test_page.EVIL)
    if HAVE_PYARROW:
        yield from (b".parquet\n" + table for table in odd().values())


def _junk() -> Iterator[str]:
    yield from _articles()
    for lines in test_clean.PAGES.read_text("utf-8").splitlines()[:20]:
        page = json.loads(lines)
        yield _joined([page["title"] + "\n\n\n\n" + "\n".join(text for _, text in page["lines"])])
    yield from (f"x\n\n\n\n{text[:2_000]}" for text in test_clean.HOSTILE.values())


def _sentences() -> Iterator[str]:
    yield from (
        " ".join(some) for some in batched((c["text"] for c in test_text_sentences.CASES), 8)
    )
    yield from ((unit[:999] * 999)[:999] for unit in test_text_sentences.HOSTILE.values())


def _matches() -> Iterator[str]:
    ferry = (test_contradictions.TWELVE, test_contradictions.FOURTEEN, test_contradictions.DOZEN)
    for source in (test_guard.FIRE, test_guard.VOTE, test_guard.DEAL, test_guard.TALKS, ferry):
        yield _joined([" ".join(source), *("\n\n\n\n" + text for text in source)])
        yield _joined([source[1], *("\n\n\n\n" + "\n".join(s) for s in (source, *FLOOD[:1]))])
    yield from (_joined([FLOOD[0][0], event]) for event in _articles())


TESTS: dict[str, Callable[[], Iterable[str | bytes]]] = {
    "readers": _readers,
    "pages": _pages,
    "cleaner": _junk,
    "splitter": _sentences,
    "matcher": _matches,
    "renderers": _articles,
}

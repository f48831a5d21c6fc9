"""The cleaner: every rule's own examples, whole invented pages, properties, hostile input."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.clean import RULES, Cleaned, Rule, clean
from summarizer.clean.page import page
from summarizer.types import Article, Span


def parsed(example: str) -> tuple[str, str, list[Span]]:
    """Title, text and marked spans of an example: `=title`, then text with ⟦…⟧."""
    title = ""
    if example.startswith("="):
        title, example = example[1:].split("\n", 1)
    text, spans, start = "", [], 0
    for piece in re.split("([⟦⟧])", example):
        if piece == "⟦":
            start = len(text)
        elif piece == "⟧":
            spans.append((start, len(text)))
        else:
            text += piece
    return title, text, spans


def trimmed(text: str, span: Span) -> Span:
    raw = text[slice(*span)]
    start = span[0] + len(raw) - len(raw.lstrip())
    return (start, start + len(raw.strip()))


def examples(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.name}-{i}")
        for rule in RULES
        for i, example in enumerate(getattr(rule, kind))
    ]


@pytest.mark.parametrize(("rule", "example"), examples("removed"))
def test_removes_what_its_examples_mark(rule: Rule, example: str) -> None:
    title, text, marked = parsed(example)
    assert sorted(trimmed(text, s) for s in rule.spans(page(text, title))) == marked


@pytest.mark.parametrize(("rule", "example"), examples("kept"))
def test_keeps_what_its_examples_keep(rule: Rule, example: str) -> None:
    title, text, _ = parsed(example)
    assert rule.spans(page(text, title)) == []


def test_every_rule_has_a_name_a_reason_and_examples_of_both_kinds() -> None:
    assert len({r.name for r in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.name
        assert rule.why.endswith(".")
        assert rule.removed, rule.name
        assert rule.kept, rule.name
        assert (rule.pattern is None) == (rule.where == "page") == (rule.find is not None)


def kept(text: str, *others: str, title: str = "") -> str:
    """What stays of a text, its blocks joined by ¶."""
    article = Article(text, title)
    result = clean([article, *(Article(o) for o in others)])[0]
    check(article, result)
    return "¶".join(text[a:b] for a, b in result.blocks)


def check(article: Article, result: Cleaned) -> None:
    """Blocks and removed spans are disjoint, trimmed, in order, and cover the text."""
    spans = sorted([*result.blocks, *((r.start, r.end) for r in result.removed)])
    assert list(result.blocks) == sorted(result.blocks)
    assert list(result.removed) == sorted(result.removed, key=lambda r: r.start)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert not article.text[at:start].strip()
        assert article.text[start:end] == article.text[start:end].strip()
        at = end
    assert not article.text[at:].strip()


STORY = (
    "The mayor of Ely said on Monday that the river had risen by three feet in a day.",
    "Two bridges were closed before noon, and the school sent its children home by bus.",
    "“We have not seen water like this since 1953,” said Bo Ray, who keeps the lock.",
    "The county will decide on Wednesday whether the old mill has to be given up.",
)


def test_a_page_full_of_junk_keeps_its_story() -> None:
    lines = [
        "River floods the town of Ely",
        "By Ann Lee, The Associated Press",
        "May 7, 2019 3:20 p.m. ET",
        "Share on Facebook Share on Twitter",
        "FILE - In this May 2, 2019, file photo, the lock is open in Ely. (AP Photo/Cy Poe, File)",
        "ELY, England (AP) — " + STORY[0],
        STORY[1],
        "Advertisement",
        "Sign up here for our newsletter. By signing up you agree to receive emails.",
        STORY[2],
        "(RELATED: Lock Keeper Tells All)",
        "The county “has a plan” — Cy Poe (@cypoe) May 6, 2019",
        STORY[3],
        "Dee Fox contributed to this report.",
        "Copyright © 2019 The Example. All rights reserved.",
    ]
    text = "\n".join(lines)
    first = "\n".join(STORY[:2])
    assert kept(text, title=lines[0]) == "¶".join(
        [first, STORY[2], "The county “has a plan”", STORY[3]]
    )


def test_comments_after_the_story_go_and_a_lone_fact_stays() -> None:
    pointer = "Full story at https://example.org/river"
    chatter = "I thought the mill was gone already, hmm."
    unsigned = "Noah would sell tickets to that flood and still complain about beer prices."
    text = "\n".join([*STORY, pointer, chatter, unsigned])
    other = "\n".join(STORY)
    assert kept(text, other) == "\n".join(STORY)
    fact = "Seven sheep drowned near Witchford, and a barn burned down overnight."
    assert kept("\n".join([*STORY, fact]), other).endswith(fact)
    assert kept("\n".join([*STORY, pointer, fact]), other).endswith(fact)


def test_an_essay_in_the_first_person_keeps_its_end() -> None:
    essay = [
        "I grew up beside the river, and my father kept the lock for twenty-two long years.",
        *STORY[:3],
        "I love that old mill, and I guess I always will!!",
    ]
    assert kept("\n".join(essay)) == "\n".join(essay)


def test_sentences_about_signing_up_sharing_and_photos_stay() -> None:
    lines = [
        "About 40,000 people sign up for the newsletter of the town each year, the mayor said.",
        "Subscribe is the word he used, and share prices fell after the photo was shown.",
        "The Copyright Office said by e-mail that it had not yet read the caption.",
        "Correction officers contributed to the report on Monday, according to the county.",
    ]
    assert kept("\n".join(lines)) == "\n".join(lines)


def test_a_page_of_junk_alone_is_left_as_it_is() -> None:
    text = "Advertisement\n\nShare on Facebook\n"
    result = clean([Article(text)])[0]
    assert result == Cleaned(((0, len(text) - 1),), ())


def test_white_space_has_no_blocks() -> None:
    assert clean([Article(""), Article(" \n\t")]) == (Cleaned((), ()), Cleaned((), ()))


def test_a_dateline_ends_where_its_sentence_starts() -> None:
    text = "WASHINGTON (Reuters) - The mayor left."
    result = clean([Article(text)])[0]
    assert [text[a:b] for a, b in result.blocks] == ["The mayor left."]
    assert [(text[r.start : r.end], r.rule) for r in result.removed] == [
        ("WASHINGTON (Reuters) -", "dateline")
    ]


def test_fronts_are_taken_one_after_another() -> None:
    text = "Updated at 9:05 a.m. ET WASHINGTON (AP) — The mayor left."
    result = clean([Article(text)])[0]
    assert [r.rule for r in result.removed] == ["updated", "dateline"]
    assert text[slice(*result.blocks[0])] == "The mayor left."


def test_other_languages_pass_untouched() -> None:
    text = "Der Fluss ist am Montag gestiegen.\nΟ ποταμός ανέβηκε τη Δευτέρα.\n河水周一上涨。"
    assert kept(text) == text


def test_the_order_of_the_articles_does_not_matter() -> None:
    chatter = "lol what a bunch of clowns....."
    pages = [
        Article("\n".join([*STORY, chatter]), "a"),
        Article("\n".join(STORY[::-1]), "b"),
        Article("WASHINGTON (AP) — " + STORY[0], "c"),
    ]
    forward, backward = clean(pages), clean(pages[::-1])
    assert forward == backward[::-1]
    assert [r.rule for r in forward[0].removed] == ["comments"]


_SNIPPETS = [parsed(e)[1] for r in RULES for e in (*r.removed, *r.kept)]
_PIECE = st.one_of(
    st.sampled_from(_SNIPPETS),
    st.sampled_from([*STORY, "\n", "\r\n", " ", "\u2028", "…", "(", "“", ". ", "\x00", "\ud800"]),
    st.text(max_size=20),
)
_TEXT = st.lists(_PIECE, max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT), max_size=3))
def test_any_text_is_covered_in_order_and_without_error(pairs: list[tuple[str, str]]) -> None:
    articles = [Article(text, title) for text, title in pairs]
    results = clean(articles)
    assert len(results) == len(articles)
    for article, result in zip(articles, results, strict=True):
        check(article, result)
        assert bool(result.blocks) == bool(article.text.strip())
    assert clean(articles[::-1]) == results[::-1]


SIZE = 1_000_000
HOSTILE = {
    "one letter": "x" * SIZE,
    "open brackets": "(" * SIZE,
    "open squares": "[A " * (SIZE // 3),
    "dashes": "-" * SIZE,
    "dots": "." * SIZE,
    "names": "Ann Lee, " * (SIZE // 9),
    "initials": "A. " * (SIZE // 3),
    "handles": "— A @b " * (SIZE // 7),
    "glue": "a MORE AaBb " * (SIZE // 12),
    "links": "pic.twitter.com/abc " * (SIZE // 20),
    "lines": "\n".join(f"Line {i} of the Text" for i in range(100_000)),
    "same line": "line of the text here\n" * 100_000,
    "headings": "Related\n" * 100_000,
    "comments": "I thought lol.....\n" * 50_000,
    "blank lines": "\n" * SIZE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_seconds(name: str) -> None:
    article = Article(HOSTILE[name], "x")
    started = time.process_time()
    check(article, clean([article, Article("other words")])[0])
    assert time.process_time() - started < 40


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_backtracks_on_its_own_examples(rule: Rule) -> None:
    started = time.process_time()
    for example in (*rule.removed, *rule.kept):
        flat = " ".join(parsed(example)[1].split())
        for glue in ("", " ", ". "):
            many = (flat + glue) * (880 // (len(flat) + 2) + 1)
            rule.spans(page((many[:880] + "!\n") * 40))
            rule.spans(page((flat + glue) * (100_000 // len(flat))))
    assert time.process_time() - started < 8

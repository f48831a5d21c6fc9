"""Plain text, Markdown and dates: what the text states, and nothing that it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.read import markdown, metadata, plain

BODY = "\n\nA ferry caught fire on Tuesday near the port. Nobody was killed, the coastguard said."
HEADLINE = "Ferry fire kills nobody"
TITLES = [
    HEADLINE, "Ferry fire", "Is the ferry safe?", "N.Korea's leader to meet envoy",
    "Merger in 14.2 billion-crown deal", "Share prices fall after the fire",
    "By the numbers, a bad year", "渡轮在港口外起火", "Source: minister to resign",
    "A man who reads a page in a bed of leaves",
]  # fmt: skip
ABOVE = [
    "\ufeff", "Reading Time: 2 minutes\n\n", "4 min read\n", "Friday , August 23 2019\n\n",
    "Home > News > Sea\n", "HomeNewsMoneySport\n\n", "Ann Lee and Bo Yi\n\n", "World\n\n",
    "Trouble reading this email? View in browser\n\nT W O  D E S K S\n\n",
]  # fmt: skip
NO_TITLES = [
    "The ferry off the port on Tuesday (Ann Lee/Tidewire)", "Image caption The ferry off the port",
    "• Ferry burns off the port", "- Ferry burns off the port", "1. Ferry burns off the port",
    "A ferry caught fire on Tuesday.", "渡轮在港口外起火。", "word " * 40,
    "A ferry caught fire on Tuesday. Nobody was killed, said the port",
    "A ferry that was sailing into the port on Tuesday,",
]  # fmt: skip
WRAPPED = (
    "A ferry that was sailing from Great Osk to Port Ellary on\nTuesday morning caught fire in "
    "sight of the harbour, and all of\nthe people aboard were taken off by boats that came out."
)


@pytest.mark.parametrize(
    ("top", "title"),
    [
        *((title, title) for title in TITLES),
        *((above + HEADLINE, HEADLINE) for above in ABOVE),
        *((top, "") for top in NO_TITLES),
    ],
)
def test_the_title_is_a_first_line_that_reads_like_one(top: str, title: str) -> None:
    article = plain.article(top + BODY)
    assert (article.title, article.text, article.outlet) == (title, top + BODY, "")


@pytest.mark.parametrize(
    ("top", "title"),
    [
        ("A ferry caught fire on\nthe car deck near the port", ...),
        (WRAPPED, ""),
        (f"{HEADLINE}\n\n{WRAPPED}", HEADLINE),
    ],
)
def test_a_wrapped_paragraph_is_one_line(top: str, title: object) -> None:
    found = plain.article(top + BODY)
    assert found.title == (top.replace("\n", " ") if title is ... else title)
    assert found.text.split() == (top + BODY).split()
    assert "\n" not in found.text.split("\n\n")[-2]


def test_a_lone_line_is_the_story_not_its_title() -> None:
    assert plain.article("Ferry burns off the port").title == ""


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("April 26, 2019", "2019-04-26"),
        ("OCTOBER 14 2025", "2025-10-14"),
        ("October 14, 2025 11:52 AM", "2025-10-14"),
        ("Thu, 5 June 2025 12:14", "2025-06-05"),
        ("October 16, 2025 GMT", "2025-10-16"),
        ("Published: 13:05, 14 Oct 2025 | Updated: 16:48, 15 Oct 2025", "2025-10-14"),
        ("Posted on June 6, 2025 by Wendell Farrish", "2025-06-06"),
        ("23/08/2019", "2019-08-23"),
        ("03/04/2019", "03/04/2019"),
        ("Updated at 9.05pm, 14 Oct 2025", ""),
        ("The fire of April 26, 2019 is not forgotten", ""),
        ("February 30, 2019", "February 30, 2019"),
    ],
)
def test_a_date_line_below_the_title_dates_the_article(line: str, date: str) -> None:
    assert plain.article(f"{HEADLINE}\nBy Ann Lee\n{line}{BODY}").date == date
    assert plain.article(f"{line}\n\n{HEADLINE}{BODY}").date == ""  # that of the page


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2025-10-14", "2025-10-14"), ("2025-10-14T23:20:00+01:00", "2025-10-14"),
        ("2025/10/14", "2025-10-14"), ("20251014", "2025-10-14"), ("7/7/2025", "2025-07-07"),
        ("Tue, 14 Oct 2025 08:10:00 GMT", "2025-10-14"), ("14.10.2025", "2025-10-14"),
        *((unsure, unsure) for unsure in (
            "3rd of May", "2025", "May 2025", "04/05/2025", "2025-13-45", "two hours ago",
            "14 Oct 2025 - 16 Oct 2025", "",
        )),
    ],
)  # fmt: skip
def test_dates_are_put_in_form_only_where_they_are_certain(stated: str, date: str) -> None:
    assert metadata.normalise_date(stated) == date


def test_labelled_lines_at_the_top_are_metadata_and_leave_the_text() -> None:
    top = "Title: Fire at sea\nSource: The Courier\nDate: 14 Oct 2025\nURL: https://c.example/1\n"
    article = plain.article(top + BODY)
    stated = (article.title, article.outlet, article.date, article.url)
    assert stated == ("Fire at sea", "The Courier", "2025-10-14", "https://c.example/1")
    assert article.text == BODY.strip()


def test_an_address_counts_where_the_page_names_it() -> None:
    text = f"Ferry fire{BODY} Read more at http://flare.example"
    assert plain.article(text).url == ""
    assert plain.article(f"{text}\nFull story at https://c.example/1").url == "https://c.example/1"


def test_markdown_becomes_plain_text() -> None:
    article = markdown.article(
        "# Ferry *fire* off [Ellary](http://e.example/a_(b))\n\n"
        "![smoke](x.png)\n"
        "A **ferry** caught __fire__ and `burned`\\*. See [here][1].\n\n"
        "> quoted line\n\n* first\n* second\n\nSubhead\n-------\n\n```\ncode\n```\n\n---\n"
        "<!-- hidden -->Last <b>line</b> of snake_case_words.\n\n[1]: http://e.example\n\n"
        "A ferry that was sailing to the port caught fire\nin sight of the harbour.\n"
    )
    assert article.title == "Ferry fire off Ellary"
    assert [line for line in article.text.split("\n") if line] == [
        "Ferry fire off Ellary", "A ferry caught fire and burned*. See here.", "quoted line",
        "first", "second", "Subhead", "code", "Last line of snake_case_words.",
        "A ferry that was sailing to the port caught fire in sight of the harbour.",
    ]  # fmt: skip


def test_markdown_front_matter_is_metadata() -> None:
    article = markdown.article(
        '---\ntitle: "Fire at sea"\nsource: Courier\ndate: 2025-10-14\ntags: [a]\n---\nA story.\n'
    )
    stated = (article.title, article.outlet, article.date, article.text.strip())
    assert stated == ("Fire at sea", "Courier", "2025-10-14", "A story.")


WORDS = st.lists(
    st.sampled_from(
        ["# ", "*", "**", "_", "[", "](", ")", "![", "`", "<", ">", "---\n", "\n", "Ferry",
         " fire ", "By Ann Lee", "14 Oct 2025", "Title: x\n", "•", "|||||", "https://a.example",
         "．", "\u2028"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(WORDS | st.text(max_size=60))
def test_any_text_gives_an_article(text: str) -> None:
    for read in (plain.article, markdown.article):
        article = read(text)
        assert "\n" not in article.title + article.outlet + article.date + article.url
    metadata.normalise_date(text)
    metadata.published_date(text)

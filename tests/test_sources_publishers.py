"""Publishers and agencies: which articles count as one independent source."""

from __future__ import annotations

from pathlib import Path

import pytest
from pair_models import Always, installed

from summarizer import summarize
from summarizer.errors import InputError
from summarizer.sources.publishers import agency, assigned, read_table, witnesses
from summarizer.types import Article

# By what outlets are called in the wild.
SAME = [
    ("Fox News", "Fox Online News"),
    ("Fox News (Online)", "Fox News Opinion"),
    ("BBC News", "BBC"),
    ("TheBlaze.com", "The Blaze"),
    ("New York Times - News", "nytimes.com"),
]
DIFFERENT = [
    ("The Evening Post", "The Morning Post"),
    ("New York Post", "New York Times"),
    ("News", "Online"),
    ("", ""),
]


def article(outlet: str = "", url: str = "", publisher: str = "") -> Article:
    return Article("text", outlet=outlet, url=url, publisher=publisher)


@pytest.mark.parametrize(("one", "two"), [*SAME, *DIFFERENT])
def test_outlets_of_one_publisher_are_one_witness(one: str, two: str) -> None:
    found = witnesses([article(one), article("Tolworth Post"), article(two)], (0, 1, 2))
    assert found == (0, 1, 0 if (one, two) in SAME else 2)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("https://www.post.example/a", "https://edition.post.example/b?c=d", True),
        ("https://www.tolworth.co.uk/a", "https://news.tolworth.co.uk/b", True),
        ("https://one.co.uk/a", "https://two.co.uk/a", False),
        ("http://[::1]/a", "http://10.0.0.1/b", False),
        ("not an address", "not an address", False),
    ],
)
def test_addresses_of_one_domain_are_one_witness(one: str, two: str, same: bool) -> None:
    found = witnesses([article(url=one), article(url=two)], (0, 1))
    assert (found == (0, 0)) == same
    pages = [article("Tolworth Post"), article(url="https://www.tolworthpost.com/flood")]
    assert witnesses(pages, (0, 1)) == (0, 0)


def test_copies_are_one_and_chains_are_followed() -> None:
    outlets = [article("Post"), article("Herald"), article("Courier"), article("Herald")]
    assert witnesses(outlets, (0, 0, 2, 2)) == (0, 0, 0, 0)
    assert witnesses(outlets[:3], (0, 0, 2)) == (0, 0, 2)
    assert witnesses(outlets[:3], (1, 1, 2)) == (0, 0, 2)


def test_a_table_says_what_belongs_together(tmp_path: Path) -> None:
    path = tmp_path / "publishers.toml"
    path.write_text('"Arle Media" = ["The Evening Post", "herald.example"]\n')
    table = read_table(path)
    given = [
        article("Evening Post"),
        article(url="https://herald.example/a"),
        article("Arle Media"),
    ]
    assert {a.publisher for a in assigned(given, table)} == {"Arle Media"}
    assert witnesses(assigned(given, table), (0, 1, 2)) == (0, 0, 0)
    assert assigned([article("Courier")], table) == (article("Courier"),)


@pytest.mark.parametrize("text", ["=", '"A" = "B"', '"A" = [1]', "a = 1", "\x00"])
def test_what_is_no_table_is_one_clear_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"t\.toml") as error:
        read_table(path)
    assert "\n" not in str(error.value)
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / "missing.toml")


def test_a_summary_counts_publishers_once() -> None:
    flood = "The river Arle flooded forty homes at Tolworth on Monday, the mayor said."
    pages = [
        Article(f"{flood} {more}", outlet=outlet)
        for outlet, more in {
            "Arle Post": "Pumps from the county seat were on their way by noon, an engineer wrote.",
            "Arle Post Online": "Rain had fallen for nine days without a break on the hills above.",
            "Herald": "A bridge on the old road to the coast was closed to lorries and buses.",
        }.items()
    ]
    summary = summarize(pages, sentences=1, evidence="words")
    assert summary.sentences[0].support == 2
    assert [s.witness for s in summary.sources] == [1, 1, 3]
    joined = summarize(pages, sentences=1, evidence="words", publishers={"herald": "Arle Post"})
    assert [s.witness for s in joined.sources] == [1, 1, 1]
    assert joined.sentences[0].support == 1


WIRE = "Rescuers pulled eleven miners out of the Zorvany pit on Monday, officials said."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"ZORVANY (AP) — {WIRE}", "AP"),
        (f"ZORVANY (Reuters) - {WIRE}", "Reuters"),
        (f"{WIRE}\n\nThe Associated Press contributed to this report.", "AP"),
        (f"By Ida Fell, Associated Press\n\n{WIRE}", "AP"),
        (f"{WIRE}\nAgence France-Presse wrote on Monday.", ""),
        (f"{WIRE} The governor told Reuters that he was glad.", ""),
        (WIRE, ""),
        ("", ""),
    ],
)
def test_the_agency_that_an_article_credits(text: str, name: str) -> None:
    assert agency(Article(text)) == name


def test_the_article_of_an_agency_is_its_own() -> None:
    outlets = ("The Associated Press", "Tolworth Post")
    assert [agency(Article(WIRE, outlet=outlet)) for outlet in outlets] == ["AP", ""]


def wired(*datelines: str) -> list[Article]:
    """Articles with one sentence in common, and much that they do not share."""
    own = (
        "The mayor of Arle thanked every family for its patience over the long weekend at the pit.",
        "Engineers want to know why nobody closed the gallery after the first warning in autumn.",
        "A brass band played in the snow while relatives waited behind a rope near the main gate.",
    )
    return [
        Article(f"ZORVANY {line} {WIRE} {more}", outlet=f"Outlet {n}")
        for n, (line, more) in enumerate(zip(datelines, own, strict=True))
    ]


@pytest.mark.parametrize(
    ("datelines", "support"),
    [
        (("(AP) —", "(AP) —", "(Reuters) —"), 2),
        (("(AP) —", "(AP) —", "(AP) —"), 1),
        (("(AP) —", "(AFP) —", "(Reuters) —"), 3),
        (("—", "—", "—"), 3),
    ],
)
def test_what_two_print_of_one_agency_counts_once(datelines: tuple[str, ...], support: int) -> None:
    summary = summarize(wired(*datelines), words=16, evidence="words")
    assert summary.sentences[0].support == support


def test_what_they_tell_in_their_own_words_counts_for_each() -> None:
    other = "Eleven miners from the Zorvany pit were alive, it was announced in the valley."
    texts = [f"ZORVANY (AP) — {WIRE}", f"ZORVANY (AP) — {other}"]
    with installed(Always("supports")):
        summary = summarize(texts, sentences=1)
    assert summary.sentences[0].support == 2
    assert {s.agency for s in summary.sources} == {"AP"}

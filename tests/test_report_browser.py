"""The page in a browser: it loads nothing, fits a telephone, sorts and filters, and is inert."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from made_results import Made, hostile
from made_results import made as comparison
from pages import CONTRAST, Seen, attacked, launched, visited

from summarizer.evaluate import report
from summarizer.types import displayed

EVIL = (
    "<script>window.hacked = true</script>",
    "</script></style></title><script>window.hacked = true</script>",
    "\"><img src='https://evil.example/x.png' onerror='window.hacked = true'>",
    "' onmouseover='window.hacked = true' autofocus onfocus='window.hacked = true' x='",
    "javascript:window.hacked=true",
    "https://news.example/'\"><script>window.hacked=true</script>",
    "\u202egnp.exe\u2066 \x00\x1b[31m",
    "w" * 2_000,
    "שלום עולם مرحبا بالعالم " * 20,
    "",
)
Open = Callable[..., Seen]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as started:
        yield started


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def show(found: Made, width: int = 1280, **options: Any) -> Seen:
        path = report.write(tmp_path, found.results, found.clusters, found.timings)[-1]
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, **options))
        return visited(contexts[-1], path)

    yield show
    for context in contexts:
        context.close()


def ids(seen: Seen) -> list[str]:
    """The clusters shown, in order."""
    return list(
        seen.page.eval_on_selector_all(
            ".cluster", "all => all.filter(c => !c.hidden).map(c => c.dataset.id)"
        )
    )


def column(seen: Seen, number: int) -> list[str]:
    return list(
        seen.page.eval_on_selector_all(
            "#systems tbody tr",
            f"rows => rows.map(row => row.cells[{number}].textContent.trim().split(/\\s/)[0])",
        )
    )


def test_the_policy_stops_what_would_leave_the_page(opened: Open) -> None:
    seen = opened(comparison())
    reached = attacked(seen)
    assert not reached
    assert seen.page.evaluate("() => window.hacked") is None
    assert len(seen.complaints) >= 3


@pytest.mark.parametrize("text", ["plain", "w" * 2_000, "a long label of several words " * 9])
def test_the_page_never_scrolls_sideways(opened: Open, text: str) -> None:
    page = opened(hostile(text)).page
    page.click("#open")
    for width in (1280, 768, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("text", EVIL)
def test_hostile_data_is_inert_and_shown(opened: Open, text: str) -> None:
    seen = opened(hostile(text))
    seen.page.click("#open")
    for _ in range(3):
        seen.page.keyboard.press("Tab")
    assert seen.inert()
    assert seen.page.locator("img, iframe, object, embed").count() == 0
    links = seen.page.eval_on_selector_all("#list .given a", "all => all.map(a => a.protocol)")
    assert set(links) <= {"https:"}
    shown = seen.page.locator("#list .given p").first.text_content()
    assert shown == displayed(text)


def test_it_can_be_read_without_javascript(opened: Open) -> None:
    found = comparison()
    seen = opened(found, java_script_enabled=False)
    page = seen.page
    assert not page.locator(".controls").is_visible()
    assert page.locator("h1").inner_text() == "made/dev"
    assert page.locator("svg.plot").count() == 6
    first = page.locator(".cluster").first
    assert not first.locator(".made").is_visible()
    first.locator("summary").click()
    assert first.locator(".made article").count() == len(found.results.systems)
    for part in (".made article p", ".given li", ".given p"):
        assert first.locator(part).first.is_visible()
    assert len(seen.requests) == 1


def test_the_clusters_sort(opened: Open) -> None:
    seen = opened(comparison())
    differing = ids(seen)
    seen.page.select_option("#sort", "id")
    assert ids(seen) == [f"made-{i}" for i in range(12)]
    for order, key, down in (
        ("best", "mean", True), ("worst", "mean", False), ("sources", "sources", True),
    ):  # fmt: skip
        seen.page.select_option("#sort", order)
        shown = seen.page.eval_on_selector_all(
            ".cluster", f"all => all.map(c => Number(c.dataset.{key}))"
        )
        assert shown == sorted(shown, reverse=down)
    seen.page.select_option("#sort", "spread")
    assert ids(seen) == differing


def test_the_clusters_filter_by_text_and_by_winner(opened: Open) -> None:
    seen = opened(comparison())
    everything = ids(seen)
    seen.page.fill("#find", "made-3 TALKS")
    assert ids(seen) == ["made-3"]
    assert seen.page.inner_text("#shown") == "1 of 12 clusters shown"
    seen.page.fill("#find", "no such words")
    assert ids(seen) == []
    seen.page.fill("#find", "")
    won = []
    options = seen.page.eval_on_selector_all("#winner option", "all => all.map(o => o.value)")
    for option in options[1:]:
        seen.page.select_option("#winner", option)
        won += ids(seen)
    assert "7" not in options  # the oracle is no rival
    assert sorted(won) == sorted(everything)


def test_the_tables_sort_by_keyboard(opened: Open) -> None:
    seen = opened(comparison())
    button = seen.page.locator("#systems th button").nth(2)
    button.focus()
    seen.page.keyboard.press("Enter")
    scores = [float(score) for score in column(seen, 2)]
    assert scores == sorted(scores, reverse=True)
    assert seen.page.get_attribute("#systems th:nth-child(3)", "aria-sort") == "descending"
    seen.page.keyboard.press("Enter")
    assert [float(score) for score in column(seen, 2)] == scores[::-1]


@pytest.mark.parametrize("found", [comparison(("lead",), 1), comparison(("lead", "kl"), 0)])
def test_one_system_one_cluster_or_none(opened: Open, found: Made) -> None:
    assert opened(found, 360).inert()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_told_from_its_ground(opened: Open, scheme: str) -> None:
    seen = opened(comparison(clusters=3), color_scheme=scheme)
    seen.page.click("#open")
    assert seen.page.evaluate(CONTRAST) >= 4.5


def test_tables_and_plots_have_names_for_who_cannot_see_them(opened: Open) -> None:
    page = opened(comparison()).page
    assert page.locator("table").count() == page.locator("table > caption").count() > 5
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("svg:not([aria-hidden]):not([role=img][aria-label])").count() == 0

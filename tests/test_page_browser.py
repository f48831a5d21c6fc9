"""The page of a summary in a browser: what backs a sentence shows, with and without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from made import hostile_summary
from made_page import bare, event
from pages import CONTRAST, Seen, attacked, launched, visited

from summarizer.render.html import render
from summarizer.types import Summary

EVIL = (
    "</script></style></title><script>window.hacked = true</script>",
    "\"><img src='https://evil.example/x.png' onerror='window.hacked = true'>",
    "' onmouseover='window.hacked = true' autofocus onfocus='window.hacked = true' x='",
    "javascript:window.hacked=true",
    "\u202egnp.exe\u2066 \x00\x1b[31m",
    "w" * 2_000,
    "שלום עולם مرحبا بالعالم " * 20,
)
WIDE, NARROW = 1280, 400
PATIENCE = 100  # times that a busy machine is asked whether a key or a click has had its effect
Open = Callable[..., Seen]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as started:
        yield started


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def show(
        made: Summary, width: int = WIDE, fragment: str = "", height: int = 700, **options: Any
    ) -> Seen:
        path = tmp_path / "page.html"
        path.write_text(render(made), "utf-8")
        options = {"reduced_motion": "reduce", **options}
        size = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=size, **options))
        return visited(contexts[-1], path, fragment)

    yield show
    for context in contexts:
        context.close()


def soon(page: Any, happened: Callable[[], bool]) -> None:
    """Wait for what follows a key or a click."""
    for _ in range(PATIENCE):
        if happened():
            return
        page.wait_for_timeout(50)
    pytest.fail("nothing happened")


def lit(seen: Seen) -> list[str]:
    """The text of the pieces of articles that are shown highlighted, in order."""
    script = """all => all.filter(e => e.getClientRects().length
      && !/, 0\\)$/.test(getComputedStyle(e).backgroundColor)).map(e => e.textContent)"""
    return list(seen.page.eval_on_selector_all(".backs", script))


def paragraphs(seen: Seen) -> int:
    return int(
        seen.page.eval_on_selector_all(
            ".story > p", "all => all.filter(e => e.getClientRects().length).length"
        )
    )


BACKED = [
    "Rescuers lowered all of them by rope before midnight.",
    "Rescue teams brought everybody down on ropes before midnight.",
]


@pytest.mark.parametrize("width", [WIDE, 800, NARROW])
@pytest.mark.parametrize("scripted", [True, False])
def test_choosing_a_sentence_shows_what_backs_it_alone(
    opened: Open, width: int, scripted: bool
) -> None:
    seen = opened(event(), width, java_script_enabled=scripted)
    page = seen.page
    bar, other = page.locator("#bar-s2"), page.locator("#a4")
    if scripted:
        assert lit(seen) == []
        everything = paragraphs(seen)
    page.click("#s2 .mark")
    assert page.url.endswith("#s2")
    assert (bar.is_visible(), other.is_visible()) == (True, False)
    assert not page.locator("#bar-s1").is_visible()
    assert not page.locator(".backs.s1").first.is_visible()
    assert [one.inner_text() for one in page.locator(".backs.s2").all()] == BACKED
    assert all(one.is_visible() for one in page.locator(".backs.s2").all())
    if scripted:
        assert (lit(seen), paragraphs(seen)) == (BACKED, 2)
    page.click("#bar-s2 a")
    assert (bar.is_visible(), other.is_visible()) == (False, True)
    if scripted:
        assert paragraphs(seen) == everything
    assert len(seen.requests) == 1
    assert not seen.complaints


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_sentence_and_its_backing_are_on_the_screen_together(opened: Open, width: int) -> None:
    page = opened(event(), width).page
    page.click("#s1 .mark")
    for place in ("#s1 .mark", "#bar-s1", ".backs.s1 >> nth=0"):
        box = page.locator(place).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 700
    told, bar = (page.locator(place).bounding_box() for place in ("#s1 .mark", "#bar-s1"))
    assert told["y"] + told["height"] <= bar["y"] or told["x"] + told["width"] <= bar["x"]


@pytest.mark.parametrize("key", ["#s2", "#c1_2", "#u3"])
def test_pointing_lights_up_and_hides_nothing(opened: Open, key: str) -> None:
    """The articles scroll to it, the page does not."""
    seen = opened(event(), height=260)
    everything = paragraphs(seen)
    pieces = seen.page.locator(f".backs.{key[1:]}")
    seen.page.locator(key).scroll_into_view_if_needed()
    first, scrolled = pieces.first, seen.page.evaluate("scrollY")
    assert first.bounding_box()["y"] > 260
    seen.page.hover(key)
    assert lit(seen) == [one.text_content() for one in pieces.all()]
    assert paragraphs(seen) == everything
    soon(seen.page, lambda: 0 < first.bounding_box()["y"] < 260)
    assert seen.page.evaluate("scrollY") == scrolled
    seen.page.mouse.move(0, 0)
    assert lit(seen) == []


def test_a_place_in_an_article_lights_up_when_it_is_gone_to(opened: Open) -> None:
    seen = opened(event(), NARROW)
    seen.page.click("td a[href='#s2-3']")
    seen.page.mouse.move(0, 0)
    assert BACKED[1] in lit(seen)
    assert seen.page.locator(".backs.s2").nth(1).bounding_box()["y"] < 700


def test_it_works_by_keyboard_alone(opened: Open) -> None:
    seen = opened(event())
    page = seen.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    while not page.evaluate("document.activeElement.matches('#s2 .mark')"):
        page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    assert lit(seen) == BACKED
    page.keyboard.press("Enter")
    soon(page, lambda: page.evaluate("document.activeElement.id") == "articles")
    assert page.locator("#bar-s2").is_visible()
    page.keyboard.press("Escape")
    soon(page, lambda: page.evaluate("document.activeElement.matches('#s2 .mark')"))
    assert not page.locator("#bar-s2").is_visible()


def test_the_text_of_a_sentence_chooses_it_too(opened: Open) -> None:
    page = opened(event()).page
    # The box around a sentence of several lines holds other sentences, too: click in its own line,
    # wherever the fonts at hand have put it.
    line = page.evaluate("document.querySelector('#s2').getClientRects()[0].toJSON()")
    page.mouse.click(line["x"] + line["width"] / 2, line["y"] + line["height"] / 2)
    soon(page, lambda: page.url.endswith("#s2"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#s1", "#c1_1", "#s1-1"])
def test_all_text_can_be_told_from_its_ground(opened: Open, scheme: str, fragment: str) -> None:
    seen = opened(event(), WIDE, fragment, color_scheme=scheme)
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert seen.page.evaluate(CONTRAST) >= 4.5
    ground = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = sum(map(int, ground[4:-1].split(",")))
    assert light > 700 if scheme == "light" else light < 100


@pytest.mark.parametrize("text", EVIL)
def test_hostile_data_is_inert(opened: Open, text: str) -> None:
    seen = opened(hostile_summary(text))
    for _ in range(4):
        seen.page.keyboard.press("Tab")
    seen.page.hover("#s1 .mark")
    seen.page.click("#s1 .mark")
    assert seen.inert()
    assert seen.page.locator("img, iframe, object, embed, base").count() == 0


def test_the_policy_stops_what_would_leave_the_page(opened: Open) -> None:
    seen = opened(event())
    assert not attacked(seen)
    assert seen.page.evaluate("() => window.hacked") is None
    assert len(seen.complaints) >= 3


@pytest.mark.parametrize("made", [event(), bare(), *map(hostile_summary, EVIL[-2:])])
def test_the_page_never_scrolls_sideways(opened: Open, made: Summary) -> None:
    page = opened(made, fragment="#s1").page
    for width in (1280, 992, 800, 400, 320):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_on_paper_everything_stands(opened: Open) -> None:
    seen = opened(event(), fragment="#s2")
    seen.page.emulate_media(media="print")
    assert not seen.page.locator("#bar-s2").is_visible()
    assert not seen.page.locator("nav").is_visible()
    assert all(one.is_visible() for one in seen.page.locator(".story").all())
    assert lit(seen) == []
    assert seen.page.evaluate("getComputedStyle(document.getElementById('articles')).position") == (
        "static"
    )


def test_everything_has_a_name_for_who_cannot_see_it(opened: Open) -> None:
    page = opened(event()).page
    tree = page.locator("body").aria_snapshot()
    for role in ("banner", "navigation", "main", "complementary", "heading", "table"):
        assert f"- {role}" in tree
    assert "backed by 2 of 3 independent sources" in tree
    unnamed = page.eval_on_selector_all(
        "a", "all => all.filter(a => !(a.ariaLabel || a.textContent.trim())).length"
    )
    assert unnamed == 0
    assert page.locator("table > caption").count() == page.locator("table").count()
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("svg:not([aria-hidden])").count() == 0

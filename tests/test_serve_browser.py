"""The pages of the server in a browser: without a script, by keyboard, and under attack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pages import CONTRAST, Seen, attacked, launched
from served import ONE, TWO, Running, needs_extra, serving

needs_extra()

EVIL = "</script><img src=https://evil.example/x onerror='window.hacked=true'> is a mill"
WIDTHS = (360, 800, 1400)
PATIENCE = 30_000  # milliseconds until a result is there


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as started:
        yield started


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("serve") / "data") as running:
        yield running


def visited(browser: Any, server: Running, path: str, **options: Any) -> Seen:
    """A page of the server, watched from the start."""
    seen = Seen(browser.new_context(**options).new_page())
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.on("console", lambda message: seen.complaints.append(message.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.goto(f"http://127.0.0.1:{server.port}{path}")
    return seen


def asked(seen: Seen) -> None:
    """Fill the form in and send it, and wait for the result."""
    seen.page.get_by_label("Text of articles").fill(f"{ONE}\n|||||\n{TWO} {EVIL}.")
    seen.page.get_by_label("Words at most").fill("50")
    seen.page.get_by_label("Agreement").select_option("words")
    seen.page.get_by_role("button", name="Summarise").click()
    seen.page.wait_for_selector("#summary", timeout=PATIENCE)


@pytest.mark.parametrize("script", [True, False])
def test_from_the_form_to_the_result(script: bool, browser: Any, server: Running) -> None:
    """The result comes by itself, with and without a script; nothing else is loaded."""
    seen = visited(browser, server, "/", java_script_enabled=script)
    asked(seen)
    assert re.search(r"/results/[0-9a-f]{32}$", seen.page.url)
    assert "sources report" in seen.page.inner_text("h1")
    assert {url.split("/")[2] for url in seen.requests} == {f"127.0.0.1:{server.port}"}
    assert not seen.complaints
    seen.page.get_by_role("link", name="Sources, export, delete").click()
    seen.page.get_by_label("pasted.txt").first.uncheck()
    seen.page.get_by_role("button", name="Make it again").click()
    seen.page.wait_for_selector("#summary", timeout=PATIENCE)
    assert "one source" in seen.page.inner_text("h1")


def test_by_keyboard(browser: Any, server: Running) -> None:
    """The first key leads to a way past the links; each field has a name and shows its focus."""
    page = visited(browser, server, "/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    names = []
    for _ in range(10):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate("""() => {
          const e = document.activeElement, label = e.labels && e.labels[0];
          const seen = getComputedStyle(e).outlineStyle !== "none";
          return (seen ? "" : "unseen ") + (label || e).textContent.trim();
        }""")
        )
    assert names[:4] == ["Addresses to fetch", "Text of articles", "Files", "A folder"]
    assert names[4:6] == ["Language of plain texts", "Words at most"]
    assert names[6:9] == ["Method", "Agreement", "Summarise"]


def test_files_and_a_folder_can_be_chosen(browser: Any, server: Running, tmp_path: Path) -> None:
    (tmp_path / "event").mkdir()
    (tmp_path / "event" / "one.txt").write_text(ONE)
    (tmp_path / "event" / "two.txt").write_text(TWO)
    (tmp_path / "event" / "notes.doc").write_text(ONE)
    page = visited(browser, server, "/").page
    page.get_by_label("A folder").set_input_files(tmp_path / "event")
    page.get_by_label("Agreement").select_option("words")
    page.get_by_role("button", name="Summarise").click()
    page.wait_for_selector("#summary", timeout=PATIENCE)
    assert page.inner_text("header .kicker") == "event"
    assert "left out 1 of no known kind: notes.doc" in page.inner_text("main")


def test_a_page_elsewhere_cannot_drive_it(browser: Any, server: Running) -> None:
    """A form and a request of a page of another origin change nothing."""
    page = browser.new_context().new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(
        content_type="text/html",
        body=f"<form method=post action='http://127.0.0.1:{server.port}/' "
        "enctype=multipart/form-data><input name=text value='A mill burned.'><button>x</button>",
    ))  # fmt: skip
    before = server.ask("GET", "/api/jobs").json["count"]
    page.goto("http://evil.example/")
    told = page.evaluate(
        """address => fetch(address, {method: "POST", mode: "no-cors", body: "{}"})
        .then(() => "sent", () => "blocked")""",
        f"http://127.0.0.1:{server.port}/api/read",
    )
    page.click("button")
    page.wait_for_load_state()
    assert told in ("sent", "blocked")  # without its answer
    assert "may not ask" in page.content() or page.url.startswith("chrome-error")
    assert server.ask("GET", "/api/jobs").json["count"] == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_can_be_read(width: int, scheme: str, browser: Any, server: Running) -> None:
    """At each width and in both colour schemes: enough contrast, and nothing sticks out."""
    job = server.ask("POST", "/api/summarize", {"sources": [{"text": f"{ONE} {EVIL}."}]}).json
    server.done(job["id"])
    failed = server.ask("POST", "/api/summarize", {"sources": [{"text": " "}]}).json
    server.done(failed["id"])
    at = [f"/results/{job['id']}", f"/results/{job['id']}/sources", f"/results/{failed['id']}"]
    for path in ("/", "/verify", "/results", "/results/none", "/login", *at):
        size = {"width": width, "height": 800}
        seen = visited(browser, server, path, viewport=size, color_scheme=scheme)
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (path, wide)
        assert seen.page.evaluate(CONTRAST) >= 4.5, path
        assert not seen.page.evaluate("() => window.hacked === true")
        assert attacked(seen) == []

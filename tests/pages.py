"""What the tests of our pages see in them, without and with a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """The elements of a page, the text of its style and scripts, and whether it nests."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.path: list[str] = []
        self.unclosed: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self.shown: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.path.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.path or self.path.pop() != tag:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        kind = self.path[-1] if self.path else ""
        self.inside.get(kind, self.shown).append(data)

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.elements if name == tag)

    def values(self, name: str) -> list[str]:
        """Every value of an attribute, in order."""
        return [str(attributes[name]) for _, attributes in self.elements if name in attributes]


@dataclass(slots=True)
class Seen:
    """A page that is open, and what it asked for and complained about."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def inert(self) -> bool:
        """Nothing loaded but the page itself, no error, no script from data ran."""
        hacked = self.page.evaluate("() => window.hacked === true")
        return len(self.requests) == 1 and not self.complaints and not hacked


@contextmanager
def launched() -> Iterator[Any]:
    """Debian's `chromium`, which the `playwright` package is told the path of; or a skip."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip("PAGE NOT TESTED IN A BROWSER: pip install playwright")
    if CHROMIUM is None:
        pytest.skip("PAGE NOT TESTED IN A BROWSER: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


def visited(context: Any, path: Path, fragment: str = "") -> Seen:
    """The page of a file, watched from the start."""
    seen = Seen(context.new_page())
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.on("console", lambda message: seen.complaints.append(message.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.goto(path.as_uri() + fragment)
    return seen


def attacked(seen: Seen) -> list[Any]:
    """What got out when the page was made to load an image and a script and to fetch."""
    reached: list[Any] = []
    seen.page.route("https://evil.example/**", lambda route: (reached.append(route), route.abort()))
    seen.page.evaluate(
        "() => { const i = new Image(); i.src = 'https://evil.example/x'; document.body.append(i);"
        " const s = document.createElement('script'); s.textContent = 'window.hacked = true';"
        " document.body.append(s);"
        " return fetch('https://evil.example/').catch(() => null); }"
    )
    return reached


# The lowest contrast of any text that is shown with what is behind it.
CONTRAST = """() => {
  const light = (c) => {
    const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(c)) return c;
    }
  };
  const worst = {};
  for (const e of document.querySelectorAll("body *:not(script, style)")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    if (!e.getClientRects().length) continue;
    const style = getComputedStyle(e);
    const text = e instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [light(text), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    worst[text] = Math.min(worst[text] ?? 99, ratio);
  }
  return Math.min(...Object.values(worst));
}"""

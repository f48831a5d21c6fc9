"""What feeds link to: fetched on request alone, as robots.txt asks, within caps, and cached."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from servers import STORY, Server, answer, redirect, rules, stay_on_loopback
from test_read_feeds import TEXT, encoded, rss

from summarizer.errors import UsageError
from summarizer.limits import Limits
from summarizer.read import read
from summarizer.read.web.cache import Cache
from summarizer.read.web.fetch import Page
from summarizer.types import Article, Cluster

_loopback_only = pytest.fixture(autouse=True)(stay_on_loopback)
NO_ROBOTS = answer(b"", "404 Not Found")
REFUSED = "the site's robots.txt asks programs not to fetch it"
PLAIN = {"Content_Type": "text/plain"}


def xml(text: str, **headers: str) -> bytes:
    return answer(text.encode(), Content_Type="application/rss+xml", **headers)


def robots(rules: bytes) -> bytes:
    return answer(rules, **PLAIN)


def feed(*links: str) -> str:
    return rss(
        *(f"<title>T</title><link>{link}</link><pubDate>2025-10-17</pubDate>" for link in links)
    )


def run(
    pages: dict[str, str | bytes], cache: Path, *, limits: Limits | None = None, **web: Any
) -> tuple[list[str], list[Article], list[str]]:
    """What is said of the feed among the pages, the articles, and the paths asked for."""
    served = {path: xml(page) if isinstance(page, str) else page for path, page in pages.items()}
    with Server({"/robots.txt": NO_ROBOTS, **served}) as server:
        place = f"http://news.example:{server.port}"
        given = rules(server, **{"follow": True, "cache": cache, "pause": 0.0, **web})
        found = list(read([f"{place}/feed"], web=given, limits=limits or Limits()))
    articles = [a for item in found if isinstance(item, Cluster) for a in item.articles]
    lines = [str(item).replace(place, "") for item in found if not isinstance(item, Cluster)]
    return lines, articles, [request.split(" ")[1] for request in server.asked]


def test_nothing_is_followed_or_written_unless_asked(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    lines, articles, asked = run({"/feed": feed("/a")}, cache, follow=False)
    assert lines == ["/feed: 1 entry with a teaser only left out: --fetch fetches the pages"]
    assert (articles, asked, cache.exists()) == ([], ["/feed"], False)


def test_the_pages_of_teasers_are_fetched(tmp_path: Path) -> None:
    pages = {
        "/feed": rss(
            encoded(TEXT),
            *(f"<title>T</title><link>{p}</link>" for p in ("/a", "/b", "/b#x", "/gone")),
            "<link>javascript:alert(1)</link>", "<link>/img</link>",
        ),
        "/a": redirect("/final"), "/final": answer(), "/gone": answer(b"", "410 Gone"),
        "/b": answer(TEXT.encode(), **PLAIN), "/img": answer(b"x", Content_Type="image/png"),
    }  # fmt: skip
    lines, articles, asked = run(pages, tmp_path)
    assert [a.title for a in articles] == ["", "Mill burns at Orrin Bridge", "T"]
    assert [a.outlet for a in articles] == ["The Post"] * 3
    assert articles[1].url.endswith("/final")
    assert articles[1].location.endswith("/a")
    assert lines[0] == "/feed: 1 entry left out: neither the text nor an http(s) address"
    assert lines[1] == "/gone: the server answers 410 Gone"
    assert "it is of type image/png" in lines[2]
    assert sorted(asked) == sorted(["/feed", "/robots.txt", "/a", "/final", "/b", "/gone", "/img"])


@pytest.mark.parametrize(
    ("pages", "line"),
    [
        ({"/a": redirect("http://127.0.0.1:9/")}, "port 9 is not one of the web's"),
        ({"/a": redirect("http://[::1]/")}, "port 80 is not one of the web's"),
        ({"/a": redirect("file:///etc/passwd")}, "it redirects: only http:// and https://"),
        ({"/robots.txt": redirect("http://10.0.0.1/")}, "robots.txt: it leads to http://10.0.0.1/"),
        ({"/robots.txt": robots(b"User-agent: *\nDisallow: /")}, REFUSED),
        ({"/robots.txt": robots(b"user-agent: Consensus-Summarizer\ndisallow: /*a$")}, REFUSED),
        ({"/a": redirect("/b"), "/robots.txt": robots(b"User-agent: *\nDisallow: /b")}, REFUSED),
        ({"/robots.txt": answer(b"", "503 X")}, "robots.txt: the server answers 503"),
        ({"/robots.txt": robots(b"User-agent: *\nCrawl-delay: 99")}, "asks for 99 seconds between"),
        ({"/robots.txt": robots(b"User-agent: *\nDisallow: /" + b"*a" * 200_000)}, ""),
        ({"/robots.txt": robots(b"User-agent: other\nDisallow: /")}, ""),
        ({"/robots.txt": robots(b" ")}, ""),
        ({"/a": feed("/b")}, "with a teaser only left out"),
        ({"/a": answer(b'{"document": "A"}', Content_Type="application/json")}, "has clusters"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_where_links_may_not_lead(pages: dict[str, str | bytes], line: str, tmp_path: Path) -> None:
    lines, articles, asked = run(
        {"/feed": feed("/a"), "/a": answer(), "/b": answer(), **pages}, tmp_path
    )
    assert (len(lines), len(articles)) == ((1, 0) if line else (0, 1))
    assert line in "".join(lines)
    assert "\n" not in "".join(lines)
    assert "/b" not in asked


def test_private_addresses_are_refused_as_those_given_by_hand_are(tmp_path: Path) -> None:
    """With the real policy: the feed's address is permitted here, what it links to is not."""
    given = {"/feed": feed("http://127.0.0.1:80/", "http://metadata.example/", "http://[::1]/")}
    hosts = {"news.example": ["127.0.0.1"], "metadata.example": ["169.254.169.254"]}
    with Server({"/feed": xml(given["/feed"])}) as server:
        web = rules(
            server, ports=frozenset({80, server.port}), follow=True, cache=tmp_path, pause=0.0,
            resolve=hosts.__getitem__,
        )  # fmt: skip
        found = list(read([f"http://news.example:{server.port}/feed"], web=web))
    assert len(found) == 3
    assert all("is not a public address" in str(item) for item in found)


def test_caps_and_pauses(tmp_path: Path) -> None:
    links = [f"/{n}" for n in range(5)]
    pages: dict[str, str | bytes] = {"/feed": feed(*links), **{link: answer() for link in links}}
    start = time.monotonic()
    lines, articles, asked = run(pages, tmp_path, limits=Limits(feed_pages=2), pause=0.2)
    assert lines == ["/feed: 3 entries left out, over the limit of 2 pages of a feed"]
    assert (len(articles), asked) == (2, ["/feed", "/robots.txt", "/0", "/1"])
    assert time.monotonic() - start > 0.4


def test_a_list_of_feeds(tmp_path: Path) -> None:
    with Server({}) as server:
        place = f"http://news.example:{server.port}"
        listed = [f"{place}{p}" for p in ("/one", "/list", "/gone", "/two")]
        opml = f"<opml><body>{''.join(f'<outline xmlUrl={u!r}/>' for u in listed)}</body></opml>"
        server._pages.update({  # type: ignore[union-attr]
            "/robots.txt": NO_ROBOTS, "/one": xml(rss(encoded(TEXT), "<link>/a</link>")),
            "/list": answer(opml.encode(), Content_Type="text/x-opml"), "/a": answer(),
            "/gone": answer(b"", "404 X"),
        })  # fmt: skip
        (tmp_path / "mine.opml").write_text(opml)
        web = rules(server, follow=True, cache=tmp_path / "cache", pause=0.0)
        limits = Limits(listed_feeds=3)
        *lines, found = read([tmp_path / "mine.opml"], web=web, limits=limits)
    assert isinstance(found, Cluster)
    assert [a.outlet for a in found.articles] == ["The Post"] * 2
    told = [str(line).rpartition(": ")[2] for line in lines]
    assert told == [
        "1 feed left out, over the limit of 3 feeds of a list", "name it to have it read",
        "the server answers 404 Not Found",
    ]  # fmt: skip


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {
        "/feed": feed("/a"),
        "/a": answer(ETag='"x1"', Last_Modified="Fri"),
    }
    _, first, _ = run(dict(pages), tmp_path)

    def unchanged(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    # The port of the address is another each time.
    with Server({"/robots.txt": NO_ROBOTS, "/feed": xml(feed("/a")), "/a": unchanged}) as server:
        url = f"http://news.example:{server.port}"
        Cache(tmp_path).put(Page(f"{url}/a", "html", STORY, '"x1"', "Fri"))
        web = rules(server, follow=True, cache=tmp_path, pause=0.0)
        (found,) = read([f"{url}/feed"], web=web)
    assert isinstance(found, Cluster)
    assert found.articles[0].text == first[0].text
    request = next(r for r in server.asked if r.startswith("GET /a "))
    assert 'If-None-Match: "x1"\r\nIf-Modified-Since: Fri\r\n' in request


def test_a_cache_keeps_what_can_be_asked_for_again_and_believes_nothing_else(
    tmp_path: Path,
) -> None:
    cache, url = Cache(tmp_path / "new"), "https://a.example/"
    for page in (
        Page(url, "html", b"x"),
        Page(url, "html", b"x", "a\r\nX: y"),
        Page(url, "", b"", "é"),
    ):
        cache.put(page)
        assert cache.get(url) is None
    page = Page(url, "html", b"line\nline", "e", "m")
    cache.put(page)
    assert cache.get(url) == page
    (path,) = (tmp_path / "new").iterdir()
    for broken in (
        b"",
        b"{}\n",
        b"[1]\nx",
        path.read_bytes().replace(b"a.example", b"b.example"),
        b"\xff\n",
    ):
        path.write_bytes(broken)
        assert cache.get(url) is None
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert cache.get(url) is None
    cache.put(page)
    assert path.is_file()
    assert not path.is_symlink()
    os.utime(path, (0, 0))
    for name in ("mine.txt", "unfinished-abc"):  # the other of a run that was killed
        (path.parent / name).touch()
        os.utime(path.parent / name, (0, 0))
    (path.parent / "unfinished-now").touch()
    assert Cache(tmp_path / "new").get(url) is None
    assert {p.name for p in path.parent.iterdir()} == {"mine.txt", "unfinished-now"}


def test_without_a_home_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(UsageError, match="set HOME or XDG_CACHE_HOME"):
        Cache(None)


def test_the_command_line_fetches_feeds_and_what_they_link_to(tmp_path: Path) -> None:
    """Through a proxy on loopback, as nothing else may be reached; twice, then from the cache."""
    wire = "http://wire.example"
    pages = {
        f"{wire}/feed": xml(feed(f"{wire}/a", f"{wire}/b")), f"{wire}/robots.txt": NO_ROBOTS,
        f"{wire}/a": answer(ETag="e"), f"{wire}/b": answer(b"", "404 X"),
    }  # fmt: skip
    env = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "XDG_CACHE_HOME": str(tmp_path),
    }
    with Server(dict(pages)) as proxy:

        def command(*args: str) -> subprocess.CompletedProcess[str]:
            given = [f"{wire}/feed", "--proxy", f"http://127.0.0.1:{proxy.port}", "--fetch"]
            return subprocess.run(
                [sys.executable, "-m", "summarizer", args[0], *given, *args[1:]],
                env=env, capture_output=True, text=True, timeout=60, cwd=tmp_path,
            )  # fmt: skip

        read_in = command("read", "--format", "jsonl")
        assert read_in.stderr == f"consensus: warning: {wire}/b: the server answers 404 Not Found\n"
        assert json.loads(read_in.stdout)["url"] == f"{wire}/a"
        assert len(list(tmp_path.glob("consensus/pages/*"))) == 1
        proxy._pages[f"{wire}/a"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"  # type: ignore[index]
        done = command(
            "batch", "--group", "-o", "out.jsonl", "--workers", "1", "--evidence", "words"
        )
        assert done.stderr.splitlines()[-1].startswith("consensus: done: 2 records: 1 done")
        assert "A paper mill at Orrin Bridge" in (tmp_path / "out.jsonl").read_text()
        refused = command("batch", "-o", "x.jsonl")
    assert (refused.returncode, refused.stderr) == (
        2, "consensus: error: --fetch is for feeds, whose articles need --group\n"
    )  # fmt: skip

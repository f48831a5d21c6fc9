"""`read` on addresses: the articles of the pages, and nothing that was not named."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest
from servers import STORY, Server, answer, redirect, rules, stay_on_loopback

from summarizer.read import read
from summarizer.types import Cluster, Reject

_loopback_only = pytest.fixture(autouse=True)(stay_on_loopback)


def page(text: str, url: str = "") -> bytes:
    link = f"<link rel=canonical href='{url}'>".encode() if url else b""
    return answer(STORY.replace(b"<title>", link + b"<title>").replace(b"Friday", text.encode()))


def one(pages: Any, path: str = "/", **options: Any) -> Cluster:
    with Server(pages) as server:
        (found,) = read([f"http://news.example:{server.port}{path}"], web=rules(server), **options)
    assert isinstance(found, Cluster), found
    return found


def test_addresses_become_the_articles_of_one_cluster(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("The mill burned.")
    told: list[str] = []
    pages = {
        "/a": redirect("/final"),
        "/final": page("Friday"),
        "/b": page("Monday", "https://courier.example/mill"),
        "/odd": page("Sunday", "javascript:alert(1)").replace(b"Content-Type: text/html", b"A: b"),
        "/t": answer(b"The mill at Orrin Bridge burned.", Content_Type="text/plain"),
        "/j": answer(json.dumps([{"text": "One."}]).encode(), Content_Type="application/json"),
        "/gone": answer(status="404 X"),
    }
    with Server(pages) as server:
        place = f"http://news.example:{server.port}"
        paths = ("/a", "/b", "/odd", "/t", "/j", "/gone", "/a", "/a#part")
        sources = [*(place + path for path in paths), str(tmp_path / "c.txt")]
        reject, found = read(sources, web=rules(server, tell=told.append))
    assert isinstance(found, Cluster)
    assert str(reject) == f"{place}/gone: the server answers 404 Not Found"
    assert (found.id, found.warnings) == ("articles", (str(reject),))
    kept = paths[:5]
    assert [a.location for a in found.articles[:5]] == [place + path for path in kept]
    assert [a.url for a in found.articles] == [
        f"{place}/final", "https://courier.example/mill", f"{place}/odd", f"{place}/t",
        f"{place}/j", "",
    ]  # fmt: skip
    assert [a.id for a in found.articles[3:]] == [f"{place}/t", f"{place}/j-1", "c.txt"]
    assert {a.title for a in found.articles[:3]} == {"Mill burns at Orrin Bridge"}
    assert told == [f"fetching {place}{path}" for path in (*kept, "/gone")]


def test_clusters_at_an_address_come_after_the_articles() -> None:
    record = json.dumps({"id": "mill", "documents": [{"text": "One."}, {"text": "Two."}]})
    for kind in ("application/x-ndjson", "application/json", None):
        assert one(answer(record.encode(), Content_Type=kind)).id == "mill"


def test_addresses_in_files_are_never_fetched(tmp_path: Path) -> None:
    with Server(answer()) as server:
        url = f"http://news.example:{server.port}/"
        record = {"url": url, "link": url, "text": f"{url}\nThe mill burned."}
        cluster = {"documents": [record, {"url": url}], "articles": [url], "url": url}
        named = {
            "a.txt": f"URL: {url}\nDate: 2025-01-01\n\n{url}\n", "b.json": json.dumps(record),
            "c.jsonl": json.dumps(cluster), "d.json": json.dumps([url, cluster]),
            "e.html": f"<!doctype html><meta http-equiv=refresh content='0;url={url}'><base "
            f"href='{url}'><link rel=canonical href='{url}'><iframe src='{url}'></iframe>"
            f"<img src='{url}'><script src='{url}'></script><p>The mill burned on Friday.</p>",
            "f.md": f"# Mill\n\n![]({url}) <{url}>\n", "g.xhtml": f"<?xml version='1.0'?><!DOCTYPE "
            f"html SYSTEM '{url}' [<!ENTITY x SYSTEM '{url}'>]><html><p>&x; The mill.</p></html>",
            url.replace("/", "_"): "The mill burned.",
        }  # fmt: skip
        for name, text in named.items():
            (tmp_path / name).write_text(text)
        sources = [tmp_path, *(tmp_path / name for name in named)]
        assert len(list(read(sources, web=rules(server)))) > 2
        assert isinstance(next(iter(read([Path(url)], web=rules(server)))), Reject)
    assert server.connections == 0


def test_a_page_that_leads_on_is_not_followed() -> None:
    refresh = STORY.replace(b"<title>", b"<meta http-equiv=refresh content='0;url=/b'><title>")
    with Server({"/": answer(refresh)}) as server:
        list(read([f"http://news.example:{server.port}/"], web=rules(server)))
    assert server.connections == 1


def test_a_password_is_not_repeated() -> None:
    (found,) = read(["https://me:hunter2@news.example/a"])
    assert str(found) == ("https://news.example/a: a name or password in the address: leave it out")


def test_text_files_are_read_without_what_pages_take(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The mill burned.")
    code = (
        "import sys; from summarizer.read import read; "
        f"list(read([{str(tmp_path / 'a.txt')!r}])); "
        "unwanted = 'ssl socket http.client ipaddress lxml trafilatura numpy logging'.split(); "
        "sys.exit(any(name in sys.modules for name in unwanted))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("iso-8859-2", "Łódź".encode("iso-8859-2")), ('"UTF-8"', "Łódź".encode()),
        ("windows-1251", "Łódź".encode("utf-8-sig")), ("unicode_escape", "Łódź".encode()),
    ],
)  # fmt: skip
def test_the_charset_of_the_header_counts_where_it_fits(charset: str, data: bytes) -> None:
    text = answer(data + b" burned.", Content_Type=f"text/plain; charset={charset}")
    assert one(text).articles[0].text == "Łódź burned."


# --- the command line, through a proxy on loopback, as nothing else may be reached

COMMAND = (sys.executable, "-m", "summarizer", "summarize")
ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TERM": "xterm"}
NAMED = ("http://wire.example/a", "http://gone.example/b")


def served() -> Server:
    return Server({NAMED[0]: answer(), NAMED[1]: answer(status="404 X")})


def test_the_command_line() -> None:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*COMMAND, *args], env=ENV, capture_output=True, text=True)

    with served() as proxy:
        given = [*NAMED, "--proxy", f"http://127.0.0.1:{proxy.port}"]
        done, strict = run(*given), run(*given, "--strict")
    assert done.returncode == 0
    assert done.stdout.endswith("[1] Mill burns at Orrin Bridge\n    http://wire.example/a\n")
    told = "http://gone.example/b: the server answers 404 Not Found\n"
    assert f"consensus: warning: {told}" in done.stderr
    assert "fetching" not in done.stderr
    assert (strict.returncode, strict.stderr) == (2, f"consensus: error: {told}")
    for args, why in (
        (["http://127.0.0.1/"], "http://127.0.0.1/: 127.0.0.1 is not a public address"),
        (["x", "--proxy", "x"], "a proxy is given as http://host:port (only http:// and https:// "
         "addresses are read)"),
    ):  # fmt: skip
        bad = run(*args)
        assert (bad.returncode, bad.stdout, bad.stderr) == (2, "", f"consensus: error: {why}\n")


def test_a_terminal_is_told_what_is_being_fetched() -> None:
    main, side = pty.openpty()
    termios.tcsetwinsize(side, (24, 20))
    with served() as proxy:
        given = [*COMMAND, *NAMED, "--proxy", f"http://127.0.0.1:{proxy.port}"]
        done = subprocess.run(given, env=ENV, stdout=subprocess.PIPE, stderr=side, timeout=60)
    os.close(side)
    told = os.read(main, 10_000).decode()
    os.close(main)
    assert done.returncode == 0
    assert "\r\x1b[Kfetching http://wire\r\x1b[K" in told.replace(".example/a", "")
    assert "\r\x1b[Kconsensus: warning: http://gone.example/b: " in told

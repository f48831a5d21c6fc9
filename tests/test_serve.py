"""The server over real sockets: what is asked for is done, kept, shown, exported and deleted."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from served import ONE, ROOT, TWO, Running, needs_extra, serving
from servers import Server, answer, redirect, rules

needs_extra()

from summarizer.cli import main  # noqa: E402
from summarizer.jobs.pool import ResourceLimits  # noqa: E402
from summarizer.serve import work  # noqa: E402
from summarizer.serve.jobs import Jobs, laid_out  # noqa: E402
from summarizer.serve.requests import Order, checked, order  # noqa: E402
from summarizer.serve.store import Store  # noqa: E402

PAGE = f"<!doctype html><title>Mill burns</title><article><p>{TWO}</p></article>"
ASKED = {"words": "60", "method": "consensus", "evidence": "words", "language": "en"}
TOKEN = "correct-horse-battery"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve") / "data"


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Running]:
    with serving(data) as running:
        yield running


def sent(*files: tuple[str, str], **fields: str) -> list[tuple[str, str, str]]:
    """The parts of a form."""
    given = [(name, "", value) for name, value in {**ASKED, **fields}.items()]
    return [*given, *(("files", name, text) for name, text in files)]


def made(server: Running, path: str, *parts: tuple[str, str, str]) -> tuple[str, dict[str, Any]]:
    """The id and the job of what a form asks for."""
    answer = server.form(path, *parts)
    assert answer.status == 303, answer
    id = answer.headers["location"].rpartition("/")[2]
    return id, server.done(id)


def shown(server: Running, path: str) -> str:
    answer = server.ask("GET", path)
    assert answer.status == 200, answer
    return answer.body.decode()


def exported(server: Running, id: str, form: str) -> str:
    answer = server.ask("GET", f"/results/{id}/export/{form}")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    return answer.body.decode()


@pytest.mark.parametrize("folder", ["", "event/"])
def test_a_result_has_the_bytes_of_the_command_line(
    folder: str, server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every form, whether single files or a folder were given."""
    files = {f"{folder}a.txt": ONE, f"{folder}b.html": PAGE}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    id, job = made(server, "/", *sent(*files.items()))
    assert job["status"] == "done", job
    monkeypatch.chdir(tmp_path)
    command = ["summarize", *([folder] if folder else files), "--words", "60"]
    for form in ("json", "html", "markdown"):
        out = tmp_path / f"out.{form}"
        assert main([*command, "--evidence", "words", "--format", form, "-o", str(out)]) == 0
        assert exported(server, id, form) == out.read_text("utf-8")
    assert server.ask("GET", f"/api/jobs/{id}/result").body == (tmp_path / "out.json").read_bytes()


def test_a_result_is_listed_searched_and_deleted(server: Running) -> None:
    id, _ = made(server, "/", *sent(("a.txt", ONE.replace("mill", "Zeppelin")), ("b.html", PAGE)))
    address = f'href="/results/{id}"'
    assert address in shown(server, "/results")
    for words, there in {"ZEPPELIN orrin": True, "zeppelin xyzzy": False, "%": False}.items():
        query = words.replace("%", "%25").replace(" ", "+")
        assert (address in shown(server, f"/results?q={query}")) == there, words
    page = shown(server, f"/results/{id}")
    assert "Zeppelin" in page
    assert f'<a href="/results/{id}/sources">' in page
    assert server.form(f"/results/{id}/delete").status == 303
    assert server.ask("GET", f"/results/{id}").status == 404
    assert address not in shown(server, "/results")


def test_it_is_made_again_without_a_source_and_with_another(server: Running) -> None:
    first, _ = made(server, "/", *sent(("a.txt", ONE), ("b.html", PAGE)))
    page = shown(server, f"/results/{first}/sources")
    assert len(re.findall(r'name="keep" value="\d" id="keep-\d" checked', page)) == 2
    other = "The mill at Orrin Bridge will be rebuilt, its owner said on Sunday."
    parts = [("keep", "", "1"), *sent(text=other, words="30")]
    second, job = made(server, f"/results/{first}/sources", *parts)
    assert [s["location"] for s in job["result"]["sources"]] == ["b.html", "pasted.txt"]
    assert "|words=30|" in job["result"]["signature"]
    again = [("keep", "", "0"), ("keep", "", "1"), *sent()]
    same, _ = made(server, f"/results/{first}/sources", *again)
    assert exported(server, same, "json") == exported(server, first, "json")
    assert server.form(f"/results/{first}/sources", *sent()).status == 422
    assert len({first, second, same}) == 3


def test_a_text_is_verified(server: Running) -> None:
    claims = ONE.partition(". ")[2]
    id, job = made(server, "/verify", *sent(("a.txt", ONE), claims=claims))
    assert job["result"]["sentences"][0]["verdict"] == "supported", job
    assert claims in shown(server, f"/results/{id}")
    given = {"claims": claims, "sources": [{"text": ONE, "name": "a.txt"}]}
    answer = server.ask("POST", "/api/verify", given)
    assert answer.status == 202
    assert server.done(answer.json["id"])["result"] == job["result"]


def test_a_summary_is_compared_with_an_earlier_one(server: Running) -> None:
    old, _ = made(server, "/", *sent(("a.txt", ONE)))
    news = "Police in Orrin Bridge arrested the owner of the paper mill on Sunday."
    new, _ = made(server, "/", *sent(("a.txt", ONE), ("b.txt", news)))
    assert f'<option value="{old}"' in shown(server, f"/results/{new}/sources")
    id, job = made(server, f"/results/{new}/compare", ("other", "", old))
    assert [(c["kind"], c["text"]) for c in job["result"]["changes"]] == [("new", news)]
    assert news in shown(server, f"/results/{id}")
    assert "Make it again" not in shown(server, f"/results/{id}/sources")
    assert server.form(f"/results/{new}/compare", ("other", "", "0" * 32)).status == 404
    given: dict[str, Any] = {"old": {}, "new": {}}
    id = server.ask("POST", "/api/compare", given).json["id"]
    assert server.done(id)["error"]["error"] == "BadLayout"


def test_what_is_known_of_a_source_is_kept(server: Running) -> None:
    source = {"text": ONE, "title": "Mill", "outlet": "The Courier", "date": "2026-05-04"}
    answer = server.ask("POST", "/api/read", {"sources": [source]})
    document = server.done(answer.json["id"])["result"]["documents"][0]
    assert [document[key] for key in ("text", "title", "source", "date")] == [*source.values()]


def test_what_is_wrong_is_told_and_what_was_typed_stays(server: Running) -> None:
    answer = server.form("/", *sent(text="", fetch="http://10.0.0.1/<b>", words="7"))
    page = answer.body.decode()
    assert answer.status == 422
    assert '<p class="warning" role="alert"><strong>Not yet:</strong> fetch.0: ' in page
    assert "http://10.0.0.1/&lt;b&gt;" in page
    assert 'value="7"' in page
    id, job = made(server, "/", *sent(("a.txt", " ")))
    assert (job["status"], job["error"]["error"]) == ("failed", "NothingUsable")
    assert "a.txt: it is empty" in shown(server, f"/results/{id}")


def test_progress_needs_no_script(server: Running) -> None:
    """Until it is done the page comes again by itself; then its address has the result."""
    long = " ".join(f"Mayor Number{n} said mill {n} had burned on Friday." for n in range(400))
    answer = server.form("/", *sent(("a.txt", long), ("b.txt", f"{long} {ONE}"), words="200"))
    page = shown(server, answer.headers["location"])
    if "Mayor" not in page:  # a quick machine may be done
        assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
        assert 'role="status"' in page
    server.done(answer.headers["location"].rpartition("/")[2])
    assert "Mayor" in shown(server, answer.headers["location"])


def test_finished_results_outlive_a_kill_and_the_rest_is_interrupted(tmp_path: Path) -> None:
    long = " ".join(f"Mayor Number{n} said mill {n} had burned on Friday." for n in range(3_000))
    with serving(tmp_path / "data") as first:
        done, _ = made(first, "/", *sent(("a.txt", ONE)))
        before = exported(first, done, "json")
        parts = sent(("a.txt", long), ("b.txt", f"{long} {ONE}"))
        ids = [first.form("/", *parts).headers["location"].rpartition("/")[2] for _ in "ab"]
        while first.ask("GET", f"/api/jobs/{ids[0]}").json["status"] == "queued":
            time.sleep(0.05)
        first.process.kill()
        first.process.wait()
    with serving(tmp_path / "data") as second:
        assert exported(second, done, "json") == before
        assert {second.done(id)["status"] for id in ids} == {"interrupted"}
        assert "stopped before this was finished" in shown(second, f"/results/{ids[0]}")
        assert list((tmp_path / "data" / "work").iterdir()) == []
        assert "<bdi>b.txt</bdi>" in shown(second, f"/results/{ids[0]}/sources")
        assert second.form(f"/results/{ids[0]}/sources", *sent()).status == 422
        again = second.form(f"/results/{ids[0]}/sources", ("keep", "", "1"), *sent(text=ONE))
        assert again.status == 303
    modes = [(tmp_path / "data" / name).stat().st_mode & 0o77 for name in ("", "results.sqlite3")]
    assert modes == [0, 0]


def test_the_token(tmp_path: Path) -> None:
    """Whoever does not know it gets nothing; a browser is let in by a cookie."""
    with serving(tmp_path / "data", "--no-fetch", CONSENSUS_TOKEN=TOKEN) as server:
        assert server.ask("GET", "/api/jobs").status == 401
        assert server.ask("GET", "/results").headers["location"] == "/login?next=/results"
        assert server.ask("GET", "/api/jobs", Authorization="Bearer x").status == 401
        known = {"Authorization": f"Bearer {TOKEN}"}
        assert server.ask("GET", "/api/jobs", **known).status == 200
        assert server.form("/login", ("token", "", "wrong")).status == 401
        entered = server.form("/login", ("token", "", TOKEN), ("next", "", "//evil.example"))
        assert entered.headers["location"] == "/"
        cookie = entered.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))
        assert server.ask("GET", "/results", Cookie=cookie.partition(";")[0]).status == 200
        refused = server.ask("POST", "/api/read", {"fetch": ["http://news.example/"]}, **known)
        assert (refused.status, refused.json["message"][:28]) == (
            403,
            "this server fetches nothing ",
        )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--host", "0.0.0.0"], "0.0.0.0 can be reached from other machines: set CONSENSUS_TOKEN"),
        (["--port", "66000"], "is no port"),
        (["--host", "192.0.2.1"], "can be reached from other machines"),
        (["--host", "127.0.0.1 "], "can be reached"),
        (["--workers", "0"], "is not a whole number from 1"),
        (["--data", "a.txt"], "cannot keep results in a.txt"),
        (["x"], "unexpected argument x"),
    ],
)
def test_what_cannot_be_served_is_one_line(options: list[str], told: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ONE)
    command = [sys.executable, "-m", "summarizer", "serve", "--port", "0", *options]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode in (1, 2)
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_one_server_has_a_folder_and_a_port(server: Running, data: Path, tmp_path: Path) -> None:
    for options, told in (
        (["--data", str(data), "--port", "0"], "another server keeps its results in"),
        (["--data", str(tmp_path), "--port", str(server.port)], "cannot listen on 127.0.0.1"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "summarizer", "serve", *options],
            capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
        )  # fmt: skip
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("command", ["serve", "mcp"])
def test_a_missing_extra_is_told(command: str) -> None:
    code = (
        "import sys\nfor name in ('starlette', 'uvicorn', 'mcp_types'): sys.modules[name] = None\n"
        f"from summarizer.cli import main\nsys.exit(main([{command!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert re.search(rf'consensus {command} needs \w+.*: pip install "starlette', done.stderr)


@pytest.mark.parametrize(
    ("limits", "told"),
    [(ResourceLimits(0.05), "it took over 0.05 seconds"), (ResourceLimits(memory=10**7), "start")],
)
def test_a_job_has_its_time_and_memory(limits: ResourceLimits, told: str, tmp_path: Path) -> None:
    long = " ".join(f"Mayor Number{n} said mill {n} had burned on Friday." for n in range(2_000))
    options = {"language": "en", "claims": long}
    store = Store(tmp_path)
    jobs = Jobs(store, 1, limits)
    try:
        id = jobs.submit(Order("verify", options, (("a.txt", long.encode()),)))
        asyncio.run(jobs.wait(id, 100))
        entry = store.entry(id)
        assert entry
        assert (entry.status, entry.error) == ("failed", "GivenUp")
        assert told in entry.message
    finally:
        jobs.close()
        store.close()


def test_only_what_stands_under_fetch_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Addresses in texts, and of what is known of them, are not; progress says what is fetched."""
    told: list[str] = []
    with Server({"/a": answer(), "/b": redirect("http://10.0.0.1/")}) as news:
        web = partial(rules, news)
        monkeypatch.setattr(work, "Web", web)
        monkeypatch.setattr(work, "tell", lambda task, line: told.append(line))
        monkeypatch.chdir(tmp_path)
        address = f"http://news.example:{news.port}"
        asked = {
            "sources": [{"text": f"{ONE} {address}/x", "url": f"{address}/y"}],
            "fetch": [f"{address}/a", f"{address}/b"],
        }
        wanted = order("read", checked("read", asked))
        (outcome,) = work.Worker().work([laid_out(wanted, tmp_path)])
    documents = json.loads(outcome.json)["documents"]
    assert len(documents) == 2
    assert [line.split(" ")[1] for line in news.asked] == ["/a", "/b"]
    assert "it leads to http://10.0.0.1/: " in outcome.json
    assert f"Fetching {address}/a" in told


def test_what_is_deleted_is_gone_from_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path)
    id = store.add(Order("read", {"claims": "Zeppelin"}, (("a.txt", b"Zeppelin" * 9_999),)))
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert any(b"Zeppelin" in path.read_bytes() for path in files)
    assert store.delete(id)
    assert not any(b"Zeppelin" in path.read_bytes() for path in files)
    store.close()


def test_the_newest_results_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summarizer.serve.store.MAX_RESULTS", 2)
    store = Store(tmp_path)
    ids = [store.add(Order("read", {})) for _ in range(4)]
    assert [entry.id for entry in store.listed()[0]] == ids[:1:-1]
    store.close()

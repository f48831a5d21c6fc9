"""Fetching: where it may lead, over redirects, names, TLS and proxies."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

import pytest
from servers import (
    STORY,
    Server,
    answer,
    endless,
    get,
    redirect,
    refused,
    rules,
    stay_on_loopback,
    trusting,
)

from summarizer.errors import InputError, LimitExceeded, UnreadableSource
from summarizer.read.web.fetch import Page, fetch
from summarizer.read.web.policy import Web

_loopback_only = pytest.fixture(autouse=True)(stay_on_loopback)


# --- redirects


@pytest.mark.parametrize("status", ["301 A", "302 B", "303 C", "307 D", "308 E"])
def test_redirects_are_followed(status: str) -> None:
    pages = {"/": redirect("/a", status), "/a": redirect("b?c=d#e", status), "/b?c=d": answer()}
    page = get(pages)
    assert page.url.endswith("/b?c=d")
    assert page.data == STORY


def test_three_redirects_and_no_more() -> None:
    pages: dict[str, bytes] = {f"/{n}": redirect(f"/{n + 1}") for n in range(9)}
    with Server(pages | {"/4": answer()}) as server:
        start = f"http://news.example:{server.port}"
        assert fetch(f"{start}/1", rules(server)).url == f"{start}/4"
        with pytest.raises(UnreadableSource, match="more than 3 redirects"):
            fetch(f"{start}/0", rules(server))
    assert len(server.asked) == 8


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/", "//127.0.0.1/x", "http://[::1]/", "http://10.0.0.1/", "file:///etc/passwd",
        "gopher://a.example/", "javascript:alert(1)", "http://a:b@news.example/", "http://0x7f.1/",
        "http://news.example:22/", "http://169.254.169.254/latest/meta-data/", "http://[",
        "/a b", "/a\tb", "http:\\\\127.0.0.1\\", "http://ne\xffws.example/", "//" + "a" * 9_000,
        "http://localhost/", "http://１２７.0.0.1/".encode().decode("latin-1"), "data:text/html,x",
    ],
)  # fmt: skip
def test_hostile_redirects(location: str) -> None:
    with Server({"/": redirect(location)}) as server:
        web = rules(server, ports=frozenset({80, 443, server.port}))
        with pytest.raises(InputError) as caught:
            fetch(f"http://news.example:{server.port}/", web)
    assert str(caught.value).startswith(("it redirects", "it leads to"))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400
    assert server.connections == 1


# --- which address is connected to


def test_a_name_is_looked_up_once_and_that_address_connected_to() -> None:
    asked = []

    def rebinding(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    pages = {"/": answer(), "/away": redirect("/")}
    with Server(pages) as server:
        place, web = f"http://news.example:{server.port}", rules(server, resolve=rebinding)
        assert fetch(f"{place}/", web).data == STORY
        assert asked == ["news.example"]
        asked.clear()
        with pytest.raises(UnreadableSource, match=r"leads to 127\.0\.0\.2, which is not a public"):
            fetch(f"{place}/away", web)
    assert asked == ["news.example"] * 2
    assert server.connections == 2


@pytest.mark.parametrize(
    "found", [["127.0.0.1", "10.0.0.1"], ["10.0.0.1", "127.0.0.1"], ["127.0.0.1", "::1"]]
)
def test_one_private_address_is_enough_to_refuse(found: list[str]) -> None:
    with Server(answer()) as server, pytest.raises(UnreadableSource, match="not a public"):
        fetch(f"http://news.example:{server.port}/", rules(server, resolve=lambda _: found))
    assert server.connections == 0


def unknown(host: str) -> list[str]:
    raise socket.gaierror(-2, "Name or service not known")


@pytest.mark.parametrize(
    "resolve",
    [
        unknown, lambda _: [], lambda _: ["no address"], lambda _: ["1.2.3.4:80"],
        lambda _: ["127.0.0.1", "127.1"],
    ],
)  # fmt: skip
def test_a_resolver_that_fails_or_answers_nonsense(resolve: Any) -> None:
    assert "there is no host news.example" in refused(answer(), resolve=resolve)


def test_an_address_that_does_not_answer_gives_way_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Server(answer()) as server:
        web = Web(
            ports=frozenset({server.port}),
            permit=lambda address, port: address.is_loopback,
            resolve=lambda host: ["127.0.0.2", "127.0.0.1"],
        )
        monkeypatch.undo()
        assert fetch(f"http://news.example:{server.port}/", web).data == STORY


def test_where_there_is_no_ipv6_the_next_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old(socket.socket):
        def __init__(self, family: int = -1, *rest: Any, **more: Any) -> None:
            if family == socket.AF_INET6:
                raise OSError(97, "Address family not supported by protocol")
            super().__init__(family, *rest, **more)

    monkeypatch.setattr(socket, "socket", Old)
    with Server(answer()) as server:
        web = rules(server, permit=lambda *_: True, resolve=lambda _: ["::1", "127.0.0.1"])
        assert fetch(f"http://news.example:{server.port}/", web).data == STORY


def test_what_answers_must_be_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "getpeername", lambda self: ("127.0.0.2", 80))
    with Server(answer()) as server, pytest.raises(UnreadableSource, match="another address"):
        fetch(f"http://news.example:{server.port}/", rules(server))
    assert not any(server.asked)


def test_another_port_is_refused_before_anything_is_looked_up() -> None:
    web = Web(resolve=lambda host: pytest.fail("it was looked up"))
    with pytest.raises(UnreadableSource, match=r"port 8080 is not one .* \(80 and 443\)"):
        fetch("http://news.example:8080/", web)


# --- TLS


def secure(server: Server, host: str = "news.example", **changed: Any) -> Page:
    return fetch(f"https://{host}:{server.port}/", rules(server, **changed))


def test_a_trusted_certificate() -> None:
    with Server(answer(), tls=True) as server:
        assert secure(server, trust=trusting).data == STORY


@pytest.mark.parametrize(
    ("host", "changed", "why"),
    [
        ("news.example", {}, "self-signed|self signed"),
        ("other.example", {"trust": trusting}, "hostname mismatch"),
        ("127.0.0.1", {"trust": trusting}, "ip address mismatch"),
    ],
)
def test_a_certificate_that_is_not_trusted(host: str, changed: dict[str, Any], why: str) -> None:
    with (
        Server(answer(), tls=True) as server,
        pytest.raises(UnreadableSource, match=rf"certificate is not trusted \(.*({why})"),
    ):
        secure(server, host, **changed)
    assert server.asked == []


def test_a_server_without_tls() -> None:
    plain = endless(b"x", b"HTTP/1.1 400 Bad Request\r\n\r\n", 0.01)
    with Server(plain) as server, pytest.raises(UnreadableSource, match="no secure connection"):
        secure(server, trust=trusting, seconds=5.0)


def test_a_handshake_that_hangs() -> None:
    with Server(endless(b"", b"", 0.1)) as server, pytest.raises(LimitExceeded, match="not there"):
        secure(server, trust=trusting, seconds=0.3)


def trusting_as_python_3_11_2() -> ssl.SSLContext:
    """A context that has OpenSSL 3 take a cut connection for an ended one."""
    context = trusting()
    context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    return context


@pytest.mark.parametrize("trust", [trusting, trusting_as_python_3_11_2])
def test_a_secure_page_without_length_must_be_ended_properly(trust: Any) -> None:
    def cut(connection: socket.socket) -> None:
        connection.sendall(answer(Content_Length=None))
        socket.socket.shutdown(connection, socket.SHUT_RDWR)

    with Server(cut, tls=True) as server, pytest.raises(UnreadableSource, match="broke off"):
        secure(server, trust=trust)


def test_no_step_back_from_https_to_http() -> None:
    with Server(answer()) as plain:
        away = redirect(f"http://news.example:{plain.port}/")
        with Server(away, tls=True) as server, pytest.raises(UnreadableSource, match="to http"):
            fetch(f"https://news.example:{server.port}/", rules(server, plain, trust=trusting))
        with Server(answer(), tls=True) as server:
            up = redirect(f"https://news.example:{server.port}/")
            with Server(up) as first:
                web = rules(first, server, trust=trusting)
                assert fetch(f"http://news.example:{first.port}/", web).data == STORY
    assert plain.connections == 0


def test_the_default_trust_checks_everything() -> None:
    context = Web().trust()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


# --- proxies


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(answer()) as server, Server(answer()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert fetch(f"http://news.example:{server.port}/", rules(server)).data == STORY
    assert (server.connections, proxy.connections) == (1, 0)


def test_a_proxy_that_is_asked_for() -> None:
    with Server(answer()) as proxy:
        web = Web(proxy=f"http://127.0.0.1:{proxy.port}", resolve=lambda _: pytest.fail("asked"))
        assert fetch("http://news.example/a?b", web) == Page(
            "http://news.example/a?b", "html", STORY
        )
    assert proxy.asked[0].startswith("GET http://news.example/a?b HTTP/1.1\r\nHost: news.example\r")


def through(server: Server) -> Callable[[socket.socket], None]:
    """The part of a proxy that passes bytes on, both ways."""

    def copy(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def tunnel(connection: socket.socket) -> None:
        with socket.socket() as inner:
            inner.connect(("127.0.0.1", server.port))
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=copy, args=(inner, connection), daemon=True)
            back.start()
            copy(connection, inner)
            back.join(5)

    return tunnel


def test_a_proxy_passes_tls_through(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(answer(), tls=True) as server, Server(through(server)) as proxy:
        web = Web(proxy=f"http://127.0.0.1:{proxy.port}", trust=trusting)
        assert fetch("https://news.example/", web).data == STORY
        with pytest.raises(UnreadableSource, match="not trusted"):
            fetch("https://other.example/", web)
    assert proxy.asked[0] == "CONNECT news.example:443 HTTP/1.1\r\nHost: news.example:443\r\n\r\n"
    with Server(answer(status="407 X")) as proxy, pytest.raises(UnreadableSource, match="407"):
        fetch("https://news.example/", Web(proxy=f"http://127.0.0.1:{proxy.port}"))


def test_a_proxy_that_is_not_there() -> None:
    with Server(b"") as proxy:
        place = f"127.0.0.1:{proxy.port}"
    with pytest.raises(UnreadableSource, match=f"the proxy {place}: no connection"):
        fetch("http://news.example/", Web(proxy=f"http://{place}"))


def test_through_a_proxy_what_can_be_checked_still_is() -> None:
    with Server(redirect("http://10.0.0.1/")) as proxy:
        web = Web(proxy=f"http://127.0.0.1:{proxy.port}")
        for url in ("http://127.0.0.1/", "http://[::1]/", "http://news.example:22/"):
            with pytest.raises(UnreadableSource):
                fetch(url, web)
        assert proxy.connections == 0
        with pytest.raises(UnreadableSource, match=r"10\.0\.0\.1 is not a public"):
            fetch("http://news.example/", web)

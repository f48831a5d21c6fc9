"""Addresses: which are taken, in which form, and which are refused whatever they lead to."""

from __future__ import annotations

import socket
import string
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import NoReturn

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer.errors import InputError, UsageError
from summarizer.read import read
from summarizer.read.web.fetch import fetch
from summarizer.read.web.policy import Web, is_public
from summarizer.read.web.target import parse
from summarizer.types import Reject

# With a resolver that says 127.0.0.1 to every name, and the policy that users get.
HOSTILE = """
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://127.255.255.254/ http://0.0.0.0/ http://0/
http://2130706433/ http://017700000001/ http://0x7f000001/ http://0x7f.1/ http://0x7f.0.0.1/
http://0177.0.0.1/ http://0177.1/ http://00000177.0.0.1/ http://127.0.0.0x1/ http://127.0.0.01/
http://127.0.0.1./ http://127.0.0.1../ http://127.0.0.1.nip.example/ http://4294967297/
http://256.256.256.256/ http://1.2.3.4.5/ http://1.2.3/ http://0x/ http://a.0x7f000001/ http://..1/
http://10.0.0.1/ http://172.16.0.1/ http://172.31.255.255/ http://192.168.0.1/ http://100.64.0.1/
http://169.254.169.254/latest/meta-data/ http://169.254.0.1/ http://168.63.129.16/
http://100.100.100.200/ http://192.0.0.192/ http://192.0.0.9/ http://192.88.99.1/ http://198.18.0.1/
http://192.0.2.1/ http://198.51.100.1/ http://203.0.113.1/ http://224.0.0.1/ http://239.255.255.250/
http://240.0.0.1/ http://255.255.255.255/
http://[::1]/ http://[::]/ http://[0:0:0:0:0:0:0:1]/ http://[::127.0.0.1]/ http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/ http://[::ffff:8.8.8.8]/ http://[::ffff:0:127.0.0.1]/ http://[fe80::1]/
http://[fe80::1%25eth0]/ http://[fe80::1%eth0]/ http://[2606:4700::1%eth0]/ http://[fc00::1]/
http://[fd00:ec2::254]/ http://[fec0::1]/ http://[ff02::1]/ http://[ff0e::1]/ http://[2002:7f00:1::]/
http://[2002:808:808::1]/ http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/ http://[64:ff9b::127.0.0.1]/
http://[64:ff9b::a00:1]/ http://[64:ff9b:1::7f00:1]/ http://[2606:4700::5efe:7f00:1]/
http://[2001:db8::1]/ http://[3fff::1]/ http://[100::1]/ http://[5f00::1]/ http://[2001:20::1]/
http://[::1/ http://::1/ http://[::1]x/ http://[127.0.0.1]/ http://[v1.x]/ http://[]/ http://[::g]/
http://localhost/ http://LOCALHOST/ http://localhost./ http://localhost../ http://localhost.localdomain/
http://a.example:22/ http://a.example:0/ http://a.example:65536/ http://a.example:-1/
http://a.example:80:80/ http://a.example:８０/ http://a.example:+80/ http://a.example:0x50/
http://a.example:8e1/ http://a.example:99999999999999999999/ http://:80/ http://:@a.example/
http://a.example@127.0.0.1/ http://127.0.0.1@a.example/ http://user:pass@a.example/ http://@a.example/
http://a.example#@127.0.0.1/ http://a.example?@127.0.0.1/ http://a.example%40127.0.0.1/
http://a.example%2f127.0.0.1/ http://a.example%00.b/ http://%31%32%37.0.0.1/ http://127.0.0.1%2f@a.example/
http://a.example\\@127.0.0.1/ http://\\127.0.0.1/ http:///127.0.0.1/ http:////127.0.0.1/
http://１２７.0.0.1/ http://①②⑦.⓪.⓪.①/ http://127。0。0。1/ http://127．0．0．1/ http://ⓛocalhost/
http://٣.٣.٣.٣/ http://faß.example/ http://a.exam\u200dple/ http://a\u00ad.example/ http://☃.example℀/
http://xn--/ http://-a.example/ http://a-.example/ http://a..example/ http://.example/ http://./ http:///
http:// https:// http://? http://# http://[ http://] http://a,b/ http://a*b/ http://$(id)/ http://`id`/
http://<script>/ http://a'b/ http://a|b/ http://a;b/ http://a&b/ http://é/ http://a_b!/
file:///etc/passwd ftp://a.example/ gopher://127.0.0.1:70/_x dict://127.0.0.1/ ws://a.example/
javascript://a.example/%0aalert(1) data://text/plain,x ldap://127.0.0.1/ HTTPX://a.example/
""".split()
HOSTILE += [
    "http://a.example/ b", " http://a.example/", "http://a.example/\r\nHost: b",
    "http://a\tb.example/", "http://a.example\n/", "http://a.example/\x00", "http://a\x00.example/",
    "http://a.example/\ud800", "http://\ud800/", "http://a.example/\u2028", "http://a .example/",
    "http://" + "a" * 64 + ".example/", "http://" + "a." * 200 + "example/",
    "http://" + "é" * 5_000 + "/", "http://a.example/" + "x" * 9_000, "http://" + "[" * 3_000,
    "http://a.example:" + "1" * 7_000 + "/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> NoReturn:
        raise AssertionError("it was connected to")

    monkeypatch.setattr(socket.socket, "connect", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)


def loopback(host: str) -> list[str]:
    return ["127.0.0.1"]


@pytest.mark.parametrize("url", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_addresses_are_refused_in_one_line(url: str) -> None:
    with pytest.raises(InputError) as caught:
        fetch(url, Web(resolve=loopback))
    (found,) = read([url], web=Web(resolve=loopback))
    assert isinstance(found, Reject)
    assert found.reason == str(caught.value)
    assert str(found).isprintable()
    assert len(str(found)) < 1_000


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://a.example", "http://a.example/"),
        ("HTTPS://A.Example.:443/B?c#d", "https://a.example/B?c"),
        ("http://a.example:443?x", "http://a.example:443/?x"),
        ("http://8.8.8.8:/", "http://8.8.8.8/"),
        ("http://[2606:4700:0::1]:80/", "http://[2606:4700::1]/"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://BÜCHER.example/ü%C3%BC", "http://xn--bcher-kva.example/%C3%BC%C3%BC"),
        ("http://xn--bcher-kva.example/", "http://xn--bcher-kva.example/"),
        ("http://新聞.example/", "http://xn--efvv70d.example/"),
        ("http://a_b.1x.example/", "http://a_b.1x.example/"),
        ("http://a.example/a'b|c\"<d>", "http://a.example/a'b%7Cc%22%3Cd%3E"),
        ("http://a.example//b/../c@d:80", "http://a.example//b/../c@d:80"),
        ("http://a.example/?u=http://127.0.0.1/", "http://a.example/?u=http://127.0.0.1/"),
    ],
)
def test_good_addresses(url: str, target: str) -> None:
    assert str(parse(url)) == target
    assert parse(target) == parse(url)


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2001:4860:4860::8888", "64:ff9b::8.8.8.8"]
)
def test_public_addresses(text: str) -> None:
    assert is_public(ip_address(text), 443)
    assert not is_public(ip_address("2606:4700::1%eth0"), 443)  # of one network card


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_what_python_knows_not_to_be_public_is_not(address: IPv4Address | IPv6Address) -> None:
    if not is_public(address, 80):
        return
    if address in IPv6Network("64:ff9b::/96"):  # NAT64: what counts is inside
        address = IPv4Address(address.packed[-4:])
    bad = ("multicast", "loopback", "link_local", "private", "unspecified", "reserved")
    assert address.is_global
    assert not any(getattr(address, f"is_{kind}") for kind in bad)


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_as_public_as_itself_or_less(inside: IPv4Address) -> None:
    for prefix in ("64:ff9b::", "::ffff:", "::", "2606:4700::5efe:"):
        assert is_public(IPv6Address(f"{prefix}{inside}"), 80) <= is_public(inside, 80)


PARTS = st.sampled_from(
    ["http://", "https://", "//", "/", "a.example", "127.0.0.1", "[", "]", "::1", "@", ":", ":80",
     "#", "?", "%", "%2f", ".", "..", "0x", "é", "ß", "。", "\u200d", "\ud800", "\r\n", " ", "\\",
     "xn--", "x"]
)  # fmt: skip


@given(st.lists(PARTS | st.text(max_size=5), max_size=10).map("".join))
@example("http://xn--a")
@example("http://xn--a-ecp.ru\u00df")
def test_any_text_is_a_target_or_an_error_of_ours(text: str) -> None:
    (found,) = read(["http://" + text], web=Web(resolve=loopback))
    assert isinstance(found, Reject)
    str(found).encode()
    try:
        target = parse("http://" + text)
    except InputError:
        return
    told = str(target)
    assert told.isascii()
    assert told.isprintable()
    assert not set(told) & set(' \\"<>^`{|}#')
    assert not set(target.host) - set(string.ascii_lowercase + string.digits + ".-_:")
    assert parse(told) == target


@pytest.mark.parametrize(
    "proxy",
    ["x", "https://a.example", "http://a.example/x", "socks5://a", "http://u:p@a", "http://"],
)
def test_what_is_no_proxy(proxy: str) -> None:
    with pytest.raises(UsageError, match="a proxy is given as http://host:port"):
        Web(proxy=proxy)

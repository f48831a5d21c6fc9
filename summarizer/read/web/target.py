"""An address as text → where to connect and what to ask for; ambiguous ones are refused.

What URL parsers disagree about is refused, not read in one of the ways: such differences lead
a check to one host and the connection to another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

from summarizer.errors import InputError, LimitExceeded, UnreadableSource
from summarizer.limits import MAX_URL_CHARACTERS

Address = IPv4Address | IPv6Address
PORTS = {"http": 80, "https": 443}

_PLACE = re.compile(r"(?P<host>\[[^\[\]@]*\]|[^\[\]:@]+)(?::(?P<port>[0-9]{0,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # as a last label: an IPv4 address in some form
_KEPT = "/%:@!$&'()*+,;=?-._~[]"  # what `quote` leaves as it is


@dataclass(frozen=True, slots=True)
class Target:
    """One address to fetch; `host` is lower-case ASCII, `path` has the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> Address | None:
        """The IP address that the host is, if it is one."""
        if ":" in self.host:
            return IPv6Address(self.host)
        return IPv4Address(self.host) if _is_number(self.host) else None

    @property
    def place(self) -> str:
        """Host and port as they stand in an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.place}{self.path}"


def parse(url: str) -> Target:
    """The target of an address; the fragment is dropped.

    Raises UnreadableSource for one that is broken, odd or carries credentials, LimitExceeded
    for one that is too long.
    """
    if len(url) > MAX_URL_CHARACTERS:
        raise LimitExceeded(f"an address of more than {MAX_URL_CHARACTERS:,} characters")
    _refuse_odd(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UnreadableSource("the address is broken") from None
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise UnreadableSource("only http:// and https:// addresses are read")
    if "@" in parts.netloc:
        raise UnreadableSource("a name or password in the address: leave it out")
    place = _PLACE.fullmatch(parts.netloc)
    if place is None:
        raise UnreadableSource("the host or the port of the address is broken")
    port = int(place["port"] or PORTS[scheme])
    if not 0 < port < 65536:
        raise UnreadableSource(f"there is no port {port}")
    path = quote(parts.path or "/", safe=_KEPT)
    query = quote(parts.query, safe=_KEPT)
    return Target(scheme, _host(place["host"]), port, f"{path}?{query}" if query else path)


def redirected(target: Target, location: str) -> Target:
    """Where a redirect leads.  Raises what `parse` does, and for a step from https to http."""
    # Headers come as Latin-1; what is not ASCII goes back as the bytes it was.
    plain = quote(location.encode("latin-1", "replace"), safe=bytes(range(128)))
    try:
        _refuse_odd(plain)  # before joining, which drops some of it without a word
        found = parse(urljoin(str(target), plain))
    except ValueError:
        raise UnreadableSource("it redirects to a broken address") from None
    except InputError as error:
        raise type(error)(f"it redirects: {error}") from None
    if target.scheme == "https" and found.scheme == "http":
        raise UnreadableSource("it redirects from https to http, where anyone could change it")
    return found


def _refuse_odd(text: str) -> None:
    if not text.isprintable() or re.search(r"[\s\\]", text):
        raise UnreadableSource("white space, a backslash or a control character in the address")


def _host(host: str) -> str:
    """The host in lower-case ASCII, without the brackets of IPv6 and the dot of the root."""
    if host.startswith("["):
        return _ip6(host[1:-1])
    ascii_host = _in_ascii(host.removesuffix("."))
    labels = ascii_host.split(".")
    if len(ascii_host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise UnreadableSource("the host of the address is no host name")
    if _is_number(ascii_host):
        try:
            IPv4Address(ascii_host)
        except ValueError:
            raise UnreadableSource("an IP address in an odd form: write it as 1.2.3.4") from None
    return ascii_host


def _ip6(text: str) -> str:
    try:
        address = IPv6Address(text)
    except ValueError:
        raise UnreadableSource("a broken IPv6 address") from None
    if address.scope_id is not None:
        raise UnreadableSource("an IPv6 address of one network card is not public")
    return str(address)


def _is_number(host: str) -> bool:
    return bool(_NUMBER.fullmatch(host.rpartition(".")[2]))


def _in_ascii(host: str) -> str:
    """A host name in the form of the DNS.

    A name that this form would change (full-width digits, other dots, ß) is refused: the two
    standards for it lead to two hosts.
    """
    if host.isascii():
        return host.lower()
    try:
        if len(host) > 253:  # the codec takes quadratic time
            raise UnicodeError
        found = host.encode("idna")
        if found.decode("idna") != host.lower():
            raise UnicodeError
    except UnicodeError:
        raise UnreadableSource("the host is written in an odd way: give its xn-- form") from None
    return found.decode("ascii").lower()

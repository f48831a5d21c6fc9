"""How addresses are fetched: what may be reached, and how long it may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import InputError, LimitExceeded, UsageError
from summarizer.limits import (
    MAX_FETCH_BYTES,
    MAX_FETCH_SECONDS,
    PAUSE_SECONDS,
    SLOW_START_SECONDS,
)
from summarizer.read.web.target import Address, Target, parse

if TYPE_CHECKING:
    from ssl import SSLContext

AGENT = "consensus-summarizer"

# Python's own tables grow with its versions, so what matters is stated here:
# https://www.iana.org/assignments/iana-ipv6-special-registry, and that of IPv4.
_NOT_PUBLIC_V4 = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments, NAT64 discovery, a cloud's metadata
    IPv4Network("192.88.99.0/24"),  # 6to4 relays
    IPv4Network("168.63.129.16/32"),  # where a cloud's virtual machines find its own services
)
_UNICAST_V6 = IPv6Network("2000::/3")  # all that was ever assigned
_NOT_PUBLIC_V6 = (
    IPv6Network("2001::/23"),  # protocol assignments, Teredo
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("3fff::/20"),  # documentation
)
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # then the IPv4 address, in the lower half


def is_public(address: Address, port: int) -> bool:
    """Whether an address is that of a public server, at whatever port; the default policy.

    An address that carries another (IPv4-mapped, 6to4, Teredo, ISATAP) is refused: where it leads
    is up to the machine that unpacks it.  NAT64 is what an IPv6-only network has instead of
    IPv4; there the address inside decides.
    """
    if isinstance(address, IPv4Address):
        return _is_public_v4(address)
    if address in _NAT64:
        return _is_public_v4(IPv4Address(int(address) & 0xFFFF_FFFF))
    return (
        address in _UNICAST_V6
        and address.is_global
        and address.scope_id is None
        and not any(address in network for network in _NOT_PUBLIC_V6)
        and (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP
    )


def _is_public_v4(address: IPv4Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in _NOT_PUBLIC_V4)
    )


def system_addresses(host: str) -> list[str]:
    """The addresses of a host, as this machine resolves them.  Raises OSError."""
    import socket

    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def default_context() -> SSLContext:
    """TLS 1.2 or newer, certificates and host names checked against the system's store."""
    import ssl

    context = ssl.create_default_context()
    # Stated, not inherited: some builds of Python leave the lowest version to OpenSSL.
    context.minimum_version = max(context.minimum_version, ssl.TLSVersion.TLSv1_2)
    return context


@dataclass(frozen=True, slots=True)
class Web:
    """What may be fetched and how; the defaults are what SECURITY.md promises.

    `permit` is asked for every address of a host before it is connected to.  Through a `proxy`
    (`http://host:port`) names are resolved by the proxy, out of `permit`'s sight; none is taken
    from the environment.  `tell` is called with a line of progress.  With `follow` what feeds link
    to is fetched, too, `pause` seconds between two requests to one host, and kept in the folder
    `cache` (None: where this system's user keeps such things).  `reach` and `advice` are words for
    errors: what `permit` lets through, and what to do about a slow answer.  Raises UsageError for a
    proxy in another form.
    """

    proxy: str = ""
    ports: frozenset[int] = frozenset({80, 443})
    resolve: Callable[[str], Sequence[str]] = system_addresses
    permit: Callable[[Address, int], bool] = is_public
    trust: Callable[[], SSLContext] = default_context
    tell: Callable[[str], None] = lambda line: None
    seconds: float = MAX_FETCH_SECONDS
    connect: float = MAX_FETCH_SECONDS
    most: int = MAX_FETCH_BYTES
    slow_start: float = SLOW_START_SECONDS
    follow: bool = False
    pause: float = PAUSE_SECONDS
    cache: Path | None = None
    reach: str = "a public address"
    advice: str = "try again, or save it"

    def __post_init__(self) -> None:
        via = self.via
        if via and (via.scheme, via.path) != ("http", "/"):
            raise UsageError("a proxy is given as http://host:port")

    @property
    def via(self) -> Target | None:
        """The proxy, if there is one."""
        try:
            return parse(self.proxy) if self.proxy else None
        except InputError as error:
            raise UsageError(f"a proxy is given as http://host:port ({error})") from None


class Deadline:
    """The end of the time that one fetch has, redirects included."""

    def __init__(self, seconds: float, advice: str) -> None:
        self._seconds = seconds
        self.advice = advice
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left.  Raises LimitExceeded when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.over()
        return left

    def within(self, seconds: float) -> Deadline:
        """The end of a part that has so many of these seconds at most."""
        return self if seconds >= self.left() else Deadline(seconds, self.advice)

    def over(self) -> LimitExceeded:
        """The error to raise when time is up."""
        return LimitExceeded(f"not there after {self._seconds:g} seconds: {self.advice}")

"""How addresses are fetched: what may be reached, and how long it may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.errors import InputError, LimitExceeded, UsageError
from summarizer.limits import MAX_FETCH_SECONDS, SLOW_START_SECONDS
from summarizer.read.web.public import Address, public
from summarizer.read.web.target import Target, parse

if TYPE_CHECKING:
    from ssl import SSLContext


def by_system(host: str) -> list[str]:
    """The addresses of a host, as this machine looks them up.  Raises OSError."""
    import socket

    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def by_system_trust() -> SSLContext:
    """TLS as Python recommends it: certificates and host names checked, TLS 1.2 or newer."""
    import ssl

    return ssl.create_default_context()


def silent(text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Web:
    """What may be fetched and how; the defaults are what is promised.

    `permit` is asked for every address of a host before it is connected to.  Through a `proxy`
    (`http://host:port`) names are looked up by the proxy, out of `permit`'s sight; none is taken
    from the environment.  `tell` hears what is being fetched.  Raises UsageError for a proxy
    that is not one.
    """

    proxy: str = ""
    ports: frozenset[int] = frozenset({80, 443})
    resolve: Callable[[str], Sequence[str]] = by_system
    permit: Callable[[Address, int], bool] = public
    trust: Callable[[], SSLContext] = by_system_trust
    tell: Callable[[str], None] = silent
    seconds: float = MAX_FETCH_SECONDS
    slow_start: float = SLOW_START_SECONDS

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
    """The end of the time that one fetch has."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left.  Raises LimitExceeded when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.over()
        return left

    def over(self) -> LimitExceeded:
        """What there is to say when time is up."""
        return LimitExceeded(f"not there after {self._seconds:g} seconds: try again, or save it")

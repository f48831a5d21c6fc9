"""A target → a connection to an address that was checked, with TLS where it belongs.

A name is looked up once, all its addresses are checked, and one of these very addresses is
connected to: nobody can answer with another one in between.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, ip_address
from queue import Empty, SimpleQueue
from ssl import SSLCertVerificationError, SSLError
from threading import Thread

from summarizer.errors import UnreadableSource
from summarizer.read.web.public import Address
from summarizer.read.web.rules import Deadline, Web
from summarizer.read.web.target import Target
from summarizer.types import displayed


def connect(target: Target, web: Web, deadline: Deadline) -> socket.socket:
    """A connection to a target, with TLS for https.  Raises UnreadableSource or LimitExceeded.

    Through a proxy, only an address that stands in the target itself can be checked.
    """
    if target.port not in web.ports:
        usual = " and ".join(map(str, sorted(web.ports)))
        raise UnreadableSource(f"port {target.port} is not one of the web's ({usual})")
    if web.via:
        if target.address:
            _check(target.address, target, web)
        return _to_proxy(web.via, web, deadline)
    addresses = _look_up(target, web, deadline)
    for address in addresses:
        _check(address, target, web)
    return _dial(addresses, target.port, deadline)


def _to_proxy(proxy: Target, web: Web, deadline: Deadline) -> socket.socket:
    """A connection to a proxy, which the user named and which may be anywhere."""
    try:
        return _dial(_look_up(proxy, web, deadline), proxy.port, deadline)
    except UnreadableSource as error:
        raise UnreadableSource(f"the proxy {proxy.place}: {error}") from None


def secured(plain: socket.socket, target: Target, web: Web, deadline: Deadline) -> socket.socket:
    """The connection with TLS to the target, its certificate and name checked."""
    try:
        plain.settimeout(deadline.left())
        # A connection cut short must not pass for the end of the page.
        return web.trust().wrap_socket(
            plain, server_hostname=target.host, suppress_ragged_eofs=False
        )
    except SSLCertVerificationError as error:
        raise UnreadableSource(f"its certificate is not trusted ({_said(error)})") from None
    except TimeoutError:
        raise deadline.over() from None
    except SSLError as error:
        raise UnreadableSource(f"no secure connection ({_said(error)})") from None
    except (OSError, ValueError):
        raise UnreadableSource("no secure connection: it was broken off") from None


def _said(error: SSLError) -> str:
    stated = getattr(error, "verify_message", "") or error.reason or "it broke off"
    return displayed(stated).replace("_", " ").lower().rstrip(".")


def _look_up(target: Target, web: Web, deadline: Deadline) -> list[Address]:
    """The addresses of the target's host, each once, in the order of the answer."""
    if target.address is not None:
        return [target.address]
    box: SimpleQueue[list[Address] | None] = SimpleQueue()

    def ask() -> None:
        try:
            box.put([ip_address(text) for text in dict.fromkeys(web.resolve(target.host))])
        except (OSError, ValueError):
            box.put(None)

    # The system's own look-up cannot be told to stop, so it is left behind.
    Thread(target=ask, daemon=True).start()
    try:
        found = box.get(timeout=deadline.left())
    except Empty:
        raise deadline.over() from None
    if not found:
        raise UnreadableSource(f"there is no host {target.host}: check the address")
    return found


def _check(address: Address, target: Target, web: Web) -> None:
    if not web.permit(address, target.port):
        if target.address:
            raise UnreadableSource(f"{address} is not a public address")
        raise UnreadableSource(f"{target.host} leads to {address}, which is not a public address")


def _dial(addresses: list[Address], port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first of these addresses that answers."""
    reason = ""
    for i, address in enumerate(addresses):
        version = socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6
        try:
            connection = socket.socket(version, socket.SOCK_STREAM)
        except OSError:  # a system without IPv6
            reason = "no way there"
            continue
        try:
            connection.settimeout(deadline.left() / (len(addresses) - i))
            connection.connect((str(address), port))
            peer = connection.getpeername()
            if (ip_address(peer[0]), peer[1]) == (address, port):
                return connection
            reason = "another address answered"
        except TimeoutError:
            reason = "no answer"
        except OSError as error:
            reason = error.strerror or type(error).__name__
        except BaseException:
            connection.close()
            raise
        connection.close()
    raise UnreadableSource(f"no connection ({displayed(reason).lower()}): check the address")

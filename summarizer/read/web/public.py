"""Which addresses are public: those of anybody's servers, and not of this machine or its network.

An address that carries another (IPv4-mapped, 6to4, Teredo, ISATAP) is refused: where it leads is
up to the machine that takes it apart.  NAT64 is what an IPv6-only network has instead of IPv4;
there the address inside decides.  Python's own tables grow with its versions, so what matters is
stated here: https://www.iana.org/assignments/iana-ipv6-special-registry, and that of IPv4.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_V4 = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments, NAT64 discovery, a cloud's metadata
    IPv4Network("192.88.99.0/24"),  # 6to4 relays
    IPv4Network("168.63.129.16/32"),  # where a cloud's virtual machines find its own services
)
_UNICAST_V6 = IPv6Network("2000::/3")  # all that was ever handed out
_NOT_PUBLIC_V6 = (
    IPv6Network("2001::/23"),  # protocol assignments, Teredo
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("3fff::/20"),  # documentation
)
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # then the IPv4 address, in the lower half


def public(address: Address, port: int) -> bool:
    """Whether an address, at whatever port, may be connected to."""
    if isinstance(address, IPv4Address):
        return _public_v4(address)
    if address in _NAT64:
        return _public_v4(IPv4Address(int(address) & 0xFFFF_FFFF))
    return (
        address in _UNICAST_V6
        and address.is_global
        and address.scope_id is None
        and not any(address in network for network in _NOT_PUBLIC_V6)
        and (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP
    )


def _public_v4(address: IPv4Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in _NOT_PUBLIC_V4)
    )

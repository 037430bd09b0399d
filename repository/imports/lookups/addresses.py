"""Where a register may lie: never inside the network of the site, unless the settings say so."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

NAT64 = IPv6Network("64:ff9b::/96")


def is_allowed(address: Address, *, local: bool) -> bool:
    """Whether a register may lie there: out in the world or, where the settings allow it, in the own network.

    Addresses of an interface alone, where clouds keep their secrets, and of many receivers are never allowed.
    """
    embedded = _embedded(address)
    if embedded is not None:
        return is_allowed(embedded, local=local)
    if address.is_multicast or address.is_link_local or address.is_unspecified:
        return False
    return address.is_global or (local and (address.is_loopback or address.is_private))


def _embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo or NAT64."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])

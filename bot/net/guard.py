"""Which addresses may be connected to: the public internet, and what the operator allows.

The check sits where the socket is made, after every name has been resolved: so literals,
odd spellings of them, names that resolve to private addresses (and change their mind) and
redirects all pass the same gate. A guarding resolver alone would miss literals.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from yarl import URL

# Translated IPv4 inside IPv6 (RFC 6052): on such networks every public site has one of
# these addresses, and so has every private one.
NAT64 = IPv6Network("64:ff9b::/96")


class PrivateAddressError(OSError):
    """A connection to an address that is not on the public internet was refused.

    It carries an errno, without which the connector's happy-eyeballs code loses the message.
    """

    def __init__(self, address: str) -> None:
        super().__init__(errno.EACCES, f"{address} is not a public address")


def is_public(address: str) -> bool:
    """Whether an IP address, as text, belongs to the public internet; False for no address."""
    try:
        ip = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo
    return ip.ipv4_mapped or ip.sixtofour or (teredo[1] if teredo else ip)


def guarded_socket(addr_info: tuple[Any, ...]) -> socket.socket:
    """A socket for this ``getaddrinfo`` result; raises PrivateAddressError for a private one."""
    family, kind, proto, _, address = addr_info
    if not is_public(str(address[0])):
        raise PrivateAddressError(str(address[0]))
    return socket.socket(family=family, type=kind, proto=proto)


class Allowance:
    """The ``host:port`` pairs that may be private; compared as written in the URL.

    Names are not resolved for the comparison: allowing ``127.0.0.1:8900`` allows neither
    ``localhost:8900`` nor a public name that resolves to 127.0.0.1.
    """

    def __init__(self, pairs: Collection[str]) -> None:
        """Raises ValueError for what is not ``host:port`` (``[address]:port`` for IPv6)."""
        self._pairs = frozenset(_pair_of(pair) for pair in pairs)

    def covers(self, url: URL) -> bool:
        return host_key(url) in self._pairs


def host_key(url: URL) -> str:
    """``host:port`` of a URL, in one spelling."""
    host = (url.raw_host or "").lower().rstrip(".")
    return f"[{host}]:{url.port}" if ":" in host else f"{host}:{url.port}"


def _pair_of(pair: str) -> str:
    url = URL(f"//{pair.strip()}")
    if not url.raw_host or url.explicit_port is None or url.path not in ("", "/"):
        raise ValueError(f"{pair!r} is not of the form host:port")
    return host_key(url)

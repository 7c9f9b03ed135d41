"""Where a provider may be: no private address unless the platform names its host (SSRF)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

NAT64 = ipaddress.ip_network("64:ff9b::/96")
LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")


class ForbiddenAddress(OSError):
    """A name that leads where no provider may be."""


def check_base_url(url: str, allowed: frozenset[str] | None) -> str:
    """Tell what is wrong with the address of a provider; nothing when it is fine.

    `allowed` are the inner hosts that may be asked; None where nobody asks, and any host will do.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "base_url is not an address"
    del port
    if parts.scheme not in ("https", "http") or not host or not url.isascii():
        return "base_url must start with https:// and name a host"
    if parts.username is not None or parts.password is not None:
        return "base_url must not hold a name or password"
    if parts.query or parts.fragment or any(c <= " " or c in "\\%" for c in url):
        return "base_url must hold no query, fragment, space, % or backslash"
    if allowed is None or host in allowed:
        return ""
    if parts.scheme != "https":
        return f"base_url must start with https://, or LLM_ALLOWED_HOSTS must name {host}"
    if is_literal(host) and not is_public(host):
        return f"base_url leads to a private address; LLM_ALLOWED_HOSTS must name {host}"
    return ""


def is_literal(host: str) -> bool:
    """Tell whether a host is an address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Tell whether an address is on the public internet, also the one it is wrapped around."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner is not None:
            return is_public(str(inner))
        if ip in NAT64 or ip in LOCAL_NAT64:
            return False
    return ip.is_global and not ip.is_multicast


async def addresses_of(host: str, port: int, allowed: frozenset[str]) -> list[str]:
    """Give the addresses of a host, which were judged; one private among them refuses all.

    Raises OSError where there are none. Who connects must use these, and not resolve again.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    if host not in allowed and not all(map(is_public, addresses)):
        raise ForbiddenAddress(f"{host} leads to a private address.")
    return addresses

"""Which network addresses a server may be reached at: public ones only (rules section 7, SSRF).

Own tables, because `ipaddress.is_global` had wrong ones before Python 3.12.4 (CVE-2024-4032).
Source: IANA special-purpose address registries for IPv4 and IPv6.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_IPV4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Only 2000::/3 is handed out; within it: Teredo, documentation, 6to4 and the other protocol assignments.
_IPV6_PUBLIC = ip_network("2000::/3")
_IPV6 = tuple(ip_network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_NAT64 = ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """May a server on the internet have this IP address? False for anything private, reserved or not an address."""
    ip = _parsed(address)
    if isinstance(ip, IPv4Address):
        return not any(ip in block for block in _IPV4)
    return ip is not None and ip in _IPV6_PUBLIC and not any(ip in block for block in _IPV6)


def is_loopback(address: str) -> bool:
    """Is this an address of the machine itself (127.0.0.0/8, ::1)?"""
    ip = _parsed(address)
    return ip is not None and ip.is_loopback


def networks(address: str) -> tuple[str, str]:
    """Who asks, as far as an address tells: one household (an IPv4 address, an IPv6 /64) and the network around it
    (/24, /48). Both empty for what is no address."""
    ip = _parsed(address)
    if ip is None:
        return "", ""
    near, around = (32, 24) if isinstance(ip, IPv4Address) else (64, 48)
    return str(ip_network((ip, near), strict=False)), str(ip_network((ip, around), strict=False))


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """The address, with an IPv4 address that is wrapped in an IPv6 one (mapped, NAT64) taken out."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return ip.ipv4_mapped
        if ip in _NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip

"""Where the house may speak to: what an address must look like, and which numbers a name may stand for.

The server-side request forgeries this is against: https://owasp.org/Top10/A10_2021-Server-Side_Request_Forgery_(SSRF)/
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from ..refusals import Refused

LONGEST = 2_000  # characters of an address
_PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~%]+")  # printable ASCII without space, quotes, < > \ ^ ` { | }
_NAME = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?"
)
# What tells a machine in a cloud about itself, and its secrets, where that is no link-local number.
_METADATA = frozenset(map(ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")))
_TRANSLATED = ip_network("64:ff9b::/96")  # NAT64, RFC 6052: an IPv4 number in the last 32 bits
_COMPATIBLE = ip_network("::/96")  # RFC 4291 2.5.5.1, the same
Number = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Site:
    """Whom a connection is to. host: a name or a number, lower case, without brackets."""

    scheme: str
    host: str
    port: int

    @property
    def header(self) -> str:
        """As the Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.scheme == "https" else 80) else f"{host}:{self.port}"


def site_of(url: str) -> tuple[Site, str]:
    """Whom an address names, and the path with its query there.

    Raises:
        Refused: no https (or http) address of a plain host, with what to write instead.
    """
    if len(url) > LONGEST or not _PLAIN.fullmatch(url):
        raise Refused(
            "should be an address of printable ASCII, as https://lrs.example/xapi (another script's name as xn--...)",
            "url",
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("is no address; write it as https://lrs.example/xapi", "url") from None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in ("https", "http"):
        raise Refused("should begin with https://", "url")
    if "@" in parts.netloc:
        raise Refused("holds a name or password; give the key and secret for themselves", "url")
    if parts.fragment or "#" in url:
        raise Refused("holds a #; leave it and what follows out", "url")
    if not _number(host) and ("[" in parts.netloc or not _NAME.fullmatch(host)):
        raise Refused("names no host; write it as https://lrs.example/xapi", "url")
    if port == 0:
        raise Refused("names port 0; leave the port out, or give the real one", "url")
    path = parts.path or "/"
    return Site(
        scheme, host, port or (443 if scheme == "https" else 80)
    ), f"{path}?{parts.query}" if parts.query else path


def fault(site: Site, number: str, *, private: bool) -> str:
    """Why the house may not speak to that number, or "".

    private: numbers of the house's own network may be spoken to, and this machine's (these by http too). What belongs
    to no machine one would name (link-local, multicast, metadata of a cloud) stays shut.
    """
    found = _plain(ip_address(number.partition("%")[0]))
    if found in _METADATA or found.is_link_local or found.is_multicast or found.is_unspecified:
        return f"leads to {found}, which is no place of a store"
    if found.is_loopback and private:
        return ""
    if site.scheme == "http":
        return "is http, which anybody on the way can read; use https"
    if found.is_reserved:
        return f"leads to {found}, which is no place of a store"
    if found.is_global or private:
        return ""
    return f"leads to {found}, in a private network; the setting allow_private_targets opens those"


def _plain(number: Number) -> Number:
    """The IPv4 number inside an IPv6 one, where there is one."""
    if isinstance(number, IPv6Address):
        if number.ipv4_mapped:
            return number.ipv4_mapped
        if number.sixtofour:
            return number.sixtofour
        if number.teredo:
            return number.teredo[1]
        if number in _TRANSLATED or (number in _COMPATIBLE and int(number) > 1):
            return IPv4Address(int(number) & 0xFFFFFFFF)
    return number


def _number(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return "%" not in host

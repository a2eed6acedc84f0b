"""Behind a proxy: who really asks, as the proxies of the setting `proxies` say it and nobody else.

Of X-Forwarded-For each proxy appends the address it heard from. So the list is read from its right end: what a proxy
of ours wrote is believed, the first address that is none of ours is who asks, and what stands left of it was written by
them and proves nothing. `Forwarded` (RFC 7239) is not read: a proxy that appends to one header hands the other through
as it came.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from ..refusals import Refused
from .asgi import App, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
FOR, PROTO = b"x-forwarded-for", b"x-forwarded-proto"
SAID = frozenset({FOR, PROTO, b"forwarded", b"x-forwarded-host", b"x-forwarded-port", b"x-real-ip"})
HOPS = 20  # more proxies than that in a row are none


class Proxies:
    """The addresses of a setting: "10.0.0.7 10.1.0.0/16 ::1".

    Raises:
        Refused: a word that is no address.
    """

    def __init__(self, words: str) -> None:
        self._networks = [_network(word) for word in words.replace(",", " ").split()]

    def __bool__(self) -> bool:
        return bool(self._networks)

    def __contains__(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def behind(app: App, proxies: Proxies) -> App:
    """`app` that sees in its scope who really asks, and by which scheme. Headers of proxies end here.

    Whoever sent them: nothing further in reads them by mistake. Around an app that was made so it changes nothing more.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not SAID.isdisjoint(name for name, _ in scope["headers"]):
            kept = [pair for pair in scope["headers"] if pair[0] not in SAID]
            scope = {**scope, "headers": kept, **_told(scope, proxies)}
        await app(scope, receive, send)

    return wrapped


def _told(scope: Scope, proxies: Proxies) -> Scope:
    """What the proxies say of who asks; {} where the other end is none of ours."""
    client = scope.get("client")
    near = address_of(str(client[0])) if client else None
    if near is None or near not in proxies:
        return {}
    told: Scope = {}
    found = asking(near, _values(scope, FOR), proxies)
    if found != near:
        told["client"] = (str(found), 0)
    schemes = _values(scope, PROTO)
    if schemes and schemes[-1].lower() in ("http", "https"):
        told["scheme"] = schemes[-1].lower()
    return told


def asking(near: Address, hops: Sequence[str], proxies: Proxies) -> Address:
    """Who asks: from the right, the first hop that is no proxy of ours. A hop nobody can read ends the search."""
    for hop in reversed(hops[-HOPS:]):
        if near not in proxies:
            break
        if (further := address_of(hop)) is None:
            break
        near = further
    return near


def address_of(text: str) -> Address | None:
    """An address as proxies write it, with a port or without: 1.2.3.4:5, [::1]:5; an IPv4 one in IPv6 is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def place_of(client: Sequence[object] | None) -> str:
    """Under what name an address is counted: IPv6 by its /64, for who has one has all of it; "" for none."""
    text = str(client[0]) if client else ""
    found = address_of(text)
    return str(IPv6Network((found, 64), strict=False)) if isinstance(found, IPv6Address) else text


def _values(scope: Scope, name: bytes) -> list[str]:
    """Every value of a list header that may come in several lines, in order."""
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return [word.strip() for line in lines for word in line.split(",") if word.strip()]


def _network(word: str) -> Network:
    try:
        return ip_network(word, strict=False)
    except ValueError:
        raise Refused(
            f"{word!r} is no address; write addresses or networks like 10.0.0.7 or 10.1.0.0/16", "the setting proxies"
        ) from None

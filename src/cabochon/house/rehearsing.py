"""A connection tried out: its secret, token, mapping and a delivery, each by the way it takes; nothing is kept."""

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..connectors import Arrived, Feed, load, sample_of
from ..connectors.mapping import settled
from ..directory.rows import Connection, Delivery
from ..languages import again, count, say, whole
from ..outside.http import Unreachable
from ..refusals import Refused
from .hearing import prove

if TYPE_CHECKING:
    from . import House

GOOD, BAD, UNTRIED = "good", "bad", "untried"
RECENT = 20  # deliveries looked through for one that is still held
CODES = 3  # of a sample's own boutiques that are read as one of ours
STRANGE = re.compile(r"'([^']+)' is not a boutique")  # connectors.cells.unknown_door
BOUTIQUES = re.compile(r"^[ \t]*\[boutiques\][^\n]*", re.MULTILINE)
WRONG = b"no secret of this connection"


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing that was tried. what: signature, token, mapping, sample, last; state: GOOD, BAD or UNTRIED."""

    what: str
    state: str
    said: str


def rehearse(house: "House", row: Connection) -> list[Tried]:
    """What was tried and what came of each, told to whoever is spoken to.

    Raises:
        Refused: its connector is not installed any more.
    """
    feed = house.connections.feed(row)
    found = [*_signature(house, row, feed), *_token(house, row, feed), _mapping(row)]
    if found[-1].state == BAD:
        return found
    return [*found, _sample(house, row, feed), _last(house, row)]


def _signature(house: "House", row: Connection, feed: Feed) -> Iterator[Tried]:
    signing = feed.signing
    if signing is None:
        return
    if house.connections.unsigned(row):
        yield Tried("signature", UNTRIED, say("Its deliveries are taken unsigned, so there is nothing to try"))
    elif not row.secrets:
        yield Tried(
            "signature", UNTRIED, say("No secret is set: a webhook would be refused, files are read all the same")
        )
    elif signing.sign is None and not signing.path:
        yield Tried("signature", UNTRIED, say("It cannot be signed here as its sender signs; let the sender send one"))
    else:
        yield _signed(house, row, feed)


def _signed(house: "House", row: Connection, feed: Feed) -> Tried:
    secrets, body = house.connections.secrets(row), sample_of(feed)[1]
    try:
        _prove(feed, _arrived(house, row, feed, body, secrets[-1]), secrets)
    except Refused as fault:
        return Tried("signature", BAD, say("The signature would not be taken: {reason}", reason=again(str(fault))))
    try:
        _prove(feed, _arrived(house, row, feed, body, WRONG), secrets)
    except Refused:
        return Tried("signature", GOOD, say("A delivery with the present secret is taken, one with another is refused"))
    return Tried("signature", BAD, say("A delivery with another secret was taken as well"))


def _prove(feed: Feed, arrived: Arrived, secrets: Sequence[bytes]) -> None:
    """As a delivery that comes is proved."""
    if feed.signing is not None:
        prove(feed.signing, arrived, secrets, arrived.body)


def _arrived(house: "House", row: Connection, feed: Feed, body: bytes, secret: bytes) -> Arrived:
    url, now, signing = house.connections.address(row.id), house.clock(), feed.signing
    path = secret.decode() if signing is not None and signing.path else ""
    bare = Arrived(body=body, headers={}, url=url, at=now, secret=path)
    if signing is None or signing.sign is None:
        return bare
    return Arrived(body=body, headers=signing.sign(bare, secret), url=url, at=now, secret=path)


def _token(house: "House", row: Connection, feed: Feed) -> Iterator[Tried]:
    if not feed.asks and row.way != "api":
        return
    settings = settled(_own(row), feed.name)
    if (ask := house.senders.ask(row)) is None:
        yield Tried(
            "token", UNTRIED, say("No token is set, so nothing was fetched: what a webhook only names cannot be read")
        )
        return
    try:
        if feed.probe:
            ask(f"{str(settings['api']).rstrip('/')}/{feed.probe}")
        elif feed.poll is not None:
            feed.poll("", ask, settings)
        else:
            yield Tried("token", UNTRIED, say("A token is set; this connector knows no harmless request to try it by"))
            return
    except (Refused, Unreachable) as fault:
        yield Tried("token", BAD, say("The sender’s API was asked: {reason}", reason=again(_reason(fault))))
        return
    yield Tried("token", GOOD, say("The sender’s API takes the token"))


def _mapping(row: Connection) -> Tried:
    if not row.mapping:
        return Tried("mapping", GOOD, say("It has none of its own; the connector’s is read"))
    try:
        load(row.mapping, row.connector)
    except Refused as fault:
        reason = f"{fault.pointer}: {again(fault.reason)}" if fault.pointer else again(fault.reason)
        return Tried("mapping", BAD, say("Its mapping cannot be read: {reason}", reason=reason))
    return Tried("mapping", GOOD, say("Its own mapping has no mistake in it"))


def _sample(house: "House", row: Connection, feed: Feed) -> Tried:
    name, body = sample_of(feed)
    if not body:
        return Tried(
            "sample", UNTRIED, say("This connector brings no sample; send one delivery and look at the history")
        )
    if feed.table and row.mapping:
        said = say("{name} has other columns than its mapping; a file of the sender’s own tries that", name=name)
        return Tried("sample", UNTRIED, said)
    body, mapping = _of_a_door(house, row, body)
    return _read(house, row, "sample", name, body, mapping=mapping)


def _last(house: "House", row: Connection) -> Tried:
    """The newest delivery whose bytes are held, by the mapping as it is now."""
    held = [one for one in house.deliveries.of(row.id, RECENT) if one.body]
    if not held:
        return Tried(
            "last", UNTRIED, say("Nothing that was delivered is held, so nothing of the sender’s own was tried")
        )
    body = house.deliveries.body(held[0])
    return _read(house, row, "last", _named(held[0]), body, mapping=row.mapping, one=held[0])


def _read(house: "House", row: Connection, what: str, name: str, body: bytes, *, mapping: str,
          one: Delivery | None = None) -> Tried:  # fmt: skip
    """one: a delivery that came; what it only names is fetched."""
    try:
        done = house.imports.read(
            row.connector, io.BytesIO(body), received=one.at if one else house.clock(), mapping=mapping, dry=True,
            ask=house.senders.ask(row) if one else None,
        )  # fmt: skip
    except (Refused, Unreachable) as fault:
        return Tried(what, BAD, say("{name} would not be read: {reason}", name=name, reason=again(_reason(fault))))
    kept = count(done.kept.new + done.kept.repeated, "{n} would be kept", "{n} would be kept")
    if done.bad:
        return Tried(what, BAD, say(
            "{name} was read: {kept}, and {n} would wait in quarantine. The first: {reason}", name=name, kept=kept,
            n=whole(len(done.bad)), reason=again(done.bad[0][1]),
        ))  # fmt: skip
    return Tried(what, GOOD, say("{name} was read to its end: {kept}", name=name, kept=kept))


def _of_a_door(house: "House", row: Connection, body: bytes) -> tuple[bytes, str]:
    """The sample, and the mapping to read it by: what it calls its boutique is one that is there."""
    doors = sorted(door.code for door in house.snapshot.doors(house.today))
    mapping = row.mapping
    if not doors:
        return body, mapping
    body = body.replace(b"GVA01", doors[0].encode())
    for _ in range(CODES):
        try:
            bad = house.imports.read(row.connector, body, received=house.clock(), mapping=mapping, dry=True).bad
        except (Refused, Unreachable):
            break
        strange = next((found[1] for _, why in bad if (found := STRANGE.match(why))), "")
        if not strange:
            break
        mapping = _naming(mapping, strange, doors[0])
    return body, mapping


def _naming(mapping: str, code: str, door: str) -> str:
    """The mapping, in which a code of the sample's is a boutique."""
    line = f"{json.dumps(code)} = {json.dumps(door)}"
    if BOUTIQUES.search(mapping):
        return BOUTIQUES.sub(lambda head: f"{head[0]}\n{line}", mapping, count=1)
    return f"{mapping}\n[boutiques]\n{line}\n"


def _own(row: Connection) -> Any:
    return load(row.mapping, row.connector) if row.mapping else None


def _named(one: Delivery) -> str:
    return one.name or say("The last delivery")


def _reason(fault: Exception) -> str:
    return fault.reason if isinstance(fault, Refused) else str(fault)

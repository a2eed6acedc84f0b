"""What a connection delivered: the list, one delivery blacked out, read once more; a test with the sender's sample."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

from ...connectors import KINDS, Arrived, default_text, load, sample_of
from ...house.connections import Connection
from ...house.deliveries import Delivery
from ...house.redacting import redacted
from ...languages import again as told
from ...languages import count, say, whole
from ...outside.http import Unreachable
from ...refusals import Refused, Unknown
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from . import connections_words as words

SIZE = 25


def listed(request: Asked, name: str) -> dict[str, Any]:
    """A page of the history for a template."""
    house, given = request.app.state.house, request.query_params
    state = "failed" if given.get("state") == "failed" else ""
    number = given.get("page", "")
    total = house.deliveries.tally(name, state)
    last = max(1, -(-total // SIZE))
    at = min(max(1, int(number)) if number.isdecimal() and len(number) < 7 else 1, last)
    rows = house.deliveries.of(name, SIZE, (at - 1) * SIZE, state=state)
    return {
        "history": [_line(one) for one in rows], "total": total, "number": at, "last": last, "state": state,
        "failed": house.deliveries.tally(name, "failed"),
        "older": lambda **other: f"/connections/{name}?{urlencode({'state': state, **other})}#history",
    }  # fmt: skip


def mark(one: Delivery) -> str:
    """A delivery in an address: its id is the sender's own and may be anything."""
    return urlsafe_b64encode(one.id.removeprefix(f"{one.source}:").encode("utf-8", "replace")).decode().rstrip("=")


def show(request: Asked, source: str, delivery: str) -> Answered:
    """GET /connections/{source}/deliveries/{delivery}: what came, blacked out but for what is read of it."""
    return _show(request, source, delivery)


def again(request: Asked, body: bytes, source: str, delivery: str) -> Answered:
    """POST /connections/{source}/deliveries/{delivery}: read once more, by the present mapping."""
    house = request.app.state.house
    fields(body, known=("csrf",))
    one = _found(request, source, delivery)
    try:
        house.deliveries.again(one.id)
    except (Refused, Unreachable) as fault:
        reason = told(fault.reason if isinstance(fault, Refused) else str(fault))
        return _show(request, source, delivery, fault=reason, status=getattr(fault, "status", 400))
    house.directory.note(viewer_of(request).account, "read a delivery again", source)
    return to(f"/connections/{source}/deliveries/{delivery}")


def mapping(request: Asked, source: str) -> Answered:
    """GET /connections/{source}/mapping.toml: the file that `cabochon import --mapping` takes."""
    row = request.app.state.house.connections.one(source)
    headers = {"content-disposition": f'attachment; filename="{row.id}.toml"'}
    return Answered(default_of(row), media_type="application/toml", headers=headers)


def default_of(row: Connection) -> str:
    """A connection's mapping; without one of its own the connector's default, which is its reference."""
    return row.mapping or (default_text(row.connector) if row.connector in KINDS else "")


def tested(house: Any, row: Connection) -> tuple[bool, str]:
    """The sender's sample by the way a delivery takes, signature and all; nothing is kept. (well, what came of it)"""
    feed = house.connections.feed(row)
    name, body = sample_of(feed)
    if not body:
        return False, say("This connector brings no sample; send one delivery and look at the history.")
    doors = sorted(door.code for door in house.snapshot.doors(house.today))
    if doors:
        body = body.replace(b"GVA01", doors[0].encode())
    if feed.signing is not None and row.secrets and (fault := _unsigned(house, row, body)):
        return False, fault
    own = row.mapping if not feed.table else ""  # a table's sample has the columns of the default
    try:
        done = house.imports.read(feed.name, body, received=house.clock(), mapping=own, dry=True)
    except (Refused, Unreachable) as fault:
        return False, say("Its sample {name} would not be read: {reason}", name=name, reason=told(str(fault)))
    good = count(done.kept.new + done.kept.repeated, "{n} would be kept", "{n} would be kept")
    if done.bad:
        return False, say(
            "Of its sample {name}, {kept}, and {n} would wait in quarantine. The first: {reason}", name=name, kept=good,
            n=whole(len(done.bad)), reason=told(done.bad[0][1]),
        )  # fmt: skip
    return True, say("Its sample {name} was read to its end: {kept}. Nothing of it was kept", name=name, kept=good)


def _unsigned(house: Any, row: Connection, body: bytes) -> str:
    """Why the sender's signature would not be taken; "" when it would."""
    feed, newest = house.connections.feed(row), house.connections.secrets(row)[-1]
    signing = feed.signing
    url, now = house.connections.address(row.id), house.clock()
    bare = Arrived(body=body, headers={}, url=url, at=now, secret=newest.decode() if signing.path else "")
    if signing.sign is not None:
        bare = Arrived(body=body, headers=signing.sign(bare, newest), url=url, at=now)
    elif not signing.path:
        return ""
    try:
        signing.check(bare, house.connections.secrets(row))
    except Refused as fault:
        return say("The signature would not be taken: {reason}", reason=told(str(fault)))
    return ""


def _found(request: Asked, source: str, delivery: str) -> Delivery:
    house = request.app.state.house
    house.connections.one(source)
    try:
        key = urlsafe_b64decode(delivery + "=" * (-len(delivery) % 4)).decode()
    except (binascii.Error, ValueError):
        raise Unknown("there is no such delivery; it was kept for 30 days") from None
    found: Delivery = house.deliveries.one(source, f"{source}:{key}")
    return found


def _show(request: Asked, source: str, delivery: str, *, fault: str = "", status: int = 200) -> Answered:
    house = request.app.state.house
    row, one = house.connections.one(source), _found(request, source, delivery)
    feed, text = KINDS.get(one.connector or row.connector), ""
    if feed is not None and one.body:
        try:
            text = redacted(feed, load(row.mapping, row.connector) if row.mapping else None, house.deliveries.body(one))
        except Refused:
            text = "•••"
    house.directory.note(viewer_of(request).account, "looked into a delivery", source)
    return page(request, "connections_delivery.html", status=status, row=row, known_as=row.title or row.id, fault=fault,
                one=_line(one), text=text, kept=bool(one.body))  # fmt: skip


def _line(one: Delivery) -> dict[str, Any]:
    """A delivery for a template."""
    return {
        "mark": mark(one), "at": words.moment(one.at), "way": say(words.WAYS[one.way]), "name": one.name,
        "size": one.size, "state": say(words.STATES[one.state]), "good": one.state in ("read", "waiting", "reading"),
        "reason": told(one.reason), "counts": _counts(one) if one.state == "read" else "",
        "quarantined": one.quarantined, "failed": one.state == "failed",
    }  # fmt: skip


def _counts(one: Delivery) -> str:
    found = [count(one.new, "{n} new", "{n} new")]
    for n, said in (
        (one.repeated, say("{n} known already", n=whole(one.repeated))),
        (one.corrected, say("{n} corrected", n=whole(one.corrected))),
        (one.quarantined, say("{n} waiting", n=whole(one.quarantined))),
        (one.skipped, say("{n} passed over", n=whole(one.skipped))),
    ):
        if n:
            found.append(said)
    return ", ".join(found)

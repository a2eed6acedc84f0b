"""What a connection delivered: the list, one delivery blacked out, read once more; a test with the sender's sample."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

from ...connectors import KINDS, default_text, load
from ...house.connections import Connection, came
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
from .connections_standing import opened

SIZE = 50
BATCH = 100  # failed deliveries that are read again at one press


def listed(request: Asked, name: str) -> dict[str, Any]:
    """A page of the history for a template."""
    house, given = request.app.state.house, request.query_params
    state = given.get("state", "") if given.get("state") in words.STATES else ""
    number = given.get("page", "")
    total = house.deliveries.tally(name, state)
    last = max(1, -(-total // SIZE))
    at = min(max(1, int(number)) if number.isdecimal() and len(number) < 7 else 1, last)
    rows = house.deliveries.of(name, SIZE, (at - 1) * SIZE, state=state)
    return {
        "history": [_line(one) for one in rows], "total": total, "number": at, "last": last, "state": state,
        "failed": house.deliveries.tally(name, "failed"), "states": _states(house, name),
        "older": lambda **other: f"/connections/{name}?{urlencode({'state': state, **other})}#history",
    }  # fmt: skip


def _states(house: Any, name: str) -> list[tuple[str, str, int]]:
    """(state, word, how many) of those there are, all of them first; [] where there is nothing to choose."""
    found = [(key, say(word), house.deliveries.tally(name, key)) for key, word in words.STATES.items()]
    found = [one for one in found if one[2]]
    return [("", say("All"), sum(one[2] for one in found)), *found] if len(found) > 1 else []


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
        _read_again(house, one, viewer_of(request).account)
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


def replayed(house: Any, row: Connection, by: str) -> tuple[str, int]:
    """(what came of reading all that failed once more, how many still fail); the oldest BATCH of them at one go."""
    failed = house.deliveries.tally(row.id, "failed")
    some = house.deliveries.of(row.id, BATCH, max(0, failed - BATCH), state="failed")
    read, reason = 0, ""
    for one in reversed(some):
        try:
            _read_again(house, one, by)
            read += 1
        except (Refused, Unreachable) as fault:
            reason = reason or (fault.reason if isinstance(fault, Refused) else str(fault))
    house.directory.note(by, "read failed deliveries again", row.id, str(len(some)))
    if not some:
        return say("None has failed"), 0
    done = count(read, "{n} delivery was read", "{n} deliveries were read")
    if not reason and (left := failed - len(some)):
        return say("{done}. {n} more that failed are left: press again", done=done, n=whole(left)), 0
    if not reason:
        return done, 0
    return say("{done}, {n} still cannot be read. The first: {reason}", done=done, n=whole(len(some) - read),
               reason=told(reason)), len(some) - read  # fmt: skip


def _read_again(house: Any, one: Delivery, by: str) -> None:
    """By the quarantine, where it waits there too; so that it does not wait there any longer."""
    held = f"delivery:{one.id}"
    waiting = house.quarantined.one(held)
    if waiting is not None and waiting.state == "waiting":
        house.quarantined.replay(held, by=by)
    else:
        house.deliveries.again(one.id)


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
        "mark": mark(one), "at": words.moment(came(one)), "way": say(words.WAYS[one.way]), "name": one.name,
        "size": one.size, "state": say(words.STATES[one.state]), "good": one.state in ("read", "waiting", "reading"),
        "reason": opened(told(one.reason)), "counts": _counts(one) if one.state == "read" else "",
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

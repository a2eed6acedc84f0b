"""How one is reminded: what is due now, what was said lately and why, and how to be left alone."""

from datetime import date, timedelta
from typing import Any

import msgspec

from ...languages import again, day, say
from ...refusals import Refused
from ...retail import nudging
from ..outer import fields
from ..page import Answered, Asked, floor_page, json, to
from ..viewer import viewer_of

LONGEST = 2_000  # characters of an endpoint
MONDAY = date(2024, 1, 1)  # any


class Browser(msgspec.Struct, forbid_unknown_fields=True):
    """What push.js sends: its push service's address, and whether it may be knocked at."""

    endpoint: str
    on: bool = True


def show(request: Asked) -> Answered:
    """GET /floor/nudges."""
    return _show(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /floor/nudges: the whole form. A kind that is not ticked is off."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = fields(body, known=("csrf", "address", "email", "push", "date"), lists=("kind", "quiet"))
    kinds = {kind.key for kind in nudging.kinds_of(viewer.role)}
    said = {
        "off": tuple(sorted(kinds - set(sent.get("kind", ())))), "email": sent.get("email") == "yes",
        "push": sent.get("push") == "yes", "address": str(sent.get("address", "")),
        "quiet": (*sent.get("quiet", ()), *str(sent.get("date", "")).replace(",", " ").split()),
    }  # fmt: skip
    try:
        house.nudges.wish(viewer, **said)
    except Refused as fault:
        return _show(request, said=said, fault=fault)
    return to("/floor/nudges?kept=1")


def subscribe(request: Asked, body: bytes) -> Answered:
    """POST /floor/push: this browser may be knocked at, or no longer."""
    house, viewer = request.app.state.house, viewer_of(request)
    try:
        said = msgspec.json.decode(body, type=Browser)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise Refused(f"is no subscription: {e}") from None
    if len(said.endpoint) > LONGEST:
        raise Refused("is too long for an address", "/endpoint")
    if said.on:
        house.nudges.subscribe(viewer, said.endpoint)
    else:
        house.nudges.unsubscribe(viewer, said.endpoint)
    return json({"on": said.on})


def news(request: Asked) -> Answered:
    """GET /floor/push/news: what a knocked-at browser shows."""
    return json(request.app.state.house.nudges.news(viewer_of(request)))


def _show(request: Asked, *, said: dict[str, Any] | None = None, fault: Refused | None = None) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    nudges, wishes = house.nudges, house.nudges.wishes(viewer)
    sending = nudges.sending
    return floor_page(
        request, "nudges.html", status=fault.status if fault else 200, fault=again(fault.reason) if fault else "",
        where=fault.pointer.strip("/") if fault else "", kept=request.query_params.get("kept") == "1",
        due=nudges.all(viewer), lately=nudges.lately(viewer)[:30], titles={k.key: say(k.title) for k in nudging.KINDS},
        kinds=nudging.kinds_of(viewer.role), said=said or msgspec.to_builtins(wishes),
        weekdays=[day(MONDAY + timedelta(days=n), "name") for n in range(7)],
        by_mail=sending.by_mail, by_push=sending.by_push, known=nudges.address(wishes),
        key=sending.knocker().public if sending.by_push else "", browsers=len(nudges.browsers(viewer.account)),
        hours=nudges.shift(viewer), most=nudging.MOST, apart=int(nudging.APART.total_seconds() // 60),
    )  # fmt: skip

"""Coaching moments leaders ask boutiques for: assigned, seen done or open, taken back."""

from typing import Any

from ...house.entries.reading import day, uuid
from ...refusals import Refused
from ...retail.week_plan import PICKED
from ..outer import fields
from ..page import Answered, Asked, fresh, page, to
from ..viewer import viewer_of
from .week import behaviours, offered

NEW = ("csrf", "id", "behaviour", "due", "picked", "reason", "do")


def show(request: Asked) -> Answered:
    """GET /assign."""
    return _show(request, dict.fromkeys(NEW, ""))


def change(request: Asked, body: bytes) -> Answered:
    """POST /assign: another one, or with do=withdraw one taken back at the boutiques named."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = fields(body, known=NEW, lists=("boutique",))
    said: dict[str, Any] = {name: str(sent.get(name, "")) for name in NEW}
    boutiques = tuple(sent.get("boutique", ()))
    try:
        house.assigning.give(
            viewer, boutiques, form=uuid(said["id"], "/id"), behaviour=said["behaviour"], due=day(said, "due"),
            reason=said["reason"], picked=said["picked"], withdrawn=said["do"] == "withdraw",
        )  # fmt: skip
    except Refused as fault:
        if fault.status != 400:
            raise
        return _show(request, said, boutiques, fault=fault)
    return to("/assign")


def _show(
    request: Asked, said: dict[str, Any], boutiques: tuple[str, ...] = (), *, fault: Refused | None = None
) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    see = house.see_as(viewer)
    return page(
        request, "assign.html", status=400 if fault else 200, doors=see.labels.doors, said=said,
        ticked=boutiques, anew=fresh,
        fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "",
        behaviours=behaviours(house, viewer.language), offered=offered(house, viewer.language), picked=PICKED,
        asked=house.assigning.listed(viewer), today=house.today,
    )  # fmt: skip

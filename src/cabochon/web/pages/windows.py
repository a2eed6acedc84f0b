"""The observation windows of the days to come: as proposed, moved or switched off; and as a calendar."""

from datetime import timedelta

from ...languages import again, say
from ...refusals import Refused
from ...retail import icalendar
from ...retail import windows as spans
from ..outer import fields
from ..page import Answered, Asked, floor_page, to
from ..viewer import viewer_of
from .week import door_of

DAYS, CALENDAR = 7, 28
DEEDS = ("day", "weekly", "off", "off_weekly", "proposal", "proposal_weekly")


def show(request: Asked) -> Answered:
    """GET /floor/windows?boutique=."""
    return _show(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /floor/windows: one of DEEDS, for a date and its weekday."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = fields(body, known=("csrf", "boutique", "day", "weekday", "do"), lists=("starts",))
    deed, boutique = str(sent.get("do", "")), str(sent.get("boutique", ""))
    starts = tuple(sent.get("starts", ()))
    if deed not in DEEDS:
        raise Refused(f"should be one of {', '.join(DEEDS)}", "do")
    day = str(sent.get("weekday" if deed == "weekly" or deed.endswith("_weekly") else "day", ""))
    try:
        if deed.startswith("proposal"):
            house.rhythm.propose(viewer, boutique, day)
        else:
            house.rhythm.move(viewer, boutique, day, starts, off=deed.startswith("off"))
    except Refused as fault:
        if fault.status != 400:
            raise
        return _show(request, fault=again(fault.reason), at=str(sent.get("day", "")), door=boutique)
    return to(f"/floor/windows?boutique={boutique}")


def calendar(request: Asked) -> Answered:
    """GET /floor/windows.ics?boutique=: four weeks for the manager's own calendar."""
    house, viewer = request.app.state.house, viewer_of(request)
    see = house.see_as(viewer)
    here = door_of(request, see)
    name, first = see.labels.doors[here], house.rhythm.today(here)
    found = house.rhythm.days(see, here, first, CALENDAR)
    entries = [
        icalendar.Entry(f"{here}-{one.day}-{n}", starts, ends, say("Observation window"), name)
        for one in found
        for n, (starts, ends) in enumerate(spans.spans(one.day, one.starts, see.labels.zones[here]), 1)
    ]
    title = say("Observation windows, {boutique}", boutique=name)
    text = icalendar.calendar(title, entries, now=house.clock(), home=house.home)
    disposition = 'attachment; filename="observation-windows.ics"'
    return Answered(
        text.encode(), media_type="text/calendar; charset=utf-8", headers={"content-disposition": disposition}
    )


def _show(request: Asked, *, fault: str = "", at: str = "", door: str = "") -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    see = house.see_as(viewer)
    here = door or door_of(request, see)
    first = house.rhythm.today(here)
    return floor_page(
        request, "windows.html", status=400 if fault else 200, fault=fault, at=at, here_door=here,
        doors=see.labels.doors, days=house.rhythm.days(see, here, first, DAYS), today=first,
        until=first + timedelta(days=CALENDAR - 1),
    )  # fmt: skip

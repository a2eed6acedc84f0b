"""The weekly snapshot: as it looks on paper, as a file, and whether and when it is sent."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Response

from ...dashboards.look import paper
from ...dashboards.weekly import Snapshot
from ...dashboards.weekly_letter import plain
from ...house.reviews_places import Spot
from ...house.weekly import WeeklySent, file_name
from ...languages import again, mark, say
from ...languages import day as said_day
from ...outside.http import Unreachable
from ...refusals import Refused
from ...retail.week_plan import monday
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from .week import day_of

PREVIEW = 100.0  # points an inch of the picture on the page
HERE = "/weekly"
KNOWN = ("csrf", "do", "place", "week", "weekday", "hour", "address")
WEEKDAYS = mark(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
LISTED = 8  # letters
GOING = ("sent", "sending")
STATES = {
    "sent": mark("sent"), "sending": mark("on its way"), "waits": mark("could not go yet, and is tried again"),
    "lost": mark("may not have gone"), "refused": mark("could not be sent"),
}  # fmt: skip
KEPT = {
    "wish": mark("It will be sent every week."), "stop": mark("It is no longer sent."), "now": mark("It was sent."),
}  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /weekly?place=boutique:GVA01&week=2026-11-16: that place and week, else the last one that can be told."""
    return _show(request, *_asked(request))


def change(request: Asked, body: bytes) -> Answered:
    """POST /weekly: do=wish, stop: have the place's sent every week or no longer; now: one letter at once."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    here = house.weekly.place(viewer, sent.get("place", ""))
    week, do = _monday(sent.get("week", ""), house.weekly.latest(viewer, here)), sent.get("do", "")
    try:
        match do:
            case "wish":
                house.weekly.wish(viewer, here, on=True, weekday=_number(sent, "weekday"), hour=_number(sent, "hour"),
                                  address=sent.get("address", ""))  # fmt: skip
            case "stop":
                house.weekly.wish(viewer, here, on=False)
            case "now":
                house.weekly.write_to(viewer, sent.get("address", ""))
                house.weekly.sending.send_now(viewer, here, week)
            case _:
                raise Refused(say("is none of the buttons of this page"), "do")
    except Refused as fault:
        if fault.status != 400 or fault.pointer == "do":
            raise
        return _show(request, here, week, fault=fault, sent=sent)
    except Unreachable as fault:
        told = Refused(say("could not be reached: {why}", why=str(fault)), "mail", status=503)
        return _show(request, here, week, fault=told, sent=sent)
    return to(f"{HERE}?{_query(here, week)}&done={do}")


def pdf(request: Asked) -> Answered:
    """GET /weekly.pdf?place=&week=: tagged, for readers and screen readers."""
    return _file(request, paper.PDF, "application/pdf")


def png(request: Asked) -> Answered:
    """GET /weekly.png?place=&week=: a picture of the same page."""
    return _file(request, paper.PNG, "image/png", sharp=PREVIEW)


def _file(request: Asked, kind: str, media: str, *, sharp: float = paper.SHARP) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    here, week = _asked(request)
    told = house.weekly.snapshot(viewer, here, week)
    if told.shut:
        raise Refused(told.shut, "week")
    made = house.weekly.drawn(told, kind, sharp=sharp)
    way = "attachment" if request.query_params.get("download") == "1" else "inline"
    ascii_name = "".join(one if one.isascii() else "-" for one in file_name(here, week))
    return Response(made.body, media_type=media, headers={
        "content-disposition": f'{way}; filename="{ascii_name}.{kind}"', "cache-control": "no-store",
    })  # fmt: skip


def _asked(request: Asked) -> tuple[Spot, date]:
    house, viewer = request.app.state.house, viewer_of(request)
    here = house.weekly.place(viewer, request.query_params.get("place", ""))
    return here, monday(day_of(request, "week", house.weekly.latest(viewer, here)))


def _show(
    request: Asked, here: Spot, week: date, *, fault: Refused | None = None, sent: dict[str, str] | None = None
) -> Answered:  # fmt: skip
    house, viewer = request.app.state.house, viewer_of(request)
    weekly = house.weekly
    told: Snapshot = weekly.snapshot(viewer, here, week)
    rows = weekly.sent(viewer)[:LISTED]
    names = {one.key: one.name for one in weekly.places(viewer)}
    wished = weekly.wished(viewer, here)
    base = house.values["public_url"].rstrip("/")
    return page(
        request, "weekly.html", status=fault.status if fault else 200, told=told, here=here, names=names, week=week,
        weeks=[(one, _days(one)) for one in _offered(weekly.weeks(viewer, here), week)], query=_query(here, week),
        words=plain(told, f"{base}{HERE}?{_query(here, week)}").splitlines() if not told.shut else [],
        wished=wished, weekdays=_weekdays(), sent=sent or {}, address=weekly.address(viewer),
        by_mail=weekly.sending.by_mail, folder=str(weekly.sending.folder or "") if viewer.role == "hq_leader" else "",
        fault=again(fault.reason) if fault else "", where=fault.pointer if fault else "",
        done=say(KEPT[asked]) if (asked := request.query_params.get("done", "")) in KEPT else "",
        letters=[_letter(one, names) for one in rows], day_of_wish=_weekdays()[wished.weekday - 1],
        others=[names[one.place] for one in weekly.wishes(viewer) if one.place in names and one.place != here.key],
    )  # fmt: skip


def _letter(row: WeeklySent, names: dict[str, str]) -> dict[str, Any]:
    at: datetime = row.at
    state = say(STATES.get(row.state, row.state))
    return {"place": names.get(row.place, row.place), "days": _days(row.week), "state": state,
            "bad": row.state not in GOING, "why": again(row.why), "at": said_day(at.date(), "short")}  # fmt: skip


def _offered(weeks: list[date], week: date) -> list[date]:
    return weeks if week in weeks else sorted({*weeks, week}, reverse=True)


def _days(one: date) -> str:
    return say("{first} to {last}", first=said_day(one, "short"), last=said_day(one + timedelta(days=6), "year"))


def _weekdays() -> list[str]:
    return [say(one) for one in WEEKDAYS]


def _query(here: Spot, week: date) -> str:
    return urlencode({"place": here.key, "week": str(week)})


def _monday(text: str, usual: date) -> date:
    try:
        return monday(date.fromisoformat(text)) if text else usual
    except (ValueError, OverflowError):
        raise Refused(say("is no day; write 2026-03-31"), "week") from None


def _number(sent: dict[str, str], name: str) -> int:
    text = sent.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 3):
        raise Refused(say("is no hour of a week; choose from the lists"), name)
    return int(text)

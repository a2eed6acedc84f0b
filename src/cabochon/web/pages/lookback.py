"""The look back on a week: planned and done, the focus, clients and sales beside the weeks before, keep and change."""

from datetime import date, timedelta

from ...dashboards import lookback, week
from ...house.coaching import focus_of
from ...languages import again
from ...privacy.roles import may
from ...refusals import Refused
from ...retail.closed_weeks import closed_week
from ...retail.coaching import Huddle
from ...retail.week_plan import iso_week, monday
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from .week import behaviours, day_of, door_of

EARLIER = 8  # weeks that are offered
FRIDAY = 5
WIDER = 4  # weeks of the rhythm above the boutique: one alone is too few to show


def show(request: Asked) -> Answered:
    """GET /floor/lookback?boutique=&week=2026-03-30: from Friday on this week, before that the last one."""
    return _show(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /floor/lookback: one thing to keep, one to change."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = fields(body, known=("csrf", "boutique", "week", "keep", "change"))
    said = {name: str(sent.get(name, "")) for name in ("boutique", "week", "keep", "change")}
    try:
        first = monday(date.fromisoformat(said["week"]))
    except ValueError:
        raise Refused("is no day; write 2026-03-31", "week") from None
    try:
        house.rhythm.look_back(viewer, said["boutique"], iso_week(first), keep=said["keep"], change=said["change"])
    except Refused as fault:
        if fault.status != 400:
            raise
        return _show(request, said=said, fault=fault)
    return to(f"/floor/lookback?boutique={said['boutique']}&week={first}")


def _show(request: Asked, *, said: dict[str, str] | None = None, fault: Refused | None = None) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    see = house.see_as(viewer)
    here = said["boutique"] if said else door_of(request, see)
    today = house.rhythm.today(here)
    own = may(viewer, "rhythm.plan")
    usual = today if today.isoweekday() >= FRIDAY else today - timedelta(days=7)
    usual = usual if own else closed_week(house.today)
    first = monday(date.fromisoformat(said["week"]) if said else day_of(request, "week", usual))
    last = first + timedelta(days=6)
    held, titles = focus_of(see, here, min(last, today)), behaviours(house, viewer.language)
    focus = held.behaviour if held else ""
    until = last if own else min(last, closed_week(house.today))
    since = first if own else until - timedelta(days=7 * WIDER - 1)
    planned = [one for one in house.rhythm.standing(see, here, first - timedelta(days=60)) if first <= one.due <= last]
    bright = [one.event for one in see.record((Huddle,), boutiques=(here,), since=first, until=last)] if own else []
    earlier = [first - timedelta(weeks=n) for n in range(1, EARLIER + 1)]
    return page(
        request, "lookback.html", status=400 if fault else 200, here_door=here, doors=see.labels.doors, first=first,
        last=last, today=today, week=iso_week(first), held=held, titles=titles, own=own, planned=planned,
        names=see.labels.people, fault=again(fault.reason) if fault else "", said=said,
        numbers=lookback.compared(see, here, first, behaviour=focus, title=titles.get(focus, focus)),
        counts=lookback.counts(see, here, since, until),
        marks=week.rhythm(see, here, since, min(until, max(today, first))),
        weeks=1 if own else WIDER,
        bright=[one.bright_spot for one in bright if isinstance(one, Huddle) and isinstance(one.bright_spot, str)],
        line=house.rhythm.lookback(see, here, iso_week(first)),
        earlier=[(one, house.rhythm.lookback(see, here, iso_week(one))) for one in earlier],
    )  # fmt: skip

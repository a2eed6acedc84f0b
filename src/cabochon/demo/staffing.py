"""The roster: who joined when, a move, a change of role, one who left, leave; and shifts where they are planned.

Planted: every other boutique plans shifts, the others have no roster; an advisor works five days in seven of them; one
advisor of each boutique is on leave for six days that end ten days ago; of the maison's advisors one moved, one changed
role and one left, if it has three boutiques.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from ..retail.events import Employment, EventKind, Shift
from ..retail.master import Door, Person
from ..retail.who import person
from .maison import Maison

ROSTER = "roster:demo"
LEAVE_DAYS, LEAVE_ENDS = 6, 10
CHANGES = (("moved", 0, 30), ("changed_role", 1, 45), ("left", 2, 12))  # what, whose boutique, days before now


def staffing(house: Maison, door: Door, *, now: datetime) -> Iterator[Employment]:
    """Everything said of the employment of a door's people, once."""
    today = door.local(now).date()
    for one in (p for p in house.people if p.boutique == door.code):
        if one.hired:
            yield _said(door, one, "joined", one.hired, job_role=one.job_role)
    away = on_leave(house, door)
    ends = today - timedelta(days=LEAVE_ENDS)
    yield _said(door, away, "on_leave", ends - timedelta(days=LEAVE_DAYS - 1), until=ends)
    for what, place, back in CHANGES:
        if len(house.doors) > 2 and house.doors[place] is door:
            one, since = house.sellers[door.code][2].person, today - timedelta(days=back)
            where = house.doors[1] if what == "moved" else door
            role = "manager" if what == "changed_role" else one.job_role
            yield _said(where, one, what, since, job_role="" if what == "left" else role)


def shifts(house: Maison, door: Door, on: date, *, now: datetime) -> Iterator[EventKind]:
    """One day's planned shifts of a door that has a roster; nobody is planned on leave."""
    if house.doors.index(door) % 2 or (door.local(now).date() - on).days > 56:
        return
    zone, ended = ZoneInfo(door.zone), door.local(now).date() - timedelta(days=LEAVE_ENDS)
    away = ended - timedelta(days=LEAVE_DAYS) < on <= ended
    for n, seller in enumerate(house.sellers[door.code]):
        if (on.toordinal() + 2 * n) % 7 > 4 or (away and seller.person is on_leave(house, door)):
            continue
        late = Random(f"{door.code}/{on}/{n}").random() < 0.5
        starts = datetime.combine(on, door.opens, zone) + timedelta(hours=2 * late)
        ends = datetime.combine(on, door.closes, zone) - timedelta(hours=2 * (not late))
        yield Shift(
            at=datetime.combine(on - timedelta(days=3), time(9), zone), boutique=door.code, source=ROSTER,
            key=f"{seller.person.id}/{on}", revision="1", associate=person(seller.person.id), day=on, starts=starts,
            ends=ends, job_role="advisor",
        )  # fmt: skip


def on_leave(house: Maison, door: Door) -> Person:
    return house.sellers[door.code][-1].person


def _said(
    door: Door, one: Person, what: str, since: date, *, until: date | None = None, job_role: str = ""
) -> Employment:
    at = datetime.combine(since, time(8), ZoneInfo(door.zone))
    return Employment(
        at=at, boutique=door.code, source=ROSTER, key=f"{one.id}/{what}/{since}", revision="1",
        associate=person(one.id), what=what, since=since, until=until, job_role=job_role,
    )  # fmt: skip

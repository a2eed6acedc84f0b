"""Learning beside the shifts: quiet hours to come, whether now is a busy one, practice on scheduled days."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..facts import path_reading
from ..privacy.viewer import Viewer
from ..retail.learning_time import Moment, busy_hours, good, quiet_hours

if TYPE_CHECKING:
    from . import House

__all__ = ["Moment", "busy", "moments", "streak"]

AHEAD = 7  # days of shifts that are looked at
MOST = 3  # moments
BACK = timedelta(days=28)  # of shifts a streak is counted over
DOORS = 5  # boutiques; who has more reach is rostered in none


def moments(house: "House", viewer: Viewer) -> tuple[Moment, ...]:
    """One quiet hour a shift, three at most, the next first. None without a roster, or without hours in it."""
    if not viewer.person or len(viewer.boutiques) > DOORS:
        return ()
    see, now, found = house.see_as(viewer), house.clock(), list[Moment]()
    for code in sorted(viewer.boutiques):
        door, day = house.snapshot.door_on(code, house.today), house.rhythm.today(code)
        shifts = house.rhythm.rota.shifts(code, day, day + timedelta(days=AHEAD))
        mine = [one for one in shifts if one.person == viewer.person and one.starts and one.ends]
        traffic = house.rhythm.traffic(see, code) if mine and door else {}
        for one in mine if door else ():
            hours = quiet_hours(door.opens, door.closes, traffic.get(one.day.isoweekday(), {}))
            if one.starts and one.ends and (at := good(Moment(one.starts, one.ends), hours, now)):
                found.append(at)
    return tuple(sorted(found, key=lambda one: one.starts)[:MOST])


def busy(house: "House", viewer: Viewer, boutique: str, now: datetime) -> bool:
    """Whether the hour is one of the boutique's busiest on such a day."""
    door = house.snapshot.door_on(boutique, house.today)
    if door is None:
        return False
    at = door.local(now)
    traffic = house.rhythm.traffic(house.see_as(viewer), boutique).get(at.isoweekday(), {})
    return at.hour in busy_hours(door.opens, door.closes, traffic)


def streak(house: "House", viewer: Viewer) -> tuple[int, int]:
    """(shifts in a row with practice, shifts of the last four weeks). A shift of today counts once it has practice."""
    if not viewer.person or len(viewer.boutiques) > DOORS:
        return 0, 0
    days, today = set(), house.today
    for code in viewer.boutiques:
        today = house.rhythm.today(code)
        shifts = house.rhythm.rota.shifts(code, today - BACK, today)
        days |= {one.day for one in shifts if one.person == viewer.person}
    practised = path_reading.practised(house.warehouse, viewer.person, today - BACK) if days else set()
    run = 0
    for day in sorted(days, reverse=True):
        if day in practised:
            run += 1
        elif day != today:
            break
    return run, len(days)

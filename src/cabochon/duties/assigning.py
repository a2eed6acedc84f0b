"""Follows the learning paths: at start, after a path was changed, and early each morning at every boutique."""

from datetime import date

from ..house import House
from . import Duty

PAUSE = 60.0  # s
MORNING = 5  # the boutique's own hour from which a day's assignments are made: nobody is at work yet


def assigning(house: House) -> Duty:
    done: dict[str, date] = {}  # boutique -> the day it was followed last
    seen: list[dict[str, int]] = []  # the paths as they were followed last

    def work() -> bool:
        paths = {one.id: one.turn for one in house.paths.listed()}
        if not paths or house.warehouse.bookmark().position < min(house.log.position(), 1):
            return False  # no path, or the facts are not told yet
        now = house.clock()
        days = {door.code: door.local(now) for door in house.snapshot.doors(now.date())}
        changed = seen != [paths]
        doors = {code for code, at in days.items() if changed or (done.get(code) != at.date() and at.hour >= MORNING)}
        if doors:
            house.paths.follow(now, frozenset(doors))
            done.update({code: days[code].date() for code in doors if days[code].hour >= MORNING})
            seen[:] = [paths]
        return False

    return Duty("assigning", work, PAUSE)

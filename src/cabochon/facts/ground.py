"""Where, when and under whom something counts, as the first columns of its row; None where and when nothing counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..retail.receipts import By
from .master import Master
from .scene import Place
from .setting import place
from .versions import Version

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """Events told together. parts: of its name, without the family; members: in order of their time; by: what contests
    its entries."""

    parts: Sequence[str]
    members: Sequence[Version]
    by: By = field(default_factory=dict)


def here(version: Version, master: Master) -> Place | None:
    """Of what happened at a moment: None for a door nobody knows, and before it counts."""
    found = master.open_at(version.boutique, version.since)
    if found is None or (found[0].go_live and found[1] < found[0].go_live):
        return None
    door, day = found
    return place(version.since, day, door)


def day_of(version: Version, master: Master) -> date:
    """The business day; the day in UTC for a door nobody knows."""
    found = master.open_at(version.boutique, version.since)
    return found[1] if found else version.since.date()


def on(boutique: str, day: date, master: Master) -> Row | None:
    """The columns HERE of what counts on a day of its own, such as the day it is due."""
    door = master.door(boutique, day)
    if door is None or (door.go_live and day < door.go_live):
        return None
    return day, door.code, door.region, door.type


def at(here: Place) -> Row:
    """The columns HERE."""
    return here.day, here.boutique, here.region, here.door_type


def then(here: Place) -> Row:
    """The columns THEN."""
    return here.daypart, here.hour


def personal(person: str, day: date, master: Master) -> Row:
    """The columns PERSONAL."""
    return (person, *master.standing(person, day))


def real(number: float | None) -> float | None:
    return None if number is None else float(number)

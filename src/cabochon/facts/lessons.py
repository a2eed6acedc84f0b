"""`learnt`, `assigned` and `aid`: steps in modules with the time they took, and modules due with who was done."""

from ..retail.events import Learning
from .ground import Row, Thread, at, day_of, here, on, personal, then
from .master import Master
from .strands import COMPLETED
from .versions import Version

AGAIN = "refresher"
OUTCOMES = COMPLETED | {"failed"}  # their duration is that of the attempt so far


def attempt(thread: Thread, master: Master) -> list[Row]:
    """The steps of an attempt; their minutes add up to its time. An outcome's own duration is of all before it, and
    adds what the questions do not account for."""
    rows, total = list[Row](), 0.0
    for v in sorted(thread.members, key=lambda v: (v.since, v.told.what in OUTCOMES, v.event)):
        seconds = v.told.seconds or 0.0
        adds = max(seconds - total, 0.0) if v.told.what in OUTCOMES else seconds
        total += adds
        rows += learnt(v, adds, master)
    return rows


def learnt(v: Version, seconds: float, master: Master) -> list[Row]:
    place, e = here(v, master), v.told
    if place is None:
        return []
    who = personal(master.person(e.associate, v.boutique, place.day), place.day, master)
    right = None if e.success is None else int(e.success)
    return [(v.event, *at(place), *who, *then(place), e.module, e.what, e.item, e.skill, e.language, right, e.scaled,
             round(seconds / 60, 6), str(e.attempt or ""))]  # fmt: skip


def aid(v: Version, master: Master) -> list[Row]:
    place, e = here(v, master), v.told
    if place is None:
        return []
    who = personal(master.person(e.associate, v.boutique, place.day), place.day, master)
    return [(v.event, *at(place), *who, e.aid, e.skill)]


def module(thread: Thread, master: Master) -> list[Row]:
    """What was assigned of a module to one person, alone or with a team. On leave or gone when due, it is left out."""
    person, name = thread.parts[0], next((v.told.item for v in thread.members if v.kind == "assignment"), "")
    days = sorted(day_of(v, master) for v in thread.members if isinstance(v.told, Learning))
    rows: list[Row] = []
    for v in thread.members:
        if v.kind != "assignment" or v.told.withdrawn:
            continue
        due = v.told.due
        place = on(v.boutique, due, master)
        if place is None or master.away(person, due) or not master.employed(person, due):
            continue
        again = day_of(v, master) if v.told.picked == AGAIN else None  # of a refresher counts what came after it
        done = int(any(day <= due and (again is None or day >= again) for day in days))
        rows.append((_key(v, person), *place, *personal(person, due, master), name, done))
    return rows


def module_keys(thread: Thread) -> set[str]:
    return {_key(v, thread.parts[0]) for v in thread.members if v.kind == "assignment"}


def _key(v: Version, person: str) -> str:
    """One assignment of a team is as many as it has people."""
    return v.event if v.told.associate else f"{v.event}/{person}"

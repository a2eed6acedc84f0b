"""Events that are told together because they share a name: an appointment, a module of a person, an action ...

A thread's rows are a function of the set of its events. They are of one table, and go and come together by their keys.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ..retail.receipts import By
from . import actions, appointments, lessons, processes, rhythm, stocks
from .ground import Row, Thread, day_of
from .master import Master
from .strands import strand
from .tables_beside import (
    ACTION,
    APPOINTMENT,
    ASSIGNED,
    COACHED,
    FOCUS,
    FOLLOW_UP,
    LEARNT,
    LISTING,
    RATING,
    SHIFT,
    SOP,
    STOCK,
)
from .telling import Rows
from .versions import Version

PERSONAL = frozenset({"module", "took", "clip", "shift"})  # threads of one person: family;person;...
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Family:
    """table: the one its rows are of. tell gives them, keys those that rows of its members could have."""

    table: str
    tell: Callable[[Thread, Master], list[Row]]
    keys: Callable[[Thread], set[str]]


def canonical(version: Version, master: Master) -> set[str]:
    """The threads an event belongs to, with the people and the day the directory knows put in."""
    if len(version.thread) < 3:
        return set()
    found = set()
    for name in version.thread[1:-1].split("|"):
        family, _, rest = name.partition(";")
        if family in PERSONAL:
            who, _, rest = rest.partition(";")
            found.add(f"{family};{_named(version, who, master)};{rest}")
        elif family == "crew":
            event = version.told
            team = master.team(version.boutique, event.due, event.job_role)
            found |= {strand("module", person, event.item) for person in team}
        elif family == "listing":
            found.add(strand(family, version.boutique, day_of(version, master)))
        else:
            found.add(name)
    return found


def variants(thread: str, master: Master) -> set[str]:
    """All spellings of a thread under which its events may be staged."""
    family, *parts = thread.split(";")
    if family in PERSONAL:
        person, *rest = parts
        found = {strand(family, token, *rest) for token in master.tokens(person)}
        if family == "module":
            found |= {strand("crew", door, *rest) for door in master.doors_of(person)}
        return found
    if family == "listing":
        day = date.fromisoformat(parts[1])
        return {strand(family, parts[0], one) for one in (day - DAY, day, day + DAY)}
    return {thread}


def teamwork(version: Version) -> bool:
    """Whether who is meant depends on who works at the door: what is assigned to a team."""
    return version.thread.startswith("|crew;")


def tell(thread: str, versions: Iterable[Version], master: Master, by: By | None = None) -> Rows:
    """The rows of a thread. by: what contests its entries."""
    family, *parts = thread.split(";")
    told = FAMILIES[family]
    members = [v for v in versions if thread in canonical(v, master)]
    members.sort(key=lambda v: (v.since, v.revision, v.event))  # of one moment the last revision counts
    rows = told.tell(Thread(parts, members, by or {}), master) if members else []
    return {told.table: rows} if rows else {}


def keys(thread: str, versions: Iterable[Version]) -> dict[str, set[str]]:
    """Keys of all rows that any of these versions could have in this thread, by table."""
    family, *parts = thread.split(";")
    return {FAMILIES[family].table: FAMILIES[family].keys(Thread(parts, [*versions]))}


def _named(version: Version, who: str, master: Master) -> str:
    """A person's id needs no looking up; a code has its source before a stroke."""
    return master.named(who, version.boutique, day_of(version, master)) if "/" in who else who


def _own(thread: Thread) -> set[str]:
    return {"/".join(thread.parts)}


def _events(thread: Thread) -> set[str]:
    return {v.event for v in thread.members}


def _coached(thread: Thread) -> set[str]:
    return {v.event for v in thread.members if v.kind == "coaching"}


def _due(thread: Thread) -> set[str]:
    year = thread.parts[-1]
    return {v.event for v in thread.members if v.kind == "assignment" and str(v.told.due.year) == year}


def _counted(thread: Thread) -> set[str]:
    return {v.event for v in thread.members if stocks.of_year(v, thread.parts[-1])}


# fmt: off
FAMILIES = {
    "entry":       Family(COACHED.name,     rhythm.entry,             _coached),
    "clip":        Family(RATING.name,      rhythm.clip,              _events),
    "focus":       Family(FOCUS.name,       rhythm.focus,             rhythm.focus_keys),
    "shift":       Family(SHIFT.name,       rhythm.shift,             _own),
    "action":      Family(ACTION.name,      actions.coaching,         actions.coaching_keys),
    "took":        Family(ACTION.name,      actions.modules,          actions.module_keys),
    "attempt":     Family(LEARNT.name,      lessons.attempt,          _events),
    "module":      Family(ASSIGNED.name,    lessons.module,           lessons.module_keys),
    "appointment": Family(APPOINTMENT.name, appointments.appointment, _own),
    "follow_up":   Family(FOLLOW_UP.name,   appointments.follow_up,   _own),
    "due":         Family(SOP.name,         processes.due,            _due),
    "zone":        Family(STOCK.name,       stocks.counts,            _counted),
    "listing":     Family(LISTING.name,     stocks.listing,           _own),
}
# fmt: on

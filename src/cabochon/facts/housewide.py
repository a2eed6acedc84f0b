"""What is told of the whole house at once: who works where, leave, days out of the ordinary, decisions, plans."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from ..retail.events import Annotation, Decision, Plan
from .ground import Row, day_of
from .master import Master
from .tables_beside import DECISION, LEAVE, PLAN, STAFF, TAG
from .telling import Rows
from .versions import Version

ALL = "all"
DAY = timedelta(days=1)


def tell(versions: Iterable[Version], master: Master) -> Rows:
    """versions: every employment, annotation, decision and plan in force; the roster is the master's already."""
    tags, decisions, plans = list[Row](), list[Row](), list[Row]()
    for v in sorted(versions, key=lambda v: v.event):
        match event := v.told:
            case Annotation():
                tags += _tags(v, event, master)
            case Decision():
                place = "" if event.group == ALL else event.group or v.boutique
                decisions.append((v.event, event.since, event.decision, event.about, place, v.statement))
            case Plan():
                day = day_of(v, master)
                plans.append((event.plan, day, event.about, event.digest, event.since, event.until, v.statement))
    return {STAFF.name: master.staff(), LEAVE.name: master.leave(), TAG.name: tags, DECISION.name: decisions,
            PLAN.name: plans}  # fmt: skip


def _tags(v: Version, event: Annotation, master: Master) -> Iterator[Row]:
    """A row a day and door that is open then and counts: the one named, those of the region of that day, or all."""
    doors = master.doors() if event.group else [v.boutique]
    for n in range((event.until - event.since).days + 1):
        day = event.since + n * DAY
        for code in doors:
            door = master.door(code, day)
            if (
                door is not None
                and event.group in ("", ALL, door.region)
                and (door.open_date is None or door.open_date <= day)
                and (door.close_date is None or day <= door.close_date)
                and (door.go_live is None or door.go_live <= day)
            ):
                yield v.event, event.tag, code, day

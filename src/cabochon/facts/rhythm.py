"""`coached`, `huddle`, `praise`, `rating`, `focus` and `shift`: the rhythm of a door's days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from ..retail.day import daypart
from ..retail.events import Focus, Shift
from ..retail.receipts import By
from .contests import set_aside
from .ground import Row, Thread, at, day_of, here, on, personal, real, then
from .master import Master
from .versions import Version

DAY = timedelta(days=1)


def entry(thread: Thread, master: Master) -> list[Row]:
    """The coaching that follows one observation. A practice entry or one set aside lends no time to compare with."""
    seen = next((v for v in thread.members if v.kind == "observation"), None)
    ended = seen.until if seen and not seen.told.practice and not set_aside(seen.event, thread.by) else None
    return [row for v in thread.members if v.kind == "coaching" for row in coached(v, ended, master, by=thread.by)]


def coached(v: Version, ended: datetime | None, master: Master, *, by: By) -> list[Row]:
    """ended: when the observation it follows did."""
    place, e = here(v, master), v.told
    if place is None or set_aside(v.event, by):
        return []
    who = personal(master.person(e.associate, v.boutique, place.day), place.day, master)
    coach = master.person(e.coach, v.boutique, place.day)
    lag = None if ended is None else round(max((v.since - ended).total_seconds(), 0.0) / 60, 3)
    return [(
        v.event, *at(place), *who, *then(place), coach, e.behaviour, e.at, e.form, real(e.minutes), int(e.practised),
        str(e.follows or ""), lag, e.picked, e.picked_since, e.picked_until, str(e.episode or ""), v.statement,
    )]  # fmt: skip


def huddle(v: Version, master: Master) -> list[Row]:
    place, e = here(v, master), v.told
    return [] if place is None else [(v.event, *at(place), *then(place), e.focus, real(e.minutes), e.present)]


def praise(v: Version, master: Master) -> list[Row]:
    place, e = here(v, master), v.told
    if place is None:
        return []
    who = personal(master.person(e.associate, v.boutique, place.day), place.day, master)
    return [(v.event, *at(place), *who, *then(place), e.behaviour)]


def clip(thread: Thread, master: Master) -> list[Row]:
    """One rater's last rating of one clip, a row a behaviour."""
    last = thread.members[-1]
    if (place := here(last, master)) is None:
        return []
    marks = sorted(last.told.marks.items())
    return [(last.event, *at(place), thread.parts[0], last.told.clip, behaviour, mark) for behaviour, mark in marks]


@dataclass(slots=True)
class _Period:
    set: Version
    since: date
    until: date | None
    outcome: str = ""


def focus(thread: Thread, master: Master) -> list[Row]:
    """The periods of a door's focus on one behaviour. A period that nobody closed ends where the next begins."""
    begun = {_since(e): (v, e) for v in thread.members if (e := v.told).what == "set"}
    periods = [_Period(v, since, e.until) for since, (v, e) in sorted(begun.items())]
    for v in thread.members:
        if (e := v.told).what == "closed":
            ended = e.until or day_of(v, master)
            earlier = [p for p in periods if p.since <= (e.since or ended)]
            if earlier:
                earlier[-1].until, earlier[-1].outcome = ended, e.outcome
    for one, following in pairwise(periods):
        if one.until is None or one.until >= following.since:
            one.until = following.since - DAY
    rows: list[Row] = []
    for p in periods:
        e = p.set.told
        if (place := on(p.set.boutique, p.since, master)) is not None:
            rows.append((_focus_key(e), *place, e.behaviour, p.since, p.until, e.target, e.baseline_since,
                         e.baseline_until, p.outcome, p.set.statement))  # fmt: skip
    return rows


def focus_keys(thread: Thread) -> set[str]:
    return {_focus_key(v.told) for v in thread.members if v.told.what == "set"}


def shift(thread: Thread, master: Master) -> list[Row]:
    """A person's day as planned: a split day is one row, times that overlap count once."""
    person, day = thread.parts[0], date.fromisoformat(thread.parts[1])
    planned = [v for v in thread.members if not v.told.cancelled]
    if not planned or master.away(person, day):
        return []
    times = sorted((e.starts, e.ends) for v in planned if (e := v.told).starts and e.ends)
    first = min(planned, key=lambda v: (v.told.starts is None, v.told.starts or v.since, v.event))
    place, door, e = on(first.boutique, day, master), master.door(first.boutique, day), first.told
    if place is None or door is None:
        return []
    who, job, tenure = personal(person, day, master)
    third = daypart(door.local(e.starts).time(), door) if e.starts else ""
    return [("/".join(thread.parts), *place, who, job or _role(planned), tenure, third, _minutes(times))]


def _role(planned: Sequence[Version]) -> str:
    shifts: list[Shift] = [v.told for v in planned]
    return next((e.job_role for e in shifts if e.job_role), "")


def _minutes(times: Sequence[tuple[datetime, datetime]]) -> float | None:
    """Of the union of spans, which are in order of their start."""
    total, reached = timedelta(), None
    for starts, ends in times:
        begin = starts if reached is None else max(starts, reached)
        total += max(ends - begin, timedelta())
        reached = ends if reached is None else max(ends, reached)
    return round(total.total_seconds() / 60, 3) if times else None


def _since(event: Focus) -> date:
    return event.since or event.at.date()


def _focus_key(event: Focus) -> str:
    return f"{event.boutique}/{event.behaviour}/{_since(event)}"

"""`sop`: process steps done, and those that were due and were not done.

A step done is a row of its own. One that was assigned makes a row only where nothing stands for it: each step done at
the door, after the assignment and by its due day, stands for one of those open then, the one due soonest. A step that
was taken back is no row and stands for nothing.
"""

from collections import deque
from collections.abc import Sequence
from datetime import date

from .ground import Row, Thread, at, day_of, here, on, personal
from .master import Master
from .versions import Version


def done(v: Version, master: Master) -> list[Row]:
    place, e = here(v, master), v.told
    if place is None or e.cancelled:
        return []
    who = master.person(e.associate, v.boutique, place.day) if e.associate else ""
    return [(v.event, *at(place), *personal(who, place.day, master), e.process, e.step, int(e.done), e.exceptions)]


def due(thread: Thread, master: Master) -> list[Row]:
    """Assignments due in one year that nothing stands for; those of before compete for the steps of before."""
    _, item, year = thread.parts
    open_ones = [v for v in thread.members if v.kind == "assignment" and not v.told.withdrawn]
    ticked = [v for v in thread.members if v.kind == "step_done" and not v.told.cancelled]
    steps = [(v, v.told.done, day_of(v, master)) for v in ticked]
    left = _left(_left(open_ones, [(v, day) for v, done, day in steps if done]),
                 [(v, day) for v, done, day in steps if not done])  # fmt: skip
    process, _, step = item.partition("/")
    rows: list[Row] = []
    for v in left:
        e = v.told
        place = on(v.boutique, e.due, master) if str(e.due.year) == year else None
        who = master.person(e.associate, v.boutique, day_of(v, master)) if e.associate else ""
        if place is not None and not (who and (master.away(who, e.due) or not master.employed(who, e.due))):
            rows.append((v.event, *place, *personal(who, e.due, master), process, step, 0, 0))
    return rows


def _left(assigned: Sequence[Version], steps: Sequence[tuple[Version, date]]) -> list[Version]:
    """What no step stands for. Taking for each step in turn what is due soonest leaves as few as any way could."""
    waiting = deque(sorted(((v.told.due, v.since, v.event, v) for v in assigned), key=lambda one: one[:3]))
    left = []
    for step, day in sorted(steps, key=lambda s: (s[1], s[0].since, s[0].event)):
        while waiting and waiting[0][0] < day:
            left.append(waiting.popleft()[-1])
        for n, (_, since, _, _) in enumerate(waiting):
            if since <= step.since:
                del waiting[n]
                break
    return left + [one[-1] for one in waiting]

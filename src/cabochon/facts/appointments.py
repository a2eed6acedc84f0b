"""`appointment` and `follow_up`: signals that name the same one, told together; one that names none stands alone."""

from datetime import timedelta
from typing import Any

from .ground import Row, Thread, day_of, on, personal
from .master import Master
from .versions import Version


def appointment(thread: Thread, master: Master) -> list[Row]:
    """On the day it was last booked for, under whom it was first booked with. Kept or missed: the last word."""
    told = _standing(thread)
    if not told:
        return []
    booked = [(v, e) for v, e in told if e.signal == "appointment_booked"]
    outcome = [e.signal for _, e in told if e.signal != "appointment_booked"]
    first, event = (booked or told)[0]
    dues = [e.due for _, e in booked if e.due]
    day = dues[-1] if dues else day_of(first, master)
    if (here := on(first.boutique, day, master)) is None:
        return []
    who = master.person(event.associate, first.boutique, day_of(first, master))
    line = next((e.product_line for _, e in told if e.product_line), "")
    last = outcome[-1] if outcome else ""
    return [(thread.parts[0], *here, *personal(who, day, master), line, 1, int(last == "appointment_kept"),
             int(last == "appointment_missed"))]  # fmt: skip


def _standing(thread: Thread) -> list[tuple[Version, Any]]:
    """What was not taken back."""
    return [(v, event) for v in thread.members if not (event := v.told).cancelled]


def follow_up(thread: Thread, master: Master) -> list[Row]:
    """On the day it is due: as last agreed, else the house's days after. What was done was agreed, said or not."""
    told = _standing(thread)
    if not told:
        return []
    agreed = [(v, e) for v, e in told if e.signal == "follow_up_agreed"]
    done = [day_of(v, master) for v, e in told if e.signal == "follow_up_done"]
    first, event = (agreed or told)[0]
    begun = day_of(first, master)
    dues = [e.due for _, e in agreed if e.due]
    due = dues[-1] if dues else begun + timedelta(days=master.follow_up_days) if agreed else begun
    if (here := on(first.boutique, due, master)) is None:
        return []
    who = master.person(event.associate, first.boutique, begun)
    return [(thread.parts[0], *here, *personal(who, due, master), 1, int(bool(done) and min(done) <= due))]

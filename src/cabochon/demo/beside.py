"""What is logged beside a visit: signals, appointments and follow-ups, service bookings, care plans signed.

Planted: of the appointments booked 8 in 10 are kept, half of those end with a receipt that names them; of the
follow-ups agreed 7 in 10 are done in time, 1 in 10 too late.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from ..retail.events import Booking, Enrolment, EventKind, Signal
from ..retail.master import Door
from ..retail.who import person
from .maison import Seller

KEPT, SOLD, DONE, LATE = 0.8, 0.5, 0.7, 0.1
CLIENTELING = "clienteling:demo"
PLAIN = ("discovery_asked", "add_on_prompted", "story_tailored", "client_book_updated")


def beside(
    door: Door, seller: Seller, *, end: datetime, ticket: str, line: str, bought: bool, add_ons: tuple[str, ...],
    dice: Random,
) -> Iterator[EventKind]:  # fmt: skip
    """Events after a visit that ended at `end`; some lie days ahead. ticket: its receipt, where it was bought."""
    visit = ticket if bought else ""

    def signal(name: str, at: datetime, **more: object) -> Signal:
        return Signal(
            at=at, boutique=door.code, source=CLIENTELING, key=f"{ticket}/{name}", revision=at.isoformat(),
            associate=person(seller.person.id), signal=name, product_line=line, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    if dice.random() < 0.05:
        yield signal(dice.choice(PLAIN), end, visit=visit)
    if not bought and dice.random() < 0.1:
        yield from _appointment(ticket, end, signal=signal, dice=dice)
    if bought and dice.random() < 0.06:
        due = end.date() + timedelta(days=7)
        follow = {"appointment": f"F-{ticket}", "due": due}
        yield signal("follow_up_agreed", end, visit=visit, **follow)
        done = dice.random()
        if done < DONE + LATE:
            days = dice.randint(1, 6) if done < DONE else dice.randint(8, 12)
            yield signal("follow_up_done", end + timedelta(days=days), **follow)
    if bought and dice.random() < 0.05:
        yield Booking(
            at=end, boutique=door.code, source=CLIENTELING, key=f"B-{ticket}", revision=end.isoformat(),
            associate=person(seller.person.id), service="engraving" if line == "watch" else "sizing",
            receipt=ticket if dice.random() < 0.7 else "", due=end.date() + timedelta(days=dice.randint(5, 20)),
            product_line=line,
        )  # fmt: skip
    plan = next((sku for sku in add_ons if sku[:2] in ("C-", "X-")), "")
    if bought and plan and dice.random() < 0.5:
        yield Enrolment(
            at=end, boutique=door.code, source=CLIENTELING, key=f"E-{ticket}", revision=end.isoformat(),
            associate=person(seller.person.id), plan="warranty" if plan.startswith("X-") else "care_plan",
            receipt=ticket, product_line=line,
        )  # fmt: skip


def _appointment(ticket: str, end: datetime, *, signal: Callable[..., Signal], dice: Random) -> Iterator[Signal]:
    reference = f"A-{ticket}"
    yield signal("appointment_offered", end, appointment=reference)
    if dice.random() < 0.75:
        kept = end + timedelta(days=dice.randint(2, 8))
        yield signal("appointment_booked", end + timedelta(minutes=2), appointment=reference, due=kept.date())
        name = "appointment_kept" if dice.random() < KEPT else "appointment_missed"
        yield signal(name, kept, appointment=reference)

"""Short ways to say what is logged beside a visit, and what is said of an entry."""

from uuid import UUID, uuid5

from shop import DAY, at

from cabochon.retail.events import Booking, Contest, Enrolment, Signal
from cabochon.retail.who import person

SPACE = UUID("00000000-0000-4000-8000-000000000000")


def entry(name):
    """The id of what a phone sent."""
    return uuid5(SPACE, name)


def noted(name, clock, signal="discovery_asked", who="ana", *, day=DAY, boutique="GVA01", **more):
    return Signal(
        at=at(clock, day, boutique), boutique=boutique, source=more.pop("source", "floor"), key=name,
        associate=person(who), signal=signal, **more,
    )  # fmt: skip


def booked(name, clock, who="ana", *, day=DAY, boutique="GVA01", **more):
    return Booking(
        at=at(clock, day, boutique), boutique=boutique, source="bookings", key=name, revision=more.pop("revision", "1"),
        associate=person(who) if who else None, service="sizing", **more,
    )  # fmt: skip


def enrolled(name, clock, who="ana", *, day=DAY, boutique="GVA01", **more):
    return Enrolment(
        at=at(clock, day, boutique), boutique=boutique, source="care", key=name, revision=more.pop("revision", "1"),
        associate=person(who) if who else None, **more,
    )  # fmt: skip


def contested(name, clock, about, what="contested", *, day=DAY, **more):
    """about: the name of the entry a phone sent."""
    more.setdefault("by", person("mia") if what == "settled" else None)
    return Contest(
        at=at(clock, day), boutique="GVA01", source="floor", id=entry(name), associate=person("ana"), what=what,
        about=entry(about), **more,
    )  # fmt: skip

"""Events into scenes: who was meant, which day it was, what a SKU is, all by the directory valid on that day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from ..retail.day import daypart
from ..retail.events import Booking, Enrolment, Observation, Receipt, Signal, Survey
from ..retail.master import PRIMARY, Door
from ..retail.receipts import By, standing
from ..retail.records import NOBODY, Link, Linked, Record
from ..retail.sale_types import BY_DOOR, NOT_SOLD, UNLINKED
from .contests import set_aside
from .master import Master
from .scene import Answered, Item, Noted, Place, Scene, Seen, Sold, sold_as
from .versions import LINKED, Version

CLIENT_VISIT = "client-visit"


def record(version: Version, master: Master, by: By) -> Record | None:
    """What linking sees of an event; None for what is no part of a visit here: practice, other tasks than a client's
    visit, what is contested or was taken back, returns and voids, voided receipts, doors nobody knows, days before a
    door counts.

    version.boutique: where it is linked (homes.py); the event's own is where codes of people are looked up.
    """
    if version.kind not in LINKED or version.original:
        return None
    event = version.told
    if getattr(event, "cancelled", False):
        return None
    if (day := counted_day(event, version, master)) is None:
        return None
    match event:
        case Receipt():
            if event.sale_type in UNLINKED or (stands := standing(version.event, event, by)) is None:
                return None
            now = stands.receipt
            lines = {p.line for line in now.lines if (p := master.product(line.sku, day)) and p.kind == PRIMARY}
            ref = now.appointment
            return Record(
                version.event, "receipt", frozenset([master.person(w, event.boutique, day) for w, _ in now.sellers]),
                version.since, version.since, frozenset(lines), now.basket,
                frozenset((version.called, ref)) if ref else frozenset((version.called,)),
                frozenset((ref,)) if ref else NOBODY,
            )  # fmt: skip
        case Observation():
            if event.practice or event.checklist != CLIENT_VISIT or set_aside(version.event, by):
                return None
            refs = _refs(version)
            return Record(
                version.event, "observation", frozenset((master.person(event.associate, event.boutique, day),)),
                version.since, version.until, _line(event), names=refs | {version.called} - {""}, refs=refs,
            )  # fmt: skip
        case Survey():
            question, line = event.question, NOBODY
        case Signal():
            question, line = event.signal, _line(event)
        case Booking():
            question, line = event.service, _line(event)
        case Enrolment():
            question, line = event.plan, _line(event)
        case _:
            return None
    who = frozenset((master.person(event.associate, event.boutique, day),)) if event.associate else NOBODY
    return Record(
        version.event, version.kind, who, version.since, version.until, line, refs=_refs(version),
        awaits=version.awaits, question=question,
    )  # fmt: skip


def _refs(version: Version) -> frozenset[str]:
    if not version.ref and not version.awaits:
        return NOBODY
    return frozenset((version.ref, version.awaits)) - {""}


def _line(event: Any) -> frozenset[str]:
    return frozenset((event.product_line,)) if event.product_line else NOBODY


def counted_day(event: object, version: Version, master: Master) -> date | None:
    """The business day an event counts on; None where its door is unknown or did not count yet."""
    if isinstance(event, Receipt):
        door, day = master.door(version.boutique, event.business_day), event.business_day
    else:
        door, day = master.open_at(version.boutique, version.since) or (None, version.since.date())
    return None if door is None or (door.go_live and day < door.go_live) else day


def scenes(
    linked: Linked,
    visits: Iterable[str],
    alone: Iterable[str],
    versions: Mapping[str, Version],
    *,
    master: Master,
    by: By,
) -> Iterator[Scene]:
    """The visits, and one scene without an id for everything that joined none; made one by one as they are told."""
    for visit in visits:
        yield _scene(visit, linked.visits[visit], linked, versions, master=master, by=by)
    for key in alone:
        yield _scene("", (key,), linked, versions, master=master, by=by)


def sold(version: Version, master: Master, by: By, *, link: Link) -> Sold | None:
    """A receipt as it stands; None when voided, about another one, or where and when nothing counts."""
    event = version.told
    if version.original or (day := counted_day(event, version, master)) is None:
        return None
    stands, door = standing(version.event, event, by), master.door(version.boutique, day)
    if stands is None or door is None:
        return None
    items, product = list[Item](), master.product
    for number, line in enumerate(stands.lines):
        p = product(line.sku, day)
        items.append(Item(number, line, p.kind, p.line, p.brand, p.collection) if p else
                     Item(number, line, "", "", "", ""))  # fmt: skip
    now = stands.receipt
    shares: dict[str, float] = {}
    for who, share in now.sellers:
        person = master.person(who, event.boutique, day)
        shares[person] = shares.get(person, 0.0) + share
    counted = event.sale_type not in NOT_SOLD and (event.sale_type not in BY_DOOR or door.web_pickup_counts)
    sellers = tuple(shares.items())
    if len(sellers) > 1:
        sellers = tuple(sorted(sellers, key=lambda s: (-s[1], s[0])))
    here = place(event.at, day, door)
    return sold_as(
        version, now, here, sellers=sellers, items=tuple(items), back=stands.back, counted=counted, link=link
    )


def place(at: datetime, day: date, door: Door) -> Place:
    local = door.local(at)
    return Place(day, door.code, door.region, door.type, daypart(local.time(), door), local.hour)


def _scene(
    name: str, keys: Iterable[str], linked: Linked, versions: Mapping[str, Version], *, master: Master, by: By
) -> Scene:
    scene = Scene(name, unsure=int(name in linked.unsure))
    members = [versions[key] for key in keys]
    if len(members) > 1:
        members.sort(key=lambda v: (v.since, v.event))
    for version in members:
        link = linked.links[version.event]
        event = version.told
        if version.kind == "receipt":
            if (one := sold(version, master, by, link=link)) is not None:
                scene.sold.append(one)
            continue
        at = event.at if version.kind == "survey" else version.since
        found = master.open_at(version.boutique, at)
        if found is None:
            continue
        door, day = found
        here = place(at, day, door)
        who = master.person(event.associate, event.boutique, day) if event.associate else ""
        match event:
            case Survey():
                scene.answered.append(Answered(version, event, here, who, link))
            case Observation():
                coach = master.person(event.observer, event.boutique, day)
                scene.seen.append(Seen(version, event, here, who, coach, link))
            case _:
                scene.noted.append(Noted(version, event, here, who, link))
    return scene

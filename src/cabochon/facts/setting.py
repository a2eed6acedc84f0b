"""Events into scenes: who was meant, which day it was, what a SKU is, all by the directory valid on that day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from ..retail.day import daypart
from ..retail.events import Observation, Receipt, Survey
from ..retail.master import Door
from ..retail.receipts import UNLINKED, By, standing
from ..retail.records import Link, Linked, Record
from .master import Master
from .scene import Answered, Item, Place, Scene, Seen, Sold, sold_as
from .staging import LINKED, Version

NOT_SOLD = frozenset({"deposit", "special_order", "service", "even_exchange"}) | UNLINKED


def record(version: Version, master: Master, by: By) -> Record | None:
    """What linking sees of an event; None for what is no part of a visit here: practice, returns and voids, voided
    receipts, doors nobody knows, days before a door counts."""
    if version.kind not in LINKED or version.original:
        return None
    event = version.told
    if (day := counted_day(event, version, master)) is None:
        return None
    called = frozenset({version.called, version.ref} - {""})
    ref = frozenset({version.ref} - {""})
    match event:
        case Receipt():
            if event.sale_type in UNLINKED or standing(version.event, event, by) is None:
                return None
            who = (master.person(w, event.boutique, day) for w, _ in event.sellers)
            lines = (master.product(line.sku, day) for line in event.lines)
            return Record(
                key=version.event, kind="receipt", associates=frozenset(who), start=event.at, end=event.at,
                lines=frozenset(p.line for p in lines if p and p.kind == "primary"), basket=event.basket, names=called,
                refs=ref,
            )  # fmt: skip
        case Observation():
            if event.practice:
                return None
            return Record(
                key=version.event, kind="observation", start=version.since, end=version.until, names=called, refs=ref,
                associates=frozenset({master.person(event.associate, event.boutique, day)}),
                lines=frozenset({event.product_line} - {""}),
            )  # fmt: skip
        case Survey():
            who = (master.person(w, event.boutique, day) for w in (event.associate,) if w)
            return Record(
                key=version.event, kind="survey", associates=frozenset(who), start=version.since, end=version.until,
                refs=ref | ({version.awaits} - {""}), awaits=version.awaits, question=event.question,
            )  # fmt: skip
    return None


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
) -> list[Scene]:
    """The visits, and one scene without an id for every survey that joined none."""
    found = [_scene(v, linked.visits[v], linked, versions, master=master, by=by) for v in sorted(visits)]
    return found + [_scene("", (key,), linked, versions, master=master, by=by) for key in sorted(alone)]


def sold(version: Version, master: Master, by: By, *, link: Link) -> Sold | None:
    """A receipt as it stands; None when voided, about another one, or where and when nothing counts."""
    event = version.told
    day = counted_day(event, version, master)
    lines = None if day is None or version.original else standing(version.event, event, by)
    if day is None or lines is None:
        return None
    door = master.door(version.boutique, day)
    if door is None:
        return None
    items = []
    for number, line in enumerate(lines):
        p = master.product(line.sku, day)
        items.append(Item(number, line, p.kind if p else "", p.line if p else "", p.brand if p else ""))
    shares: dict[str, float] = {}
    for who, share in event.sellers:
        person = master.person(who, version.boutique, day)
        shares[person] = shares.get(person, 0.0) + share
    counted = event.sale_type not in NOT_SOLD and (event.sale_type != "web_pickup" or door.web_pickup_counts)
    sellers = tuple(sorted(shares.items(), key=lambda s: (-s[1], s[0])))
    here = place(event.at, day, door)
    return sold_as(version, event, here, sellers=sellers, items=tuple(items), counted=counted, link=link)


def place(at: datetime, day: date, door: Door) -> Place:
    local = door.local(at)
    return Place(day, door.code, door.region, daypart(local.time(), door), local.hour)


def _scene(
    name: str, keys: Iterable[str], linked: Linked, versions: Mapping[str, Version], *, master: Master, by: By
) -> Scene:
    scene = Scene(name, unsure=linked.unsure[name])
    for version in sorted((versions[key] for key in keys), key=lambda v: (v.since, v.event)):
        link = linked.links[version.event]
        event = version.told
        if isinstance(event, Receipt):
            if (one := sold(version, master, by, link=link)) is not None:
                scene.sold.append(one)
            continue
        at = event.at if isinstance(event, Survey) else version.since
        found = master.open_at(version.boutique, at)
        if found is None:
            continue
        door, day = found
        if isinstance(event, Survey):
            who = master.person(event.associate, version.boutique, day) if event.associate else ""
            scene.answered.append(Answered(version, event, place(at, day, door), who, link))
        else:
            who = master.person(event.associate, version.boutique, day)
            scene.seen.append(Seen(version, event, place(at, day, door), who, link))
    return scene

"""Boutiques, products, rates, targets and comment themes: what holds, from when, added, changed and taken back."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from ...connectors import Bad, DatedRow, Delivery
from ...connectors.master_csv import catalogue, doors
from ...connectors.master_more import rates, targets, themes
from ...house import master as kept
from ...languages import again as told_again
from ...languages import day as said_day
from ...languages import decimal, mark, say
from ...privacy.roles import EVERYWHERE
from ...refusals import Refused, Unknown
from ...retail.currencies import EXPONENTS
from ...retail.master import Dated, Door, Product, Rate, Target, Theme
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from . import health, master_doors
from .health_mend import day_of, wait

READ = {"doors": doors, "catalogue": catalogue, "rates": rates, "targets": targets, "themes": themes}
FIELDS = {"doors": master_doors.DOOR, "catalogue": master_doors.PRODUCT, "rates": ("currency", "value"),
          "targets": ("measure", "place", "value", "owner"),
          "themes": ("key", "language", "title", "words")}  # fmt: skip
SIZE = 50  # boutiques, products, currencies and so on of a page, each with its versions
TITLES = mark({"doors": "Boutiques", "catalogue": "Product catalogue", "rates": "Currency rates", "targets": "Targets",
               "themes": "Comment themes"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One row of the list. since: as the form sends it; begins, until: as it is read. first: it
    stays, as past figures read it. again: the fields, to change it from another day on."""

    key: str
    name: str
    value: str
    fine: str
    since: str
    begins: str
    until: str
    now: bool
    first: bool
    again: dict[str, str]


def show(request: Asked, kind: str) -> Answered:
    """GET /data-health/master/{kind}?find=&page=: one kind; a row's link fills the form to change it."""
    _known(kind)
    given = request.query_params
    blank = master_doors.BLANK if kind == "doors" else {}
    said = {name: given.get(name, blank.get(name, ""))[:2000] for name in FIELDS[kind]}
    return _page(request, kind, said={**said, "since": given.get("since", "")})


def change(request: Asked, body: bytes, kind: str) -> Answered:
    """POST /data-health/master/{kind}: add one, or another version from a day on; or take one back."""
    _known(kind)
    viewer, house = viewer_of(request), request.app.state.house
    known = ("csrf", "do", "id", "since", *FIELDS[kind])
    sent = {k: str(v) for k, v in fields(body, known=known).items()}
    said = {name: sent.get(name, "") for name in (*FIELDS[kind], "since")}
    try:
        since = day_of(said["since"], house)
        if sent.get("do") == "back":
            done = house.amending.take_back(viewer, kept.KINDS[kind].__name__, sent.get("id", ""), since)
        else:
            done = house.amending.keep(viewer, read(house, kind, said), since)
    except Refused as refused:
        where = refused.pointer.strip("/").rpartition("column ")[2] or refused.pointer
        empty = sent.get("do") == "back"
        return _page(
            request, kind, said=dict.fromkeys(said, "") if empty else said, fault=told_again(refused.reason),
            where=where, status=400 if refused.status == 404 else refused.status,
        )  # fmt: skip
    wait(house)
    return to(f"/data-health/master/{kind}?mended={done.id}")


def read(house: Any, kind: str, said: dict[str, str]) -> kept.Made:
    """A form read as a row of the feed's file would be.

    Raises:
        Refused: what is wrong, with the field's name.
    """
    cells = {name: text.strip() for name, text in said.items() if name != "since"}
    given = Delivery(received=house.clock(), again=(cells,))
    (found,) = READ[kind](given)
    if isinstance(found, Bad):
        raise Refused(found.reason, found.place)
    row = found.row if isinstance(found, DatedRow) else found
    if not isinstance(row, kept.Made):
        raise Refused("cannot be read")
    return row


def _page(
    request: Asked, kind: str, *, said: dict[str, str], fault: str = "", where: str = "", status: int = 200
) -> Answered:
    viewer, house = viewer_of(request), request.app.state.house
    done = house.amending.one(viewer, request.query_params.get("mended", "-"))
    find, wanted = request.query_params.get("find", "").strip()[:120], request.query_params.get("page", "")
    number = max(1, int(wanted)) if wanted.isdecimal() and len(wanted) < 7 else 1
    steps, total = kept.found(house, kept.KINDS[kind], find, skip=(number - 1) * SIZE, most=SIZE)
    if total and not steps:  # past the last page
        number = -(-total // SIZE)
        steps, total = kept.found(house, kept.KINDS[kind], find, skip=(number - 1) * SIZE, most=SIZE)
    versions = [_version(house, one, each.key, now=one is each.now, first=one is each.versions[-1])
                for each in steps for one in each.versions]  # fmt: skip
    return page(
        request, "master.html", status=status, kind=kind, title=say(TITLES[kind]),
        titles={name: say(title) for name, title in TITLES.items()}, versions=versions,
        said=said, fault=fault, where=where, mended=done, at=health.AT, choices=_choices(house, kind),
        form=master_doors.form(house, kind), own=(*FIELDS[kind], "since"), find=find, number=number,
        last=max(1, -(-total // SIZE)), pages=lambda number: urlencode({"find": find, "page": number}),
        group=house.values["group_currency"], behind=house.warehouse.bookmark().change < house.directory.change(),
    )  # fmt: skip


def _version(house: Any, one: Dated, key: str, *, now: bool, first: bool) -> Version:
    since, until = one.since.isoformat() if one.since else "", _day(one.until)
    row: Any = one.row
    match row:
        case Rate():
            name, value, fine = row.currency, _short(row.value, 6), ""
        case Target():
            name, value = say(dict(kept.measures()).get(row.measure, row.measure)), _shown(house, row)
            owner = kept.owner_name(house, row)
            fine = " · ".join(part for part in (row.measure, _place(house, row.place), owner) if part)
        case Theme():
            name, value, fine = row.title or row.key, "; ".join(row.words), f"{row.key}, {row.language}"
        case Door() | Product():
            name, value, fine = master_doors.told(row)
        case _:
            name = value = fine = ""
    first = first and isinstance(row, kept.LASTING)
    again = {name: str(text) for name, text in kept.written(row).items()}
    if isinstance(row, Target):
        again["value"] = said_value(house, row).partition(" ")[0] + ("%" if kept.unit_of(row.measure) == "rate" else "")
    return Version(key, name, value, fine, since, _day(one.since), until, now, first, again)


def said_value(house: Any, row: Target) -> str:
    """A target as the form takes it: 35 %, 4.6, 1,250.00 CHF, 45."""
    match kept.unit_of(row.measure):
        case "rate":
            return f"{row.value * 100:.4g} %"
        case "points":
            return f"{row.value * 100:.4g}"
        case "money":
            currency = kept.currency_of(house, row.place)
            return f"{row.value / 10 ** EXPONENTS[currency]:,.2f} {currency}"
    return f"{row.value:.6g}"


def _place(house: Any, place: str) -> str:
    door = house.snapshot.door_on(place, house.today) if place else None
    return door.name if door else place or say("everywhere")


def _shown(house: Any, row: Target) -> str:
    """The same as it is read: 35 %, 4.6, 1,250.00 CHF, 45."""
    match kept.unit_of(row.measure):
        case "rate":
            return f"{_short(row.value * 100, 4)} %"
        case "points":
            return _short(row.value * 100, 4)
        case "money":
            currency = kept.currency_of(house, row.place)
            return f"{decimal(row.value / 10 ** EXPONENTS[currency], 2)} {currency}"
    return _short(row.value, 6)


def _short(value: float, digits: int) -> str:
    """Without zeros at the end."""
    text = f"{value:.{digits}g}"
    return decimal(float(text), len(text.partition(".")[2]))


def _day(day: date | None) -> str:
    return said_day(day, "year") if day else ""


def _choices(house: Any, kind: str) -> dict[str, list[tuple[str, str]]]:
    """What the form's fields suggest."""
    doors = house.snapshot.doors(house.today)
    if kind == "rates":
        used = sorted({door.currency for door in doors} - {house.values["group_currency"]})
        return {"currency": [(code, code) for code in used]}
    if kind == "targets":
        places = [(d.code, d.name) for d in sorted(doors, key=lambda d: d.name.casefold())]
        regions = [(r, say("Region {name}", name=r)) for r in sorted({d.region for d in doors} - {"", EVERYWHERE})]
        people = sorted(house.snapshot.people(house.today), key=lambda p: p.name.casefold())
        return {"measure": [(key, say(title)) for key, title in kept.measures()],
                "place": [("", say("Everywhere")), *regions, *places],
                "owner": [("", say("Nobody in particular")), *((p.id, p.name) for p in people)]}  # fmt: skip
    return {}


def _known(kind: str) -> None:
    if kind not in READ:
        raise Unknown("nothing is here")

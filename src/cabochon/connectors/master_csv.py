"""Master data from CSV: doors, the catalogue, people with the codes other systems know them by."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..refusals import Refused
from ..retail.currencies import EXPONENTS
from ..retail.master import JOB_ROLES, PRIMARY, SECONDARY, Door, Product
from .cells import YES, clock, day, number, unknown_door
from .delivery import Delivery, PersonRow, Reading
from .feed import Feed
from .mapping import COLUMNS, settled
from .rows import Row, header_of, rows

DOORS, CATALOGUE, PEOPLE = "doors", "catalogue", "people"


def doors(delivery: Delivery) -> Reading:
    return _each(delivery, settled(delivery.mapping, DOORS), ("code", "zone", "currency"), _door)


def catalogue(delivery: Delivery) -> Reading:
    return _each(delivery, settled(delivery.mapping, CATALOGUE), ("sku", "line"), _product)


def people(delivery: Delivery) -> Reading:
    """Any column called like a source ("till:csv", "survey:typeform") holds that source's codes, several apart by ;."""
    settings = settled(delivery.mapping, PEOPLE)
    header = (name.removeprefix("identifier ") for name in header_of(delivery, settings))
    sources = {name: name for name in header if ":" in name} | dict(settings["identifiers"])
    columns = {**settings[COLUMNS], **{f"identifier {name}": name for name in sources}}

    def person(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> PersonRow:
        cells = ((source, row.get(f"identifier {name}")) for name, source in sources.items())
        codes = tuple((source, code.strip()) for source, cell in cells for code in cell.split(";") if code.strip())
        return replace(_person(row, delivery, settings), identifiers=codes)

    return _each(delivery, {**settings, COLUMNS: columns}, ("code", "name", "boutique"), person)


def _each(
    delivery: Delivery,
    settings: Mapping[str, Any],
    required: tuple[str, ...],
    make: Callable[[Row, Delivery, Mapping[str, Any]], Door | Product | PersonRow],
) -> Reading:
    seen: dict[str, int] = {}
    for row in rows(delivery, settings, required):
        if not isinstance(row, Row):
            yield row
            continue
        try:
            first = seen.setdefault(row.need(required[0]), row.line)
            if first != row.line:
                raise row.refusal(required[0], f"{row.get(required[0])!r} stands on line {first} already; keep one")
            yield make(row, delivery, settings)
        except Refused as e:
            yield row.bad(e)


def _door(row: Row, _: Delivery, settings: Mapping[str, Any]) -> Door:
    zone, currency, dates = row.need("zone"), row.need("currency").upper(), settings["dates"]
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise row.refusal("zone", f"{zone!r} is no time zone; expected e.g. Europe/Zurich") from None
    if currency not in EXPONENTS:
        raise row.refusal("currency", f"{currency!r} is not a currency of ISO 4217; expected e.g. CHF")
    plain = Door(code=row.get("code"), name=row.get("name") or row.get("code"), zone=zone, currency=currency)
    return replace(
        plain,
        region=row.get("region"),
        type=row.get("type") or plain.type,
        opens=clock(row, "opens", plain.opens),
        closes=clock(row, "closes", plain.closes),
        factor=_factor(row, settings) if row.get("factor") else plain.factor,
        open_date=day(row, "open_date", dates),
        close_date=day(row, "close_date", dates),
        go_live=day(row, "go_live", dates),
        day_ends=clock(row, "day_ends", plain.day_ends),
        web_pickup_counts=row.get("web_pickup_counts").lower() in YES,
        country=_country(row),
    )


def _country(row: Row) -> str:
    code = row.get("country").upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise row.refusal("country", f"{code!r} is no country; expected the two letters of ISO 3166-1, e.g. FR")
    return code


def _factor(row: Row, settings: Mapping[str, Any]) -> float:
    factor = number(row, "factor", settings["decimal"])
    if not 0 < factor <= 1:
        raise row.refusal(
            "factor", f"{factor} is outside 0..1; expected the share of entries that are clients, e.g. 0.85"
        )
    return float(factor)


def _product(row: Row, _: Delivery, settings: Mapping[str, Any]) -> Product:
    text = row.get("kind") or PRIMARY
    kind = settings["kinds"].get(text, text.lower())
    if kind not in (PRIMARY, *SECONDARY):
        known = ", ".join((PRIMARY, *SECONDARY))
        raise row.refusal("kind", f'{text!r} is no kind; write [kinds] "{text}" = one of {known}')
    line = row.need("line") if kind == PRIMARY else row.get("line")
    return Product(
        sku=row.get("sku"),
        line=settings["lines"].get(line, line.lower()),
        kind=kind,
        brand=row.get("brand"),
        collection=row.get("collection"),
        name=row.get("name"),
    )


def _person(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> PersonRow:
    text, boutique = row.get("job_role") or JOB_ROLES[0], row.need("boutique")
    role = settings["job_roles"].get(text, text.lower())
    if role not in JOB_ROLES:
        known = ", ".join(JOB_ROLES)
        raise row.refusal("job_role", f'{text!r} is no job role; write [job_roles] "{text}" = one of {known}')
    code = settings["boutiques"].get(boutique, boutique)
    if code not in delivery.doors:
        raise row.refusal("boutique", unknown_door(boutique))
    return PersonRow(
        code=row.get("code"),
        name=row.need("name"),
        boutique=code,
        job_role=role,
        hired=day(row, "hired", settings["dates"]),
        left=day(row, "left", settings["dates"]),
        login=row.get("login").lower(),
    )


CONNECTORS = (
    Feed("doors", doors, ("code", "zone", "currency"), "boutiques with zone, hours and currency",
         family="master", title="Boutiques", table=True),
    Feed("people", people, ("code", "name", "boutique"), "staff and the codes other systems know them by",
         family="people", title="Staff", table=True),
    Feed("catalogue", catalogue, ("sku", "line"), "what each SKU is: product line, kind, brand, collection",
         family="master", title="Product catalogue", table=True),
)  # fmt: skip

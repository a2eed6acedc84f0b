"""Boutiques and products as the master data pages show and ask them: the form's fields, and a version in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from ...house.master import written
from ...languages import day as said_day
from ...languages import decimal, mark, say
from ...retail.currencies import EXPONENTS
from ...retail.master import Door, Product
from .connections_words import FIELDS as NAMED
from .health_mend import IS, sku_choices

DOOR = tuple(written(Door(code="", name="", zone="", currency="")))
PRODUCT = tuple(written(Product(sku="", line="")))
BLANK = {name: str(text) for name, text in written(Door(code="", name="", zone="", currency="")).items()}
OWN = mark({"type": "Kind of boutique", "country": "Country", "day_ends": "Business day ends", "go_live": "Go-live",
            "open_date": "First day", "close_date": "Last day", "web_pickup_counts": "Web pickups count"})  # fmt: skip
FINE = mark({
    "code": "As the other files name it.", "zone": "Such as Europe/Zurich.", "currency": "ISO 4217, such as EUR.",
    "country": "Two letters, such as FR; empty is by its time zone.", "go_live": "The boutique counts from this day.",
    "factor": "Of those who come in, such as 0.85; the rest is staff and groups.",
    "day_ends": "What is sold before it belongs to the day before.",
    "line": "Watch, jewelry or another; may be empty for what is no primary piece.",
})  # fmt: skip
TYPES = dict.fromkeys(("opens", "closes", "day_ends"), "time") | dict.fromkeys(
    ("open_date", "close_date", "go_live"), "date"
)
NEEDED = ("code", "zone", "currency", "sku")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. options: of a choice; offers: what a text field suggests."""

    name: str
    label: str
    fine: str
    type: str
    needed: bool
    options: list[tuple[str, str]]
    offers: Iterable[str]


def form(house: Any, kind: str) -> list[Field]:
    """The fields of a boutique's or a product's form, in order; none for another kind."""
    if kind == "doors":
        doors = house.snapshot.doors(house.today)
        offers = {"zone": _zones(), "currency": sorted(EXPONENTS), "region": sorted({d.region for d in doors} - {""}),
                  "type": sorted({d.type for d in doors})}  # fmt: skip
        return _fields(DOOR, {"web_pickup_counts": [("", say("No")), ("yes", say("Yes"))]}, offers)
    if kind == "catalogue":
        known = sku_choices(house)
        offers = {"line": known["lines"], "brand": known["brands"], "collection": known["collections"]}
        return _fields(PRODUCT, {"kind": known["kinds"]}, offers)
    return []


def _fields(names: tuple[str, ...], options: dict[str, Any], offers: dict[str, Any]) -> list[Field]:
    return [
        Field(name, _label(name), say(FINE[name]) if name in FINE else "", TYPES.get(name, "text"), name in NEEDED,
              options.get(name, []), offers.get(name, ()))
        for name in names
    ]  # fmt: skip


def _label(name: str) -> str:
    return say(OWN[name]) if name in OWN else say(NAMED[name])


def told(row: Door | Product) -> tuple[str, str, str]:
    """(name, what it is, the rest in small print) of one version."""
    if isinstance(row, Product):
        kind = say(IS[row.kind]) if row.kind in IS else row.kind
        return row.sku, _joined(kind, say(row.line) if row.line else ""), _joined(row.name, row.brand, row.collection)
    rest = [f"{_label('factor')} {decimal(row.factor, 2)}" if row.factor != 1 else "",
            f"{_label('day_ends')} {row.day_ends:%H:%M}"]  # fmt: skip
    days = [(name, getattr(row, name)) for name in ("open_date", "close_date", "go_live")]
    rest += [f"{_label(name)} {said_day(day, 'year')}" for name, day in days if day]
    if row.web_pickup_counts:
        rest.append(_label("web_pickup_counts"))
    if row.closes.replace(tzinfo=None) <= row.opens.replace(tzinfo=None):
        rest.append(say("It closes before it opens; is that meant?"))
    value = _joined(row.zone, row.currency, f"{row.opens:%H:%M}–{row.closes:%H:%M}")
    return row.name, value, _joined(row.code, row.region, row.type, row.country, *rest)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


@cache
def _zones() -> list[str]:
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))

"""One row of a till's CSV: a line with its price after tax, what sort of line it is, who sold it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ..languages import mark
from ..making import maker
from ..retail.events import SALE_TYPES, Line
from ..retail.sale_types import EMPTY, RESTATING
from .cells import minor, number
from .rows import Row

ONE, NONE = Decimal(1), Decimal()
MOST = Decimal(10) ** 9  # pieces or kilograms of one row: more is a mistake
DEAREST = MOST * 10_000  # what one row can cost
SIGNED = RESTATING | EMPTY | {"even_exchange"}  # types whose amounts stand with either sign
_line = maker(Line)


@dataclass(frozen=True, slots=True)
class Sold:
    line: Line
    type: str
    original: str  # number of the ticket it takes back, as the till says it
    sellers: tuple[tuple[str, float], ...]  # code, part of the line; the parts of a line add up to 1


def sold(row: Row, currency: str, settings: Mapping[str, Any]) -> Sold:
    """
    Raises:
        Refused: a cell that cannot be read; the pointer names line and column.
    """
    get = row.cells.get
    quantity = number(row, "quantity", settings["decimal"])
    net, discount = _net(row, quantity, settings)
    if not -MOST < quantity < MOST or not -DEAREST < net < DEAREST or not discount < DEAREST:
        much = mark("is more than a row can hold, or costs more than one can; was a separator left out?")
        raise row.refusal("quantity", much)
    type_ = _type(row, settings) if get("type") else "sale"
    if type_ == "sale" and (quantity < 0 or net < 0):  # a till without a word for it
        type_ = "return"
    if type_ == "return":  # some tills print a minus, some do not
        quantity, net = -abs(quantity), -abs(net)
    elif net < 0 <= quantity and type_ not in SIGNED:
        below = mark(f"is below zero in a row of type {type_}; is it a return?")
        raise row.refusal("net" if get("net") else "gross", below)
    line = _line({
        "sku": get("sku") or row.need("sku"),
        "quantity": float(quantity),
        "net": minor(net, currency),
        "discount": minor(abs(discount), currency) if discount else 0,
        "zero_reason": "" if net else get("zero_reason", ""),
    })  # fmt: skip
    return Sold(line, type_, get("original", ""), _sellers(row, settings))


def _net(row: Row, quantity: Decimal, settings: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """Net and discount of the whole line, tax taken off."""
    point, get = settings["decimal"], row.cells.get
    times = abs(quantity) if settings["amounts"] == "unit" else ONE
    discount = number(row, "discount", point) * times if get("discount") else NONE
    if get("net") or not get("gross"):
        return number(row, "net", point) * times, discount
    gross = number(row, "gross", point) * times
    if row.get("tax"):
        net = gross - (abs(number(row, "tax", point)) * times).copy_sign(gross)  # some print its minus, some do not
        return net, discount * (net / gross if gross else 1)
    percent = number(row, "tax_percent", point) if row.get("tax_percent") else Decimal(str(settings["tax_percent"]))
    if percent < 0:
        raise row.refusal("gross", "has tax in it, how much is not said; map tax or write tax_percent = 8.1")
    return gross / (1 + percent / 100), discount / (1 + percent / 100)


def _type(row: Row, settings: Mapping[str, Any]) -> str:
    if not (text := row.get("type")):
        return "sale"
    words: Mapping[str, str] = settings["sale_types"]
    plain = text.lower()
    type_ = words.get(text) or words.get(plain) or plain.replace(" ", "_").replace("-", "_")
    if type_ not in SALE_TYPES:
        known = ", ".join(SALE_TYPES)
        raise row.refusal("type", f'{text!r} is no sale type; write [sale_types] "{text}" = one of {known}')
    return type_


def _sellers(row: Row, settings: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    text = row.get("seller")
    if (found := _parts(text, settings["seller_separator"], settings["share_separator"])) is None:
        raise row.refusal("seller", f"{text!r} names no sellers; expected e.g. JD or JD:60;MK:40")
    return found


@lru_cache(maxsize=4096)
def _parts(text: str, between: str, before_share: str) -> tuple[tuple[str, float], ...] | None:
    """ "JD", "JD;MK", "JD:60;MK:40"; None for what names nobody or no share."""
    found: list[tuple[str, float]] = []
    for one in text.split(between) if text else ():
        code, _, share = one.partition(before_share)
        share = share.strip().rstrip("%").replace(",", ".") or "1"
        if not code.strip() or not share.replace(".", "", 1).isdecimal() or float(share) <= 0:
            return None
        found.append((code.strip(), float(share)))
    total = sum(part for _, part in found)
    return tuple((code, part / total) for code, part in found)

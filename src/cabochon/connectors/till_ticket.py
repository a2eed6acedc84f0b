"""The rows of one ticket, and the events they make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from ..refusals import Refused
from ..retail.events import Line, Receipt
from ..retail.master import Door
from ..retail.who import Who
from .cells import business_day, currency_of, day, door_of, filled, moment
from .delivery import Delivery, revision_of
from .rows import Row
from .till_row import Sold


@dataclass(slots=True)
class Ticket:
    """The rows of a ticket so far. What holds for all of it stands in its first row."""

    first: Row
    door: Door
    at: datetime
    day: date
    currency: str
    revision: str
    sold: list[Sold] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    last: int = 0  # number of its last row in the file
    broken: int = 0  # line of the row that could not be read


def opened(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> Ticket:
    door = door_of(row, "boutique", delivery.doors, settings)
    at = moment(row, ("sold_at", "sold_time"), formats=settings["dates"], zone=settings["zone"] or door.zone)
    return Ticket(
        first=row,
        door=door,
        at=at,
        day=day(row, "business_day", settings["dates"]) or business_day(at, door),
        currency=currency_of(row, "currency", door),
        revision=revision(row, delivery, settings, settings["zone"] or door.zone),
    )


def revision(row: Row, delivery: Delivery, settings: Mapping[str, Any], zone: str) -> str:
    """The row's version: a number padded, a time in UTC, anything else as it stands; without one the export time."""
    if not (text := row.get("revision")):
        return revision_of(delivery.received)
    if text.isdecimal():
        return text.zfill(20)
    try:
        return revision_of(moment(row, ("revision",), formats=settings["dates"], zone=zone))
    except Refused:
        return text


def key_of(ticket: Ticket, settings: Mapping[str, Any], original: str = "") -> str:
    """The receipt's key, or that of the original a line names; where the file says no more, of the same till and day."""
    row = ticket.first
    parts = {
        "boutique": ticket.door.code,
        "till": row.get("till"),
        "business_day": ticket.day.isoformat(),
        "ticket": row.get("ticket"),
    }
    if original:
        parts["ticket"] = original
        if found := day(row, "original_day", settings["dates"]):
            parts["business_day"] = found.isoformat()
        if found_at := row.get("original_boutique"):
            parts["boutique"] = settings["boutiques"].get(found_at, found_at)
    return filled(settings["key"], parts)


def events(ticket: Ticket, settings: Mapping[str, Any]) -> Iterator[Receipt]:
    """The receipt, and a return for each original that return lines name.

    In a return quantities and amounts are positive: so many came back. Return lines without an original stay in their
    ticket as negative lines, and are a return where nothing else was sold.
    """
    key, row = key_of(ticket, settings), ticket.first
    whole = Receipt(
        at=ticket.at,
        boutique=ticket.door.code,
        source=settings["source"],
        key=key,
        revision=ticket.revision,
        business_day=ticket.day,
        currency=ticket.currency,
        lines=(),
        cashier=Who(settings["source"], row.get("cashier")) if row.get("cashier") else None,
        basket=row.get("basket"),
        segment=row.get("segment").lower(),
        appointment=row.get("appointment"),
    )
    source = settings["source"]
    back: dict[str, list[Sold]] = {}
    for one in ticket.sold:
        if one.type == "return" and one.original:
            back.setdefault(one.original, []).append(one)
    rest = [one for one in ticket.sold if one.type != "return" or not one.original]
    kinds = {one.type for one in rest}
    if kinds == {"return"}:
        yield replace(whole, lines=_positive(rest), sale_type="return", sellers=shares(rest, source))
    elif rest or not back:
        type_ = next((one.type for one in rest if one.type != "return"), "void")  # every row was voided
        if "return" in kinds and sum(one.line.net for one in rest) == 0:
            type_ = "even_exchange"
        original = next((one.original for one in rest if one.original), "")
        yield replace(
            whole,
            lines=tuple(one.line for one in rest),
            sale_type=type_,
            sellers=shares(rest, source),
            original=key_of(ticket, settings, original) if original else "",
        )
    for original, lines in back.items():
        yield replace(
            whole,
            key=f"{key}-return-{original}",
            lines=_positive(lines),
            sale_type="return",
            sellers=shares(lines, source),
            original=key_of(ticket, settings, original),
        )


def _positive(sold: Sequence[Sold]) -> tuple[Line, ...]:
    return tuple(replace(one.line, quantity=-one.line.quantity, net=-one.line.net) for one in sold)


def shares(sold: Sequence[Sold], source: str) -> tuple[tuple[Who, float], ...]:
    """Each seller's share: lines weigh by their net, equally where nothing was paid; sellers of a line by their parts."""
    priced = any(one.line.net for one in sold)
    weights: dict[str, Fraction] = {}
    for one in sold:
        weight, parts = Fraction(abs(one.line.net) if priced else 1), sum(part for _, part in one.sellers)
        for code, part in one.sellers:
            weights[code] = weights.get(code, Fraction()) + weight * part / parts
    total = sum(weights.values())
    return tuple((Who(source, code), float(weight / total)) for code, weight in weights.items() if weight)

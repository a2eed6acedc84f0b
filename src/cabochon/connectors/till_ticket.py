"""The rows of one ticket, and the events they make."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from ..making import maker
from ..retail.events import Line, Receipt
from ..retail.master import Door
from ..retail.sale_types import EMPTY
from ..retail.who import Who
from .cells import business_day, currency_of, day, door_of, filled, moment, revision
from .delivery import Delivery
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

    def holds(self, row: Row) -> bool:
        """True for a row of the same time and currency, or that says none; another has to be looked at."""
        mine, its = self.first.cells.get, row.cells.get
        at, currency = its("sold_at"), its("currency")
        return (not at or at == mine("sold_at")) and (not currency or currency == mine("currency"))


def opened(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> Ticket:
    door = door_of(row, "boutique", delivery.doors, settings)
    at = moment(row, ("sold_at", "sold_time"), formats=settings["dates"], zone=settings["zone"] or door.zone)
    return Ticket(
        first=row,
        door=door,
        at=at,
        day=day(row, "business_day", settings["dates"]) or business_day(at, door),
        currency=currency_of(row, "currency", door),
        revision=revision(row, delivery.received, formats=settings["dates"], zone=settings["zone"] or door.zone),
    )


def key_of(ticket: Ticket, settings: Mapping[str, Any], original: str = "") -> str:
    """The receipt's key, or that of the original a line names: of the same till and day unless the row says more."""
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
        if till := row.get("original_till"):
            parts["till"] = till
    return filled(settings["key"], parts)


def events(ticket: Ticket, key: str, settings: Mapping[str, Any]) -> Iterator[Receipt]:
    """The receipt, and a return for each original that return lines name.

    In a return quantities and amounts are positive: so many came back. A ticket that takes back from one original and
    does nothing else is that return, under its own number, by which it can be voided. Return lines without an original
    stay in their ticket as negative lines, and are a return where nothing else was sold.
    """
    row = ticket.first
    source = settings["source"]
    shared: dict[str, Any] = {
        "at": ticket.at,
        "boutique": ticket.door.code,
        "source": source,
        "revision": ticket.revision,
        "business_day": ticket.day,
        "currency": ticket.currency,
        "cashier": Who(source, row.get("cashier")) if row.get("cashier") else None,
        "basket": row.get("basket"),
        "segment": row.get("segment").lower(),
        "appointment": row.get("appointment"),
    }
    return receipts(ticket.sold, key, shared, original=lambda named: key_of(ticket, settings, named))


def _receipt(shared: Mapping[str, Any], **more: Any) -> Receipt:
    made: Receipt = _made({**shared, **more})
    return made


_made = maker(Receipt)


def receipts(
    sold: Sequence[Sold], key: str, shared: Mapping[str, Any], *, original: Callable[[str], str]
) -> Iterator[Receipt]:
    """What the lines of a ticket make; see `events`.

    Args:
        shared: what all of them have in common, by the names of `Receipt`.
        original: the key of the receipt that a line names as its original.
    """
    source = shared["source"]
    kind = sold[0].type if sold else "return"
    if kind != "return" and {(one.type, one.original) for one in sold} == {(kind, "")}:  # most are
        whole = tuple([one.line for one in sold])
        yield _receipt(shared, key=key, lines=whole, sale_type=kind, sellers=shares(sold, source))
        return
    back: dict[str, list[Sold]] = {}
    for one in sold:
        if one.type == "return" and one.original:
            back.setdefault(one.original, []).append(one)
    rest = [one for one in sold if one.type != "return" or not one.original]
    rest = [one for one in rest if one.type not in EMPTY] or rest  # a gift card beside goods is how they are paid
    kinds = {one.type for one in rest}
    if kinds == {"return"}:
        yield _receipt(shared, key=key, lines=_positive(rest), sale_type="return", sellers=shares(rest, source))
    elif rest or not back:
        type_ = next((one.type for one in rest if one.type != "return"), "void")  # every row was voided
        if "return" in kinds and sum(one.line.net for one in rest) == 0:
            type_ = "even_exchange"
        about = next((one.original for one in rest if one.original), "")
        yield _receipt(
            shared,
            key=key,
            lines=tuple(one.line for one in rest),
            sale_type=type_,
            sellers=shares(rest, source),
            original=original(about) if about else "",
        )
    alone = not rest and len(back) == 1
    for about, lines in back.items():
        yield _receipt(
            shared,
            key=key if alone else f"{key}-return-{about}",
            lines=_positive(lines),
            sale_type="return",
            sellers=shares(lines, source),
            original=original(about),
        )


def _positive(sold: Sequence[Sold]) -> tuple[Line, ...]:
    return tuple(replace(one.line, quantity=-one.line.quantity, net=-one.line.net) for one in sold)


def shares(sold: Sequence[Sold], source: str) -> tuple[tuple[Who, float], ...]:
    """Each seller's share: lines weigh by their net, or all the same where nothing was paid."""
    if len(found := {one.sellers for one in sold}) == 1 and len(alone := found.pop()) == 1:
        return ((Who(source, alone[0][0]), 1.0),)
    priced = any(one.line.net for one in sold)
    weights: dict[str, float] = {}
    for one in sold:
        weight = abs(one.line.net) if priced else 1
        for code, part in one.sellers:
            weights[code] = weights.get(code, 0.0) + weight * part
    total = sum(weights.values())
    return tuple((Who(source, code), weight / total) for code, weight in weights.items() if weight)

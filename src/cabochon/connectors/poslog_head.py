"""What a POSLog transaction says of itself: where, when, at which till, by whom; and the keys that are made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..refusals import Refused
from ..retail.currencies import EXPONENTS
from ..retail.events import SALE_TYPES
from ..retail.master import Door
from ..retail.who import Who
from .cells import business_day, filled, fixed, unknown_door
from .delivery import Delivery, revision_of
from .poslog_shape import SALES
from .poslog_totals import currency_of
from .poslog_values import Part, day_of, moment_of, word


@dataclass(frozen=True, slots=True)
class Till:
    """What all transactions of a delivery are read by. types, unsold, closings: the till's words, as `word` makes
    them."""

    settings: Mapping[str, Any]
    doors: Mapping[str, Door]
    revision: str
    types: Mapping[str, str]
    unsold: frozenset[str]
    closings: frozenset[str]


@dataclass(slots=True)
class Head:
    """place: of the transaction, for refusals. Not frozen, as there is one a transaction and that costs."""

    place: str
    door: Door
    at: datetime
    day: date
    currency: str
    key: str
    till: str
    operator: Who | None
    revision: str
    source: str

    @property
    def shared(self) -> dict[str, Any]:
        """What every event of the transaction has in common."""
        return {"at": self.at, "boutique": self.door.code, "source": self.source, "revision": self.revision}


def till_of(delivery: Delivery, settings: Mapping[str, Any]) -> Till:
    """
    Raises:
        Refused: the mapping names a sale type there is not.
    """
    types = {word(said): meant for said, meant in settings["sale_types"].items()}
    if wrong := next((meant for meant in types.values() if meant not in SALE_TYPES), ""):
        raise Refused(f"{wrong!r} is no sale type; there are {', '.join(SALE_TYPES)}", "mapping, sale_types")
    return Till(
        settings, delivery.doors, revision_of(delivery.received), types,
        frozenset(map(word, settings["unsold"])), frozenset(map(word, settings["closings"])),
    )  # fmt: skip


def head_of(transaction: Part, till: Till, place: str) -> Head:
    """
    Raises:
        Refused: an unknown boutique or currency, no time, or a key that cannot be made.
    """
    settings = till.settings
    code = _boutique(transaction, till) or settings["boutique"]
    if (door := till.doors.get(code)) is None:
        raise Refused(unknown_door(code) if code else "is empty", f"{place}, RetailStoreID")
    name = "EndDateTime" if transaction.get("EndDateTime", "0001-")[:5] != "0001-" else "BeginDateTime"
    if not (time := transaction.get(name)):
        raise Refused("is empty", f"{place}, EndDateTime")
    second = (transaction.get("BeginDateTime") or "") > time  # it ended before it began: in an hour that is repeated
    at = fixed(moment_of(time, f"{place}, {name}"), settings["zone"] or door.zone, fold=int(second))
    said = transaction.get("BusinessDayDate")
    day = day_of(said, f"{place}, BusinessDayDate") if said else business_day(at, door)
    currency = str(transaction.get("CurrencyCode") or _total_in(transaction) or door.currency).upper()
    if currency not in EXPONENTS:
        reason = f"{currency!r} is not a currency of ISO 4217; expected e.g. {door.currency}"
        raise Refused(reason, f"{place}, CurrencyCode")
    parts = {
        "boutique": door.code,
        "till": transaction.get("WorkstationID") or "",
        "business_day": day.isoformat(),
        "ticket": transaction.get("SequenceNumber") or "",
        "id": transaction.get("TransactionID") or "",
    }
    for field, element in (("ticket", "SequenceNumber"), ("id", "TransactionID")):
        if f"{{{field}}}" in settings["key"] and not parts[field]:
            raise Refused("is empty", f"{place}, {element}")
    source, operator = settings["source"], transaction.get("OperatorID")
    return Head(
        place, door, at, day, currency, filled(settings["key"], parts), parts["till"],
        Who(source, operator) if operator else None, till.revision, source,
    )  # fmt: skip


def key_of(link: Part, till: Till, head: Head, *, needed: bool = False) -> str:
    """The key of the receipt a link names: of the same boutique, till and day unless it says more; "" where it does not
    say enough.

    Raises:
        Refused: it does not say enough, and that was needed.
    """
    place = f"{head.place}, TransactionLink"
    ticket, id_ = link.get("SequenceNumber") or "", link.get("TransactionID") or ""
    template = till.settings["key"]
    if ("{ticket}" in template and not ticket) or ("{id}" in template and not id_):
        if needed:
            raise Refused("voids another transaction and does not say which", place)
        return ""
    said = link.get("BusinessDayDate") or link.get("BeginDateTime") or link.get("EndDateTime")
    parts = {
        "boutique": _boutique(link, till) or head.door.code,
        "till": link.get("WorkstationID") or head.till,
        "business_day": (day_of(said, place) if said else head.day).isoformat(),
        "ticket": ticket,
        "id": id_,
    }
    return filled(template, parts)


def known_boutique(transaction: Part, till: Till) -> str:
    """Our code of the boutique it says it is of; "" for none of ours."""
    code = _boutique(transaction, till) or till.settings["boutique"]
    return code if code in till.doors else ""


def _total_in(transaction: Part) -> str:
    """The currency of its total, for a till that says it nowhere else."""
    return next((currency_of(transaction[name]) for name in SALES if name in transaction), "")


def _boutique(part: Part, till: Till) -> str:
    text = part.get("RetailStoreID") or (part.get("BusinessUnit") or {}).get("UnitID") or ""
    return str(till.settings["boutiques"].get(text, text))

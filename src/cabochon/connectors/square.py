"""Orders of Square: a webhook that names one is answered by fetching it; a file of orders is read as it is.

Money is whole minor units. A line's total has tax in it and the discount taken off; tips, gift cards and service
charges are no sale. Shapes: https://developer.squareup.com/reference/square/objects/Order, .../objects/Payment
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.who import Who
from . import signatures
from .cells import business_day
from .delivery import Bad, Delivery, Reading, Skipped
from .documents import Document, documents, listed, pruned, text_of, time_of
from .feed import Arrived, Feed, by_body
from .mapping import settled
from .square_lines import ITEM, MONEY, currency_of, sellers_of, sold_lines
from .till_api import door_among, key_of, place, version_of, void
from .till_ticket import receipts

FEED = "square"
WEB = mark("is a web order that is not picked up in a boutique; `web` in the mapping says what to do")
UNDECIDED = mark("is an order that is still open")
PAYMENT: Mapping[str, Any] = {"id": None, "team_member_id": None, "employee_id": None, "amount_money": MONEY}
ORDER: Mapping[str, Any] = dict.fromkeys((
    "id", "location_id", "state", "version", "created_at", "updated_at", "closed_at",
)) | {
    "line_items": ITEM, "returns": {"source_order_id": None, "return_line_items": ITEM}, "taxes": {"type": None},
    "source": {"name": None}, "fulfillments": {"type": None}, "tenders": {"id": None, "payment_id": None},
    "payments": PAYMENT, "total_money": MONEY,
}  # fmt: skip
OPEN = ("OPEN", "DRAFT", "PROPOSED")
TENDERS = 10  # payments of one order that are fetched


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        at, document = found
        if "data" in document and "type" in document:
            yield from _event(document, at, delivery, settings)
            continue
        try:
            ones = _unwrapped(document, at)
        except Refused as e:
            if not at:
                raise
            yield Bad(at, e.reason, {})
            continue
        for where, order in ones:
            yield from _judged(order, where, delivery, settings)


def _unwrapped(document: Document, at: str) -> Iterator[tuple[str, Document]]:
    """Orders with their places; a file's "payments" go to the orders whose tenders name them."""
    if isinstance(one := document.get("order"), dict):
        return iter([(f"{at}/order", one)])
    if "orders" in document:
        payments = {text_of(one, "id"): one for one in listed(document, "payments")}
        orders = listed(document, "orders")
        return ((f"{at}/orders/{n}", _paid(one, payments)) for n, one in enumerate(orders))
    if {"line_items", "returns"} & document.keys() or {"location_id", "state"} <= document.keys():
        return iter([(at, document)])
    names = ", ".join(list(document)[:5])
    raise Refused(f'holds {names or "nothing"}, and no order; expected a webhook, {{"order"}} or {{"orders"}}', at)


def _paid(order: Document, payments: Mapping[str, Document]) -> Document:
    found = [payments[one] for one in _tenders(order) if one in payments] if payments else []
    return {**order, "payments": found} if found else order


def _tenders(order: Document) -> list[str]:
    return [text_of(one, "payment_id") or text_of(one, "id") for one in listed(order, "tenders")]


# A webhook


def _event(event: Document, at: str, delivery: Delivery, settings: Mapping[str, Any]) -> Reading:
    """What is named is fetched: a sender out of reach, or a token that is not taken, is the whole delivery's fault."""
    kind = text_of(event, "type")
    if kind.partition(".")[0] not in ("order", "payment", "refund"):
        yield Skipped(at, mark("is a webhook about something else than orders, payments and refunds"))
        return
    named, payment = _named(event)
    if not (id_ := text_of(named, "order_id")):
        raise Refused("is missing: the webhook names no order", f"{at}/data/object/order_id")
    if text_of(named, "state") in OPEN:
        yield Skipped(at, UNDECIDED)
        return
    order = _fetched(delivery, place(settings["api"], "v2", "orders", id_), "order")
    if text_of(order, "state") not in OPEN:
        known = {text_of(payment, "id"): payment}
        paid = [known.get(one) or _fetched(delivery, place(settings["api"], "v2", "payments", one), "payment")
                for one in _tenders(order)[:TENDERS] if one]  # fmt: skip
        order = {**order, "payments": paid}
    yield from _judged(order, f"{at}/order", delivery, settings)


def _named(event: Document) -> tuple[Document, Document]:
    """What the webhook is about, with its order_id; and the payment, where it is one."""
    inner = event["data"].get("object") if isinstance(event["data"], dict) else None
    one = next((v for v in inner.values() if isinstance(v, dict)), {}) if isinstance(inner, dict) else {}
    if text_of(event, "type").startswith("order.") and not one.get("order_id"):
        one = {**one, "order_id": one.get("id") or text_of(event["data"] if inner is not None else {}, "id")}
    return one, one if text_of(event, "type").startswith("payment.") else {}


def _fetched(delivery: Delivery, url: str, name: str) -> Document:
    answer = delivery.asked(url)
    if not isinstance(answer, dict) or not isinstance(found := answer.get(name), dict):
        raise Refused(f"Square answered without {name}; its API may have changed", url)
    return found


def _event_id(arrived: Arrived) -> str:
    """A webhook is sent again under the same event_id until it is answered."""
    try:
        said = json.loads(arrived.body)
    except (ValueError, RecursionError):
        return by_body(arrived)
    return (text_of(said, "event_id") if isinstance(said, dict) else "") or by_body(arrived)


# An order


def _judged(order: Document, at: str, delivery: Delivery, settings: Mapping[str, Any]) -> Reading:
    cut = pruned(order, ORDER)
    try:
        yield from _order(cut, at, delivery, settings)
    except Refused as e:
        yield Bad(f"{at}{e.pointer}", e.reason, {"order": cut})


def _order(order: Document, at: str, delivery: Delivery, settings: Mapping[str, Any]) -> Reading:
    if (state := text_of(order, "state")) in OPEN:
        yield Skipped(at, UNDECIDED)
        return
    if state not in ("COMPLETED", "CANCELED"):
        raise Refused(f"{state!r} is no state of an order; expected e.g. COMPLETED", "/state")
    if (type_ := _sale_type(order, settings)) is None:
        yield Skipped(at, WEB)
        return
    if order.get("line_items") is None and order.get("returns") is None:
        if state == "CANCELED":
            yield Skipped(at, mark("was called off before anything was in it"))
            return
        raise Refused("is missing: an order has line items or returns", "/line_items")
    door = door_among((text_of(order, "location_id"),), delivery, settings, "/location_id")
    currency = currency_of(order, door.currency)
    closed = time_of(order, "closed_at" if order.get("closed_at") else "created_at")
    changed = time_of(order, "updated_at") if order.get("updated_at") else closed
    source, staff = settings["source"], sellers_of(listed(order, "payments"))
    sold = sold_lines(order, currency, sellers=staff if settings["cashier_sells"] else (), type_=type_)
    if not sold:
        yield Skipped(at, mark("sells nothing: gift cards, tips and amounts without goods are money and no sale"))
        return
    shared = {
        "at": closed, "boutique": door.code, "source": source, "business_day": business_day(closed, door),
        "currency": currency, "cashier": Who(source, staff[0][0]) if staff else None,
        # the same version with its associates is more than without: a file of orders has no payments
        "revision": version_of(order, "version", changed) + ("-staff" if staff else ""),
    }  # fmt: skip
    key = key_of(text_of(order, "id"), door, settings)
    if state == "CANCELED":
        yield void(sold, key, shared)
    else:
        yield from receipts(sold, key, shared, original=lambda id_: key_of(id_, door, settings))


def _sale_type(order: Document, settings: Mapping[str, Any]) -> str | None:
    """Ours; None for a web order that is none of a boutique's."""
    source = order.get("source")
    if not isinstance(source, dict) or text_of(source, "name") not in settings["online"]:
        return "sale"
    if settings["web"] != "skip":
        return str(settings["web"])
    return "web_pickup" if any(one.get("type") == "PICKUP" for one in listed(order, "fulfillments")) else None


CONNECTORS = (
    Feed(FEED, read, ("orders",), "orders, returns and their associates of Square, webhook or file",
         family="till", title="Square", signing=replace(signatures.SQUARE, id=_event_id), asks=True,
         probe="v2/locations"),
)  # fmt: skip

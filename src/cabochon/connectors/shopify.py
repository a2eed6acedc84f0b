"""Orders of Shopify, as the webhook or an export has them: the receipt as it stands, and a return for each refund.

Prices come as decimal strings in the shop's currency (https://shopify.dev/docs/api/admin-rest/latest/resources/order).
An order is sent again whenever it changes, staff attributed later included: `updated_at` is the revision.
"""

from collections.abc import Mapping
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.events import SALE_TYPES, Line, Receipt
from ..retail.master import Door
from ..retail.who import Who
from . import signatures
from .cells import business_day, filled, unknown_door
from .delivery import Bad, Delivery, Reading, Skipped, revision_of
from .documents import Document, documents, listed, pruned, text_of, time_of
from .feed import Feed
from .mapping import settled
from .shopify_edits import MONEYS, currency_among, left, paid_in, said_in
from .shopify_graphql import bare, gathered
from .shopify_lines import ITEM, currency_of, order_lines, refund_lines

FEED = "shopify"
WEB = mark("is a web order that is not picked up in a boutique; `web` in the mapping says what to do")
DRAFTED = "shopify_draft_order"  # source_name of an order that was a draft
OWED = ("pending", "authorized", "partially_paid")  # financial_status before all is paid
REFUND: Mapping[str, Any] = {
    "id": None, "order_id": None, "created_at": None, "processed_at": None, "user_id": None, "order_number": None,
    "refund_line_items": {
        "line_item_id": None, "quantity": None, "subtotal": None, "total_tax": None, "location_id": None,
        "restock_type": None, "subtotal_set": MONEYS, "total_tax_set": MONEYS, "line_item": ITEM,
    },
    "transactions": {"currency": None, "location_id": None},
}  # fmt: skip
ORDER: Mapping[str, Any] = dict.fromkeys((
    "id", "order_number", "created_at", "processed_at", "updated_at", "cancelled_at", "currency", "location_id",
    "user_id", "source_name", "taxes_included", "test", "total_discounts", "total_tax", "subtotal_price",
    "financial_status", "presentment_currency",
)) | {
    "total_discounts_set": MONEYS, "total_tax_set": MONEYS, "subtotal_price_set": MONEYS,
    "payment_terms": {"payment_terms_type": None},
    "line_items": ITEM, "refunds": REFUND, "fulfillments": {"location_id": None, "status": None},
    "shipping_lines": {"code": None, "title": None, "delivery_category": None},
}  # fmt: skip


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    for found in gathered(documents(delivery)):
        if isinstance(found, Bad):
            yield found
            continue
        place, document = found
        if said := _no_sale(document):
            yield Skipped(place, said)
            continue
        try:
            ones = _unwrapped(document, place)
        except Refused as e:
            if not place:
                raise
            yield Bad(place, e.reason, {})
            continue
        for at, refund, shape, one in ones:
            cut = pruned(one, shape)
            try:
                yield from _refund(cut, delivery, settings) if refund else _order(cut, delivery, settings, place=at)
            except Refused as e:
                told = ("refund_line_items" if refund else "line_items") in cut  # else its wrapping tells what it is
                row = cut if told else {"refund" if refund else "order": cut}
                yield Bad(f"{at}{e.pointer}", e.reason, row)


def _no_sale(document: Document) -> str:
    """Why a webhook is none about an order as it stands; "" for what may be one."""
    if {"draft_order", "draft_orders", "invoice_sent_at"} & document.keys():
        return mark("is a draft, which becomes an order once it is paid")
    if "order_edit" in document:
        return mark("is an edit, of which the order itself tells as well")
    if document.keys() == {"id"}:
        return mark("is an order that was deleted, of which no more is said; what was sold stands as it was told last")
    if "return_line_items" in document:
        return mark("is a return that is asked for; what is taken back comes as a refund")
    if "order_id" in document and "refund_line_items" not in document:
        return mark("is a payment or a fulfillment, of which the order itself tells as well")
    return ""


def _unwrapped(document: Document, place: str) -> list[tuple[str, bool, Mapping[str, Any], Document]]:
    """(place, is it a refund, what is read of it, the thing itself)."""
    for name, refund in (("order", False), ("orders", False), ("refund", True), ("refunds", True)):
        if name in document and "line_items" not in document:
            found = document[name]
            ones = [found] if isinstance(found, dict) else listed(document, name)
            places = [f"{place}/{name}" if isinstance(found, dict) else f"{place}/{name}/{n}" for n in range(len(ones))]
            shape = REFUND if refund else ORDER
            return [(at, refund, shape, one) for at, one in zip(places, ones, strict=True)]
    if "refund_line_items" in document:
        return [(place, True, REFUND, document)]
    if "line_items" in document:
        return [(place, False, ORDER, document)]
    names = ", ".join(list(document)[:5])
    raise Refused(
        f'holds {names or "nothing"}, and no order; expected {{"order"}}, {{"orders"}} or {{"refund"}}', place
    )


def _order(order: Document, delivery: Delivery, settings: Mapping[str, Any], *, place: str) -> Reading:
    order = _itemised(order, settings)
    at = time_of(order, "processed_at" if order.get("processed_at") else "created_at")
    type_ = _sale_type(order, settings)
    if type_ is None:
        yield Skipped(place, WEB)
        return
    door = _door(order, delivery, settings)
    currency = currency_of(order, door.currency)
    if local := paid_in(order, door.currency) if settings["local_currency"] else "":
        order, currency = said_in(order, local), local
    lines = order_lines(order, currency)
    if not lines and order.get("line_items"):
        yield Skipped(place, mark("sells gift cards and tips only, which are money and no sale"))
        return
    standing = left(order, lines)
    parts = {"boutique": door.code, "id": text_of(order, "id"), "order_number": text_of(order, "order_number")}
    key, user = filled(settings["key"], parts), text_of(order, "user_id")
    cancelled = bool(order.get("cancelled_at")) or (not standing and bool(lines))  # all of it was taken off by edits
    revision = revision_of(time_of(order, "updated_at" if order.get("updated_at") else "created_at"))
    yield Receipt(
        at=at,
        boutique=door.code,
        source=settings["source"],
        key=key,
        revision=revision,
        business_day=business_day(at, door),
        currency=currency,
        lines=tuple((lines if cancelled else standing).values()),
        sale_type="void" if cancelled and type_ != "test" else type_,
        sellers=_sellers(order, lines if cancelled else standing, settings),
        cashier=Who(settings["source"], user) if user else None,
    )
    if not cancelled:  # a cancelled order's refund is the same money once more
        for n, refund in enumerate(listed(order, "refunds")):
            try:
                till = _till(refund, delivery, settings) or door
                yield from _returned(refund, order, lines, key=key, currency=currency, door=till, settings=settings,
                                     revision=revision)  # fmt: skip
            except Refused as e:
                yield Bad(f"{place}/refunds/{n}{e.pointer}", e.reason, {**refund, "order_id": order.get("id")})


def _itemised(order: Document, settings: Mapping[str, Any]) -> Document:
    """The order; fetched without its line items it is one line of the mapping's `unitemised`, where that is written."""
    if "line_items" in order:
        return order
    if not (sku := settings["unitemised"]):
        reason = 'is missing: the order was fetched without it; ask for all fields, or write unitemised = "<a SKU>"'
        raise Refused(reason, "/line_items")
    item = {"sku": sku, "quantity": 1, "price": order.get("subtotal_price")}
    return {**order, "line_items": [item], "total_discounts": "0"}


def _sale_type(order: Document, settings: Mapping[str, Any]) -> str | None:
    """Ours; None for a web order that is none of a boutique's."""
    if order.get("test") is True:
        return "test"
    source = text_of(order, "source_name")
    if source in settings["till_sources"] or (source == DRAFTED and order.get("location_id")):
        return _agreed(order, settings)
    if settings["web"] != "skip":
        return str(settings["web"])
    said = " ".join(text_of(line, name) for line in listed(order, "shipping_lines") for name in line).lower()
    return "web_pickup" if any(word in said for word in settings["pickup_words"]) else None


def _agreed(order: Document, settings: Mapping[str, Any]) -> str:
    """What an order of a till is: with payment terms it is no sale before it is paid."""
    if not order.get("payment_terms") or text_of(order, "financial_status") not in OWED:
        return "sale"
    if settings["unpaid"] not in SALE_TYPES:
        raise Refused(f"{settings['unpaid']!r} is no sale type; there are {', '.join(SALE_TYPES)}", "mapping, unpaid")
    return str(settings["unpaid"])


def _till(refund: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Door | None:
    """The boutique whose till gave the money back, which may be another than sold it."""
    said = (bare(text_of(one, "location_id")) for one in listed(refund, "transactions"))
    return next((delivery.doors[code] for one in said
                 if one and (code := settings["boutiques"].get(one, one)) in delivery.doors), None)  # fmt: skip


def _door(document: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Door:
    inner = (
        *listed(document, "fulfillments"),
        *listed(document, "refund_line_items"),
        *listed(document, "transactions"),
    )
    places = (text_of(one, "location_id") for one in (document, *inner))
    location = next((bare(place) for place in places if place), "")
    code = settings["boutiques"].get(location, location) or settings["boutique"]
    if not code:
        raise Refused('is empty; write the boutique of such orders: boutique = "<code>"', "/location_id")
    if code not in delivery.doors:
        raise Refused(unknown_door(code), "/location_id")
    return delivery.doors[code]


def _sellers(order: Document, lines: Mapping[str, Line], settings: Mapping[str, Any]) -> tuple[tuple[Who, float], ...]:
    """Attributed staff share by quantity of the lines that are sold; where nobody is, the one who rang it up."""
    counts: dict[str, int] = {}
    for n, item in enumerate(listed(order, "line_items")):
        if (text_of(item, "id") or str(n)) not in lines:
            continue
        for staff in listed(item, "attributed_staffs"):
            code, quantity = bare(text_of(staff, "id")), staff.get("quantity", 1)
            if not code or type(quantity) is not int or quantity < 0:
                raise Refused('should be {"id", "quantity"}', f"/line_items/{n}/attributed_staffs")
            counts[code] = counts.get(code, 0) + quantity
    if total := sum(counts.values()):
        return tuple((Who(settings["source"], code), n / total) for code, n in counts.items() if n)
    user = text_of(order, "user_id")
    return ((Who(settings["source"], user), 1.0),) if user and settings["cashier_sells"] else ()


def _refund(refund: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Reading:
    """A refund that comes alone (webhook refunds/create): priced by the line items inside it."""
    door = _door(refund, delivery, settings)
    paid = next((one for one in listed(refund, "transactions") if one.get("currency")), {})
    local = door.currency if settings["local_currency"] else ""
    currency = currency_of({"currency": currency_among(refund, local) or paid.get("currency")}, door.currency)
    refund = said_in(refund, currency)
    if "{order_number}" in settings["key"] and not refund.get("order_number"):
        raise Refused(
            "is missing: the mapping's key names {order_number}, a refund alone has none; use {id}", "/order_id"
        )
    parts = {"boutique": door.code, "id": text_of(refund, "order_id"), "order_number": text_of(refund, "order_number")}
    key = filled(settings["key"], parts)
    yield from _returned(refund, {}, {}, key=key, currency=currency, door=door, settings=settings, revision="")


def _returned(
    refund: Document,
    order: Document,
    lines: Mapping[str, Line],
    *,
    key: str,
    currency: str,
    door: Door,
    settings: Mapping[str, Any],
    revision: str,
) -> Reading:
    """A return of the order. Money given back without goods (an adjustment) takes no line back and is no event.

    revision: the order's, "" for a refund that comes alone: it knows less, and the order's word stands above it.
    """
    at = time_of(refund, "processed_at" if refund.get("processed_at") else "created_at")
    back, user = refund_lines(refund, order, lines, currency=currency), text_of(refund, "user_id")
    if back:
        yield Receipt(
            at=at,
            boutique=door.code,
            source=settings["source"],
            key=f"{key}-refund-{text_of(refund, 'id')}",
            revision=revision or f"0T{revision_of(at)}",
            business_day=business_day(at, door),
            currency=currency,
            lines=back,
            sale_type="return",
            cashier=Who(settings["source"], user) if user else None,
            original=key,
        )


CONNECTORS = (
    Feed(FEED, read, ("orders",), "orders and refunds of Shopify, file or webhook",
         family="till", title="Shopify", signing=signatures.SHOPIFY),
)  # fmt: skip

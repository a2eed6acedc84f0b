"""Orders of Shopify, as the webhook or an export has them: the receipt as it stands, and a return for each refund.

Prices come as decimal strings in the shop's currency (https://shopify.dev/docs/api/admin-rest/latest/resources/order).
An order is sent again whenever it changes, staff attributed later included: `updated_at` is the revision.
"""

from collections.abc import Mapping
from typing import Any

from ..refusals import Refused
from ..retail.events import Line, Receipt
from ..retail.master import Door
from ..retail.who import Who
from .cells import business_day, filled, unknown_door
from .delivery import Bad, Delivery, Reading, Skipped, revision_of
from .documents import Document, documents, listed, pruned, text_of, time_of
from .mapping import settled
from .shopify_lines import ITEM, currency_of, order_lines, refund_lines

FEED = "shopify"
REFUND: Mapping[str, Any] = {
    "id": None, "order_id": None, "created_at": None, "processed_at": None, "user_id": None, "order_number": None,
    "refund_line_items": {
        "line_item_id": None, "quantity": None, "subtotal": None, "total_tax": None, "location_id": None,
        "line_item": ITEM,
    },
    "transactions": {"currency": None, "location_id": None},
}  # fmt: skip
ORDER: Mapping[str, Any] = dict.fromkeys((
    "id", "order_number", "created_at", "processed_at", "updated_at", "cancelled_at", "currency", "location_id",
    "user_id", "source_name", "taxes_included", "test", "total_discounts", "total_tax", "subtotal_price",
)) | {
    "line_items": ITEM, "refunds": REFUND, "fulfillments": {"location_id": None, "status": None},
    "shipping_lines": {"code": None, "title": None, "delivery_category": None},
}  # fmt: skip


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        place, document = found
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
        yield Skipped(place, "is a web order that is not picked up in a boutique; `web` in the mapping says what to do")
        return
    door = _door(order, delivery, settings)
    currency = currency_of(order, door.currency)
    lines = order_lines(order, currency)
    if not lines and order.get("line_items"):
        yield Skipped(place, "sells gift cards only, which are money and no sale")
        return
    parts = {"boutique": door.code, "id": text_of(order, "id"), "order_number": text_of(order, "order_number")}
    key, user = filled(settings["key"], parts), text_of(order, "user_id")
    cancelled = bool(order.get("cancelled_at"))
    yield Receipt(
        at=at,
        boutique=door.code,
        source=settings["source"],
        key=key,
        revision=revision_of(time_of(order, "updated_at" if order.get("updated_at") else "created_at")),
        business_day=business_day(at, door),
        currency=currency,
        lines=tuple(lines.values()),
        sale_type="void" if cancelled and type_ != "test" else type_,
        sellers=_sellers(order, settings),
        cashier=Who(settings["source"], user) if user else None,
    )
    if not cancelled:  # a cancelled order's refund is the same money once more
        for n, refund in enumerate(listed(order, "refunds")):
            try:
                yield from _returned(refund, order, lines, key=key, currency=currency, door=door, settings=settings)
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
    if text_of(order, "source_name") in settings["till_sources"]:
        return "sale"
    if settings["web"] != "skip":
        return str(settings["web"])
    said = " ".join(text_of(line, name) for line in listed(order, "shipping_lines") for name in line).lower()
    return "web_pickup" if any(word in said for word in settings["pickup_words"]) else None


def _door(document: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Door:
    inner = (
        *listed(document, "fulfillments"),
        *listed(document, "refund_line_items"),
        *listed(document, "transactions"),
    )
    places = (text_of(one, "location_id") for one in (document, *inner))
    location = next((place for place in places if place), "")
    code = settings["boutiques"].get(location, location) or settings["boutique"]
    if not code:
        raise Refused('is empty; write the boutique of such orders: boutique = "<code>"', "/location_id")
    if code not in delivery.doors:
        raise Refused(unknown_door(code), "/location_id")
    return delivery.doors[code]


def staff_of(text: str) -> str:
    """gid://shopify/StaffMember/902541635 is user 902541635."""
    return text.rsplit("/", 1)[-1]


def _sellers(order: Document, settings: Mapping[str, Any]) -> tuple[tuple[Who, float], ...]:
    """Attributed staff share by quantity; where nobody is, the one who rang it up."""
    counts: dict[str, int] = {}
    for n, item in enumerate(listed(order, "line_items")):
        for staff in listed(item, "attributed_staffs"):
            code, quantity = staff_of(text_of(staff, "id")), staff.get("quantity", 1)
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
    currency = currency_of(paid, door.currency)
    if "{order_number}" in settings["key"] and not refund.get("order_number"):
        raise Refused(
            "is missing: the mapping's key names {order_number}, a refund alone has none; use {id}", "/order_id"
        )
    parts = {"boutique": door.code, "id": text_of(refund, "order_id"), "order_number": text_of(refund, "order_number")}
    key = filled(settings["key"], parts)
    yield from _returned(refund, {}, {}, key=key, currency=currency, door=door, settings=settings)


def _returned(
    refund: Document,
    order: Document,
    lines: Mapping[str, Line],
    *,
    key: str,
    currency: str,
    door: Door,
    settings: Mapping[str, Any],
) -> Reading:
    """A return of the order. Money given back without goods (an adjustment) takes no line back and is no event."""
    at = time_of(refund, "processed_at" if refund.get("processed_at") else "created_at")
    back, user = refund_lines(refund, order, lines, currency=currency), text_of(refund, "user_id")
    if back:
        yield Receipt(
            at=at,
            boutique=door.code,
            source=settings["source"],
            key=f"{key}-refund-{text_of(refund, 'id')}",
            revision=revision_of(at),
            business_day=business_day(at, door),
            currency=currency,
            lines=back,
            sale_type="return",
            cashier=Who(settings["source"], user) if user else None,
            original=key,
        )

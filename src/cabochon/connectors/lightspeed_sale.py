"""A sale of Lightspeed X-Series in one shape, whichever of the three it came in, and the money of its lines.

The shapes: API 2.0 (line_items, product_id, price_total), the dated API (source, product.id, pricing, tax), and the
webhook's of API 0.9 (register_sale_products, status). A price is without tax and, unless the mapping says otherwise,
after its discount. States: https://x-series-api.lightspeedhq.com/docs/sales_states_and_attributes
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ..refusals import Refused
from ..retail.events import SALE_TYPES, Line
from .cells import minor
from .dates import YEARS
from .documents import Document, decimal_of, listed, text_of
from .shopify_lines import spread
from .till_api import MOST, quantity_of
from .till_row import Sold

LEGACY = {  # status -> state and attribute
    "SAVED": "parked", "OPEN": "pending", "VOIDED": "voided", "CLOSED": "closed",
    "ONACCOUNT": "pending onaccount", "ONACCOUNT_CLOSED": "closed onaccount", "LAYBY": "pending layby",
    "LAYBY_CLOSED": "closed layby", "AWAITING_DISPATCH": "pending delivery", "DISPATCHED_CLOSED": "closed delivery",
    "AWAITING_PICKUP": "pending pickup", "PICKED_UP_CLOSED": "closed pickup", "SERVICE": "pending service",
    "SERVICE_CLOSED": "closed service",
}  # fmt: skip
PLAIN = ("id", "version", "created_at", "updated_at", "deleted_at", "return_for")


def told(sale: Document) -> Document:
    """What of a sale is read, and nothing else, under the names of API 2.0; what is told so is told so again."""
    source, outlet = _object(sale, "source"), _object(sale, "outlet")
    state, _, attribute = LEGACY.get(text_of(sale, "status").upper(), "").partition(" ")
    found = sale.get("attributes")
    words = found if isinstance(found, list) else text_of(sale, "attributes").split()
    made: Document = {name: sale[name] for name in PLAIN if name in sale and not isinstance(sale[name], (dict, list))}
    made |= {
        "outlet_id": text_of(sale, "outlet_id") or text_of(source, "outlet_id") or text_of(outlet, "id"),
        "register_id": text_of(sale, "register_id") or text_of(source, "register_id"),
        "user_id": text_of(sale, "user_id") or text_of(source, "author_id"),
        "sale_date": text_of(sale, "sale_date") or text_of(sale, "date"),
        "state": text_of(sale, "state").lower() or state,
        "attributes": " ".join(str(one) for one in words if isinstance(one, str)) or attribute,
    }
    for name in ("line_items", "register_sale_products"):
        if name in sale:
            made["line_items"] = [_told(one) for one in listed(sale, name)]
            break
    return made


def _told(item: Document) -> Document:
    product, pricing, person = _object(item, "product"), _object(item, "pricing"), _object(item, "salesperson")
    return {
        "product_id": text_of(item, "product_id") or text_of(product, "id"),
        "sku": text_of(item, "sku") or text_of(product, "sku"),
        "quantity": _first(item, "quantity"),
        "price": _first(pricing, "price") or _first(item, "price", "unit_price"),
        "price_total": _first(item, "price_total", "total_price") or _first(pricing, "price_total", "total"),
        "discount": _first(pricing, "discount") or _first(item, "discount", "unit_discount"),
        "discount_total": _first(item, "discount_total", "total_discount"),
        "salesperson_id": text_of(item, "salesperson_id") or text_of(person, "id") or text_of(item, "salesperson"),
        "is_return": item.get("is_return") is True,
        "gift_card": item.get("gift_card") is True or bool(item.get("gift_card_number")),
    }


def _object(document: Document, name: str) -> Document:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _first(document: Document, *names: str) -> Any:
    """The first of them that is there, as text, None otherwise: what it is worth is judged later."""
    return next((str(document[n]) for n in names if document.get(n) is not None and n in document), None)


def time_of(sale: Document, name: str) -> datetime:
    """A time; without an offset it is UTC (the webhook's "2026-03-31 12:05:00")."""
    text = text_of(sale, name)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is not a time; expected e.g. 2026-03-31T12:05:00+00:00", f"/{name}") from None
    if at.year not in YEARS:
        raise Refused(f"{text!r} is a year nobody sells in; expected e.g. 2026-03-31T12:05:00+00:00", f"/{name}")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def sold_lines(sale: Document, currency: str, settings: Mapping[str, Any], *, type_: str) -> list[Sold]:
    """What was sold and what came back, gift cards left out; a discount on the whole sale shared out over the goods."""
    if type_ not in SALE_TYPES:
        raise Refused(f"{type_!r} is no sale type; there are {', '.join(SALE_TYPES)}", "mapping, sale_types")
    if "line_items" not in sale:
        raise Refused("is missing: a sale has line items", "/line_items")
    items, found, off = listed(sale, "line_items"), [], Decimal()
    original, user = text_of(sale, "return_for"), text_of(sale, "user_id") if settings["cashier_sells"] else ""
    quantities = [_at(n, quantity_of, item) for n, item in enumerate(items)]
    gone = bool(items) and all(one <= 0 for one in quantities)
    for n, (item, quantity) in enumerate(zip(items, quantities, strict=True)):
        if not quantity or item.get("gift_card"):
            continue
        if {text_of(item, "product_id"), text_of(item, "sku")} & set(settings["discount_products"]):
            off += abs(_at(n, lambda one, q=quantity: _money(one, -abs(q), settings), item)[0])
            continue
        back = quantity < 0 and (bool(item.get("is_return")) or bool(original) or gone)
        net, discount = _at(n, lambda one, q=quantity: _money(one, q, settings), item)
        line = Line(
            sku=_sku(item), quantity=float(quantity), net=minor(-abs(net) if back else net, currency),
            discount=minor(discount, currency),
            zero_reason="" if net or back else "discounted" if discount else "free",
        )  # fmt: skip
        code = text_of(item, "salesperson_id") or user
        found.append(Sold(line, "return" if back else type_, original if back else "", ((code, 1.0),) if code else ()))
    return _less(found, off, currency) if off else found


def _less(found: Sequence[Sold], off: Decimal, currency: str) -> list[Sold]:
    """Takes a discount off what was sold, by price; off what came back where nothing was: it was given on that."""
    goods = [one for one in found if one.type != "return"] or list(found)
    parts = spread(off, [abs(Decimal(one.line.net)) for one in goods], currency)
    less = {id(one): min(minor(part, currency), abs(one.line.net)) for one, part in zip(goods, parts, strict=True)}
    return [replace(one, line=_cheaper(one.line, less.get(id(one), 0))) for one in found]


def _cheaper(line: Line, by: int) -> Line:
    net = line.net - by if line.net > 0 else line.net + by
    reason = line.zero_reason or ("" if net else "discounted")
    return replace(line, net=net, discount=line.discount + by, zero_reason=reason)


def _worth(item: Document, quantity: Decimal) -> Decimal:
    if item.get("price_total") is not None:
        return decimal_of(item, "price_total")
    return decimal_of(item, "price") * quantity


def _money(item: Document, quantity: Decimal, settings: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """Net and discount of the whole line, without tax."""
    net = _worth(item, quantity)
    if item.get("discount_total") is not None:
        discount = abs(decimal_of(item, "discount_total"))
    else:
        discount = abs(decimal_of(item, "discount", "0") * quantity)
    if settings["discounts"] == "outside":
        net -= discount.copy_sign(net)
    if net < 0 < quantity:
        raise Refused("is below zero; what comes back has a quantity below zero as well", "/price")
    if not -MOST * 1000 < net < MOST * 1000 or not discount < MOST * 1000:
        raise Refused("is more than a line can cost", "/price")
    return net, discount


def _at(n: int, read: Any, item: Document) -> Any:
    try:
        return read(item)
    except Refused as e:
        raise Refused(e.reason, f"/line_items/{n}{e.pointer}") from None


def _sku(item: Document) -> str:
    product = text_of(item, "product_id")
    return text_of(item, "sku") or product or "custom"

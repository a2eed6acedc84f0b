"""The money of a Shopify order: line items after discount and tax, and what of them a refund takes back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..refusals import Refused
from ..retail.currencies import EXPONENTS
from ..retail.events import Line
from .cells import minor
from .documents import Document, decimal_of, listed, text_of
from .shopify_edits import CANCELLED, MONEYS, MOST

CUSTOM = "custom"
TIP = "tip_payment_gateway"  # stands in lines that are a tip, and in no other
ITEM: Mapping[str, Any] = dict.fromkeys((
    "id", "sku", "variant_id", "product_id", "quantity", "current_quantity", "price", "total_discount", "gift_card",
    TIP,
)) | {
    "discount_allocations": {"amount": None, "amount_set": MONEYS}, "tax_lines": {"price": None, "price_set": MONEYS},
    "attributed_staffs": {"id": None, "quantity": None}, "price_set": MONEYS, "total_discount_set": MONEYS,
}  # fmt: skip


def currency_of(document: Document, otherwise: str) -> str:
    code = text_of(document, "currency") or otherwise
    if code not in EXPONENTS:
        raise Refused(f"{code!r} is not a currency of ISO 4217; expected e.g. {otherwise}", "/currency")
    return code


def order_lines(order: Document, currency: str) -> dict[str, Line]:
    """Lines by line item id, gift cards and tips left out, as they were ordered.

    Older orders give discount or tax only in total: spread by price.
    """
    places = [(text_of(one, "id") or str(n), one) for n, one in enumerate(listed(order, "line_items"))
              if not is_money(one) and _quantity(one)]  # fmt: skip
    items = [item for _, item in places]
    paid = [_price(item) * _quantity(item) for item in items]
    discounts = [_discount(item) for item in items]
    left = decimal_of(order, "total_discounts", "0") - sum(discounts)
    if left > 0 and not any(item.get("discount_allocations") for item in items):
        discounts = [d + part for d, part in zip(discounts, spread(left, paid, currency), strict=True)]
    nets = [price - discount for price, discount in zip(paid, discounts, strict=True)]
    if order.get("taxes_included") is True:
        if any(item.get("tax_lines") for item in items):
            taxes: Sequence[Decimal] = [_tax(item) for item in items]
        else:
            taxes = spread(decimal_of(order, "total_tax", "0"), nets, currency)
        kept = [(net - tax) / net if net else Decimal(1) for net, tax in zip(nets, taxes, strict=True)]
        nets = [net - tax for net, tax in zip(nets, taxes, strict=True)]
        discounts = [discount * share for discount, share in zip(discounts, kept, strict=True)]
    if any(abs(one) >= MOST * 1000 for one in (*nets, *discounts)) or any(one < 0 for one in nets):
        raise Refused("holds a discount or a tax that is more than a line can cost", "/line_items")
    return {
        name: Line(
            sku=sku_of(item),
            quantity=_quantity(item),
            net=minor(nets[n], currency),
            discount=minor(discounts[n], currency),
            zero_reason="" if nets[n] else "discounted" if paid[n] else "free",
        )
        for n, (name, item) in enumerate(places)
    }


def is_money(item: Document) -> bool:
    """A gift card or a tip: money that changes hands, and no sale."""
    return item.get("gift_card") is True or (TIP in item and sku_of(item) == CUSTOM)


def refund_lines(refund: Document, order: Document, lines: Mapping[str, Line], *, currency: str) -> tuple[Line, ...]:
    """What came back, with positive quantities, at the net the order's own lines were sold for."""
    back, items = [], {text_of(item, "id"): item for item in listed(order, "line_items")}
    for n, one in enumerate(listed(refund, "refund_line_items")):
        quantity, inner = _quantity(one), one.get("line_item")
        item = inner if isinstance(inner, dict) and inner else items.get(text_of(one, "line_item_id"), {})
        if is_money(item) or not quantity or one.get("restock_type") == CANCELLED:
            continue
        line = lines.get(text_of(one, "line_item_id"))
        if line is not None and line.quantity:
            net = round(line.net * quantity / line.quantity)
            back.append(Line(sku=line.sku, quantity=quantity, net=net))
        elif item:
            price = (
                decimal_of(one, "subtotal") if one.get("subtotal") is not None else decimal_of(item, "price") * quantity
            )
            tax = decimal_of(one, "total_tax", "0") if order.get("taxes_included") is True else Decimal()
            if not 0 <= price - tax < MOST * 1000:
                raise Refused("is no sum that a line can cost", f"/refund_line_items/{n}/subtotal")
            back.append(Line(sku=sku_of(item), quantity=quantity, net=minor(price - tax, currency)))
        else:
            raise Refused("names a line item the order does not have", f"/refund_line_items/{n}/line_item_id")
    return tuple(back)


def spread(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """A total over lines by weight, in whole minor units that add up to it."""
    unit = Decimal(1).scaleb(-EXPONENTS[currency])
    whole, parts, weight = sum(weights, Decimal()), [], Decimal()
    given = Decimal()
    for one in weights:
        weight += one
        upto = (total * weight / whole).quantize(unit) if whole else Decimal()
        parts.append(upto - given)
        given = upto
    return parts


def sku_of(item: Document) -> str:
    """The SKU; a line without one is named by its variant, so that it shows as unmapped and can be mapped."""
    if sku := text_of(item, "sku").strip():
        return sku
    variant, product = text_of(item, "variant_id"), text_of(item, "product_id")
    return f"variant-{variant}" if variant else f"product-{product}" if product else CUSTOM


def _quantity(item: Document) -> int:
    quantity = item.get("quantity")
    if type(quantity) is not int or not 0 <= quantity < MOST:
        raise Refused(f"{quantity!r} is not a quantity; expected e.g. 1", "/line_items/quantity")
    return quantity


def _price(item: Document) -> Decimal:
    price = decimal_of(item, "price")
    if not 0 <= price < MOST:
        raise Refused(f'{text_of(item, "price")!r} is not a price; expected e.g. "199.00"', "/price")
    return price


def _discount(item: Document) -> Decimal:
    if allocated := listed(item, "discount_allocations"):
        return sum((decimal_of(one, "amount") for one in allocated), Decimal())
    return decimal_of(item, "total_discount", "0")


def _tax(item: Document) -> Decimal:
    return sum((decimal_of(one, "price") for one in listed(item, "tax_lines")), Decimal())

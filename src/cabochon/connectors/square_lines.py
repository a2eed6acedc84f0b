"""The money of a Square order: what a line was sold for without tax, what came back, who took the payment."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..refusals import Refused
from ..retail.currencies import EXPONENTS
from ..retail.events import Line
from .documents import Document, listed, text_of
from .till_api import quantity_of
from .till_row import Sold

MONEY: Mapping[str, Any] = {"amount": None, "currency": None}
ITEM: Mapping[str, Any] = dict.fromkeys((
    "uid", "source_line_item_uid", "catalog_object_id", "sku", "quantity", "item_type",
)) | dict.fromkeys((
    "total_money", "total_tax_money", "total_discount_money", "total_service_charge_money",
), MONEY)  # fmt: skip
Sellers = tuple[tuple[str, float], ...]


def amount_of(document: Document, name: str, *, needed: bool = False) -> int:
    """An amount of money in minor units; 0 where there is none, unless it is needed."""
    money = document.get(name)
    if money is None and not needed:
        return 0
    text = text_of(money, "amount") if isinstance(money, dict) else ""
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 15:
        raise Refused(f"{text!r} is not an amount in minor units; expected e.g. 12500 for 125.00", f"/{name}/amount")
    return int(text)


def currency_of(order: Document, otherwise: str) -> str:
    """The currency of the order's total, or else of its first line."""
    monies = [order.get("total_money"), *(one.get("total_money") for one in _items(order))]
    codes = (text_of(one, "currency") for one in monies if isinstance(one, dict))
    code = next((one for one in codes if one), otherwise)
    if code not in EXPONENTS:
        raise Refused(f"{code!r} is not a currency of ISO 4217; expected e.g. {otherwise}", "/total_money/currency")
    return code


def sellers_of(payments: Sequence[Document]) -> Sellers:
    """(team member, share) by what each took; the first is the cashier."""
    took: dict[str, int] = {}
    for one in payments:
        if code := text_of(one, "team_member_id") or text_of(one, "employee_id"):  # its name before 2020-08-26
            took[code] = took.get(code, 0) + abs(amount_of(one, "amount_money"))
    total = sum(took.values())
    return tuple((code, amount / total if total else 1 / len(took)) for code, amount in took.items())


def sold_lines(order: Document, currency: str, *, sellers: Sellers, type_: str) -> list[Sold]:
    """What was sold and what came back of other orders, gift cards and amounts without goods left out."""
    included = any(one.get("type") == "INCLUSIVE" for one in listed(order, "taxes"))
    found = []
    for n, item in enumerate(listed(order, "line_items")):
        if item.get("item_type") != "GIFT_CARD" and (line := _at(item, currency, included, f"/line_items/{n}")):
            found.append(Sold(line, type_, "", sellers))
    for m, back in enumerate(listed(order, "returns")):
        for n, item in enumerate(listed(back, "return_line_items")):
            if item.get("item_type") == "GIFT_CARD" or _money_alone(item):
                continue
            if line := _at(item, currency, included, f"/returns/{m}/return_line_items/{n}"):
                taken = Line(sku=line.sku, quantity=-line.quantity, net=-line.net, discount=line.discount)
                found.append(Sold(taken, "return", text_of(back, "source_order_id"), sellers))
    return found


def _items(order: Document) -> list[Document]:
    backs = (one for back in listed(order, "returns") for one in listed(back, "return_line_items"))
    return [*listed(order, "line_items"), *backs]


def _money_alone(item: Document) -> bool:
    """A sum given back without a line it was sold on: no goods came back."""
    return item.get("item_type") == "CUSTOM_AMOUNT" and not item.get("source_line_item_uid")


def _at(item: Document, currency: str, included: bool, pointer: str) -> Line | None:
    """The line; None for one whose pieces were all taken off the order."""
    try:
        return _line(item, currency, included)
    except Refused as e:
        raise Refused(e.reason, f"{pointer}{e.pointer}") from None


def _line(item: Document, currency: str, included: bool) -> Line | None:
    quantity = quantity_of(item)
    if quantity < 0:
        raise Refused(f"{text_of(item, 'quantity')!r} is not a quantity; expected e.g. 1", "/quantity")
    if not quantity:
        return None
    for name in ("total_money", "total_tax_money", "total_discount_money"):
        money = item.get(name)
        if isinstance(money, dict) and money.get("currency") not in (None, "", currency):
            raise Refused(f"should be {currency} as the order's total", f"/{name}/currency")
    paid = amount_of(item, "total_money", needed=True) - amount_of(item, "total_service_charge_money")
    net, discount = paid - amount_of(item, "total_tax_money"), amount_of(item, "total_discount_money")
    if net < 0:
        raise Refused("is below zero without its tax; what came back stands in returns", "/total_money")
    if included and paid:  # the discount was given on a price with tax in it
        discount = round(discount * Fraction(net, paid))
    reason = "" if net else "discounted" if discount else "free"
    return Line(sku=_sku(item), quantity=float(quantity), net=net, discount=discount, zero_reason=reason)


def _sku(item: Document) -> str:
    return text_of(item, "sku") or text_of(item, "catalog_object_id") or "custom"

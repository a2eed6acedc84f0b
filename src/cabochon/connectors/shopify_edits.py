"""A Shopify order as it stands: what an edit took off it, in which of its two currencies it was paid."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..retail.events import Line
from .documents import Document, listed, text_of

MOST = 10**9  # pieces of one line: more is a mistake
_MONEY = {"amount": None, "currency_code": None}
MONEYS: Mapping[str, Any] = {"shop_money": _MONEY, "presentment_money": _MONEY}  # an amount in both currencies
CANCELLED = "cancel"  # restock_type of pieces that were taken off before they were handed over: nothing came back


def paid_in(order: Document, local: str) -> str:
    """The currency to read an order in: the boutique's own where the client paid in it, else the shop's ("")."""
    if not local or text_of(order, "presentment_currency") != local or text_of(order, "currency") == local:
        return ""
    items = listed(order, "line_items")
    return local if items and all(_amount(item.get("price_set"), local) is not None for item in items) else ""


def said_in(found: Any, currency: str) -> Any:
    """The same with every amount in that currency, where it is given in it (price by price_set and so on)."""
    if isinstance(found, list):
        return [said_in(one, currency) for one in found]
    if not isinstance(found, dict):
        return found
    made = {name: said_in(inner, currency) for name, inner in found.items()}
    for name, inner in found.items():
        if name.endswith("_set") and (amount := _amount(inner, currency)) is not None:
            made[name.removesuffix("_set")] = amount
    return made


def currency_among(refund: Document, local: str) -> str:
    """The currency a refund's lines are said in: the boutique's own where they are, else the shop's; "" unknown."""
    sets = [one.get("subtotal_set") for one in listed(refund, "refund_line_items")]
    if sets and all(_amount(one, local) is not None for one in sets):
        return local
    shops = (one["shop_money"] for one in sets if isinstance(one, dict) and isinstance(one.get("shop_money"), dict))
    return next((text_of(one, "currency_code") for one in shops), "")


def left(order: Document, lines: Mapping[str, Line]) -> dict[str, Line]:
    """The lines less what edits and cancellations took off them; what came back later is still sold here."""
    gone: dict[str, dict[bool, int]] = {}
    for refund in listed(order, "refunds"):
        for one in listed(refund, "refund_line_items"):
            of = gone.setdefault(text_of(one, "line_item_id"), {True: 0, False: 0})
            of[one.get("restock_type") == CANCELLED] += _whole(one.get("quantity"))
    found = {}
    for n, item in enumerate(listed(order, "line_items")):
        line = lines.get(name := text_of(item, "id") or str(n))
        if line is None:
            continue
        refunded = gone.get(name, {True: 0, False: 0})
        present = item.get("current_quantity")
        less = line.quantity - present if type(present) is int and 0 <= present <= line.quantity else 0
        stays = line.quantity - min(line.quantity, max(refunded[True], less - refunded[False], 0))
        if stays:
            share = stays / line.quantity
            found[name] = replace(line, quantity=stays, net=round(line.net * share),
                                  discount=round(line.discount * share))  # fmt: skip
    return found


def _amount(found: Any, currency: str) -> Any:
    for money in found.values() if isinstance(found, dict) else ():
        if isinstance(money, dict) and money.get("currency_code") == currency:
            return money.get("amount")
    return None


def _whole(quantity: Any) -> int:
    return quantity if type(quantity) is int and 0 < quantity < MOST else 0

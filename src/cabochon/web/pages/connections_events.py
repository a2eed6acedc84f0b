"""Events of a preview in words: how many of each kind, and one of them in a line."""

from collections.abc import Mapping
from typing import Any

from ...house.previewed import Seen
from ...languages import count, day, forms, money, say, wall_clock
from ...retail.currencies import EXPONENTS
from ...retail.events import NAMES, Event, Receipt, Survey, Traffic
from . import connections_words as words

# fmt: off
KINDS = {
    "receipt": forms("{n} receipt", "{n} receipts"),
    "survey": forms("{n} survey answer", "{n} survey answers"),
    "traffic": forms("{n} door count", "{n} door counts"),
    "till_closing": forms("{n} till closing", "{n} till closings"),
    "stock_count": forms("{n} stock count", "{n} stock counts"),
    "stock_exception": forms("{n} exception", "{n} exceptions"),
    "step_done": forms("{n} process step", "{n} process steps"),
    "booking": forms("{n} appointment", "{n} appointments"),
    "enrolment": forms("{n} enrolment", "{n} enrolments"),
    "employment": forms("{n} employment", "{n} employments"),
    "shift": forms("{n} shift", "{n} shifts"),
    "signal": forms("{n} signal", "{n} signals"),
    "availability": forms("{n} stock reading", "{n} stock readings"),
    "Door": forms("{n} boutique", "{n} boutiques"),
    "Product": forms("{n} product", "{n} products"),
    "PersonRow": forms("{n} person", "{n} people"),
    "DatedRow": forms("{n} dated row", "{n} dated rows"),
}
# fmt: on


def kinds(seen: Seen) -> list[str]:
    """What would come of it: "84 receipts", most first."""
    return [
        count(n, *KINDS[kind]) if kind in KINDS else f"{n} {kind.replace('_', ' ')}"
        for kind, n in seen.kinds.most_common()
    ]


def event(item: Any, doors: Mapping[str, str]) -> dict[str, str]:
    """An event or a row of master data: its kind, when, where, amount, who and what it is about."""
    name = type(item).__name__
    if not isinstance(item, Event):
        row = getattr(item, "row", item)
        code = getattr(row, "code", "") or getattr(row, "sku", "") or getattr(row, "key", "") or ""
        what = getattr(row, "name", "") or getattr(row, "measure", "") or getattr(row, "currency", "")
        return {"kind": say(words.EVENTS[name]) if name in words.EVENTS else name, "when": "", "amount": "",
                "where": str(getattr(row, "boutique", "")), "who": str(code), "what": str(what)}  # fmt: skip
    found = {
        "kind": _kind(item), "when": say("{day}, {time}", day=day(item.at.date(), "short"),
                                               time=wall_clock(item.at)),
        "where": doors.get(item.boutique, item.boutique), "amount": "", "who": "", "what": item.key,
    }  # fmt: skip
    if isinstance(item, Receipt):
        digits = EXPONENTS.get(item.currency, 2)
        found["amount"] = money(sum(line.net for line in item.lines) / 10**digits, item.currency, digits)
        found["who"] = ", ".join(seller.name for seller, _ in item.sellers)
        found["what"] = ", ".join(line.sku for line in item.lines[:4])
    elif isinstance(item, Survey):
        found["amount"] = f"{item.raw:g}"
        found["who"] = item.associate.name if item.associate else ""
    elif isinstance(item, Traffic):
        found["amount"] = str(item.entries)
    return found


def _kind(item: Event) -> str:
    if isinstance(item, Receipt):
        return say("Receipt") if item.sale_type == "sale" else words.sale(item.sale_type)
    name = NAMES.get(type(item), "")
    return say(words.EVENTS[name]) if name in words.EVENTS else name.replace("_", " ").capitalize()

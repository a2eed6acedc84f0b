"""What rows of a file would become, a line each, for --dry-run."""

from typing import Any

from ..connectors import PersonRow
from ..retail.currencies import EXPONENTS
from ..retail.events import Receipt, Survey, Traffic
from ..retail.master import Door, Product


def preview(item: Any) -> str:
    match item:
        case Door():
            return f"door {item.code} {item.name}: {item.zone}, {item.currency}, {item.region or 'no region'}"
        case Product():
            return f"product {item.sku}: {item.kind}, {item.line or 'no line'}{_and(item.brand)}{_and(item.collection)}"
        case PersonRow():
            codes = "".join(f", {source} {code}" for source, code in item.identifiers)
            return f"person {item.code} {item.name}: {item.job_role} in {item.boutique}{codes}"
        case Receipt():
            lines = "; ".join(f"{x.quantity:g} {x.sku} {_money(x.net, item.currency)}" for x in item.lines)
            sellers = ", ".join(who.name for who, _ in item.sellers) or "nobody"
            place = f"in {item.boutique} on {item.business_day}, {item.at:%H:%M}"
            return f"{item.sale_type} {item.key} {place}, by {sellers}: {lines}"
        case Survey():
            who = f" for {item.associate.name}" if item.associate else ""
            about = f", about receipt {item.receipt}" if item.receipt else ""
            words = ", with a comment" if item.comment else ""
            place = f"in {item.boutique} at {item.at:%Y-%m-%d %H:%M}"
            return f"survey {item.key} {place}: {item.raw:g} of {item.high:g}{who}{about}{words}"
        case Traffic():
            place = f"in {item.boutique} from {item.at:%Y-%m-%d %H:%M}"
            return f"count {place}, {item.minutes} minutes: {item.entries} entries"
    return type(item).__name__.lower()


def _and(text: str) -> str:
    return f", {text}" if text else ""


def _money(minor: int, currency: str) -> str:
    decimals = EXPONENTS[currency]
    return f"{currency} {minor / 10**decimals:,.{decimals}f}"

"""What rows of a file would become, a line each, for --dry-run."""

from typing import Any

from ..connectors import DatedRow, PersonRow
from ..retail.currencies import EXPONENTS
from ..retail.events import NAMES, Receipt, Survey, Traffic
from ..retail.master import Door, Product, Rate, Target, Theme


def preview(item: Any) -> str:
    match item:
        case Door():
            return f"door {item.code} {item.name}: {item.zone}, {item.currency}, {item.region or 'no region'}"
        case Product():
            return f"product {item.sku}: {item.kind}, {item.line or 'no line'}{_and(item.brand)}{_and(item.collection)}"
        case PersonRow():
            day = f" from {item.since}" if item.since else ""
            codes = "".join(f", {source} {code}" for source, code in item.identifiers)
            return f"person {item.code} {item.name}: {item.job_role} in {item.boutique}{codes}{day}"
        case DatedRow():
            return f"{_dated(item.row)}{f' from {item.since}' if item.since else ''}"
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
    return NAMES.get(type(item), type(item).__name__.lower()).replace("_", " ")


def _dated(row: Door | Product | Rate | Target | Theme) -> str:
    match row:
        case Rate():
            return f"rate {row.currency}: {row.value:g}"
        case Target():
            return f"target {row.measure} in {row.place or 'all'}: {row.value:g}"
        case Theme():
            return f"theme {row.key} ({row.language}): {'; '.join(row.words)}"
        case _:
            return preview(row)


def _and(text: str) -> str:
    return f", {text}" if text else ""


def _money(minor: int, currency: str) -> str:
    decimals = EXPONENTS[currency]
    return f"{currency} {minor / 10**decimals:,.{decimals}f}"

"""The lines of a POSLog transaction: what was sold or taken back, for how much after discount and tax, by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..making import maker
from ..refusals import Refused
from ..retail.events import Line
from .cells import minor
from .poslog_shape import CANCELLED, ITEMS, REDUCTIONS, TAXED, VOIDED
from .poslog_totals import unspread
from .poslog_values import Part, amount, flagged, number, word
from .shopify_lines import spread

PIECES = frozenset({"", "ea", "each", "pce", "pc", "pcs", "h87", "c62", "st", "un", "unit", "units"})
NOTHING, ONE = Decimal(), Decimal(1)
_line = maker(Line)
Shares = tuple[tuple[str, float], ...]


@dataclass(slots=True)
class Item:
    """A line as the till has it: goods that came back have quantity, net and discount below zero.

    word: what sort of line it is, for [sale_types]; "return". overridden: the price was changed by hand, by so much.
    """

    number: str
    word: str
    line: Line
    link: Part | None
    sellers: Shares
    voided: bool
    overridden: int | None


@dataclass(slots=True)
class _Priced:
    """net: the price, from which discount and tax are taken off on the way."""

    part: Part
    number: str
    word: str
    voided: bool
    link: Part | None
    quantity: Decimal
    net: Decimal
    discount: Decimal
    tax: Decimal | None
    gross: bool  # has its tax in it


def items(retail: Part, currency: str, *, settings: Mapping[str, Any], unsold: frozenset[str]) -> list[Item]:
    """
    Args:
        unsold: item types that are money and no sale.
    Raises:
        Refused: a number that cannot be read, or prices with tax in them where none is told.
    """
    gross, outside = settings["prices"] == "gross", settings["discounts"] == "outside"
    found: list[_Priced] = []
    taxes: Decimal | None = None  # told for the whole transaction
    reduced = voided = taxed = False
    for n, line in enumerate(retail.get("LineItem", ()), 1):
        for name in line:
            if name in ITEMS:
                break
        else:
            reduced = reduced or not line.keys().isdisjoint(REDUCTIONS)
            if "Tax" in line and (tax := _taxes(line)) is not None and not flagged(line, VOIDED):
                taxes = (taxes or NOTHING) + tax
            continue
        if word(line[name].get("@ItemType", "")) in unsold:
            continue
        number = line.get("SequenceNumber") or str(n)
        try:
            one = _priced(line, name, number, gross=gross, outside=outside)
        except Refused as refusal:
            raise Refused(refusal.reason, f"line {number}, {refusal.pointer}") from None
        found.append(one)
        voided, taxed = voided or one.voided, taxed or one.gross
    if voided:
        found = _countered(found)
    if reduced and (off := unspread(retail, [one.net for one in found if not one.voided], gross=taxed)) > 0:
        _less(found, off, currency)
    if taxed:
        _untaxed(found, taxes, currency, percent=settings["tax_percent"])
    return [_item(one, currency) for one in found]


def _priced(line: Part, name: str, number: str, *, gross: bool, outside: bool) -> _Priced:
    part, sort = line[name], ITEMS[name]
    quantity = _quantity(part)
    if part.get("ExtendedAmount"):
        price = amount(part, "ExtendedAmount")
    else:
        unit = "ActualSalesUnitPrice" if part.get("ActualSalesUnitPrice") else "RegularSalesUnitPrice"
        price = amount(part, unit) * quantity
    gross = gross or flagged(part, TAXED)
    discount, tax = _discount(part, price, quantity), _taxes(part) if gross else None
    links = part.get("TransactionLink") or line.get("TransactionLink")
    voided = flagged(line, VOIDED) or flagged(line, CANCELLED)
    if not sort and quantity < 0 and not voided:  # a till without a word for it
        sort = "return"
    if sort == "return":  # some tills print a minus, some do not
        quantity, price, discount = -abs(quantity), -abs(price), -discount
        tax = None if tax is None else -abs(tax)
    elif price < 0 < quantity and not voided:
        reason = "is below zero for goods that were sold; let the till send a Return, or write its ItemType into unsold"
        raise Refused(reason, "ExtendedAmount")
    net = price - discount if outside else price
    return _Priced(part, number, sort, voided, links[0] if links else None, quantity, net, discount, tax, gross)


def _countered(found: Sequence[_Priced]) -> list[_Priced]:
    """The lines, where a till voids one by a voided line of the same below zero: then the first of the two is what was
    taken back, and the other tells it once more."""
    kept: list[_Priced] = []
    for one in found:
        if one.voided and one.quantity < 0 and one.word != "return":
            same = (one.part.get("ItemID"), -one.quantity, abs(one.net))
            for other in reversed(kept):
                if not other.voided and (other.part.get("ItemID"), other.quantity, abs(other.net)) == same:
                    other.voided = True
                    break
            else:
                kept.append(one)
        else:
            kept.append(one)
    return kept


def _less(found: Sequence[_Priced], off: Decimal, currency: str) -> None:
    """Takes a discount on the whole transaction off what was sold in it, by price."""
    sold = [one for one in found if not one.voided and one.word != "return"]
    for one, part in zip(sold, spread(off, [one.net for one in sold], currency), strict=True):
        one.net -= part
        one.discount += part


def _quantity(part: Part) -> Decimal:
    """Pieces. Others of its kind are weights, lengths or what a pack holds; what is weighed alone has but a weight."""
    found = part.get("Quantity")
    if not found:
        return ONE
    value, _, unit = found[0].partition(" ")
    if len(found) > 1 and unit.lower() not in PIECES:
        pieces = (told.partition(" ") for told in found[1:])
        value = next((told for told, _, unit in pieces if unit.lower() in PIECES), value)
    return number(value, "Quantity")


def _discount(part: Part, price: Decimal, quantity: Decimal) -> Decimal:
    """What was taken off, of the whole line. Where there are several pieces, some tills tell it of one, some of all:
    the regular price decides."""
    if part.get("ExtendedDiscountAmount"):
        return abs(amount(part, "ExtendedDiscountAmount"))
    if "RetailPriceModifier" not in part:
        return NOTHING
    off = [_off(one) for one in part["RetailPriceModifier"] if not flagged(one, VOIDED)]
    if off and abs(quantity) != 1 and part.get("RegularSalesUnitPrice"):
        return max(NOTHING, abs(amount(part, "RegularSalesUnitPrice") * quantity) - abs(price))
    return max(NOTHING, sum(off, NOTHING))


def _off(modifier: Part) -> Decimal:
    told, _, action = modifier.get("Amount", "").partition(" ")
    if word(action) == "replace" or (not told and modifier.get("NewPrice")):
        now, before = modifier.get("NewPrice") or told, modifier.get("PreviousPrice")
        return number(before, "PreviousPrice") - number(now, "RetailPriceModifier") if before else NOTHING
    if not told:
        return NOTHING  # a percentage alone
    value = abs(number(told, "RetailPriceModifier"))
    return -value if word(action) == "add" else value


def _taxes(part: Part) -> Decimal | None:
    """The sum of its taxes; None where it tells none."""
    found = [number(told, "Tax") for told in part.get("Tax", ()) if told]
    return sum(found, NOTHING) if found else None


def _untaxed(found: Sequence[_Priced], taxes: Decimal | None, currency: str, *, percent: float) -> None:
    """Takes the tax off: each line's own, a share of the transaction's, or the mapping's percentage."""
    bare = [one for one in found if one.gross and one.tax is None and not one.voided]
    if bare and taxes is not None:
        for one, tax in zip(bare, spread(taxes, [one.net for one in bare], currency), strict=True):
            one.tax = tax
    for one in found:
        if not one.gross:
            continue
        if one.tax is None and percent >= 0:
            one.tax = one.net - one.net / (1 + Decimal(str(percent)) / 100)
        elif one.tax is None and not one.voided and one.net:
            reason = "has tax in it, how much is not said; write tax_percent = 8.1"
            raise Refused(reason, f"line {one.number}, ExtendedAmount")
        if one.tax is not None and one.net:
            one.discount *= (one.net - one.tax) / one.net
            one.net -= one.tax


def _item(one: _Priced, currency: str) -> Item:
    net = minor(one.net, currency)
    if net < 0 <= one.quantity and not one.voided:
        raise Refused("is below zero without its discount and tax", f"line {one.number}, ExtendedAmount")
    discount = abs(minor(one.discount, currency)) if one.discount else 0
    modifiers = one.part.get("RetailPriceModifier", ())
    return Item(
        one.number,
        one.word,
        _line(
            {
                "sku": _sku(one),
                "quantity": float(one.quantity),
                "net": net,
                "discount": discount,
                "zero_reason": "discounted" if discount and not net else "",
            }
        ),
        one.link,
        _sellers(one),
        one.voided,
        discount if modifiers and any(map(_overrides, modifiers)) else None,
    )


def _overrides(modifier: Part) -> bool:
    method = word(modifier.get("@MethodCode", ""))
    by_hand = "override" in method or method in ("newprice", "manualprice")
    return by_hand and not flagged(modifier, VOIDED)


def _sku(one: _Priced) -> str:
    """The article; one without a number is named by its department, so that it shows as unmapped and can be mapped."""
    part = one.part
    if found := part.get("ItemID"):
        return str(found)
    if found := part.get("POSIdentity"):
        return str(found)
    if found := part.get("MerchandiseHierarchy"):
        return f"department-{found}"
    raise Refused("is empty", f"line {one.number}, ItemID")


def _sellers(one: _Priced) -> Shares:
    """Associates with their part of the line: as commission shares say, else alike."""
    part, weights = one.part, dict[str, float]()
    if "PercentageOfItem" not in part:
        codes = associates(part)
        return ((codes[0], 1.0),) if len(codes) == 1 else tuple((code, 1 / len(codes)) for code in codes)
    for share in part["PercentageOfItem"]:
        weight = float(number(share.get("Percentage") or "1", f"line {one.number}, Percentage"))
        if (code := share.get("AssociateID")) and weight > 0:
            weights[code] = weights.get(code, 0.0) + weight
    if not weights:
        codes = associates(part)
        return ((codes[0], 1.0),) if len(codes) == 1 else tuple((code, 1 / len(codes)) for code in codes)
    total = sum(weights.values())
    return tuple((code, weight / total) for code, weight in weights.items())


def associates(part: Part) -> Sequence[str]:
    """Codes of the associates it names, each once."""
    if "SalesAssociate" not in part:
        if "Associate" not in part:
            return ()
        if len(found := part["Associate"]) == 1 and found[0]:
            return list(found)
    return list(dict.fromkeys(filter(None, (*part.get("Associate", ()), *part.get("SalesAssociate", ())))))

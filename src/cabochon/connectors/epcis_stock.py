"""What of an EPCIS event is stock: articles by our SKUs, how many were counted and how many were expected."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..refusals import Refused
from ..retail.operations import Counted
from .cells import minor
from .documents import Document, decimal_of, text_of
from .epcis_articles import EXAMPLE, gtin_of
from .epcis_checks import members

MOST = 10**9  # pieces, or what one costs


def articles(event: Document, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The SKUs an event is about, each once and in order."""
    named = [(f"/epcList/{n}", one) for n, one in enumerate(members(event, "epcList"))]
    named += [(f"/quantityList/{n}/epcClass", text_of(one, "epcClass"))
              for n, one in enumerate(members(event, "quantityList"))]  # fmt: skip
    return tuple(dict.fromkeys(sku for place, epc in named if (sku := _sku(epc, place, settings))))


def counted(event: Document, currency: str, settings: Mapping[str, Any]) -> tuple[Counted, ...]:
    """Lines by SKU; none where the event does not say what was expected.

    What was expected stands in a member of each quantity, or in a list of its own, where what is not there is zero.
    """
    pieces: dict[str, Decimal] = defaultdict(Decimal)
    books: dict[str, Decimal] = defaultdict(Decimal)
    costs: dict[str, int] = {}
    for n, epc in enumerate(members(event, "epcList")):
        pieces[_article(epc, f"/epcList/{n}", settings)] += 1
    said, silent = _listed(event, "quantityList", settings), ""
    for place, sku, one in said:
        pieces[sku] += _amount(one, "quantity", place)
        costs |= _cost(one, sku, currency, settings=settings, place=place)
        if one.get(settings["expected"]) is None:
            silent = silent or f"{place}/{settings['expected']}"
        else:
            books[sku] += _amount(one, settings["expected"], place, below=True)
    expected = _listed(event, settings["expected_list"], settings)
    for place, sku, one in expected:
        pieces[sku] += 0
        books[sku] += _amount(one, "quantity", place, below=True)
        costs |= _cost(one, sku, currency, settings=settings, place=place)
    if not books:
        return ()
    if silent and not expected:
        raise Refused("is missing; the other articles of this count have it", silent)
    return tuple(Counted(sku=sku, expected=float(books[sku]), counted=float(pieces[sku]), cost=costs.get(sku, 0))
                 for sku in sorted(pieces))  # fmt: skip


def _listed(event: Document, name: str, settings: Mapping[str, Any]) -> Sequence[tuple[str, str, Document]]:
    found = []
    for n, one in enumerate(members(event, name)):
        place = f"/{name}/{n}"
        if not isinstance(one, dict):
            raise Refused("should be an object with epcClass and quantity", place)
        found.append((place, _article(text_of(one, "epcClass"), f"{place}/epcClass", settings), one))
    return found


def _article(epc: str, place: str, settings: Mapping[str, Any]) -> str:
    if not (sku := _sku(epc, place, settings)):
        raise Refused(f"{epc!r} is no article; what is counted is named e.g. {EXAMPLE}", place)
    return sku


def _sku(epc: Any, place: str, settings: Mapping[str, Any]) -> str:
    """Our SKU where the mapping knows EPC or GTIN, else the GTIN; "" for what is no article."""
    known: Mapping[str, str] = settings["skus"]
    if epc in known:
        return known[epc]
    try:
        gtin = gtin_of(epc)
    except Refused as refusal:
        raise Refused(refusal.reason, place) from None
    return known.get(gtin, known.get(gtin.lstrip("0"), gtin)) if gtin else ""


def _amount(one: Document, name: str, place: str, *, below: bool = False) -> Decimal:
    try:
        value = decimal_of(one, name)
    except Refused as refusal:
        raise Refused("is missing; expected how many there are, e.g. 12" if one.get(name) is None else refusal.reason,
                      f"{place}/{name}") from None  # fmt: skip
    if not -MOST <= value <= MOST:
        raise Refused(f"{value} is more than anybody has; expected e.g. 12", f"{place}/{name}")
    if value < 0 and not below:
        raise Refused(f"{value} is below zero; expected how many there are, e.g. 12", f"{place}/{name}")
    return value


def _cost(one: Document, sku: str, currency: str, *, settings: Mapping[str, Any], place: str) -> dict[str, int]:
    if one.get(settings["cost"]) is None:
        return {}
    return {sku: minor(_amount(one, settings["cost"], place), currency)}

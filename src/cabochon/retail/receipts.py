"""A receipt as it stands today: what later returns, voids and corrections left of it, on its own day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from .events import Line, Receipt
from .sale_types import RESTATING

SOON = timedelta(days=30)  # what comes back later is no return of `return_rate`: it restates the money alone


@dataclass(frozen=True, slots=True)
class Restating:
    """A return, void or correction with its own key and revision. ticket: the key of the receipt it was rung up with,
    where that has another key: the sale of a mixed ticket, voided as one with what it took back."""

    key: str
    revision: str
    receipt: Receipt
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """receipt: with what corrections made of it, under its own key, on its own day and in its own boutique, before
    anything came back. lines: those left, in their places; a line of which all came back has quantity 0.
    back: the units of each line that came back within 30 days."""

    receipt: Receipt
    lines: tuple[Line, ...]
    back: tuple[float, ...]


By = Mapping[str, Sequence[Restating]]  # key of a receipt -> what restates it


def restates(receipt: Receipt) -> bool:
    """True for what is about another receipt; a void or correction under its own key is a version of itself."""
    return receipt.sale_type in RESTATING and receipt.original not in ("", receipt.key)


def standing(key: str, receipt: Receipt, by: By) -> Standing | None:
    """None when voided, and for a return that names no receipt.

    A correction takes the place of the original in everything but its key, day and boutique, of several the highest
    revision. Returned lines of a SKU are taken off the lines of that SKU from the first on; a SKU the receipt never had
    is left alone.
    """
    if receipt.sale_type in ("void", "return"):
        return None
    about = by.get(key)
    if not about:
        return Standing(receipt, receipt.lines, (0.0,) * len(receipt.lines))
    about = [r for r in about if not any(_voided(part, by, frozenset({key})) for part in {r.key, r.ticket or r.key})]
    if any(r.receipt.sale_type == "void" for r in about):
        return None
    if corrected := [r for r in about if r.receipt.sale_type == "correction"]:
        receipt = _corrected(receipt, max(corrected, key=lambda r: (r.revision, r.receipt.at, r.key)).receipt)
    back, soon = _Back(), _Back()
    for returned in (r.receipt for r in about if r.receipt.sale_type == "return"):
        back.add(returned)
        if returned.business_day - receipt.business_day <= SOON:
            soon.add(returned)
    return Standing(
        receipt,
        tuple(back.off(line) for line in receipt.lines),
        tuple(round(line.quantity - soon.off(line).quantity, 6) for line in receipt.lines),
    )


def _corrected(receipt: Receipt, by: Receipt) -> Receipt:
    """What kind of sale it was and when is part of its day: only how it was sold stays what the original said."""
    return replace(
        receipt, currency=by.currency, lines=by.lines, sellers=by.sellers, cashier=by.cashier, basket=by.basket,
        segment=by.segment, appointment=by.appointment,
    )  # fmt: skip


class _Back:
    """What came back, by SKU: quantity, net, discount."""

    def __init__(self) -> None:
        self._of: dict[str, list[float]] = defaultdict(lambda: [0.0, 0, 0])

    def add(self, returned: Receipt) -> None:
        for line in returned.lines:
            taken = self._of[line.sku]
            taken[0] += abs(line.quantity)
            taken[1] += abs(line.net)
            taken[2] += abs(line.discount)

    def off(self, line: Line) -> Line:
        """The line less what is taken off it, which is then used up."""
        taken = self._of.get(line.sku)
        if taken is None or line.quantity <= 0:
            return line
        quantity = min(taken[0], line.quantity)
        net, discount = min(taken[1], line.net), min(taken[2], line.discount)
        taken[0] -= quantity
        taken[1] -= net
        taken[2] -= discount
        left = round(line.quantity - quantity, 6)
        if left <= 0:  # all of it came back; money kept (a handling fee) is not a sale of goods
            return Line(sku=line.sku, quantity=0, net=0, discount=0, zero_reason=line.zero_reason)
        return Line(
            sku=line.sku, quantity=left, net=round(line.net - net), discount=round(line.discount - discount),
            zero_reason=line.zero_reason,
        )  # fmt: skip


def _voided(key: str, by: By, seen: frozenset[str]) -> bool:
    """Voided by something that is not itself voided; a circle of voids stands for nothing."""
    if key in seen:
        return False
    return any(
        r.receipt.sale_type == "void" and not _voided(r.key, by, seen | {key}) for r in by.get(key, ()) if r.key != key
    )

"""A receipt as it stands today: what later returns, voids and corrections left of it, on its own day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .events import Line, Receipt

RESTATING = frozenset({"return", "void", "correction"})
UNLINKED = frozenset({"staff", "inter_company", "test"})  # nobody's visit: no survey, no observation belongs to them


@dataclass(frozen=True, slots=True)
class Restating:
    """A return, void or correction with its own key and revision."""

    key: str
    revision: str
    receipt: Receipt


By = Mapping[str, Sequence[Restating]]  # key of a receipt -> what restates it


def restates(receipt: Receipt) -> bool:
    """True for what is about another receipt; a void or correction under its own key is a version of itself."""
    return receipt.sale_type in RESTATING and receipt.original not in ("", receipt.key)


def standing(key: str, receipt: Receipt, by: By) -> tuple[Line, ...] | None:
    """The lines that are left, in their places (a line fully returned has quantity 0); None when voided.

    A correction puts its lines in place of the original's, of several the highest revision. Returned lines of a SKU are
    taken off the lines of that SKU from the first on; a SKU the receipt never had is left alone.
    """
    about = [r for r in by.get(key, ()) if not _voided(r.key, by, frozenset({key}))]
    if receipt.sale_type in ("void", "return") or any(r.receipt.sale_type == "void" for r in about):
        return None
    corrected = [r for r in about if r.receipt.sale_type == "correction"]
    lines = receipt.lines
    if corrected:
        lines = max(corrected, key=lambda r: (r.revision, r.receipt.at, r.key)).receipt.lines
    back: dict[str, list[float]] = defaultdict(lambda: [0.0, 0, 0])  # quantity, net, discount
    for returned in about:
        if returned.receipt.sale_type == "return":
            for line in returned.receipt.lines:
                taken = back[line.sku]
                taken[0] += abs(line.quantity)
                taken[1] += abs(line.net)
                taken[2] += abs(line.discount)
    return tuple(_left(line, back[line.sku]) if line.sku in back else line for line in lines)


def _left(line: Line, taken: list[float]) -> Line:
    quantity = min(taken[0], line.quantity)
    net, discount = min(taken[1], line.net), min(taken[2], line.discount)
    taken[0] -= quantity
    left = round(line.quantity - quantity, 6)
    if left <= 0:  # all of it came back; money kept (a handling fee) is not a sale of goods
        taken[1] -= net
        taken[2] -= discount
        return Line(sku=line.sku, quantity=0, net=0, discount=0, zero_reason=line.zero_reason)
    taken[1] -= net
    taken[2] -= discount
    return Line(
        sku=line.sku,
        quantity=left,
        net=round(line.net - net),
        discount=round(line.discount - discount),
        zero_reason=line.zero_reason,
    )


def _voided(key: str, by: By, seen: frozenset[str]) -> bool:
    """Voided by something that is not itself voided; a circle of voids stands for nothing."""
    if key in seen:
        return False
    return any(
        r.receipt.sale_type == "void" and not _voided(r.key, by, seen | {key}) for r in by.get(key, ()) if r.key != key
    )

"""What was out of the ordinary at a till, and what the till itself counted, from a POSLog.

Each exception has a key of its own made of its transaction's, so that the same delivery twice tells it once.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..refusals import Refused
from ..retail.currencies import EXPONENTS
from ..retail.operations import StockException, TillClosing
from .poslog_head import Head
from .poslog_lines import Item
from .poslog_values import Part, number, word

NO_SALES = frozenset(map(word, ("NoSale", "OpenDrawer", "DrawerOpen", "OpenCashDrawer", "CashDrawerOpen")))


def closing(control: Part, head: Head, settings: Mapping[str, Any]) -> TillClosing | None:
    """What the till counted; None where it does not say receipts, pieces and net."""
    counted = []
    for told in ("closing_receipts", "closing_units", "closing_net"):
        name = next((name for name in settings[told] if control.get(name)), "")
        if not name:
            return None
        counted.append(number(control[name], f"{head.place}, {name}"))
    receipts, units, net = counted
    if receipts < 0 or receipts != int(receipts):
        raise Refused(f"'{receipts}' is not a whole number of receipts", f"{head.place}, receipts")
    return TillClosing(
        **head.shared,
        key=head.key,
        business_day=head.day,
        currency=head.currency,
        receipts=int(receipts),
        units=float(units),
        net=int(net.scaleb(EXPONENTS[head.currency]).to_integral_value()),
        till=head.till,
    )


def no_sale(head: Head) -> StockException:
    return _odd(head, "no_sale", "no-sale")


def void(head: Head, items: Sequence[Item]) -> StockException:
    """A whole transaction: cancelled before it was paid, or taken back after."""
    amount = sum(abs(one.line.net) for one in items if not one.voided)
    return _odd(head, "void", "void", amount=amount if items else None)


def of_lines(head: Head, items: Sequence[Item], *, linked: bool) -> Iterator[StockException]:
    """Lines taken back before they were paid, prices changed by hand, goods taken back without their receipt.

    Args:
        linked: the transaction names the receipt its return lines are about.
    """
    refunded, unlinked = 0, False
    for n, one in enumerate(items, 1):
        name = one.number or str(n)
        if one.voided:
            yield _odd(head, "void", f"void-{name}", amount=abs(one.line.net), sku=one.line.sku)
            continue
        if one.overridden is not None:
            yield _odd(head, "override", f"override-{name}", amount=one.overridden, sku=one.line.sku)
        if one.word == "return" and one.link is None and not linked:
            refunded, unlinked = refunded + abs(one.line.net), True
    if unlinked:
        yield _odd(head, "refund", "refund", amount=refunded)


def _odd(head: Head, exception: str, name: str, *, amount: int | None = None, sku: str = "") -> StockException:
    return StockException(
        **head.shared,
        key=f"{head.key}-{name}",
        exception=exception,
        amount=amount,
        currency=head.currency if amount is not None else "",
        sku=sku,
        associate=head.operator,
    )

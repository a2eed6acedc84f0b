"""What the till says a POSLog transaction comes to, beside what its lines do.

A discount on the whole transaction is told by a line of its own. Some tills have shared it out over the goods as well,
some have not: the transaction's total decides, as nothing else says it.
"""

from collections.abc import Sequence
from decimal import Decimal

from .poslog_shape import REDUCTIONS
from .poslog_values import Part, number, word

NET, GRAND, TAX = "transactionnetamount", "transactiongrandamount", "transactiontaxamount"
NOTHING = Decimal()


def unspread(retail: Part, nets: Sequence[Decimal], *, gross: bool) -> Decimal:
    """The discount on the whole that is not in the lines yet; 0 where there is none or the total does not tell.

    gross: the lines have their tax in them.
    """
    told = [one for line in retail.get("LineItem", ()) for name in REDUCTIONS if name in line for one in line[name]]
    amounts = {abs(number(one, "Discount")) for one in told if one}
    if not amounts or (total := _total(retail, gross=gross)) is None:
        return NOTHING
    off = sum(nets, NOTHING) - total
    return off if off in amounts or off == sum(amounts, NOTHING) else NOTHING


def currency_of(retail: Part) -> str:
    """Of the total, for a till that says it nowhere else; "" where that does not."""
    return next((currency for _, _, currency in retail.get("Total", ()) if currency), "")


def _total(retail: Part, *, gross: bool) -> Decimal | None:
    told = {word(kind): text for kind, text, _ in retail.get("Total", ()) if text}
    if gross:
        return number(told[GRAND], "Total") if GRAND in told else None
    if NET in told:
        return number(told[NET], "Total")
    return number(told[GRAND], "Total") - number(told[TAX], "Total") if {GRAND, TAX} <= told.keys() else None

"""Transactions of a POSLog (ARTS / OMG, version 2.2 to 6, and Oracle Xstore's): receipts, returns, voids, what was out
of the ordinary at the till, and what the till itself counted.

A receipt's key is made of the mapping's `key`; what a return or a void is about is named the same way by its
TransactionLink. A transaction that cannot be read waits whole: half a receipt is a wrong number.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from ..refusals import Refused
from ..retail.events import Receipt
from .delivery import Bad, Delivery, Reading, Skipped
from .feed import Feed
from .mapping import settled
from .poslog_control import NO_SALES, closing, no_sale, of_lines, void
from .poslog_head import Head, Till, head_of, key_of, known_boutique, till_of
from .poslog_lines import Item, associates, items
from .poslog_shape import (  # fmt: skip
    CANCELLED,
    CONTROLS,
    SALES,
    SUSPENDED,
    TRAINING,
    VOIDS,
    plain,
    shape_of,
)
from .poslog_values import Part, flagged, word
from .till_row import Sold
from .till_ticket import receipts, shares
from .xml_parts import parts

FEED = "poslog"
UNPAID = frozenset({"cancelled", "canceled", "cancelorphaned", "failed", "inprocess", "abandoned"})
PUT_ASIDE = frozenset({"suspended", "suspendeddeleted", "suspendedretrieved", "suspendedvoid"})
UNDONE = frozenset({"voided", "postvoided"})
VOIDING = frozenset({"voided", "void", "postvoid", "postvoided", "voidtransaction"})
ELSEWHERE = frozenset({"resume", "resumed", "suspend", "suspended", "retrieved", "recall", "reprint", "reprinted"})


def read(delivery: Delivery) -> Reading:
    till = till_of(delivery, settled(delivery.mapping, FEED))
    for n, transaction in enumerate(_transactions(delivery, till), 1):
        number = transaction.get("SequenceNumber") or transaction.get("TransactionID")
        place = f"Transaction {number}" if number else f"Transaction no. {n} of the file"
        try:
            yield from list(_told(transaction, till, place))  # all of it or nothing
        except Refused as refusal:
            row = {**transaction, "boutique": known_boutique(transaction, till)}
            yield Bad(refusal.pointer or place, refusal.reason, row)


def _transactions(delivery: Delivery, till: Till) -> Iterator[Part]:
    if delivery.again:
        yield from (dict(one) for one in delivery.again)
        return
    told = ("closing_receipts", "closing_units", "closing_net")
    shape = shape_of(frozenset(name for one in told for name in till.settings[one]))
    for element in parts(delivery.stream, "Transaction", may_be_empty="POSLog"):
        yield plain(element, shape)


def _told(transaction: Part, till: Till, place: str) -> Reading:
    sales = next((transaction[name] for name in SALES if name in transaction), None)
    voids = _voids(transaction, sales or {})
    if sales is None and voids is None:
        yield from _control(transaction, till, place)
    elif flagged(transaction, SUSPENDED) or _status(sales or {}) in PUT_ASIDE:
        yield Skipped(place, "was put aside; it comes again when it is paid")
    else:
        yield from _sale(transaction, sales or {}, voids, till=till, head=head_of(transaction, till, place))


def _control(transaction: Part, till: Till, place: str) -> Reading:
    control: Part = next((transaction[name] for name in CONTROLS if name in transaction), {})
    kinds = {word(one) for one in (*control.get("", ()), transaction.get("@TransactionType") or "")}
    real = not flagged(transaction, CANCELLED) and not flagged(transaction, TRAINING)
    if real and kinds & till.closings:
        counted = closing(control, head_of(transaction, till, place), till.settings)
        yield counted or Skipped(place, "closes a till and does not say receipts, pieces and net")
    elif real and kinds & NO_SALES and till.settings["exceptions"]:
        yield no_sale(head_of(transaction, till, place))
    else:
        yield Skipped(place, "is neither a sale nor a return")


def _sale(transaction: Part, sales: Part, voids: Part | None, *, till: Till, head: Head) -> Reading:
    try:
        found = items(sales, head.currency, settings=till.settings, unsold=till.unsold)
    except Refused as refusal:
        raise Refused(refusal.reason, f"{head.place}, {refusal.pointer}") from None
    training, status = flagged(transaction, TRAINING), _status(sales)
    odd = till.settings["exceptions"] and not training
    if flagged(transaction, CANCELLED) or status in UNPAID:
        if odd and found:
            yield void(head, found)
        yield Skipped(head.place, "was cancelled before it was paid")
    elif voids is not None and training:
        yield Skipped(head.place, "takes back a sale of a training")
    elif voids is not None or (found and status in UNDONE):
        yield _void(sales, found, voids, till=till, head=head)
        if odd:
            yield void(head, found)
    elif not found:
        yield Skipped(head.place, "sells no goods")
    else:
        link = _about(transaction, sales)
        type_ = "test" if training else _type(transaction, sales, till)
        sold = [_sold(one, sales, link, till=till, head=head, type_=type_) for one in found if not one.voided]
        yield from receipts(sold, head.key, _shared(head), original=str)
        if odd:
            yield from of_lines(head, found, linked=link is not None)


def _sold(one: Item, sales: Part, link: Part | None, *, till: Till, head: Head, type_: str) -> Sold:
    original = ""
    if type_ != "test" and one.word == "return":
        about = one.link or link
        original, type_ = key_of(about, till, head) if about else "", "return"
    elif type_ == "sale" and one.word:
        type_ = till.types.get(word(one.word), type_)
    return Sold(one.line, type_, original, _sellers(one, sales, till, head))


def _void(sales: Part, found: Sequence[Item], link: Part | None, *, till: Till, head: Head) -> Receipt:
    """A transaction that takes another one back whole; without a link it was taken back itself."""
    sold = [Sold(one.line, "void", "", _sellers(one, sales, till, head)) for one in found if not one.voided]
    return Receipt(
        **_shared(head),
        key=head.key,
        lines=tuple(one.line for one in sold),
        sale_type="void",
        sellers=shares(sold, head.source),
        original=key_of(link, till, head, needed=True) if link is not None else "",
    )


def _shared(head: Head) -> dict[str, Any]:
    return head.shared | {"business_day": head.day, "currency": head.currency, "cashier": head.operator}


def _sellers(one: Item, sales: Part, till: Till, head: Head) -> tuple[tuple[str, float], ...]:
    """The line's own, else the transaction's, else the one who rang it up."""
    if one.sellers:
        return one.sellers
    if codes := associates(sales):
        return tuple((code, 1 / len(codes)) for code in codes)
    return ((head.operator.name, 1.0),) if head.operator is not None and till.settings["cashier_sells"] else ()


def _status(sales: Part) -> str:
    return word(sales.get("@TransactionStatus") or "")


def _type(transaction: Part, sales: Part, till: Till) -> str:
    """Ours: that of the first word which the mapping knows."""
    said = (
        sales.get("@TypeCode"), sales.get("@TransactionType"), sales.get("TransactionType"),
        transaction.get("@TransactionType"), transaction.get("@TypeCode"),
        "CustomerOrder" if "CustomerOrderTransaction" in transaction else "",
        "Layaway" if "LayawayTransaction" in transaction else "",
    )  # fmt: skip
    return next((till.types[word(one)] for one in said if one and word(one) in till.types), "sale")


def _voids(transaction: Part, sales: Part) -> Part | None:
    """What names the transaction that this one takes back, if it is one that does."""
    for name in VOIDS:
        if (found := transaction.get(name) or sales.get(name)) is not None:
            return dict(next(iter(found.get("TransactionLink", ())), found))
    links = [*sales.get("TransactionLink", ()), *transaction.get("TransactionLink", ())]
    if (link := next((one for one in links if _reason(one) in VOIDING), None)) is not None:
        return dict(link)
    if word(transaction.get("@TransactionType") or "") in VOIDING:
        return dict(links[0]) if links else {}
    return None


def _about(transaction: Part, sales: Part) -> Part | None:
    """The original that its return lines are about, where they do not say it themselves."""
    links = (*sales.get("TransactionLink", ()), *transaction.get("TransactionLink", ()))
    return next((dict(one) for one in links if _reason(one) not in ELSEWHERE), None)


def _reason(link: Part) -> str:
    return word(link.get("@ReasonCode") or link.get("ReasonCode") or "")


CONNECTORS = (
    Feed(FEED, read, ("Transaction",), "receipts, voids and till closings of a POSLog, many transactions in a file",
         family="till", title="POSLog (ARTS, OMG), Xstore"),
)  # fmt: skip

"""`receipt` and `line`: what was sold, as it stands today."""

from collections.abc import Iterator
from typing import Any

from ..retail.master import SECONDARY
from ..retail.sale_types import EMPTY
from .cuts import cuts
from .master import Master
from .scene import Scene, Sold

ENROLS = {"care_plan", "warranty"}
CARE = {"care_plan", "service", "warranty"}
NEITHER = (0, 0, 0, 0, 0)  # sale, qualifying, attached, enrolled, surveyed


def rows(scene: Scene, sold: Sold, master: Master) -> Iterator[tuple[Any, ...]]:
    """Money counts for sales receipts only; a service receipt beside a qualifying one in its visit adds its care."""
    flags, money = NEITHER, [0.0] * 5
    if sold.sale or (sold.handed_over and any(s.qualifying for s in scene.sold)):
        for item in sold.items:
            if item.kind == "accessory":
                money[1] += item.line.net
            elif item.kind in CARE:
                money[2] += item.line.net
    if sold.sale:
        money[0] = float(sold.net)
        money[3] = round(sum([i.line.quantity for i in sold.items if i.kind and i.paid]), 6) + 0.0
        money[4] = float(sum([i.line.discount for i in sold.items if i.left]))
        flags = (1, 0, 0, 0, 0)
    if sold.qualifying:
        paid = scene.paid
        enrolled = not paid.isdisjoint(ENROLS) or scene.enrolled
        flags = (1, 1, int(bool(paid)), int(enrolled), int(bool(scene.answered)))
    whole, receipt = (*money, *sold.turnover), sold.receipt
    rate = master.rate(receipt.currency, sold.place.day)
    for cut, share in cuts(sold.place, sold.sellers, sold.goods, master=master, segment=receipt.segment):
        shared = whole if share == 1.0 else tuple(round(value * share, 6) for value in whole)
        yield (
            sold.version.event, *cut, receipt.at, receipt.currency, rate, *flags, *shared, receipt.appointment,
            scene.id,
        )  # fmt: skip


def lines(sold: Sold) -> Iterator[tuple[Any, ...]]:
    if sold.receipt.sale_type in EMPTY:  # a gift card is no SKU of the catalogue
        return
    p = sold.place
    for i in sold.items:
        yield (
            sold.version.event, i.number, p.day, p.boutique, p.region, p.door_type, i.line.sku, i.kind,
            i.product_line, i.brand, i.collection,
            float(i.line.quantity), i.line.net, i.line.discount, int(i.left and i.line.net == 0), int(not i.kind),
        )  # fmt: skip


def moment(sold: Sold) -> tuple[str, float, float | None]:
    """What it says in the live list: kinds of goods; units; nothing."""
    kinds = {i.kind for i in sold.items if i.left and i.kind and (i.kind not in SECONDARY or i.paid)}
    return " ".join(sorted(kinds)), float(sum([i.line.quantity for i in sold.items if i.paid])), None

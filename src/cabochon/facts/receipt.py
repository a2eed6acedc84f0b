"""`receipt` and `line`: what was sold, as it stands today."""

from collections.abc import Iterator
from typing import Any

from ..retail.master import SECONDARY
from .cuts import cuts
from .master import Master
from .scene import Scene, Sold

ENROLS = {"care_plan", "warranty"}
CARE = {"care_plan", "service", "warranty"}


def rows(scene: Scene, sold: Sold, master: Master) -> Iterator[tuple[Any, ...]]:
    """Money counts for sales receipts only; a service receipt beside a qualifying one in its visit adds its care."""
    paid = scene.paid
    with_sale = sold.sale or (sold.handed_over and any(s.qualifying for s in scene.sold))
    accessory = _net(sold, {"accessory"}) if with_sale else 0
    care = _net(sold, CARE) if with_sale else 0
    net = sold.net if sold.sale else 0
    known = [i for i in sold.items if i.paid and i.kind]
    units = round(sum(i.line.quantity for i in known), 6) if sold.sale else 0.0
    discount = sum(i.line.discount for i in sold.items if i.left) if sold.sale else 0
    flags = (
        int(sold.sale),
        int(sold.qualifying),
        int(sold.qualifying and bool(paid)),
        int(sold.qualifying and bool(paid & ENROLS)),
        int(sold.qualifying and bool(scene.answered)),
    )
    money = (net, accessory, care, units, discount)
    whole = tuple(map(float, money))
    for cut, share in cuts(sold.place, sold.sellers, sold.lines, master=master):
        shared = whole if share == 1.0 else tuple(round(value * share, 6) for value in money)
        yield (sold.version.event, *cut, sold.receipt.at, sold.receipt.currency, *flags, *shared, scene.id)


def lines(sold: Sold) -> Iterator[tuple[Any, ...]]:
    p = sold.place
    for i in sold.items:
        yield (
            sold.version.event, i.number, p.day, p.boutique, p.region, i.line.sku, i.kind, i.product_line, i.brand,
            float(i.line.quantity), i.line.net, i.line.discount, int(i.left and i.line.net == 0), int(not i.kind),
        )  # fmt: skip


def moment(sold: Sold) -> tuple[str, float, float | None]:
    """What it says in the live list: kinds of goods; units; nothing."""
    kinds = {i.kind for i in sold.items if i.left and i.kind and (i.kind not in SECONDARY or i.paid)}
    return " ".join(sorted(kinds)), float(sum(i.line.quantity for i in sold.items if i.paid)), None


def _net(sold: Sold, kinds: set[str]) -> int:
    return sum(i.line.net for i in sold.items if i.kind in kinds)

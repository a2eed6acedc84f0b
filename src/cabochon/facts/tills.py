"""`ticket`, `closing` and `exception`: what the till rang up, what it counted itself, what was out of the ordinary."""

from collections.abc import Iterator

from ..retail.events import Receipt, StockException, TillClosing
from ..retail.receipts import restates
from ..retail.sale_types import BELOW, EMPTY
from .ground import Row, at, here, on, real, then
from .master import Master
from .setting import place
from .versions import Version


def ticket(v: Version, event: Receipt, master: Master) -> Iterator[Row]:
    """Signs as the till's own total has them: goods taken back below zero; a void, and a correction that stands in
    place of another receipt, add nothing; nor does what is money and no sale of goods, a gift card say."""
    door = master.door(v.boutique, event.business_day)
    if door is None or (door.go_live and event.business_day < door.go_live):
        return
    where = place(event.at, event.business_day, door)
    units, net = sum(line.quantity for line in event.lines), sum(line.net for line in event.lines)
    if event.sale_type in BELOW:
        units, net = -sum(abs(line.quantity) for line in event.lines), -sum(abs(line.net) for line in event.lines)
    elif event.sale_type in EMPTY or event.sale_type == "void" or restates(event):
        units = net = 0
    yield v.event, *at(where), *then(where), event.sale_type, float(round(units, 6)), float(net), event.currency


def closing(v: Version, event: TillClosing, master: Master) -> Iterator[Row]:
    if (where := on(v.boutique, event.business_day, master)) is not None:
        yield v.event, *where, event.till, event.receipts, float(event.units), float(event.net), event.currency


def exception(v: Version, event: StockException, master: Master) -> Iterator[Row]:
    if not event.cancelled and (where := here(v, master)) is not None:
        yield v.event, *at(where), *then(where), event.zone, event.exception, event.currency, real(event.amount)

"""Stock counts: two zones a week, each a few SKUs at cost against the book.

Planted: a unit is missing in 1 of SHORT lines (ten times as often where stock is lost, see `planted`), one too many
in 1 of OVER; in the vault every line is right.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from ..retail.events import StockCount
from ..retail.master import Door
from ..retail.operations import Counted
from ..retail.who import person
from . import planted
from .maison import GOODS, PRICE, RATE, Maison

SHORT, OVER, COST = 80, 400, 0.42  # cost: share of the price
ZONES = {"add-ons": ("accessory",), "vault": ("primary",)}
WEEKDAYS = {"add-ons": 3, "vault": 0}


def counts(house: Maison, door: Door, opening: datetime, dice: Random) -> Iterator[StockCount]:
    """The counts of a door's day, before opening."""
    stock = [p.id for p in house.people if p.boutique == door.code and p.job_role == "stock"]
    for zone, kinds in ZONES.items():
        if opening.weekday() != WEEKDAYS[zone]:
            continue
        lines = []
        for sku, _, kind, *_ in GOODS:
            if kind not in kinds:
                continue
            expected, wrong = dice.randint(3, 14), dice.random()
            short = 10 / SHORT if planted.at(house, door, planted.LOSES) else 1 / SHORT
            off = 0 if zone == "vault" else -1 if wrong < short else 1 if wrong > 1 - 1 / OVER else 0
            cost = round(PRICE[sku] * COST * RATE[door.currency])
            lines.append(Counted(sku=sku, expected=expected, counted=expected + off, cost=cost))
        at = opening - timedelta(minutes=dice.randint(20, 50))
        yield StockCount(
            at=at, boutique=door.code, source="stock:demo", key=f"{door.code}/{zone}/{opening.date()}",
            revision=at.isoformat(), zone=zone, currency=door.currency, lines=tuple(lines), reason="cycle",
            counter=person(stock[0]) if stock else None,
        )  # fmt: skip

"""A furnished house with something wrong in every way Data health knows."""

from datetime import UTC, datetime, time, timedelta

from cabochon.demo.maison import TILL
from cabochon.retail.events import Line, Receipt, Survey, TillClosing, Traffic
from cabochon.retail.who import Who

UNKNOWN, CODE = "STRAP-NEW-22", "GVA-77"


def trouble(house, here, there):
    """Two boutiques' worth: unknown SKUs, nobody's codes, nobody at all, lone surveys, a lying till, a clock ahead."""
    now = datetime.now(UTC)
    day = datetime.combine((now - timedelta(days=2)).date(), time(12), UTC)  # the same weekday everywhere
    past = day - timedelta(days=28)
    ahead = now + timedelta(minutes=40)
    doors = {door.code: door for door in house.snapshot.doors(house.today)}

    def sold(door, key, sku="W-STEEL-40", code="", day=day):
        return Receipt(
            at=day, boutique=door, source=TILL, key=key, revision="1", business_day=day.date(),
            currency=doors[door].currency, lines=(Line(sku=sku, quantity=1, net=100_000),),
            sellers=((Who(TILL, code), 1.0),) if code else (),
        )  # fmt: skip

    events = [
        sold(here, "A1", UNKNOWN, "GVA-03"), sold(here, "A2", UNKNOWN, "GVA-03"), sold(here, "A3", code=CODE),
        sold(here, "A4"), sold(there, "B1", UNKNOWN), sold(there, "B2", code="ZRH-77"),
        Survey(at=day, boutique=here, source="survey:typeform", key="S1", revision="1", raw=4, low=1, high=5),
        TillClosing(at=day, boutique=here, source=TILL, key="C1", revision="1", business_day=day.date(),
                    currency=doors[here].currency, receipts=9, units=9, net=900_000),
        Traffic(at=ahead, boutique=there, source="traffic:door", key="T1", revision="1", minutes=60, entries=3),
        Traffic(at=past, boutique=here, source="traffic:gone", key="T2", revision="1", minutes=60, entries=3),
    ]  # fmt: skip
    house.keep_as().events(events)
    house.keep_as().events(events[:3])
    till = f"boutique,ticket,sold_at,sku,quantity,net,seller\n{here},1,not a time,A,1,10,AB\n"
    house.imports.read("till_csv", till.encode(), received=datetime.combine(now.date(), time(1), UTC))
    house.catch_up()

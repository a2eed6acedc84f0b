"""What tills counted for a day, and how it stands beside what arrived."""

from datetime import UTC, date, datetime

import pytest
from feed_files import bad, good, read

from cabochon.house.reconciling import lately
from cabochon.retail.closings import agree
from cabochon.retail.events import Line, Receipt

HEAD = "boutique,till,business_day,receipts,units,net,currency\n"
DAY = date(2026, 3, 30)


def test_a_closing_is_of_its_till_and_day_in_minor_units():
    first, second = good(
        read("closings_csv", HEAD + "GVA01,1,2026-03-31,14,21,18250.00,\nTYO01,,2026-03-31,3,4,480000,\n")
    )
    assert (first.receipts, first.units, first.net, first.currency, first.till) == (14, 21.0, 1_825_000, "CHF", "1")
    assert (second.net, second.currency, second.key) == (480_000, "JPY", "TYO01//2026-03-31")
    assert first.at.isoformat().endswith("+02:00")


def test_what_cannot_be_read_waits():
    found = read("closings_csv", HEAD + "XX,1,2026-03-31,1,1,1,\nGVA01,1,,1,1,1,\nGVA01,1,2026-03-31,1.5,1,1,\n"
                 "GVA01,1,2026-03-31,-1,1,1,\nGVA01,1,2026-03-31,1,1,x,\nGVA01,1,2026-03-31,1,1,1,ZZZ\n")  # fmt: skip
    assert [place.rpartition(" ")[2] for place, _ in bad(found)] == [
        "boutique", "business_day", "receipts", "receipts", "net", "currency"]  # fmt: skip


@pytest.mark.parametrize(("had", "closed", "equal"), [
    ((4, 1000), (4, 1002), True), ((4, 1000), (4, 1003), False), ((3, 1000), (4, 1000), False),
    ((1, 100), (1, 101), False),
])  # fmt: skip
def test_rounding_is_no_difference(had, closed, equal):
    assert agree(had, closed) is equal


def sold(house, *prices, day=DAY, sale_type="sale"):
    house.keep_as().events(
        Receipt(at=datetime(2026, 3, day.day, 12, n, tzinfo=UTC), boutique="GVA01", source="till:csv",
                key=f"{sale_type}-{day}-{n}", revision="1", business_day=day, currency="CHF", sale_type=sale_type,
                lines=(Line(sku="W-STEEL-40", quantity=1, net=price),))
        for n, price in enumerate(prices)
    )  # fmt: skip


def states(house, *lines):
    done = house.imports.read("closings_csv", (HEAD + "\n".join(lines) + "\n").encode(),
                              received=datetime(2026, 3, 31, 2, tzinfo=UTC))  # fmt: skip
    assert done.bad == []
    house.catch_up()
    return {one.day.day: (one.state, one.apart and one.apart.receipts) for one in lately(house, "GVA01")}


def test_each_door_day_is_laid_beside_its_closing(furnished, monkeypatch):
    house, _ = furnished
    monkeypatch.setattr(type(house), "today", date(2026, 3, 31))
    for n in (25, 26, 27, 28, 29):
        sold(house, 100_00, 50_00, day=date(2026, 3, n))
    sold(house, 500_00, day=date(2026, 3, 25), sale_type="gift_card")
    assert states(house) == {}
    assert states(
        house, "GVA01,1,2026-03-25,1,1,100.00,", "GVA01,2,2026-03-25,2,1,50.01,", "GVA01,,2026-03-26,3,2,150.00,",
        "GVA01,,2026-03-27,1,1,100.00,", "GVA01,,2026-03-28,2,2,140.00,",
    ) == {25: ("equal", 0), 26: ("missing", -1), 27: ("more", 1), 28: ("other", 0), 29: ("open", None)}  # fmt: skip
    assert dict(next(one.tills for one in lately(house, "GVA01") if one.day.day == 25)) == {"1": 1, "2": 2}


@pytest.mark.parametrize(
    "row", ["9999999999999999999999,1,1", "1,9999999999999999999999,1", "1,1,99999999999999999999"]
)
def test_more_than_a_till_counts_in_a_day_waits(row):
    ((_, reason),) = bad(read("closings_csv", HEAD + f"GVA01,1,2026-03-31,{row},\n"))
    assert reason.endswith("is more than a till counts in a day")

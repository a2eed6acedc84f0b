"""Each door-day beside its tills' closings: a till that did not close is named, and what comes late clears the row."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cabochon.house import House
from cabochon.house.reconciling import EQUAL, MISSING, MORE, SILENT, lately
from cabochon.languages import speaking
from cabochon.settings import load
from cabochon.web.pages.till_words import shown

NOW = datetime(2026, 3, 12, 20, tzinfo=UTC)
DAYS = [date(2026, 3, 8) + timedelta(days=n) for n in range(4)]
HEAD = "boutique,till,ticket,sold_at,sku,quantity,net"


@pytest.fixture
def house(tmp_path):
    one = House.open(tmp_path, load(tmp_path, {}), clock=lambda: NOW)
    one.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=NOW)
    yield one
    one.close()


def sold(house, day, *tills):
    """One receipt of 100 at each till."""
    rows = [f"GVA01,{till},{day:%d}{till},{day} 11:00,W-100,1,100" for till in tills]
    house.imports.read("till_csv", "\n".join([HEAD, *rows, ""]).encode(), received=NOW)


def closed(house, day, *tills, receipts=1, net=100):
    rows = [f"GVA01,{till},{day},{receipts},{receipts},{net}" for till in tills]
    text = "\n".join(["boutique,till,business_day,receipts,units,net", *rows, ""])
    done = house.imports.read("closings_csv", text.encode(), received=NOW)
    assert not done.bad, done.bad


def told(house):
    house.catch_up()
    return {one.day: one for one in lately(house, "GVA01")}


def furnished(house, *last):
    """Three tills that close each day; on the last day those that are named."""
    for day in DAYS:
        sold(house, day, 1, 2, 3)
    for day in DAYS[:-1]:
        closed(house, day, 1, 2, 3)
    closed(house, DAYS[-1], *last)


def test_the_till_that_did_not_close_is_named_and_its_late_closing_clears_the_row(house):
    furnished(house, 1, 3)
    days = told(house)
    assert [days[day].state for day in DAYS] == [EQUAL, EQUAL, EQUAL, SILENT]
    assert days[DAYS[-1]].silent == ("2",)
    with speaking("en"):
        said = shown(days[DAYS[-1]])
    assert said.state == "A till has not closed"
    assert said.deed.startswith("Till 2 has not closed. Ask for its closing")
    assert said.apart == "+1 receipts, +1 units, +100.00 CHF"
    closed(house, DAYS[-1], 2)
    assert told(house)[DAYS[-1]].state == EQUAL


def test_several_that_did_not_close_are_all_named(house):
    furnished(house, 2)
    assert told(house)[DAYS[-1]].silent == ("1", "3")


def test_a_till_that_sold_nothing_and_did_not_close_is_no_difference(house):
    for day in DAYS:
        sold(house, day, 1)
        closed(house, day, 1)
    closed(house, DAYS[0], 2, receipts=0, net=0)
    assert {one.state for one in told(house).values()} == {EQUAL}


def test_a_till_that_closes_now_and_then_is_not_missed(house):
    furnished(house, 1, 2, 3)
    sold(house, DAYS[1], 9)
    closed(house, DAYS[1], 9)
    sold(house, DAYS[2], 8)  # a receipt more than was counted, and every usual till has closed
    days = told(house)
    assert (days[DAYS[2]].state, days[DAYS[2]].silent) == (MORE, ())


def test_late_receipts_clear_the_row(house):
    sold(house, DAYS[0], 1)
    closed(house, DAYS[0], 1, 2)
    assert told(house)[DAYS[0]].state == MISSING
    sold(house, DAYS[0], 2)
    assert told(house)[DAYS[0]].state == EQUAL


def test_receipts_that_are_missing_stay_missing_though_a_till_is_silent_as_well(house):
    for day in DAYS:
        closed(house, day, 1, 2)
        sold(house, day, 1, 2)
    day = date(2026, 3, 7)
    closed(house, day, 1, receipts=5, net=500)
    sold(house, day, 1)
    one = told(house)[day]
    assert (one.state, one.silent) == (MISSING, ("2",))

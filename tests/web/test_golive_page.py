"""The go-live page names what is unmapped, where each feed comes from, and how the till's closings stand."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from troubled import trouble

from cabochon.house.reconciling import EQUAL, MISSING, Day, Told
from cabochon.retail.operations import TillClosing
from cabochon.web.pages.till_words import shown


@pytest.fixture(scope="module")
def place(place):
    trouble(place.house, place.door, place.other)
    return place


def body(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text.partition('<main class="page"')[2])).split())


def test_an_administrator_sees_what_is_unmapped_and_what_never_delivered(place):
    place.house.connections.add("till-geneva", connector="till_csv", unsigned=True, title="Till of Geneva")
    said = body(place.signed_in("admin").get(f"/doors/{place.door}/golive"))
    assert "SKUs the catalogue does not know" in said
    assert "Codes that name nobody" in said
    assert "Connections that have delivered nothing yet 1 Till of Geneva" in said
    assert "by no connection" in said or "by the connection" in said


def test_a_manager_sees_the_days_beside_the_closings_and_the_rules(place):
    house, today = place.house, place.house.today
    at = datetime.combine(today - timedelta(days=1), datetime.min.time(), house.clock().tzinfo)
    house.keep_as().events([TillClosing(
        at=at, boutique=place.door, source="till:csv", key="x", revision="1", business_day=at.date(), currency="CHF",
        receipts=9999, units=1.0, net=100, till="1")])  # fmt: skip
    house.catch_up()
    said = body(place.signed_in("manager").get(f"/doors/{place.door}/golive"))
    assert "Receipts are missing Import the till’s file of that day again" in said
    assert "till 1: 9,999" in said
    assert "Gift card Not counted" in said
    assert "Connections that have delivered nothing yet" not in said


def test_above_the_boutique_the_figures_of_a_day_in_order_are_not_shown():
    equal = Day("GVA01", date(2026, 3, 31), "CHF", Told(4, 4.0, 900), Told(4, 4.0, 900), (("1", 4),), EQUAL)
    assert (shown(equal, figures=False).receipts, shown(equal, figures=False).tills) == ("–", "")
    assert shown(equal).receipts == "4 of 4"
    short = replace(equal, had=Told(3, 3.0, 800), state=MISSING)
    assert shown(short, figures=False).apart == "−1 receipts, −1 units, −1.00 CHF"

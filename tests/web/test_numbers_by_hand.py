"""A dozen receipts, surveys, observations and door counts, added up by hand: the page and its file say the same."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

import pytest

from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.retail.events import Line, Observation, Receipt, Survey, Traffic
from cabochon.retail.master import Door, Identifier, Person, Product
from cabochon.retail.who import Who, person
from cabochon.settings import load
from served import Browser, served

TODAY, DAY = date(2026, 4, 14), date(2026, 4, 13)
ZONE = ZoneInfo("Europe/Zurich")
DOOR = Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", region="Europe", factor=0.5)
ANA, MIA = (Person(id=i, name=n, boutique="GVA01", job_role=r) for i, n, r in
            (("ana", "Ana Lind", "advisor"), ("mia", "Mia Boss", "manager")))  # fmt: skip
Z = 1.959963984540054  # of the normal distribution, 97.5 %
T7 = 2.3646242510102993  # of Student's with 7 degrees of freedom, 97.5 %; from a printed table
# Twelve receipts, an hour apart over two days: what the watch cost in francs, and what the strap beside it, 0: none.
SOLD = ((5000, 100), (6000, 0), (7000, 100), (4000, 0), (5500, 200), (8000, 0), (5000, 0), (6500, 100), (7000, 0),
        (9000, 0), (3000, 150), (6000, 0))  # fmt: skip
SCORES = (5, 4, 5, 3, 5, 4, 5, 5)  # of the first eight
OFFERED = ("yes", "no", "yes", "yes", "yes", "partly", "no", "yes", "yes", "no")  # at the first ten, in this order
ENTRIES = (30, 34)  # a day, as counted; the door's factor is a half


def at(place: int) -> datetime:
    """Six an day, an hour and a half apart, so that each visit is its own."""
    return datetime.combine(DAY - timedelta(days=place // 6), time(10), ZONE) + timedelta(minutes=80 * (place % 6))


def events():
    for place, (watch, strap) in enumerate(SOLD):
        lines = (Line(sku="WATCH", quantity=1, net=watch * 100), *(
            (Line(sku="STRAP", quantity=1, net=strap * 100),) if strap else ()))  # fmt: skip
        yield Receipt(at=at(place), boutique="GVA01", source="till:csv", key=f"r{place}", revision="1",
                      business_day=at(place).date(), currency="CHF", sellers=((Who("till:csv", "A"), 1.0),),
                      lines=lines)  # fmt: skip
    for place, score in enumerate(SCORES):
        yield Survey(at=at(place) + timedelta(minutes=30), boutique="GVA01", source="survey:csv", key=f"s{place}",
                     raw=score, low=1, high=5, associate=Who("till:csv", "A"), receipt=f"r{place}")  # fmt: skip
    for place, mark in enumerate(OFFERED):
        made = {"yes": "yes", "no": "not_yet", "partly": "partly"}[mark]
        yield Observation(at=at(place) + timedelta(minutes=5), started=at(place) - timedelta(minutes=10),
                          boutique="GVA01", source="floor", associate=person("ana"), observer=person("mia"),
                          marks={"accessory": made})  # fmt: skip
    for back, entries in enumerate(ENTRIES):
        yield Traffic(at=datetime.combine(DAY - timedelta(days=back), time(10), ZONE), boutique="GVA01",
                      source="counter:csv", key=f"t{back}", minutes=60, entries=entries)  # fmt: skip


@pytest.fixture(scope="module")
def manager(tmp_path_factory):
    folder = tmp_path_factory.mktemp("by-hand") / "data"
    house = House.open(folder, load(folder, {}), clock=lambda: datetime.combine(TODAY, time(12), UTC))
    code = Identifier(source="till:csv", code="A", person="ana")
    goods = (Product(sku="WATCH", line="watch"), Product(sku="STRAP", line="watch", kind="accessory"))
    house.directory.keep([DOOR, ANA, MIA, code, *goods])
    house.directory.put(Account(id="m", login="m", name="M", role="manager", boutiques=("GVA01",), person="mia"))
    assert not house.keep_as().events(list(events()), fresh=True).refused
    house.catch_up()
    with served(house) as port:
        browser = Browser(port)
        browser.sign_in(house.doorman.link("m"))
        yield browser
    house.close()


def told(browser, key):
    """The page's text, and the total of its file as numbers."""
    page = browser.get(f"/numbers/{key}")
    assert page.status == 200
    (row,) = [one for one in csv.DictReader(io.StringIO(browser.get(f"/numbers/{key}.csv").text, newline=""))
              if one["note"] == "total"]  # fmt: skip
    return page.text, {name: float(row[name]) if row[name] else None
                       for name in ("value", "top", "bottom", "n", "low", "high")}  # fmt: skip


def wilson(k, n):
    middle, wide = k + Z * Z / 2, Z * sqrt(k * (n - k) / n + Z * Z / 4)
    return (middle - wide) / (n + Z * Z), (middle + wide) / (n + Z * Z)


def test_csat(manager):
    page, row = told(manager, "csat")
    n, total = len(SCORES), sum(SCORES)  # 36 of 8: 4.5
    mean = total / n
    spread = sqrt(sum((score - mean) ** 2 for score in SCORES) / (n - 1))
    wide = T7 * spread / sqrt(n)
    assert (row["top"], row["bottom"], row["n"], row["value"]) == (36, 8, 8, 4.5)
    assert row["low"] == pytest.approx(mean - wide)
    assert row["high"] == pytest.approx(min(5.0, mean + wide))
    for words in (">4.50<", "8 surveys", f"{mean - wide:.2f} to {min(5.0, mean + wide):.2f}"):
        assert words in page


def test_attach(manager):
    page, row = told(manager, "attach_rate")
    low, high = wilson(5, 12)  # straps with 5 of 12 watches
    assert (row["top"], row["n"], row["value"]) == (5, 12, 5 / 12)
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    for words in ("42%", "5 of 12 qualifying receipts", f"95% interval {low * 100:.0f} to {high * 100:.0f}%"):
        assert words in page


def test_average_transaction_value(manager):
    page, row = told(manager, "atv")
    total = sum(watch + strap for watch, strap in SOLD)  # 72,650 francs over 12 receipts
    assert total == 72_650
    assert (row["top"], row["n"]) == (7_265_000, 12)
    assert row["value"] == pytest.approx(7_265_000 / 12)
    mean = total / 12
    spread = sqrt(sum((watch + strap - mean) ** 2 for watch, strap in SOLD) / 11)
    wide = 2.2009851600829433 * spread / sqrt(12) * 100  # Student's with 11 degrees of freedom
    assert (row["low"], row["high"]) == (pytest.approx(mean * 100 - wide), pytest.approx(mean * 100 + wide))
    assert "CHF 6,054" in page
    assert "12 sales receipts" in page


def test_conversion(manager):
    page, row = told(manager, "conversion")
    assert (row["top"], row["bottom"], row["value"]) == (12, 32, 12 / 32)  # 64 counted, corrected by a half
    assert row["n"] == 64
    assert "38%" in page
    assert row["low"] <= row["value"] <= row["high"]


def test_offers_that_became_a_sale(manager):
    page, row = told(manager, "offer_to_sale")
    offered = [place for place, mark in enumerate(OFFERED) if mark == "yes"]  # 0 2 3 4 7 8: six
    became = [place for place in offered if SOLD[place][1]]  # 0 2 4 7: four
    low, high = wilson(len(became), len(offered))
    assert (len(became), len(offered)) == (4, 6)
    assert (row["top"], row["n"]) == (4, 6)
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    assert "67%" in page
    assert "4 of 6" in page


def test_the_rows_behind_add_up_to_the_number(manager):
    page = manager.get("/numbers/attach_rate").text
    behind = page[page.index('id="behind"') :]
    assert behind.count("<time ") == 12
    assert behind.count('class="tick"') == 5
    assert "r0" not in behind

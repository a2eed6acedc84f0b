"""Repeats that were dropped are counted by day, source and boutique, and written down together."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from cabochon.demo.maison import TILL
from cabochon.directory.rows import Tally
from cabochon.house import House
from cabochon.house.repeats import MOST, OTHERS
from cabochon.privacy.keys import make
from cabochon.retail.events import Line, Receipt
from cabochon.settings import load
from cabochon.xapi.versions import V103
from lrs_store import said

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def receipt(key, door="GVA01"):
    return Receipt(at=NOON, boutique=door, source=TILL, key=key, revision="1", business_day=date(2026, 3, 20),
                   currency="CHF", lines=(Line(sku="W-STEEL-40", quantity=1, net=100_000),))  # fmt: skip


def tallied(house):
    house.repeats.flush()
    return {(row.source, row.boutique): row.repeats for row in house.directory.find(Tally)}


def test_a_feed_that_comes_again_is_counted_by_source_and_boutique(furnished):
    house, _ = furnished
    events = [receipt("A"), receipt("B"), receipt("C", "ZRH01")]
    house.keep_as().events(events)
    assert tallied(house) == {}
    house.keep_as().events(events)
    house.keep_as().events([receipt("D"), receipt("D")])
    assert tallied(house) == {(TILL, "GVA01"): 3, (TILL, "ZRH01"): 1}


def test_a_dry_run_counts_nothing(furnished):
    house, _ = furnished
    house.keep_as().events([receipt("A")])
    house.keep_as().events([receipt("A")], dry=True)
    assert tallied(house) == {}


def test_what_a_key_sends_again_is_counted(house):
    made, _ = make(house.directory, "lms", scopes=["all"], clock=house.clock)
    key, one = house.keyring.key(made), said(context={"platform": "course tool"})
    members = [(msgspec.json.encode(one), one)]
    for _ in range(3):
        house.statements.keep(key, members, V103).result()
    assert sum(tallied(house).values()) == 2


def test_nothing_is_written_before_its_time_and_nothing_is_lost_at_the_end(tmp_path):
    values = load(tmp_path, {})
    house = House.open(tmp_path, values)
    house.repeats.note("till:csv", "GVA01", 4)
    assert house.directory.find(Tally) == []
    house.close()
    again = House.open(tmp_path, values)
    again.repeats.note("till:csv", "GVA01", 3)
    assert tallied(again) == {("till:csv", "GVA01"): 7}
    again.close()


def test_what_senders_make_up_does_not_fill_the_directory(house):
    for n in range(MOST + 50):
        house.repeats.note(f"made up {n}", "")
    house.repeats.note("x" * 500 + "\x00", "")
    waiting = house.repeats._waiting
    assert len(waiting) <= MOST + 1
    assert waiting[f"{house.clock():%Y-%m-%d}", OTHERS, ""] >= 50
    assert all(len(source) <= 80 and source.isprintable() for _, source, _ in waiting)


@pytest.mark.parametrize(("age", "left"), [(91, 1), (94, 0)])
def test_old_counts_are_forgotten(house, age, left):
    day = f"{house.clock() - timedelta(days=age):%Y-%m-%d}"
    house.directory.put(Tally(id="x", day=day, source="till:csv", boutique="", repeats=1))
    house.repeats.expire()
    assert len(house.directory.find(Tally)) == left

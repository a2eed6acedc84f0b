"""Dated rows: a row kept from a day on holds until the next version, and every version stays readable."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.directory.lookup import Lookup
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.retail.master import Door, Identifier, Person, Product

A = Door(code="GVA01", name="Genève", zone="Europe/Zurich", currency="CHF", factor=0.9)
B, C = replace(A, factor=0.8), replace(A, factor=0.7)
MARCH, MAY, JULY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 7, 1)


@pytest.fixture
def directory():
    made = SQLiteDirectory(None, clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    yield made
    made.close()


def steps(directory):
    return [(v.row.factor, v.since, v.until) for v in directory.dated(Door)]


def test_a_new_version_closes_the_one_before(directory):
    assert directory.keep([A]) == 1
    assert directory.keep([B], MAY) == 2
    assert steps(directory) == [(0.9, None, MAY), (0.8, MAY, None)]
    assert [v.change for v in directory.dated(Door)] == [1, 2]


def test_a_version_inside_an_interval_holds_until_the_next(directory):
    directory.keep([A])
    directory.keep([B], JULY)
    directory.keep([C], MAY)
    assert steps(directory) == [(0.9, None, MAY), (0.7, MAY, JULY), (0.8, JULY, None)]


def test_a_version_before_the_first_holds_until_it(directory):
    directory.keep([A], MAY)
    directory.keep([B], MARCH)
    assert steps(directory) == [(0.8, MARCH, MAY), (0.9, MAY, None)]


def test_the_same_day_is_corrected(directory):
    directory.keep([A])
    directory.keep([B], MAY)
    directory.keep([C], MAY)
    assert steps(directory) == [(0.9, None, MAY), (0.7, MAY, None)]
    directory.keep([B])
    assert steps(directory) == [(0.8, None, MAY), (0.7, MAY, None)]


def test_what_is_taken_back_leaves_the_version_before(directory):
    directory.keep([A])
    directory.keep([B], MAY)
    assert directory.take_back(Door, "GVA01", MAY) == 3
    assert steps(directory) == [(0.9, None, None)]
    assert directory.changes(2) == [(3, "Door", "GVA01")]


def test_taking_back_what_is_not_there_changes_nothing(directory):
    directory.keep([A], MAY)
    assert directory.take_back(Door, "GVA01", None) == directory.take_back(Door, "PAR01", MAY) == 1
    assert directory.take_back(Door, "GVA01", MAY) == 2
    assert steps(directory) == []


def test_no_news_is_no_change(directory):
    directory.keep([A])
    assert directory.keep([A]) == 1
    assert directory.keep([A], MAY) == 1
    assert directory.keep([]) == 1
    assert directory.changes(1) == []


def test_a_version_keeps_its_own_first_day_even_beside_an_equal_one(directory):
    directory.keep([A])
    directory.keep([B], JULY)
    directory.keep([B], MAY)
    assert steps(directory) == [(0.9, None, MAY), (0.8, MAY, JULY), (0.8, JULY, None)]


def test_one_call_is_one_change(directory):
    other = replace(A, code="ZRH01")
    assert directory.keep([A, other, Product(sku="s", line="watch")]) == 1
    assert directory.keep([A, replace(other, factor=0.1)], MAY) == 2
    assert directory.changes(0) == [
        (1, "Door", "GVA01"),
        (1, "Door", "ZRH01"),
        (1, "Product", "s"),
        (2, "Door", "ZRH01"),
    ]
    assert directory.changes(1) == [(2, "Door", "ZRH01")]


def test_a_version_taken_back_is_a_change_and_stays_on_record(directory):
    directory.keep([A])
    directory.keep([B], MAY)
    assert directory.keep([A], MAY) == 3
    assert directory.changes(2) == [(3, "Door", "GVA01")]
    assert directory._file.read("select change, gone from dated order by place") == [(1, None), (2, 3), (3, None)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from([0.1, 0.2, 0.3])), max_size=12))
def test_any_order_of_keeping_reads_like_painting_days(kept):
    directory = SQLiteDirectory(None, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    painted: dict[int, float] = {}  # day number -> factor from that day on, the plain model
    for day, factor in kept:
        directory.keep([replace(A, factor=factor)], MARCH + timedelta(days=day) if day else None)
        if [painted[since] for since in sorted(painted) if since <= day][-1:] != [factor]:  # else: no news
            painted[day] = factor
    snapshot = Lookup(directory).now()
    for day in range(14):
        valid = [painted[since] for since in sorted(painted) if since <= day]
        found = snapshot.door_on("GVA01", MARCH + timedelta(days=day))
        assert (found.factor if found else None) == (valid[-1] if valid else None)
    versions = directory.dated(Door)
    assert all(one.until == two.since for one, two in pairwise(versions))
    directory.close()


def test_a_snapshot_is_read_again_only_when_something_changed(directory):
    lookup = Lookup(directory)
    directory.keep([A])
    first = lookup.now()
    assert lookup.now() is first
    directory.keep([Product(sku="126610LN", line="watch")])
    second = lookup.now()
    assert second.kinds["Door"] is first.kinds["Door"]
    assert second.product_on("126610LN", MAY).line == "watch"
    assert first.product_on("126610LN", MAY) is None


def test_a_code_stands_for_a_person_of_that_day(directory):
    code = Identifier(source="till:csv", code="JD", person="p1")
    directory.keep([code, replace(code, boutique="ZRH01", person="p2")])
    directory.keep([replace(code, person="p3")], MAY)
    directory.keep([Person(id="p1", name="Jo", boutique="GVA01")])
    snapshot = Lookup(directory).now()
    assert snapshot.person_of("till:csv", "JD", "GVA01", MARCH) == "p1"
    assert snapshot.person_of("till:csv", "JD", "GVA01", MAY) == "p3"
    assert snapshot.person_of("till:csv", "JD", "ZRH01", MAY) == "p2"
    assert snapshot.person_of("till:csv", "XX", "GVA01", MAY) == ""
    assert snapshot.person_on("p1", MAY).name == "Jo"


def test_doors_of_a_day_are_those_known_then(directory):
    directory.keep([A], MAY)
    snapshot = Lookup(directory).now()
    assert snapshot.doors(MARCH) == []
    assert snapshot.doors(MAY) == [A]

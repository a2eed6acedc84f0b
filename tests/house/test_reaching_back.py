"""What happens today leaves alone what was worked out from days gone by; what comes in late does not."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.facts.tables import RECEIPT, TABLES, TRAFFIC
from cabochon.facts.tables_beside import STAFF
from cabochon.house.reaching_back import EVERYTHING, Back, earliest
from cabochon.warehouse import Batch, Bookmark

DAY = date(2026, 3, 10)
moves = st.lists(st.lists(st.integers(0, 9), max_size=3), max_size=12)


def row(table, day):
    return tuple(day if c.name == "day" else "k" if c.name == table.key else 0 for c in table.columns)


def batch(table=TRAFFIC, days=(), **more):
    return Batch(Bookmark(), {table.name: [row(table, day) for day in days]}, **more)


def test_new_rows_reach_back_to_their_own_days():
    new = batch(days=[DAY, DAY - timedelta(3)])
    new.new = {TRAFFIC.name: {"k"}}
    assert earliest(new) == {TRAFFIC.name: DAY - timedelta(3)}
    assert earliest(Batch(Bookmark(1))) == {}


def test_rows_that_go_reach_back_as_far_as_is_known_of_them_else_to_the_beginning():
    assert earliest(batch(days=[DAY])) == {TRAFFIC.name: date.min}
    assert earliest(batch(days=[DAY], span={TRAFFIC.name: (DAY - timedelta(8), DAY)})) == {
        TRAFFIC.name: DAY - timedelta(8)
    }
    assert earliest(batch(gone={RECEIPT.name: {"r"}})) == {RECEIPT.name: date.min}
    assert earliest(batch(emptied={RECEIPT.name: {"GVA01"}})) == {RECEIPT.name: date.min}


def test_what_came_and_went_within_one_batch_moved_nothing():
    told = batch(gone={RECEIPT.name: {"r"}})
    told.new = {RECEIPT.name: {"r"}}
    assert earliest(told) == {RECEIPT.name: date.max}


def test_a_table_without_days_reaches_back_to_the_beginning():
    assert "day" not in {c.name for c in STAFF.columns}
    told = batch(STAFF, [DAY])
    told.new = {STAFF.name: {"k"}}
    assert earliest(told) == {STAFF.name: date.min}
    assert {t.name for t in TABLES} >= {STAFF.name}


@settings(max_examples=200, deadline=None)
@given(moves, st.integers(0, 10), st.integers(0, 13))
def test_before_a_day_it_is_the_last_watermark_that_moved_something_before_it(told, asked, mark_then):
    """Two tables in turn, and now and then all of them."""
    back, expected, days_since = Back(), 0, {"receipt": [], "traffic": []}
    for mark, days in enumerate(told, 1):
        for day in days:
            name = ("receipt", "traffic", "")[day % 3]
            back.touched({name: DAY + timedelta(day)})
            for table in days_since if not name else (name,):
                days_since[table] += [DAY + timedelta(day)] if mark > mark_then else []
        back.reached(mark)
        if any(day < asked for day in days):
            expected = mark
    assert back.before(DAY + timedelta(asked)) == expected
    for table, days in days_since.items():
        assert back.since(mark_then, table) == min(days, default=date.max)


def test_what_was_rebuilt_moved_everywhere_from_the_beginning():
    back = Back()
    back.touched(EVERYTHING)
    back.reached(7)
    assert back.before(date(2000, 1, 1)) == 7
    assert (back.since(6, "receipt"), back.since(7, "receipt")) == (date.min, date.max)

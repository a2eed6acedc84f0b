"""What happens today leaves alone what was worked out from days gone by; what comes in late does not."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.facts.tables import RECEIPT, TABLES, TRAFFIC
from cabochon.facts.tables_beside import STAFF
from cabochon.house.reaching_back import Back, earliest
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
    assert earliest(new) == DAY - timedelta(3)
    assert earliest(Batch(Bookmark(1))) == date.max


def test_rows_that_go_reach_back_as_far_as_is_known_of_them_else_to_the_beginning():
    assert earliest(batch(days=[DAY])) == date.min
    assert earliest(batch(days=[DAY], span={TRAFFIC.name: (DAY - timedelta(8), DAY)})) == DAY - timedelta(8)
    assert earliest(batch(gone={RECEIPT.name: {"r"}})) == date.min
    assert earliest(batch(emptied={RECEIPT.name: {"GVA01"}})) == date.min


def test_a_table_without_days_reaches_back_to_the_beginning():
    assert "day" not in {c.name for c in STAFF.columns}
    told = batch(STAFF, [DAY])
    told.new = {STAFF.name: {"k"}}
    assert earliest(told) == date.min
    assert {t.name for t in TABLES} >= {STAFF.name}


@settings(max_examples=200, deadline=None)
@given(moves, st.integers(0, 10))
def test_before_a_day_it_is_the_last_watermark_that_moved_something_before_it(told, asked):
    back, expected = Back(), 0
    for mark, days in enumerate(told, 1):
        for day in days:
            back.touched(DAY + timedelta(day))
        back.reached(mark)
        if any(day < asked for day in days):
            expected = mark
    assert back.before(DAY + timedelta(asked)) == expected

"""A select as arrays says what the rows say, whichever way the engine hands it out."""

from datetime import date, timedelta

import numpy as np
import pytest
import sqlglot

from cabochon.warehouse import Batch, Bookmark, Column, Table
from cabochon.warehouse.arrays import arrays, kept, of_rows
from cabochon.warehouse.duckdb import DuckDBWarehouse

FIRST = date(2026, 3, 2)
NAMES = ("key", "who", "place", "code")
SOLD = Table("sold", "key", (*(Column(name, "text", "") for name in NAMES), Column("day", "day", ""),
                             Column("net", "real", "")))  # fmt: skip
BY_PERSON = sqlglot.parse_one("""
    select who as cut_0, place as cut_1, day as cut_2, code as cut_3, sum(net) as sum_0,
           sum(case when net > 0 then 1 end) as sum_1
    from sold where day >= :since group by who, place, day, code""")
BINDS = {"since": FIRST}


@pytest.fixture
def facts():
    warehouse = DuckDBWarehouse(threads=1)
    warehouse.prepare([SOLD])
    rows = [(f"k{i}", f"p{i % 7}", f"D{i % 3}", "CHF" if i % 2 else "EUR", FIRST + timedelta(days=i % 5), float(i % 4))
            for i in range(200)]  # fmt: skip
    warehouse.replace(Batch(Bookmark(1, 1), {"sold": rows}))
    yield warehouse
    warehouse.close()


def cells(told):
    columns = [one.tolist() for one in told.columns]
    return sorted((told.names[place], *values) for place, *values in zip(told.place.tolist(), *columns, strict=True))


def test_arrays_say_what_rows_say(facts):
    told, rows = arrays(facts, BY_PERSON, BINDS, names=2), of_rows(facts.select(BY_PERSON, BINDS), 2)
    assert told.names == rows.names == sorted(rows.names)
    assert cells(told) == cells(rows)
    assert [one.dtype.kind for one in told.columns] == ["M", "U", "f", "f"]


def test_a_sum_of_nothing_is_none_and_reads_as_0(facts):
    sums = arrays(facts, BY_PERSON, BINDS, names=2).columns[-1]
    assert np.isfinite(sums).all()
    assert 0.0 in sums


def test_no_rows_are_empty_arrays(facts):
    told = arrays(facts, BY_PERSON, {"since": FIRST + timedelta(days=90)}, names=2)
    assert (told.names, len(told.place)) == ([], 0)


def test_asking_twice_leaves_nothing_behind(facts):
    again = [arrays(facts, BY_PERSON, BINDS, names=2) for _ in range(2)]
    assert cells(again[0]) == cells(again[1])
    rows = facts.select(sqlglot.parse_one("select table_name from duckdb_tables() where temporary"), {})
    assert rows == []


def test_rows_of_some_names_only(facts):
    told = arrays(facts, BY_PERSON, BINDS, names=2)
    some = kept(told, [name[0] == "p1" for name in told.names])
    assert {name[0] for name in some.names} == {"p1"}
    assert cells(some) == [one for one in cells(told) if one[0][0] == "p1"]


def test_an_engine_without_columns_is_asked_for_rows(facts):
    class Rows:
        select = staticmethod(facts.select)

    assert cells(arrays(Rows(), BY_PERSON, BINDS, names=2)) == cells(arrays(facts, BY_PERSON, BINDS, names=2))

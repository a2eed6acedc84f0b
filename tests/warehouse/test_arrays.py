"""Sums by day are the same grids, whichever way the engine hands them out."""

from datetime import date, timedelta

import numpy as np
import pytest
import sqlglot

from cabochon.warehouse import Batch, Bookmark, Column, Table, duckdb_arrays
from cabochon.warehouse.arrays import Layout, grids
from cabochon.warehouse.duckdb import DuckDBWarehouse

FIRST, DAYS = date(2026, 3, 2), 14
NAMES = ("key", "who", "place", "kind")
SOLD = Table("sold", "key", (*(Column(name, "text", "") for name in NAMES), Column("day", "day", ""),
                             Column("net", "real", ""), Column("units", "int", "")))  # fmt: skip
SUMS = "sum(net) as sum_0, sum(case when net > 1 then units else 0 end) as sum_1, sum(1) as sum_2 from sold where"
BY_PERSON = sqlglot.parse_one(f"""
    select who as cut_0, place as cut_1, day as cut_2, {SUMS} day >= :since and who <> '' and place <> ''
    group by who, place, day""")
BY_KIND = sqlglot.parse_one(f"""
    select who as cut_0, place as cut_1, kind as cut_2, day as cut_3, {SUMS} day >= :since
    and kind in (:kind_0, :kind_1) group by who, place, kind, day""")
BINDS = {"since": FIRST}
KINDS = BINDS | {"kind_0": "ring", "kind_1": "watch"}
PERSON = Layout(2, 3, FIRST, DAYS)
KIND = Layout(2, 3, FIRST, DAYS, ("ring", "watch"))


class Rows:
    """A warehouse that has no columns to give, only rows."""

    def __init__(self, warehouse):
        self.select = warehouse.select


def sold(*rows):
    warehouse = DuckDBWarehouse(threads=1)
    warehouse.prepare([SOLD])
    told = [(f"k{i}", who, place, kind, FIRST + timedelta(days=n), net, units)
            for i, (who, place, kind, n, net, units) in enumerate(rows)]  # fmt: skip
    warehouse.replace(Batch(Bookmark(1, 1), {"sold": told}))
    return warehouse


def ways(warehouse, tree=BY_PERSON, binds=BINDS, layout=PERSON):
    """By many rows, by few, and by an engine of rows."""
    many, few = (grids(warehouse, tree, binds, layout, many=many) for many in (True, False))
    return many, few, grids(Rows(warehouse), tree, binds, layout)


def same(found):
    first, *others = found
    for one in others:
        assert one.names == first.names
        assert [grid.shape for grid in one.sums] == [grid.shape for grid in first.sums]
        assert all(np.array_equal(grid, was) for grid, was in zip(one.sums, first.sums, strict=True))
    assert all(grid.dtype == np.float64 for one in found for grid in one.sums)
    return first


@pytest.fixture(scope="module")
def facts():
    kinds = ("ring", "watch", "strap")
    warehouse = sold(*((f"p{i % 7}", f"D{i % 3}" if i % 5 else "D9", kinds[i % 4 % 3], i % 13, float(i % 6), i % 2)
                       for i in range(500)))  # fmt: skip
    yield warehouse
    warehouse.close()


def test_grids_are_what_rows_add_up_to(facts):
    told = same(ways(facts))
    rows = facts.select(BY_PERSON, BINDS)
    assert told.names == sorted({row[:2] for row in rows})
    for who, place, day, *sums in rows:
        at = 0, told.names.index((who, place)), (day - FIRST).days
        assert [grid[at] for grid in told.sums] == sums
    assert [grid.sum() for grid in told.sums] == [sum(row[i] for row in rows) for i in (3, 4, 5)]


def test_parts_stand_apart_and_others_are_left_out(facts):
    told = same(ways(facts, BY_KIND, KINDS, KIND))
    assert told.sums[0].shape == (2, len(told.names), DAYS)
    count = dict(facts.select(sqlglot.parse_one("select kind, count(*) from sold group by kind"), {}))
    assert told.sums[2].sum(axis=(1, 2)).tolist() == [count["ring"], count["watch"]]


def test_a_name_of_no_part_asked_for_is_not_there():
    warehouse = sold(("p1", "D1", "ring", 0, 2.0, 1), ("p2", "D1", "strap", 0, 2.0, 1))
    assert same(ways(warehouse, BY_KIND, KINDS, KIND)).names == [("p1", "D1")]


def test_days_read_a_few_at_a_time_are_the_same(facts, monkeypatch):
    whole = ways(facts, BY_KIND, KINDS, KIND)[0]
    monkeypatch.setattr(duckdb_arrays, "READ", 400)
    same((whole, ways(facts, BY_KIND, KINDS, KIND)[0]))


def test_large_numbers_are_the_same(facts, monkeypatch):
    whole = ways(facts, BY_KIND, KINDS, KIND)[0]
    monkeypatch.setattr(duckdb_arrays, "SMALL", 2)
    same((whole, ways(facts, BY_KIND, KINDS, KIND)[0]))


def test_a_person_of_several_places_is_a_name_at_each():
    warehouse = sold(("p1", "D2", "", 0, 2.0, 1), ("p1", "D1", "", 1, 4.0, 1), ("p0", "D2", "", 2, 8.0, 1))
    told = same(ways(warehouse))
    assert told.names == [("p0", "D2"), ("p1", "D1"), ("p1", "D2")]
    assert told.sums[0].sum(axis=(0, 2)).tolist() == [8, 4, 2]


def test_names_are_in_the_order_of_their_joined_text():
    warehouse = sold(*((who, place, "", 0, 1.0, 1) for who in ("a", "a-b", "a/b", "é") for place in ("x", "x/y", "X")))
    told = same(ways(warehouse))
    assert ["/".join(name) for name in told.names] == sorted("/".join(name) for name in told.names)
    assert len(told.names) == 12


def test_what_is_missing_adds_nothing():
    warehouse = sold(("p1", "D1", "", 0, None, None), ("p1", "D1", "", 0, 3.0, None), (None, "D1", "", 0, 9.0, 1),
                     ("p1", None, "", 0, 9.0, 1), ("", "D1", "", 0, 9.0, 1))  # fmt: skip
    told = same(ways(warehouse))
    assert (told.names, [grid.sum() for grid in told.sums]) == ([("p1", "D1")], [3, 0, 2])


def test_one_row():
    told = same(ways(sold(("p1", "D1", "", DAYS - 1, 2.5, 3))))
    assert [grid[0, 0, -1] for grid in told.sums] == [2.5, 3, 1]


def test_no_rows_are_empty_grids(facts):
    told = same(ways(facts, binds={"since": FIRST + timedelta(days=90)}))
    assert (told.names, [grid.shape for grid in told.sums]) == ([], [(1, 0, DAYS)] * 3)


def test_all_is_of_one_state_and_nothing_is_left_behind(monkeypatch):
    warehouse = sold(("p1", "D1", "", 0, 2.0, 1))
    real = duckdb_arrays._names

    def meanwhile(*told):
        late = [("late", "p2", "D1", "", FIRST, 5.0, 1), ("later", "p1", "D1", "", FIRST, 5.0, 1)]
        warehouse.replace(Batch(Bookmark(2, 1), {"sold": late}))
        return real(*told)

    monkeypatch.setattr(duckdb_arrays, "_names", meanwhile)
    told = grids(warehouse, BY_PERSON, BINDS, PERSON)
    assert (told.names, told.sums[0].sum()) == ([("p1", "D1")], 2)
    monkeypatch.undo()
    assert same(ways(warehouse)).sums[0].sum() == 12
    assert warehouse.select(sqlglot.parse_one("select table_name from duckdb_tables() where temporary"), {}) == []


def test_an_engine_that_fails_in_between_can_be_asked_again(facts, monkeypatch):
    monkeypatch.setattr(duckdb_arrays, "_names", lambda *told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        grids(facts, BY_PERSON, BINDS, PERSON)
    monkeypatch.undo()
    same(ways(facts))
